"""Pooling by hand, at the edges, beside statsmodels, and what is refused."""

import numpy as np
import pytest
from scipy.special import logit
from scipy.stats import t
from statsmodels.stats.meta_analysis import combine_effects

from baromia.estimates import checks, leave_one_out, pool
from baromia.estimates.effects import logits

approx = pytest.approx

METHODS = ("PM", "REML", "DL")
THREE = ([30, 400, 12], [45, 608, 40])


def effects(counts, totals):
    y, v, _ = logits(np.array(counts, float), np.array(totals, float))
    return y, v


@pytest.mark.parametrize("tau2", METHODS)
def test_identical_samples_agree_perfectly(tau2):
    got = pool([30] * 3, [45] * 3, tau2=tau2)
    assert got.estimate == approx(2 / 3)
    assert (got.tau2, got.i2, got.i2_q, got.q) == approx((0, 0, 0, 0), abs=1e-12)
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
    assert (got.q, got.q_p, got.i2, got.i2_q) == (0, 1, 0, 0)
    assert got.adjustment == "none"
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


def test_numbers_written_down_in_the_field():
    # metafor, three surveys: REML + knha 54.9 % [12.5, 91.2], prediction [2.0, 98.6]; DL + z [34.7, 74.0].
    got = pool(*THREE, tau2="REML", adjustment="kh")
    percent = [100 * p for p in (got.estimate, got.low, got.high, got.prediction_low, got.prediction_high)]
    assert percent == approx([54.9, 12.5, 91.2, 2.0, 98.6], abs=0.05)
    naive = pool(*THREE, tau2="DL", adjustment="none")
    assert (naive.low, naive.high) == approx((0.347, 0.740), abs=5e-4)


@pytest.mark.parametrize("tau2", METHODS)
def test_tau2_is_a_root_or_zero(tau2):
    got = pool(*THREE, tau2=tau2)
    assert got.tau2 > 0
    assert pool([30, 400], [45, 608], tau2=tau2).tau2 == 0


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
    assert got.i2_q == approx(frame.i2, rel=1e-9)
    assert got.q == approx(frame.q, rel=1e-9)


def test_statsmodels_still_lets_tau2_fall_below_zero():
    # The reason we do not wrap it. If this fails, statsmodels has mended it.
    y, v = effects([30, 400], [45, 608])
    with np.errstate(invalid="ignore"):
        assert combine_effects(y, v, method_re="dl").tau2 < 0
    assert pool([30, 400], [45, 608], tau2="DL").tau2 == 0


# Leave one out


def test_leave_one_out_pools_the_others():
    without = leave_one_out(*THREE, tau2="DL")
    assert len(without) == 3
    assert without[1] == pool([30, 12], [45, 40], tau2="DL")
    assert all(one.k == 2 for one in without)


def test_of_two_samples_one_remains():
    assert leave_one_out([24, 30], [45, 60]) == (pool([30], [60]), pool([24], [45]))


def test_leaving_out_needs_two():
    with pytest.raises(ValueError, match="counts has 1 sample; allowed: two or more"):
        leave_one_out([24], [45])


# Input


def test_arrays_lists_and_series_are_alike():
    assert pool(np.array(THREE[0]), tuple(THREE[1])) == pool(*THREE)


def test_a_pooled_share_tells_what_it_rests_on():
    got = pool(*THREE, confidence=0.9, tau2="REML", adjustment="kh")
    assert (got.confidence, got.tau2_method, got.adjustment) == (0.9, "REML", "kh")
    assert (logit(got.estimate), logit(got.high)) == approx((got.logit, got.logit + t.ppf(0.95, 2) * got.se))


def test_the_largest_total_allowed():
    assert pool([5], [checks.MAX_TOTAL]).k == 1


def test_weights_are_shares_of_the_whole():
    assert sum(pool(*THREE).weights) == approx(1)


@pytest.mark.parametrize(
    ("counts", "totals", "says"),
    [
        ([], [], "counts is empty; allowed: one sample or more"),
        ([1, 2], [5], "totals has 1 rows; allowed: as many as counts, 2"),
        ([6], [5], "counts is 6 in row 0; allowed: a whole number from 0 to its total"),
        ([-1], [5], "counts is -1"),
        ([0.5], [5], "counts is 0.5 in row 0"),
        ([float("nan")], [5], "counts is nan"),
        (["3"], [5], "counts is '3' in row 0"),
        ([True], [5], "counts is True in row 0"),
        ([1], [0], "totals is 0 in row 0; allowed: a whole number from 1"),
        ([1], [None], "totals is nan"),
        ([1], ["5"], "totals is '5' in row 0"),
        ([[1]], [[5]], "counts has 2 dimensions; allowed: one, in every row a whole number"),
    ],
)
def test_bad_samples_are_told_what_is_allowed(counts, totals, says):
    with pytest.raises(ValueError, match="allowed") as error:
        pool(counts, totals)
    assert says in str(error.value)


@pytest.mark.parametrize(
    ("setting", "says"),
    [
        ({"tau2": "dl"}, "tau2 is 'dl'; allowed: 'PM', 'REML', 'DL'"),
        ({"adjustment": "knha"}, "adjustment is 'knha'; allowed: 'none', 'kh', 'modified-kh'"),
        ({"adjustment": None}, "adjustment is None"),
        ({"tau2": ["PM"]}, "tau2 is ['PM']"),
        ({"confidence": 95}, "confidence is 95"),
    ],
)
@pytest.mark.parametrize("k", [1, 3])
def test_bad_settings_are_told_what_is_allowed(setting, says, k):
    with pytest.raises(ValueError, match="allowed") as error:
        pool(THREE[0][:k], THREE[1][:k], **setting)
    assert says in str(error.value)
