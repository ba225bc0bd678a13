"""Counts behind printed percentages, against exact fractions."""

import random
from fractions import Fraction

import numpy as np
import pytest

from baromia.estimates import grim, people, rounded


def prints_as(count, total, percentage):
    """Decide by exact fractions whether a count can print so, a half rounded either way."""
    decimals = len(percentage.partition(".")[2])
    exact = Fraction(100 * count * 10**decimals, total)
    return abs(exact - int(percentage.replace(".", ""))) <= Fraction(1, 2)


def test_counts_are_those_of_the_definition_alone_and_in_columns():
    rng = random.Random(1)
    rows = []
    for _ in range(200):
        total, decimals = rng.randint(1, 700), rng.randint(0, 3)
        percentage = f"{rng.randint(0, 100 * 10**decimals) / 10**decimals:.{decimals}f}"
        rows.append((percentage, decimals, total))
        assert grim(percentage, total) == [x for x in range(total + 1) if prints_as(x, total, percentage)]
    printed, decimals, totals = zip(*rows, strict=True)
    fewest, most = people([float(one) / 100 for one in printed], decimals, totals)
    together = [list(range(low, high + 1)) for low, high in zip(fewest, most, strict=True)]
    assert together == [grim(percentage, total) for percentage, _, total in rows]


def test_by_hand():
    """A half may have been rounded either way, and nobody and everybody have a neighbour on one side only."""
    found = {("53.3", 45): [24], ("50.1", 45): [], ("12", 8): [1], ("13", 8): [1], ("0", 45): [0], ("100", 45): [45]}
    found |= {("0", 200): [0, 1], ("1", 200): [1, 2, 3], ("100", 200): [199, 200]}
    assert {given: grim(*given) for given in found} == found


@pytest.mark.parametrize(("total", "decimals", "reached"), [(45, 0, 46), (45, 1, 46), (608, 0, 101), (608, 1, 617)])
def test_power_is_as_documented(total, decimals, reached):
    shares = np.arange(100 * 10**decimals + 1) / 10 ** (decimals + 2)
    fewest, most = people(shares, decimals, total)
    assert (fewest <= most).sum() == reached


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
