"""Which counts can lie behind a printed percentage. The arithmetic is exact, in whole numbers."""

import re

import numpy as np

from . import checks

_PRINTED = re.compile(r"\d{1,3}(\.\d{1,6})?")


def grim(percentage: str, total: int) -> list[int]:
    """Return the counts out of `total` that can print as this percentage.

    Parameters
    ----------
    percentage : str
        As printed, with a decimal point and without the sign: "53.3". "20" is not "20.0".
    total : int
        Number of respondents, from 1.

    Returns
    -------
    list of int
        Ascending; empty when no whole count prints so.

    Notes
    -----
    A half may have been rounded up or down: both are admitted, so that an empty list never rests on a
    convention. Empty means misprint, another base, weights or missing answers, not fault. The test has power
    only where n is small against the decimals: of the whole percentages 46 of 101 are reachable with n = 45,
    all with n = 608.

    Brown & Heathers (2017), Social Psychological and Personality Science 8:363.

    Examples
    --------
    >>> grim("53.3", 45)  # 24 of 45
    [24]
    >>> grim("53.5", 45)  # no number of people prints so
    []
    """
    if not isinstance(percentage, str) or not _PRINTED.fullmatch(percentage):
        allowed = "a string as printed, from '0' to '100', with a decimal point and no sign, such as '53.3'"
        raise ValueError(f"percentage is {percentage!r}; allowed: {allowed}")
    decimals, units = len(percentage.partition(".")[2]), int(percentage.replace(".", ""))
    if units > 10 ** (decimals + 2):
        raise ValueError(f"percentage is {percentage!r}; allowed: from '0' to '100'")
    fewest, most = _counts(units, decimals, checks.total(total))
    return list(range(int(fewest), int(most) + 1))


def people(share, decimals, n):
    """Return the fewest and the most of n people who can print as this share.

    Parameters
    ----------
    share : float or array
        As printed, 0–1.
    decimals : int or array
        Those of the printed percentage, from 0 to 6; a share with more digits raises ValueError.
    n : int or array
        Respondents, from 1 to 10 000 000 000. All three broadcast.

    Returns
    -------
    fewest, most : int or array of int
        A half may have been rounded either way. Where no whole number of people prints so (after weighting, or
        a misprint), fewest is above most.

    Examples
    --------
    8.9 % of 45 is 4 people and no other number; 56 % of 608 may be any from 338 to 343:

    >>> [int(end) for end in people(0.089, 1, 45)], [int(end) for end in people(0.56, 0, 608)]
    ([4, 4], [338, 343])
    """
    share = checks.column(checks.share, share, "share")
    decimals = checks.column(checks.decimals, decimals, "decimals").astype(np.int64)
    n = checks.column(checks.total, n, "n").astype(np.int64)
    scaled = share * 10.0 ** (decimals + 2)
    units = np.rint(scaled)  # 8.9 % is 89 units of its last digit
    wrong = np.abs(scaled - units) > 1e-6
    if np.any(wrong):
        first, digits = (np.broadcast_to(value, wrong.shape)[wrong][0] for value in (share, decimals))
        raise ValueError(
            f"share is {float(first)!r}, which is no percentage printed with decimals={digits}; allowed: the "
            f"share as printed, here {round(float(first), int(digits) + 2)!r}, or decimals=None for an unrounded share"
        )
    return _counts(units.astype(np.int64), decimals, n)


def _counts(units, decimals, n):
    """Return the fewest and the most of n people for a percentage in units of its last digit: 533 for 53.3 %."""
    double = 2 * 10 ** (decimals + 2)
    return np.maximum(-((1 - 2 * units) * n // double), 0), np.minimum((2 * units + 1) * n // double, n)


def rounded(share, decimals):
    """Return the least and the greatest share that prints so; the share itself where decimals is NaN.

    Examples
    --------
    >>> [round(float(end), 3) for end in rounded(0.56, 0)]
    [0.555, 0.565]
    """
    checks.column(checks.share, share, "share", missing=True)
    half = np.nan_to_num(0.5 / 10.0 ** (checks.column(checks.decimals, decimals, "decimals", missing=True) + 2))
    return np.maximum(share - half, 0.0), np.minimum(share + half, 1.0)
