"""Two shares from two samples: their difference, their ratio, or a refusal."""

from __future__ import annotations

from dataclasses import dataclass

from . import checks
from .mover import corners, difference_limits, margin, ratio_limits
from .results import Refusal
from .shares import refusal


@dataclass(frozen=True)
class Contrast:
    """A difference or a ratio of shares from two samples.

    Attributes
    ----------
    estimate, low, high : float
        Difference (from -1 to 1) or ratio (from 0).
    measure : str
        "difference" or "ratio".
    confidence, design_effect : float
        As given.
    """

    estimate: float
    low: float
    high: float
    measure: str
    confidence: float
    design_effect: float = 1.0

    @property
    def clear(self) -> bool:
        """Tell whether equality (difference 0, ratio 1) lies outside the limits."""
        equal = 0.0 if self.measure == "difference" else 1.0
        return not self.low <= equal <= self.high


def difference(
    share_a, total_a, share_b, total_b, *, confidence=0.95, design_effect=1.0, decimals=None, constructs=None
) -> Contrast | Refusal:
    """Return the difference between shares of two independent samples, a - b.

    Parameters
    ----------
    share_a, share_b : float or int
        Shares 0–1, or counts as whole numbers.
    total_a, total_b : int, (int, int) or None
        Respondents of each; of a range the lowest is used, which is the widest. None where not reported.
    confidence, design_effect
        As in `interval`; the design effect is that of both samples.
    decimals : int or (int, int), optional
        Those of both printed percentages, or of each: the limits then cover every pair of shares that print so.
    constructs : pair of str, optional
        What each share measures. Where they differ the contrast is refused.

    Returns
    -------
    Contrast or Refusal
        Reasons: "constructs_differ", "n_not_reported".

    Raises
    ------
    ValueError
        As in `interval`.

    Notes
    -----
    Newcombe's hybrid score interval (1998, Stat Med 17:873, method 10): good coverage for small samples
    and shares near 0 or 1, never outside -1 to 1.

    Examples
    --------
    >>> contrast = difference(24, 45, 340, 608)
    >>> round(contrast.estimate, 3), contrast.clear
    (-0.026, False)
    >>> difference(24, 45, 340, 608, constructs=("use-any-ai", "use-chatgpt")).reason
    'constructs_differ'
    """
    sides = (share_a, total_a), (share_b, total_b)
    return _contrast("difference", sides, confidence, design_effect, decimals, constructs)


def ratio(
    share_a, total_a, share_b, total_b, *, confidence=0.95, design_effect=1.0, decimals=None, constructs=None
) -> Contrast | Refusal:
    """Return the ratio of shares of two independent samples, a / b.

    Parameters
    ----------
    share_a, total_a, share_b, total_b, confidence, design_effect, decimals, constructs
        As in `difference`.

    Returns
    -------
    Contrast or Refusal
        Reasons: those of `difference`, and "zero_denominator" where nobody in b gave the answer.

    Raises
    ------
    ValueError
        As in `interval`.

    Notes
    -----
    Donner & Zou (2012), Stat Methods Med Res 21:347, on Wilson limits. Unlike the interval on the log scale
    it needs nothing added when nobody in a gave the answer.

    Examples
    --------
    >>> contrast = ratio(30, 60, 20, 80)
    >>> contrast.estimate, contrast.clear
    (2.0, True)
    """
    sides = (share_a, total_a), (share_b, total_b)
    return _contrast("ratio", sides, confidence, design_effect, decimals, constructs)


_LIMITS = {
    "difference": lambda p, q, n_p, n_q, confidence: difference_limits(p, q, n_p, n_q, 0.0, confidence),
    "ratio": ratio_limits,
}


def _contrast(measure: str, sides, confidence, design_effect, decimals, constructs) -> Contrast | Refusal:
    """Return the contrast of two (share, total) pairs, or why there is none."""
    confidence, effect = checks.confidence(confidence), checks.design_effect(design_effect)
    refused = _refused(sides, constructs)
    if refused is not None:
        return refused
    digits = checks.both_decimals(decimals)
    a, b = (margin(share, total, own) for (share, total), own in zip(sides, digits, strict=True))
    if measure == "ratio" and b.estimate == 0:
        return Refusal("zero_denominator", {"share_a": a.estimate, "total_b": b.n})
    low, high = _LIMITS[measure](*corners(a, b), a.n / effect, b.n / effect, confidence)
    estimate = a.estimate - b.estimate if measure == "difference" else a.estimate / b.estimate
    return Contrast(
        estimate=estimate,
        low=min(float(low.min()), estimate),
        high=max(float(high.max()), estimate),
        measure=measure,
        confidence=confidence,
        design_effect=effect,
    )


def _refused(sides, constructs) -> Refusal | None:
    """Return why two samples are not contrasted, or None."""
    if constructs is not None and constructs[0] != constructs[1]:
        return Refusal("constructs_differ", {"constructs": tuple(constructs)})
    for (share, total), side in zip(sides, "ab", strict=True):
        if isinstance(total, Refusal):
            return total
        if total is None:
            return Refusal("n_not_reported", refusal(share).details | {"side": side})
    return None
