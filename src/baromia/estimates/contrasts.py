"""Two answers of the same respondents against each other."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from . import checks
from .mover import corners, difference_limits, margin, phi_at
from .results import Refusal
from .shares import refusal

EVERY_OVERLAP = "true for every possible overlap"
DEPENDS = "depends on the overlap"
NO_OVERLAP = "open for every possible overlap"


@dataclass(frozen=True)
class DifferenceBounds:
    """A difference between two answers of the same respondents, known from its margins only.

    Attributes
    ----------
    estimate : float
        share_a - share_b, from -1 to 1. The margins fix it; what they leave open is how precise it is.
    low, high : float
        Limits that hold whatever the overlap: the widest interval.
    narrow_low, narrow_high : float
        Limits under the overlap that makes the difference most precise.
    overlap : (float, float)
        Least and greatest share who can have given both answers (Fréchet–Hoeffding).
    only_a, only_b : (float, float)
        Least and greatest share who can have given the one answer and not the other.
    variance : (float, float)
        Smallest and largest sampling variance of the difference, at the ends that rounding leaves.
    mcnemar : (float, float)
        Lowest and highest McNemar statistic (b - c) / √(b + c) the margins allow.
    total : int
        Respondents; of a range, the lowest.
    confidence, design_effect : float
        As given.
    verdict : str
        Whether the sign is "true for every possible overlap" (0 is outside even the widest interval),
        "depends on the overlap" (outside the narrowest only) or "open for every possible overlap".
    """

    estimate: float
    low: float
    high: float
    narrow_low: float
    narrow_high: float
    overlap: tuple[float, float]
    only_a: tuple[float, float]
    only_b: tuple[float, float]
    variance: tuple[float, float]
    mcnemar: tuple[float, float]
    total: int
    confidence: float
    design_effect: float
    verdict: str

    @property
    def clear(self) -> bool:
        """Tell whether the sign holds for every possible overlap."""
        return self.verdict == EVERY_OVERLAP


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
        True for answers of a single-choice item. Nobody gave both, so the covariance is known exactly, and
        both intervals are the same.

    Returns
    -------
    DifferenceBounds or Refusal
        The refusal's reason is "n_not_reported".

    Raises
    ------
    ValueError
        As in `interval`, and for exclusive answers that sum above 1.

    Notes
    -----
    Where a share a says A and a share b says B, between max(0, a + b - 1) and min(a, b) say both (Fréchet
    1951, Ann Univ Lyon A 14:53; for tables, Dobra & Fienberg 2000, PNAS 97:11885). The larger that overlap,
    the stronger the correlation, and the more precise the difference. Treating the answers as two
    independent samples, as is often done, can be wrong in either direction.

    For each overlap the interval is Newcombe's hybrid score interval for paired differences (1998, Stat
    Med 17:2635): Wilson limits of each share, joined through the correlation phi, without continuity
    correction. It stays within -1 and 1. Single-choice items have the multinomial covariance -ab/n
    (Scott & Seber 1983, Am Stat 37:319).

    Examples
    --------
    8.9 % were introduced, 68.9 % wish to be: whoever said both, the wish is more frequent.

    >>> bounds = difference_bounds(0.689, 0.089, 45, decimals=1)
    >>> bounds.low > 0
    True
    >>> bounds.verdict
    'true for every possible overlap'
    """
    confidence, effect = checks.confidence(confidence), checks.design_effect(design_effect)
    if isinstance(total, Refusal):
        return total
    if total is None:
        return Refusal("n_not_reported", refusal(share_a).details | {"other": refusal(share_b).details})
    first, second = checks.both_decimals(decimals)
    a, b = margin(share_a, total, first), margin(share_b, total, second)
    if exclusive and a.ends[0] + b.ends[0] > 1 + 1e-12:
        raise ValueError(f"shares are {share_a!r} and {share_b!r}; allowed for exclusive answers: a sum up to 1")
    n, (p, q) = a.n / effect, corners(a, b)
    least, most = (np.zeros_like(p),) * 2 if exclusive else (np.maximum(p + q - 1, 0), np.minimum(p, q))
    wide = difference_limits(p, q, n, n, phi_at(p, q, least), confidence)
    narrow = difference_limits(p, q, n, n, phi_at(p, q, most), confidence)
    return DifferenceBounds(
        estimate=a.estimate - b.estimate,
        **_limits(wide, narrow, a.estimate - b.estimate),
        **_ranges(p, q, least, most, n),
        total=a.n,
        confidence=confidence,
        design_effect=effect,
    )


def widest_difference(share_a, share_b, total, *, settings, decimals: int | tuple[int, int] | None = None):
    """Return `low` and `high` of `difference_bounds` under many settings at once.

    Parameters
    ----------
    share_a, share_b, total, decimals
        As in `difference_bounds`; the total is reported.
    settings : sequence of (float, float)
        Confidence and design effect of each.

    Returns
    -------
    low, high : array
        A limit for each setting, the same numbers as of `difference_bounds`.
    """
    first, second = checks.both_decimals(decimals)
    a, b = margin(share_a, total, first), margin(share_b, total, second)
    p, q = (end[:, None] for end in corners(a, b))
    phi, estimate = phi_at(p, q, np.maximum(p + q - 1, 0)), a.estimate - b.estimate
    low, high = np.empty((2, len(settings)))
    levels = np.array([checks.confidence(confidence) for confidence, _ in settings])
    n = a.n / np.array([checks.design_effect(effect) for _, effect in settings])
    for confidence in np.unique(levels):
        places = np.flatnonzero(levels == confidence)
        limits = difference_limits(p, q, n[places], n[places], phi, float(confidence))
        low[places] = np.minimum(limits[0].min(axis=0), estimate)
        high[places] = np.maximum(limits[1].max(axis=0), estimate)
    return low, high


def _limits(wide, narrow, estimate: float) -> dict:
    """Return the limits over all pairs of margins, and what they say about the sign."""
    limits = {
        "low": min(float(wide[0].min()), estimate),
        "high": max(float(wide[1].max()), estimate),
        "narrow_low": min(float(narrow[0].min()), estimate),
        "narrow_high": max(float(narrow[1].max()), estimate),
    }
    if not limits["low"] <= 0 <= limits["high"]:
        return limits | {"verdict": EVERY_OVERLAP}
    return limits | {"verdict": NO_OVERLAP if limits["narrow_low"] <= 0 <= limits["narrow_high"] else DEPENDS}


def _ranges(p, q, least, most, n: float) -> dict:
    """Return what overlap and rounding leave open, each from its smallest to its largest."""
    apart = np.maximum([p + q - 2 * most, p + q - 2 * least], 0)
    apart[apart < 1e-13] = 0  # rounding noise, below one respondent in any total
    mcnemar = (p - q) * np.sqrt(n / np.where(apart > 0, apart, np.inf))
    ranges = {
        "overlap": [least, most],
        "only_a": [p - most, p - least],
        "only_b": [q - most, q - least],
        "variance": np.maximum(apart - (p - q) ** 2, 0) / n,
        "mcnemar": mcnemar,
    }
    return {name: (float(np.min(values)), float(np.max(values))) for name, values in ranges.items()}
