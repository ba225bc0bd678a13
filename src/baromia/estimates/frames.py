"""Many intervals at once."""

from __future__ import annotations

import numpy as np

from . import checks
from .columns import column, refuse_where
from .counts import count_units, printable, share_units
from .methods import lower, method_name, upper

_SHARE = "a share from 0 to 1 (not a percentage), or a whole-number type for counts"
_COUNT = "a whole number from 0 to its total"
_TOTAL = f"a whole number from 1 to {checks.MAX_TOTAL}, or missing where n is not reported"
_EFFECT = "a number above 0"
_DECIMALS = f"a whole number from 0 to {checks.MAX_DECIMALS}, or missing"


def intervals(
    counts_or_shares,
    totals,
    *,
    confidence: float = 0.95,
    method: str = "wilson",
    design_effect=1.0,
    decimals=None,
):
    """Return the intervals of many shares as a frame, a row each.

    Parameters
    ----------
    counts_or_shares : array-like, shape (m,)
        Whole-number type: counts. Floating type: shares 0–1. A pandas Series gives the frame its index.
    totals : array-like or int, shape (m,) or scalar
        Respondents; missing (None, NaN, NA) where n is not reported.
    confidence, method
        As in `interval`.
    design_effect : float or array-like, shape (m,)
        Above 0.
    decimals : int or array-like, optional, shape (m,)
        Those of the printed percentages; missing where rounding is not to be carried.

    Returns
    -------
    pandas.DataFrame
        Columns estimate, low, high (shares 0–1), total, fewest, most (the counts that can lie behind the
        share, missing for a bare one), rounding (as in `Interval`) and reason: "" for an interval,
        "n_not_reported" where it was refused, in which case low and high are missing.

    Raises
    ------
    ValueError
        As in `interval`, naming the first position at fault.

    Notes
    -----
    Row by row the same numbers as `interval`; the arithmetic is done once over whole arrays.
    """
    import pandas as pd  # only here: importing it takes longer than all the rest of this package

    how = checks.confidence(confidence), method_name(method)
    value, counted = _values(counts_or_shares)
    n, known = _totals(totals, value, counted)
    estimate = value / np.where(known, n, np.nan) if counted else value
    ends = _ends(value, n, known, counted, _decimals(decimals, value))
    effective = n / _effects(design_effect, value)
    low = np.minimum(lower(ends["p_low"], effective, *how), estimate)
    high = np.maximum(upper(ends["p_high"], effective, *how), estimate)
    columns = {
        "estimate": estimate,
        "low": np.where(known, low, np.nan),
        "high": np.where(known, high, np.nan),
        "total": pd.array(np.where(known, n, np.nan), dtype="Int64"),
        "fewest": pd.array(ends["fewest"], dtype="Int64"),
        "most": pd.array(ends["most"], dtype="Int64"),
        "rounding": ends["rounding"],
        "reason": np.where(known, "", "n_not_reported"),
    }
    index = counts_or_shares.index if isinstance(counts_or_shares, pd.Series) else None
    return pd.DataFrame(columns, index=index)


def _ends(value, n, known, counted, decimals):
    """Return the lowest and highest possible share of every row, and the counts behind them."""
    share = np.where(known, value / n if counted else value, 0.0)
    count = np.where(known & counted, value, np.nan)
    ends = {"p_low": share.copy(), "p_high": share.copy(), "fewest": count.copy(), "most": count.copy()}
    ends["rounding"] = np.zeros(len(value), dtype=bool)
    for d in np.unique(decimals[known & ~np.isnan(decimals)]):
        rows = np.flatnonzero(known & (decimals == d))
        for name, values in _rounded(value[rows], n[rows], counted, int(d)).items():
            ends[name][rows] = values
    return ends


def _rounded(value, n, counted, decimals):
    """Return the ends of shares printed with these decimals: see `interval`."""
    n = n.astype(np.int64)
    units = count_units(value.astype(np.int64), n, decimals) if counted else (share_units(value, decimals),) * 2
    fewest, most = printable(units[0], n, decimals, units[1])
    some, half = fewest <= most, 0.5 / 10 ** (decimals + 2)  # a count always prints as itself: `some` is true
    return {
        "p_low": np.where(some, fewest / n, np.maximum(value - half, 0)),
        "p_high": np.where(some, most / n, np.minimum(value + half, 1)),
        "fewest": np.where(some, fewest, np.nan),
        "most": np.where(some, most, np.nan),
        "rounding": ~some,
    }


def _values(given):
    """Return counts or shares as floats, and whether they are counts."""
    typed = given if hasattr(given, "dtype") else np.asarray(given)  # a column of "Int64" is one, gaps or not
    counted = typed.dtype.kind in "iu"
    value = column("counts_or_shares", given, None, _COUNT if counted else _SHARE)
    wrong = np.isnan(value) | (value < 0) | (value > (checks.MAX_TOTAL if counted else 1))
    refuse_where(wrong, "counts_or_shares", value, _COUNT if counted else _SHARE)
    return value, counted


def _totals(given, value, counted):
    """Return respondents (1 where unknown) and where they are known."""
    n = column("totals", given, value, _TOTAL)
    known = ~np.isnan(n)
    n = np.where(known, n, 1)
    refuse_where((n != np.rint(n)) | (n < 1) | (n > checks.MAX_TOTAL), "totals", n, _TOTAL)
    if counted:
        refuse_where(known & (value > n), "counts_or_shares", value, _COUNT)
    return n, known


def _effects(given, value):
    """Return design effects, a row each."""
    effect = column("design_effect", given, value, _EFFECT)
    refuse_where(~((effect > 0) & np.isfinite(effect)), "design_effect", effect, _EFFECT)
    return effect


def _decimals(given, value):
    """Return the decimals of the printed percentages, a row each, NaN where rounding is not carried."""
    digits = column("decimals", given, value, _DECIMALS)
    wrong = (digits != np.rint(digits)) | (digits < 0) | (digits > checks.MAX_DECIMALS)
    refuse_where(wrong & ~np.isnan(digits), "decimals", digits, _DECIMALS)
    return digits
