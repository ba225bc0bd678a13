// What a sentence is about. The index stands in the page; src/baromia/paper/search.py makes it, and ranks alike.
window.baromiaSearch = (() => {
  "use strict";
  const TOGETHER = 3, LONGEST = 30, BONUS = 150, ALONE = 100, NAMED = 100, LACKING = 700, FOREIGN = 400;
  const HEDGED = { none: [0, 2, 2], about: [0, 4, 4], more: [2, 4, 12], less: [-1, 6, 2] };
  const LETTERS = [..."abcdefghijklmnopqrstuvwxyz"];
  const SCORE = /(?<![0-9/])([0-9]{1,4}) ?\/ ?([0-9]{1,4})(?![0-9/])/g;
  const HUNDREDS = / ([2-9]) (?:100|cents?) (?:(?:and )?([1-9][0-9]?) )?/g;
  const RATIO = / ([0-9]+|une?|one) ((?:[a-z]+ ){0,4}?)(?:sur|in|out of|of) ([0-9]+) /g;
  const isNumber = (token) => /^\d/.test(token);
  const own = (table, key) => (Object.hasOwn(table, key) ? table[key] : undefined);

  function plain(text) {
    return text.toLowerCase().normalize("NFD").replaceAll("œ", "oe").replaceAll("æ", "ae").replace(/\p{M}/gu, "");
  }

  function ratio(whole, part, between, all) {
    const [some, every] = [/\d/.test(part) ? Number(part) : 1, Number(all)];
    return some > 0 && some <= every ? ` about ${Math.floor((1000 * some) / every + 0.5) / 10} ${between}` : whole;
  }

  // The concepts of a word or of a few, or of the longest beginning of the last word.
  function known(phrase, words, least = 3) {
    if (Object.hasOwn(words, phrase)) return words[phrase];
    for (let length = phrase.length; length >= phrase.lastIndexOf(" ") + 1 + least; length -= 1) {
      const key = `${phrase.slice(0, length)}*`;
      if (Object.hasOwn(words, key)) return words[key];
    }
    return undefined;
  }

  // A known word that is one typing error away from a longer one that is not.
  function mended(word, words) {
    if (word.length < 6 || known(word, words)) return word;
    const parts = Array.from(word, (_, at) => [word.slice(0, at + 1), word.slice(at + 1)]).slice(1);
    const tried = [
      ...parts.map(([begun, rest]) => begun + rest.slice(1)),
      ...parts.filter(([, rest]) => rest.length > 1).map(([begun, rest]) => begun + rest[1] + rest[0] + rest.slice(2)),
      ...parts.flatMap(([begun, rest]) => LETTERS.map((letter) => begun + letter + rest.slice(1))),
      ...parts.flatMap(([begun, rest]) => LETTERS.map((letter) => begun + letter + rest)),
    ];
    return tried.find((one) => known(one, words, 6)) ?? word;
  }

  function read(query, index) {
    let text = plain(query).replace(SCORE, "$1 $1 sur $2");
    text = ` ${(text.match(/[a-z]+|[0-9]{1,9}(?:[.,][0-9]{1,9})?/g) ?? []).join(" ")} `;
    for (const [words, number] of index.numerals) text = text.replaceAll(` ${words} `, ` ${number} `);
    text = text.replace(HUNDREDS, (_, hundreds, rest) => ` ${100 * hundreds + Number(rest ?? 0)} `);
    const tokens = text.replace(RATIO, ratio).split(" ").filter(Boolean);
    const hedge = (before) => { // "about", as of a ratio, where there is no other
      const found = before.map((word) => own(index.hedges, word)).filter(Boolean);
      return found.findLast((one) => one !== "about") ?? found[0] ?? "none";
    };
    const numbers = tokens.flatMap((token, at) => (
      isNumber(token) ? [[Number(token.replace(",", ".")), hedge(tokens.slice(Math.max(0, at - 3), at))]] : []
    ));
    const left = tokens.filter((token) => !isNumber(token)).map((token) => mended(token.slice(0, LONGEST), index.words));
    const found = new Map(); // as many words together as are known → their concepts
    while (left.length) {
      let many = Math.min(TOGETHER, left.length);
      while (many > 1 && !known(left.slice(0, many).join(" "), index.words)) many -= 1;
      const phrase = left.splice(0, many).join(" ");
      found.set(phrase, known(phrase, index.words));
    }
    return { words: [...found.values()], numbers };
  }

  function near(number, [asked, hedge]) {
    const [likeliest, below, above] = HEDGED[hedge];
    const away = (number - asked) / Math.max(1, asked / 100) - likeliest;
    const reach = away > 0 ? above : below;
    return Math.max(0, BONUS - Math.floor((BONUS * Math.abs(away)) / reach + 0.5));
  }

  // The cards that a sentence or a few words may be about: [id, score], the likeliest first; no card that repeats one;
  // none where the likeliest counts too little for the share of the words that it lacks.
  function search(query, index) {
    const { words, numbers } = read(query, index);
    const scores = index.cards.map(() => 0), shared = index.cards.map(() => 0);
    const telling = words.filter((concepts) => !concepts || concepts.length > 0);
    for (const concepts of telling) {
      const best = new Map(); // card → weight of the concept that tells most of it
      for (const postings of (concepts ?? []).map((concept) => index.concepts[concept] ?? [])) {
        for (let at = 0; at < postings.length; at += 2) {
          best.set(postings[at], Math.max(postings[at + 1], best.get(postings[at]) ?? 0));
        }
      }
      for (const [card, weight] of best) {
        scores[card] += weight;
        shared[card] += 1;
      }
    }
    index.numbers.forEach((known, card) => {
      const found = Math.max(0, ...known.flatMap((one) => numbers.map((number) => near(one, number))));
      scores[card] += Math.floor((found * (telling.length ? scores[card] : ALONE)) / 100);
    });
    const ranked = scores.map((score, card) => [score, card]).sort((a, b) => b[0] - a[0] || a[1] - b[1]);
    if (telling.length) {
      const count = (fits) => telling.filter((concepts) => (concepts ?? []).some(fits)).length;
      const [most, likeliest] = ranked[0], named = count((concept) => concept >= 0 && concept < index.subject);
      const lacking = Math.floor((LACKING * (telling.length - shared[likeliest])) / telling.length);
      if (most + NAMED * Math.min(named, 2) < lacking + FOREIGN * count((concept) => concept < 0)) return [];
    }
    const best = new Map();
    for (const [score, card] of ranked) {
      const original = index.originals[card];
      if (score > 0 && !best.has(original)) best.set(original, score);
    }
    return [...best].map(([card, score]) => [index.cards[card], score]);
  }

  return { search };
})();
