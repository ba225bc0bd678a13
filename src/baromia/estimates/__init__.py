"""Estimates that can say no: intervals, bounds, pooled shares, or a refusal with its reason.

Shares are 0–1 everywhere; only `grim` reads a printed percentage, as a string.
"""

from .counts import grim
from .frames import intervals
from .methods import METHODS
from .results import REASONS, Interval, Refusal
from .shares import interval

__all__ = ["METHODS", "REASONS", "Interval", "Refusal", "grim", "interval", "intervals"]
