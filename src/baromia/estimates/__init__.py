"""Estimates that can say no: intervals, bounds, pooled shares, or a refusal with its reason.

Shares are 0–1 everywhere; only `grim` reads a printed percentage, as a string.
"""

from .bases import base_total
from .contrasts import (
    DEPENDS,
    EVERY_OVERLAP,
    NO_OVERLAP,
    DifferenceBounds,
    difference_bounds,
    widest_difference,
)
from .counts import grim
from .frames import intervals
from .gate import pool_if_alike
from .methods import METHODS
from .pooling import ADJUSTMENTS, TAU2_METHODS, Pooled, leave_one_out, pool
from .results import REASONS, Interval, Refusal
from .shares import interval
from .sums import SumBounds, sum_bounds
from .two_samples import Contrast, difference, ratio
from .what_if import band, break_even_total, what_if

__all__ = [
    "ADJUSTMENTS",
    "DEPENDS",
    "EVERY_OVERLAP",
    "METHODS",
    "NO_OVERLAP",
    "REASONS",
    "TAU2_METHODS",
    "Contrast",
    "DifferenceBounds",
    "Interval",
    "Pooled",
    "Refusal",
    "SumBounds",
    "band",
    "base_total",
    "break_even_total",
    "difference",
    "difference_bounds",
    "grim",
    "interval",
    "intervals",
    "leave_one_out",
    "pool",
    "pool_if_alike",
    "ratio",
    "sum_bounds",
    "what_if",
    "widest_difference",
]
