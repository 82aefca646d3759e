// A file of an exhibit goes piece by piece, and after a cut line goes on where it stopped. Without this script, or where
// a piece cannot be cut off a file, the form is sent in the plain way.
(function () {
  "use strict";
  const PIECE = 64 * 1024 * 64; // 4 MiB: whole frames of the store
  const WAIT = [1, 2, 5, 10, 20, 30, 60, 60, 60, 60]; // seconds, while the line is away
  const pause = (seconds) => new Promise((go) => setTimeout(go, seconds * 1000));

  const post = (form, url, body, more) => {
    const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
    return fetch(url, { method: "POST", body, headers: { "X-CSRFToken": token, ...more } });
  };

  const answerOf = async (response) => {
    const json = response.headers.get("Content-Type")?.includes("json") ? await response.json() : {};
    return { status: response.status, ...json };
  };

  // Ask again until the line is back; a token that is old is renewed once.
  const ask = async (form, say, url, body, more) => {
    for (const seconds of [...WAIT, null]) {
      try {
        let response = await post(form, url, body, more);
        if (response.status === 403 && !(await window.cari.renew(form))) response = await post(form, url, body, more);
        if (response.status < 500 || response.status === 507) return await answerOf(response);
      } catch {
        // no line
      }
      if (seconds === null) return { status: 0 };
      say(form.closest("[data-upload]").dataset.cut);
      await pause(seconds);
    }
  };

  const send = async (form, file, say) => {
    const place = form.closest("[data-upload]");
    const told = new FormData();
    told.append("name", file.name);
    told.append("size", file.size);
    const begun = await ask(form, say, place.dataset.upload, told);
    if (begun.status !== 200) return begun;
    const whole = (file.size / 1048576).toFixed(1);
    let at = begun.received;
    while (at < file.size) {
      say(place.dataset.going.replace("{done}", (at / 1048576).toFixed(1)).replace("{whole}", whole));
      const more = { "Upload-Offset": String(at), "Content-Type": "application/octet-stream" };
      const taken = await ask(form, say, begun.piece, file.slice(at, at + PIECE), more);
      if (taken.status !== 200 && taken.status !== 409) return taken;
      at = taken.received;
    }
    return ask(form, say, begun.finish, new FormData());
  };

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.closest("[data-upload]")) return;
    const file = [...form.querySelectorAll("input[type=file]")].map((field) => field.files[0]).find(Boolean);
    if (!file || form.dataset.sending) { if (form.dataset.sending) event.preventDefault(); return; }
    event.preventDefault();
    form.dataset.sending = "1";
    const state = form.querySelector("[data-state]");
    const say = (text) => { if (state) state.textContent = text; };
    const answer = await send(form, file, say);
    delete form.dataset.sending;
    if (answer.go) { location.replace(answer.go); return; }
    if (answer.error) say(answer.error);
    else window.cari.say(form, answer.status === 403 || answer.status === 404 ? "refused" : "unsent");
  }, true);
})();
