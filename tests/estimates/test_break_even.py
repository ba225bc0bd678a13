"""From how many respondents on a comparison is clear."""

import pytest

from baromia.estimates import METHODS, Refusal, break_even_total, difference, interval


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(("share", "against"), [(0.66, 0.5), (0.4, 0.5), (0.05, 0.1), (0.9, 0.7), (1.0, 0.9)])
def test_it_is_the_first_clear_total(method, share, against):
    first = break_even_total(share, against, method=method)
    assert against not in interval(share, first, method=method)
    assert all(against in interval(share, n, method=method) for n in {*range(1, first, 3), first - 1})
    assert all(against not in interval(share, n, method=method) for n in range(first, first + 100, 7))


def test_by_hand():
    # Wilson: n > z² · 0.5 · 0.5 / 0.03²
    assert break_even_total(0.53, 0.5) == 1068
    # One person who says yes: the lower limit is 1 / (1 + z²), above a fifth.
    assert break_even_total(1.0, 0.2) == 1


@pytest.mark.parametrize("how", [{}, {"design_effect": 1.5}, {"confidence": 0.8}])
def test_against_another_sample(how):
    first = break_even_total(0.66, 0.5, 200, **how)
    assert difference(0.66, first, 0.5, 200, **how).clear
    assert not difference(0.66, first - 1, 0.5, 200, **how).clear


def test_rounding_and_design_ask_for_more_respondents():
    plain = break_even_total(0.53, 0.5)
    assert break_even_total(0.53, 0.5, decimals=0) == break_even_total(0.525, 0.5) > plain
    assert abs(break_even_total(0.53, 0.5, design_effect=2) - 2 * plain) <= 2


@pytest.mark.parametrize(
    ("share", "against", "how"), [(0.53, 0.53, {}), (0.5, 0.503, {"decimals": 0}), (0.53, 0.5, {"against_total": 45})]
)
def test_some_comparisons_are_never_clear(share, against, how):
    assert break_even_total(share, against, **how) == Refusal("never_clear", {"share": share, "against": against})
