"""Limits of a difference or a ratio from the limits of its two shares.

The idea is one: recover from each share's Wilson limits how far it can be off in the direction that
matters, and join the two distances. Everything is in shares 0–1 and broadcasts over arrays.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from . import checks
from .methods import lower, upper
from .shares import possible


class Margin(NamedTuple):
    """A published share as a contrast sees it: as given, the ends rounding leaves, the lowest n."""

    estimate: float
    ends: tuple[float, ...]
    n: int


def margin(count_or_share, total, decimals: int | None) -> Margin:
    """Return the margin behind a published value: see `interval` for the parameters.

    Of a range of totals the lowest is taken, with the ends of the whole range: never narrower than the union.
    """
    likely = possible(count_or_share, total, checks.decimals(decimals))
    ends = {float(np.min(likely.p_low)), float(np.max(likely.p_high))}
    return Margin(likely.estimate, tuple(sorted(ends)), int(likely.totals[0]))


def corners(a: Margin, b: Margin) -> tuple[np.ndarray, np.ndarray]:
    """Return every pairing of the two margins' ends; limits over whole ranges are reached there."""
    p, q = np.meshgrid(a.ends, b.ends)
    return p.ravel(), q.ravel()


def phi_at(p, q, both):
    """Return the correlation of two answers of which shares p and q are known, and `both`, who gave both.

    0 where an answer is given by nobody or everybody: it then correlates with nothing.
    """
    scale = np.sqrt(p * (1 - p) * q * (1 - q))
    return np.clip((both - p * q) / np.where(scale > 0, scale, np.inf), -1, 1)


def difference_limits(p, q, n_p, n_q, phi, confidence: float):
    """Return the limits of p - q, whose estimates correlate by phi (0 for two samples).

    Newcombe (1998), Stat Med 17:873 for independent samples, 17:2635 for paired ones.
    """
    p_down, p_up = _reach(p, n_p, confidence)
    q_down, q_up = _reach(q, n_q, confidence)
    return p - q - _join(p_down, q_up, phi), p - q + _join(p_up, q_down, phi)


def _reach(p, n, confidence: float):
    """Return how far Wilson's limits lie below and above a share."""
    return p - lower(p, n, confidence, "wilson"), upper(p, n, confidence, "wilson") - p


def _join(first, second, phi):
    """Return the root of a² - 2·phi·a·b + b², written so that it cannot turn negative by rounding."""
    return np.sqrt((first - second) ** 2 + 2 * (1 - phi) * first * second)


def ratio_limits(p, q, n_p, n_q, confidence: float):
    """Return the limits of p / q from two samples, q above 0.

    Donner & Zou (2012), Stat Methods Med Res 21:347, with Wilson's limits. The upper limit of p / q is one
    over the lower limit of q / p, which is how it is found; it is finite because q is above 0.
    """
    return _ratio_low(p, n_p, q, n_q, confidence), 1 / _ratio_low(q, n_q, p, n_p, confidence)


def _ratio_low(p, n_p, q, n_q, confidence: float):
    """Return the lower limit of p / q: the root times its conjugate, which no limit of q makes undefined."""
    p_low, q_high = lower(p, n_p, confidence, "wilson"), upper(q, n_q, confidence, "wilson")
    top = p_low * (2 * p - p_low)
    root = np.sqrt(np.maximum((p * q) ** 2 - top * q_high * (2 * q - q_high), 0))
    return np.where(top > 0, top / np.where(top > 0, p * q + root, 1), 0.0)
