// Makes the classroom quicker to use. Everything it does can also be done without it.
"use strict";

document.documentElement.classList.add("scripts");

/* Keys: an element with data-keys is followed when one of them is pressed. */
const typing = "input:not([type=radio]), select, textarea, summary, [contenteditable]";

function following(key) {
  return [...document.querySelectorAll("[data-keys]")].find((element) =>
    element.dataset.keys.split(" ").includes(key));
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
  if (document.querySelector("dialog[open]")) return;
  const field = event.target.closest(typing);
  const letter = event.key.length === 1 &&
    document.querySelector(`[data-letter="${CSS.escape(event.key.toUpperCase())}"]`);
  if (letter) {
    letter.value = Math.min(Number(letter.value || 0) + 1, Number(letter.max));
    event.preventDefault();
    return;
  }
  if (field && !event.key.startsWith("Page")) return;
  if (event.target.closest(".graph-frame, .facts, [type=radio]")) return;
  const element = following(event.key);
  if (element) {
    event.preventDefault();
    element.click();
  }
});

/* The panel in which explanations open. */
const panel = document.getElementById("panel");

document.body.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target.id !== "panel-body") return;
  if (!panel.open) panel.showModal();
  panel.scrollTop = 0;
  const title = panel.querySelector("h2");
  if (title) title.focus();
});

/* Explanations open in it; with a key held down a link does what links do. */
document.addEventListener("click", (event) => {
  const link = event.target.closest("a.why");
  if (!link || !panel || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  htmx.ajax("GET", link.href, {source: link, target: "#panel-body", select: "#explanation", swap: "innerHTML"});
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-close]") || event.target === panel) panel.close();
});

/* A link to a fact opens the topic that the fact is folded into. */
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href^='#fact-']");
  const topic = link && document.querySelector(link.hash)?.closest("details");
  if (topic) topic.open = true;
});

/* The facts are not replaced when the board is: they only show what is new about them. */
function marked() {
  const results = document.getElementById("results");
  if (!results) return;
  const changed = results.dataset.changed.split(" ");
  const wrong = results.dataset.wrong.split(" ");
  for (const fact of document.querySelectorAll(".fact")) {
    const isWrong = wrong.includes(fact.dataset.term);
    fact.classList.toggle("fact-changed", changed.includes(fact.dataset.term));
    fact.classList.toggle("fact-wrong", isWrong);
    if (!isWrong) fact.querySelector(".error-text")?.remove();
    const number = fact.querySelector("input[type=number]");
    if (number) number.setAttribute("aria-invalid", isWrong ? "true" : "false");
  }
  for (const topic of document.querySelectorAll(".topic")) {
    const known = [...topic.querySelectorAll(".fact")].filter((fact) =>
      fact.querySelector("input:checked:not([value='']), select, input[type=number]")
        && [...fact.querySelectorAll("input:checked, select, input[type=number]")].some((f) => f.value));
    const count = topic.querySelector(".topic-known");
    count.textContent = count.textContent.replace(/\d+/, known.length);
  }
}

document.body.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.target.id === "results" || event.detail.elt.id === "results") marked();
});

/* When an update fails, the form is sent the plain way, so that the page says what is wrong. */
for (const failure of ["htmx:responseError", "htmx:sendError"]) {
  document.body.addEventListener(failure, (event) => {
    const form = event.detail.elt.closest("form");
    const link = event.detail.elt.closest("a");
    if (form) form.submit();
    else if (link) location.assign(link.href);
  });
}
