"""Robustness: every specification, computed all at once, is what the estimates say of it alone."""

from dataclasses import replace

import pandas as pd
import pytest

import baromia
from baromia.analysis.robustness import CHOICES, ENDS, Options, all_specifications, rests_on, specifications
from baromia.estimates import difference_bounds, interval
from baromia.words.headlines import choices
from conftest import REGISTER
from nbpaper.errors import PaperError

FIGURES = baromia.evidence(data=REGISTER)
HEADLINES = REGISTER.headlines
ALL = all_specifications(FIGURES, HEADLINES, Options())
# What is assumed is a choice of the headline's own: an n that the evidence tries elsewhere changes nothing here.
TRIED = baromia.evidence(data=REGISTER, assumed_total=321)


def headlines(*kinds):
    return [name for name, row in HEADLINES.iterrows() if row["kind"] in kinds]


def curve(name):
    return ALL[ALL["headline"] == name]


def total_of(headline, reading):
    """The n reported for a headline's figure under a reading of its base, None where none is."""
    row = FIGURES.loc[headline["figure"]]
    n = row["n_low"] if reading == "fitting" else row["sample_n"]
    return None if pd.isna(n) else int(n)


@pytest.mark.parametrize("name", headlines("above", "below"))
def test_each_specification_of_a_share_is_its_own_interval(name):
    headline = HEADLINES.loc[name]
    threshold = float(headline["threshold"]) / 100
    for row in curve(name)[::5].itertuples():
        total = total_of(headline, row.reading) or int(row.n)
        how = {"confidence": row.confidence, "method": row.method, "design_effect": row.design_effect}
        alone = interval(row.estimate, total, **how)
        assert (row.low, row.high) == pytest.approx((alone.low, alone.high), abs=1e-12)
        assert row.stands == (row.low > threshold if headline["kind"] == "above" else row.high < threshold)


@pytest.mark.parametrize("name", headlines("exceeds"))
def test_each_specification_of_a_difference_is_its_own_bounds(name):
    headline = HEADLINES.loc[name]
    rows = [FIGURES.loc[headline[column]] for column in ("figure", "other")]
    for row in curve(name)[::5].itertuples():
        alone = difference_bounds(
            *(float(one["share"]) for one in rows),
            total_of(headline, "fitting") or int(row.n),
            confidence=row.confidence,
            design_effect=row.design_effect,
            decimals=None if row.rounding == "printed" else tuple(int(one["decimals"]) for one in rows),
        )
        assert (row.estimate, row.low, row.high) == pytest.approx((alone.estimate, alone.low, alone.high), abs=1e-12)
        assert row.stands == (row.low > 0)


@pytest.mark.parametrize("name", HEADLINES.index)
def test_every_combination_is_there_once(name):
    own = curve(name)
    assert not own.duplicated(list(CHOICES)).any()
    assert own["estimate"].is_monotonic_increasing
    settings = own[["method", "confidence", "design_effect"]]
    assert len(settings.drop_duplicates()) == settings.nunique().prod()


@pytest.mark.parametrize("name", HEADLINES.index)
def test_an_n_tried_elsewhere_changes_no_specification(name):
    pd.testing.assert_frame_equal(
        specifications(TRIED, HEADLINES.loc[name], Options()), specifications(FIGURES, HEADLINES.loc[name], Options())
    )


def test_more_options_are_more_specifications_of_the_same_estimates():
    headline = HEADLINES.loc[headlines("above")[0]]
    few, many = (specifications(FIGURES, headline, Options(design_effect=e)) for e in ((1.0,), (1.0, 1.25, 4.0)))
    assert len(many) == 3 * len(few)
    assert many[many["design_effect"] == 1.0].reset_index(drop=True).equals(few)


def test_the_choices_in_words_stand_in_their_order():
    words = baromia.Words("fr", REGISTER)
    found = choices(ALL, words).set_axis(CHOICES, axis="columns")
    assert list(found["confidence"].cat.categories) == ["90\u202f%", "95\u202f%", "99\u202f%"]
    assert list(found["rounding"].cat.categories) == [words.label(f"rounding.{end}") for end in ENDS]
    assert found["n"].cat.categories[0] == "tel que publié"
    assert found.loc[ALL["n"] == 500, "n"].unique().tolist() == [words.label("n.assumed", number="500")]
    for choice in ("method", "rounding", "reading"):
        assert found[choice].tolist() == [words.label(f"{choice}.{value}") for value in ALL[choice]]
    assert found["confidence"].tolist() == [words.confidence(value) for value in ALL["confidence"]]


def test_a_source_left_out_takes_its_headlines_along():
    gone = baromia.evidence(data=REGISTER, exclude_sources=["pulselife2025"])
    left = set(all_specifications(gone, HEADLINES, Options())["headline"])
    assert left == {name for name, row in HEADLINES.iterrows() if not row["figure"].startswith("pulselife2025")}
    everything = list(REGISTER.figures["source"].unique())
    assert all_specifications(baromia.evidence(data=REGISTER, exclude_sources=everything), HEADLINES, Options()).empty


def test_a_headline_rests_on_its_figures_and_its_base():
    names = rests_on(HEADLINES.loc["weekly-most"], FIGURES)
    assert names == ["pulselife2025.weekly", "pulselife2025.use-general-purpose"]


def test_a_headline_over_two_samples_is_refused():
    row = replace(REGISTER).headlines.loc[headlines("exceeds")[0]].copy()
    row["other"] = "acsel2025.trained"
    with pytest.raises(PaperError, match=rf"row {row.name}.*not of one sample.*To mend"):
        specifications(FIGURES, row, Options())
