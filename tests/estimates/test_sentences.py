"""What was given, in which row, and what is allowed: each sentence whole."""

import pytest

from baromia.estimates import (
    base_total,
    break_even_total,
    difference,
    difference_bounds,
    grim,
    interval,
    limits,
    pool,
    pool_if_alike,
)

NAN = float("nan")
SHARE = "allowed: a share from 0 to 1 (not a percentage)"
TOTAL = "allowed: a whole number from 1 to 10000000000"
OR_NONE = f"{TOTAL}, or None where n is not reported"
CONFIDENCE = "allowed: a number strictly between 0 and 1, such as 0.95"
EFFECT = "allowed: a number above 0 (1 for a simple random sample)"
DECIMALS = "allowed: a whole number from 0 to 6, or None"
OF = "allowed: a whole number from 0 to its total"
METHODS = "allowed: 'wilson', 'jeffreys', 'clopper-pearson', 'agresti-coull'"
ALIKE = {"indicators": ["use"], "populations": ["nurses"]}


def sentence(call, *given, **how) -> str:
    with pytest.raises(ValueError, match="allowed") as error:
        call(*given, **how)
    return str(error.value)


@pytest.mark.parametrize("value", ["53.3", -0.1, 100.5, NAN, float("inf"), None, True, 0.5 + 0j])
@pytest.mark.parametrize("total", [45, None])
def test_a_share(value, total):
    assert sentence(interval, value, total) == f"count_or_share is {value!r}; {SHARE}"


@pytest.mark.parametrize(("value", "share"), [(1.01, "0.0101"), (53.3, "0.533"), (100.0, "1")])
def test_a_percentage_is_told_its_share(value, share):
    assert sentence(interval, value, 45) == f"count_or_share is {value}; {SHARE}; for a percentage write {share}"


@pytest.mark.parametrize(
    ("value", "total", "says"),
    [
        (46, 45, f"count_or_share is 46; {OF}, 45"),
        (-1, 45, f"count_or_share is -1; {OF}, 45"),
        (-1, None, f"count_or_share is -1; {OF}, 10000000000"),
        (5, (20, 30), "count_or_share is 5; allowed with a range of totals: a share, 0.0 to 1.0"),
        *((0.5, n, f"total is {n!r}; {OR_NONE}") for n in (0, -3, 45.5, NAN, "45", True, 10**10 + 1, 10**400)),
        (0.5, (0, 20), f"total is 0; {TOTAL}"),
        (0.5, (20, "30"), f"total is '30'; {TOTAL}"),
        (0.5, (30, 20), "total is (30, 20); allowed: a pair with the lowest first"),
        (0.5, (1, 2, 3), "total is (1, 2, 3); allowed: one total, or a pair (lowest, highest)"),
    ],
)
def test_a_share_and_its_total(value, total, says):
    assert sentence(interval, value, total) == says


@pytest.mark.parametrize(
    ("how", "says"),
    [
        *(({"confidence": bad}, f"confidence is {bad!r}; {CONFIDENCE}") for bad in (95, 0, 1.0, NAN, "0.95")),
        *(({"design_effect": bad}, f"design_effect is {bad!r}; {EFFECT}") for bad in (0, -1, None, float("inf"))),
        *(({"decimals": bad}, f"decimals is {bad!r}; {DECIMALS}") for bad in (7, -1, 1.0, True, (0, 0))),
        *(({"method": bad}, f"method is {bad!r}; {METHODS}") for bad in ("wald", None)),
    ],
)
@pytest.mark.parametrize("total", [45, None])
def test_how_an_interval_is_computed(how, says, total):
    assert sentence(interval, 0.5, total, **how) == says


