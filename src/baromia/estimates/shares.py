"""The interval of one share, or a refusal."""

from __future__ import annotations

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
        return _refuse(count_or_share)
    value, (first, last) = _value(count_or_share, total), checks.total_range(total)
    totals = np.arange(first, last + 1)
    fewest, most, possible = _counts(value, totals, setting["decimals"])
    return _union(value, totals, fewest, most, possible, setting)


def _refuse(value) -> Refusal:
    """Refuse an interval for want of n, once the value itself is sound."""
    if checks.is_count(value):
        return Refusal("n_not_reported", {"count": checks.count(value, checks.MAX_TOTAL)})
    return Refusal("n_not_reported", {"share": checks.share(value, "count_or_share")})


def _value(value, total):
    """Return a sound int count or float share."""
    if not checks.is_count(value):
        return checks.share(value, "count_or_share")
    first, last = checks.total_range(total)
    if first != last:
        raise ValueError(f"count_or_share is {value!r}; allowed with a range of totals: a share, 0.0 to 1.0")
    return checks.count(value, first, "count_or_share")


def _counts(value, totals, decimals):
    """Return the fewest and most counts per total, and where there are any; None for a bare share."""
    if decimals is None:
        known = isinstance(value, int)
        return (np.array([value]),) * 2 + (np.array([True]),) if known else (None, None, None)
    if isinstance(value, int):
        units = count_units(value, totals, decimals)
    else:
        units = (share_units(value, decimals),) * 2
    fewest, most = printable(units[0], totals, decimals, units[1])
    return fewest, most, fewest <= most


def _union(value, totals, fewest, most, possible, setting) -> Interval:
    """Return the interval over every count and every total that is possible."""
    estimate = value / int(totals[0]) if isinstance(value, int) else value
    rounding = possible is not None and not possible.any()
    if possible is None or rounding:
        half = 0.5 / 10 ** (setting["decimals"] + 2) if rounding else 0.0
        p_low, p_high, counts = max(estimate - half, 0.0), min(estimate + half, 1.0), None
    else:
        totals, fewest, most = totals[possible], fewest[possible], most[possible]
        p_low, p_high, counts = fewest / totals, most / totals, range(int(fewest.min()), int(most.max()) + 1)
    n, how = totals / setting["design_effect"], (setting["confidence"], setting["method"])
    low, high = float(np.min(lower(p_low, n, *how))), float(np.max(upper(p_high, n, *how)))
    first, last = int(totals[0]), int(totals[-1])
    return Interval(
        low=min(low, estimate),
        high=max(high, estimate),
        estimate=estimate,
        total=first if first == last else (first, last),
        counts=counts,
        rounding=rounding,
        **setting,
    )
