// The wall turns its own pages, fetches its next state whole, and says how old what it shows is.
(() => {
  "use strict";

  const PARTS = ["wall-head", "wall", "wall-steps", "wall-time", "wall-total"];
  const PATIENCE = 20000; // milliseconds for an answer
  const RETRY = 15000;
  const OLD = 180000; // from then on the age stands out
  const foot = document.getElementById("wall-foot");
  const words = foot.dataset;
  const age = document.getElementById("wall-age");
  const pause = document.getElementById("wall-pause");
  const troubles = Array.from(document.querySelectorAll("[data-trouble]"));
  const narrow = window.matchMedia("(max-width: 60rem)").matches;

  let place = Number(document.getElementById("wall-place").textContent) - 1;
  let shownAt = Date.now(); // when what is shown was fetched
  let next = null; // a state that waits for the turn, and when it was fetched
  let paused = narrow; // a phone is read by hand
  let turning = 0;
  let asking = 0;
  let isAsking = false;

  const pages = () => document.querySelectorAll(".wall-page");
  // The address of a single page (?page=2) brings no other: they come with the first state that is fetched.
  const isWhole = () => pages().length === Number(document.getElementById("wall-total").textContent);

  function show(wanted, isTurn) {
    const all = pages();
    place = (wanted + all.length) % all.length;
    all.forEach((page, number) => {
      page.hidden = number !== place;
      page.classList.toggle("turned", Boolean(isTurn) && number === place);
    });
    document.querySelectorAll("#wall-steps li").forEach((step, number) => {
      step.classList.toggle("is-here", number === place);
    });
    document.getElementById("wall-place").textContent = String(place + 1);
  }

  // All parts at once, so that no page ever shows figures of two moments.
  function swap() {
    if (!next) return;
    PARTS.forEach((id) => {
      const fresh = next.state.getElementById(id);
      const shown = document.getElementById(id);
      if (fresh && shown) shown.replaceWith(document.adoptNode(fresh));
    });
    shownAt = next.at;
    next = null;
  }

  function turn(by) {
    swap();
    if (isWhole()) show(Math.min(place, pages().length - 1) + by, by !== 0);
    tell();
    window.clearTimeout(turning);
    if (!paused) turning = window.setTimeout(() => turn(1), Number(words.turn) * 1000);
  }

  function setPaused(wanted) {
    paused = wanted;
    pause.setAttribute("aria-pressed", String(paused));
    window.clearTimeout(turning);
    if (!paused) turning = window.setTimeout(() => turn(1), Number(words.turn) * 1000);
  }

  function tell() {
    const passed = Date.now() - shownAt;
    const minutes = Math.floor(passed / 60000);
    let said = words.now;
    if (minutes >= 2880) said = words.days.replace("{n}", String(Math.floor(minutes / 1440)));
    else if (minutes >= 120) said = words.hours.replace("{n}", String(Math.floor(minutes / 60)));
    else if (minutes >= 1) said = words.minutes.replace("{n}", String(minutes));
    if (age.textContent !== said) age.textContent = said;
    age.classList.toggle("is-old", passed > OLD);
  }

  function trouble(kind) {
    troubles.forEach((each) => { each.hidden = each.dataset.trouble !== kind; });
  }

  // A new release has other files: the page is asked for anew, now that the server is known to answer.
  function take(state) {
    if (state.documentElement.dataset.release !== document.documentElement.dataset.release) {
      window.location.reload();
      return;
    }
    next = { state, at: Date.now() };
    trouble("");
    if (paused || !isWhole()) turn(0);
  }

  async function ask() {
    if (isAsking) return;
    isAsking = true;
    window.clearTimeout(asking);
    const hurry = new AbortController();
    const patience = window.setTimeout(() => hurry.abort(), PATIENCE);
    let wait = RETRY;
    try {
      const answer = await fetch(window.location.pathname, {
        headers: { "X-Refresh": "self" }, cache: "no-store", signal: hurry.signal,
      });
      const state = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (answer.ok && state.getElementById("wall")) {
        take(state);
        wait = Number(words.refresh) * 1000;
      } else if (state.getElementById("wall-closed")) {
        window.location.reload(); // the server says why
      } else if (answer.redirected) {
        trouble("login");
      } else {
        trouble("lost");
      }
    } catch (error) {
      trouble("lost");
    }
    window.clearTimeout(patience);
    isAsking = false;
    tell();
    asking = window.setTimeout(ask, wait);
  }

  foot.addEventListener("click", (event) => {
    const link = event.target.closest("[data-by]");
    if (!link || !isWhole()) return;
    event.preventDefault();
    turn(Number(link.dataset.by));
  });
  pause.hidden = false;
  pause.addEventListener("click", () => setPaused(!paused));
  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const by = { ArrowRight: 1, PageDown: 1, ArrowLeft: -1, PageUp: -1 }[event.key];
    if (by) turn(by);
    else if (event.key === " " && !event.target.closest("a, button")) setPaused(!paused);
    else return;
    event.preventDefault();
  });
  window.addEventListener("online", ask);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) ask(); });

  // The pointer is no part of a wall.
  let still = 0;
  document.addEventListener("mousemove", () => {
    document.body.classList.remove("is-still");
    window.clearTimeout(still);
    still = window.setTimeout(() => document.body.classList.add("is-still"), 5000);
  });

  tell();
  window.setInterval(tell, 5000);
  setPaused(paused);
  asking = window.setTimeout(ask, isWhole() ? Number(words.refresh) * 1000 : 0);
})();
