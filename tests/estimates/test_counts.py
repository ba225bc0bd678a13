"""Counts behind printed percentages, against exact fractions."""

import random
from fractions import Fraction

import numpy as np
import pytest

from baromia.estimates import grim, people, rounded

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
    shares = np.arange(100 * 10**decimals + 1) / 10 ** (decimals + 2)
    fewest, most = people(shares, decimals, total)
    assert (fewest <= most).sum() == reached


def test_whole_columns_say_what_each_percentage_says():
    shares, decimals, totals = [0.533, 0.53, 0.501, 0.0, 1.0], [1, 0, 1, 0, 0], [45, 1000, 45, 200, 200]
    fewest, most = people(shares, decimals, totals)
    printed = [f"{100 * share:.{digits}f}" for share, digits in zip(shares, decimals, strict=True)]
    for low, high, percentage, total in zip(fewest, most, printed, totals, strict=True):
        assert list(range(low, high + 1)) == grim(percentage, total)


def test_the_largest_total_and_the_most_decimals_stay_exact():
    assert people(1.0, 6, 10**10) == (9_999_999_950, 10**10)


def test_what_rounding_leaves():
    low, high = rounded([0.56, 0.0, 1.0, 0.333, 0.5], [0, 0, 1, 1, np.nan])
    assert low == pytest.approx([0.555, 0, 0.9995, 0.3325, 0.5])
    assert high == pytest.approx([0.565, 0.005, 1, 0.3335, 0.5])


def test_a_share_finer_than_it_was_printed_is_told():
    with pytest.raises(ValueError, match="allowed") as error:
        people([0.5, 0.53333], [0, 1], 45)
    assert str(error.value) == (
        "share is 0.53333, which is no percentage printed with decimals=1; allowed: the share as printed, here 0.533, "
        "or decimals=None for an unrounded share"
    )


@pytest.mark.parametrize("bad", ["53,3", "53.3 %", "-1", "101", "100.1", "", ".5", "53.", "abc", 53.3, 53, None, "1e1"])
def test_bad_percentages_are_told_what_to_write(bad):
    with pytest.raises(ValueError, match=r"percentage is .*allowed: .*from '0' to '100'"):
        grim(bad, 45)


@pytest.mark.parametrize("bad", [0, -1, 1.5, "45", None, float("nan")])
def test_bad_totals_are_refused(bad):
    with pytest.raises(ValueError, match=r"total is .*allowed: a whole number from 1"):
        grim("53", bad)
