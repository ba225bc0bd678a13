"""Printed numbers as ranges: every value that prints so, in exact arithmetic.

Shares are 0 to 1, dates are day numbers, other numbers are themselves. A limit counts as inside: a half may
have been rounded either way.
"""

import calendar
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

ZERO, ONE = Fraction(0), Fraction(1)
LOOSE = Fraction(1, 10)  # how far “about”, taken loosely, and “nearly” may stray: a tenth of the number
SHARES = {"percent": 100, "ratio": 1}  # units that are shares, and what makes one whole


@dataclass(frozen=True)
class Range:
    """The values a number may have, from `low` to `high`."""

    low: Fraction
    high: Fraction

    def __add__(self, other: "Range") -> "Range":
        """Return the range of the sum."""
        return Range(self.low + other.low, self.high + other.high)

    def __mul__(self, other: "Range") -> "Range":
        """Return the range of the product of two numbers that are not negative."""
        return Range(self.low * other.low, self.high * other.high)

    def rest(self) -> "Range":
        """Return the range of what is left of one whole."""
        return Range(ONE - self.high, ONE - self.low)

    def both(self, *others: "Range") -> "Range":
        """Return the range of the share of people who gave this answer and all others: Fréchet's bounds."""
        answers = (self, *others)
        least = sum(answer.low for answer in answers) - len(others)
        return Range(max(ZERO, least), min(answer.high for answer in answers))

    def as_share(self) -> "Range":
        """Return the range cut to what a share may be, 0 to 1."""
        return Range(min(max(self.low, ZERO), ONE), max(min(self.high, ONE), ZERO))

    def meets(self, other: "Range") -> bool:
        """Tell whether some value lies in both."""
        return self.low <= other.high and other.low <= self.high


def point(value: Fraction | int) -> Range:
    """Return the range of a number known exactly."""
    return Range(Fraction(value), Fraction(value))


def printed_range(value: str, unit: str, qualifier: str = "exact", loose: bool = False) -> Range:
    """Return the range of the values that a printed number may have.

    Parameters
    ----------
    value, unit, qualifier : str
        As in figures.csv.
    loose : bool
        Take `about` as a tenth of the number either way; otherwise it adds nothing to rounding, because no
        source says how much it means.

    Notes
    -----
    `nearly` says that the number is not exceeded, and close: from a tenth of the number below it up to what
    rounding allows. It does so whether `loose` or not, since without room below it would deny what it says.
    """
    if unit == "date":
        return _days(value)
    number = _rounded(value) if unit == "percent" else point(Fraction(value))
    whole = Fraction(SHARES.get(unit, 1))
    ceiling = whole if unit in SHARES else number.high
    if qualifier in ("more_than", "at_least"):
        number = Range(number.low, ceiling)
    elif qualifier == "less_than":
        number = Range(ZERO, number.high)
    elif qualifier == "nearly":
        number = Range(number.low * (1 - LOOSE), number.high)
    elif qualifier == "about" and loose:
        number = Range(number.low * (1 - LOOSE), number.high * (1 + LOOSE))
    number = Range(number.low / whole, number.high / whole)
    return number.as_share() if unit in SHARES else number


def _rounded(value: str) -> Range:
    """Return the numbers that print so: half a unit of the last digit either way."""
    half = Fraction(1, 2 * 10 ** len(value.partition(".")[2]))
    return Range(Fraction(value) - half, Fraction(value) + half)


def _days(value: str) -> Range:
    """Return the range of the days of a date, as day numbers: a month or a year has all of its days."""
    year, month, day = (*map(int, value.split("-")), None, None)[:3]
    first = date(year, month or 1, day or 1)
    last_month = month or 12
    last = date(year, last_month, day or calendar.monthrange(year, last_month)[1])
    return Range(Fraction(first.toordinal()), Fraction(last.toordinal()))
