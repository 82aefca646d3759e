// The desk is shared. When nobody has touched this page for as long as the server allows, or somebody presses "Lock
// now", the screen is blanked at once and the window leaves for the lock screen; text that was typed is a draft by then.
(function () {
  "use strict";
  const cari = (window.cari = window.cari || {});
  const desk = document.body.dataset.desk;
  const A_MINUTE = 60000;

  const blank = () => document.documentElement.classList.add("is-blank");
  cari.toLock = (address) => { blank(); location.replace(address); };
  if (!desk) return;

  // What a page asks by itself is no sign that somebody is there.
  document.addEventListener("htmx:configRequest", (event) => {
    if (!event.detail.triggeringEvent) event.detail.headers["X-Passive"] = "1";
  });

  let timer = 0, told = Date.now();
  const ask = async (isWork) => {
    let answer;
    try {
      answer = await fetch(desk, { cache: "no-store", headers: isWork ? {} : { "X-Passive": "1" } });
    } catch {
      return null;
    }
    if (answer.status === 401) { cari.toLock((await answer.json()).go); return null; }
    if (answer.redirected || !answer.ok) { cari.toLock(document.body.dataset.signIn); return null; }
    return (await answer.json()).locks_in;
  };

  // Another window may have been in use meanwhile, so the server is asked before this one is blanked for good.
  const check = async () => {
    clearTimeout(timer);
    const left = await ask(false);
    document.documentElement.classList.toggle("is-blank", left === null);
    timer = setTimeout(check, left === null ? 5000 : (left + 1) * 1000);
  };

  // Typing and reading reach the server at most once a minute.
  const work = () => {
    if (Date.now() - told < A_MINUTE) return;
    told = Date.now();
    ask(true).then((left) => { if (left !== null) { clearTimeout(timer); timer = setTimeout(check, (left + 1) * 1000); } });
  };
  for (const name of ["keydown", "pointerdown", "wheel"]) document.addEventListener(name, work, { passive: true });

  // A laptop that slept: blank first, then ask.
  let hidden = 0;
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") { hidden = Date.now(); return; }
    if (Date.now() - hidden > A_MINUTE) { blank(); check(); }
  });
  window.addEventListener("pageshow", (event) => { if (event.persisted) { blank(); check(); } });

  document.addEventListener("click", async (event) => {
    const link = event.target.closest("[data-lock]");
    if (!link) return;
    event.preventDefault();
    blank();
    try { await cari.drafts.saveAll(); } finally { location.assign(link.href); }
  });
  check();
})();
