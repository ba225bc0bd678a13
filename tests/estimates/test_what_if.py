"""What-ifs are marked as such; bases that are shares keep their doubt."""

from dataclasses import replace

import pytest

from baromia.estimates import (
    METHODS,
    Refusal,
    band,
    base_total,
    break_even_total,
    difference,
    interval,
    what_if,
)


def test_an_assumed_total_is_marked():
    how = {"decimals": 0, "confidence": 0.9, "method": "jeffreys", "design_effect": 1.5}
    assert what_if(0.3, 608, **how) == replace(interval(0.3, 608, **how), assumed=True)


def test_a_range_may_be_assumed():
    assert what_if(0.3, (50, 100)).total == (50, 100)


def test_band_narrows_with_n():
    got = band(0.3, 10, 10_000, points=30)
    assert (got["total"].iloc[0], got["total"].iloc[-1]) == (10, 10_000)
    assert got["assumed"].dtype == bool
    assert got["assumed"].all()
    assert got["low"].is_monotonic_increasing
    assert got["high"].is_monotonic_decreasing
    assert len(band(0.3, 45, 45)) == 1


def test_band_has_as_many_totals_as_asked_and_the_intervals_of_each():
    assert len(band(0.3, 10, 10**7)) == 60
    how = {"decimals": 0, "confidence": 0.9, "method": "jeffreys", "design_effect": 1.5}
    got = band(0.3, 10, 1000, points=1, **how)
    assert got["total"].tolist() == [10, 1000]
    assert got["low"].tolist() == [interval(0.3, n, **how).low for n in (10, 1000)]


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(("share", "against"), [(0.66, 0.5), (0.4, 0.5), (0.05, 0.1), (0.9, 0.7), (1.0, 0.9)])
def test_break_even_is_the_first_clear_total(method, share, against):
    first = break_even_total(share, against, method=method)
    assert against not in interval(share, first, method=method)
    assert all(against in interval(share, n, method=method) for n in range(1, first))
    assert all(against not in interval(share, n, method=method) for n in range(first, first + 200))


def test_break_even_by_hand():
    # Wilson: n > z² · 0.5 · 0.5 / 0.03²
    assert break_even_total(0.53, 0.5) == 1068
    # One person who says yes: the lower limit is 1 / (1 + z²), above a fifth.
    assert break_even_total(1.0, 0.2) == 1


def test_break_even_against_another_sample():
    first = break_even_total(0.66, 0.5, 200)
    assert difference(0.66, first, 0.5, 200).clear
    assert not difference(0.66, first - 1, 0.5, 200).clear
    twice = break_even_total(0.66, 0.5, 200, design_effect=1.5)
    assert difference(0.66, twice, 0.5, 200, design_effect=1.5).clear
    assert not difference(0.66, twice - 1, 0.5, 200, design_effect=1.5).clear


def test_rounding_and_design_ask_for_more_respondents():
    plain = break_even_total(0.53, 0.5)
    assert break_even_total(0.53, 0.5, decimals=0) == break_even_total(0.525, 0.5) > plain
    assert abs(break_even_total(0.53, 0.5, design_effect=2) - 2 * plain) <= 2


@pytest.mark.parametrize("how", [{}, {"decimals": 0}, {"against_total": 45}])
def test_some_comparisons_are_never_clear(how):
    against = 0.5 if how else 0.53
    share = 0.5 if "decimals" in how else 0.53
    assert break_even_total(share, against, **how) == Refusal("never_clear", {"share": share, "against": against})


@pytest.mark.parametrize(
    "call",
    [
        lambda: what_if(0.3, None),
        lambda: what_if(3, 45),
        lambda: what_if("0.3", 45),
        lambda: band(0.3, 100, 10),
        lambda: band(0.3, 0, 10),
        lambda: band(0.3, 1, 10, points=0),
        lambda: break_even_total(1.3, 0.5),
        lambda: break_even_total(0.3, 50),
        lambda: break_even_total(0.3, 0.5, 0),
        lambda: break_even_total(0.3, 0.5, 45, method="jeffreys"),
        lambda: break_even_total(0.3, 0.5, method="wald"),
    ],
)
def test_bad_input(call):
    with pytest.raises(ValueError, match="allowed"):
        call()


# Bases


def test_a_base_is_recovered_exactly_where_n_allows():
    assert base_total(0.533, 45, 1) == (24, 24)
    assert interval(0.208, base_total(0.533, 45, 1), decimals=1).counts == range(5, 6)


def test_a_base_is_a_range_where_rounding_leaves_one():
    assert base_total(0.53, 1000, 0) == (525, 535)
    assert base_total(0.2, base_total(0.53, 1000, 0), 0) == (103, 109)


def test_a_count_or_an_exact_share_is_its_own_base():
    assert base_total(24, 45, None) == (24, 24)
    assert base_total(0.29, 100, None) == (29, 29)
    assert base_total(0.5, 45, None) == (22, 23)


def test_a_weighted_base_covers_the_rounding_interval():
    assert base_total(0.501, 45, 1) == (22, 23)


@pytest.mark.parametrize("total", [None, Refusal("base_n_unknown")])
def test_a_base_of_unknown_n_is_refused_all_the_way(total):
    base = base_total(0.53, total, 0)
    assert (base.reason, base.details) == ("base_n_unknown", {"share": 0.53})
    assert interval(0.3, base) is base
    assert base_total(24, None, None).details == {"count": 24}


def test_an_empty_base_is_refused():
    assert base_total(0.0, 45, 0) == Refusal("base_empty", {"share": 0.0, "total": 45})
    assert base_total(0.0, 500, 0) == (1, 2)  # 0 % of 500 may be two people


@pytest.mark.parametrize("bad", [(1.5, 45, 1), (0.5333, 45, 1), (0.5, 0, 1), (0.5, 45, 1.0), ("x", None, 1)])
def test_bad_bases(bad):
    with pytest.raises(ValueError, match="allowed"):
        base_total(*bad)
