// What a sentence is about. The index stands in the page; src/baromia/paper/search.py makes it, and ranks alike.
window.baromiaSearch = (() => {
  "use strict";
  const BEGINNINGS = [4, 6, 9], LEAST = 300, BONUS = 100;
  const HEDGED = { none: [0, 2, 2], more: [2, 2, 12], less: [-1, 6, 2] };
  const RATIO = / ([0-9]+|une?|one) ((?:[a-z]+ ){0,4}?)(?:sur|in|out of|of) ([0-9]+) /g;
  const isNumber = (token) => /^\d/.test(token);

  function plain(text) {
    return text.toLowerCase().normalize("NFD").replaceAll("œ", "oe").replaceAll("æ", "ae").replace(/\p{M}/gu, "");
  }

  function ratio(whole, part, between, all) {
    const [some, every] = [/\d/.test(part) ? Number(part) : 1, Number(all)];
    return some > 0 && some <= every ? ` ${Math.floor((1000 * some) / every + 0.5) / 10} ${between}` : whole;
  }

  function read(query, index) {
    let text = ` ${(plain(query).match(/[a-z]+|[0-9]{1,9}(?:[.,][0-9]{1,9})?/g) ?? []).join(" ")} `;
    for (const [words, number] of index.numerals) text = text.replaceAll(` ${words} `, ` ${number} `);
    const tokens = text.replace(RATIO, ratio).split(" ").filter(Boolean);
    const hedge = (before) => index.hedges[before.findLast((word) => Object.hasOwn(index.hedges, word))] ?? "none";
    const numbers = tokens.flatMap((token, at) => (
      isNumber(token) ? [[Number(token.replace(",", ".")), hedge(tokens.slice(Math.max(0, at - 3), at))]] : []
    ));
    const words = tokens.filter((token) => !isNumber(token));
    const phrases = [...words, ...words.slice(1).map((word, before) => `${words[before]} ${word}`)];
    const known = phrases.filter((phrase) => Object.hasOwn(index.synonyms, phrase));
    return { words: [...words, ...known.flatMap((phrase) => index.synonyms[phrase].split(" "))], numbers };
  }

  function near(known, [number, hedge]) {
    const [likeliest, below, above] = HEDGED[hedge];
    const away = (known - number) / Math.max(1, number / 100) - likeliest;
    const reach = away > 0 ? above : below;
    return Math.max(0, BONUS - Math.floor((BONUS * Math.abs(away)) / reach + 0.5));
  }

  // The cards that a sentence or a few words may be about: [id, score], the likeliest first; no card that repeats one.
  function search(query, index) {
    const { words, numbers } = read(query, index);
    const scores = index.cards.map(() => 0);
    const terms = words.filter((word) => word.length > 1).flatMap((word) => BEGINNINGS.map((length) => word.slice(0, length)));
    for (const term of new Set(terms)) {
      const postings = Object.hasOwn(index.terms, term) ? index.terms[term] : [];
      for (let at = 0; at < postings.length; at += 2) scores[postings[at]] += postings[at + 1];
    }
    const most = Math.max(...scores, LEAST);
    index.numbers.forEach((known, card) => {
      const found = Math.max(0, ...known.flatMap((one) => numbers.map((number) => near(one, number))));
      scores[card] += Math.floor((found * most) / 100);
    });
    const ranked = scores.map((score, card) => [score, card]).sort((a, b) => b[0] - a[0] || a[1] - b[1]);
    const best = new Map();
    for (const [score, card] of ranked) {
      const original = index.originals[card];
      if (score > 0 && !best.has(original)) best.set(original, score);
    }
    return [...best].map(([card, score]) => [index.cards[card], score]);
  }

  return { search };
})();
