"""What must hold for every estimate, whatever the numbers.

Examples are derandomised: a run says the same twice.
"""

import math
import os

from hypothesis import Phase, assume, given, settings
from hypothesis import strategies as st

from baromia.estimates import METHODS, difference, difference_bounds, grim, interval, overlap_bounds, pool, rounded


def holds(*strategies):
    """Try a property on many drawn examples; set here, not as a profile, which would reach other tests."""
    how = {"deadline": None, "derandomize": True, "database": None, "max_examples": EXAMPLES, "phases": PHASES}
    return lambda test: settings(**how)(given(*strategies)(test))


EXAMPLES = int(os.environ.get("BAROMIA_EXAMPLES", "60"))  # more for a long run, fewer for mutants
PHASES = [phase for phase in Phase if phase != Phase.shrink or EXAMPLES >= 60]  # a mutant's example may stay large
TINY = 1e-9  # limits are computed, not proved: allow rounding noise
methods = st.sampled_from(METHODS)
confidences = st.sampled_from([1e-300, 1e-17, 1 - 1e-16]) | st.floats(1e-6, 1 - 1e-9)
shares = st.floats(0, 1)
totals = st.integers(1, 10**6)


@st.composite
def samples(draw, most=10**6):
    """A count and its total."""
    total = draw(st.integers(1, most))
    return draw(st.integers(0, total)), total


def within(inner, outer):
    return outer.low <= inner.low + TINY and inner.high <= outer.high + TINY


def assert_sound(got, low=0.0, high=1.0):
    assert not any(math.isnan(x) for x in (got.low, got.estimate, got.high))
    assert low <= got.low <= got.estimate <= got.high <= high


@holds(shares, totals, methods, confidences, st.floats(0.2, 20))
def test_interval_of_a_share_contains_it_and_stays_a_share(p, n, method, confidence, effect):
    assert_sound(interval(p, n, method=method, confidence=confidence, design_effect=effect))


@holds(st.integers(2, 2000), st.data(), methods)
def test_limits_grow_with_the_count(n, data, method):
    # The reason why a union over counts needs only its ends.
    x = data.draw(st.integers(0, n - 1))
    one, more = (interval(c, n, method=method) for c in (x, x + 1))
    assert one.low <= more.low + TINY
    assert one.high <= more.high + TINY


@holds(st.integers(0, 10_000), st.integers(0, 2), st.integers(1, 5000), st.integers(0, 50), methods)
def test_rounding_and_less_knowledge_of_n_only_widen(units, decimals, n, more, method):
    share = min(units, 10 ** (decimals + 2)) / 10 ** (decimals + 2)
    got = interval(share, n, decimals=decimals, method=method)
    assert_sound(got)
    counts = grim(f"{100 * share:.{decimals}f}", n)
    assert got.rounding == (not counts)
    assert list(got.counts or []) == counts
    assert all(within(interval(count, n, method=method), got) for count in counts)
    assert counts or within(interval(share, n, method=method), got)
    assert within(interval(share, n, method=method), interval(share, (n, n + more), method=method))


@holds(samples(most=5000), st.integers(0, 2), methods)
def test_printing_a_count_and_reading_it_back_covers_it(sample, decimals, method):
    x, n = sample
    read = interval(round(x / n, decimals + 2), n, decimals=decimals, method=method)
    assert within(interval(x, n, method=method), read)


@holds(samples(most=10**5), samples(most=10**5), confidences)
def test_differences_are_sound_and_turn_round(a, b, confidence):
    there, back = difference(*a, *b, confidence=confidence), difference(*b, *a, confidence=confidence)
    assert_sound(there, -1, 1)
    assert abs(there.low + back.high) < TINY


@holds(shares, shares, totals, confidences, st.booleans())
def test_same_sample_bounds_are_sound(p, q, n, confidence, exclusive):
    assume(not exclusive or p + q <= 1)
    got = difference_bounds(p, q, n, confidence=confidence, exclusive=exclusive)
    assert_sound(got, -1, 1)
    assert got.low <= got.narrow_low + TINY
    assert got.narrow_high <= got.high + TINY


@holds(st.lists(shares, min_size=2, max_size=4), st.integers(0, 2))
def test_overlap_bounds_are_sound_and_rounding_only_widens(answers, decimals):
    printed = [round(share, decimals + 2) for share in answers]
    exact, wider = overlap_bounds(*answers), overlap_bounds(*(rounded(share, decimals) for share in printed))
    for inner, outer in zip(exact, wider, strict=True):
        assert 0 <= outer[0] <= inner[0] + TINY <= inner[1] + 2 * TINY <= outer[1] + 3 * TINY
    assert wider.every[1] <= 1
    assert exact.every[0] + exact.only_first[0] <= answers[0] + TINY  # nobody is in both
    assert (exact.every[1] + exact.only_first[1] >= answers[0] - TINY) or len(answers) > 2


@holds(st.lists(samples(), min_size=1, max_size=12), st.floats(0.01, 0.999), st.data())
def test_pooled_shares_are_sound(given_samples, confidence, data):
    counts, ns = zip(*given_samples, strict=True)
    tau2 = data.draw(st.sampled_from(["PM", "REML", "DL"]))
    adjustment = data.draw(st.sampled_from(["none", "kh", "modified-kh"]))
    got = pool(counts, ns, confidence=confidence, tau2=tau2, adjustment=adjustment)
    assert_sound(got)
    if got.k > 1:
        assert 0 <= got.prediction_low <= got.low + TINY
        assert got.high - TINY <= got.prediction_high <= 1
    assert got.tau2 >= 0
    assert 0 <= got.i2 < 1
    assert 0 <= got.q_p <= 1
