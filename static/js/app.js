// What htmx cannot say by itself: an answer that failed, a line that is down, where the focus goes.
(function () {
  "use strict";
  const notice = document.getElementById("line-notice");
  const say = (text) => { if (notice) notice.textContent = text || ""; };

  document.addEventListener("htmx:sendError", () => say(notice.dataset.lost));
  document.addEventListener("htmx:responseError", (event) => {
    const status = event.detail.xhr.status;
    say(status === 403 || status === 404 ? notice.dataset.refused : notice.dataset.failed);
  });
  // The session ended: the sign-in page belongs into the window, not into a part of it.
  document.addEventListener("htmx:beforeSwap", (event) => {
    const signIn = document.body.dataset.signIn;
    if (signIn && new URL(event.detail.xhr.responseURL, location.href).pathname === signIn) {
      event.detail.shouldSwap = false;
      location.reload();
    }
  });
  document.addEventListener("htmx:afterOnLoad", () => say(""));

  // Desktops are shared: not even the address of the last page stays in the browser's storage.
  const forget = () => { try { sessionStorage.removeItem("htmx-current-path-for-history"); } catch { /* storage is off: nothing to forget */ } };
  for (const name of ["htmx:pushedIntoHistory", "htmx:replacedInHistory", "htmx:load"]) document.addEventListener(name, forget);

  // A refused form tells a screen reader first, not last.
  const toErrors = (root) => { const summary = root.querySelector(".error-summary"); if (summary) summary.focus(); };
  document.addEventListener("htmx:afterSwap", (event) => toErrors(event.detail.elt));
  toErrors(document);

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-print]")) window.print();
  });
})();
