/* Shift with an arrow goes a month end back or forth, unless something is being typed or marked. */
(() => {
  "use strict";

  document.addEventListener("keydown", (event) => {
    if (!event.shiftKey || event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented) return;
    const way = { ArrowLeft: "back", ArrowRight: "forth" }[event.key];
    if (!way || event.target.closest("input, textarea, select, [contenteditable]")) return;
    if (String(window.getSelection())) return;
    const step = document.querySelector(`[data-asof-step="${way}"]`);
    if (step) {
      event.preventDefault();
      step.click();
    }
  });
})();
