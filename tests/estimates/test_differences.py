"""Differences of two answers: in fifty digits, as published, over every overlap; and overlaps."""

import json
from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from statsmodels.stats.proportion import confint_proportions_2indep

from baromia.estimates import (
    Refusal,
    difference,
    difference_bounds,
    difference_limits,
    grim,
    interval,
    overlap_bounds,
    people,
    rounded,
)
from baromia.estimates.differences import newcombe

from .test_intervals import REFERENCES

approx = pytest.approx

# Differences near 0 are themselves differences of numbers near 1: absolute error there.
CLOSE = {"rel": 1e-10, "abs": 1e-12}
EVERY, DEPENDS, OPEN = (
    "true for every possible overlap",
    "depends on the overlap",
    "open for every possible overlap",
)


def test_agrees_with_fifty_digits():
    for case in json.loads((REFERENCES / "contrasts.json").read_text(encoding="utf-8"))["cases"]:
        how = {"confidence": case["confidence"]}
        apart = difference(case["a"], case["n"], case["b"], case["m"], **how)
        assert (apart.low, apart.high) == approx(tuple(case["difference"]), **CLOSE), case
        same = difference_bounds(case["a"], case["c"], case["n"], **how)
        assert (same.low, same.high) == approx(tuple(case["wide"]), **CLOSE), case
        assert (same.narrow_low, same.narrow_high) == approx(tuple(case["narrow"]), **CLOSE), case


# Two samples


@pytest.mark.parametrize(
    ("a", "n", "b", "m", "low", "high"),
    [(56, 70, 48, 80, 0.0524, 0.3339), (5, 56, 0, 29, -0.0381, 0.1926), (10, 10, 0, 20, 0.6791, 1.0)],
)
def test_newcombes_own_examples_and_statsmodels(a, n, b, m, low, high):
    # Newcombe 1998, Stat Med 17:873, method 10, as printed there.
    got = difference(a, n, b, m)
    assert (got.low, got.high) == approx((low, high), abs=5.1e-5)
    assert (got.low, got.high) == approx(confint_proportions_2indep(a, n, b, m, method="newcomb"), **CLOSE)


@pytest.mark.parametrize(
    ("shares", "totals", "decimals", "printed"),
    [((0.53, 0.4), (200, 150), 0, ("53", "40")), ((0.533, 0.4), (1000, 150), (1, 0), ("53.3", "40"))],
)
def test_rounding_covers_every_pair_of_counts(shares, totals, decimals, printed):
    got = difference(shares[0], totals[0], shares[1], totals[1], decimals=decimals)
    counts = (grim(percentage, total) for percentage, total in zip(printed, totals, strict=True))
    each = [difference(x, totals[0], y, totals[1]) for x, y in product(*counts)]
    assert (got.low, got.high) == approx((min(c.low for c in each), max(c.high for c in each)), rel=1e-12)


def test_design_effect_of_two_is_half_the_respondents():
    assert difference(0.5, 200, 0.3, 100, design_effect=2) == difference(0.5, 100, 0.3, 50)
    assert difference_bounds(0.5, 0.3, 200, design_effect=2) == difference_bounds(0.5, 0.3, 100)


def test_without_n_there_is_a_reason():
    assert difference(0.5, 10, 0.3, None) == Refusal("n_not_reported", {"share": 0.3})
    assert difference(5, None, 0.3, 20) == Refusal("n_not_reported", {"count": 5})
    assert difference_bounds(0.5, 0.3, None) == Refusal("n_not_reported", {"share": 0.5, "other": {"share": 0.3}})


# Same sample


def test_bounds_hold_for_every_overlap():
    for a, b, n in [(36, 14, 45), (106, 92, 200), (7, 7, 9), (3, 0, 5), (8, 7, 9)]:
        got = difference_bounds(a, b, n)
        p, q, both = a / n, b / n, np.arange(max(0, a + b - n), min(a, b) + 1) / n
        spread = (p * (1 - p) * q * (1 - q)) ** 0.5
        phi = (both - p * q) / spread if spread else 0 * both
        low, high = newcombe(p, q, n, n, 0.95, phi=phi)
        assert (low.min(), high.max()) == approx((got.low, got.high), abs=1e-12)
        assert (low.max(), high.min()) == approx((got.narrow_low, got.narrow_high), abs=1e-7)


@pytest.mark.parametrize(
    ("a", "b", "verdict"), [(0.8, 0.3, EVERY), (0.53, 0.46, DEPENDS), (0.5, 0.5, OPEN), (0.3, 0.8, EVERY)]
)
def test_verdicts(a, b, verdict):
    got = difference_bounds(a, b, 200)
    assert got.verdict == verdict
    assert difference(a, 200, b, 200).clear == (verdict == EVERY)


