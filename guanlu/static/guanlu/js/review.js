/* The queue of a reviewer by keyboard, and how much is ticked; the page works without it. */
(() => {
  "use strict";

  const form = document.querySelector("form[data-queue]");
  if (!form) return;
  const entries = [...form.querySelectorAll("[data-entry]")];
  const ticks = [...form.querySelectorAll("input[name=entry]")];
  const batch = form.querySelector("[data-batch]");
  const none = form.querySelector("[data-tick-none]");
  const keys = document.getElementById("keys");

  // What is focused is not hidden by what stays at the edges: the message of the last decision above, the batch below.
  const message = document.querySelector(".messages-region");
  const topBar = () => (message ? parseFloat(getComputedStyle(message).top) + message.offsetHeight : 0) + 8;
  const makeRoom = () => {
    document.documentElement.style.scrollPaddingTop = `${topBar()}px`;
    document.documentElement.style.scrollPaddingBottom = `${batch.parentElement.offsetHeight + 8}px`;
  };
  window.addEventListener("resize", makeRoom);

  // How much is ticked stands on the button.
  const count = () => {
    const ticked = ticks.filter((tick) => tick.checked).length;
    batch.querySelector("span").textContent = batch.dataset.label.replace("#", ticked);
    batch.disabled = !ticked;
    none.hidden = !ticked;
    batch.parentElement.classList.toggle("has-ticks", ticked > 0);
    makeRoom();
  };
  const tickAll = (wanted) => {
    ticks.forEach((tick) => { tick.checked = wanted(tick); });
    count();
  };
  form.addEventListener("change", count);
  window.addEventListener("pageshow", count);
  form.querySelector("[data-tick-plain]").addEventListener("click", (event) => {
    event.preventDefault();
    tickAll((tick) => tick.checked || "plain" in tick.dataset);
  });
  none.addEventListener("click", () => {
    tickAll(() => false);
    form.querySelector("[data-tick-plain]").focus();
  });
  count();

  // One entry at a time is a stop of the Tab key: the one last focused.
  const stop = (entry) => entries.forEach((each) => { each.tabIndex = each === entry ? 0 : -1; });
  const go = (entry) => {
    if (!entry) return;
    stop(entry);
    entry.focus();
    const room = window.innerHeight - topBar() - batch.parentElement.offsetHeight;
    entry.scrollIntoView({ block: entry.offsetHeight > room ? "start" : "nearest" });
  };
  const current = () => entries.find((each) => each.contains(document.activeElement));
  const move = (step) => {
    const at = entries.indexOf(current() || entries.find((each) => each.tabIndex === 0 && each.dataset.visited));
    if (at >= 0) go(entries[at + step]);
    else go(entries[0]);
  };
  entries.forEach((entry) => entry.addEventListener("focusin", () => {
    entry.dataset.visited = "true";
    stop(entry);
  }));
  stop(entries[0]);

  const write = (entry) => {
    const reason = entry.querySelector(".send-back");
    reason.open = true;
    reason.querySelector("textarea").focus();
  };
  entries.forEach((entry) => entry.querySelector(".send-back summary").addEventListener("click", (event) => {
    if (event.currentTarget.parentElement.open) return;
    event.preventDefault();
    write(entry);
  }));
  const isTyping = (field) => field.matches("textarea, select, [contenteditable], input:not([type=checkbox])");
  const forEntry = {
    a: (entry) => entry.querySelector("[data-approve]").click(),
    x: (entry) => entry.querySelector("input[name=entry]").click(),
    r: write,
  };

  document.addEventListener("keydown", (event) => {
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const entry = current();
    if (event.key === "Escape" && entry && event.target.matches("textarea")) {
      go(entry);
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || isTyping(event.target)) return;
    if (key === "Enter" && event.target.matches("input[type=checkbox]")) {
      event.preventDefault();
      return;
    }
    if (key === "?") {
      keys.open = !keys.open;
      if (keys.open) keys.scrollIntoView({ block: "nearest" });
    } else if (key === "j" || (key === "ArrowDown" && event.target === entry)) move(1);
    else if (key === "k" || (key === "ArrowUp" && event.target === entry)) move(-1);
    else if (entry && forEntry[key] && !event.repeat) forEntry[key](entry);
    else return;
    event.preventDefault();
  });
  keys.hidden = false;

  // A reason begun elsewhere goes with another decision only if that is meant.
  form.addEventListener("submit", (event) => {
    const own = event.submitter && event.submitter.closest("[data-entry]");
    const written = [...form.querySelectorAll(".send-back textarea")].some((each) => each.value.trim() && !(own && own.contains(each)));
    if (written && !window.confirm(form.dataset.written)) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
  }, true);

  // After a decision the address names the entry that comes next; of one that was refused the page marks its own.
  const next = form.querySelector("[data-looked-at]") || entries.find((each) => `#${each.id}` === window.location.hash);
  if (next && (document.activeElement === document.body || document.activeElement === next)) go(next);
})();
