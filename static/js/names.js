// Countries and languages: the field offers the near ones; the others when somebody types. The list of all names is asked
// for once and stays in the browser's cache. Without this script a name or a code is typed in full.
(function () {
  "use strict";
  const MOST = 12;
  const lists = new Map(), near = new WeakMap();
  const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

  const listOf = (address) => {
    if (!lists.has(address)) {
      lists.set(address, fetch(address).then((answer) => answer.json()).catch(() => { lists.delete(address); return []; }));
    }
    return lists.get(address);
  };

  // Where several are written in one line, what stands before the last one is part of each offer.
  const parts = (field) => {
    const cut = "several" in field.dataset ? field.value.lastIndexOf(";") + 1 : 0;
    const before = field.value.slice(0, cut).trim();
    return { before: before && before + " ", typed: plain(field.value.slice(cut).trim()) };
  };

  const offer = async (field) => {
    const place = field.list;
    if (!near.has(place)) near.set(place, [...place.options].map((option) => option.value));
    const written = field.value, { before, typed } = parts(field);
    let found = near.get(place);
    if (typed) {
      const every = await listOf(field.dataset.names);
      if (field.value !== written) return;
      const begun = every.filter((name) => plain(name).startsWith(typed));
      found = [...begun, ...every.filter((name) => !begun.includes(name) && plain(name).includes(typed))].slice(0, MOST);
    }
    place.replaceChildren(...found.map((name) => Object.assign(document.createElement("option"), { value: before + name })));
  };

  document.addEventListener("input", (event) => { if (event.target.matches("[data-names]")) offer(event.target); });
})();
