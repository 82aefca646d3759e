// The error of a field goes when the field is mended, for eyes and for screen readers alike, and comes back with the text
// that was refused. What only the server can tell is told by sending. Without this script the errors stay until then.
(function () {
  "use strict";
  const forms = new WeakMap(); // form -> the errors that it came back with

  const named = (form, name) => [...form.elements].filter((control) => control.name === name && control.type !== "hidden");
  const isTicked = (control) => control.type === "radio" || control.type === "checkbox";
  const written = (controls) => JSON.stringify(controls.map((control) => {
    if (isTicked(control)) return control.checked;
    return control.multiple ? [...control.selectedOptions].map((option) => option.value) : control.value.trim();
  }));

  // data-mended-by names fields of the same row that may be what was wrong; data-not-below one whose number is the least.
  const besides = (form, control, names) => (names || "").split(" ").filter(Boolean)
    .flatMap((name) => named(form, control.name.replace(/[^-]*$/, name)));
  const isLower = (form, control) => besides(form, control, control.dataset.notBelow)
    .some((other) => control.value && other.value && Number(control.value) < Number(other.value));

  const find = (form) => {
    const names = new Set([...form.querySelectorAll(".is-invalid, [aria-invalid=true]")].map((control) => control.name).filter(Boolean));
    return [...names].map((name) => {
      const own = named(form, name);
      const watched = [...own, ...own.flatMap((control) => besides(form, control, control.dataset.mendedBy))];
      const block = own[0].closest("[id^=div_id_]") || own[0].parentElement;
      const texts = [...block.querySelectorAll(".invalid-feedback")];
      const lines = own.flatMap((control) => [...form.querySelectorAll(`.error-summary a[href="#${CSS.escape(control.id)}"]`)]);
      const described = [...block.querySelectorAll("[aria-describedby]")].map((part) => [part, part.getAttribute("aria-describedby")]);
      return { own, watched, refused: written(watched), texts, lines, described, isMended: false };
    });
  };

  const isMended = (form, error) => written(error.watched) !== error.refused
    && error.own.every((control) => control.checkValidity() && !(control.required && !isTicked(control) && !control.value.trim()) && !isLower(form, control));

  const show = (error, mended) => {
    error.isMended = mended;
    for (const control of error.own) {
      control.classList.toggle("is-invalid", !mended);
      if (mended) control.removeAttribute("aria-invalid");
      else control.setAttribute("aria-invalid", "true");
    }
    for (const text of error.texts) text.hidden = mended;
    const gone = error.texts.map((text) => text.id);
    for (const [part, words] of error.described) {
      const left = mended ? words.split(" ").filter((id) => !gone.includes(id)).join(" ") : words;
      if (left) part.setAttribute("aria-describedby", left);
      else part.removeAttribute("aria-describedby");
    }
    for (const line of error.lines) line.closest("li").hidden = mended;
  };

  // The summary follows, and says aloud how many are left: a screen reader is told of nothing that only disappears.
  const follow = (form) => {
    const summary = form.querySelector(".error-summary"), state = form.querySelector("[data-mended-state]");
    if (!summary || !state) return;
    const left = summary.querySelectorAll("li:not([hidden])").length;
    summary.hidden = left === 0;
    state.textContent = left ? state.dataset.left.replace("{n}", left) : state.dataset.none;
    state.classList.toggle("visually-hidden", left > 0);
  };

  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (!form || !form.matches("form[data-send]")) return;
    const errors = forms.get(form) || [];
    const changed = errors.filter((error) => error.watched.includes(event.target) && isMended(form, error) !== error.isMended);
    for (const error of changed) show(error, !error.isMended);
    if (changed.length) follow(form);
  });

  const read = (root) => { for (const form of root.querySelectorAll("form[data-send]")) if (!forms.has(form)) forms.set(form, find(form)); };
  read(document);
  document.addEventListener("cari:shown", (event) => read(event.target));
  document.addEventListener("htmx:load", (event) => read(event.detail.elt));
})();
