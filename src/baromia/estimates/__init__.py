"""Estimates that can say no: intervals, bounds, pooled shares, or a refusal with its reason.

Shares are 0–1 everywhere; only `grim` reads a printed percentage, as a string. Bad input raises ValueError with a
sentence: what was given, what is allowed.
"""

from .counts import grim, people, rounded
from .differences import difference, difference_bounds, difference_limits, overlap_bounds
from .pooling import pool
from .results import Interval, Refusal
from .shares import METHODS, break_even_total, interval, intervals, limits

__all__ = [
    "METHODS",
    "Interval",
    "Refusal",
    "break_even_total",
    "difference",
    "difference_bounds",
    "difference_limits",
    "grim",
    "interval",
    "intervals",
    "limits",
    "overlap_bounds",
    "people",
    "pool",
    "rounded",
]
