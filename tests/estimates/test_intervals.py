"""Intervals of one share and of many: against R and statsmodels, by hand, at the edges; bases; what is refused."""

import numpy as np
import pytest
from statsmodels.stats.proportion import proportion_confint

from baromia.estimates import METHODS, REASONS, Refusal, base_total, grim, interval, intervals, limits

from .reference import cases

approx = pytest.approx


@pytest.mark.parametrize("method", METHODS)
def test_agrees_with_r(method):
    # R itself is printed to 15 digits.
    for case in cases("intervals"):
        how = {"method": method, "confidence": case["confidence"], "design_effect": case["design_effect"]}
        got = interval(case["x"], case["n"], **how)
        assert (got.low, got.high) == approx(tuple(case[method]), rel=1e-10, abs=0), case


def test_statsmodels_jeffreys_still_leaves_out_what_was_seen():
    # The reason why limits are cut at the share. If this fails, statsmodels has mended it.
    assert proportion_confint(0, 5, method="jeffreys")[0] > 0
    assert interval(0, 5, method="jeffreys").low == 0


@pytest.mark.parametrize("method", METHODS)
def test_nobody_and_everybody_reach_the_edge_exactly(method):
    assert interval(0, 7, method=method).low == 0
    assert interval(7, 7, method=method).high == 1


def test_clopper_pearson_of_nobody_by_hand():
    # (1 - high)^n = 0.025
    assert interval(0, 10, method="clopper-pearson").high == approx(1 - 0.025 ** (1 / 10), rel=1e-12)


def test_wilson_solves_its_equation_by_hand():
    got = interval(24, 45)
    for limit in (got.low, got.high):
        assert 45 * (24 / 45 - limit) ** 2 == approx(1.959963984540054**2 * limit * (1 - limit), rel=1e-12)


def test_an_int_is_a_count_and_a_float_is_a_share():
    assert interval(1, 45).estimate == 1 / 45
    assert interval(1.0, 45).estimate == 1.0
    assert interval(np.int64(24), np.int64(45)) == interval(24, 45)
    assert interval(np.float64(0.5), 45.0).estimate == 0.5


def test_result_tells_what_it_rests_on():
    got = interval(24, 45, confidence=0.9, method="clopper_pearson", design_effect=1.5)
    assert (got.confidence, got.method, got.total, got.design_effect) == (0.9, "clopper-pearson", 45, 1.5)
    assert (got.counts, got.rounding, got.decimals) == (range(24, 25), False, None)
    assert all(share in got for share in (0.5, got.low, got.high))
    assert 0.9 not in got
    with pytest.raises(AttributeError):
        got.low = 0.0


def test_design_effect_is_the_effective_sample_size():
    plain, weighted = interval(0.4, 300), interval(0.4, 600, design_effect=2)
    assert (plain.low, plain.high) == (weighted.low, weighted.high)


# Rounding


def test_count_of_45_is_recovered_exactly():
    got, exact = interval(0.53, 45, decimals=0), interval(24, 45)
    assert (got.low, got.high, got.counts) == (exact.low, exact.high, range(24, 25))
    assert got.estimate == 0.53  # published and computed are not mixed


@pytest.mark.parametrize("method", METHODS)
def test_interval_covers_every_count_that_prints_so(method):
    got = interval(0.53, 1000, decimals=0, method=method)
    each = [interval(count, 1000, method=method) for count in grim("53", 1000)]
    assert (got.low, got.high) == (min(i.low for i in each), max(i.high for i in each))
    assert list(got.counts) == grim("53", 1000)


def test_a_count_that_prints_on_a_half_is_both_ways():
    # 1 of 8 is 12.5 %, printed 12 or 13; of 800 people, 100 to 108 and 92 to 100 print so. 24 % is no half.
    assert interval(240, 1000, decimals=0).counts == range(235, 246)
    assert interval(100, 800, decimals=0).counts == range(92, 109)
    assert interval(1, 8, decimals=0).counts == range(1, 2)


def test_where_no_count_prints_so_the_share_itself_is_rounded():
    assert grim("50.1", 45) == []
    got = interval(0.501, 45, decimals=1)
    assert (got.rounding, got.counts) == (True, None)
    assert (got.low, got.high) == approx((interval(0.5005, 45).low, interval(0.5015, 45).high), rel=1e-12)


def test_range_of_totals_is_the_union():
    each = [interval(0.3, n) for n in range(20, 31)]
    got = interval(0.3, (20, 30))
    assert (got.low, got.high) == (min(i.low for i in each), max(i.high for i in each))
    assert got.total == (20, 30)


def test_of_a_range_only_totals_with_a_count_remain():
    # A third printed 33.3 needs a multiple of three below 100.
    got = interval(0.333, (22, 25), decimals=1)
    assert (got.total, got.counts) == (24, range(8, 9))


@pytest.mark.parametrize("span", [10_000, 10_001, 10**6])
def test_of_a_wide_range_the_ends_say_what_all_would(span):
    got, ends = interval(0.3, (200, 200 + span), decimals=0), [interval(0.3, n, decimals=0) for n in (200, 200 + span)]
    assert (got.low, got.high) == approx((ends[0].low, ends[0].high), abs=1e-3)
    assert (got.total, got.counts) == ((200, 200 + span), range(ends[0].counts[0], ends[1].counts[-1] + 1))
    if span > 10_000:
        assert (got.low, got.high) == (ends[0].low, ends[0].high)


