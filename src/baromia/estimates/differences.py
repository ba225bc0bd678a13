"""Two answers against each other: of the same respondents, whose overlap nobody published, or of two samples."""

from functools import reduce
from itertools import product
from typing import NamedTuple

import numpy as np

from . import checks
from .results import Refusal
from .shares import estimate_with_intervals, limits, no_total

EVERY_OVERLAP = "true for every possible overlap"
DEPENDS = "depends on the overlap"
NO_OVERLAP = "open for every possible overlap"


class OverlapBounds(NamedTuple):
    """Who can have given answers whose totals alone are published; each the least and the greatest.

    Attributes
    ----------
    every : (float or array, float or array)
        Those who gave every answer.
    only_first : (float or array, float or array)
        Those who gave the first answer and none of the others.
    """

    every: tuple
    only_first: tuple


def overlap_bounds(first, *others, total=1) -> OverlapBounds:
    """Return how many people of one sample can have given several answers, and how many only the first.

    Parameters
    ----------
    first, *others : float, array, or a pair of these
        Shares 0–1 of the same people, or the pair (least, greatest) that rounding leaves of each, as `rounded` gives
        it. Missing (NaN) gives missing; exact fractions stay exact.
    total : int or array, optional
        Respondents, where the answers are counts of them, as `people` gives them; the bounds are then counts, too.

    Returns
    -------
    OverlapBounds
        `every` and `only_first`, each a pair (least, greatest). The least of either divided by the least of the
        first answer is the least share among those who gave the first.

    Notes
    -----
    Of shares a and b, between max(0, a + b - 1) and min(a, b) gave both, and between max(0, a - b) and
    min(a, 1 - b) only the first; of three, at least a + b + c - 2 gave all (Fréchet 1951, Ann Univ Lyon A 14:53;
    for tables, Dobra & Fienberg 2000, PNAS 97:11885). No bound can be narrower without knowing more.

    Examples
    --------
    If 90 % say one thing and 40 % another, between 30 % and 40 % say both, and between 50 % and 60 % only the first:

    >>> result = overlap_bounds(0.9, 0.4)
    >>> [round(float(end), 2) for end in result.every + result.only_first]
    [0.3, 0.4, 0.5, 0.6]

    68.9 % of 45 people wish for training and 8.9 % were introduced: 27 to 31 wish for it and were not introduced.

    >>> from baromia.estimates import people
    >>> result = overlap_bounds(people(0.689, 1, 45), people(0.089, 1, 45), total=45)
    >>> [int(end) for end in result.only_first]
    [27, 31]
    """
    pairs = [_ends(answer, total) for answer in (first, *others)]
    low, high = ([np.asarray(pair[end]) for pair in pairs] for end in (0, 1))
    not_others = [total - least for least in low[1:]]
    return OverlapBounds(
        every=(np.maximum(sum(low) - len(others) * np.asarray(total), 0), reduce(np.minimum, high)),
        only_first=(np.maximum(low[0] - sum(high[1:]), 0), reduce(np.minimum, not_others, high[0])),
    )


def _ends(answer, total) -> tuple:
    """Return an answer as the pair of its least and greatest value, or raise ValueError."""
    low, high = answer if isinstance(answer, tuple) else (answer, answer)
    if np.any(np.less(low, 0) | np.greater(high, total) | np.greater(low, high)):
        raise ValueError(f"answer is {answer!r}; allowed: from 0 to {total}, or a pair with the least first")
    return low, high


def difference_limits(first: tuple, second: tuple, n, *, overlap: str, confidence: float, design_effect):
    """Return the widest limits of first - second, answers of the same people, over all shares that print so.

    Parameters
    ----------
    first, second : (array, array)
        The least and the greatest share that prints so, 0–1.
    n : int or array
        Respondents.
    overlap : {"least", "greatest", "none"}
        Who gave both answers: as few as there can be, which is the widest interval, as many, or, of a single-choice
        item, nobody.
    confidence, design_effect
        As in `limits`. Everything but the confidence broadcasts.

    Returns
    -------
    low, high : array
        From -1 to 1.
    """
    intervals, overlap = [], checks.choice("overlap", overlap, ("least", "greatest", "none"))
    for p, q in product(first, second):
        p, q = np.asarray(p), np.asarray(q)
        shared = {"least": np.maximum(p + q - 1, 0), "greatest": np.minimum(p, q), "none": 0 * p}[overlap]
        scale = np.sqrt(p * (1 - p) * q * (1 - q))  # an answer of nobody or everybody correlates with nothing
        phi = np.minimum((shared - p * q) / np.where(scale > 0, scale, np.inf), 1)
        intervals.append(newcombe(p, q, n, n, confidence, design_effect, phi))
    lows, highs = zip(*intervals, strict=True)
    return np.min(lows, axis=0), np.max(highs, axis=0)


def newcombe(p, q, n_p, n_q, confidence: float, design_effect=1.0, phi=0.0):
    """Return the limits of p - q, whose estimates correlate by phi (0 for two samples).

    Newcombe (1998), Stat Med 17:873 for independent samples, as `statsmodels.stats.proportion` has them, too, 17:2635
    for paired ones, which it lacks: the distances of both shares from their Wilson limits, joined.
    """
    options = {"confidence": confidence, "design_effect": design_effect}
    (p_low, p_high), (q_low, q_high) = limits(p, n_p, **options), limits(q, n_q, **options)

    def joined(a, b):  # √(a² - 2·phi·a·b + b²), written so that it cannot turn negative by rounding
        return np.sqrt((a - b) ** 2 + 2 * (1 - phi) * a * b)

    return p - q - joined(p - p_low, q_high - q), p - q + joined(p_high - p, q - q_low)


