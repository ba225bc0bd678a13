// While one reads: a number opens its card where one is, and the contents show the section. Without this script a
// number is a link to its card in the register.
(() => {
  "use strict";

  const { FRENCH, element, copy, address } = baromia;
  const WORDS = FRENCH ? {
    card: "Fiche du chiffre", close: "Fermer", cite: "Comment citer", text: "Copier en texte", json: "Copier en JSON",
    whole: "Voir dans le registre",
  } : {
    card: "Card of the number", close: "Close", cite: "How to cite", text: "Copy as text", json: "Copy as JSON",
    whole: "See it in the register",
  };

  const squeezed = (node) => node.textContent.replace(/[^\S\u00a0\u202f]+/g, " ").trim();

  // What a card says, for whoever takes it along.
  function told(card) {
    const [head] = card.querySelectorAll("p");
    const lines = [...card.querySelectorAll(".line:not(.card-foot *, :has(.permalink))")];
    const cite = card.querySelector(".cite");
    return {
      id: card.id, value: squeezed(head.querySelector("strong")), says: squeezed(head), lines: lines.map(squeezed),
      ...(cite && { cite: squeezed(cite) }), ...card.dataset, paper: document.title, address: address(card),
    };
  }

  const asText = (card) => {
    const { says, lines, cite, paper, address: at } = told(card);
    return [says, ...lines, ...(cite ? ["", `${WORDS.cite}: ${cite}`] : []), "", paper, at].join("\n");
  };
  const asJson = (card) => JSON.stringify(told(card), null, 2);

  const status = element("p", { role: "status" });

  function button(words, action) {
    const made = element("button", { type: "button" }, words);
    made.addEventListener("click", action);
    return made;
  }

  function copier(words, card, write) {
    const made = button(words, async () => {
      status.textContent = await copy(write(card));
      made.focus();
    });
    return made;
  }

  const dialog = element("dialog", { class: "card-here", "aria-label": WORDS.card });
  document.body.append(dialog);

  function fill(card) {
    const copied = card.cloneNode(true);
    copied.querySelectorAll(".card-foot, .permalink, .what-if-line").forEach((each) => each.remove());
    copied.querySelectorAll("[id]").forEach((each) => each.removeAttribute("id"));
    const cite = copied.querySelector(".cite");
    cite?.remove();
    const parts = [...copied.childNodes];
    if (cite) parts.push(element("p", { class: "how-to-cite" }, element("b", {}, WORDS.cite), " ", ...cite.childNodes));
    const whole = element("a", { href: `#${card.id}` }, WORDS.whole);
    whole.addEventListener("click", () => dialog.close());
    status.textContent = "";
    const foot = element("div", { class: "card-tools" }, copier(WORDS.text, card, asText), copier(WORDS.json, card, asJson),
      whole, button(WORDS.close, () => dialog.close()));
    dialog.replaceChildren(element("div", { class: "card-said", tabindex: "0" }, ...parts), foot, status);
  }

  function place(link) { // below the number, or above it where there is more room; at the foot of a phone
    dialog.style.cssText = "";
    if (innerWidth < 600) return;
    const at = link.getBoundingClientRect(), own = dialog.getBoundingClientRect();
    const left = Math.max(8, Math.min(at.left, innerWidth - own.width - 8));
    const below = at.bottom + 8 + own.height <= innerHeight || at.top < innerHeight - at.bottom;
    const wanted = below ? at.bottom + 8 : at.top - own.height - 8; // a number may still be on its way into the window
    const top = Math.max(8, Math.min(wanted, innerHeight - own.height - 8));
    dialog.style.cssText = `left: ${left}px; top: ${top}px; max-height: min(80vh, 36rem, ${innerHeight - top - 8}px)`;
  }

  function cardOf(link) {
    if (!link || link.matches(".permalink") || link.closest(".card-tools, .register-search")) return null;
    const target = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    return target?.classList.contains("card") ? target : null;
  }

  document.addEventListener("click", (event) => {
    if (event.target === dialog) { // beside what it says
      dialog.close();
      return;
    }
    if (event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const link = event.target.closest("a[href^='#']");
    const card = cardOf(link);
    if (!card) return;
    event.preventDefault();
    fill(card);
    if (dialog.open) {
      dialog.firstChild.focus();
      return;
    }
    dialog.showModal();
    place(link);
  });

  // The contents: the section that is at the top of the window.
  const contents = document.querySelector("nav#TOC");
  const entries = new Map([...contents.querySelectorAll("a")].map((link) => [link.hash.slice(1), link]));
  const headings = [...entries.keys()].map((id) => document.getElementById(decodeURIComponent(id))).filter(Boolean);
  let current = null;

  function follow() {
    const passed = headings.filter((heading) => heading.getBoundingClientRect().top < innerHeight / 3);
    const now = entries.get(passed.at(-1)?.id ?? passed.at(-1)?.querySelector("[id]")?.id);
    if (now === current) return;
    current?.removeAttribute("aria-current");
    now?.setAttribute("aria-current", "location");
    current = now;
    if (!now) return;
    const [list, entry] = [contents.getBoundingClientRect(), now.getBoundingClientRect()]; // scrollIntoView moves the Tab key, too
    if (entry.top < list.top) contents.scrollTop += entry.top - list.top - 16;
    if (entry.bottom > list.bottom) contents.scrollTop += entry.bottom - list.bottom + 16;
  }

  new IntersectionObserver(follow, { threshold: [0, 1] }).observe(document.querySelector("main"));
  let waiting = false;
  addEventListener("scroll", () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => { waiting = false; follow(); });
  }, { passive: true });
  follow();
})();