@pytest.mark.parametrize(
    ("call", "given", "says"),
    [
        (base_total, (-1, None, None), f"count_or_share is -1; {OF}, 10000000000"),
        (base_total, (1.5, 45, 1), f"count_or_share is 1.5; {SHARE}; for a percentage write 0.015"),
        (base_total, (0.5, 0, 1), f"total is 0; {OR_NONE}"),
        (base_total, (0.5, 45, 1.0), f"decimals is 1.0; {DECIMALS}"),
        (difference, (0.5, 10, 7, 5), f"count_or_share is 7; {OF}, 5"),
        (difference, (0.5, 0, 0.3, 20), f"total is 0; {OR_NONE}"),
        (difference, (0.5, 10, NAN, None), f"count_or_share is nan; {SHARE}"),
        (difference_bounds, (0.5, "0.3", None), f"count_or_share is '0.3'; {SHARE}"),
        (difference_bounds, (0.5, 0.3, 0), f"total is 0; {OR_NONE}"),
        (break_even_total, (30, 0.5), f"share is 30; {SHARE}; for a percentage write 0.3"),
        (break_even_total, (0.3, 50), f"against is 50; {SHARE}; for a percentage write 0.5"),
        (break_even_total, (0.3, 0.5, 0), f"against_total is 0; {TOTAL}"),
        (limits, (0.3, 45), f"method is 'x'; {METHODS}"),
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
    ],
)
def test_bases_differences_and_counts(call, given, says):
    assert sentence(call, *given, **({"method": "x"} if call is limits else {})) == says


def test_settings_of_comparisons():
    says = "method is 'jeffreys'; allowed with against_total: 'wilson'"
    assert sentence(break_even_total, 0.3, 0.5, 45, method="jeffreys") == says
    assert sentence(break_even_total, 0.3, 0.5, method="wald") == f"method is 'wald'; {METHODS}"
    says = "shares are 0.7 and 0.6; allowed for exclusive answers: a sum up to 1"
    assert sentence(difference_bounds, 0.7, 0.6, 45, exclusive=True) == says
    assert sentence(difference_bounds, 0.7, 0.6, 45, confidence=2) == f"confidence is 2; {CONFIDENCE}"
    assert sentence(difference, 0.7, 45, 0.6, 45, decimals=(1, 0, 2)) == f"decimals is (1, 0, 2); {DECIMALS}"


@pytest.mark.parametrize(
    ("counts", "totals", "says"),
    [
        ([], [], "counts is empty; allowed: one sample or more"),
        ([1, 2], [5], "totals has 1 rows; allowed: as many as counts, 2"),
        *(([3, bad], [5, 5], f"counts in row 1 is {bad!r}; {OF}, 5") for bad in (6, -1, 0.5, NAN, "x", True, None)),
        *(([3, 1], [5, bad], f"totals in row 1 is {bad!r}; {TOTAL}") for bad in (0, None, "5", 2.5, 10**11)),
    ],
)
def test_samples_to_pool(counts, totals, says):
    assert sentence(pool, counts, totals) == says


@pytest.mark.parametrize(
    ("how", "says"),
    [
        ({"tau2": "dl"}, "tau2 is 'dl'; allowed: 'PM', 'REML', 'DL'"),
        ({"tau2": ["PM"]}, "tau2 is ['PM']; allowed: 'PM', 'REML', 'DL'"),
        ({"adjustment": "knha"}, "adjustment is 'knha'; allowed: 'none', 'kh', 'modified-kh'"),
        ({"confidence": 95}, f"confidence is 95; {CONFIDENCE}"),
    ],
)
@pytest.mark.parametrize("k", [1, 3])
def test_how_samples_are_pooled(how, says, k):
    assert sentence(pool, [1, 2, 3][:k], [5, 5, 5][:k], **how) == says


@pytest.mark.parametrize("column", ["indicators", "populations", "samples", "barometers"])
def test_columns_to_pool_are_of_one_length(column):
    says = f"{column} has 2 rows; allowed: as many as counts_or_shares, 1"
    assert sentence(pool_if_alike, [1], [5], **(ALIKE | {column: ["a", "b"]})) == says


@pytest.mark.parametrize(
    ("values", "totals", "says"),
    [
        ([], [5], "counts_or_shares is empty; allowed: one sample or more"),
        ([1], [5, 5], "totals has 2 rows; allowed: as many as counts_or_shares, 1"),
        ([1], [0], f"totals is 0; {OR_NONE}"),
        ([9], [5], f"counts_or_shares is 9; {OF}, 5"),
        ([1.5], [5], f"counts_or_shares is 1.5; {SHARE}; for a percentage write 0.015"),
        (["x"], [5], f"counts_or_shares is 'x'; {SHARE}"),
    ],
)
def test_what_is_to_be_pooled_if_alike(values, totals, says):
    assert sentence(pool_if_alike, values, totals, **ALIKE) == says
