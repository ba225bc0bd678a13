"""The interval of one printed or exact share, or a refusal; of many, whole columns at a time.

And from how many respondents on a share is clearly above or below another value.
"""

import sys
from typing import NamedTuple

import numpy as np

from . import checks
from .counts import people, rounded
from .results import Interval, Refusal

STATSMODELS = {"wilson": "wilson", "jeffreys": "jeffreys", "clopper-pearson": "beta", "agresti-coull": "agresti_coull"}
METHODS = tuple(STATSMODELS)
WIDE = 10_000  # a wider range of n is not walked through: its ends say almost the same


def limits(share, n, *, confidence: float = 0.95, method: str = "wilson", design_effect=1.0):
    """Return the limits of the intervals of shares.

    Parameters
    ----------
    share : float or array
        0–1; it need not be of a whole number of people.
    n : int or array
        Respondents, from 1. A missing share or n (NaN) gives missing limits.
    confidence : float
        Strictly between 0 and 1.
    method : str
        "wilson", "jeffreys", "clopper-pearson" or "agresti-coull".
    design_effect : float or array
        Above 0; it broadcasts with share and n. Every method works with the effective number of respondents
        n / design_effect (Korn & Graubard 1998, Surv Methodol 24:193, who proposed it for Clopper–Pearson).

    Returns
    -------
    low, high : float or array
        Shares 0–1.

    Notes
    -----
    As statsmodels' `proportion_confint` computes them, and cut at the share, so that an interval always contains
    what was seen: for nobody and everybody this is the boundary modification of Jeffreys by Brown, Cai & DasGupta,
    which statsmodels leaves out; elsewhere it matters only where a share is no whole count.

    Wilson (1927, JASA 22:209) is the default because it keeps close to its nominal confidence for small n and
    shares near 0 or 1, and never leaves [0, 1] (Brown, Cai & DasGupta 2001, Stat Sci 16:101; Newcombe 1998, Stat
    Med 17:857). Clopper & Pearson (1934, Biometrika 26:404) never falls below its confidence, and is wide. Agresti
    & Coull (1998, Am Stat 52:119) contains Wilson's. Jeffreys is the central interval of Beta(x + 1/2, n - x + 1/2).

    Examples
    --------
    >>> low, high = limits([0.1, 0.5], 45)
    >>> low.round(2).tolist(), high.round(2).tolist()
    ([0.04, 0.36], [0.22, 0.64])
    """
    from statsmodels.stats.proportion import proportion_confint  # half a second that `grim` can do without

    share = checks.column(checks.share, share, "share", missing=True)
    effective = checks.column(checks.total, n, "n", missing=True)
    effective = effective / checks.column(checks.design_effect, design_effect, "design_effect")
    alpha = 1 - checks.confidence(confidence)
    counts = share * effective
    counts = np.where(counts < sys.float_info.min, 0, counts)  # too small for Clopper–Pearson's beta, which overflows
    low, high = proportion_confint(counts, effective, alpha, STATSMODELS[method_name(method)])
    return np.clip(low, 0, share), np.clip(high, share, 1)  # statsmodels before 0.15 may round to just below 0


class Intervals(NamedTuple):
    """Intervals of printed shares and what lies behind them: arrays of shape (m,), a row a share.

    Attributes
    ----------
    low, high : array of float
        Limits, shares 0–1.
    share_low, share_high : array of float
        Least and greatest share that prints so: of whole people where any number of them does.
    count_low, count_high : array of int
        Fewest and most people behind it, which is the n of whatever is a share of them. Where no count prints so,
        the whole numbers around `share_low` and `share_high`.
    n_low, n_high : array of int
        Fewest and most respondents of whom some count prints so; as given, where none does.
    whole : array of bool
        Whether some count prints so.
    """

    low: np.ndarray
    high: np.ndarray
    share_low: np.ndarray
    share_high: np.ndarray
    count_low: np.ndarray
    count_high: np.ndarray
    n_low: np.ndarray
    n_high: np.ndarray
    whole: np.ndarray


