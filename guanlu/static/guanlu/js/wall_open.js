// A link to the wall carries its code behind the #, which is never sent by itself: put it into the form and send that.
(() => {
  "use strict";
  const form = document.getElementById("wall-open");
  const open = () => {
    const code = window.location.hash.slice(1);
    if (!code) return;
    window.history.replaceState(null, "", window.location.pathname);
    form.elements.code.value = code;
    form.submit();
  };
  open();
  window.addEventListener("hashchange", open); // the link was pasted where this page already stood
})();
