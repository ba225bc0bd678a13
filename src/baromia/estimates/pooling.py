"""One share from several samples, on the logit scale."""

from typing import NamedTuple

import numpy as np
import scipy  # its parts load when first used, so that importing this costs little

from . import checks


class Pooled(NamedTuple):
    """A pooled share, and how far the samples are from agreeing.

    Attributes
    ----------
    estimate, low, high : float
        Average share and its confidence limits, 0–1.
    prediction_low, prediction_high : float or None
        Where the share of a further sample of this kind would lie, 0–1; None for one sample.
    tau2 : float
        Variance between samples, on the logit scale.
    i2 : float
        Share of variation beyond sampling error, 0–1, from tau², as metafor has it (Higgins & Thompson 2002, Stat Med
        21:1539). Of proportions it is high almost always, because large samples make any difference more than
        chance (Migliavaca et al. 2022, Res Synth Methods 13:363).
    q, q_p : float
        Cochran's Q and its p-value.
    k : int
        Number of samples.
    """

    estimate: float
    low: float
    high: float
    prediction_low: float | None
    prediction_high: float | None
    tau2: float
    i2: float
    q: float
    q_p: float
    k: int


def pool(counts, totals, *, confidence: float = 0.95, tau2: str = "PM", adjustment: str = "modified-kh") -> Pooled:
    """Pool shares of several samples by a random-effects model.

    Parameters
    ----------
    counts, totals : array-like of int, shape (k,)
        Respondents who said yes, and all of them.
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
        It computes whenever it is defined, k = 1 and 2 included; whether one *should* pool is another question.

    Notes
    -----
    The same numbers as metafor's `rma(measure="PLO", test="z" | "knha" | "adhoc")`, half a respondent added to either
    answer only where everybody or nobody gave it. statsmodels' `combine_effects` will not do: its DerSimonian–Laird
    falls below 0, and its Paule–Mandel becomes 0 where its last step passes the root by a rounding error.

    The logit is preferred to the double arcsine, whose back-transformation misleads when totals differ (Schwarzer et
    al. 2019, Res Synth Methods 10:476), and to the arcsine on principle (Warton & Hui 2011, Ecology 92:3).
    Paule–Mandel and REML are preferred to DerSimonian–Laird (Veroniki et al. 2019, Res Synth Methods 10:23). Without
    the Hartung–Knapp adjustment intervals from few samples are far too narrow (IntHout, Ioannidis & Borm 2014, BMC
    Med Res Methodol 14:25); with it they collapse when few samples happen to agree, to nothing when they are
    identical, hence the modified form (Röver, Knapp & Friede 2015, BMC Med Res Methodol 15:99). With k = 2 none of
    this is satisfactory (Gonnermann et al. 2015, Stat Med 34:2476).

    The prediction interval is estimate ± quantile · √(tau² + se²) with the quantile of the confidence interval, as
    `predict()` of metafor 3.8 has it: t with k - 1 degrees of freedom, normal for "none" and for one sample. Others
    use k - 2 (Higgins, Thompson & Spiegelhalter 2009, JRSS A 172:137): wider, and undefined for k = 2.

    Examples
    --------
    >>> pooled = pool([24, 30, 41], [45, 60, 90])
    >>> round(pooled.estimate, 2), pooled.k, pooled.low < pooled.estimate < pooled.high
    (0.49, 3, True)
    """
    x, n = _samples(counts, totals)
    confidence = checks.confidence(confidence)
    heterogeneity = _TAU2[checks.choice("tau2", tau2, tuple(_TAU2))]
    checks.choice("adjustment", adjustment, ("none", "kh", "modified-kh"))
    extreme = (x == 0) | (x == n)
    yes, no = x + extreme / 2, n - x + extreme / 2
    y, v, df = np.log(yes / no), 1 / yes + 1 / no, len(x) - 1
    between = heterogeneity(y, v) if df else 0.0  # one sample has no spread
    fixed, _, cochran = _spread(y, v, 0.0)
    typical = df / _gain(fixed) if df else 1.0  # sampling variance
    w, mean, q = _spread(y, v, between)
    tail = (1 - confidence) / 2
    if adjustment == "none" or not df:
        scale, quantile = 1.0, -float(scipy.special.ndtri(tail))
    else:
        scale = q / df if adjustment == "kh" else max(q / df, 1.0)
        quantile = -float(scipy.special.stdtrit(df, tail))
    half_width = quantile * np.sqrt(scale / w.sum())
    prediction = np.sqrt(half_width**2 + quantile**2 * between)
    ends = scipy.special.expit(mean + np.array([0, -half_width, half_width, -prediction, prediction])).tolist()
    return Pooled(
        *(ends if df else [*ends[:3], None, None]),
        tau2=between,
        i2=float(between / (between + typical)),
        q=float(cochran) if df else 0.0,
        q_p=float(scipy.special.chdtrc(df, cochran)) if df else 1.0,
        k=len(x),
    )


