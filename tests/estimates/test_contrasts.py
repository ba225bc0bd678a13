"""Differences and ratios: in fifty digits, as published, over every overlap, and what is refused."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from statsmodels.stats.proportion import confint_proportions_2indep

from baromia.estimates import (
    DEPENDS,
    EVERY_OVERLAP,
    NO_OVERLAP,
    Refusal,
    difference,
    difference_bounds,
    grim,
    ratio,
    widest_difference,
)
from baromia.estimates.mover import difference_limits, phi_at

from .reference import cases

approx = pytest.approx

# Differences near 0 are themselves differences of numbers near 1: absolute error there.
CLOSE = {"rel": 1e-10, "abs": 1e-12}


def test_agrees_with_fifty_digits():
    for case in cases("contrasts"):
        a, b, how = (case["a"], case["n"]), (case["b"], case["m"]), {"confidence": case["confidence"]}
        apart, times = difference(*a, *b, **how), ratio(*a, *b, **how)
        assert (apart.low, apart.high) == approx(tuple(case["difference"]), **CLOSE), case
        assert (times.low, times.high) == approx(tuple(case["ratio"]), rel=1e-10), case
        same = difference_bounds(case["a"], case["c"], case["n"], **how)
        assert (same.low, same.high) == approx(tuple(case["wide"]), **CLOSE), case
        assert (same.narrow_low, same.narrow_high) == approx(tuple(case["narrow"]), **CLOSE), case


@pytest.mark.parametrize(
    ("a", "n", "b", "m", "low", "high"),
    [
        (56, 70, 48, 80, 0.0524, 0.3339),
        (9, 10, 3, 10, 0.1705, 0.8090),
        (6, 7, 2, 7, 0.0582, 0.8062),
        (5, 56, 0, 29, -0.0381, 0.1926),
        (0, 10, 0, 20, -0.1611, 0.2775),
        (10, 10, 0, 20, 0.6791, 1.0),
    ],
)
def test_newcombes_own_examples(a, n, b, m, low, high):
    # Newcombe 1998, Stat Med 17:873, method 10, as printed there.
    got = difference(a, n, b, m)
    assert (got.low, got.high) == approx((low, high), abs=5.1e-5)


def test_agrees_with_statsmodels():
    expected = confint_proportions_2indep(56, 70, 48, 80, method="newcomb", compare="diff")
    got = difference(56, 70, 48, 80)
    assert (got.low, got.high) == approx(expected, rel=1e-10)


def test_clear_means_equality_is_outside():
    assert difference(56, 70, 48, 80).clear
    assert not difference(5, 56, 0, 29).clear
    assert ratio(56, 70, 48, 80).clear
    assert not ratio(5, 10, 6, 10).clear


def test_ratio_with_nobody_above():
    got = ratio(0, 10, 3, 20)
    assert (got.estimate, got.low) == (0, 0)
    assert 0 < got.high < np.inf


@pytest.mark.parametrize("contrast", [difference, ratio])
def test_rounding_covers_every_pair_of_counts(contrast):
    got = contrast(0.53, 200, 0.4, 150, decimals=0)
    each = [contrast(x, 200, y, 150) for x in grim("53", 200) for y in grim("40", 150)]
    assert (got.low, got.high) == approx((min(c.low for c in each), max(c.high for c in each)), rel=1e-12)


def test_design_effect_of_two_is_half_the_respondents():
    got, half = difference(0.5, 200, 0.3, 100, design_effect=2), difference(0.5, 100, 0.3, 50)
    assert got == replace(half, design_effect=2)
    same, half = difference_bounds(0.5, 0.3, 200, design_effect=2), difference_bounds(0.5, 0.3, 100)
    assert same == replace(half, design_effect=2, total=200)


def test_a_contrast_tells_what_it_rests_on():
    for got in (difference(5, 10, 3, 20, confidence=0.9), ratio(5, 10, 3, 20, confidence=0.9)):
        assert (got.confidence, got.design_effect) == (0.9, 1)
    same = difference_bounds(5, 3, 10, confidence=0.9)
    assert (same.total, same.confidence, same.design_effect) == (10, 0.9, 1)


@pytest.mark.parametrize("contrast", [difference, ratio])
def test_each_share_may_have_its_own_decimals(contrast):
    got = contrast(0.533, 1000, 0.4, 150, decimals=(1, 0))
    each = [contrast(x, 1000, y, 150) for x in grim("53.3", 1000) for y in grim("40", 150)]
    assert (got.low, got.high) == approx((min(c.low for c in each), max(c.high for c in each)), rel=1e-12)
    with pytest.raises(ValueError, match=r"decimals is \(1, 0, 2\); allowed: a whole number from 0 to 6, or None"):
        contrast(0.533, 1000, 0.4, 150, decimals=(1, 0, 2))


# Refusals


@pytest.mark.parametrize("contrast", [difference, ratio])
def test_refusals(contrast):
    differ = contrast(0.5, 10, 0.3, 20, constructs=("any_use", "daily_use"))
    assert (differ.reason, differ.details) == ("constructs_differ", {"constructs": ("any_use", "daily_use")})
    assert contrast(0.5, 10, 0.3, 20, constructs=("any_use", "any_use"))
    unknown = contrast(0.5, 10, 0.3, None)
    assert (unknown.reason, unknown.details) == ("n_not_reported", {"share": 0.3, "side": "b"})
    base = Refusal("base_n_unknown")
    assert contrast(0.5, base, 0.3, 20) is base


def test_no_ratio_to_nobody():
    assert ratio(3, 10, 0, 20) == Refusal("zero_denominator", {"share_a": 0.3, "total_b": 20})


@pytest.mark.parametrize("contrast", [difference, ratio])
@pytest.mark.parametrize("bad", [(1.5, 10, 0.3, 20), (0.5, 0, 0.3, 20), ("x", 10, 0.3, 20), (0.5, 10, np.nan, 20)])
def test_bad_input(contrast, bad):
    with pytest.raises(ValueError, match="allowed"):
        contrast(*bad)


# Same sample


def test_bounds_hold_for_every_overlap():
    for a, b, n in [(36, 14, 45), (106, 92, 200), (7, 7, 9), (3, 0, 5), (8, 7, 9)]:
        got = difference_bounds(a, b, n)
        overlaps = np.arange(max(0, a + b - n), min(a, b) + 1)
        phi = phi_at(a / n, b / n, overlaps / n)
        low, high = difference_limits(a / n, b / n, n, n, phi, 0.95)
        assert (low.min(), high.max()) == approx((got.low, got.high), abs=1e-12)
        assert (low.max(), high.min()) == approx((got.narrow_low, got.narrow_high), abs=1e-7)
        assert got.overlap == approx((overlaps[0] / n, overlaps[-1] / n), abs=1e-12)
        assert got.only_a == approx(((a - overlaps[-1]) / n, (a - overlaps[0]) / n), abs=1e-12)
        assert got.only_b == approx(((b - overlaps[-1]) / n, (b - overlaps[0]) / n), abs=1e-12)


def test_variance_is_that_of_mcnemars_table_by_hand():
    # 36 and 14 of 45: at least 5 said both, at most 14; only one answer: 40 to 22 people.
    got = difference_bounds(36, 14, 45)
    d = 22 / 45
    assert got.variance == approx(((22 / 45 - d**2) / 45, (40 / 45 - d**2) / 45))
    assert got.mcnemar == approx((22 / 40**0.5, 22 / 22**0.5))
    # Of two equal shares, those who said the one can be those who said the other: then nothing varies.
    assert difference_bounds(18, 18, 45).variance == approx((0, 36 / 45 / 45))


@pytest.mark.parametrize(
    ("a", "b", "verdict"),
    [(0.8, 0.3, EVERY_OVERLAP), (0.53, 0.46, DEPENDS), (0.5, 0.5, NO_OVERLAP), (0.3, 0.8, EVERY_OVERLAP)],
)
def test_verdicts(a, b, verdict):
    got = difference_bounds(a, b, 200)
    assert got.verdict == verdict
    assert got.clear == (verdict == EVERY_OVERLAP)
    assert got.clear == (not got.low <= 0 <= got.high)


def test_verdicts_read_as_sentences():
    assert (EVERY_OVERLAP, DEPENDS) == ("true for every possible overlap", "depends on the overlap")


def test_single_choice_has_the_multinomial_covariance():
    a, b, n = 0.53, 0.4, 200
    got = difference_bounds(a, b, n, exclusive=True)
    assert (got.low, got.high) == (got.narrow_low, got.narrow_high)
    assert got.overlap == (0, 0)
    assert got.variance == approx(((a * (1 - a) + b * (1 - b) + 2 * a * b) / n,) * 2)


def test_two_complementary_answers_are_one_share():
    # Yes against no: the difference is 2p - 1, and so is its interval.
    got = difference_bounds(30, 15, 45, exclusive=True)
    yes = difference_bounds(30, 15, 45)
    assert (got.low, got.high) == approx((yes.low, yes.high))


def test_rounding_of_the_margins_covers_every_pair_of_counts():
    got = difference_bounds(0.53, 0.4, 500, decimals=0)
    each = [difference_bounds(x, y, 500) for x in grim("53", 500) for y in grim("40", 500)]
    for name, pick in {"low": min, "narrow_low": min, "high": max, "narrow_high": max}.items():
        assert getattr(got, name) == approx(pick(getattr(c, name) for c in each), rel=1e-10)


def test_exact_counts_behind_printed_shares_change_nothing():
    printed, exact = difference_bounds(0.53, 0.4, 45, decimals=0), difference_bounds(24, 18, 45)
    assert (printed.low, printed.high) == (exact.low, exact.high)


@pytest.mark.parametrize("decimals", [None, 0, 1])
@pytest.mark.parametrize("shares", [(0.69, 0.09), (0.73, 0.67), (0.5, 0.5)])
def test_many_settings_at_once_give_the_bounds_of_each(shares, decimals):
    settings = list(product((0.99, 0.8, 0.95), (1.0, 2.5)))
    low, high = widest_difference(*shares, 45, settings=settings, decimals=decimals)
    for place, (confidence, effect) in enumerate(settings):
        alone = difference_bounds(*shares, 45, confidence=confidence, design_effect=effect, decimals=decimals)
        assert (low[place], high[place]) == (alone.low, alone.high)


@pytest.mark.parametrize("setting", [(0.95, 0.0), (1.0, 1.0)])
def test_settings_are_checked(setting):
    with pytest.raises(ValueError, match="allowed"):
        widest_difference(0.5, 0.4, 45, settings=[setting])


def test_same_sample_refusals():
    got = difference_bounds(0.5, 0.3, None)
    assert (got.reason, got.details) == ("n_not_reported", {"share": 0.5, "other": {"share": 0.3}})
    base = Refusal("base_n_unknown")
    assert difference_bounds(0.5, 0.3, base) is base


@pytest.mark.parametrize(
    ("a", "b", "n", "how"),
    [
        (0.7, 0.6, 45, {"exclusive": True}),
        (1.2, 0.6, 45, {}),
        (0.5, float("nan"), 45, {}),
        (0.5, "0.3", None, {}),
        (0.5, 0.3, 0, {}),
        (0.5, 0.3, 45, {"confidence": 2}),
    ],
)
def test_same_sample_bad_input(a, b, n, how):
    with pytest.raises(ValueError, match="allowed"):
        difference_bounds(a, b, n, **how)