def test_two_complementary_answers_are_one_share():
    # Yes against no: the difference is 2p - 1, and so is its interval; nobody can have said both.
    got, yes = difference_bounds(30, 15, 45, exclusive=True), difference_bounds(30, 15, 45)
    assert (got.low, got.high) == (got.narrow_low, got.narrow_high) == approx((yes.low, yes.high))
    one = interval(30, 45)
    assert (got.low, got.high) == approx((2 * one.low - 1, 2 * one.high - 1))
    assert difference_bounds(0.5, 0.51, 1000, exclusive=True, decimals=0)  # 101 % by rounding alone


def test_rounding_of_the_margins_covers_every_pair_of_counts():
    got = difference_bounds(0.53, 0.4, 500, decimals=0)
    each = [difference_bounds(x, y, 500) for x in grim("53", 500) for y in grim("40", 500)]
    for name, pick in {"low": min, "narrow_low": min, "high": max, "narrow_high": max}.items():
        assert getattr(got, name) == approx(pick(getattr(c, name) for c in each), rel=1e-10)


def test_exact_counts_behind_printed_shares_change_nothing():
    printed, exact = difference_bounds(0.53, 0.4, 45, decimals=0), difference_bounds(24, 18, 45)
    assert (printed.low, printed.high) == (exact.low, exact.high)
    assert difference_bounds(0.5, 0.3, (10, 12)) == difference_bounds(0.5, 0.3, 10)


@pytest.mark.parametrize(
    ("overlap", "low", "high"), [("least", "low", "high"), ("greatest", "narrow_low", "narrow_high")]
)
def test_many_at_once_are_each_alone(overlap, low, high):
    a, b = np.array([0.69, 0.73, 0.499999998, 0.0]), np.array([0.09, 0.67, 0.499999998, 1.0])
    n = np.array([45, 608, 90, 12])
    effects = np.array([1.0, 2.5])[:, None]
    got = difference_limits((a, a), (b, b), n, overlap=overlap, confidence=0.9, design_effect=effects)
    for place, effect in np.ndindex(2, 4):
        one = difference_bounds(a[effect], b[effect], n[effect], confidence=0.9, design_effect=float(effects[place, 0]))
        assert (got[0][place, effect], got[1][place, effect]) == approx(
            (getattr(one, low), getattr(one, high)), abs=1e-15
        )


# Overlaps


@pytest.mark.parametrize(("n", "answers"), [(7, (5, 4)), (7, (2, 3)), (6, (6, 0)), (6, (5, 4, 5)), (5, (3, 3, 1))])
def test_overlaps_are_those_of_every_way_to_answer(n, answers):
    """Give each answer to every possible set of people; the bounds are the least and the most that occur."""
    sets = [[s for s in range(2**n) if s.bit_count() == count] for count in answers]
    first = (2 ** answers[0]) - 1  # whoever gave the first answer, we count them first
    every, only = set(), set()
    for others in product(*sets[1:]):
        both, rest = first, 0
        for other in others:
            both, rest = both & other, rest | other
        every.add(both.bit_count())
        only.add((first & ~rest).bit_count())
    got = overlap_bounds(*answers, total=n)
    assert got == ((min(every), max(every)), (min(only), max(only)))
    shares = overlap_bounds(*(count / n for count in answers))
    assert np.multiply(shares, n) == approx(np.array(got), abs=1e-12)


@pytest.mark.parametrize(
    ("answers", "bounds", "expected"),
    [
        ((0.75, 0.20), "only_first", (0.54, 0.755)),
        ((0.60, 0.70), "only_first", (0, 0.305)),
        ((0.90, 0.80), "every", (0.69, 0.805)),
        ((0.75, 0.72, 0.79), "every", (0.245, 0.725)),
    ],
)
def test_rounding_is_carried_into_overlaps(answers, bounds, expected):
    got = getattr(overlap_bounds(*(rounded(share, 0) for share in answers)), bounds)
    assert got == approx(expected)


def test_overlaps_of_columns_and_of_exact_fractions():
    low = np.array([0.5, 0.9, np.nan])
    got = overlap_bounds((low, low + 0.05), (0.2, 0.3))
    assert got.every[0] == approx([0, 0.1, np.nan], nan_ok=True)
    assert got.only_first[1] == approx([0.55, 0.8, np.nan], nan_ok=True)
    got = overlap_bounds(Fraction(9, 10), (Fraction(4, 5), Fraction(5, 6)))
    assert got == ((Fraction(7, 10), Fraction(5, 6)), (Fraction(1, 15), Fraction(1, 5)))


def test_counts_where_n_is_known():
    wish, introduced = (people(share, 1, 45) for share in (0.689, 0.089))
    assert overlap_bounds(wish, introduced, total=45).only_first == (27, 31)


@pytest.mark.parametrize("answer", [-0.1, 1.1, (0.4, 1.01), (0.5, 0.4), np.array([0.5, 2])])
def test_answers_outside_their_total_are_refused(answer):
    with pytest.raises(ValueError, match=r"answer is .*allowed: from 0 to 1, or a pair with the least first"):
        overlap_bounds(0.5, answer)
