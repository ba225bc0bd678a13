"""From how many respondents on a comparison is clear."""

from . import checks
from .counts import rounded
from .differences import newcombe
from .results import Refusal
from .shares import limits, method_name


def break_even_total(
    share: float,
    against: float,
    against_total: int | None = None,
    *,
    confidence: float = 0.95,
    method: str = "wilson",
    design_effect: float = 1.0,
    decimals: int | None = None,
) -> int | Refusal:
    """Return the number of respondents from which a comparison is clear.

    Below it, the interval includes what the share is compared with: so many must have answered for a claim to hold.

    Parameters
    ----------
    share : float
        Share 0–1 whose n is unknown.
    against : float
        Share 0–1 it is compared with: a fixed value, such as 0.5, or another sample's share.
    against_total : int, optional
        Respondents of that other sample; the comparison is then `difference`, which rests on Wilson limits.
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
    confidence, method = checks.confidence(confidence), method_name(method)
    effect, decimals = checks.design_effect(design_effect), checks.decimals(decimals)
    low, high = rounded(checks.share(share), float("nan") if decimals is None else decimals)
    value = checks.share(against, "against")
    nearest = min(max(value, float(low)), float(high))
    other = None if against_total is None else checks.total(against_total, "against_total") / effect
    if other is not None and method != "wilson":
        raise ValueError(f"method is {method!r}; allowed with against_total: 'wilson'")

    def clear(n: int) -> bool:
        if other is None:
            low, high = limits(nearest, n, confidence=confidence, method=method, design_effect=effect)
            return bool(not low <= value <= high)
        low, high = newcombe(nearest, value, n / effect, other, confidence)
        return bool(not low <= 0 <= high)

    if nearest == value or not clear(checks.MAX_TOTAL):
        return Refusal("never_clear", {"share": share, "against": against})
    below, first = 0, checks.MAX_TOTAL
    while first - below > 1:  # halving: clearness only grows with n
        middle = (below + first) // 2
        below, first = (below, middle) if clear(middle) else (middle, first)
    return first
