// A button that copies each example; without scripts it can be selected as any text.
for (const block of document.querySelectorAll("pre[data-copy]")) {
  if (!navigator.clipboard) break;
  const box = document.createElement("div");
  const button = document.createElement("button");
  box.className = "code-box";
  button.type = "button";
  button.className = "button button-quiet button-small";
  button.textContent = block.dataset.copy;
  button.setAttribute("aria-live", "polite");
  block.replaceWith(box);
  box.append(block, button);
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(block.textContent);
    button.textContent = block.dataset.copied;
    setTimeout(() => { button.textContent = block.dataset.copy; }, 2000);
  });
}
