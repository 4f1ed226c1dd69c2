// Everything works without this script; it keeps the focus where the work is, and helps printing.
document.addEventListener("htmx:afterSettle", () => {
  // The ticked step may be gone, and the focus with it.
  document.querySelector("#changes [data-focus]")?.focus({ preventScroll: true });
  readyToPrint();
});

// What could not be updated in place is sent anew as a plain form; the browser shows the answer.
document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.xhr.status !== 200) event.detail.elt.submit();
});

function readyToPrint() {
  const button = document.getElementById("print");
  if (!button) return;
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
readyToPrint();
