"""Pooling by hand, at the edges, beside statsmodels, and what is refused."""

import numpy as np
import pytest
from scipy.special import logit
from scipy.stats import t
from statsmodels.stats.meta_analysis import combine_effects

from baromia.estimates import pool

approx = pytest.approx

METHODS = ("PM", "REML", "DL")
THREE = ([30, 400, 12], [45, 608, 40])


def effects(counts, totals):
    """Return log odds and their variances; somebody said yes and somebody no."""
    yes, no = np.array(counts), np.subtract(totals, counts)
    return np.log(yes / no), 1 / yes + 1 / no


@pytest.mark.parametrize("tau2", METHODS)
def test_identical_samples_agree_perfectly(tau2):
    got = pool([30] * 3, [45] * 3, tau2=tau2)
    assert got.estimate == approx(2 / 3)
    assert (got.tau2, got.i2, got.q) == approx((0, 0, 0), abs=1e-12)
    assert got.q_p == approx(1)
    # Three samples of 45 are one of 135, but for the t quantile.
    half = t.ppf(0.975, 2) * np.sqrt(1 / 90 + 1 / 45)
    assert (logit(got.low), logit(got.high)) == approx((np.log(2) - half, np.log(2) + half))


def test_plain_hartung_knapp_collapses_where_samples_are_identical():
    # The reason the modified form is the default.
    plain = pool([30] * 3, [45] * 3, adjustment="kh")
    assert plain.high - plain.low == approx(0, abs=1e-7)


@pytest.mark.parametrize("tau2", METHODS)
@pytest.mark.parametrize(("counts", "edge"), [((0, 0, 0), "low"), ((10, 50, 5), "high")])
def test_nobody_and_everybody(tau2, counts, edge):
    got = pool(counts, (10, 50, 5), tau2=tau2)
    assert got.corrected == 3
    assert 0 < got.low < got.estimate < got.high < 1
    assert abs(getattr(got, edge) - (edge == "high")) < 0.05


def test_one_sample():
    got = pool([24], [45])
    half = 1.959963984540054 * np.sqrt(1 / 24 + 1 / 21)
    assert (logit(got.low), logit(got.high)) == approx((np.log(24 / 21) - half, np.log(24 / 21) + half))
    assert (got.prediction_low, got.prediction_high, got.tau2, got.k) == (None, None, 0, 1)
    assert (got.q, got.q_p, got.i2, got.adjustment, got.weights) == (0, 1, 0, "none", (1,))
    assert pool([0], [45]).corrected == 1


def test_two_samples_by_hand():
    # DerSimonian–Laird for two: tau² = ((y1 - y2)² - v1 - v2) / 2; the t quantile has one degree of freedom.
    (y, v) = effects([30, 300], [45, 608])
    tau2 = ((y[0] - y[1]) ** 2 - v.sum()) / 2
    got = pool([30, 300], [45, 608], tau2="DL")
    assert got.tau2 == approx(tau2)
    w = 1 / (v + tau2)
    mean = w @ y / w.sum()
    scale = max(1, w @ (y - mean) ** 2)
    half = t.ppf(0.975, 1) * np.sqrt(scale / w.sum())
    assert (logit(got.low), logit(got.high)) == approx((mean - half, mean + half))


def test_paule_mandel_makes_q_its_expectation():
    y, v = effects(*THREE)
    got = pool(*THREE)
    w = 1 / (v + got.tau2)
    assert w @ (y - w @ y / w.sum()) ** 2 == approx(2, rel=1e-13)


def test_reml_is_the_top_of_the_likelihood():
    y, v = effects(*THREE)

    def likelihood(tau2):
        w = 1 / (v + tau2)
        mean = w @ y / w.sum()
        return (np.log(w).sum() - np.log(w.sum()) - w @ (y - mean) ** 2) / 2

    best = pool(*THREE, tau2="REML").tau2
    assert all(likelihood(best) >= likelihood(best * factor) for factor in (0.1, 0.9, 0.999, 1.001, 1.1, 10))


# Beside statsmodels


def test_agrees_with_statsmodels_where_it_is_right():
    y, v = effects(*THREE)
    frame = combine_effects(y, v, method_re="pm", use_t=True, atol=1e-10)
    got = pool(*THREE, adjustment="kh")
    low, high = frame.conf_int()[3]  # the Hartung–Knapp row: "random effect wls"
    assert (logit(got.low), logit(got.high)) == approx((low, high), rel=1e-6)
    assert got.q == approx(frame.q, rel=1e-9)


def test_statsmodels_still_lets_tau2_fall_below_zero():
    # The reason we do not wrap it. If this fails, statsmodels has mended it.
    y, v = effects([30, 400], [45, 608])
    with np.errstate(invalid="ignore"):
        assert combine_effects(y, v, method_re="dl").tau2 < 0
    assert pool([30, 400], [45, 608], tau2="DL").tau2 == 0


def test_statsmodels_still_loses_tau2_to_a_rounding_error():
    # Paule–Mandel: the last step passes the root by less than 1e-15, and 0 is returned. By default it ends at four
    # digits instead.
    samples = [86, 470, 251], [483, 521, 760]
    assert combine_effects(*effects(*samples), method_re="pm", atol=1e-10).tau2 == 0
    assert pool(*samples).tau2 == approx(3.867449257909241, rel=1e-13)


# Input


def test_arrays_lists_and_series_are_alike():
    assert pool(np.array(THREE[0]), tuple(THREE[1])) == pool(*THREE)


def test_a_pooled_share_tells_what_it_rests_on():
    got = pool(*THREE, confidence=0.9, tau2="REML", adjustment="kh")
    assert (got.confidence, got.tau2_method, got.adjustment) == (0.9, "REML", "kh")
