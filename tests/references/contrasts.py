"""Contrasts of two shares in fifty digits, kept in contrasts.json for tests/estimates/test_differences.py.

Run: python tests/references/contrasts.py > tests/references/contrasts.json
It needs mpmath, which the tests do not.

The formulas are transcribed as their authors print them, subtractions of nearly equal numbers and all; the
package writes them otherwise. Wilson limits are found as roots of their defining equation.
"""

import json
import random

import mpmath
from mpmath import mpf, sqrt

mpmath.mp.dps = 50


def wilson(p, n, z):
    """Roots of n (p - t)^2 = z^2 t (1 - t)."""
    a, b, c = n + z**2, -(2 * n * p + z**2), n * p**2
    root = sqrt(b**2 - 4 * a * c)
    return (-b - root) / (2 * a), (-b + root) / (2 * a)


def difference(p, q, n, m, z, phi=0):
    """Newcombe 1998: independent for phi = 0, paired else."""
    (low_p, up_p), (low_q, up_q) = wilson(p, n, z), wilson(q, m, z)
    down = sqrt((p - low_p) ** 2 - 2 * phi * (p - low_p) * (up_q - q) + (up_q - q) ** 2)
    up = sqrt((up_p - p) ** 2 - 2 * phi * (up_p - p) * (q - low_q) + (q - low_q) ** 2)
    return p - q - down, p - q + up


def correlation(p, q, both):
    scale = sqrt(p * (1 - p) * q * (1 - q))
    return (both - p * q) / scale if scale else mpf(0)


def case(rng):
    """One seeded case: two counts, two totals (the second is also the first's in the paired contrasts)."""
    n, m = (round(5 * 2000 ** rng.random()) for _ in "nm")
    a = rng.choice([0, n, rng.randint(0, n), rng.randint(0, n)])
    b = rng.choice([m, rng.randint(1, m), rng.randint(1, m)])
    c = rng.randint(0, n)
    confidence = rng.choice(["0.8", "0.9", "0.95", "0.99"])
    z = sqrt(2) * mpmath.erfinv(mpf(confidence))
    p, q, s = mpf(a) / n, mpf(b) / m, mpf(c) / n
    least, most = correlation(p, s, max(mpf(0), p + s - 1)), correlation(p, s, min(p, s))
    values = {
        "difference": difference(p, q, n, m, z),
        "wide": difference(p, s, n, n, z, least),
        "narrow": difference(p, s, n, n, z, most),
    }
    given = {"a": a, "n": n, "b": b, "m": m, "c": c, "confidence": float(confidence)}
    return given | {name: [float(mpmath.nstr(v, 20)) for v in pair] for name, pair in values.items()}


def main():
    rng = random.Random(20261121)
    cases = ",\n".join(json.dumps(case(rng)) for _ in range(200))
    about = {
        "made_by": "tests/references/contrasts.py",
        "mpmath": mpmath.__version__,
        "digits": mpmath.mp.dps,
    }
    print(json.dumps(about)[:-1] + ', "cases": [\n' + cases + "\n]}")


if __name__ == "__main__":
    main()
