// A long <select class="js-picker"> becomes one that can be searched by typing.
(function () {
  "use strict";
  const dress = (root) => {
    for (const select of root.querySelectorAll("select.js-picker:not(.tomselected)")) {
      const label = select.labels[0];
      // tom-select moves the label to its own field; the select itself stays in the page and needs a name too.
      if (label && !select.hasAttribute("aria-label")) select.setAttribute("aria-label", label.textContent.replace("*", "").trim());
      const described = select.getAttribute("aria-describedby");
      const picker = new window.TomSelect(select, { plugins: select.multiple ? ["remove_button"] : [], maxOptions: 500, allowEmptyOption: true });
      if (described) picker.control_input.setAttribute("aria-describedby", described);
    }
  };
  dress(document);
  document.addEventListener("cari:shown", (event) => dress(event.target));
  document.addEventListener("htmx:load", (event) => dress(event.detail.elt));
})();
