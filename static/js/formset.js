// "Add another" without a round trip. Without this script the same button is a submit, and the server adds the row.
(function () {
  "use strict";
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-rows-add]");
    if (!button) return;
    const group = button.closest("[data-rows]");
    const list = group.querySelector("[data-rows-list]");
    const total = group.querySelector("[name$=-TOTAL_FORMS]");
    const blank = group.querySelector("template[data-rows-blank]");
    const count = Number(total.value);
    event.preventDefault();
    if (count >= Number(group.dataset.most)) return;
    const holder = document.createElement("template");
    holder.innerHTML = blank.innerHTML.replaceAll("__prefix__", count).replaceAll("__number__", count + 1);
    const row = holder.content.querySelector("[data-row]");
    list.append(row);
    total.value = count + 1;
    button.disabled = count + 1 >= Number(group.dataset.most);
    row.dispatchEvent(new CustomEvent("cari:shown", { bubbles: true }));
    row.dispatchEvent(new Event("input", { bubbles: true }));
    const first = row.querySelector(".row-fields input:not([type=hidden]), .row-fields select, .row-fields textarea");
    if (first) first.focus();
  });
})();
