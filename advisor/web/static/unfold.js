// On paper what is marked so is unfolded, and folded again afterwards.
addEventListener("beforeprint", () => {
  for (const folded of document.querySelectorAll("details[data-unfold]:not([open])")) {
    folded.open = true;
    folded.dataset.unfold = "folded";
  }
});
addEventListener("afterprint", () => {
  for (const unfolded of document.querySelectorAll('details[data-unfold="folded"]')) {
    unfolded.open = false;
    unfolded.dataset.unfold = "";
  }
});
