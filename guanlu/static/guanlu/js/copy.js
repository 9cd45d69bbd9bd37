/* button[data-copy="id"]: puts the text of that field on the clipboard and says so in [data-said="id"].
   Drawn hidden: without this script the text is selected and copied by hand. */
(() => {
  "use strict";

  // Browsers give pages the clipboard over HTTPS only; over plain HTTP the old command still copies a selection.
  const bySelection = (field) => {
    field.focus();
    field.select();
    field.setSelectionRange(0, field.value.length);
    return document.execCommand("copy");
  };

  const copy = async (field) => {
    try {
      await navigator.clipboard.writeText(field.value);
      return true;
    } catch {
      return bySelection(field);
    }
  };

  document.querySelectorAll("button[data-copy]").forEach((button) => {
    const field = document.getElementById(button.dataset.copy);
    const said = document.getElementById(button.dataset.said);
    button.hidden = false;
    button.addEventListener("click", async () => {
      said.textContent = "";
      said.textContent = (await copy(field)) ? button.dataset.copied : button.dataset.failed;
    });
  });
})();
