"""Intervals of one share and of many: against R, by hand, with rounding; from how many respondents on it is clear."""

import json
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from statsmodels.stats.proportion import proportion_confint

from baromia.estimates import METHODS, Refusal, break_even_total, grim, interval, intervals, limits

approx = pytest.approx
REFERENCES = Path(__file__).parents[1] / "references"
CASES = json.loads((REFERENCES / "intervals.json").read_text(encoding="utf-8"))["cases"]


@pytest.mark.parametrize("method", METHODS)
def test_agrees_with_r(method):
    # R itself is printed to 15 digits.
    for case in CASES:
        how = {"method": method, "confidence": case["confidence"], "design_effect": case["design_effect"]}
        got = interval(case["x"], case["n"], **how)
        assert (got.low, got.high) == approx(tuple(case[method]), rel=1e-10, abs=0), case


def test_statsmodels_jeffreys_still_leaves_out_what_was_seen():
    # The reason why limits are cut at the share. If this fails, statsmodels has mended it.
    assert proportion_confint(0, 5, method="jeffreys")[0] > 0
    low, high = limits([0, 1], 5, method="jeffreys")
    assert (low[0], high[1]) == (0, 1)


def test_by_hand():
    for share in (0, 5e-324):
        low, high = limits(share, 10, method="clopper-pearson")
        assert (low, high) == (0, approx(1 - 0.025 ** (1 / 10), rel=1e-12))
    got = interval(24, 45)
    for limit in (got.low, got.high):  # Wilson's equation
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
    assert interval(0.56, 608, decimals=0).decimals == 0
    assert all(share in got for share in (0.5, got.low, got.high))
    assert 0.9 not in got


def test_no_n_no_interval():
    got = interval(0.3, None)
    assert got == Refusal("n_not_reported", {"share": 0.3})
    assert not got
    assert str(got) == "n not reported: no interval can be given"
    assert str(Refusal("opt_in_panel")) == "opt in panel"
    assert interval(12, None) == Refusal("n_not_reported", {"count": 12})


# Rounding


@pytest.mark.parametrize("method", METHODS)
def test_interval_covers_every_count_that_prints_so(method):
    got = interval(0.53, 1000, decimals=0, method=method)
    each = [interval(count, 1000, method=method) for count in grim("53", 1000)]
    assert (got.low, got.high) == (min(i.low for i in each), max(i.high for i in each))
    assert list(got.counts) == grim("53", 1000)


def test_count_of_45_is_recovered_exactly():
    got, exact = interval(0.53, 45, decimals=0), interval(24, 45)
    assert (got.low, got.high, got.counts) == (exact.low, exact.high, range(24, 25))
    assert got.estimate == 0.53  # published and computed are not mixed
    assert interval(24, 45, decimals=0).counts == range(24, 25), "a count is exact, however it was printed"


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


@pytest.mark.parametrize(("method", "design_effect"), [*product(METHODS, [1.0, 1.7])])
def test_many_at_once_are_each_alone(method, design_effect):
    rng = np.random.default_rng(20261121)
    n = rng.integers(1, 2000, 40)
    decimals = rng.integers(0, 3, 40)
    share = np.rint(rng.binomial(n, rng.uniform(0, 1, 40)) / n * 10 ** (decimals + 2)) / 10 ** (decimals + 2)
    share[:20] = np.arange(20) / 20  # of small n some are no count
    n[:20], last = 7, n + rng.integers(0, 12, 40)
    how = {"confidence": 0.9, "method": method, "design_effect": design_effect}
    got = intervals(share, decimals, n, last, **how)
    for row in range(40):
        alone = interval(float(share[row]), (int(n[row]), int(last[row])), decimals=int(decimals[row]), **how)
        assert (got.low[row], got.high[row]) == approx((alone.low, alone.high), rel=1e-14)
        first, final = alone.total if isinstance(alone.total, tuple) else (alone.total,) * 2
        assert (got.n_low[row], got.n_high[row], got.whole[row]) == (first, final, not alone.rounding)
        if alone.counts:
            assert (got.count_low[row], got.count_high[row]) == (alone.counts[0], alone.counts[-1])


@pytest.mark.parametrize(
    ("share", "totals", "decimals", "people"),
    [
        (0.2, (525, 535), 0, (103, 109)),
        (0.29, (100, 100), np.nan, (29, 29)),
        (33_160_136 / 119_615_181, (119_615_181,) * 2, np.nan, (33_160_136, 33_160_136)),
        (0.5, (45, 45), np.nan, (22, 23)),
        (0.501, (45, 45), 1, (22, 23)),  # weighted: the whole numbers around the rounding interval
        (0.0, (45, 45), 0, (0, 0)),
        (0.01, (10**9, 10**10), 0, (5_000_000, 150_000_000)),
    ],
)
def test_people_behind_a_share(share, totals, decimals, people):
    got = intervals(share, decimals, *totals)
    assert (got.count_low.item(), got.count_high.item()) == people


def test_exact_and_printed_shares_may_stand_in_one_column():
    got = intervals([0.53, 0.53], [0, np.nan], 45, 45)
    assert got.low.tolist() == [interval(24, 45).low, interval(0.53, 45).low]
    assert (got.share_low.tolist(), got.whole.tolist()) == ([24 / 45, 0.53], [True, False])
    assert all(len(column) == 0 for column in intervals([], [], [], []))


def test_limits_of_arrays_broadcast_and_keep_what_is_missing():
    low, high = limits([0.2, np.nan], [[45], [608], [np.nan]], design_effect=[[1], [2], [1]])
    assert (low[1, 0], high[1, 0]) == limits(0.2, 304)
    assert np.isnan(low).tolist() == np.isnan(high).tolist() == [[False, True], [False, True], [True, True]]


# From how many respondents on


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(("share", "against"), [(0.66, 0.5), (0.4, 0.5), (1.0, 0.9)])
def test_it_is_the_first_clear_total(method, share, against):
    first = break_even_total(share, against, method=method)
    assert against not in interval(share, first, method=method)
    assert all(against in interval(share, n, method=method) for n in {*range(1, first, 7), first - 1})
    assert all(against not in interval(share, n, method=method) for n in range(first, first + 100, 13))


def test_rounding_and_design_ask_for_more_respondents():
    plain = break_even_total(0.53, 0.5)
    assert plain == 1068  # Wilson: n > z² · 0.5 · 0.5 / 0.03²
    assert break_even_total(1.0, 0.2) == 1  # the lower limit of one who says yes is 1 / (1 + z²), above a fifth
    assert break_even_total(0.53, 0.5, decimals=0) == break_even_total(0.525, 0.5) > plain
    assert abs(break_even_total(0.53, 0.5, design_effect=2) - 2 * plain) <= 2


@pytest.mark.parametrize(
    ("share", "against", "how"),
    [(0.53, 0.53, {}), (0.0, 0.0, {}), (1.0, 1.0, {}), (0.5, 0.503, {"decimals": 0}), (0.5 + 1e-9, 0.5, {})],
)
def test_some_comparisons_are_never_clear(share, against, how):
    assert break_even_total(share, against, **how) == Refusal("never_clear", {"share": share, "against": against})