def test_of_a_wide_range_the_lowest_total_remains():
    # 33.3 % of 200 is no count, of 201 it is: the range that is not walked through must not be the narrower one.
    wide, walked = (interval(0.333, (200, 200 + span), decimals=1) for span in (10**6, 10_000))
    assert (walked.total, wide.total) == ((201, 10_200), (200, 1_000_200))
    assert walked.low - 1e-3 < wide.low <= walked.low
    assert walked.high <= wide.high < walked.high + 1e-3


def test_the_widest_range_and_the_largest_total():
    assert interval(0.5, (2, 10**10), decimals=6).total == (2, 10**10)
    assert interval(0.5, (10**10 - 1, 10**10), decimals=6).total == (10**10 - 1, 10**10)


# Many at once


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("design_effect", [1.0, 1.7])
def test_many_at_once_are_each_alone(method, design_effect):
    rng = np.random.default_rng(20261121)
    n = rng.integers(1, 2000, 80)
    decimals = rng.integers(0, 3, 80)
    share = np.rint(rng.binomial(n, rng.uniform(0, 1, 80)) / n * 10 ** (decimals + 2)) / 10 ** (decimals + 2)
    share[:20] = np.arange(20) / 20  # of small n some are no count
    n[:20], last = 7, n + rng.integers(0, 12, 80)
    how = {"confidence": 0.9, "method": method, "design_effect": design_effect}
    got = intervals(share, decimals, n, last, **how)
    for row in range(80):
        total = (int(n[row]), int(last[row]))
        alone = interval(float(share[row]), total, decimals=int(decimals[row]), **how)
        assert (got.low[row], got.high[row]) == approx((alone.low, alone.high), rel=1e-14)
        first, final = alone.total if isinstance(alone.total, tuple) else (alone.total,) * 2
        assert (got.n_low[row], got.n_high[row], got.whole[row]) == (first, final, not alone.rounding)
        base = base_total(float(share[row]), total, int(decimals[row]))
        if base:
            assert (max(got.count_low[row], 1), got.count_high[row]) == base
        else:
            assert got.count_high[row] == 0
        if alone.counts:
            assert (got.count_low[row], got.count_high[row]) == (alone.counts[0], alone.counts[-1])


def test_exact_and_printed_shares_may_stand_in_one_column():
    got = intervals([0.53, 0.53], [0, np.nan], 45, 45)
    assert got.low.tolist() == [interval(24, 45).low, interval(0.53, 45).low]
    assert (got.share_low.tolist(), got.whole.tolist()) == ([24 / 45, 0.53], [True, False])


def test_no_rows_are_no_intervals():
    assert all(len(column) == 0 for column in intervals([], [], [], []))


def test_limits_of_arrays_broadcast_and_keep_what_is_missing():
    low, high = limits([0.2, np.nan], [[45], [608]], design_effect=[[1], [2]])
    assert low.shape == high.shape == (2, 2)
    assert (low[1, 0], high[1, 0]) == limits(0.2, 304)
    assert np.isnan([low[:, 1], high[:, 1]]).all()


# Bases


@pytest.mark.parametrize(
    ("share", "total", "decimals", "base"),
    [
        (0.533, 45, 1, (24, 24)),
        (0.53, 1000, 0, (525, 535)),
        (0.2, (525, 535), 0, (103, 109)),
        (24, 45, None, (24, 24)),
        (100, 800, 0, (92, 108)),  # a count on a half is printed either way
        (0.29, 100, None, (29, 29)),
        (33_160_136, 119_615_181, None, (33_160_136, 33_160_136)),
        (0.5, 45, None, (22, 23)),
        (0.501, 45, 1, (22, 23)),  # weighted: the whole numbers around the rounding interval
        (0.0, 500, 0, (1, 2)),  # 0 % of 500 may be two people
        (0.01, (10**9, 10**10), 0, (5_000_000, 150_000_000)),
    ],
)
def test_bases(share, total, decimals, base):
    assert base_total(share, total, decimals) == base


def test_a_share_of_a_base():
    assert interval(0.208, base_total(0.533, 45, 1), decimals=1).counts == range(5, 6)


@pytest.mark.parametrize("total", [None, Refusal("base_n_unknown")])
def test_a_base_of_unknown_n_is_refused_all_the_way(total):
    base = base_total(0.53, total, 0)
    assert base == Refusal("base_n_unknown", {"share": 0.53})
    assert interval(0.3, base) is base
    assert base_total(24, None, None).details == {"count": 24}


def test_an_empty_base_is_refused():
    assert base_total(0.0, 45, 0) == Refusal("base_empty", {"share": 0.0, "total": 45})


# Refusals


def test_no_n_no_interval():
    got = interval(0.3, None)
    assert got == Refusal("n_not_reported", {"share": 0.3})
    assert not got
    assert "n not reported" in str(got)
    assert interval(12, None) == Refusal("n_not_reported", {"count": 12})


def test_reasons_read_as_sentences():
    own = ["n_not_reported", "base_n_unknown", "base_empty", "constructs_differ", "never_clear", "unlike_indicators"]
    own += ["unlike_populations", "unlike_designs", "same_sample", "same_barometer", "too_few"]
    assert list(REASONS) == own
    assert str(Refusal("base_empty")) == "nobody is left in the base: no share of it exists"
    assert str(Refusal("opt_in_panel")) == "opt in panel"
