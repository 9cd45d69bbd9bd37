/* My month: the focus goes where the next thing is to be done; every row works without this. */
(() => {
  "use strict";

  const FIELDS = "input:not([type=hidden]):not([type=radio]):not([type=checkbox]), textarea, select, input[type=radio]";

  // The next row still to report after this one, else the first; with none left, the end says so.
  const goOn = (done) => {
    const rows = [...document.querySelectorAll("tbody.owed")];
    const place = rows.indexOf(done);
    const next = [...rows.slice(place + 1), ...rows.slice(0, place)]
      .map((row) => row.querySelector(".btn.primary[data-main]")).find((button) => button);
    const head = document.getElementById("month-head");
    if (next) {
      next.focus();
      return;
    }
    head.setAttribute("tabindex", "-1");
    head.focus();
  };

  const settle = (row) => {
    if (row.hasAttribute("data-saved")) {
      row.removeAttribute("data-saved");
      goOn(row);
      return;
    }
    const form = row.hasAttribute("data-open") && row.querySelector(".in-place form.form");
    const place = row.querySelector("[data-focus]")
      || (form && (form.querySelector(".field.invalid " + "input, .field.invalid textarea, .field.invalid select")
        || form.querySelector("[autofocus]") || form.querySelector(FIELDS)));
    if (place) place.focus();
  };

  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.target.matches && event.target.matches("tbody.owed")) settle(event.target);
  });
})();
