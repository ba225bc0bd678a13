"""One interval: against R, by hand, at the edges, and what is refused."""

import math

import numpy as np
import pytest
from statsmodels.stats.proportion import proportion_confint

from baromia.estimates import METHODS, Interval, Refusal, checks, grim, interval

from .reference import cases

approx = pytest.approx

STATSMODELS = dict(zip(METHODS, ("wilson", "jeffreys", "beta", "agresti_coull"), strict=True))


@pytest.mark.parametrize("method", METHODS)
def test_agrees_with_r(method):
    # Closed forms: 1e-10 relative; R itself is printed to 15 digits.
    for case in cases("intervals"):
        got = interval(
            case["x"],
            case["n"],
            method=method,
            confidence=case["confidence"],
            design_effect=case["design_effect"],
        )
        assert (got.low, got.high) == approx(tuple(case[method]), rel=1e-10, abs=0), case


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(("count", "total"), [(1, 5), (24, 45), (400, 608), (9_999, 10_000)])
def test_agrees_with_statsmodels_inside_the_edges(method, count, total):
    got = interval(count, total, method=method)
    expected = proportion_confint(count, total, method=STATSMODELS[method])
    assert (got.low, got.high) == approx(expected, rel=1e-10)


def test_statsmodels_jeffreys_still_leaves_out_what_was_seen():
    # The reason our own has a boundary modification. If this fails, statsmodels has mended it.
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
    assert got.counts == range(24, 25)
    assert not got.rounding
    assert not got.assumed
    assert all(share in got for share in (0.5, got.low, got.high))
    assert 0.9 not in got


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
    assert got.rounding
    assert got.counts is None
    assert (got.low, got.high) == approx((interval(0.5005, 45).low, interval(0.5015, 45).high), rel=1e-12)


def test_range_of_totals_is_the_union():
    each = [interval(0.3, n) for n in range(20, 31)]
    got = interval(0.3, (20, 30))
    assert (got.low, got.high) == (min(i.low for i in each), max(i.high for i in each))
    assert got.total == (20, 30)


def test_the_widest_range_and_the_largest_total():
    assert interval(0.5, (1, checks.MAX_SPAN + 1)).total == (1, checks.MAX_SPAN + 1)
    last = checks.MAX_TOTAL
    assert interval(0.5, (last - 1, last), decimals=checks.MAX_DECIMALS).total == (last - 1, last)


def test_of_a_range_only_totals_with_a_count_remain():
    # A third printed 33.3 needs a multiple of three below 100.
    got = interval(0.333, (22, 25), decimals=1)
    assert got.total == 24
    assert got.counts == range(8, 9)


# Refusals


def test_no_n_no_interval():
    got = interval(0.3, None)
    assert isinstance(got, Refusal)
    assert (got.reason, got.details) == ("n_not_reported", {"share": 0.3})
    assert not got
    assert "n not reported" in str(got)
    assert interval(12, None) == Refusal("n_not_reported", {"count": 12})


def test_a_refused_base_is_handed_on():
    refused = Refusal("base_n_unknown", {"share": 0.5})
    assert interval(0.3, refused) is refused


def test_an_unknown_reason_still_reads():
    assert str(Refusal("opt_in_panel")) == "opt in panel"


# Bad input


@pytest.mark.parametrize(
    ("value", "total", "says"),
    [
        ("53.3", 45, "'53.3'; allowed: a share from 0 to 1"),
        (53.3, 45, "for a percentage write 0.533"),
        (1.01, 45, "1.01; allowed: a share from 0 to 1"),
        (-0.1, 45, "-0.1; allowed"),
        (math.nan, 45, "nan; allowed"),
        (math.inf, 45, "inf; allowed"),
        (None, 45, "None; allowed"),
        (True, 45, "True; allowed"),
        (0.5 + 0j, 45, "allowed: a share"),
        (46, 45, "46; allowed: a whole number from 0 to its total, 45"),
        (-1, 45, "-1; allowed"),
        (0.5, 0, "total is 0; allowed: a whole number from 1"),
        (0.5, -3, "total is -3"),
        (0.5, 45.5, "total is 45.5"),
        (0.5, math.nan, "total is nan"),
        (0.5, "45", "total is '45'"),
        (0.5, True, "total is True"),
        (0.5, 10**11, "allowed: a whole number from 1 to 10000000000"),
        (0.5, (30, 20), "allowed: (lowest, highest)"),
        (0.5, (1, 2, 3), "or a pair (lowest, highest)"),
        (0.5, (1, 10**8), "at most 1000000 apart"),
        (5, (20, 30), "allowed with a range of totals: a share"),
        ("x", None, "'x'; allowed"),
    ],
)
def test_bad_values_are_told_what_is_allowed(value, total, says):
    with pytest.raises(ValueError, match="allowed") as error:
        interval(value, total)
    assert says in str(error.value)


@pytest.mark.parametrize(
    ("setting", "says"),
    [
        ({"confidence": 95}, "confidence is 95; allowed: a number strictly between 0 and 1"),
        ({"confidence": 1.0}, "confidence is 1.0"),
        ({"confidence": math.nan}, "confidence is nan"),
        ({"confidence": "0.95"}, "confidence is '0.95'"),
        ({"method": "wald"}, "method is 'wald'; allowed: 'wilson', 'jeffreys'"),
        ({"method": None}, "method is None; allowed"),
        ({"design_effect": 0}, "design_effect is 0; allowed: a number above 0"),
        ({"design_effect": math.inf}, "design_effect is inf"),
        ({"decimals": -1}, "decimals is -1; allowed: a whole number from 0 to 6, or None"),
        ({"decimals": 1.0}, "decimals is 1.0"),
        ({"decimals": True}, "decimals is True"),
        ({"decimals": 1}, "0.5333, which is no percentage printed with decimals=1; allowed: the share as"),
    ],
)
def test_bad_settings_are_told_what_is_allowed(setting, says):
    with pytest.raises(ValueError, match="allowed") as error:
        interval(0.5333, 45, **setting)
    assert says in str(error.value)


def test_results_cannot_be_changed():
    with pytest.raises(AttributeError):
        interval(24, 45).low = 0.0
    assert isinstance(interval(24, 45), Interval)
