/* The form of one figure: before → after while it is typed. Forms put in place later are served too. */
(() => {
  "use strict";

  const PAUSE = 300;
  const waiting = new WeakMap();
  const asking = new WeakMap();
  const drawn = new WeakMap(); // what the line said before anything was typed

  const stop = (form) => {
    clearTimeout(waiting.get(form));
    if (asking.has(form)) asking.get(form).abort();
  };

  // The note and the tick appear when the figure asks for them; what was filled in stays in sight.
  const ask = (form, asks) => {
    form.querySelectorAll("[data-ask]").forEach((part) => {
      const isAsked = asks.includes(part.dataset.ask);
      if (part.matches("details")) part.open = part.open || isAsked;
      else part.hidden = !isAsked && !part.querySelector(":checked, .errorlist");
    });
  };

  const show = async (form) => {
    const delta = form.querySelector("[data-delta]");
    const typed = new FormData(form);
    [...typed.entries()].forEach(([name, value]) => { if (value instanceof File) typed.delete(name); });
    const order = new AbortController();
    asking.set(form, order);
    try {
      // Asked as a part of a page, so that an expired log-in is told instead of the page of the log-in fetched.
      const headers = { "HX-Request": "true" };
      const answer = await fetch(form.dataset.preview, { method: "POST", body: typed, headers, signal: order.signal });
      document.dispatchEvent(new CustomEvent("guanlu:answered", { detail: answer.status })); // drafts.js tells of trouble
      if (!answer.ok || answer.redirected) return;
      const said = await answer.text();
      if (order.signal.aborted) return;
      if (!drawn.has(delta)) drawn.set(delta, delta.innerHTML);
      delta.innerHTML = said.trim() ? said : drawn.get(delta);
      const asks = delta.querySelector("[data-asks]");
      ask(form, asks ? asks.dataset.asks.split(" ") : []);
    } catch (refusal) {
      // Broken off by the next key, by sending the form, or by a lost connection: the form works without it.
    }
  };

  const formOf = (event) => event.target.closest && event.target.closest("form[data-preview]");

  const onInput = (event) => {
    const form = formOf(event);
    if (!form) return;
    stop(form);
    waiting.set(form, setTimeout(show, PAUSE, form));
  };
  document.addEventListener("input", onInput);
  document.addEventListener("change", onInput);
  // A form that came back, or opens with a figure in it, shows at once what it would change.
  const again = (root) => root.querySelectorAll("form[data-preview]").forEach((form) => {
    const amount = form.querySelector("[name=amount]");
    if (amount && amount.value) show(form);
  });
  again(document);
  document.addEventListener("htmx:load", (event) => again(event.target));
  document.addEventListener("submit", (event) => {
    const form = formOf(event);
    if (form) stop(form);
  }, true);
})();
