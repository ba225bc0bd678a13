"""What each figure allows one to say, on the real register."""

import pytest

from baromia.analysis.derived import product, total
from baromia.analysis.figures import Evidence, Register
from baromia.analysis.parameters import ParameterError, make_parameters
from baromia.estimates import Interval, Refusal, interval


@pytest.fixture(scope="module")
def register():
    return Register.load()


def evidence(register, **parameters):
    return Evidence(register, make_parameters(parameters, set(register.figures["source"])))


def test_a_share_of_a_whole_sample_has_the_interval_of_its_one_count(register):
    found = evidence(register).interval("campagna2025.use-regular")
    expected = interval(11, 45)  # 11 of 45 print as 24.4 %
    assert (found.low, found.high) == pytest.approx((expected.low, expected.high), abs=1e-12)


def test_a_share_of_a_subgroup_has_a_range_of_people(register):
    low, high = evidence(register).total("pulselife2025.use-general-purpose-physicians")
    assert 100 * (low - 1) / 608 < 53.5 <= 100 * low / 608  # the fewest who print as 54 %
    assert 100 * high / 608 <= 54.5 < 100 * (high + 1) / 608


def test_no_reported_n_is_refused_and_never_guessed(register):
    found = evidence(register).interval("acsel2025.use-any")
    assert isinstance(found, Refusal)
    assert found.reason == "n_not_reported"


def test_an_assumed_n_is_a_what_if(register):
    found = evidence(register, assumed_total=500).interval("acsel2025.use-any")
    assert isinstance(found, Interval)
    assert found.total == 500
    assert evidence(register, assumed_total=500).total("campagna2025.use-regular") == 45  # reported ones stay


def test_an_unclear_base_is_refused(register):
    assert evidence(register).interval("pulselife2025.weekly-deserts").reason == "base_n_unknown"


def test_a_bound_has_no_interval(register):
    assert evidence(register).interval("pulselife2025.use-general-purpose-deserts").reason == "bound_only"


@pytest.mark.parametrize(
    ("parameters", "wider"),
    [
        ({"confidence": 0.99}, True),
        ({"confidence": 0.8}, False),
        ({"design_effect": 2.0}, True),
    ],
)
def test_parameters_move_the_interval(register, parameters, wider):
    plain = evidence(register).interval("campagna2025.use-regular")
    moved = evidence(register, **parameters).interval("campagna2025.use-regular")
    assert (moved.high - moved.low > plain.high - plain.low) is wider


def test_methods_differ(register):
    names = ("wilson", "jeffreys", "clopper-pearson", "agresti-coull")
    lows = {evidence(register, interval_method=name).interval("campagna2025.use-regular").low for name in names}
    assert len(lows) == 4


def test_excluded_sources_are_gone(register):
    figures = evidence(register, exclude_sources=["acsel2025"]).select(theme="adoption")
    assert set(figures["source"]) == {"campagna2025", "pulselife2025"}


def test_repeats_are_left_out_unless_asked_for(register):
    plain = evidence(register).select(indicator="use-any-ai")
    assert plain["restates"].isna().all()
    assert len(evidence(register).select(indicator="use-any-ai", restated=True)) > len(plain)


def test_selection_takes_patterns_and_what_indicators_say(register):
    purposes = evidence(register).select(indicator="use-purpose-*")
    assert set(purposes["option_set"]) == {purposes["option_set"].iloc[0]}
    daily = evidence(register).select(indicator_frequency="daily")
    assert "pulselife2025.daily" in daily.index


def test_a_product_needs_the_base_it_multiplies_by(register):
    found = product(evidence(register), "pulselife2025.weekly", "pulselife2025.use-general-purpose")
    assert found.share == pytest.approx(0.81 * 0.56)
    assert (found.low, found.high) == pytest.approx((0.805 * 0.555, 0.815 * 0.565))
    with pytest.raises(ValueError, match="would mean nothing"):
        product(evidence(register), "pulselife2025.weekly", "pulselife2025.sample-physicians")


def test_a_sum_needs_exclusive_answers(register):
    found = total(evidence(register), ["acsel2025.use-weekly", "acsel2025.use-daily"])
    assert found.share == pytest.approx(0.61)
    assert (found.low, found.high) == pytest.approx((0.60, 0.62))
    with pytest.raises(ValueError, match="would mean nothing"):
        total(evidence(register), ["acsel2025.purpose-diagnosis", "acsel2025.purpose-training"])


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"langage": "en"}, "did you mean language"),
        ({"language": "de"}, "en or fr"),
        ({"confidence": 95}, "from 0.5 to 0.999"),
        ({"confidence": "0.95"}, "from 0.5 to 0.999"),
        ({"confidence": True}, "from 0.5 to 0.999"),
        ({"interval_method": "wald"}, "clopper-pearson"),
        ({"design_effect": 0.5}, "from 1"),
        ({"assumed_total": 0}, "whole number"),
        ({"assumed_total": 12.5}, "whole number"),
        ({"exclude_sources": "acsel2025"}, "list of source ids"),
        ({"exclude_sources": ["ascel2025"]}, "did you mean acsel2025"),
    ],
)
def test_wrong_parameters_are_refused_with_what_would_do(register, given, said):
    with pytest.raises(ParameterError, match=said):
        evidence(register, **given)
