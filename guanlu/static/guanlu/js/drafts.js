/* What is typed and not yet sent stays in this browser, for this user alone; every page works without it.

   form[data-draft="share-12"]    what stands in it is kept under that key together with its tokens, so that a form that
                                  was stored before the connection broke is still one entry when it is sent again
   form[data-draft-typed]         drawn again by the server with what was typed: nothing is put over it
   [data-draft-skip]              a field that is not kept, such as a tick that decides something
   [data-draft-done="share-12"]   in any answer: the server has stored it, the draft goes
   [data-draft-mark="share-12"]   drawn hidden, shown while there is a draft
   [data-drafts]                  drawn hidden, lists links to drafts of pages that this one shows no way to
   The words stand in components/drafts.html. Without room to keep anything no draft is promised, and data-guard asks. */
(() => {
  "use strict";

  const words = document.getElementById("drafts");
  if (!words) return;
  const ALL = "guanlu-draft:";
  const MINE = `${ALL}${words.dataset.user}:${window.location.pathname.split("/")[1]}:`;
  const KEPT_FOR = 30 * 24 * 3600 * 1000;
  const DOUBLE_CLICK = 1500;

  // --- The store: what this browser refuses to keep is not kept, and nobody is troubled with it.
  const room = (name) => {
    try {
      window[name].setItem(`${ALL}probe`, "1");
      window[name].removeItem(`${ALL}probe`);
      return window[name];
    } catch (refused) {
      return null;
    }
  };
  const store = room("localStorage");
  const sent = room("sessionStorage");
  // The drafts under one name, the latest last: two tabs with the same form have one each, told apart by their tokens.
  const read = (name) => {
    try {
      return JSON.parse(store.getItem(name)).filter((draft) => Date.now() - draft.at < KEPT_FOR);
    } catch (unreadable) {
      return [];
    }
  };
  const write = (place, name, text) => {
    try {
      place.setItem(name, text);
      return true;
    } catch (full) {
      return false;
    }
  };
  const draftsOf = (key) => (store ? read(MINE + key) : []);
  const draftOf = (key) => draftsOf(key).pop();
  const others = (key, tokens) => draftsOf(key).filter((draft) => !same(draft.tokens, tokens));
  const save = (key, drafts) => {
    const isSaved = drafts.length ? write(store, MINE + key, JSON.stringify(drafts)) : !store.removeItem(MINE + key);
    mark(document.body);
    return isSaved;
  };
  if (store) {
    Object.keys(store).filter((name) => name.startsWith(ALL) && !read(name).length).forEach((name) => store.removeItem(name));
  }

  // --- What stands in a form: {name: [values]}; of hidden fields the tokens alone, of files nothing.
  const isToken = (field) => field.type === "hidden" && /(^|-)token$/.test(field.name);
  const isTyped = (field) => field.name && !("draftSkip" in field.dataset) && /^(text|search|tel|email|url|number|date|month|radio|checkbox|textarea|select-one|select-multiple)$/.test(field.type);
  const valuesOf = (form, wanted) => {
    const values = {};
    [...form.elements].filter(wanted).forEach((field) => {
      const own = values[field.name] || (values[field.name] = []);
      if (field.type === "select-multiple") own.push(...[...field.selectedOptions].map((option) => option.value));
      else if (!/^(radio|checkbox)$/.test(field.type) || field.checked) own.push(field.value);
    });
    return values;
  };
  const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
  // Puts a value in its field; tells whether that changed anything.
  const put = (field, values, position) => {
    if (/^(radio|checkbox)$/.test(field.type)) {
      const before = field.checked;
      field.checked = values.includes(field.value);
      return field.checked !== before;
    }
    if (field.type === "select-multiple") {
      const before = [...field.options].map((option) => option.selected);
      [...field.options].forEach((option) => { option.selected = values.includes(option.value); });
      return !same(before, [...field.options].map((option) => option.selected));
    }
    const value = values[position], before = field.value;
    if (value === undefined) return false;
    if (field.type === "select-one" && ![...field.options].some((option) => option.value === value)) return false;
    field.value = value;
    return field.value !== before;
  };
  // A preview listens for what is typed: it hears of what is put there too, once its own script is ready.
  let putting = false;
  const tellPreview = (fields) => {
    const tell = () => {
      putting = true;
      fields.forEach((field) => field.dispatchEvent(new Event("input", { bubbles: true })));
      putting = false;
    };
    if (document.readyState === "complete") window.setTimeout(tell, 100);
    else window.addEventListener("load", () => window.setTimeout(tell));
  };
  const fill = (form, values) => {
    // A form whose fields are drawn on demand draws those that are to be filled.
    form.dispatchEvent(new CustomEvent("guanlu:fill", { detail: values }));
    const turn = {}, changed = [];
    [...form.elements].filter((field) => (isTyped(field) || isToken(field)) && values[field.name]).forEach((field) => {
      const position = turn[field.name] || 0;
      turn[field.name] = position + 1;
      if (put(field, values[field.name], position) && isTyped(field)) changed.push(field);
    });
    changed.map((field) => field.closest("details:not([open])")).forEach((fold) => { if (fold) fold.open = true; });
    tellPreview(changed);
  };

  // --- The drafts of the forms on this page.
  const here = () => window.location.pathname + window.location.search;
  const titleOf = () => (document.querySelector("h1") || document.body).textContent.trim().slice(0, 80);
  const begun = new WeakMap(); // what a form held when it was drawn; null if that was typed already
  const keep = (form) => {
    const key = form.dataset.draft, drawn = begun.get(form);
    const draft = { at: Date.now(), page: here(), title: titleOf(), values: valuesOf(form, isTyped), tokens: valuesOf(form, isToken) };
    if (drawn && same(draft.values, drawn.values)) {
      save(key, others(key, draft.tokens));
      return;
    }
    // What did not fit is asked for before it is lost.
    form.toggleAttribute("data-guard", !save(key, [...others(key, draft.tokens), draft]));
  };
  const holds = (form) => draftsOf(form.dataset.draft).some((draft) => same(draft.tokens, valuesOf(form, isToken)));
  const word = (name) => document.getElementById(name).content.firstElementChild.cloneNode(true);
  const sayWhen = (line, at) => {
    const shown = { month: "long", day: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
    const time = line.querySelector("time");
    time.textContent = new Intl.DateTimeFormat(document.documentElement.lang, shown).format(at);
    time.dateTime = new Date(at).toISOString();
  };
  const sign = (form, name, draft, discard) => {
    const line = word(name);
    sayWhen(line, draft.at);
    line.querySelector("button").addEventListener("click", () => {
      save(form.dataset.draft, others(form.dataset.draft, draft.tokens));
      line.remove();
      discard();
    });
    form.prepend(line);
  };
  const receive = (form) => {
    if (begun.has(form)) return;
    // The browser's own memory of a form knows nothing of its token, nor that it was stored meanwhile.
    form.autocomplete = "off";
    form.removeAttribute("data-guard");
    const drawn = { values: valuesOf(form, isTyped), tokens: valuesOf(form, isToken) };
    if (form.hasAttribute("data-draft-typed") || form.querySelector(".errors, .errorlist, [aria-invalid=true]")) {
      const own = draftsOf(form.dataset.draft).find((draft) => same(draft.tokens, drawn.tokens));
      begun.set(form, null);
      if (own) sign(form, "draft-kept", own, () => window.location.replace(here()));
      return;
    }
    begun.set(form, drawn);
    const draft = draftOf(form.dataset.draft);
    if (!draft) return;
    fill(form, { ...draft.values, ...draft.tokens });
    sign(form, "draft-restored", draft, () => {
      fill(form, { ...drawn.values, ...drawn.tokens });
      const first = [...form.elements].find((field) => isTyped(field));
      if (first) first.focus();
    });
  };
  // Stored: the draft that was sent goes; what another tab has typed meanwhile was never sent and stays.
  const settle = (key) => {
    const tokens = sent && sent.getItem(MINE + key);
    if (sent) sent.removeItem(MINE + key);
    if (store) save(key, tokens ? others(key, JSON.parse(tokens)) : []);
  };
  const within = (root, selector) => [...(root.matches(selector) ? [root] : []), ...root.querySelectorAll(selector)];
  const mark = (root) => {
    within(root, "[data-draft-mark]").forEach((each) => { each.hidden = !draftOf(each.dataset.draftMark); });
    within(root, "[data-drafts]").forEach(list);
  };
  // Drafts of pages that nothing on this one leads to, each a link to where it was typed.
  const list = (place) => {
    const shown = new Set([...document.querySelectorAll("[data-draft], [data-draft-mark]")].map((each) => each.dataset.draft || each.dataset.draftMark));
    const keys = Object.keys(store || {}).filter((name) => name.startsWith(MINE)).map((name) => name.slice(MINE.length));
    const found = keys.filter((key) => !shown.has(key)).map(draftOf).filter((draft) => draft && draft.page && draft.page !== here());
    place.querySelectorAll("a").forEach((link) => link.remove());
    found.forEach((draft) => {
      const link = document.createElement("a");
      Object.assign(link, { href: draft.page, textContent: draft.title });
      place.append(link);
    });
    place.hidden = !found.length;
  };
  const meet = (roots) => {
    roots.forEach((root) => within(root, "[data-draft-done]").forEach((each) => settle(each.dataset.draftDone)));
    roots.forEach((root) => {
      if (store) within(root, "form[data-draft]").forEach(receive);
      mark(root);
    });
  };

  // --- Bars: what went wrong between this page and the site, and what to do.
  const region = document.getElementById("told");
  let toldAt = 0;
  const asked = new WeakMap(); // when a request began: an answer to an older one proves nothing
  const hush = () => region.replaceChildren();
  const tell = (name) => {
    const bar = word(`bar-${name}`), link = bar.querySelector("a"), saved = bar.querySelector("[data-kept]");
    if (link) link.href = name === "login" ? `${words.dataset.login}?next=${encodeURIComponent(here())}` : here();
    const drafts = [...document.querySelectorAll("form[data-draft]")].some(holds);
    saved.hidden = !drafts;
    hush();
    region.append(bar);
    toldAt = Date.now();
  };
  const troubleOf = (status) => ({ 401: "login", 403: "stale" }[status] || (status >= 500 ? "server" : ""));
  document.addEventListener("guanlu:answered", (event) => {
    if (troubleOf(event.detail)) tell(troubleOf(event.detail));
  });
  document.addEventListener("htmx:beforeSend", (event) => { asked.set(event.detail.xhr, Date.now()); });
  document.addEventListener("htmx:beforeOnLoad", (event) => {
    const trouble = troubleOf(event.detail.xhr.status);
    if (!trouble) {
      if (asked.get(event.detail.xhr) > toldAt) hush();
      return;
    }
    event.preventDefault();
    tell(trouble);
  });
  ["htmx:sendError", "htmx:timeout"].forEach((name) => document.addEventListener(name, () => tell("server")));

  // --- Typing, sending, coming back.
  const typing = (event) => {
    const form = event.target.form;
    if (store && !putting && form && form.matches("form[data-draft]")) keep(form);
  };
  document.addEventListener("input", typing);
  document.addEventListener("change", typing);

  let sending = new WeakMap(); // when a form was last sent from this page
  const stop = (event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  document.addEventListener("submit", (event) => {
    const form = event.target, key = form.dataset.draft;
    if (key === undefined) return;
    if (Date.now() - (sending.get(form) || 0) < DOUBLE_CLICK) {
      stop(event);
      return;
    }
    if (store) keep(form);
    if (navigator.onLine === false) {
      stop(event);
      tell("server");
      return;
    }
    sending.set(form, Date.now());
    if (sent) write(sent, MINE + key, JSON.stringify(valuesOf(form, isToken)));
    if (holds(form) && !form.querySelector("[name=draft]")) {
      // The page of a log-in that has ended may then say that what was typed is kept.
      const told = document.createElement("input");
      Object.assign(told, { type: "hidden", name: "draft", value: key });
      form.append(told);
    }
  }, true);
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.target.closest && event.target.closest("form");
    if (form) sending.delete(form);
  });
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    // Fetched from the browser's memory by its back button: a form that was stored since begins anew.
    const stored = [...document.querySelectorAll("form[data-draft]")].some((form) => sending.has(form) && !holds(form));
    if (stored) window.location.replace(here());
    sending = new WeakMap();
    mark(document.body);
  });
  window.addEventListener("storage", () => mark(document.body));

  // Once the page's own scripts are there, which come after this one.
  document.addEventListener("DOMContentLoaded", () => {
    meet([document.body]);
    new MutationObserver((changes) => {
      const added = changes.flatMap((change) => [...change.addedNodes]);
      const roots = added.filter((node) => node.nodeType === Node.ELEMENT_NODE && node.isConnected);
      if (roots.length) meet(roots);
    }).observe(document.body, { childList: true, subtree: true });
  });
})();
