// What a sentence is about. The index stands in the page; src/baromia/paper/search.py makes it, and ranks alike.
window.baromiaSearch = (() => {
  "use strict";
  const BEGINNINGS = [4, 6, 9], LEAST = 300, BONUS = 100;
  const HEDGED = { none: [0, 2, 2], about: [0, 4, 4], more: [2, 4, 12], less: [-1, 6, 2] };
  const LETTERS = [..."abcdefghijklmnopqrstuvwxyz"];
  const SCORE = /(?<![0-9/])([0-9]{1,4}) ?\/ ?([0-9]{1,4})(?![0-9/])/g;
  const RATIO = / ([0-9]+|une?|one) ((?:[a-z]+ ){0,4}?)(?:sur|in|out of|of) ([0-9]+) /g;
  const isNumber = (token) => /^\d/.test(token);

  function plain(text) {
    return text.toLowerCase().normalize("NFD").replaceAll("œ", "oe").replaceAll("æ", "ae").replace(/\p{M}/gu, "");
  }

  const beginnings = (word) => (word.length > 1 ? BEGINNINGS.map((length) => word.slice(0, length)) : []);

  function ratio(whole, part, between, all) {
    const [some, every] = [/\d/.test(part) ? Number(part) : 1, Number(all)];
    return some > 0 && some <= every ? ` about ${Math.floor((1000 * some) / every + 0.5) / 10} ${between}` : whole;
  }

  const own = (table, key) => (Object.hasOwn(table, key) ? table[key] : undefined);
  const listed = (words) => (words ? words.split(" ") : []);
  const ends = (word) => Array.from({ length: Math.max(0, word.length - 2) }, (_, at) => `${word.slice(0, at + 3)}*`);
  const synonyms = (word, index) => [word, ...ends(word)].flatMap((key) => listed(own(index.synonyms, key)));

  // A longer word that nothing begins with as the first word, one typing error away, that something has.
  function mended(word, index) {
    const known = (one, length) => Object.hasOwn(index.terms, beginnings(one).at(-1).slice(0, length))
      || index.subject.includes(one) || synonyms(one, index).length > 0;
    if (word.length < 6 || index.idle.includes(word) || known(word, 6)) return word;
    const parts = Array.from(word, (_, at) => [word.slice(0, at + 1), word.slice(at + 1)]);
    const tried = [
      ...parts.map(([begun, rest]) => begun + rest.slice(1)),
      ...parts.filter(([, rest]) => rest.length > 1).map(([begun, rest]) => begun + rest[1] + rest[0] + rest.slice(2)),
      ...parts.flatMap(([begun, rest]) => LETTERS.map((letter) => begun + letter + rest.slice(1))),
      ...parts.flatMap(([begun, rest]) => LETTERS.map((letter) => begun + letter + rest)),
    ].filter((one) => one.length > 4);
    return tried.find((one) => known(one, 9)) ?? tried.find((one) => known(one, 6)) ?? word;
  }

  function read(query, index) {
    let text = plain(query).replace(SCORE, "$1 $1 sur $2");
    text = ` ${(text.match(/[a-z]+|[0-9]{1,9}(?:[.,][0-9]{1,9})?/g) ?? []).join(" ")} `;
    for (const [words, number] of index.numerals) text = text.replaceAll(` ${words} `, ` ${number} `);
    const tokens = text.replace(RATIO, ratio).split(" ").filter(Boolean);
    const hedge = (before) => { // "about", as of a ratio, where there is no other
      const found = before.map((word) => own(index.hedges, word)).filter(Boolean);
      return found.findLast((one) => one !== "about") ?? found[0] ?? "none";
    };
    const numbers = tokens.flatMap((token, at) => (
      isNumber(token) ? [[Number(token.replace(",", ".")), hedge(tokens.slice(Math.max(0, at - 3), at))]] : []
    ));
    const words = tokens.filter((token) => !isNumber(token)).map((token) => mended(token, index));
    const pairs = new Map(words.map((word, at) => [word, `${word} ${words[at + 1] ?? ""}`]));
    const found = [...pairs].map(([word, pair]) => [word, ...synonyms(word, index), ...listed(own(index.synonyms, pair))]);
    return { words: found, numbers };
  }

  function near(known, [number, hedge]) {
    const [likeliest, below, above] = HEDGED[hedge];
    const away = (known - number) / Math.max(1, number / 100) - likeliest;
    const reach = away > 0 ? above : below;
    return Math.max(0, BONUS - Math.floor((BONUS * Math.abs(away)) / reach + 0.5));
  }

  // The cards that a sentence or a few words may be about: [id, score], the likeliest first; no card that repeats one;
  // none where too many of the words are of another subject.
  function search(query, index) {
    const { words, numbers } = read(query, index);
    const scores = index.cards.map(() => 0), shared = index.cards.map(() => 0);
    let telling = 0;
    for (const [word, ...synonymous] of words) {
      const best = new Map(); // card → weight of the word or of the synonym that tells most of it
      for (const each of [word, ...synonymous]) {
        const found = new Map();
        for (const term of new Set(beginnings(each))) {
          const postings = own(index.terms, term) ?? [];
          for (let at = 0; at < postings.length; at += 2) {
            found.set(postings[at], (found.get(postings[at]) ?? 0) + postings[at + 1]);
          }
        }
        for (const [card, weight] of found) best.set(card, Math.max(weight, best.get(card) ?? 0));
      }
      const tells = synonymous.length > 0 || !index.idle.includes(word);
      telling += tells;
      for (const [card, weight] of best) {
        scores[card] += weight;
        shared[card] += tells;
      }
    }
    const nearest = scores.indexOf(Math.max(...scores)), ours = words.some(([word]) => index.subject.includes(word));
    if (scores[nearest] < (ours ? 90 : 210) * Math.min(telling - shared[nearest], 4)) return [];
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
