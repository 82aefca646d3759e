// The browser's part of a security key: it is asked, and its answer goes to the server in a hidden field of the form.
(function () {
  "use strict";
  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
  const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const withIds = (list) => (list || []).map((one) => ({ ...one, id: bytes(one.id) }));

  const create = (options) => navigator.credentials.create({ publicKey: {
    ...options, challenge: bytes(options.challenge), user: { ...options.user, id: bytes(options.user.id) },
    excludeCredentials: withIds(options.excludeCredentials),
  } });
  const get = (options) => navigator.credentials.get({ publicKey: {
    ...options, challenge: bytes(options.challenge), allowCredentials: withIds(options.allowCredentials),
  } });

  const answer = (made) => {
    const response = {};
    for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (made.response[name]) response[name] = text(made.response[name]);
    }
    return { id: made.id, rawId: text(made.rawId), type: made.type, response, clientExtensionResults: made.getClientExtensionResults() };
  };

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-key-options]");
    if (!button) return;
    event.preventDefault();
    const form = button.form;
    const state = form.querySelector("[data-key-state]");
    if (!window.PublicKeyCredential) { state.textContent = state.dataset.missing; return; }
    button.disabled = true;
    state.textContent = state.dataset.waiting;
    try {
      const options = JSON.parse(button.dataset.keyOptions).publicKey;
      const made = await (button.hasAttribute("data-key-new") ? create(options) : get(options));
      form.elements.namedItem("credential").value = JSON.stringify(answer(made));
      form.submit();
    } catch {
      state.textContent = state.dataset.failed;
      button.disabled = false;
    }
  });
})();
