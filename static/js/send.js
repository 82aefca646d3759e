// Sending a form without ever losing it: the page stays until the server has said that the text is stored. A line that
// drops, a session that ended or a fault on the server leave everything as it was typed, and the next press sends the
// same key, so that nothing is stored twice. Without this script the form is sent in the plain way.
(function () {
  "use strict";
  const cari = (window.cari = window.cari || {});
  // A line that takes everything and never answers: the same key may be sent again. A file may take as long as it needs.
  const PATIENCE = 45000;

  // After a new sign-in in another window the page's token is old. Returns "" when it was renewed, else what is wrong.
  cari.renew = async (form) => {
    let line;
    try {
      line = await (await fetch(document.body.dataset.line, { cache: "no-store" })).json();
    } catch {
      return "unsent";
    }
    if (!line.person) return "signedOut";
    if (line.person !== document.body.dataset.person) return "otherPerson";
    const token = form.querySelector("[name=csrfmiddlewaretoken]");
    if (token) token.value = line.token;
    return "";
  };

  const post = (form, submitter) => {
    const body = new FormData(form, submitter);
    // A form that comes back with its errors goes on with the draft that this page has kept.
    if (form.dataset.draft) body.append("draft_version", cari.drafts.version(form));
    const signal = [...body.values()].some((value) => value instanceof File && value.size) ? undefined : AbortSignal.timeout(PATIENCE);
    return fetch(form.getAttribute("action") || location.href, { method: "POST", body, signal, headers: { "X-Sent-By-Page": "1" } });
  };

  const send = async (form, submitter) => {
    let response = await post(form, submitter);
    if (response.status === 403) {
      const wrong = await cari.renew(form);
      if (wrong) return wrong;
      response = await post(form, submitter);
    }
    // Locked meanwhile: the server has kept what was sent, for whoever unlocks.
    if (response.status === 401 && response.headers.get("Content-Type")?.includes("json")) {
      const { go } = await response.json();
      if (!go) return "signedOut";
      cari.drafts.end(form);
      cari.toLock(go);
      return null;
    }
    if (response.headers.get("Content-Type")?.includes("json") && response.ok) {
      const { go } = await response.json();
      cari.drafts.end(form);
      // In the place of the form: going back must not bring it back filled in, to be sent as a second one.
      location.replace(go);
      return null;
    }
    if (response.redirected) {
      if (document.body.dataset.signIn && new URL(response.url).pathname === document.body.dataset.signIn) return "signedOut";
      cari.drafts.end(form);
      location.replace(response.url);
      return null;
    }
    if (response.status === 403 || response.status === 404) return "refused";
    if (response.status === 503) return "away";
    if (response.status >= 500) return "failed";
    return show(form, await response.text());
  };

  // The form came back with its errors, or the page says why it was not taken.
  const show = (form, html) => {
    const page = new DOMParser().parseFromString(html, "text/html");
    const fresh = page.getElementById("main");
    if (!fresh) return "failed";
    if (!fresh.querySelector("form[data-send]")) {
      const line = fresh.querySelector(".error-line");
      return { text: line ? line.textContent : "" };
    }
    cari.drafts.end(form);
    document.title = page.title;
    document.getElementById("main").replaceWith(fresh);
    for (const made of fresh.querySelectorAll("form[data-send]")) cari.drafts.resume(made);
    if (window.htmx) window.htmx.process(fresh);
    fresh.dispatchEvent(new CustomEvent("cari:shown", { bubbles: true }));
    (fresh.querySelector(".error-summary") || fresh).focus();
    return null;
  };

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.matches("form[data-send]") || event.defaultPrevented) return;
    if (event.submitter && event.submitter.hasAttribute("formaction")) { cari.drafts.end(form); return; }
    event.preventDefault();
    if (form.dataset.sending) return;
    form.dataset.sending = "1";
    cari.say(form, "sending");
    try {
      await cari.drafts.settle(form);
      const wrong = await send(form, event.submitter);
      if (wrong) {
        cari.drafts.unsent(form);
        cari.say(form, typeof wrong === "string" ? wrong : "failed");
        if (wrong.text) form.querySelector("[data-state]").textContent = wrong.text;
      }
    } catch {
      cari.drafts.unsent(form);
      cari.say(form, "unsent");
    } finally {
      delete form.dataset.sending;
    }
  });
})();
