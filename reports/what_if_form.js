// The form of "what if": other choices than the published ones, what the cards would say, the choices in the address.
// The page says everything without this script.
(() => {
  "use strict";
  const data = document.getElementById("what-if-data"), after = document.getElementById("fig-summary");
  if (!data || !after) return;
  const { figures, refusals, sources } = JSON.parse(data.textContent);
  const { FRENCH, element } = baromia, START = "#what-if:";
  const WORDS = FRENCH ? {
    title: "Et si…\u202f?",
    lead: "Que seraient les intervalles avec d’autres choix que ceux de l’article, si les échantillons étaient aléatoires\u202f? "
      + "Rien de ce qui suit n’est publié\u202f; le texte reste celui de la version publiée, les graphiques y ajoutent des tirets.",
    assumed: "Nombre de répondants, là où il n’est pas publié", confidence: "Confiance (%)", method: "Méthode",
    designEffect: "Effet de plan", without: "Écarter", reset: "Revenir à la version publiée",
    label: "Et si, non publié", random: ", si l’échantillon était aléatoire",
    interval: (low, high, sure, random) => `intervalle à ${sure}${random}\u202f: ${low} à ${high}`,
    people: (n) => `n\u00a0=\u00a0${n}`, to: (low, high) => `${low} à ${high}`, assumedN: "supposé",
    told: (now, before, all) => (
      `Avec ces choix, ${now} chiffres sur ${all} ont un intervalle, contre ${before} dans la version publiée. `
      + "Chaque fiche dit le sien."
    ),
    published: "Ce sont les choix de la version publiée.",
    left: "écarté", dashed: (sure) => `en tirets, l’intervalle à ${sure} si l’échantillon était aléatoire`, crossed: "barré, ce qui est écarté",
    wrong: (bounds) => `Hors des bornes. ${bounds}. La dernière valeur qui convenait est gardée.`,
    head: ["Chiffre de l’essentiel", "Publié", "Et si (échantillon supposé aléatoire)"],
  } : {
    title: "What if…?",
    lead: "What would the intervals be under other choices than the paper’s, had the samples been random? "
      + "Nothing below is published; the text stays as published, charts add dashes to what is published.",
    assumed: "Number of respondents, where none is published", confidence: "Confidence (%)", method: "Method",
    designEffect: "Design effect", without: "Leave out", reset: "Back to the published version",
    label: "What if, not published", random: ", had the sample been random",
    interval: (low, high, sure, random) => `${sure} interval${random}: ${low} to ${high}`,
    people: (n) => `n\u00a0=\u00a0${n}`, to: (low, high) => `${low} to ${high}`, assumedN: "assumed",
    told: (now, before, all) => (
      `With these choices ${now} of ${all} figures have an interval, ${before} in the published version. `
      + "Each card says its own."
    ),
    published: "These are the choices of the published version.",
    left: "left out", dashed: (sure) => `dashed, the ${sure} interval had the sample been random`, crossed: "crossed out, what is left out",
    wrong: (bounds) => `Out of range. ${bounds}. The last valid value is kept.`,
    head: ["Figure of the key findings", "Published", "What if, had the sample been random"],
  };
  const METHODS = ["wilson", "jeffreys", "clopper-pearson", "agresti-coull"];
  const BOUNDS = { assumed: [1, 1e9], confidence: [50, 99.9], designEffect: [1, 100] };
  const SPACE = FRENCH ? "\u202f" : "";
  const number = (value) => String(value).replace(".", FRENCH ? "," : ".");
  function percent(share, decimals) {
    const rounded = Math.floor(share * 10 ** (2 + decimals) + 0.5 + 1e-9) / 10 ** decimals;
    return `${number(rounded.toFixed(decimals))}${SPACE}%`;
  }

  function field(name, control) {
    return element("div", {}, element("label", { for: control.id }, WORDS[name]), control);
  }

  function numeric(name, value, step) {
    const [min, max] = BOUNDS[name];
    return element("input", { type: "number", id: `what-if-${name}`, min, max, step, value, inputmode: "decimal" });
  }

  const { DEFAULTS, evidence } = baromiaWhatIf;
  const assumed = numeric("assumed", "", 1), confidence = numeric("confidence", 95, "any");
  const designEffect = numeric("designEffect", 1, "any");
  const method = element("select", { id: "what-if-method" }, ...METHODS.map((name) => (
    element("option", { value: name }, name.replace(/\b[a-z]/g, (letter) => letter.toUpperCase()).replace("-", "–"))
  )));
  const boxes = Object.entries(sources).map(([id, name]) => {
    const box = element("input", { type: "checkbox", id: `what-if-without-${id}`, value: id });
    return [box, element("div", { class: "choice" }, box, element("label", { for: box.id }, name))];
  });
  const status = element("p", { role: "status" }), reset = element("button", { type: "reset" }, WORDS.reset);
  const table = element("tbody"), shown = element("table", { hidden: "" },
    element("thead", {}, element("tr", {}, ...WORDS.head.map((one) => element("th", { scope: "col" }, one)))), table);
  const form = element("form", { class: "what-if-form" },
    field("assumed", assumed), field("confidence", confidence), field("method", method),
    field("designEffect", designEffect),
    element("fieldset", {}, element("legend", {}, WORDS.without), ...boxes.map(([, row]) => row)), reset);
  const panel = element("details", { class: "what-if", id: "what-if" },
    element("summary", {}, WORDS.title), element("p", {}, WORDS.lead), form, status, shown);
  const banner = element("a", { class: "what-if-banner", href: "#what-if", hidden: "" }, WORDS.label);
  after.after(panel);
  document.body.append(banner);

  const published = evidence(figures);
  const counted = (found) => Object.values(found).filter((one) => !one.refusal).length;
  const quoted = [...document.querySelector("main ol").querySelectorAll("a.figure")] // in the key findings
    .map((link) => decodeURIComponent(link.hash.slice(1))).filter((id) => id in figures);

  function within(control, name) { // the value, or nothing where it will not do
    const value = Number(control.value), [min, max] = BOUNDS[name];
    const does = control.value !== "" && value >= min && value <= max && (name !== "assumed" || Number.isInteger(value));
    return does ? value : null;
  }

  let last = { ...DEFAULTS };
  function chosen() {
    const sure = within(confidence, "confidence"), effect = within(designEffect, "designEffect");
    const n = assumed.value === "" ? null : within(assumed, "assumed") ?? last.assumed;
    last = {
      assumed: n, method: method.value, designEffect: effect ?? last.designEffect,
      confidence: sure === null ? last.confidence : Math.round(sure * 1e6) / 1e8,
      without: boxes.filter(([box]) => box.checked).map(([box]) => box.value),
    };
    return last;
  }

  function wrong() { // the bounds of each value that will not do
    const given = [[assumed, "assumed"], [confidence, "confidence"], [designEffect, "designEffect"]];
    const set = given.filter(([control]) => control !== assumed || control.value !== "");
    return set.filter(([control, name]) => within(control, name) === null).map(([, name]) => (
      `${WORDS[name]}${SPACE}: ${WORDS.to(...BOUNDS[name].map((bound) => bound.toLocaleString(document.documentElement.lang)))}`
    )).join(`${SPACE}; `);
  }

  function said(one, sure, random = "") {
    if (one.refusal) return one.refusal === "left_out" ? WORDS.left : refusals[one.refusal];
    const [first, most] = one.n, n = first === most ? number(first) : WORDS.to(number(first), number(most));
    const people = `${WORDS.people(n)}${one.assumed ? `, ${WORDS.assumedN}` : ""}`;
    const decimals = first >= 1000 ? 1 : 0; // as in the evidence
    return `${WORDS.interval(percent(one.low, decimals), percent(one.high, decimals), sure, random)} (${people})`;
  }

  function marked(text) {
    return element("p", { class: "what-if-line" }, element("strong", {}, WORDS.label), `${SPACE}: ${text}`);
  }

  function label(id) {
    const head = document.getElementById(id)?.querySelector("p");
    const cited = head?.querySelector(".citation")?.textContent ?? "";
    return head ? head.textContent.replace(cited, "").replace(/[\s.]+$/, "") : id;
  }

  // Over a chart's published shading: the interval that would be, dashed; a cross where a source is left out.
  function shade(found, sure) {
    for (const old of document.querySelectorAll("figure .what-if-line, .what-if-shade")) old.remove();
    for (const figure of found ? document.querySelectorAll("figure:has(svg[data-figures])") : []) {
      const drawn = new Set();
      for (const svg of figure.querySelectorAll("svg[data-figures]")) {
        for (const [, id, ...place] of svg.dataset.figures.matchAll(/(\S+) (\S+) (\S+) (\S+) ([xy])(\d+)/g)) {
          const now = found[id], kind = now?.refusal === "left_out" ? "crossed" : now && !now.refusal && "dashed";
          if (!kind) continue;
          const [zero, hundred, at, , half] = place.map(Number), upright = place[3] === "y", arm = half - 1;
          const [start, end] = [now.low ?? figures[id].share, now.high ?? figures[id].share]
            .map((share) => zero + share * (hundred - zero));
          const point = (along, across) => (upright ? `${at + across} ${along}` : `${along} ${at + across}`);
          const lines = kind === "dashed"
            ? `M${point(start, -half)}L${point(end, -half)}L${point(end, half)}L${point(start, half)}Z`
            : `M${point(start - arm, -arm)}L${point(start + arm, arm)}M${point(start - arm, arm)}L${point(start + arm, -arm)}`;
          const path = document.createElementNS(svg.namespaceURI, "path");
          path.setAttribute("class", `what-if-shade ${kind}`);
          path.setAttribute("d", lines);
          svg.append(path);
          drawn.add(kind === "dashed" ? WORDS.dashed(sure) : WORDS.crossed);
        }
        for (const text of svg.querySelectorAll(":scope > text")) { // over the dashes, with the patch some stand on
          const patch = text.previousElementSibling;
          if (patch?.localName === "path" && patch.getAttribute("fill") === "#FFFFFF") svg.append(patch);
          svg.append(text);
        }
      }
      if (drawn.size) figure.querySelector(".chart.narrow").after(marked([...drawn].join(`${SPACE}; `)));
    }
  }

  function show() {
    const options = chosen(), sure = `${number(Math.round(options.confidence * 1000) / 10)}${SPACE}%`;
    const changed = Object.keys(DEFAULTS).some((name) => String(options[name] ?? "") !== String(DEFAULTS[name] ?? ""));
    const found = changed ? evidence(figures, options) : published;
    banner.hidden = !changed;
    shade(changed ? found : null, sure);
    for (const [id, one] of Object.entries(found)) {
      const card = document.getElementById(id);
      card?.querySelector(".what-if-line")?.remove();
      if (changed && card) {
        card.insertBefore(marked(said(one, sure, WORDS.random)), card.querySelector(".card-foot"));
      }
    }
    const rows = [...new Set(changed ? quoted : [])]
      .map((id) => [id, said(published[id], `95${SPACE}%`), said(found[id], sure)]).filter(([, was, is]) => was !== is);
    table.replaceChildren(...rows.map(([id, was, is]) => (
      element("tr", {}, element("th", { scope: "row" }, element("a", { href: `#${id}` }, label(id))),
        element("td", {}, was), element("td", {}, is))
    )));
    shown.hidden = !table.children.length;
    const numbers = [counted(found), counted(published), Object.keys(figures).length];
    const told = changed ? `${WORDS.label}. ${WORDS.told(...numbers)}` : WORDS.published;
    status.textContent = wrong() ? `${WORDS.wrong(wrong())} ${told}` : told;
    remember(options, changed);
  }

  // The choices stand in the address: whoever is sent it sees the same.
  function remember(options, changed) {
    const given = Object.entries(options).filter(([name, value]) => String(value ?? "") !== String(DEFAULTS[name] ?? ""));
    const hash = `${START}${given.map(([name, value]) => `${name}=${[value].flat().join("+")}`).join("&")}`;
    if (changed) history.replaceState(null, "", hash);
    else if (location.hash.startsWith(START)) history.replaceState(null, "", "#what-if");
  }

  function recall() {
    const given = new URLSearchParams(decodeURIComponent(location.hash.slice(START.length)).replaceAll("+", ","));
    assumed.value = given.get("assumed") ?? "";
    confidence.value = given.has("confidence") ? Math.round(Number(given.get("confidence")) * 1e6) / 1e4 : 95;
    designEffect.value = given.get("designEffect") ?? 1;
    method.value = METHODS.includes(given.get("method")) ? given.get("method") : DEFAULTS.method;
    const without = (given.get("without") ?? "").split(",");
    for (const [box] of boxes) box.checked = without.includes(box.value);
    panel.open = true;
    show();
  }

  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", show);
  form.addEventListener("reset", () => setTimeout(show));
  addEventListener("hashchange", () => { if (location.hash.startsWith(START)) recall(); });
  if (location.hash.startsWith(START)) recall(); else show();
})();
