// A page about somebody that goes to a printer is a line of the access log, whichever way the printing was asked for.
(function () {
  "use strict";
  window.addEventListener("beforeprint", () => {
    const form = document.getElementById("printed");
    // The dialog holds this page up, and the window may be closed after it: the line is sent all the same.
    if (form) fetch(form.action, { method: "POST", body: new FormData(form), keepalive: true, headers: { "X-Passive": "1" } });
  });
})();

// Paper has nothing to unfold: what is folded is open while the page is printed, and as it was afterwards. What asks
// for something (a menu, filters, a reason for showing names) stays folded. static/css/print.css does the same where
// the browser can, without scripts.
(function () {
  "use strict";
  let unfolded = [];
  window.addEventListener("beforeprint", () => {
    const folds = [...document.querySelectorAll("main details:not([open])")];
    unfolded.push(...folds.filter((fold) => !fold.closest(".no-print") && !fold.querySelector("form, input, select, textarea, button")));
    for (const fold of unfolded) fold.open = true;
  });
  window.addEventListener("afterprint", () => {
    for (const fold of unfolded) fold.open = false;
    unfolded = [];
  });
})();
