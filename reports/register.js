// The register's cards can be searched, filtered and cited, and lead back to where the text quotes them.
// The page says everything without this script.
(() => {
  "use strict";

  const { FRENCH, element, copy, address } = baromia;
  const WORDS = FRENCH ? {
    search: "Voir de quoi parle une phrase, ou chercher dans le registre", source: "Source", theme: "Thème", all: "Toutes", allThemes: "Tous",
    cards: (shown, all) => `Fiches\u202f: ${shown} sur ${all}`, none: "Aucune fiche n’en parle.", copy: "Copier la citation",
    quoted: "Cité dans le texte\u202f:", place: "passage", of: "In\u202f:",
  } : {
    search: "Find what a sentence is about, or search the register", source: "Source", theme: "Theme", all: "All", allThemes: "All",
    cards: (shown, all) => `${shown} of ${all} cards`, none: "No card speaks of this.", copy: "Copy citation", quoted: "Quoted in the text:", place: "place", of: "In:",
  };

  const register = document.querySelector(".cards");
  if (!register) return;
  const cards = [...register.querySelectorAll(".card")];
  const headings = [...register.querySelectorAll("h2, h3")];

  // Search: the cards that a sentence or a few words may be about, the likeliest first; before them those whose
  // id has this in it; of a whole id that card alone.
  const index = JSON.parse(document.getElementById("search-index").textContent);

  function found(query) {
    const asked = query.trim().toLowerCase();
    if (!asked) return null;
    const named = cards.map((card) => card.id).filter((id) => asked.length > 3 && id.includes(asked));
    if (named.includes(asked)) return new Map([[asked, 0]]);
    const ranked = baromiaSearch.search(query, index);
    const likely = ranked.filter(([, score]) => 2 * score >= ranked[0][1]).map(([id]) => id);
    return new Map([...new Set([...named, ...likely])].map((id, rank) => [id, rank]));
  }

  // The form
  const query = element("input", { type: "search", id: "register-query", autocomplete: "off" });
  const sourceNames = new Map(headings.map((heading) => [following(heading).dataset.source, heading.textContent]));
  const source = choice("register-source", WORDS.all, [...sourceNames]);
  const themes = [...new Set(cards.map((card) => card.dataset.theme).filter(Boolean))];
  const theme = choice("register-theme", WORDS.allThemes, themes.map((name) => [name, name]));
  const status = element("p", { role: "status" });

  function following(heading) {
    return cards.find((card) => heading.compareDocumentPosition(card) & Node.DOCUMENT_POSITION_FOLLOWING);
  }

  function choice(id, all, options) {
    const list = options.map(([value, name]) => element("option", { value }, name));
    return element("select", { id }, element("option", { value: "" }, all), ...list);
  }

  function labelled(text, control) {
    return element("div", {}, element("label", { for: control.id }, text), control);
  }

  function show() {
    const hits = found(query.value);
    register.classList.toggle("checked", hits !== null);
    cards.forEach((card) => {
      const wrong = (control, value) => control.value && control.value !== value;
      card.style.order = hits ? hits.get(card.id) ?? 0 : "";
      card.hidden = (hits && !hits.has(card.id)) || wrong(source, card.dataset.source) || wrong(theme, card.dataset.theme);
    });
    for (const heading of headings) {
      const name = following(heading).dataset.source;
      heading.hidden = hits !== null || cards.every((card) => card.hidden || card.dataset.source !== name);
    }
    status.textContent = hits?.size === 0 ? WORDS.none : WORDS.cards(cards.filter((card) => !card.hidden).length, cards.length);
  }

  function reveal() { // a link leads to its card whatever was searched for before
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target?.hidden) return;
    for (const control of [query, source, theme]) control.value = "";
    show();
    target.scrollIntoView();
  }

  // Citing
  function citation(card) {
    const value = card.querySelector("strong").textContent;
    const said = card.querySelector(".cite")?.textContent ?? `${value} (${card.id}).`;
    return `${said} ${WORDS.of} ${document.title} (baromia), ${address(card)}`;
  }

  function copier(card) {
    const button = element("button", { type: "button", "aria-label": `${WORDS.copy} (${card.id})` }, WORDS.copy);
    button.addEventListener("click", async () => {
      button.textContent = status.textContent = await copy(citation(card));
      button.focus({ preventScroll: true });
      setTimeout(() => { button.textContent = WORDS.copy; }, 2000);
    });
    return button;
  }

  // The ways back: each number of the text gets a name, its card the list of them.
  function quoted() {
    const places = new Map();
    document.querySelectorAll("a.figure").forEach((link, number) => {
      if (link.closest(".card")) return;
      link.id ||= `quoted-${number + 1}`;
      const target = decodeURIComponent(link.hash.slice(1));
      places.set(target, [...(places.get(target) ?? []), link.id]);
    });
    return places;
  }

  function ways(ids) {
    const links = ids.flatMap((id, number) => [
      " ", element("a", { href: `#${id}`, "aria-label": `${WORDS.place} ${number + 1}` }, String(number + 1)),
    ]);
    return element("span", { class: "line" }, WORDS.quoted, ...links);
  }

  const places = quoted();
  for (const card of cards) {
    const foot = element("p", { class: "card-foot" });
    if (places.has(card.id)) foot.append(ways(places.get(card.id)));
    foot.append(copier(card));
    card.append(foot);
  }
  const form = element("form", { role: "search", class: "register-search" },
    labelled(WORDS.search, query), labelled(WORDS.source, source), labelled(WORDS.theme, theme), status);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", show);
  register.prepend(form);
  addEventListener("hashchange", reveal);
  show();
})();
