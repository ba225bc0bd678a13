"""What was given, in which row, and what is allowed: each sentence whole."""

import pandas as pd
import pytest

from baromia.estimates import (
    band,
    base_total,
    break_even_total,
    difference,
    grim,
    interval,
    intervals,
    pool,
    pool_if_alike,
    sum_bounds,
    what_if,
)

SHARE = "allowed: a share from 0 to 1 (not a percentage)"
TOTAL = "allowed: a whole number from 1 to 10000000000"
OR_NONE = f"{TOTAL}, or None where n is not reported"
MANY_SHARES = f"{SHARE}, or a whole-number type for counts"
MANY_TOTALS = f"{TOTAL}, or missing where n is not reported"
ALIKE = {"indicators": ["use"], "populations": ["nurses"]}


def sentence(call, *given, **how) -> str:
    with pytest.raises(ValueError, match="allowed") as error:
        call(*given, **how)
    return str(error.value)


@pytest.mark.parametrize(
    ("value", "total", "says"),
    [
        ("53.3", 45, f"count_or_share is '53.3'; {SHARE}"),
        ("53.3", None, f"count_or_share is '53.3'; {SHARE}"),
        (-0.1, 45, f"count_or_share is -0.1; {SHARE}"),
        (1.5, None, f"count_or_share is 1.5; {SHARE}; for a percentage write 0.015"),
        (100.0, 45, f"count_or_share is 100.0; {SHARE}; for a percentage write 1"),
        (100.5, 45, f"count_or_share is 100.5; {SHARE}"),
        (46, 45, "count_or_share is 46; allowed: a whole number from 0 to its total, 45"),
        (5, (20, 30), "count_or_share is 5; allowed with a range of totals: a share, 0.0 to 1.0"),
        (-1, 45, "count_or_share is -1; allowed: a whole number from 0 to its total, 45"),
        (-1, None, "count_or_share is -1; allowed: a whole number from 0 to its total, 10000000000"),
        (0.5, 45.5, f"total is 45.5; {OR_NONE}"),
        (0.5, 10**400, f"total is {10**400}; {OR_NONE}"),
        (0.5, "45", f"total is '45'; {OR_NONE}"),
        (0.5, (0, 20), f"total is 0; {TOTAL}"),
        (0.5, (20, "30"), f"total is '30'; {TOTAL}"),
        (0.5, (30, 20), "total is (30, 20); allowed: (lowest, highest) at most 1000000 apart"),
        (0.5, (1, 2, 3), "total is (1, 2, 3); allowed: one total, or a pair (lowest, highest)"),
    ],
)
def test_a_share_and_its_total(value, total, says):
    assert sentence(interval, value, total) == says


CONFIDENCE = "allowed: a number strictly between 0 and 1, such as 0.95"
EFFECT = "allowed: a number above 0 (1 for a simple random sample)"


@pytest.mark.parametrize(
    ("how", "says"),
    [
        ({"confidence": "0.95"}, f"confidence is '0.95'; {CONFIDENCE}"),
        ({"confidence": 0}, f"confidence is 0; {CONFIDENCE}"),
        ({"design_effect": None}, f"design_effect is None; {EFFECT}"),
        ({"design_effect": -1}, f"design_effect is -1; {EFFECT}"),
        ({"decimals": 7}, "decimals is 7; allowed: a whole number from 0 to 6, or None"),
        (
            {"decimals": 1},
            (
                "share is 0.53333, which is no percentage printed with decimals=1; allowed: the share as printed, here "
                "0.533, or decimals=None for an unrounded share"
            ),
        ),
    ],
)
def test_how_an_interval_is_computed(how, says):
    assert sentence(interval, 0.53333, 45, **how) == says


@pytest.mark.parametrize(
    ("call", "given", "says"),
    [
        (
            base_total,
            (-1, None, None),
            "count_or_share is -1; allowed: a whole number from 0 to its total, 10000000000",
        ),
        (base_total, (1.5, None, 1), f"count_or_share is 1.5; {SHARE}; for a percentage write 0.015"),
        (difference, (0.5, 10, 7, 5), "count_or_share is 7; allowed: a whole number from 0 to its total, 5"),
        (what_if, (0.3, None), "assumed_total is None; allowed: a number of respondents to try, or a pair of them"),
        (what_if, (30, 45), f"share is 30; {SHARE}; for a percentage write 0.3"),
        (band, (0.3, 0, 10), f"lowest is 0; {TOTAL}"),
        (band, (0.3, 1, "x"), f"highest is 'x'; {TOTAL}"),
        (band, (0.3, 100, 10), "lowest is 100, above highest, 10; allowed: up to highest"),
        (break_even_total, (0.3, 50), f"against is 50; {SHARE}; for a percentage write 0.5"),
        (break_even_total, (0.3, 0.5, 0), f"against_total is 0; {TOTAL}"),
        (grim, ("101", 45), "percentage is '101'; allowed: from '0' to '100'"),
        (grim, ("53.3", 0), f"total is 0; {TOTAL}"),
        (
            grim,
            ("53,3", 45),
            (
                "percentage is '53,3'; allowed: a string as printed, from '0' to '100', with a decimal point "
                "and no sign, such as '53.3'"
            ),
        ),
        (sum_bounds, ([], 0), "shares is empty; allowed: one share or more"),
        (sum_bounds, ([0.5, "x"], 0), "shares is 'x' in row 1; allowed: a share from 0 to 1"),
        (sum_bounds, ([0.5, 1.5], 0), f"shares is 1.5; {SHARE}; for a percentage write 0.015"),
        (sum_bounds, ([0.5, 0.5], [0, None]), "decimals is nan in row 1; allowed: a whole number from 0 to 6"),
        (sum_bounds, ([0.5, 0.5], [0, "1"]), "decimals is '1' in row 1; allowed: a whole number from 0 to 6"),
        (sum_bounds, ([0.5, 0.5], [7, 0]), "decimals is 7 in row 0; allowed: a whole number from 0 to 6"),
        (sum_bounds, ([0.5], 0, 0), f"total is 0; {TOTAL}"),
    ],
)
def test_bases_contrasts_what_ifs_and_sums(call, given, says):
    assert sentence(call, *given) == says


