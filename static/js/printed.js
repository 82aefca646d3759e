// A page about somebody that goes to a printer is a line of the access log, whichever way the printing was asked for.
(function () {
  "use strict";
  window.addEventListener("beforeprint", () => {
    const form = document.getElementById("printed");
    // The dialog holds this page up, and the window may be closed after it: the line is sent all the same.
    if (form) fetch(form.action, { method: "POST", body: new FormData(form), keepalive: true, headers: { "X-Passive": "1" } });
  });
})();