def intervals(share, decimals, n_low, n_high, **options) -> Intervals:
    """Return the intervals of many printed shares, and the people behind them.

    Parameters
    ----------
    share : array-like of float, shape (m,)
        As printed, 0–1.
    decimals : array-like of int, shape (m,)
        Those of the printed percentages; NaN or None where a share is exact.
    n_low, n_high : array-like of int, shape (m,)
        Fewest and most respondents. All four broadcast; none is missing, save decimals.
    **options
        As in `limits`.

    Returns
    -------
    Intervals
        Row by row the same as `interval`.

    Notes
    -----
    Equal rows are best given once: the percentages of a large register are a few hundred cases.
    """
    share = checks.column(checks.share, np.atleast_1d(share), "share")
    decimals = checks.column(checks.decimals, decimals, "decimals", missing=True)
    n_low, n_high = (checks.column(checks.total, n, name) for n, name in ((n_low, "n_low"), (n_high, "n_high")))
    share, decimals, n_low, n_high = np.broadcast_arrays(share, decimals, n_low, n_high)
    if (wrong := n_low > n_high).any():
        low, high = int(n_low[wrong][0]), int(n_high[wrong][0])
        raise ValueError(f"n_low is {low}, n_high {high}; allowed: in each row the lowest first")
    row, n, wide = _each_total(n_low.astype(np.int64), n_high.astype(np.int64))
    printed = ~np.isnan(decimals)
    fewest, most = people(np.where(printed, share, 0)[row], np.where(printed, decimals, 0)[row], n)
    whole = printed[row] & (fewest <= most)
    any_whole = np.bincount(row, whole) > 0
    mask = whole | wide[row] | ~any_whole[row]  # where some n has a count that prints so, the others do not count
    row, n, whole, fewest, most = row[mask], n[mask], whole[mask], fewest[mask], most[mask]

    low, high = rounded(share[row], decimals[row])
    low, high = np.where(whole, fewest / n, low), np.where(whole, most / n, high)
    noise = 1e-9 + 1e-14 * n  # by which shares such as 0.29 times 100 miss their whole number
    fewest, most = np.floor(low * n + noise).astype(np.int64), np.ceil(high * n - noise).astype(np.int64)

    first = np.flatnonzero(np.diff(row, prepend=-1))
    least, greatest = np.minimum.reduceat, np.maximum.reduceat
    return Intervals(
        low=np.minimum(least(limits(low, n, **options)[0], first), share),
        high=np.maximum(greatest(limits(high, n, **options)[1], first), share),
        share_low=least(low, first),
        share_high=greatest(high, first),
        count_low=least(fewest, first),
        count_high=greatest(most, first),
        n_low=least(n, first),
        n_high=greatest(n, first),
        whole=any_whole,
    )


