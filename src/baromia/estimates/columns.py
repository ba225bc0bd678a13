"""Read columns of numbers, and refuse bad rows with a sentence."""

from __future__ import annotations

import numpy as np

from . import checks


def column(name, given, like, allowed):
    """Return a float array, NaN where a value is missing, as long as `like`; or raise ValueError."""
    if hasattr(given, "to_numpy"):
        number = given.dtype.kind in "iuf"
        given = given.to_numpy(float, na_value=np.nan) if number else given.to_numpy(object)
    array = np.asarray(given)
    if array.dtype.kind == "O":
        array = np.array([_number(name, v, allowed) for v in array.ravel()]).reshape(array.shape)
    if array.dtype.kind not in "iuf" or array.ndim > 1:
        raise ValueError(f"{name} is {given!r}; allowed: in every row {allowed}")
    array = array.astype(float)
    if like is None:
        return np.atleast_1d(array)
    if array.shape not in {(), (1,), like.shape}:
        raise ValueError(f"{name} has {array.size} rows; allowed: one, or {like.size} as counts_or_shares")
    return np.broadcast_to(array, like.shape)


def _number(name, value, allowed):
    """Return one cell as a float, NaN if missing."""
    missing = value is None or type(value).__name__ == "NAType" or value != value
    return np.nan if missing else checks.real(name, value, f"in every row {allowed}")


def refuse_where(wrong, name, column, allowed):
    """Raise ValueError naming the first row that is wrong."""
    if wrong.any():
        at = int(np.argmax(wrong))
        raise ValueError(f"{name} is {column[at]:g} in row {at}; allowed: {allowed}")
