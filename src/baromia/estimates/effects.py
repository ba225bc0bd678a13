"""From counts to logits, and how much they differ beyond chance."""

from __future__ import annotations

import numpy as np
from scipy.special import chdtrc


def logits(counts, totals):
    """Return the log odds of each share and its sampling variance.

    Parameters
    ----------
    counts, totals : array of float, shape (k,)

    Returns
    -------
    y, v : array, shape (k,)
        Log odds and variances.
    corrected : int
        How many samples had half a respondent added to either answer.

    Notes
    -----
    The half is added only where everybody or nobody gave the answer, as metafor does by default
    (`measure="PLO", add=1/2, to="only0"`). The logit is preferred to the double arcsine, whose
    back-transformation misleads when totals differ (Schwarzer et al. 2019, Res Synth Methods 10:476),
    and to the arcsine on principle (Warton & Hui 2011, Ecology 92:3).
    """
    extreme = (counts == 0) | (counts == totals)
    yes = counts + 0.5 * extreme
    no = totals - counts + 0.5 * extreme
    return np.log(yes / no), 1 / yes + 1 / no, int(extreme.sum())


def spread(y, v, tau2: float):
    """Return weights, weighted mean, and the generalised Q statistic at this tau²."""
    w = 1 / (v + tau2)
    mean = w @ y / w.sum()
    return w, mean, w @ (y - mean) ** 2


def tau2_dl(y, v) -> float:
    """Return the DerSimonian–Laird tau², truncated at 0.

    DerSimonian & Laird (1986), Control Clin Trials 7:177. statsmodels does not truncate: two agreeing
    samples then get a negative tau² and a pooled share outside both.
    """
    w, _, q = spread(y, v, 0.0)
    return max(0.0, float((q - (len(y) - 1)) / (w.sum() - w @ w / w.sum())))


def tau2_pm(y, v) -> float:
    """Return the Paule–Mandel tau²: where the generalised Q equals k - 1, or 0.

    Q falls and is convex in tau², so Newton's steps from 0 rise to the root and never pass it (DerSimonian &
    Kacker 2007, Contemp Clin Trials 28:105). They end where no further digit can be gained.
    """
    tau2, df = 0.0, len(y) - 1
    for _ in range(200):
        w, mean, q = spread(y, v, tau2)
        step = float((q - df) / (w @ (w * (y - mean) ** 2))) if q > df else 0.0
        if step <= 1e-15 * tau2:
            break
        tau2 += step
    return tau2


def tau2_reml(y, v) -> float:
    """Return the restricted maximum likelihood tau², 0 where the likelihood falls from there.

    The likelihood can have more than one peak: a coarse grid finds the highest, then the score's root is
    found beside it (Viechtbauer 2005, J Educ Behav Stat 30:261).
    """
    from scipy.optimize import brentq  # only here: it doubles the import time of the package

    top = 2 * float(np.sum((y - y.mean()) ** 2) + v.max())
    grid = np.append(0.0, np.geomspace(1e-6 * v.min(), top, 60))
    best = int(np.argmax(_restricted_likelihood(grid, y, v)))
    low, high = float(grid[max(best - 1, 0)]), float(grid[min(best + 1, 60)])
    if _score(low, y, v) <= 0:
        return low
    return float(brentq(_score, low, high, args=(y, v), xtol=1e-15))


def _restricted_likelihood(tau2, y, v):
    """Return the restricted log likelihood at each tau², shape (t,), up to a constant."""
    w = 1 / (v + tau2[:, None])
    total = w.sum(axis=1)
    q = (w * (y - (w @ y / total)[:, None]) ** 2).sum(axis=1)
    return (np.log(w).sum(axis=1) - np.log(total) - q) / 2


def _score(tau2: float, y, v) -> float:
    """Return twice the slope of the restricted log likelihood in tau²."""
    w, mean, _ = spread(y, v, tau2)
    return float(w**2 @ (y - mean) ** 2 - w.sum() + w @ w / w.sum())


def heterogeneity(y, v, tau2: float) -> dict:
    """Return Q, its p-value, and I² by both definitions (0–1).

    `i2` is tau² / (tau² + typical sampling variance), as metafor gives it; `i2_q` is max(0, (Q - df) / Q),
    as statsmodels and most papers give it. They agree for the DerSimonian–Laird tau² only. Both: Higgins &
    Thompson (2002), Stat Med 21:1539. I² of proportions is high almost always, because large
    samples make any difference more than chance (Migliavaca et al. 2022, Res Synth Methods 13:363).
    """
    k = len(y)
    if k == 1:
        return {"q": 0.0, "q_p": 1.0, "i2": 0.0, "i2_q": 0.0}
    w, _, q = spread(y, v, 0.0)
    typical = (k - 1) / (w.sum() - w @ w / w.sum())
    i2_q = max(0.0, 1 - (k - 1) / q) if q > 0 else 0.0
    i2 = tau2 / (tau2 + typical)
    return {"q": float(q), "q_p": float(chdtrc(k - 1, q)), "i2": float(i2), "i2_q": float(i2_q)}
