"""The four intervals for a share, in closed form over arrays.

Every function takes the share p (0–1), the effective number of respondents n (above 0, not
necessarily whole) and the confidence, broadcast against each other, and returns the lower limit.
The upper limit is one minus the lower limit of the complement, which makes the symmetry exact.

They are written on `scipy.special` rather than taken from `statsmodels.stats.proportion`: importing
that module takes about three times as long as importing this whole package, and its Jeffreys interval
excludes what was seen when nobody or everybody says yes. The tests compare the two elsewhere.
"""

from __future__ import annotations

import numpy as np
from scipy.special import betaincinv, ndtri


def critical(confidence: float) -> float:
    """Return the two-sided normal quantile, 1.96 for 0.95.

    Taken from the tail, so that it stays finite up to the largest confidence below 1; kept above 0, so that
    no formula divides nothing by nothing.
    """
    return max(-float(ndtri((1 - confidence) / 2)), 1e-12)


def _wilson(p, n, confidence):
    # p² / (…) is the root p̃ - w multiplied by its conjugate: no cancellation when p is small.
    z2 = critical(confidence) ** 2
    return p * p / (p + z2 / (2 * n) + np.sqrt(z2 / n * (p * (1 - p) + z2 / (4 * n))))


def _agresti_coull(p, n, confidence):
    z2 = critical(confidence) ** 2
    centre = (n * p + z2 / 2) / (n + z2)
    return centre - np.sqrt(z2 * centre * (1 - centre) / (n + z2))


def _clopper_pearson(p, n, confidence):
    # At x = 0, where the beta distribution does not exist, any number does: `lower` cuts it at p, which is 0.
    x = n * p
    return betaincinv(np.where(x > 0, x, 1), n * (1 - p) + 1, (1 - confidence) / 2)


def _jeffreys(p, n, confidence):
    # At p = 0 this is above 0; `lower` cuts every limit at p, which is the boundary modification.
    return betaincinv(n * p + 0.5, n * (1 - p) + 0.5, (1 - confidence) / 2)


_LOWER = {
    "wilson": _wilson,
    "jeffreys": _jeffreys,
    "clopper-pearson": _clopper_pearson,
    "agresti-coull": _agresti_coull,
}
METHODS = tuple(_LOWER)


def method_name(method: object) -> str:
    """Return the canonical name of a method ("clopper_pearson" is accepted), or raise ValueError."""
    name = method.replace("_", "-") if isinstance(method, str) else method
    if name not in METHODS:
        raise ValueError(f"method is {method!r}; allowed: {', '.join(map(repr, METHODS))}")
    return name


def lower(p, n, confidence: float, method: str):
    """Return the lower limit of the interval for a share.

    Parameters
    ----------
    p : float or array
        Share, 0–1.
    n : float or array
        Effective number of respondents, above 0.
    confidence : float
        Between 0 and 1.
    method : str
        One of `METHODS`.

    Returns
    -------
    float or array
        Limit, never below 0 and never above p.

    Notes
    -----
    Wilson (1927, JASA 22:209) is the default elsewhere in this package because it keeps close to its
    nominal confidence for small n and shares near 0 or 1, and never leaves [0, 1] (Brown, Cai &
    DasGupta 2001, Stat Sci 16:101; Newcombe 1998, Stat Med 17:857). Clopper & Pearson (1934,
    Biometrika 26:404) never falls below its confidence, and is wide. Agresti & Coull (1998, Am Stat
    52:119) contains Wilson's; it is cut at 0 and 1. Jeffreys is the central interval of
    Beta(x + 1/2, n - x + 1/2), with the boundary modification of Brown, Cai & DasGupta: the lower
    limit is 0 when x = 0 and the upper is 1 when x = n, else the interval would exclude what was seen.

    With a share that is no whole count, or a confidence near 0, a beta quantile can lie beyond the
    share itself; the limit is then the share, so that an interval always contains its estimate.
    """
    return np.clip(_LOWER[method](p, n, confidence), 0, p)


def upper(p, n, confidence: float, method: str):
    """Return the upper limit of the interval for a share: see `lower`."""
    q = np.subtract(1, p)
    return np.maximum(1 - lower(q, n, confidence, method), p)
