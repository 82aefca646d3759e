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

  // `word` is what the page says of an answer that is none of the house's own (drafts.js): a sign-in page, a fault.
  const answerOf = async (response) => {
    if (response.headers.get("Content-Type")?.includes("json")) return { status: response.status, ...await response.json() };
    if (response.redirected && new URL(response.url).pathname === document.body.dataset.signIn) return { status: 401, word: "signedOut" };
    return { status: response.ok ? 0 : response.status, word: [403, 404].includes(response.status) ? "refused" : "failed" };
  };

  // Ask again until the line is back; a token that is old is renewed once.
  const ask = async (form, say, url, body, more) => {
    for (const seconds of [...WAIT, null]) {
      try {
        let response = await post(form, url, body, more);
        if (response.status === 403) {
          const word = await window.cari.renew(form);
          if (word && word !== "unsent") return { status: 403, word };
          if (word) throw new TypeError("no line");
          response = await post(form, url, body, more);
        }
        if (response.status < 500 || response.status === 507) return await answerOf(response);
      } catch {
        // no line
      }
      if (seconds === null) return { status: 0, word: "unsent" };
      say(form.closest("[data-upload]").dataset.cut);
      await pause(seconds);
    }
  };

  const send = async (form, file, say) => {
    const place = form.closest("[data-upload]");
    const told = new FormData();
    told.append("name", file.name);
    told.append("size", file.size);
    told.append("changed", file.lastModified); // two files of one name and size are told apart
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

  // What is wrong with a file stands beside its field, as where the form was sent in the plain way.
  const beside = (field, text) => {
    const id = `${field.id}_error`;
    document.getElementById(id)?.remove();
    const others = (field.getAttribute("aria-describedby") || "").split(" ").filter((one) => one && one !== id);
    field.classList.toggle("is-invalid", Boolean(text));
    field.removeAttribute("aria-invalid");
    if (text) {
      field.setAttribute("aria-invalid", "true");
      field.after(Object.assign(document.createElement("div"), { id, className: "invalid-feedback", textContent: text }));
      others.push(id);
    }
    if (others.length) field.setAttribute("aria-describedby", others.join(" "));
    else field.removeAttribute("aria-describedby");
    if (text) field.focus();
  };

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.closest("[data-upload]")) return;
    if (form.dataset.sending) { event.preventDefault(); return; }
    const fields = [...form.querySelectorAll("input[type=file]")];
    const field = fields.find((one) => one.files[0]);
    if (!field) return;
    event.preventDefault();
    form.dataset.sending = "1";
    for (const one of fields) beside(one, "");
    const say = (text) => { window.cari.say(form, ""); form.querySelector("[data-state]").textContent = text; };
    const answer = await send(form, field.files[0], say);
    delete form.dataset.sending;
    if (answer.go) { location.replace(answer.go); return; }
    window.cari.say(form, answer.error ? "" : answer.word || "unsent");
    if (answer.error) beside(field, answer.error);
  }, true);
})();
