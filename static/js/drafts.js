// Typed text is never lost: a form with data-draft is kept on the server two seconds after the last keystroke, when the
// page is hidden and when it is left. Nothing goes into the browser's storage, because desktops are shared.
(function () {
  "use strict";
  const PAUSE = 2000, RETRY = 5000, PATIENCE = 10000, SLOW = 4000; // a line may also take what is sent and never answer
  const cari = (window.cari = window.cari || {});
  const states = new WeakMap();

  const stateOf = (form) => {
    if (!states.has(form)) {
      states.set(form, { version: Number(form.dataset.draftVersion || 0), dirty: false, stopped: false, timer: 0, flight: null, more: false, saved: "saved", isUnsent: false });
    }
    return states.get(form);
  };

  // What the page says about the text: the words stand in the form, translated by the server.
  const say = (form, word, more) => {
    const place = form.querySelector("[data-state]");
    if (!place) return;
    place.textContent = word ? [place.dataset[word], more].filter(Boolean).join(" ") : "";
    place.classList.toggle("is-lost", !["", "saved", "sending"].includes(word));
    if (word === "signedOut" && document.body.dataset.signIn) {
      const link = Object.assign(document.createElement("a"), { href: document.body.dataset.signIn, target: "_blank", textContent: place.dataset.signIn });
      place.append(" ", link);
    }
  };

  const bodyOf = (form, state) => {
    const body = new FormData();
    for (const [name, value] of new FormData(form)) {
      const field = form.elements.namedItem(name);
      if (typeof value === "string" && !(field && field.type === "password")) body.append(name, value);
    }
    body.append("draft_version", state.version);
    return body;
  };

  // Another window sent the form that this one was put back from: what is typed here goes on as a form of its own.
  const anew = (form, state) => {
    const key = form.elements.namedItem("submission_key");
    if (state.stopped || !key) return;
    key.value = crypto.randomUUID();
    state.version = 0;
    state.saved = "sentBefore";
    later(form, 0);
  };

  const answered = async (form, state, response) => {
    if (response.ok) {
      const stored = await response.json();
      state.version = stored.version;
      say(form, state.isUnsent ? "stillUnsent" : state.saved, stored.at);
      return;
    }
    state.dirty = true;
    if (response.status === 401) {
      const refusal = await response.json().catch(() => ({}));
      if (refusal.go && cari.toLock) return cari.toLock(refusal.go);
      return say(form, "signedOut");
    }
    if (response.status === 403) return say(form, await cari.renew(form) || "unsent");
    const refusal = response.headers.get("Content-Type")?.includes("json") ? await response.json() : {};
    if (refusal.error === "sent") return anew(form, state);
    if (refusal.error === "too_long") return say(form, "tooLong");
    if (refusal.error === "elsewhere") { state.version = refusal.version; return say(form, "elsewhere"); }
    say(form, "unsent");
    later(form, RETRY);
  };

  const save = (form) => {
    const state = stateOf(form);
    clearTimeout(state.timer);
    if (state.stopped || !state.dirty || state.flight) return state.flight;
    state.dirty = false;
    const slow = setTimeout(() => say(form, "unsent"), SLOW);
    state.flight = fetch(form.dataset.draftUrl, { method: "POST", body: bodyOf(form, state), signal: AbortSignal.timeout(PATIENCE) })
      .then((response) => { clearTimeout(slow); return answered(form, state, response); })
      .catch(() => { state.dirty = true; say(form, "unsent"); later(form, RETRY); })
      .finally(() => { clearTimeout(slow); state.flight = null; if (state.more) { state.more = false; later(form, PAUSE); } });
    return state.flight;
  };

  const later = (form, pause) => {
    const state = stateOf(form);
    clearTimeout(state.timer);
    state.timer = setTimeout(() => (document.contains(form) ? save(form) : null), pause);
  };

  // Leaving: the answer is not waited for. Both ways are limited to 64 kB; the last pause has saved what is longer.
  const leave = (form) => {
    const state = stateOf(form);
    if (state.stopped || !state.dirty) return;
    const body = bodyOf(form, state);
    try {
      fetch(form.dataset.draftUrl, { method: "POST", body, keepalive: true }).then((response) => answered(form, state, response)).catch(() => { state.dirty = true; });
      state.dirty = false;
    } catch {
      state.dirty = !navigator.sendBeacon(form.dataset.draftUrl, body);
    }
  };

  const drafted = () => document.querySelectorAll("form[data-draft]");
  const typed = (event) => {
    const form = event.target.closest?.("form[data-send]");
    if (!form) return;
    const state = stateOf(form);
    state.dirty = true;
    state.more = Boolean(state.flight);
    // "Draft saved" was true of what stood here before this key.
    if (form.dataset.draft && !form.querySelector(".draft-state.is-lost") && !form.dataset.sending) say(form, "");
    if (form.dataset.draft) later(form, PAUSE);
  };
  document.addEventListener("input", typed);
  document.addEventListener("change", typed);
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") drafted().forEach(leave); });
  window.addEventListener("pagehide", () => drafted().forEach(leave));
  window.addEventListener("beforeunload", (event) => {
    // A form with a draft is saved while the page is left; the browser asks only where that is not so.
    const lost = (form) => !form.dataset.draft || form.querySelector(".draft-state.is-lost");
    const unsaved = [...document.querySelectorAll("form[data-send]")].some((form) => (stateOf(form).dirty || stateOf(form).flight) && !stateOf(form).stopped && lost(form));
    if (unsaved) event.preventDefault();
  });
  window.addEventListener("online", () => drafted().forEach(save));

  cari.say = say;
  cari.drafts = {
    // Before the screen is locked: what is sent afterwards becomes a draft when the desk is unlocked.
    saveAll: () => Promise.all([...drafted()].map(save)),
    // Before sending: no save may overtake the form, or it would bring the draft back.
    version: (form) => stateOf(form).version,
    settle: async (form) => { const state = stateOf(form); clearTimeout(state.timer); state.stopped = true; state.isUnsent = false; await state.flight; },
    resume: (form) => { const state = stateOf(form); state.stopped = false; state.dirty = true; if (form.dataset.draft) later(form, RETRY); },
    // It was sent and not taken: that the draft is kept is no longer all there is to say.
    unsent: (form) => { stateOf(form).isUnsent = true; cari.drafts.resume(form); },
    end: (form) => { const state = stateOf(form); clearTimeout(state.timer); state.stopped = true; state.dirty = false; },
  };
})();
