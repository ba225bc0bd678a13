"""What rounded shares can sum to."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from . import checks
from .columns import column, refuse_where
from .counts import printable, share_units


@dataclass(frozen=True)
class SumBounds:
    """The range of a sum of rounded shares.

    Attributes
    ----------
    printed : float
        Sum of the shares as printed.
    low, high : float
        Smallest and largest sum of the shares before rounding, 0 and up.
    whole : bool
        Whether they can be the parts of one whole: 1 lies within low and high.
    unprintable : tuple of int
        Positions of shares no whole count of this total prints as; their rounding interval was used.
    """

    printed: float
    low: float
    high: float
    whole: bool
    unprintable: tuple[int, ...] = ()


def sum_bounds(shares, decimals, total: int | None = None) -> SumBounds:
    """Return what the shares behind rounded ones can sum to.

    Parameters
    ----------
    shares : array-like of float, shape (m,)
        Shares 0–1 as printed.
    decimals : int or array-like of int, shape (m,)
        Those of the printed percentages.
    total : int, optional
        Respondents, the same for all. The range then rests on the counts that can print so.

    Returns
    -------
    SumBounds

    Raises
    ------
    ValueError
        For no share, shares outside 0–1 or finer than their decimals, and the like.

    Notes
    -----
    Answers of a single-choice item need not print to a sum of 100: m of them miss it by up to m / 2 units of
    the last digit, and often do (Mosteller, Youtz & Zahn 1967, Demography 4:850). When `whole` is false the
    answers are no partition: several could be given, one is missing, or a number is wrong. The
    arithmetic is exact; a half may have been rounded either way.

    Examples
    --------
    Answers to one question, printed without decimals, may miss 100 % by rounding alone:

    >>> bounds = sum_bounds([0.33, 0.33, 0.33], [0, 0, 0])
    >>> round(bounds.low, 3), round(bounds.high, 3)
    (0.975, 1.005)
    """
    given = column("shares", shares, None, "a share from 0 to 1")
    if len(given) == 0:
        raise ValueError("shares is empty; allowed: one share or more")
    printed = [checks.share(float(p), "shares") for p in given]
    n = None if total is None else checks.total(total)
    parts = [_ends(p, d, n) for p, d in zip(printed, _digits(decimals, given), strict=True)]
    low, high = sum(part[0] for part in parts), sum(part[1] for part in parts)
    missing = tuple(i for i, part in enumerate(parts) if n is not None and part[2])
    return SumBounds(float(sum(map(_exact, printed))), float(low), float(high), low <= 1 <= high, missing)


def _digits(decimals, like) -> list[int]:
    """Return the decimals of every share."""
    allowed = f"a whole number from 0 to {checks.MAX_DECIMALS}"
    each = column("decimals", decimals, like, allowed)
    refuse_where(~((each == np.rint(each)) & (each >= 0) & (each <= checks.MAX_DECIMALS)), "decimals", each, allowed)
    return each.astype(int).tolist()


def _exact(share: float) -> Fraction:
    """Return the decimal fraction a float stands for: 0.1 is a tenth."""
    return Fraction(repr(share))


def _ends(share: float, decimals: int, total: int | None) -> tuple[Fraction, Fraction, bool]:
    """Return the smallest and largest share that prints so, and whether no count of the total does."""
    units, scale = int(share_units(share, decimals)), 10 ** (decimals + 2)
    if total is not None:
        fewest, most = (int(x) for x in printable(units, total, decimals))
        if fewest <= most:
            return Fraction(fewest, total), Fraction(most, total), False
    low, high = Fraction(2 * units - 1, 2 * scale), Fraction(2 * units + 1, 2 * scale)
    return max(low, Fraction(0)), min(high, Fraction(1)), True