def _each_total(low, high) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return row and n for every n from low to high, of a wide range only for its ends; and which rows are wide."""
    wide = high - low > WIDE
    totals = np.where(wide, 2, high - low + 1)
    row = np.repeat(np.arange(len(low)), totals)
    step = np.arange(len(row)) - (np.cumsum(totals) - totals)[row]
    return row, low[row] + step * np.where(wide, high - low, 1)[row], wide


def interval(
    count_or_share,
    total,
    *,
    confidence: float = 0.95,
    method: str = "wilson",
    design_effect: float = 1.0,
    decimals: int | None = None,
) -> Interval | Refusal:
    """Return the interval of a share, or a refusal when n is unknown.

    Parameters
    ----------
    count_or_share : int or float
        An int is a count of respondents; a float is a share 0–1. So 1 is one person and 1.0 is everybody.
    total : int, (int, int) or None
        Respondents in the base. A pair (lowest, highest) when the base is known only as a range of counts: the
        interval is then the union over that range (over its ends, where it is wider than 10 000). None where n is
        not reported.
    confidence, method, design_effect
        As in `limits`.
    decimals : int, optional
        Those of the printed percentage. The interval is then the union over all counts that print so,
        a half rounded either way; where there is only one (53.3 % of 45 is 24) it is that count's.
        Of a range of totals, only those with such a count remain. Where none has one, as after
        weighting, the union covers the rounding interval of the share, and `rounding` says so.

    Returns
    -------
    Interval or Refusal
        Shares 0–1; the refusal's reason is "n_not_reported".

    Notes
    -----
    The union needs only the ends, since limits grow with the count. Rounding as coarse data: Heitjan & Rubin (1990),
    JASA 85:304.

    Examples
    --------
    >>> result = interval(24, 45)
    >>> round(100 * result.low), round(100 * result.high)
    (39, 67)

    A printed 56 % of 608 people may be any share that rounds to it; where n is not reported there is but a reason:

    >>> result = interval(0.56, 608, decimals=0)
    >>> round(result.low, 3), round(result.high, 3)
    (0.516, 0.603)
    >>> interval(0.89, None).reason
    'n_not_reported'
    """
    options = settings(confidence, method, design_effect)
    decimals = checks.decimals(decimals)
    if total is None:
        return no_total(count_or_share)
    estimate, columns = estimate_with_intervals(count_or_share, total, decimals, **options)
    row = {name: column.item() for name, column in columns._asdict().items()}
    counted = row["whole"] or checks.is_count(count_or_share)
    return Interval(
        low=row["low"],
        high=row["high"],
        estimate=estimate,
        total=row["n_low"] if row["n_low"] == row["n_high"] else (row["n_low"], row["n_high"]),
        decimals=decimals,
        counts=range(row["count_low"], row["count_high"] + 1) if counted else None,
        rounding=decimals is not None and not counted,
        **options,
    )


def break_even_total(
    share: float,
    against: float,
    *,
    confidence: float = 0.95,
    method: str = "wilson",
    design_effect: float = 1.0,
    decimals: int | None = None,
) -> int | Refusal:
    """Return the number of respondents from which a share is clearly above or below another value.

    Below it, the interval includes that value: so many must have answered for a claim to hold.

    Parameters
    ----------
    share : float
        Share 0–1 whose n is unknown.
    against : float
        Share 0–1 it is compared with, such as 0.5.
    confidence, method, design_effect
        As in `interval`.
    decimals : int, optional
        Those of the printed percentage: the share is then taken half a digit nearer to `against`.

    Returns
    -------
    int or Refusal
        The smallest such n, up to 10 000 000 000; the reason of the refusal is "never_clear".

    Examples
    --------
    >>> break_even_total(0.53, 0.5)
    1068
    """
    options = settings(confidence, method, design_effect)
    decimals = checks.decimals(decimals)
    low, high = rounded(checks.share(share), decimals)
    value = checks.share(against, "against")
    nearest = min(max(value, float(low)), float(high))

    def clear(n: int) -> bool:
        low, high = limits(nearest, n, **options)
        return bool(not low <= value <= high)

    if not clear(checks.MAX_TOTAL):
        return Refusal("never_clear", {"share": share, "against": against})
    below, first = 0, checks.MAX_TOTAL
    while first - below > 1:  # halving: clearness only grows with n
        middle = (below + first) // 2
        below, first = (below, middle) if clear(middle) else (middle, first)
    return first


def estimate_with_intervals(count_or_share, total, decimals: int | None, **options) -> tuple[float, Intervals]:
    """Return one estimate and its intervals, arrays of one row; a count is exact, however it was printed."""
    low, high = checks.total_range(total)
    if not checks.is_count(count_or_share):
        estimate = checks.share(count_or_share, "count_or_share")
        return estimate, intervals(estimate, decimals, low, high, **options)
    if low != high:
        raise ValueError(f"count_or_share is {count_or_share!r}; allowed with a range of totals: a share, 0.0 to 1.0")
    estimate = checks.count(count_or_share, low, "count_or_share") / low
    return estimate, intervals(estimate, np.nan, low, low, **options)


def no_total(count_or_share) -> Refusal:
    """Refuse for want of n, once the value itself is sound."""
    if checks.is_count(count_or_share):
        return Refusal("n_not_reported", {"count": checks.count(count_or_share, checks.MAX_TOTAL, "count_or_share")})
    return Refusal("n_not_reported", {"share": checks.share(count_or_share, "count_or_share")})


def settings(confidence: float, method: str, design_effect: float) -> dict[str, object]:
    """Return the settings of an interval, checked, as `limits` takes them."""
    return {
        "confidence": checks.confidence(confidence),
        "method": method_name(method),
        "design_effect": checks.design_effect(design_effect),
    }


def method_name(method: object) -> str:
    """Return the canonical name of a method ("clopper_pearson" is accepted), or raise ValueError."""
    return checks.choice("method", method.replace("_", "-") if isinstance(method, str) else method, METHODS)
