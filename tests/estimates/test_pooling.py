"""Pooled shares: against metafor, by hand, at the edges, and beside statsmodels."""

import json

import numpy as np
import pytest
from scipy.special import logit
from scipy.stats import t
from statsmodels.stats.meta_analysis import combine_effects

from baromia.estimates import pool

from .test_intervals import REFERENCES

approx = pytest.approx
CASES = json.loads((REFERENCES / "metafor.json").read_text(encoding="utf-8"))["cases"]
ADJUSTMENTS = {"z": "none", "knha": "kh", "adhoc": "modified-kh"}

# metafor finds PM and REML by search; DL is a formula. REML's steps halve towards 0 and end at 1e-12.
RELATIVE = {"PM": 1e-6, "REML": 1e-6, "DL": 1e-10}
ABSOLUTE = 1e-11  # for tau² and I² only

# A relative error of 1e-10 in a limit such as 1e-55 asks for more digits of its logit than R prints.
FLOOR = 1e-20


@pytest.mark.parametrize("tau2", RELATIVE)
def test_agrees_with_metafor(tau2):
    """248 cases from 2 to 30 samples, alike and wild, nobody and everybody; each adjustment for a third of them."""
    rel = RELATIVE[tau2]
    for number, case in enumerate(case for case in CASES if case["k"] > 1):
        test = [*ADJUSTMENTS][number % 3]
        got, expected = pool(case["x"], case["n"], tau2=tau2, adjustment=ADJUSTMENTS[test]), case[tau2]
        assert got.tau2 == approx(expected["tau2"], rel=rel, abs=ABSOLUTE), case
        assert got.i2 == approx(expected["i2"], rel=rel, abs=ABSOLUTE), case
        assert got.estimate == approx(expected["estimate"], rel=rel, abs=0), case
        assert (got.q, got.q_p) == approx((case["q"], case["q_p"]), rel=1e-10, abs=1e-14), case
        ends = (got.low, got.high, got.prediction_low, got.prediction_high)
        assert ends == approx(tuple(expected[test]), rel=rel, abs=FLOOR), case


def test_one_sample_is_metafors_normal_interval():
    (case,) = (case for case in CASES if case["k"] == 1)
    got = pool(case["x"], case["n"])
    assert (got.estimate, got.low, got.high) == approx((case["PM"]["estimate"], *case["PM"]["z"][:2]), rel=1e-10)
    assert (got.prediction_low, got.prediction_high, got.k) == (None, None, 1)
    assert (got.tau2, got.i2, got.q, got.q_p) == (0, 0, 0, 1)


@pytest.mark.parametrize("tau2", RELATIVE)
def test_identical_samples_agree_perfectly(tau2):
    got, plain = (pool([30] * 3, [45] * 3, tau2=tau2, adjustment=one) for one in ("modified-kh", "kh"))
    assert (got.estimate, got.tau2, got.i2, got.q, got.q_p, got.k) == approx((2 / 3, 0, 0, 0, 1, 3), abs=1e-12)
    # Three samples of 45 are one of 135, but for the t quantile.
    half = t.ppf(0.975, 2) * np.sqrt(1 / 90 + 1 / 45)
    assert (logit(got.low), logit(got.high)) == approx((np.log(2) - half, np.log(2) + half))
    assert plain.high - plain.low == approx(0, abs=1e-7), "the reason why the modified form is the default"


# Beside statsmodels


def effects(counts, totals):
    """Return log odds and their variances; somebody said yes and somebody no."""
    yes, no = np.array(counts), np.subtract(totals, counts)
    return np.log(yes / no), 1 / yes + 1 / no


def test_agrees_with_statsmodels_where_it_is_right():
    samples = [30, 400, 12], [45, 608, 40]
    frame = combine_effects(*effects(*samples), method_re="pm", use_t=True, atol=1e-10)
    got = pool(*samples, adjustment="kh")
    low, high = frame.conf_int()[3]  # the Hartung–Knapp row: "random effect wls"
    assert (logit(got.low), logit(got.high)) == approx((low, high), rel=1e-6)
    assert got.q == approx(frame.q, rel=1e-9)


def test_statsmodels_still_loses_tau2():
    """The reasons why we do not wrap it. If this fails, statsmodels has mended it.

    DerSimonian–Laird falls below 0. Paule–Mandel: the last step passes the root by less than 1e-15, and 0 is returned.
    """
    with np.errstate(invalid="ignore"):
        assert combine_effects(*effects([30, 400], [45, 608]), method_re="dl").tau2 < 0
    assert pool([30, 400], [45, 608], tau2="DL").tau2 == 0
    samples = [86, 470, 251], [483, 521, 760]
    assert combine_effects(*effects(*samples), method_re="pm", atol=1e-10).tau2 == 0
    assert pool(np.array(samples[0]), tuple(samples[1])).tau2 == approx(3.867449257909241, rel=1e-13)
