"""Counts behind printed percentages, and sums of rounded shares, against exact fractions."""

import random
from fractions import Fraction
from itertools import product

import pytest

from baromia.estimates import checks, grim, sum_bounds

HALF = Fraction(1, 2)


def prints_as(count, total, percentage):
    """Decide by exact fractions whether a count can print so, a half rounded either way."""
    decimals = len(percentage.partition(".")[2])
    exact = Fraction(100 * count * 10**decimals, total)
    return abs(exact - int(percentage.replace(".", ""))) <= HALF


def test_counts_are_those_of_the_definition():
    rng = random.Random(1)
    for _ in range(300):
        total, decimals = rng.randint(1, 700), rng.randint(0, 3)
        percentage = f"{rng.randint(0, 100 * 10**decimals) / 10**decimals:.{decimals}f}"
        assert grim(percentage, total) == [x for x in range(total + 1) if prints_as(x, total, percentage)]


@pytest.mark.parametrize(
    ("percentage", "total", "counts"),
    [
        ("53.3", 45, [24]),
        ("53", 45, [24]),
        ("50.1", 45, []),
        ("0", 45, [0]),
        ("100", 45, [45]),
        ("12", 8, [1]),
        ("13", 8, [1]),
        ("12.5", 8, [1]),
        ("0", 200, [0, 1]),
        ("1", 200, [1, 2, 3]),
        ("100", 200, [199, 200]),
        ("65.8", 608, [400]),
    ],
)
def test_by_hand(percentage, total, counts):
    assert grim(percentage, total) == counts


@pytest.mark.parametrize(("total", "decimals", "reached"), [(45, 0, 46), (45, 1, 46), (608, 0, 101), (608, 1, 617)])
def test_power_is_as_documented(total, decimals, reached):
    printed = [f"{i / 10**decimals:.{decimals}f}" for i in range(100 * 10**decimals + 1)]
    assert sum(bool(grim(p, total)) for p in printed) == reached


@pytest.mark.parametrize("bad", ["53,3", "53.3 %", "-1", "101", "100.1", "", ".5", "53.", "abc", 53.3, 53, None, "1e1"])
def test_bad_percentages_are_told_what_to_write(bad):
    with pytest.raises(ValueError, match=r"percentage is .*allowed: .*from '0' to '100'"):
        grim(bad, 45)


@pytest.mark.parametrize("bad", [0, -1, 1.5, "45", None, float("nan")])
def test_bad_totals_are_refused(bad):
    with pytest.raises(ValueError, match=r"total is .*allowed: a whole number from 1"):
        grim("53", bad)


# Sums


def test_three_thirds_print_to_99_and_are_whole():
    got = sum_bounds([0.33, 0.33, 0.33], 0)
    assert (got.printed, got.low, got.high, got.whole) == (0.99, 0.975, 1.005, True)


def test_with_the_total_the_sum_is_exact():
    assert sum_bounds([0.33] * 3, 0, total=3).low == sum_bounds([0.33] * 3, 0, total=3).high == 1


def test_several_answers_are_seen_to_be_no_partition():
    assert not sum_bounds([0.66, 0.52, 0.31], 0).whole
    assert not sum_bounds([0.5, 0.3, 0.1], 0).whole


def test_just_reaching_is_whole():
    # Each of three can be half a point more: 98.5 + 1.5 = 100, a half rounded down.
    assert sum_bounds([0.5, 0.25, 0.235], [0, 0, 1]).whole is False
    assert sum_bounds([0.33, 0.33, 0.325], [0, 0, 1]).high == pytest.approx(0.9955)
    assert sum_bounds([0.5, 0.49], 0).whole
    assert sum_bounds([0.5, 0.51], 0).whole
    assert not sum_bounds([0.5, 0.52], 0).whole
    assert sum_bounds([0.5, 0.5], checks.MAX_DECIMALS).low == 1 - 1e-8


def test_mixed_decimals_and_unprintable_shares():
    got = sum_bounds([0.5, 0.501], [0, 1], total=45)
    assert got.unprintable == (0, 1)  # half of 45 is no count: 22 prints as 49, 23 as 51
    assert (got.low, got.high) == pytest.approx((0.9955, 1.0065))
    assert sum_bounds([0.489, 0.511], 1, total=45).unprintable == ()


def test_range_is_that_of_all_counts():
    for total, shares in product([7, 12, 30], [(0.5, 0.25, 0.25), (0.43, 0.57), (0.33, 0.67)]):
        per_share = [grim(f"{100 * p:.0f}", total) for p in shares]
        if all(per_share):
            got = sum_bounds(shares, 0, total=total)
            assert got.low == pytest.approx(sum(c[0] for c in per_share) / total)
            assert got.high == pytest.approx(sum(c[-1] for c in per_share) / total)


def test_with_no_total_a_share_stays_a_share():
    got = sum_bounds([1.0, 0.0], 0)
    assert (got.printed, got.low, got.high) == (1.0, 0.995, 1.005)


@pytest.mark.parametrize("shares", [[], ["0.5"], [1.5], [float("nan")], [0.123]])
def test_bad_sums_are_refused(shares):
    with pytest.raises(ValueError, match="allowed"):
        sum_bounds(shares, 0)


@pytest.mark.parametrize("decimals", [[0, 1], -1, 0.5, "0"])
def test_bad_decimals_are_refused(decimals):
    with pytest.raises(ValueError, match="allowed"):
        sum_bounds([0.5, 0.3, 0.2], decimals)