def _samples(counts, totals) -> tuple[np.ndarray, np.ndarray]:
    """Return counts and totals as float arrays, or raise ValueError."""
    counts, totals = (np.atleast_1d(np.asarray(column, dtype=object)) for column in (counts, totals))
    if len(counts) == 0 or len(totals) != len(counts):
        raise ValueError(f"counts has {len(counts)} rows, totals {len(totals)}; allowed: as many, at least one")
    n = [checks.total(total, f"totals in row {row}") for row, total in enumerate(totals)]
    x = [checks.count(count, of, f"counts in row {row}") for row, (count, of) in enumerate(zip(counts, n, strict=True))]
    return np.array(x, dtype=float), np.array(n, dtype=float)


def _spread(y, v, tau2: float):
    """Return weights, weighted mean, and the generalised Q statistic at this tau²."""
    w = 1 / (v + tau2)
    mean = w @ y / w.sum()
    return w, mean, w @ (y - mean) ** 2


def _gain(w) -> float:
    """Return how much Q gains on average with each unit of tau²."""
    return w.sum() - w @ w / w.sum()


def _dersimonian_laird(y, v) -> float:
    """Return the moment estimate of tau², truncated at 0: DerSimonian & Laird (1986), Control Clin Trials 7:177."""
    w, _, q = _spread(y, v, 0.0)
    return max(0.0, float((q - (len(y) - 1)) / _gain(w)))


def _paule_mandel(y, v) -> float:
    """Return the tau² where the generalised Q is k - 1, or 0: DerSimonian & Kacker (2007), Contemp Clin Trials 28:105.

    Q falls with tau² and stays below Σ(y - ȳ)² / tau², which says where the root is at most.
    """
    df = len(y) - 1

    def beyond(tau2: float) -> float:
        return _spread(y, v, tau2)[2] - df

    most = 2 * np.sum((y - y.mean()) ** 2) / df
    return float(scipy.optimize.brentq(beyond, 0.0, most, xtol=1e-20)) if beyond(0.0) > 0 else 0.0


def _restricted_likelihood(y, v) -> float:
    """Return the tau² of the highest restricted likelihood, 0 where it falls from there.

    The likelihood can have more than one peak: a coarse grid finds the highest, then the score's root is
    found beside it (Viechtbauer 2005, J Educ Behav Stat 30:261).
    """

    def likelihood(tau2: float) -> float:
        w, _, q = _spread(y, v, tau2)
        return np.log(w).sum() - np.log(w.sum()) - q

    def score(tau2: float) -> float:
        w, mean, _ = _spread(y, v, tau2)
        return w**2 @ (y - mean) ** 2 - _gain(w)

    most = 2 * (np.sum((y - y.mean()) ** 2) + v.max())
    grid = [0.0, *np.geomspace(1e-6 * v.min(), most, 60)]
    best = int(np.argmax([likelihood(tau2) for tau2 in grid]))
    low, high = grid[max(best - 1, 0)], grid[min(best + 1, 60)]
    return float(scipy.optimize.brentq(score, low, high, xtol=1e-20)) if score(low) > 0 else float(low)


_TAU2 = {"PM": _paule_mandel, "REML": _restricted_likelihood, "DL": _dersimonian_laird}
