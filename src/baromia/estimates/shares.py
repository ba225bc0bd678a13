"""The interval of one share, or a refusal."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from . import checks
from .counts import count_units, printable, share_units
from .methods import lower, method_name, upper
from .results import Interval, Refusal


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
    total : int, (int, int), None or Refusal
        Respondents in the base. A pair (lowest, highest) when the base is known only as a range of counts,
        as `base_total` gives it: the interval is then the union over that range. None where n is not
        reported. A `Refusal` is handed back.
    confidence : float
        Strictly between 0 and 1.
    method : str
        "wilson", "jeffreys", "clopper-pearson" or "agresti-coull".
    design_effect : float
        Above 0. Every method works with the effective number of respondents n / design_effect (Korn &
        Graubard 1998, Surv Methodol 24:193, who proposed it for Clopper–Pearson).
    decimals : int, optional
        Those of the printed percentage. The interval is then the union over all counts that print so,
        a half rounded either way; where there is only one (53.3 % of 45 is 24) it is that count's.
        Of a range of totals, only those with such a count remain. Where none has one, as after
        weighting, the union covers the rounding interval of the share, and `rounding` says so.

    Returns
    -------
    Interval or Refusal
        Shares 0–1; the refusal's reason is "n_not_reported".

    Raises
    ------
    ValueError
        For a share outside 0–1, a count above its total, NaN, text, and the like.

    Notes
    -----
    See `methods.lower` for why Wilson is the default. The union only needs the ends, since every limit
    grows with the count. Rounding as coarse data: Heitjan & Rubin (1990), JASA 85:304.

    Examples
    --------
    Of 45 people 24 said yes; the interval in percent:

    >>> found = interval(24, 45)
    >>> round(100 * found.low), round(100 * found.high)
    (39, 67)

    A printed 56 % of 608 people may be any share that rounds to it:

    >>> found = interval(0.56, 608, decimals=0)
    >>> round(found.low, 3), round(found.high, 3)
    (0.516, 0.603)

    Where n is not reported there is no interval, but a reason:

    >>> interval(0.89, None).reason
    'n_not_reported'
    """
    setting = {
        "confidence": checks.confidence(confidence),
        "method": method_name(method),
        "design_effect": checks.design_effect(design_effect),
        "decimals": checks.decimals(decimals),
    }
    if isinstance(total, Refusal):
        return total
    if total is None:
        return refusal(count_or_share)
    likely = possible(count_or_share, total, setting["decimals"])
    n, how = likely.totals / setting["design_effect"], (setting["confidence"], setting["method"])
    low, high = lower(likely.p_low, n, *how), upper(likely.p_high, n, *how)
    first, last = int(likely.totals[0]), int(likely.totals[-1])
    return Interval(
        low=min(float(np.min(low)), likely.estimate),
        high=max(float(np.max(high)), likely.estimate),
        estimate=likely.estimate,
        total=first if first == last else (first, last),
        counts=likely.counts,
        rounding=likely.rounding,
        **setting,
    )


def refusal(count_or_share) -> Refusal:
    """Refuse for want of n, once the value itself is sound."""
    if checks.is_count(count_or_share):
        return Refusal("n_not_reported", {"count": checks.count(count_or_share, checks.MAX_TOTAL, "count_or_share")})
    return Refusal("n_not_reported", {"share": checks.share(count_or_share, "count_or_share")})


class Possible(NamedTuple):
    """What may lie behind a published value: for each total, the lowest and the highest share.

    `p_low`, `p_high` are shares 0–1, scalars or shape (t,); `totals` has shape (t,); `counts` spans all
    totals and is None for a bare share; `rounding` is True when no whole count prints so.
    """

    estimate: float
    p_low: float | np.ndarray
    p_high: float | np.ndarray
    totals: np.ndarray
    counts: range | None
    rounding: bool


def possible(count_or_share, total, decimals: int | None) -> Possible:
    """Return every share that may lie behind a published value: see `interval` for the parameters."""
    first, last = checks.total_range(total)
    totals = np.arange(first, last + 1)
    value = _value(count_or_share, first, last)
    estimate = value / first if isinstance(value, int) else value
    if decimals is None:
        counts = range(value, value + 1) if isinstance(value, int) else None
        return Possible(estimate, estimate, estimate, totals, counts, False)
    fewest, most = _counts(value, totals, decimals)
    some = fewest <= most
    if not some.any():
        half = 0.5 / 10 ** (decimals + 2)
        return Possible(estimate, max(estimate - half, 0.0), min(estimate + half, 1.0), totals, None, True)
    totals, fewest, most = totals[some], fewest[some], most[some]
    counts = range(int(fewest.min()), int(most.max()) + 1)
    return Possible(estimate, fewest / totals, most / totals, totals, counts, False)


def _value(value, first: int, last: int):
    """Return a sound int count or float share."""
    if not checks.is_count(value):
        return checks.share(value, "count_or_share")
    if first != last:
        raise ValueError(f"count_or_share is {value!r}; allowed with a range of totals: a share, 0.0 to 1.0")
    return checks.count(value, first, "count_or_share")


def _counts(value, totals, decimals: int):
    """Return the fewest and the most respondents, per total, who can print as this value."""
    if isinstance(value, int):
        units, units_high = count_units(value, totals, decimals)
    else:
        units = units_high = share_units(value, decimals)
    return printable(units, totals, decimals, units_high)
