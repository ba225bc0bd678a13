"""Read columns of numbers, and refuse bad rows with a sentence."""

from __future__ import annotations

import numpy as np

from . import checks


def column(name, given, like, allowed):
    """Return a float array, NaN where a value is missing, as long as `like`; or raise ValueError."""
    array = np.asarray(given)
    if array.dtype.kind not in "iuf":
        cells = np.asarray(given, dtype=object)  # else one word among numbers makes words of all
        numbers = [_number(name, at, value, allowed) for at, value in enumerate(cells.ravel())]
        array = np.array(numbers, dtype=float).reshape(cells.shape)
    if array.ndim > 1:
        raise ValueError(f"{name} has {array.ndim} dimensions; allowed: one, in every row {allowed}")
    array = array.astype(float)
    if like is None:
        return np.atleast_1d(array)
    if array.shape not in {(), (1,), like.shape}:
        raise ValueError(f"{name} has {array.size} rows; allowed: one, or {like.size}, as many as there are shares")
    return np.broadcast_to(array, like.shape)


def _number(name, at, value, allowed):
    """Return the cell in row `at` as a float, NaN if missing."""
    if value is None or type(value).__name__ == "NAType" or value != value:
        return np.nan
    if not checks.is_real(value):
        raise ValueError(f"{name} is {value!r} in row {at}; allowed: {allowed}")
    return float(value)


def refuse_where(wrong, name, column, allowed):
    """Raise ValueError naming the first row that is wrong."""
    if wrong.any():
        at = int(np.argmax(wrong))
        raise ValueError(f"{name} is {column[at]:g} in row {at}; allowed: {allowed}")
