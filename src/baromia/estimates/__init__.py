"""Estimates that can say no: intervals, bounds, pooled shares, or a refusal with its reason.

Shares are 0–1 everywhere; only `grim` reads a printed percentage, as a string. Bad input raises ValueError with a
sentence: what was given, what is allowed.
"""

from .break_even import break_even_total
from .counts import grim, people, rounded
from .differences import (
    Contrast,
    DifferenceBounds,
    OverlapBounds,
    difference,
    difference_bounds,
    difference_limits,
    overlap_bounds,
)
from .gate import pool_if_alike
from .pooling import Pooled, pool
from .results import REASONS, Interval, Refusal
from .shares import METHODS, Intervals, base_total, interval, intervals, limits

__all__ = [
    "METHODS",
    "REASONS",
    "Contrast",
    "DifferenceBounds",
    "Interval",
    "Intervals",
    "OverlapBounds",
    "Pooled",
    "Refusal",
    "base_total",
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
    "pool_if_alike",
    "rounded",
]