class Difference(NamedTuple):
    """A difference of two shares: what is published, and its limits; each from -1 to 1."""

    estimate: float
    low: float
    high: float

    @property
    def clear(self) -> bool:
        """Tell whether equality lies outside the limits."""
        return not self.low <= 0 <= self.high


class DifferenceBounds(NamedTuple):
    """A difference between two answers of the same respondents, known from its margins only.

    The margins fix the estimate; what they leave open is how precise it is.

    Attributes
    ----------
    estimate : float
        From -1 to 1.
    low, high : float
        Limits that hold whatever the overlap.
    narrow_low, narrow_high : float
        Limits under the overlap that makes the difference most precise.
    """

    estimate: float
    low: float
    high: float
    narrow_low: float
    narrow_high: float

    @property
    def verdict(self) -> str:
        """Say whether the sign is "true for every possible overlap", "depends on" it or is "open" for every one."""
        if not self.low <= 0 <= self.high:
            return EVERY_OVERLAP
        return NO_OVERLAP if self.narrow_low <= 0 <= self.narrow_high else DEPENDS


def difference_bounds(
    share_a,
    share_b,
    total,
    *,
    confidence: float = 0.95,
    design_effect: float = 1.0,
    decimals: int | tuple[int, int] | None = None,
    exclusive: bool = False,
) -> DifferenceBounds | Refusal:
    """Return what a difference between two answers of one sample can be when only the margins are published.

    Parameters
    ----------
    share_a, share_b : float or int
        Shares 0–1 (or counts, as whole numbers) of the same respondents.
    total : int, (int, int) or None
        Respondents; a range is taken at its lowest, which is the widest. None where n is not reported.
    confidence, design_effect
        As in `interval`.
    decimals : int or (int, int), optional
        Those of both printed percentages, or of each: the limits then cover every pair of shares that print so.
    exclusive : bool
        True for answers of a single-choice item: nobody gave both, and both intervals are the same.

    Returns
    -------
    DifferenceBounds or Refusal
        The refusal's reason is "n_not_reported".

    Notes
    -----
    How many gave both answers lies within `overlap_bounds`. The larger that overlap, the stronger the correlation,
    and the more precise the difference; two independent samples it is not, as is often assumed.

    For each overlap the interval is Newcombe's hybrid score interval for paired differences (1998, Stat Med 17:2635)
    without continuity correction. It stays within -1 and 1. Single-choice items have the multinomial covariance
    -ab/n (Scott & Seber 1983, Am Stat 37:319).

    Examples
    --------
    8.9 % were introduced, 68.9 % wish to be: whoever said both, the wish is more frequent.

    >>> difference_bounds(0.689, 0.089, 45, decimals=1).verdict
    'true for every possible overlap'
    """
    options = {"confidence": checks.confidence(confidence), "design_effect": checks.design_effect(design_effect)}
    if total is None:
        return Refusal("n_not_reported", no_total(share_a).details | {"other": no_total(share_b).details})
    (a, first, n), (b, second, _) = _margins((share_a, share_b), (total, total), decimals)
    if exclusive and first[0] + second[0] > 1 + 1e-12:
        raise ValueError(f"shares are {share_a!r} and {share_b!r}; allowed for exclusive answers: a sum up to 1")
    wide, narrow = (
        difference_limits(first, second, n, overlap="none" if exclusive else overlap, **options)
        for overlap in ("least", "greatest")
    )
    return DifferenceBounds(a - b, *_around(wide, a - b), *_around(narrow, a - b))


def difference(
    share_a, total_a, share_b, total_b, *, confidence: float = 0.95, design_effect: float = 1.0, decimals=None
) -> Difference | Refusal:
    """Return the difference between shares of two independent samples, a - b.

    Parameters
    ----------
    share_a, total_a, share_b, total_b, confidence, design_effect, decimals
        As in `difference_bounds`; the design effect is that of both samples.

    Returns
    -------
    Difference or Refusal
        The refusal's reason is "n_not_reported".

    Notes
    -----
    Newcombe's hybrid score interval (1998, Stat Med 17:873, method 10): good coverage for small samples and shares
    near 0 or 1, never outside -1 to 1.

    Examples
    --------
    >>> result = difference(24, 45, 340, 608)
    >>> round(result.estimate, 3), result.clear
    (-0.026, False)
    """
    confidence, effect = checks.confidence(confidence), checks.design_effect(design_effect)
    for share, total in ((share_a, total_a), (share_b, total_b)):
        if total is None:
            return no_total(share)
    (a, first, n_a), (b, second, n_b) = _margins((share_a, share_b), (total_a, total_b), decimals)
    p, q = np.transpose(list(product(first, second)))  # limits over whole ranges are reached at their ends
    return Difference(a - b, *_around(newcombe(p, q, n_a, n_b, confidence, effect), a - b))


def _margins(shares: tuple, totals: tuple, decimals) -> list[tuple[float, tuple[float, float], int]]:
    """Return the estimate of each published share, the ends that rounding leaves it, and the lowest n.

    Of a range of totals the lowest is taken, with the ends of the whole range: never narrower than the union.
    """
    digits = decimals if isinstance(decimals, tuple) and len(decimals) == 2 else (decimals, decimals)
    answers = zip(shares, totals, map(checks.decimals, digits), strict=True)
    rows = [estimate_with_intervals(*answer) for answer in answers]
    return [(estimate, (row.share_low.item(), row.share_high.item()), row.n_low.item()) for estimate, row in rows]


def _around(limits: tuple, estimate: float) -> tuple[float, float]:
    """Return the widest of the limits, the estimate as published within."""
    return min(float(np.min(limits[0])), estimate), max(float(np.max(limits[1])), estimate)
