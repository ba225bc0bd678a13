"""From how many respondents on a comparison is clear."""

from . import checks
from .counts import rounded
from .results import Refusal
from .shares import limits, settings


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
    how = settings(confidence, method, design_effect)
    decimals = checks.decimals(decimals)
    low, high = rounded(checks.share(share), float("nan") if decimals is None else decimals)
    value = checks.share(against, "against")
    nearest = min(max(value, float(low)), float(high))

    def clear(n: int) -> bool:
        low, high = limits(nearest, n, **how)
        return bool(not low <= value <= high)

    if not clear(checks.MAX_TOTAL):
        return Refusal("never_clear", {"share": share, "against": against})
    below, first = 0, checks.MAX_TOTAL
    while first - below > 1:  # halving: clearness only grows with n
        middle = (below + first) // 2
        below, first = (below, middle) if clear(middle) else (middle, first)
    return first
