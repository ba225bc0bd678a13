"""Refuse bad input with a sentence: what was given, what is allowed."""

import sys
from collections.abc import Callable
from numbers import Integral, Real

import numpy as np

MAX_TOTAL = 10**10  # keeps the exact integer arithmetic of rounding within 64 bits
MAX_DECIMALS = 6


def real(name: str, value: object, allowed: str, fits: Callable[[Real], bool]) -> float:
    """Return value as a float if it is a number (True is none) that fits, else raise ValueError."""
    if isinstance(value, Real) and not isinstance(value, bool) and fits(value):
        return float(value)
    raise ValueError(f"{name} is {value!r}; allowed: {allowed}")


def is_count(value: object) -> bool:
    """Tell whether value is a whole number by type (1 is a count, 1.0 is a share)."""
    return isinstance(value, Integral) and not isinstance(value, bool)


def share(value: object, name: str = "share") -> float:
    """Return a share 0–1, or raise ValueError."""
    percentage = isinstance(value, Real) and 1 < value <= 100
    hint = f"; for a percentage write {value / 100:g}" if percentage else ""
    return real(name, value, f"a share from 0 to 1 (not a percentage){hint}", lambda x: 0 <= x <= 1)


def total(value: object, name: str = "total") -> int:
    """Return a number of respondents as an int, or raise ValueError; 45.0 is taken as 45."""
    allowed = f"a whole number from 1 to {MAX_TOTAL}"
    return int(real(name, value, allowed, lambda n: 1 <= n <= MAX_TOTAL and n == int(n)))


def total_range(value: object) -> tuple[int, int]:
    """Return (lowest, highest) respondents from one total or a pair, or raise ValueError."""
    if not isinstance(value, tuple | list):
        return (total(value),) * 2
    if len(value) != 2 or total(value[0]) > total(value[1]):
        raise ValueError(f"total is {value!r}; allowed: one total, or a pair (lowest, highest)")
    return total(value[0]), total(value[1])


def count(value: object, of: int, name: str) -> int:
    """Return a whole number from 0 to `of` as an int, or raise ValueError; 24.0 is taken as 24."""
    allowed = f"a whole number from 0 to its total, {of}"
    return int(real(name, value, allowed, lambda x: 0 <= x <= of and x == int(x)))


def confidence(value: object) -> float:
    """Return a confidence strictly between 0 and 1, or raise ValueError."""
    return real("confidence", value, "a number strictly between 0 and 1, such as 0.95", lambda x: 0 < x < 1)


def design_effect(value: object, name: str = "design_effect") -> float:
    """Return a design effect above 0, or raise ValueError."""
    allowed = "a number above 0 (1 for a simple random sample)"
    return real(name, value, allowed, lambda x: 0 < x <= sys.float_info.max)


def decimals(value: object, name: str = "decimals") -> int | None:
    """Return the decimals of a printed percentage (None: rounding is not carried), or raise ValueError."""
    if value is not None and not (is_count(value) and 0 <= value <= MAX_DECIMALS):
        raise ValueError(f"{name} is {value!r}; allowed: a whole number from 0 to {MAX_DECIMALS}, or None")
    return value


def choice(name: str, value: object, allowed: tuple[str, ...]) -> str:
    """Return value if it is one of the allowed names, else raise ValueError listing them."""
    if value not in allowed:
        raise ValueError(f"{name} is {value!r}; allowed: {', '.join(map(repr, allowed))}")
    return value


# Of each check that whole columns have, too: the least and the greatest number, and whether it is a whole one.
RANGES = {
    share: (0, 1, False),
    total: (1, MAX_TOTAL, True),
    decimals: (0, MAX_DECIMALS, True),
    design_effect: (sys.float_info.min, sys.float_info.max, False),
}


def column(check: Callable, values: object, name: str, *, missing: bool = False) -> np.ndarray:
    """Return numbers as an array of floats; `check` refuses the first that is wrong, or NaN where none is missing."""
    least, most, whole = RANGES[check]
    try:
        numbers = np.asarray(values, dtype=float)
    except (TypeError, ValueError, OverflowError):
        numbers = np.full(np.shape(values), np.inf)  # in each of which it is looked for
    fits = (numbers >= least) & (numbers <= most)
    if whole:
        fits &= numbers == np.rint(numbers)
    if missing:
        fits |= np.isnan(numbers)
    if not fits.all():
        for place in np.argwhere(~fits):
            row = f" in row {place[0]}" if place.size else ""
            check(np.asarray(values, dtype=object)[tuple(place)], name + row)
    return numbers
