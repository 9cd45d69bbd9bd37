/* The sheet typed in as in a workbook: keys, pasted blocks, cells checked as they are left, sums while typing. */
(() => {
  "use strict";
  const form = document.getElementById("grid");
  const table = form.querySelector("table");
  const rows = [...table.querySelectorAll("tbody tr[data-row]")];
  const status = document.getElementById("g-status");
  const inputsOf = (within) => [...within.querySelectorAll(".g-type input")];
  const cellOf = (input) => input.closest("td");
  const keyOf = (input) => input.name.slice(2);
  const isSeen = (input) => input.offsetParent !== null;
  const say = (text, facts) => { status.textContent = text.replace(/\{(\w+)\}/g, (all, name) => facts[name]); };

  // ── Moving ──
  const beside = (input, step) => {
    const within = inputsOf(input.closest("tr")).filter(isSeen);
    return within[within.indexOf(input) + step];
  };
  const below = (input, step) => {
    const column = cellOf(input).cellIndex;
    const slot = inputsOf(cellOf(input)).indexOf(input);
    for (let at = rows.indexOf(input.closest("tr")) + step; rows[at]; at += step) {
      const found = inputsOf(rows[at].cells[column]);
      if (found.length) return found[slot] || found[0];
    }
    return undefined;
  };
  const goTo = (input) => {
    if (!input) return false;
    input.focus();
    input.select();
    return true;
  };
  const atEdge = (input, end) => {
    const all = input.selectionStart === 0 && input.selectionEnd === input.value.length;
    return all || (input.selectionStart === input.selectionEnd && input.selectionEnd === (end ? input.value.length : 0));
  };
  const moves = {
    Enter: (input, event) => goTo(below(input, event.shiftKey ? -1 : 1)) || input.blur(),
    // Over what stands in between; at the end of a row Tab goes on as on every page.
    Tab: (input, event) => goTo(beside(input, event.shiftKey ? -1 : 1)),
    ArrowDown: (input) => goTo(below(input, 1)),
    ArrowUp: (input) => goTo(below(input, -1)),
    ArrowRight: (input) => atEdge(input, true) && goTo(beside(input, 1)),
    ArrowLeft: (input) => atEdge(input, false) && goTo(beside(input, -1)),
    Escape: (input) => {
      put(input, input.dataset.was || "");
      input.select();
      return true;
    },
  };
  table.addEventListener("keydown", (event) => {
    const input = event.target.closest(".g-type input");
    // A word still being composed (拼音) takes its own Enter and arrows.
    if (!input || event.isComposing || event.ctrlKey || event.altKey || event.metaKey || !moves[event.key]) return;
    if (moves[event.key](input, event) !== false) event.preventDefault();
  });
  table.addEventListener("keydown", (event) => {
    // Enter in a note goes back to the sheet rather than sending it.
    if (event.key === "Enter" && event.target.closest(".g-line") && !event.isComposing) {
      event.preventDefault();
      event.target.blur();
    }
  });
  table.addEventListener("focusin", (event) => {
    if (event.target.closest(".g-type input")) {
      event.target.dataset.was = event.target.value;
      event.target.select();
    }
  });

  // ── Sums while typing: a preview; the server reckons when a cell is left ──
  const plain = /^[0-9][0-9,]*(\.[0-9]+)?$/;
  const number = (input) => {
    const typed = input.value.trim();
    if (plain.test(typed)) return Number(typed.replace(/,/g, ""));
    return input.dataset.of === input.value && input.dataset.quantity ? Number(input.dataset.quantity) : 0;
  };
  const written = (value) => value.toLocaleString("en-US", { maximumFractionDigits: 4 });
  const after = (row, typed, isTyped) => {
    row.querySelector(".g-after").textContent = isTyped ? ` → ${written(Number(row.dataset.added || 0) + typed)}` : "";
  };
  const foot = table.querySelector(".g-total");
  const unsaved = form.querySelector("[data-unsaved]");
  const count = () => {
    const filled = new Set(inputsOf(table).filter((input) => input.value.trim()).map(keyOf)).size;
    if (unsaved) unsaved.textContent = filled ? unsaved.dataset.unsaved.replace("{count}", filled) : "";
  };
  // A ratio is mostly out of what it was out of last time: proposed with its number, in sight.
  const propose = (input) => {
    const base = input.name.startsWith("a-") && inputsOf(cellOf(input))[1];
    if (!base || !base.dataset.last) return;
    if (input.value.trim() && !base.value) base.value = base.dataset.last;
    else if (!input.value.trim() && base.value === base.dataset.last) base.value = "";
  };
  const sum = () => {
    count();
    const columns = new Map();
    let all = 0;
    let any = false;
    rows.filter((row) => "added" in row.dataset).forEach((row) => {
      const filled = inputsOf(row).filter((input) => input.value.trim());
      const typed = filled.reduce((total, input) => total + number(input), 0);
      after(row, typed, filled.length > 0);
      all += typed;
      any = any || filled.length > 0;
      [...row.cells].forEach((cell, column) => {
        const input = inputsOf(cell)[0];
        const value = input && input.value.trim() ? number(input) : cell.dataset.stands;
        if (value !== undefined) columns.set(column, (columns.get(column) || 0) + Number(value));
      });
    });
    if (!foot) return;
    after(foot, all, any);
    foot.querySelectorAll(".g-month").forEach((cell) => {
      const total = columns.get(cell.cellIndex);
      cell.textContent = total === undefined ? "" : written(total);
    });
  };

  // ── Checking: what the rules say, under the row ──
  const lineOf = (key) => document.getElementById(`say-${key}`);
  const drawLine = (input, key) => {
    const row = input.closest("tr").nextElementSibling;
    const line = document.getElementById("g-line").content.firstElementChild.cloneNode(true);
    line.id = `say-${key}`;
    line.querySelector("b").textContent = input.parentElement.dataset.cell;
    ["n", "k"].forEach((part, at) => { line.querySelectorAll("input")[at].name = `${part}-${key}`; });
    row.querySelector(".g-lines").append(line);
    return line;
  };
  const tell = (key, said) => {
    const inputs = ["a", "b"].map((part) => document.getElementById(`${part}-${key}`)).filter(Boolean);
    let line = lineOf(key);
    const words = said.error || [said.wish, said.doubt].filter(Boolean).join("\n");
    if (!line && !words) {
      inputs[0].parentElement.querySelector(".g-read").textContent = said.read;
      inputs.forEach((input) => input.removeAttribute("aria-invalid"));
      return;
    }
    line = line || drawLine(inputs[0], key);
    // A note begun and a tick set stay, whatever the figure became.
    const [note, tick] = ["n", "k"].map((part) => line.querySelector(`[name=${part}-${key}]`));
    const show = (field, isWanted) => {
      if (!field) return;
      field.disabled = !isWanted;
      field.closest("label").hidden = !isWanted;
    };
    show(note, Boolean(said.wish || (note && note.value.trim()) || document.activeElement === note));
    show(tick, Boolean(said.doubt || (tick && tick.checked)));
    line.querySelector(".g-word").textContent = words;
    line.hidden = !words && [...line.querySelectorAll("label")].every((label) => label.hidden);
    line.closest("tr").hidden = [...line.parentElement.children].every((each) => each.hidden);
    inputs[0].parentElement.querySelector(".g-read").textContent = said.read;
    inputs.forEach((input) => {
      if (words) input.setAttribute("aria-invalid", "true");
      else input.removeAttribute("aria-invalid");
      input.setAttribute("aria-describedby", line.id);
    });
  };
  const nothing = { read: "", error: "", wish: "", doubt: "", quantity: "" };
  const keep = (sent, answer) => {
    inputsOf(table).filter((input) => input.name.startsWith("a-")).forEach((input) => {
      const key = keyOf(input);
      if ((sent.get(input.name) || "") !== input.value) return; // typed on since: it is checked again
      const said = answer.cells[key] || nothing;
      input.dataset.of = input.value;
      input.dataset.quantity = said.quantity;
      if (answer.cells[key] || lineOf(key) || input.hasAttribute("aria-invalid") || !input.value) tell(key, said);
    });
    sum();
    rows.forEach((row) => {
      const found = answer.rows[row.dataset.row];
      const isTyped = inputsOf(row).some((input) => input.value.trim());
      if (!found) return;
      const isNew = isTyped && found.after !== row.querySelector(".g-before").textContent;
      row.querySelector(".g-after").textContent = isNew ? ` → ${found.after}` : "";
      row.querySelector(".g-percent").textContent = found.percent || "—";
    });
    if (foot && answer.total) foot.querySelector(".g-percent").textContent = answer.total.percent || "—";
  };
  // A draft put back, or taken out again, has notes and ticks of lines that no check has drawn yet.
  form.addEventListener("guanlu:fill", (event) => {
    const held = (name) => (event.detail[name] || []).some((value) => value);
    form.querySelectorAll(".g-line input").forEach((field) => {
      if (event.detail[field.name]) return;
      if (field.type === "checkbox") field.checked = false;
      else field.value = "";
    });
    inputsOf(table).filter((input) => input.name.startsWith("a-")).forEach((input) => {
      const key = keyOf(input);
      const wanted = ["n", "k"].filter((part) => held(`${part}-${key}`));
      if (!wanted.length) return;
      const line = lineOf(key) || drawLine(input, key);
      wanted.forEach((part) => {
        const field = line.querySelector(`[name=${part}-${key}]`);
        if (!field) return;
        field.disabled = false;
        field.closest("label").hidden = false;
      });
      line.hidden = false;
      line.closest("tr").hidden = false;
    });
  });
  let running = false;
  let again = false;
  const check = async () => {
    if (running) {
      again = true;
      return;
    }
    running = true;
    const sent = new FormData(form);
    [...sent.keys()].forEach((name) => { if (!sent.get(name)) sent.delete(name); });
    try {
      const answer = await fetch(form.dataset.check, { method: "POST", body: sent, credentials: "same-origin" });
      const isAnswer = answer.ok && (answer.headers.get("Content-Type") || "").startsWith("application/json");
      if (isAnswer) {
        keep(sent, await answer.json());
        if (status.textContent === form.dataset.unreachable) status.textContent = "";
      } else say(form.dataset.unreachable, {});
    } catch (lost) {
      say(form.dataset.unreachable, {});
    }
    running = false;
    if (again) {
      again = false;
      check();
    }
  };
  // What is put into a cell by a paste, a button or a draft kept in the browser leaves it at once.
  let timer = 0;
  table.addEventListener("input", (event) => {
    if (event.target.closest(".g-type")) propose(event.target);
    sum();
    if (event.target === document.activeElement && !event.target.dataset.put) return;
    window.clearTimeout(timer);
    timer = window.setTimeout(check, 50);
  });
  table.addEventListener("change", check);

  // ── A block from a workbook: tabs between columns, quotes around what has a line end ──
  const put = (input, text) => {
    input.value = text;
    input.dataset.put = "true";
    input.dispatchEvent(new Event("input", { bubbles: true }));
    delete input.dataset.put;
  };
  const parsed = (text) => {
    const lines = [[""]];
    let quoted = false;
    for (let at = 0; at < text.length; at += 1) {
      const sign = text[at];
      const line = lines[lines.length - 1];
      const last = line.length - 1;
      if (quoted && sign === '"' && text[at + 1] === '"') {
        line[last] += sign;
        at += 1;
      } else if (sign === '"' && (quoted || !line[last])) quoted = !quoted;
      else if (!quoted && sign === "\t") line.push("");
      else if (!quoted && sign === "\n") lines.push([""]);
      else if (sign !== "\r") line[last] += sign;
    }
    if (lines[lines.length - 1].join("") === "") lines.pop();
    return lines;
  };
  // The places of a row from its months on, those too that cannot be typed in.
  const places = (row) => [...row.querySelectorAll(".g-month")].flatMap((cell) => {
    const inputs = inputsOf(cell);
    return inputs.length ? inputs : [cell];
  });
  table.addEventListener("paste", (event) => {
    const input = event.target.closest(".g-type input");
    const text = input && event.clipboardData.getData("text");
    if (!input || !/[\t\n]/.test(text.replace(/\r?\n$/, ""))) return;
    event.preventDefault();
    const column = cellOf(input).cellIndex;
    const slot = inputsOf(cellOf(input)).indexOf(input);
    const first = rows.indexOf(input.closest("tr"));
    const left = [];
    let took = 0;
    parsed(text).forEach((line, down) => {
      const row = rows[first + down];
      const found = row ? places(row) : [];
      const from = row ? found.findIndex((place) => (place.closest("td").cellIndex === column)) + slot : 0;
      line.forEach((value, right) => {
        const place = found[from + right];
        const typed = value.trim();
        if (!typed) return;
        if (place && place.tagName === "INPUT") {
          put(place, typed);
          took += 1;
        } else if (!(place && place.dataset.stands && Number(place.dataset.stands) === Number(typed.replace(/,/g, "")))) left.push(typed);
      });
    });
    say(left.length ? form.dataset.rest : form.dataset.pasted, { took, rest: left.length, first: left[0] });
  });

  // ── The rest of a month reports 0, in sight and still to be sent ──
  const fill = table.querySelector(".g-fill");
  if (fill && fill.querySelector("button")) {
    fill.hidden = false;
    fill.addEventListener("click", (event) => {
      const button = event.target.closest("[data-fill-rest]");
      if (!button) return;
      const column = button.closest("td").cellIndex;
      rows.filter((row) => "zero" in row.dataset).forEach((row) => {
        const input = inputsOf(row.cells[column])[0];
        if (input && !input.value.trim()) put(input, "0");
      });
    });
  }

  // ── A narrow screen shows one month ──
  const months = [...form.querySelectorAll(".g-months button")];
  months.forEach((button, index) => button.addEventListener("click", (event) => {
    event.preventDefault();
    months.forEach((each) => each.setAttribute("aria-pressed", String(each === button)));
    table.querySelectorAll("tr").forEach((row) => {
      row.querySelectorAll(".g-month").forEach((cell, at) => cell.classList.toggle("g-off", at !== index));
    });
  }));

  sum();
})();
