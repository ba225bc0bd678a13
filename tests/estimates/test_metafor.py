"""Pooled shares against metafor, 248 cases.

What this proves: tau², estimate, confidence and prediction limits, Q and I² (from tau²) are metafor's, for
three estimators of tau² and three adjustments, from 2 to 30 samples, alike and wild, nobody and everybody.
What it does not: that the model fits. metafor's tolerances were tightened (see metafor.R), since with its
defaults Paule–Mandel stops in the fifth digit. I² from Q is tested against statsmodels elsewhere.
"""

import pytest

from baromia.estimates import pool

from .reference import cases

CASES = [case for case in cases("metafor") if case["k"] > 1]
ADJUSTMENTS = {"z": "none", "knha": "kh", "adhoc": "modified-kh"}
LIMITS = ("low", "high", "prediction_low", "prediction_high")

# metafor finds PM and REML by search; DL is a formula. REML's steps halve towards 0 and end at 1e-12.
RELATIVE = {"PM": 1e-6, "REML": 1e-6, "DL": 1e-10}
ABSOLUTE = 1e-11  # for tau² and I² only

# A relative error of 1e-10 in a limit such as 1e-55 asks for more digits of its logit than R prints.
FLOOR = 1e-20


def test_there_are_enough_cases():
    assert len(CASES) >= 200
    assert {case["k"] for case in CASES} >= {2, 3, 5, 12, 30}
    assert min(min(case["n"]) for case in CASES) == 5
    assert max(max(case["n"]) for case in CASES) >= 9_900


@pytest.mark.parametrize("tau2", RELATIVE)
@pytest.mark.parametrize("test", ADJUSTMENTS)
def test_agrees(tau2, test):
    for case in CASES:
        got, expected = pool(case["x"], case["n"], tau2=tau2, adjustment=ADJUSTMENTS[test]), case[tau2]
        rel = RELATIVE[tau2]
        assert got.tau2 == pytest.approx(expected["tau2"], rel=rel, abs=ABSOLUTE), case
        assert got.i2 == pytest.approx(expected["i2"], rel=rel, abs=ABSOLUTE), case
        assert got.estimate == pytest.approx(expected["estimate"], rel=rel, abs=0), case
        assert (got.q, got.q_p) == pytest.approx((case["q"], case["q_p"]), rel=1e-10, abs=1e-14), case
        limits = tuple(getattr(got, name) for name in LIMITS)
        assert limits == pytest.approx(tuple(expected[test]), rel=rel, abs=FLOOR), case


def test_one_sample_is_metafors_normal_interval():
    (case,) = (case for case in cases("metafor") if case["k"] == 1)
    got = pool(case["x"], case["n"])
    assert (got.estimate, got.low, got.high) == pytest.approx((case["PM"]["estimate"], *case["PM"]["z"][:2]), rel=1e-10)
