// The sheet of a draft: a proposed quote goes into its field at a click; without this it is copied by hand.
for (const button of document.querySelectorAll("button[data-fill]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const field = document.getElementById(button.dataset.fill);
    field.value = button.dataset.text;
    field.focus();
  });
}
