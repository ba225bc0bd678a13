// What the intervals would be under other choices than the published ones: the arithmetic of src/baromia/estimates and
// src/baromia/analysis/table.py, whose results a test compares with these.
window.baromiaWhatIf = (() => {
  "use strict";
  const WIDE = 10000; // a wider range of n is not walked through: its ends say almost the same

  // -- quantiles

  function erfc(x) {
    const z = Math.abs(x);
    let found = 0;
    if (z < 2.5) { // series
      let sum = z, term = z;
      for (let k = 1; k < 200; k += 1) {
        term *= (-z * z) / k;
        sum += term / (2 * k + 1);
        if (Math.abs(term) < 1e-18 * Math.abs(sum)) break;
      }
      found = 1 - (2 / Math.sqrt(Math.PI)) * sum;
    } else { // continued fraction
      let below = 0;
      for (let k = 80; k > 0; k -= 1) below = k / 2 / (z + below);
      found = Math.exp(-z * z) / Math.sqrt(Math.PI) / (z + below);
    }
    return x < 0 ? 2 - found : found;
  }

  function normalQuantile(tail) { // Hastings' start (Abramowitz & Stegun 26.2.23), finished by Halley's steps
    const t = Math.sqrt(-2 * Math.log(tail));
    let x = t - (2.515517 + 0.802853 * t + 0.010328 * t * t)
      / (1 + 1.432788 * t + 0.189269 * t * t + 0.001308 * t * t * t);
    for (let step = 0; step < 4; step += 1) {
      const away = (0.5 * erfc(x / Math.SQRT2) - tail) / (Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI));
      x += away / (1 - (away * x) / 2);
    }
    return Math.max(x, 1e-12);
  }

  const LANCZOS = [676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059, 12.507343278686905,
    -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7];

  function logGamma(x) {
    if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x);
    const t = x + 6.5;
    const sum = LANCZOS.reduce((all, part, k) => all + part / (x + k), 0.99999999999980993);
    return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(t) - t + Math.log(sum);
  }

  const whole = (value) => (Math.abs(value) < 1e-300 ? 1e-300 : value);

  function betaFraction(a, b, x) { // Lentz
    let c = 1, d = 1 / whole(1 - ((a + b) * x) / (a + 1)), found = d;
    for (let m = 1; m < 20000; m += 1) {
      let part = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
      d = 1 / whole(1 + part * d);
      c = whole(1 + part / c);
      found *= d * c;
      part = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
      d = 1 / whole(1 + part * d);
      c = whole(1 + part / c);
      found *= d * c;
      if (Math.abs(d * c - 1) < 1e-16) break;
    }
    return found;
  }

  function betaQuantile(probability, a, b) { // bisection, finished by Newton's steps
    const scale = logGamma(a + b) - logGamma(a) - logGamma(b);
    let low = 0, high = 1, x = a / (a + b);
    for (let step = 0; step < 200; step += 1) {
      const front = Math.exp(scale + a * Math.log(x) + b * Math.log1p(-x));
      const below = x < (a + 1) / (a + b + 2)
        ? (front * betaFraction(a, b, x)) / a : 1 - (front * betaFraction(b, a, 1 - x)) / b;
      if (below > probability) high = x; else low = x;
      let next = x - ((below - probability) * x * (1 - x)) / front;
      if (!(next > low && next < high)) next = (low + high) / 2;
      if (Math.abs(next - x) <= 1e-16 * x) return next;
      x = next;
    }
    return x;
  }

  // -- limits of a share of n people: the lower one; the upper one is that of the others

  const LOWER = {
    wilson: (p, n, { z }) => {
      const square = z * z;
      return (p + square / (2 * n) - z * Math.sqrt((p * (1 - p)) / n + square / (4 * n * n))) / (1 + square / n);
    },
    "agresti-coull": (p, n, { z }) => {
      const square = z * z, all = n + square, centre = (n * p + square / 2) / all;
      return Math.max(0, centre - z * Math.sqrt((centre * (1 - centre)) / all));
    },
    "clopper-pearson": (p, n, { tail }) => (p > 0 ? betaQuantile(tail, p * n, n - p * n + 1) : 0),
    jeffreys: (p, n, { tail }) => (p > 0 ? betaQuantile(tail, p * n + 0.5, n - p * n + 0.5) : 0),
  };
  const SLOW = new Set(["clopper-pearson", "jeffreys"]);

  function lower(p, n, how) {
    return Math.min(Math.max(LOWER[how.method](p, n / how.designEffect, how), 0), p);
  }

  // -- printed shares and the people behind them

  function counts(units, decimals, n) {
    const double = 2 * 10 ** (decimals + 2);
    const [fewest, most] = [-Math.floor(((1 - 2 * units) * n) / double), Math.floor(((2 * units + 1) * n) / double)];
    return [Math.max(fewest, 0), Math.min(most, n)];
  }

  // Of each n that can have printed so (of all, where none can): least and greatest share, fewest and most people.
  function behind({ share, decimals }, [first, last]) {
    const units = Math.round(share * 10 ** (decimals + 2)), half = 0.5 / 10 ** (decimals + 2);
    const wide = last - first > WIDE, tried = [];
    for (let n = first; n <= last; n += wide ? last - first : 1) {
      const [fewest, most] = counts(units, decimals, n), noise = 1e-9 + 1e-14 * n;
      const low = Math.max(share - half, 0), high = Math.min(share + half, 1);
      tried.push(fewest <= most
        ? { n, low: fewest / n, high: most / n, fewest, most, counted: true }
        : { n, low, high, fewest: Math.floor(low * n + noise), most: Math.ceil(high * n - noise), counted: false });
    }
    const some = tried.some((row) => row.counted);
    return tried.filter((row) => row.counted || wide || !some);
  }

  const least = (values) => values.reduce((a, b) => Math.min(a, b));
  const greatest = (values) => values.reduce((a, b) => Math.max(a, b));

  // The least lower limit of all n. It grows with n and with the share, so that a slow one need not be asked for all.
  function lowest(rows, floor, how) {
    let found = 1;
    for (const { n, low } of rows) {
      if (SLOW.has(how.method) && rows.length > 50 && lower(floor, n, how) > found) break;
      found = Math.min(found, lower(low, n, how));
    }
    return found;
  }

  function interval(row, people, how) {
    const rows = behind(row, people), half = 0.5 / 10 ** (row.decimals + 2);
    const others = rows.map(({ n, high }) => ({ n, low: 1 - high }));
    return [
      Math.min(lowest(rows, Math.max(row.share - half, 0), how), row.share),
      Math.max(1 - lowest(others, Math.max(1 - row.share - half, 0), how), row.share),
    ];
  }

  // -- the register

  const DEFAULTS = { confidence: 0.95, method: "wilson", designEffect: 1, assumed: null, without: [] };

  // Of each figure its limits, or the code of the reason why there are none; `register`: id → share, decimals, point
  // (an exact share, not a bound), percent, composition (of the sample), base (all, a figure, or neither), n (of the sample, if published), source.
  function evidence(register, options = {}) {
    const { confidence, method, designEffect, assumed, without } = { ...DEFAULTS, ...options };
    const how = { method, designEffect, z: normalQuantile((1 - confidence) / 2), tail: (1 - confidence) / 2 };
    const people = new Map();

    function of(id) { // the fewest and the most people of whom a figure is a share
      if (people.has(id)) return people.get(id);
      people.set(id, null); // a base that is its own has none
      const { base, n } = register[id], total = n ?? assumed;
      const defining = register[base];
      let found = base === "all" && total !== null ? [total, total] : null;
      if (defining?.point && of(base)) {
        const rows = behind(defining, of(base)), most = greatest(rows.map((row) => row.most));
        if (most >= 1) found = [Math.max(least(rows.map((row) => row.fewest)), 1), Math.max(most, 1)];
      }
      people.set(id, found);
      return found;
    }

    return Object.fromEntries(Object.entries(register).map(([id, row]) => {
      const known = of(id);
      if (without.includes(row.source)) return [id, { refusal: "left_out" }];
      if (!row.percent) return [id, { refusal: "no_percentage" }];
      if (!row.point) return [id, { refusal: "bound_only" }];
      if (row.composition) return [id, { refusal: "composition" }];
      if (!known) return [id, { refusal: (row.n ?? assumed) === null ? "n_not_reported" : "base_n_unknown" }];
      const [low, high] = interval(row, known, how);
      return [id, { low, high, n: known, assumed: row.n === null }];
    }));
  }

  return { evidence, DEFAULTS };
})();
