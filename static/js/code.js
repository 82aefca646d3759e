// The link of a first sign-in: name and code stand behind its #, which is never sent. Without this script they are typed.
(function () {
  "use strict";
  const [, name, code] = /^#([^:]+):([A-Z0-9-]+)$/.exec(decodeURIComponent(location.hash)) || [];
  if (!code) return;
  history.replaceState(null, "", location.pathname);
  document.addEventListener("DOMContentLoaded", () => {
    for (const [field, value] of [["username", name], ["code", code]]) {
      const input = document.querySelector(`form.work-form [name="${field}"]`);
      if (input && !input.value) input.value = value;
    }
    document.querySelector('form.work-form [name="password"]')?.focus();
  });
})();
