"""What can lie behind printed shares, whole columns at a time, until `baromia.estimates` provides it by these names."""

from itertools import product
from typing import NamedTuple

import numpy as np
from statsmodels.stats.proportion import proportion_confint

_STATSMODELS = {"wilson": "wilson", "jeffreys": "jeffreys", "clopper-pearson": "beta", "agresti-coull": "agresti_coull"}
WIDE = 10_000  # a wider range of n is not walked through: its ends say the same to six digits


def limits(share, n, *, confidence=0.95, method="wilson", design_effect=1.0):
    """Return the limits of the intervals of shares (0–1), as statsmodels computes them, cut at the share."""
    share, effective = np.asarray(share, dtype=float), np.asarray(n, dtype=float) / design_effect
    low, high = proportion_confint(share * effective, effective, 1 - confidence, _STATSMODELS[method])
    return np.minimum(low, share), np.maximum(high, share)


class Intervals(NamedTuple):
    """Intervals of printed shares and what lies behind them: arrays of shape (m,), a row a share."""

    low: np.ndarray
    high: np.ndarray
    share_low: np.ndarray
    share_high: np.ndarray
    count_low: np.ndarray
    count_high: np.ndarray
    n_low: np.ndarray
    n_high: np.ndarray
    whole: np.ndarray


def intervals(share, decimals, n_low, n_high, **how) -> Intervals:
    """Return the intervals of many printed shares, and the people behind them."""
    share, decimals, n_low, n_high = np.broadcast_arrays(np.atleast_1d(share), decimals, n_low, n_high)
    row, n = _each_total(n_low.astype(np.int64), n_high.astype(np.int64))
    fewest, most = people(share[row], decimals[row], n)
    whole = fewest <= most
    some = np.bincount(row, whole, minlength=len(share)) > 0
    kept = whole | ~some[row]  # where some n has a count that prints so, the others do not count
    row, n, whole, fewest, most = row[kept], n[kept], whole[kept], fewest[kept], most[kept]
    low, high = rounded(share[row], decimals[row])
    low, high = np.where(whole, fewest / n, low), np.where(whole, most / n, high)
    fewest = np.where(whole, fewest, np.floor(np.round(low * n, 9))).astype(np.int64)
    most = np.where(whole, most, np.ceil(np.round(high * n, 9))).astype(np.int64)
    first = np.flatnonzero(np.diff(row, prepend=-1))
    least, greatest = (lambda column, f=f: f.reduceat(column, first) for f in (np.minimum, np.maximum))
    return Intervals(
        low=np.minimum(least(limits(low, n, **how)[0]), share),
        high=np.maximum(greatest(limits(high, n, **how)[1]), share),
        share_low=least(low),
        share_high=greatest(high),
        count_low=least(fewest),
        count_high=greatest(most),
        n_low=least(n),
        n_high=greatest(n),
        whole=some,
    )


def _each_total(low, high) -> tuple[np.ndarray, np.ndarray]:
    wide = high - low > WIDE
    tried = np.where(wide, 2, high - low + 1)
    row = np.repeat(np.arange(len(low)), tried)
    step = np.arange(len(row)) - (np.cumsum(tried) - tried)[row]
    return row, low[row] + step * np.where(wide, high - low, 1)[row]


def people(share, decimals, n):
    """Return the fewest and the most of n people who can print as this share; where none can, fewest is above most."""
    decimals, n = np.asarray(decimals, dtype=np.int64), np.asarray(n, dtype=np.int64)
    units, double = np.rint(share * 10.0 ** (decimals + 2)).astype(np.int64), 2 * 10 ** (decimals + 2)
    return np.maximum(-((1 - 2 * units) * n // double), 0), np.minimum((2 * units + 1) * n // double, n)


def rounded(share, decimals):
    """Return the least and the greatest share that prints so."""
    half = 0.5 / 10.0 ** (np.asarray(decimals, dtype=float) + 2)
    return np.maximum(share - half, 0.0), np.minimum(share + half, 1.0)


def overlap_bounds(first, *others, total=1):
    """Return the least and the greatest share who can have given every answer; each answer a pair (least, greatest)."""
    low, high = zip(first, *others, strict=True)
    return max(sum(low) - len(others) * total, 0), min(high)


def difference_limits(first, second, n, *, overlap, confidence=0.95, design_effect=1.0):
    """Return the widest limits of first - second, answers of the same people, over all shares that print so."""
    n, found = np.asarray(n) / design_effect, []
    for p, q in product(first, second):
        p, q = np.asarray(p), np.asarray(q)
        both = {"least": np.maximum(p + q - 1, 0), "greatest": np.minimum(p, q), "none": 0 * p}[overlap]
        scale = np.sqrt(p * (1 - p) * q * (1 - q))
        phi = np.clip((both - p * q) / np.where(scale > 0, scale, np.inf), -1, 1)
        (p_low, p_high), (q_low, q_high) = limits(p, n, confidence=confidence), limits(q, n, confidence=confidence)

        def joined(a, b, phi=phi):
            return np.sqrt((a - b) ** 2 + 2 * (1 - phi) * a * b)

        found.append((p - q - joined(p - p_low, q_high - q), p - q + joined(p_high - p, q - q_low)))
    lows, highs = zip(*found, strict=True)
    return np.min(lows, axis=0), np.max(highs, axis=0)
