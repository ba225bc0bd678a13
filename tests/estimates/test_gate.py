"""Unlike things are not pooled, and what is told instead."""

import pandas as pd
import pytest

from baromia.estimates import Pooled, Refusal, pool, pool_if_alike

ALIKE = {"indicators": ["any_use"] * 3, "populations": ["physicians"] * 3}
THREE = ([30, 400, 12], [45, 608, 40])


def test_like_samples_are_pooled():
    got = pool_if_alike(*THREE, **ALIKE, samples=["a", "b", "c"], tau2="REML")
    assert isinstance(got, Pooled)
    assert got == pool(*THREE, tau2="REML")


@pytest.mark.parametrize("designs", [["probability"] * 3, ["opt_in", "unknown", "convenience"]])
def test_samples_that_came_about_in_like_ways_are_pooled(designs):
    assert isinstance(pool_if_alike(*THREE, **ALIKE, designs=designs), Pooled)


def test_shares_become_their_counts():
    assert pool_if_alike([0.667, 0.658, 0.3], THREE[1], **ALIKE) == pool(*THREE)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"indicators": ["any_use", "any_use", "daily_use"]}, "unlike_indicators"),
        ({"populations": ["physicians", "nurses", "physicians"]}, "unlike_populations"),
        ({"designs": ["probability", "opt_in", "probability"]}, "unlike_designs"),
        ({"samples": ["a", "b", "a"]}, "same_sample"),
        ({"barometers": ["a", "b", "a"]}, "same_barometer"),
        ({"barometers": ["a", "b", "a"], "samples": ["p", "q", "r"]}, "same_barometer"),
        ({"barometers": ["a", "b", "a"], "samples": ["p", "q", "p"]}, "same_sample"),  # told once, as what it is
        ({"fewest": 4}, "too_few"),
    ],
)
def test_each_reason_to_refuse(change, reason):
    got = pool_if_alike(*THREE, **(ALIKE | change))
    assert isinstance(got, Refusal)
    assert got.reason == reason
    assert got.details["reasons"] == (reason,)
    assert (got.details["low"], got.details["high"]) == (12 / 40, 30 / 45)
    assert got.details["indicators"] == tuple(sorted(set((ALIKE | change)["indicators"])))
    assert got.details["populations"] == tuple(sorted(set((ALIKE | change)["populations"])))
    assert str(got).endswith("pooled") or "too few" in str(got)


@pytest.mark.parametrize("missing", [None, float("nan"), pd.NA])
def test_unknown_n_is_refused_with_the_range_of_what_was_published(missing):
    got = pool_if_alike([30, 0.9, 12], [45, missing, 40], **ALIKE)
    assert got.reason == "n_not_reported"
    assert (got.details["known"], got.details["k"], got.details["high"]) == (2, 3, 0.9)


def test_two_samples_are_too_few():
    got = pool_if_alike([30, 400], [45, 608], indicators="xx", populations="yy")
    assert got.reason == "too_few"


def test_every_reason_is_told_the_most_fundamental_first():
    got = pool_if_alike([0.3, 12], [None, 40], indicators=["x", "y"], populations=["p", "q"])
    assert got.details["reasons"] == ("unlike_indicators", "unlike_populations", "n_not_reported", "too_few")
    assert got.reason == "unlike_indicators"


def test_a_count_without_its_total_has_no_share():
    got = pool_if_alike([30], [None], indicators=["x"], populations=["p"])
    assert (got.details["low"], got.details["high"]) == (None, None)


def test_columns_of_a_frame():
    frame = pd.DataFrame({"x": THREE[0], "n": THREE[1], "i": "use", "p": "all"})
    assert pool_if_alike(frame["x"], frame["n"], indicators=frame["i"], populations=frame["p"]) == pool(*THREE)