def test_settings_of_what_ifs():
    assert sentence(band, 0.3, 1, 10, points=0) == f"points is 0; {TOTAL}"
    says = "method is 'jeffreys'; allowed with against_total: 'wilson'"
    assert sentence(break_even_total, 0.3, 0.5, 45, method="jeffreys") == says


@pytest.mark.parametrize(
    ("values", "totals", "says"),
    [
        ([0.2, "x"], 45, f"counts_or_shares is 'x' in row 1; {MANY_SHARES}"),
        ([0.2, 20.0], 45, f"counts_or_shares is 20 in row 1; {MANY_SHARES}"),
        ([[0.2], [0.3]], 45, "counts_or_shares has 2 dimensions; allowed: one, in every row " + MANY_SHARES[9:]),
        (
            [[2], [3]],
            45,
            "counts_or_shares has 2 dimensions; allowed: one, in every row a whole number from 0 to its total",
        ),
        ([2, 46], 45, "counts_or_shares is 46 in row 1; allowed: a whole number from 0 to its total"),
        (
            pd.Series([3, None], dtype="Int64"),
            45,
            "counts_or_shares is nan in row 1; allowed: a whole number from 0 to its total",
        ),
        ([0.2, 0.3], [45, 0], f"totals is 0 in row 1; {MANY_TOTALS}"),
        ([0.2, 0.3], [45, "x"], f"totals is 'x' in row 1; {MANY_TOTALS}"),
        ([0.2, 0.3], [45, None, 3], "totals has 3 rows; allowed: one, or 2, as many as there are shares"),
    ],
)
def test_many_shares(values, totals, says):
    assert sentence(intervals, values, totals) == says


@pytest.mark.parametrize(
    ("how", "says"),
    [
        ({"design_effect": [1, 0]}, "design_effect is 0 in row 1; allowed: a number above 0"),
        ({"design_effect": [1, "x"]}, "design_effect is 'x' in row 1; allowed: a number above 0"),
        ({"design_effect": [1, 1, 1]}, "design_effect has 3 rows; allowed: one, or 2, as many as there are shares"),
        ({"decimals": [0, 7]}, "decimals is 7 in row 1; allowed: a whole number from 0 to 6, or missing"),
        ({"decimals": [0, -1]}, "decimals is -1 in row 1; allowed: a whole number from 0 to 6, or missing"),
        ({"decimals": [0, "x"]}, "decimals is 'x' in row 1; allowed: a whole number from 0 to 6, or missing"),
    ],
)
def test_how_many_shares_are_computed(how, says):
    assert sentence(intervals, [0.2, 0.3], 45, **how) == says


@pytest.mark.parametrize(
    ("counts", "totals", "says"),
    [
        ([], [], "counts is empty; allowed: one sample or more"),
        ([1, "x"], [5, 5], "counts is 'x' in row 1; allowed: a whole number from 0 to its total"),
        ([[1], [None]], 5, "counts has 2 dimensions; allowed: one, in every row a whole number from 0 to its total"),
        ([1, 7], [5, 5], "counts is 7 in row 1; allowed: a whole number from 0 to its total"),
        ([1, 2], [5, "x"], "totals is 'x' in row 1; allowed: a whole number from 1"),
        ([1, 2], [5, 0], "totals is 0 in row 1; allowed: a whole number from 1"),
    ],
)
def test_samples_to_pool(counts, totals, says):
    assert sentence(pool, counts, totals) == says


@pytest.mark.parametrize("column", ["indicators", "populations", "samples", "barometers"])
def test_columns_to_pool_are_of_one_length(column):
    says = f"{column} has 2 rows; allowed: as many as counts_or_shares, 1"
    assert sentence(pool_if_alike, [1], [5], **(ALIKE | {column: ["a", "b"]})) == says


def test_what_is_to_be_pooled_if_alike():
    says = "counts_or_shares is empty; allowed: one sample or more"
    assert sentence(pool_if_alike, [], [], indicators=[], populations=[]) == says
    says = "totals has 2 rows; allowed: as many as counts_or_shares, 1"
    assert sentence(pool_if_alike, [1], [5, 5], **ALIKE) == says
    assert sentence(pool_if_alike, [1], [0], **ALIKE) == f"totals is 0; {OR_NONE}"
