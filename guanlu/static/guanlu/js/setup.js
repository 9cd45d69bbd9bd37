/* Small conveniences of the set-up in the admin; every page works without them. */
(() => {
  "use strict";

  const narrow = (text) => text.replace(/[\uff01-\uff5e]/g, (each) => String.fromCharCode(each.charCodeAt(0) - 0xfee0));
  const plain = (text) => narrow(text || "").replace(/[,\s]/g, "");
  const numberIn = (text) => (/^\d+(\.\d+)?$/.test(plain(text)) ? Number(plain(text)) : null);
  const written = (number) => {
    const [whole, rest] = String(Math.round(number * 10000) / 10000).split(".");
    return whole.replace(/\B(?=(\d{3})+$)/g, ",") + (rest ? `.${rest}` : "");
  };
  const filled = (phrase, values) => phrase.replace(/%\((\w+)\)[sd]/g, (all, name) => values[name]);

  // The sum of the shares against the goal follows what is typed.
  const sum = document.querySelector("[data-split-sum]");
  const goalBox = document.getElementById("id_goal");
  const given = sum ? sum.dataset : {};

  // On a target's page: the rows of shares, without the whole town's and those to be deleted.
  const rowsOfTarget = () => [...document.querySelectorAll("#allocations-group tr.form-row:not(.empty-form)")].filter((row) => {
    const field = (end) => row.querySelector(`[name$="-${end}"]`);
    const village = field("village"), name = field("name"), gone = field("DELETE"), owed = field("is_owed");
    if (!field("goal") || (gone && gone.checked)) return false;
    if (given.leftOut && field("id") && given.leftOut.split(" ").includes(field("id").value)) return false;
    const hasVillage = village && village.value;
    if (!hasVillage && (!name || !name.value || name.value === given.wholeTown)) return false;
    return !(hasVillage && owed && !owed.checked && !field("goal").value.trim());
  }).map((row) => row.querySelector('[name$="-goal"]'));

  const boxes = () => {
    const shares = [...document.querySelectorAll("[data-share]")];
    return shares.length ? shares : rowsOfTarget();
  };

  const showSum = () => {
    const typed = boxes();
    const goal = (goalBox && numberIn(goalBox.value)) || Number(given.goal);
    const numbers = typed.map((box) => numberIn(box.value));
    const count = typed.length + Number(given.keptCount);
    const split = numbers.reduce((total, each) => total + (each || 0), Number(given.kept));
    typed.forEach((box, index) => {
      const cell = box.closest("tr").querySelector("[data-percent]");
      if (cell) cell.textContent = numbers[index] === null ? "—" : `${(numbers[index] / goal * 100).toFixed(1)}%`;
    });
    if (!count) {
      sum.textContent = given.none;
      return;
    }
    const said = filled(given.phrase, { split: written(split), goal: filled(given.figure, { amount: written(goal), unit: given.unit }).trim(), count });
    const gap = Math.round((goal - split) * 10000) / 10000;
    sum.textContent = gap > 0 ? filled(given.short, { said, short: written(gap) })
      : gap < 0 ? filled(given.excess, { said, excess: written(-gap) }) : said;
  };
  if (sum) {
    const form = document.getElementById("target_form") || document.getElementById("split-form");
    ["input", "change"].forEach((name) => form.addEventListener(name, showSum));
    form.addEventListener("click", (event) => {
      if (event.target.closest(".inline-deletelink, .add-row")) window.setTimeout(showSum);
    });
  }

  // All villages of an area at once.
  document.querySelectorAll("[data-tick-all]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => {
      const ticks = [...button.closest("[data-tick-group]").querySelectorAll("input[type=checkbox]")];
      const all = ticks.every((tick) => tick.checked);
      ticks.forEach((tick) => { tick.checked = !all; });
    });
  });

  // A schedule chosen by its name fills the boxes at once; without this script it is applied when saved.
  document.querySelectorAll("[data-preset]").forEach((choice) => {
    const field = choice.closest("[data-percents]");
    const table = JSON.parse(field.querySelector("script[type='application/json']").textContent);
    const months = [...field.querySelectorAll("input")];
    const due = document.getElementById("id_due_on");
    const percents = () => {
      if (choice.value === "straight") return [];
      const month = due && due.value.trim() ? due.value.trim().slice(0, 7) : "";
      return table && table[choice.value] && table[choice.value][month];
    };
    const fill = () => {
      const found = choice.value && percents();
      if (found) months.forEach((box, index) => { box.value = found[index] || ""; });
    };
    choice.addEventListener("change", fill);
    months.forEach((box) => box.addEventListener("input", () => { choice.value = ""; }));
    if (due) ["change", "focus"].forEach((name) => due.addEventListener(name, fill));
  });
})();
