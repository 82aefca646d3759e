// Countries and languages: the field offers the near ones; the others when somebody types. The list of all names is asked
// for once and stays in the browser's cache. Without this script a name or a code is typed in full.
(function () {
  "use strict";
  const MOST = 12;
  const lists = new Map(), near = new WeakMap();
  // As the server reads what is typed (countries/names.py): no case, marks or dots; St is Saint, & is and.
  const plain = (text) => text.normalize("NFKD").replace(/[\p{M}.'\u2019]/gu, "").toLowerCase()
    .replace(/\bst /g, "saint ").replace(/&/g, "and");

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
      // Each with what else is said for it: first what is meant in full, then what begins so, then what holds it.
      const among = (fits) => every.filter((names) => names.some((name) => fits(plain(name)))).map((names) => names[0]);
      const all = [(name) => name === typed, (name) => name.startsWith(typed), (name) => name.includes(typed)];
      found = [...new Set(all.flatMap(among))].slice(0, MOST);
    }
    place.replaceChildren(...found.map((name) => {
      const option = Object.assign(document.createElement("option"), { value: before + name });
      // A browser hides what does not hold the letters typed (UK, Cote, St Lucia), unless its label does.
      if (!option.value.toLowerCase().includes(written.toLowerCase())) option.label = `${name} (${written})`;
      return option;
    }));
  };

  document.addEventListener("input", (event) => { if (event.target.matches("[data-names]")) offer(event.target); });
})();
