"""Refuse bad input with a sentence: what was given, what is allowed."""

from __future__ import annotations

import math
from numbers import Integral, Real

MAX_TOTAL = 10**10  # keeps the exact integer arithmetic of rounding within 64 bits
MAX_DECIMALS = 6
MAX_SPAN = 10**6  # a range of totals is walked through whole
OR_NONE = ", or None where n is not reported"


def real(name: str, value: object, allowed: str) -> float:
    """Return value as a float if it is a finite real number, else raise ValueError."""
    if not is_real(value):
        raise ValueError(f"{name} is {value!r}; allowed: {allowed}")
    return float(value)


def is_real(value: object) -> bool:
    """Tell whether value is a finite real number; True and False are none."""
    try:
        return isinstance(value, Real) and not isinstance(value, bool) and math.isfinite(value)
    except OverflowError:  # a whole number larger than any float
        return False


def is_count(value: object) -> bool:
    """Tell whether value is a whole number by type (1 is a count, 1.0 is a share)."""
    return isinstance(value, Integral) and not isinstance(value, bool)


def share(value: object, name: str = "share") -> float:
    """Return a share 0–1, or raise ValueError."""
    allowed = "a share from 0 to 1 (not a percentage)"
    number = real(name, value, allowed)
    if not 0 <= number <= 1:
        hint = f"; for a percentage write {number / 100:g}" if 1 < number <= 100 else ""
        raise ValueError(f"{name} is {value!r}; allowed: {allowed}{hint}")
    return number


def total(value: object, name: str = "total", or_none: str = "") -> int:
    """Return a number of respondents as an int, or raise ValueError; 45.0 is taken as 45.

    `or_none` is `OR_NONE` where the caller takes None too, so that the sentence says it.
    """
    allowed = f"a whole number from 1 to {MAX_TOTAL}{or_none}"
    number = real(name, value, allowed)
    if number != int(number) or not 1 <= number <= MAX_TOTAL:
        raise ValueError(f"{name} is {value!r}; allowed: {allowed}")
    return int(number)


def total_range(value: object) -> tuple[int, int]:
    """Return (lowest, highest) respondents from one total or a pair, or raise ValueError."""
    if not isinstance(value, (tuple, list)):
        return (total(value, or_none=OR_NONE),) * 2
    if len(value) != 2:
        raise ValueError(f"total is {value!r}; allowed: one total, or a pair (lowest, highest)")
    low, high = (total(v) for v in value)
    if low > high or high - low > MAX_SPAN:
        raise ValueError(f"total is {value!r}; allowed: (lowest, highest) at most {MAX_SPAN} apart")
    return low, high


def count(value: int, of: int, name: str) -> int:
    """Return a whole number (`is_count`) from 0 to `of` as an int, or raise ValueError."""
    if not 0 <= value <= of:
        raise ValueError(f"{name} is {value!r}; allowed: a whole number from 0 to its total, {of}")
    return int(value)


def confidence(value: object) -> float:
    """Return a confidence strictly between 0 and 1, or raise ValueError."""
    allowed = "a number strictly between 0 and 1, such as 0.95"
    number = real("confidence", value, allowed)
    if not 0 < number < 1:
        raise ValueError(f"confidence is {value!r}; allowed: {allowed}")
    return number


def design_effect(value: object) -> float:
    """Return a design effect above 0, or raise ValueError."""
    allowed = "a number above 0 (1 for a simple random sample)"
    number = real("design_effect", value, allowed)
    if number <= 0:
        raise ValueError(f"design_effect is {value!r}; allowed: {allowed}")
    return number


def decimals(value: object) -> int | None:
    """Return the decimals of a printed percentage (None: rounding is not carried), or raise ValueError."""
    if value is None:
        return None
    if not is_count(value) or not 0 <= value <= MAX_DECIMALS:
        raise ValueError(f"decimals is {value!r}; allowed: a whole number from 0 to {MAX_DECIMALS}, or None")
    return int(value)


def both_decimals(value: object) -> tuple[int | None, int | None]:
    """Return the decimals of two printed percentages, given as one number for both or as a pair."""
    first, second = value if isinstance(value, tuple) and len(value) == 2 else (value, value)
    return decimals(first), decimals(second)


def choice(name: str, value: object, allowed: tuple[str, ...]) -> str:
    """Return value if it is one of the allowed names, else raise ValueError listing them."""
    if value not in allowed:
        raise ValueError(f"{name} is {value!r}; allowed: {', '.join(map(repr, allowed))}")
    return value
