/* Small conveniences; every page works without them. */
(() => {
  "use strict";

  // A menu closes with Escape, giving the focus back, and with a click elsewhere.
  document.addEventListener("keydown", (event) => {
    const open = event.key === "Escape" && document.querySelector("details.menu[open]");
    if (open) {
      open.open = false;
      open.querySelector("summary").focus();
    }
  });
  document.addEventListener("click", (event) => {
    document.querySelectorAll("details.menu[open]").forEach((menu) => {
      if (!menu.contains(event.target)) menu.open = false;
    });
  });

  // Print buttons are drawn hidden: without this script they could do nothing.
  document.querySelectorAll("[data-print]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  });
  // What is folded on screen belongs on paper, and is folded again afterwards; but the path of each entry
  // would make a sheet of every few lines of the ledger: it is printed only where it was opened.
  window.addEventListener("beforeprint", () => {
    document.querySelectorAll("details.fold:not([open])").forEach((fold) => {
      if (fold.closest("td, [data-folded]")) return;
      fold.open = true;
      fold.dataset.unfolded = "";
    });
  });
  window.addEventListener("afterprint", () => {
    document.querySelectorAll("details.fold[data-unfolded]").forEach((fold) => {
      fold.open = false;
      delete fold.dataset.unfolded;
    });
  });

  // What an address points at is shown, also where it is folded.
  const unfold = () => {
    const wanted = window.location.hash.length > 1 && document.getElementById(window.location.hash.slice(1));
    const fold = wanted && wanted.closest("details.fold:not([open])");
    if (fold) {
      fold.open = true;
      wanted.scrollIntoView();
    }
  };
  unfold();
  window.addEventListener("hashchange", unfold);

  // A table that fits needs no stop of its own on the way of the Tab key.
  const regions = document.querySelectorAll(".scroll[tabindex]");
  const fit = () => regions.forEach((region) => {
    if (region.scrollWidth > region.clientWidth || region.scrollHeight > region.clientHeight) region.setAttribute("tabindex", "0");
    else region.removeAttribute("tabindex");
  });
  fit();
  window.addEventListener("resize", fit);

  // form[data-confirm]: ask before what cannot be undone.
  document.querySelectorAll("form[data-confirm]").forEach((form) => {
    form.addEventListener("submit", (event) => {
      if (!window.confirm(form.dataset.confirm)) event.preventDefault();
    });
  });

  // form[data-once]: a second click sends nothing more; a page fetched from memory may send again.
  document.querySelectorAll("form[data-once]").forEach((form) => {
    form.addEventListener("submit", (event) => {
      if (form.dataset.sent) event.preventDefault();
      form.dataset.sent = "true";
    });
    window.addEventListener("pageshow", () => { delete form.dataset.sent; });
  });

  // form[data-guard]: ask before what was typed is lost. Where the browser keeps it (drafts.js) nothing is asked.
  let unsaved = false;
  const guards = (event) => Boolean(event.target.closest("form[data-guard]"));
  document.addEventListener("input", (event) => { if (guards(event)) unsaved = true; });
  document.addEventListener("submit", (event) => { if (guards(event)) unsaved = false; });
  window.addEventListener("beforeunload", (event) => {
    if (unsaved) {
      event.preventDefault();
      event.returnValue = "";
    }
  });
})();
