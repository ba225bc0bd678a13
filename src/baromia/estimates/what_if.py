"""What could be said if n were known: always marked as assumed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from . import checks
from .frames import intervals
from .methods import lower, method_name, upper
from .mover import difference_limits
from .results import Interval, Refusal
from .shares import interval


def what_if(share: float, assumed_total, **how) -> Interval:
    """Return the interval a share would have, had this many people answered.

    Parameters
    ----------
    share : float
        Share 0–1.
    assumed_total : int or (int, int)
        Number of respondents to try, or the lowest and the highest.
    **how
        As in `interval`.

    Returns
    -------
    Interval
        With `assumed` true, so that no sentence or chart can take it for a published fact.

    Raises
    ------
    ValueError
        As in `interval`, and without an assumed total.

    Examples
    --------
    >>> wide, narrow = what_if(0.89, 50), what_if(0.89, 1000)
    >>> wide.high - wide.low > narrow.high - narrow.low
    True
    """
    if assumed_total is None:
        raise ValueError("assumed_total is None; allowed: a number of respondents to try, or a pair of them")
    return replace(interval(checks.share(share), assumed_total, **how), assumed=True)


def band(share: float, lowest: int, highest: int, *, points: int = 60, **how):
    """Return the interval of a share at each of many plausible totals.

    Parameters
    ----------
    share : float
        Share 0–1.
    lowest, highest : int
        The smallest and largest number of respondents that is plausible.
    points : int
        At most how many totals to try, evenly spaced in orders of magnitude.
    **how
        As in `intervals`.

    Returns
    -------
    pandas.DataFrame
        A row for each total, ascending: the columns of `intervals`, and `assumed`, always true.

    Raises
    ------
    ValueError
        As in `intervals`, and when lowest is above highest.
    """
    low, high = checks.total(lowest, "lowest"), checks.total(highest, "highest")
    if low > high:
        raise ValueError(f"lowest is {lowest!r}, above highest, {highest!r}; allowed: up to highest")
    totals = np.unique(np.rint(np.geomspace(low, high, max(checks.total(points, "points"), 2))).astype(int))
    frame = intervals(np.full(len(totals), checks.share(share)), totals, **how)
    return frame.assign(assumed=True)


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

    Below it, the interval includes what the share is compared with; so where n is not reported, this is
    how many people must have answered for the claim to hold.

    Parameters
    ----------
    share : float
        Share 0–1 whose n is unknown.
    against : float
        Share 0–1 it is compared with: a fixed value, such as 0.5, or another sample's share.
    against_total : int, optional
        Respondents behind `against`. Without it, `against` is taken as a value without error.
    confidence, design_effect
        As in `interval`.
    method : str
        As in `interval`, for a fixed value. With `against_total` the comparison is `difference`,
        which rests on Wilson limits, and any other method is refused.
    decimals : int, optional
        Those of the printed percentage: the share is then taken half a digit nearer to `against`.

    Returns
    -------
    int or Refusal
        The smallest such n, up to 10 000 000 000; the reason of the refusal is "never_clear".

    Raises
    ------
    ValueError
        As in `interval`.
    """
    how = checks.confidence(confidence), method_name(method)
    effect, nearest = checks.design_effect(design_effect), _nearest(share, against, checks.decimals(decimals))
    if against_total is None:
        clear = _clear_of_value(nearest, against, effect, *how)
    elif how[1] != "wilson":
        raise ValueError(f"method is {method!r}; allowed with against_total: 'wilson'")
    else:
        clear = _clear_of_sample(nearest, against, checks.total(against_total, "against_total"), effect, how[0])
    if nearest == against or not clear(checks.MAX_TOTAL):
        return Refusal("never_clear", {"share": share, "against": against})
    return _first(clear)


def _nearest(share: float, against: float, decimals: int | None) -> float:
    """Return the share nearest to `against` that rounding allows."""
    share, against = checks.share(share), checks.share(against, "against")
    half = 0.0 if decimals is None else 0.5 / 10 ** (decimals + 2)
    return min(max(against, share - half), share + half)


def _clear_of_value(share, value, effect, confidence, method):
    """Return a test whether n respondents tell the share from a value."""
    limit = lower if value < share else upper
    return lambda n: bool((limit(share, n / effect, confidence, method) - value) * (share - value) > 0)


def _clear_of_sample(share, other, other_total, effect, confidence):
    """Return a test whether n respondents tell the share from another sample's."""
    n_other = other_total / effect

    def clear(n: int) -> bool:
        low, high = difference_limits(share, other, n / effect, n_other, 0.0, confidence)
        return not low <= 0 <= high

    return clear


def _first(clear) -> int:
    """Return the smallest n from which `clear` holds, by halving: clearness only grows with n."""
    low, high = 0, checks.MAX_TOTAL
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if clear(middle) else (middle, high)
    return high
