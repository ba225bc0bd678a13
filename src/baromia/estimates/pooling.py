"""One share from several samples, on the logit scale."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import expit, stdtrit

from . import checks
from .columns import column, refuse_where
from .effects import heterogeneity, logits, spread, tau2_dl, tau2_pm, tau2_reml
from .methods import critical

_TAU2 = {"PM": tau2_pm, "REML": tau2_reml, "DL": tau2_dl}
TAU2_METHODS = tuple(_TAU2)
ADJUSTMENTS = ("none", "kh", "modified-kh")


@dataclass(frozen=True)
class Pooled:
    """A pooled share, and how far the samples are from agreeing.

    Attributes
    ----------
    estimate, low, high : float
        Average share and its confidence limits, 0–1.
    prediction_low, prediction_high : float or None
        Where the share of a further sample of this kind would lie, 0–1; None for one sample.
    tau2 : float
        Variance between samples, on the logit scale.
    i2, i2_q : float
        Share of variation beyond sampling error, 0–1, from tau² (metafor) and from Q (statsmodels).
    q, q_p : float
        Cochran's Q and its p-value.
    k : int
        Number of samples.
    logit, se : float
        The estimate and its standard error on the logit scale, after the adjustment.
    weights : tuple of float, length k
        Weight of each sample, summing to 1.
    corrected : int
        Samples in which nobody or everybody said yes, given half a respondent more either way.
    confidence : float
    tau2_method, adjustment : str
        What was used; for one sample the adjustment is "none", whatever was asked.
    """

    estimate: float
    low: float
    high: float
    prediction_low: float | None
    prediction_high: float | None
    tau2: float
    i2: float
    i2_q: float
    q: float
    q_p: float
    k: int
    logit: float
    se: float
    weights: tuple[float, ...]
    corrected: int
    confidence: float
    tau2_method: str
    adjustment: str


def pool(counts, totals, *, confidence: float = 0.95, tau2: str = "PM", adjustment: str = "modified-kh") -> Pooled:
    """Pool shares of several samples by a random-effects model.

    Parameters
    ----------
    counts : array-like of int, shape (k,)
        Respondents who said yes, whole numbers.
    totals : array-like of int, shape (k,)
        Respondents, from 1.
    confidence : float
        Strictly between 0 and 1.
    tau2 : str
        Variance between samples: "PM" (Paule–Mandel), "REML" or "DL" (DerSimonian–Laird, truncated at 0).
    adjustment : str
        "none": normal quantiles. "kh": Hartung–Knapp, t quantiles with k - 1 degrees of freedom and the
        variance scaled by the spread seen. "modified-kh": the same, never scaled below 1.

    Returns
    -------
    Pooled
        Shares 0–1. It computes whenever it is defined, k = 1 and 2 included; whether one *should* pool is
        for `pool_if_alike` to say.

    Raises
    ------
    ValueError
        For no sample, unequal lengths, counts outside 0 to their total, text, NaN, unknown names.

    Notes
    -----
    The same numbers as metafor's `rma(measure="PLO", test="z" | "knha" | "adhoc")`, with its zero
    correction (`logits`). Paule–Mandel and REML are preferred to DerSimonian–Laird (Veroniki et al. 2019,
    Res Synth Methods 10:23). Without the Hartung–Knapp adjustment intervals from few samples are far too
    narrow (IntHout, Ioannidis & Borm 2014, BMC Med Res Methodol 14:25); with it they collapse when few
    samples happen to agree, to nothing when they are identical, hence the modified form (Röver, Knapp &
    Friede 2015, BMC Med Res Methodol 15:99). With k = 2 none of this is satisfactory (Gonnermann et al.
    2015, Stat Med 34:2476).

    The prediction interval is estimate ± quantile · √(tau² + se²) with the same quantile as the confidence
    interval, as `predict()` of metafor 3.8 has it: t with k - 1 degrees of freedom, normal for "none".
    Others use k - 2 (Higgins, Thompson & Spiegelhalter 2009, JRSS A 172:137), which is wider, and undefined
    for k = 2.

    One sample has no spread: tau² is 0 and the interval is normal on the logit scale, as in metafor. Prefer
    `interval` there.

    Examples
    --------
    >>> pooled = pool([24, 30, 41], [45, 60, 90])
    >>> round(pooled.estimate, 2), pooled.k, pooled.low < pooled.estimate < pooled.high
    (0.49, 3, True)
    """
    x, n = _samples(counts, totals)
    confidence = checks.confidence(confidence)
    estimate_tau2 = _TAU2[checks.choice("tau2", tau2, TAU2_METHODS)]
    adjustment = checks.choice("adjustment", adjustment, ADJUSTMENTS)
    y, v, corrected = logits(x, n)
    if len(x) == 1:  # no spread to estimate or to adjust for
        estimate_tau2, adjustment = _no_spread, "none"
    between = estimate_tau2(y, v)
    w, mean, q = spread(y, v, between)
    se, quantile = _error(w, q, adjustment, confidence)
    return Pooled(
        **_limits(float(mean), se, quantile, between, len(x)),
        **heterogeneity(y, v, between),
        tau2=between,
        k=len(x),
        logit=float(mean),
        se=se,
        weights=tuple((w / w.sum()).tolist()),
        corrected=corrected,
        confidence=confidence,
        tau2_method=tau2,
        adjustment=adjustment,
    )


def _no_spread(y, v) -> float:
    """Return the tau² of a single sample."""
    return 0.0


def _error(w, q: float, adjustment: str, confidence: float) -> tuple[float, float]:
    """Return the standard error of the mean logit, and the quantile to multiply it by."""
    scale, df = 1.0, len(w) - 1
    if adjustment != "none":
        scale = q / df if adjustment == "kh" else max(q / df, 1.0)
    quantile = critical(confidence) if adjustment == "none" else -float(stdtrit(df, (1 - confidence) / 2))
    return float(np.sqrt(scale / w.sum())), quantile


def _limits(mean: float, se: float, quantile: float, between: float, k: int) -> dict:
    """Return the pooled share with its confidence and prediction limits, 0–1."""
    reach = quantile * np.sqrt(between + se**2)
    ends = expit([mean, mean - quantile * se, mean + quantile * se, mean - reach, mean + reach]).tolist()
    names = ("estimate", "low", "high", "prediction_low", "prediction_high")
    return dict(zip(names, ends if k > 1 else [*ends[:3], None, None], strict=True))


def leave_one_out(counts, totals, **how) -> tuple[Pooled, ...]:
    """Pool again without each sample in turn.

    Parameters
    ----------
    counts, totals : array-like, shape (k,)
        At least two samples, as in `pool`.
    **how
        As in `pool`.

    Returns
    -------
    tuple of Pooled, length k
        The i-th is without sample i. Of three samples two remain, and their interval is close to useless:
        that is worth seeing.
    """
    x, n = _samples(counts, totals)
    if len(x) < 2:
        raise ValueError(f"counts has {len(x)} sample; allowed: two or more to leave one out")
    return tuple(pool(np.delete(x, i), np.delete(n, i), **how) for i in range(len(x)))


def _samples(counts, totals):
    """Return counts and totals as float arrays, or raise ValueError."""
    whole, least = "a whole number from 0 to its total", "a whole number from 1"
    x = column("counts", counts, None, whole)
    if len(x) == 0:
        raise ValueError("counts is empty; allowed: one sample or more")
    n = column("totals", totals, None, least)
    if n.shape != x.shape:
        raise ValueError(f"totals has {n.size} rows; allowed: as many as counts, {x.size}")
    refuse_where(~((n >= 1) & (n == np.rint(n)) & (n <= checks.MAX_TOTAL)), "totals", n, least)
    refuse_where(~((x >= 0) & (x <= n) & (x == np.rint(x))), "counts", x, whole)
    return x, n
