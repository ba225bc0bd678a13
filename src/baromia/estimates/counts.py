"""Which counts can lie behind a printed percentage."""

from __future__ import annotations

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

    Raises
    ------
    ValueError
        For anything but such a string from "0" to "100", or a total that is no whole number from 1.

    Notes
    -----
    A half may have been rounded up or down: both are admitted, so that an empty list never rests on a
    convention. The arithmetic is exact, in whole numbers. Empty means misprint, another base, weights or
    missing answers, not fault. The test has power only where n is small against the decimals: of the
    whole percentages 46 of 101 are reachable with n = 45, all with n = 608.

    Brown & Heathers (2017), Social Psychological and Personality Science 8:363.

    Examples
    --------
    >>> grim("53.3", 45)  # 24 of 45
    [24]
    >>> grim("53.5", 45)  # no number of people prints so
    []
    """
    units, decimals = _read(percentage)
    fewest, most = printable(units, checks.total(total), decimals)
    return list(range(int(fewest), int(most) + 1))


def _read(percentage: str) -> tuple[int, int]:
    """Return a printed percentage in units of its last digit, and its number of decimals."""
    if not isinstance(percentage, str) or not _PRINTED.fullmatch(percentage):
        raise ValueError(
            f"percentage is {percentage!r}; allowed: a string as printed, from '0' to '100', "
            "with a decimal point and no sign, such as '53.3'"
        )
    decimals = len(percentage.partition(".")[2])
    units = int(percentage.replace(".", ""))
    if units > 10 ** (decimals + 2):
        raise ValueError(f"percentage is {percentage!r}; allowed: from '0' to '100'")
    return units, decimals


def printable(units, total, decimals: int, units_high=None):
    """Return the fewest and the most respondents who can be printed as a percentage.

    Parameters
    ----------
    units : int or array of int
        The printed percentage in units of its last digit: 533 for 53.3 %.
    total : int or array of int
        Respondents.
    decimals : int
        Decimals of the printed percentage.
    units_high : int or array of int, optional
        The highest percentage meant, where a half could have been printed either way.

    Returns
    -------
    fewest, most : int or array of int
        Where no count prints so, fewest is above most.
    """
    double = 2 * 10 ** (decimals + 2)
    units_high = units if units_high is None else units_high
    fewest = -((1 - 2 * units) * total // double)  # a ceiling, in whole numbers
    most = (2 * units_high + 1) * total // double
    return np.maximum(fewest, 0), np.minimum(most, total)


def share_units(shares, decimals: int):
    """Return shares (0–1) in units of the last printed digit, or raise ValueError if they are finer."""
    scaled = np.asarray(shares) * 10.0 ** (decimals + 2)
    units = np.rint(scaled)
    wrong = np.abs(scaled - units) > 1e-6
    if np.any(wrong):
        given = float(np.asarray(shares)[wrong].flat[0])
        raise ValueError(
            f"share is {given!r}, which is no percentage printed with decimals={decimals}; allowed: the "
            f"share as printed, here {round(given, decimals + 2)!r}, or decimals=None for an unrounded share"
        )
    return units.astype(np.int64)


def count_units(counts, totals, decimals: int):
    """Return the lowest and highest units a count can print as; they differ when it falls on a half."""
    double = 2 * 10 ** (decimals + 2)
    return -((totals - counts * double) // (2 * totals)), (counts * double + totals) // (2 * totals)
