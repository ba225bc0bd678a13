"""What was given, in which row, and what is allowed: each sentence whole."""

import pytest

from baromia import estimates
from baromia.estimates import (
    break_even_total,
    difference,
    difference_bounds,
    difference_limits,
    grim,
    interval,
    intervals,
    limits,
    people,
    pool,
    rounded,
)

NAN = float("nan")
SHARE = "allowed: a share from 0 to 1 (not a percentage)"
TOTAL = "allowed: a whole number from 1 to 10000000000"
CONFIDENCE = "allowed: a number strictly between 0 and 1, such as 0.95"
EFFECT = "allowed: a number above 0 (1 for a simple random sample)"
DECIMALS = "allowed: a whole number from 0 to 6, or None"
OF = "allowed: a whole number from 0 to its total"
METHODS = f"allowed: {', '.join(map(repr, estimates.METHODS))}"
OVERLAPS = "allowed: 'least', 'greatest', 'none'"
ALL = {"overlap": "least", "confidence": 0.95, "design_effect": 1}
PAIR = "allowed: one total, or a pair (lowest, highest)"
PRINTED = "allowed: a string as printed, from '0' to '100', with a decimal point and no sign, such as '53.3'"


def sentence(call, *given, **how) -> str:
    with pytest.raises(ValueError, match="allowed") as error:
        call(*given, **how)
    return str(error.value)


