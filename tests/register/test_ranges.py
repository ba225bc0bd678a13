"""What a printed number may stand for, and how such ranges are put together."""

from fractions import Fraction
from itertools import combinations_with_replacement, product

import pytest

from baromia.estimates import overlap_bounds
from baromia.register.ranges import Range, printed_range


def ends(*printed, **more):
    values = printed_range(*printed, **more)
    return float(values.low), float(values.high)


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        (("53.3", "percent"), (0.5325, 0.5335)),
        (("20", "percent"), (0.195, 0.205)),
        (("20.0", "percent"), (0.1995, 0.2005)),
        (("100", "percent"), (0.995, 1)),
        (("0", "percent"), (0, 0.005)),
        (("80", "percent", "more_than"), (0.795, 1)),
        (("80", "percent", "at_least"), (0.795, 1)),
        (("1/2", "ratio", "more_than"), (0.5, 1)),
        (("1/2", "ratio", "less_than"), (0, 0.5)),
        (("2/3", "ratio"), (2 / 3, 2 / 3)),
        (("23", "percent", "about"), (0.225, 0.235)),
        (("57", "percent", "nearly"), (0.5085, 0.575)),
        (("1/4", "ratio", "nearly"), (0.225, 0.25)),
        (("30", "years", "nearly"), (27, 30)),
        (("65", "percent", "up_to"), (0.645, 0.655)),
        (("45", "count"), (45, 45)),
        (("50", "hours", "at_least"), (50, 50)),
        (("3/5", "score"), (0.6, 0.6)),
    ],
)
def test_what_a_printed_number_may_stand_for(printed, expected):
    assert ends(*printed) == pytest.approx(expected, abs=1e-12)


def test_about_taken_loosely_strays_by_a_tenth():
    assert ends("23", "percent", "about", loose=True) == pytest.approx((0.2025, 0.2585))
    for other in ("exact", "nearly"):
        assert ends("23", "percent", other, loose=True) == ends("23", "percent", other)


@pytest.mark.parametrize(("value", "days"), [("2025-10-01", 1), ("2025-02", 28), ("2024-02", 29), ("2025", 365)])
def test_a_date_is_all_of_its_days(value, days):
    values = printed_range(value, "date")
    assert values.high - values.low + 1 == days


def test_who_gave_all_answers_is_what_the_estimate_says():
    """Of two and of three answers, whatever thirds of the people are the least and the most that gave each."""
    thirds = [Fraction(number, 3) for number in range(4)]
    spans = [*combinations_with_replacement(thirds, 2)]
    for answers in (*product(spans, repeat=2), *product(spans, repeat=3)):
        both = Range.both(*(Range(*ends) for ends in answers))
        assert (both.low, both.high) == overlap_bounds(*answers).every
