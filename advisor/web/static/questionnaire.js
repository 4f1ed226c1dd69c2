// Copying the link by a button; without this script the link can be selected and copied by hand.
const copying = document.getElementById("copying");
if (navigator.clipboard) {
  copying.hidden = false;
  const button = document.getElementById("copy");
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById("address").value);
    document.getElementById("copied").textContent = button.dataset.done;
  });
}