@pytest.mark.parametrize(
    ("value", "total", "says"),
    [
        *((bad, 45, f"count_or_share is {bad!r}; {SHARE}") for bad in ("53.3", -0.1, 100.5, NAN, None, True, 0.5j)),
        ("53.3", None, f"count_or_share is '53.3'; {SHARE}"),
        (1.01, 45, f"count_or_share is 1.01; {SHARE}; for a percentage write 0.0101"),
        (53.3, 45, f"count_or_share is 53.3; {SHARE}; for a percentage write 0.533"),
        (100.0, 45, f"count_or_share is 100.0; {SHARE}; for a percentage write 1"),
        (46, 45, f"count_or_share is 46; {OF}, 45"),
        (-1, 45, f"count_or_share is -1; {OF}, 45"),
        (-1, None, f"count_or_share is -1; {OF}, 10000000000"),
        (5, (20, 30), "count_or_share is 5; allowed with a range of totals: a share, 0.0 to 1.0"),
        *((0.5, n, f"total is {n!r}; {TOTAL}") for n in (0, -3, 45.5, NAN, "45", True, 10**10 + 1, 10**400)),
        (0.5, (0, 20), f"total is 0; {TOTAL}"),
        (0.5, (20, "30"), f"total is '30'; {TOTAL}"),
        *((0.5, pair, f"total is {pair!r}; {PAIR}") for pair in ((30, 20), (1, 2, 3))),
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
    ("call", "given", "how", "says"),
    [
        (limits, (0.3, 45), {"method": "x"}, f"method is 'x'; {METHODS}"),
        (limits, (53.3, 45), {}, f"share is 53.3; {SHARE}; for a percentage write 0.533"),
        (limits, ([0.5, -1], 45), {}, f"share in row 1 is -1; {SHARE}"),
        (limits, ("many", 45), {}, f"share is 'many'; {SHARE}"),
        (limits, ([0.5, "many"], 45), {}, f"share in row 1 is 'many'; {SHARE}"),
        *((limits, (0.5, bad), {}, f"n is {bad!r}; {TOTAL}") for bad in (0, -3, 45.5, 10**11, 10**400)),
        (limits, (0.5, [[45], [0]]), {}, f"n in row 1 is 0; {TOTAL}"),
        (limits, (0.5, 10), {"confidence": 95}, f"confidence is 95; {CONFIDENCE}"),
        (limits, (0.5, 10), {"design_effect": [1, 0]}, f"design_effect in row 1 is 0; {EFFECT}"),
        (intervals, ([1.5], [0], [10], [10]), {}, f"share in row 0 is 1.5; {SHARE}; for a percentage write 0.015"),
        (intervals, ([0.5, NAN], 0, 10, 10), {}, f"share in row 1 is nan; {SHARE}"),
        (intervals, (0.5, [0, 7], 10, 10), {}, f"decimals in row 1 is 7; {DECIMALS}"),
        (intervals, (0.5, 0, [10, NAN], 10), {}, f"n_low in row 1 is nan; {TOTAL}"),
        (intervals, (0.5, 0, 10, 0), {}, f"n_high is 0; {TOTAL}"),
        (intervals, (0.5, 0, 10, 9), {}, "n_low is 10, n_high 9; allowed: in each row the lowest first"),
        (intervals, (0.5, 0, 10, 10), {"confidence": 95}, f"confidence is 95; {CONFIDENCE}"),
        (people, (1.5, 0, 10), {}, f"share is 1.5; {SHARE}; for a percentage write 0.015"),
        (people, (0.5, 1.5, 10), {}, f"decimals is 1.5; {DECIMALS}"),
        (people, (0.5, 0, [10, 0]), {}, f"n in row 1 is 0; {TOTAL}"),
        (rounded, (0.5, 7), {}, f"decimals is 7; {DECIMALS}"),
        (rounded, (56, 0), {}, f"share is 56; {SHARE}; for a percentage write 0.56"),
        (difference_limits, ((0.5, 0.5), (0.3, 0.3), 0), ALL, f"n is 0; {TOTAL}"),
        (difference_limits, ((0.5, 0.5), (0.3, 0.3), 9), ALL | {"overlap": "x"}, f"overlap is 'x'; {OVERLAPS}"),
        (difference, (0.5, 10, 7, 5), {}, f"count_or_share is 7; {OF}, 5"),
        (difference, (0.5, 0, 0.3, 20), {}, f"total is 0; {TOTAL}"),
        (difference, (0.5, 10, NAN, None), {}, f"count_or_share is nan; {SHARE}"),
        (difference, (0.7, 45, 0.6, 45), {"decimals": (1, 0, 2)}, f"decimals is (1, 0, 2); {DECIMALS}"),
        (difference_bounds, (0.5, "0.3", None), {}, f"count_or_share is '0.3'; {SHARE}"),
        (difference_bounds, (0.5, 0.3, 0), {}, f"total is 0; {TOTAL}"),
        (difference_bounds, (0.7, 0.6, 45), {"confidence": 2}, f"confidence is 2; {CONFIDENCE}"),
        (difference_bounds, (0.884, 0.52, 500), {"decimals": (1, "0")}, f"decimals is '0'; {DECIMALS}"),
        (
            difference_bounds,
            (0.7, 0.6, 45),
            {"exclusive": True},
            "shares are 0.7 and 0.6; allowed for exclusive answers: a sum up to 1",
        ),
        (break_even_total, (30, 0.5), {}, f"share is 30; {SHARE}; for a percentage write 0.3"),
        (break_even_total, (0.3, 50), {}, f"against is 50; {SHARE}; for a percentage write 0.5"),
        (break_even_total, (0.3, 0.5), {"method": "wald"}, f"method is 'wald'; {METHODS}"),
        (grim, ("53.3", 0), {}, f"total is 0; {TOTAL}"),
        (grim, ("101", 45), {}, "percentage is '101'; allowed: from '0' to '100'"),
        (grim, ("100.1", 45), {}, "percentage is '100.1'; allowed: from '0' to '100'"),
        *(
            (grim, (bad, 45), {}, f"percentage is {bad!r}; {PRINTED}")
            for bad in ("53,3", "53.3 %", "-1", "", ".5", "53.", 53.3, None, "1e1")
        ),
        (pool, ([], []), {}, "counts has 0 rows, totals 0; allowed: as many, at least one"),
        (pool, ([1, 2], [5]), {}, "counts has 2 rows, totals 1; allowed: as many, at least one"),
        *(
            (pool, ([3, bad], [5, 5]), {}, f"counts in row 1 is {bad!r}; {OF}, 5")
            for bad in (6, -1, 0.5, NAN, "x", None)
        ),
        *(
            (pool, ([3, 1], [5, bad]), {}, f"totals in row 1 is {bad!r}; {TOTAL}")
            for bad in (0, None, "5", 2.5, 10**11)
        ),
        (pool, ([1], [5]), {"tau2": ["PM"]}, "tau2 is ['PM']; allowed: 'PM', 'REML', 'DL'"),
        (pool, ([1], [5]), {"adjustment": "knha"}, "adjustment is 'knha'; allowed: 'none', 'kh', 'modified-kh'"),
        (pool, ([1], [5]), {"confidence": 95}, f"confidence is 95; {CONFIDENCE}"),
    ],
)
def test_differences_counts_and_samples_to_pool(call, given, how, says):
    assert sentence(call, *given, **how) == says
