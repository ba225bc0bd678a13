"""What follows from the figures by arithmetic: each quantity of derived.csv again by hand, and what is refused."""

from dataclasses import replace
from fractions import Fraction

import pandas as pd
import pytest

import baromia
from baromia.analysis.quantities import Quantity, compute, definition_problems, derived_quantities
from baromia.words.check import check_register
from conftest import REGISTER
from damaged import line_where, problems_of, write_cell
from nbpaper.errors import PaperError

FIGURES = baromia.evidence(data=REGISTER)
DERIVED = derived_quantities(FIGURES, REGISTER.derived)


def percent(low, high=None):
    """Ends in percent as exact shares."""
    return Fraction(str(low)) / 100, Fraction(str(low if high is None else high)) / 100


# Each quantity of derived.csv: the two ends, worked out by hand from what is published (± half a unit of the last
# digit; of 45 and of 608, whole people).
BY_HAND = {
    # 90 use, 40 were trained: 89.5 − 40.5 at least; at most all the untrained, 100 − 39.5
    "acsel-users-untrained": percent("49.0", "60.5"),
    # of the users: 49 / 89.5 = 54.74… at least; at most 60.5 / 89.5 = 67.59…
    "acsel-users-untrained-of-users": (Fraction("49") / Fraction("89.5"), Fraction("60.5") / Fraction("89.5")),
    # had only users been asked: 100 − 40.5 to 100 − 39.5
    "acsel-untrained-if-users-asked": percent("59.5", "60.5"),
    # 90 use, 37 feel trained enough: 89.5 − 37.5; 100 − 36.5
    "acsel-users-not-trained-enough": percent("52.0", "63.5"),
    # 93 wish, 40 were trained: 92.5 − 40.5; 100 − 39.5
    "acsel-wish-untrained": percent("52.0", "60.5"),
    # 93 wish, 37 feel trained enough: 92.5 − 37.5; 100 − 36.5
    "acsel-wish-not-trained-enough": percent("55.0", "63.5"),
    # both: 92.5 + 36.5 − 100; at most all who feel trained enough, 37.5
    "acsel-wish-trained-enough": percent("29.0", "37.5"),
    # of those who feel trained enough: 29 / 36.5 = 79.45…; at most all of them
    "acsel-wish-of-trained-enough": (Fraction("29") / Fraction("36.5"), Fraction(1)),
    # use, wish, untrained: 89.5 + 92.5 + 59.5 − 200; at most the untrained, 60.5
    "acsel-users-wish-untrained": percent("41.5", "60.5"),
    # 68.9 % of 45 are 31, 8.9 % are 4: 31 − 4; at most 31
    "campagna-wish-not-introduced": (Fraction(27, 45), Fraction(31, 45)),
    # 24.4 % of 45 are 11: 11 − 4; at most 11
    "campagna-regular-not-introduced": (Fraction(7, 45), Fraction(11, 45)),
    "campagna-not-introduced-of-regular": (Fraction(7, 11), Fraction(1)),
    # 89 find it good, 7 trust completely: 88.5 − 7.5; at most 89.5
    "acsel-approve-without-full-trust": percent("81.0", "89.5"),
    # 76 find it good, 89 see risks: 75.5 + 88.5 − 100; at most 76.5
    "acsel-public-approve-and-risk": percent("64.0", "76.5"),
    # 69 and 26: 68.5 − 26.5; at most 69.5
    "acsel-public-trust-only-professionals": percent("42.0", "69.5"),
    # 56 % of 608 are 338 to 343, 19 % are 113 to 118: 338 − 118; at most 343
    "pulselife-use-with-reservations": (Fraction(220, 608), Fraction(343, 608)),
    # of the users, fewest as they may be: 1 − 118 / 338; at most all
    "pulselife-reservations-of-users": (Fraction(220, 338), Fraction(1)),
    # 44.5 % of 89.5 % to 45.5 % of 90.5 %
    "acsel-inform-of-all": (Fraction("0.545") * Fraction("0.895"), Fraction("0.555") * Fraction("0.905")),
    "acsel-inform-never-of-all": (Fraction("0.445") * Fraction("0.895"), Fraction("0.455") * Fraction("0.905")),
    "acsel-generative-of-all": (Fraction("0.925") * Fraction("0.895"), Fraction("0.935") * Fraction("0.905")),
    # 81 % of 338 people are 273 (80.77 %) at the fewest, of 343 people 279 (81.34 %) at the most
    "pulselife-weekly-of-all": (Fraction(273, 608), Fraction(279, 608)),
    # 31.5 + 28.5 to 32.5 + 29.5
    "acsel-at-least-weekly": percent("60.0", "62.0"),
    # 28.5 of 90.5 to 29.5 of 89.5
    "acsel-daily-of-users": (Fraction("28.5") / Fraction("90.5"), Fraction("29.5") / Fraction("89.5")),
    "acsel-chatgpt-if-of-users": (Fraction("0.835") * Fraction("0.895"), Fraction("0.845") * Fraction("0.905")),
    "acsel-chatgpt-if-of-generative": (
        Fraction("0.835") * Fraction("0.925") * Fraction("0.895"),
        Fraction("0.845") * Fraction("0.935") * Fraction("0.905"),
    ),
    # 80 name professionals, 45 patients: 79.5 − 45.5; at most 100 − 44.5
    "acsel-good-only-for-professionals": percent("34.0", "55.5"),
}
# Those with a point: what is published, computed as it stands.
POINTS = {
    "acsel-untrained-if-users-asked": 0.60,
    "acsel-inform-of-all": 0.55 * 0.90,
    "acsel-inform-never-of-all": 0.45 * 0.90,
    "acsel-generative-of-all": 0.93 * 0.90,
    "pulselife-weekly-of-all": 0.81 * 0.56,
    "acsel-at-least-weekly": 0.61,
    "acsel-daily-of-users": 0.29 / 0.90,
    "acsel-chatgpt-if-of-users": 0.84 * 0.90,
    "acsel-chatgpt-if-of-generative": 0.84 * 0.93 * 0.90,
}
COUNTED = {
    "campagna-wish-not-introduced": (27, 31, 45),
    "campagna-regular-not-introduced": (7, 11, 45),
    "campagna-not-introduced-of-regular": (7, 11, 11),
    "pulselife-use-with-reservations": (220, 343, 608),
    "pulselife-weekly-of-all": (273, 279, 608),
}
READINGS = {*POINTS, "acsel-public-trust-only-professionals", "acsel-good-only-for-professionals"}
READINGS -= {"acsel-inform-of-all", "acsel-inform-never-of-all", "acsel-generative-of-all"}


def test_every_quantity_is_worked_out_here():
    assert {f"derived.{name}" for name in BY_HAND} == set(DERIVED.index)


@pytest.mark.parametrize("name", BY_HAND)
def test_each_quantity_again_by_hand(name):
    row, (low, high) = DERIVED.loc[f"derived.{name}"], BY_HAND[name]
    assert (row["share_low"], row["share_high"]) == pytest.approx((float(low), float(high)), abs=1e-12)
    assert pd.isna(row["share"]) == (name not in POINTS)
    assert row["share"] == pytest.approx(POINTS.get(name, row["share"]), nan_ok=True)
    assert row["level"] == ("reading" if name in READINGS else "arithmetic")


@pytest.mark.parametrize("name", BY_HAND)
def test_people_are_counted_where_n_is_reported_and_nowhere_else(name):
    row, counted = DERIVED.loc[f"derived.{name}"], COUNTED.get(name)
    if counted:
        assert (row["count_low"], row["count_high"], row["n_low"]) == counted
    elif name != "pulselife-reservations-of-users":  # of 338 to 343
        assert row[["count_low", "count_high", "n_low", "n_high"]].isna().all()


def test_ends_are_rounded_outward():
    words = baromia.Words("en", REGISTER)
    said = words.derived(FIGURES)["range"]
    assert said["derived.acsel-users-untrained-of-users"] == "54.7% to 67.6%"  # 54.749 and 67.598
    assert said["derived.acsel-generative-of-all"] == "82.7% to 84.7%"  # 82.788 and 84.618
    assert said["derived.acsel-users-untrained"] == "49.0% to 60.5%"  # exact: nothing to round
    assert (words.least(0.895 - 0.405), words.most(0.1 + 0.2)) == ("49.0%", "30.0%"), (
        "what the machine adds is no share"
    )
    assert (words.least(0.5499), words.most(0.5401)) == ("54.9%", "54.1%")


def in_words(language: str) -> pd.DataFrame:
    return baromia.Words(language, REGISTER).derived(baromia.evidence(language, data=REGISTER))


def test_in_words_in_both_languages():
    english, french = in_words("en"), in_words("fr")
    wish = "derived.campagna-wish-not-introduced"
    assert english.loc[wish, ["printed", "counts", "least_count"]].tolist() == [
        "at least 60.0%",
        "27 to 31 of 45",
        "27 of 45",
    ]
    assert french.loc[wish, ["printed", "counts", "how"]].tolist() == [
        "au moins 60,0\u202f%",
        "de 27 à 31 sur 45",
        "68,9\u202f% sans 8,9\u202f%",
    ]
    assert french.at[wish, "formula"] == "campagna2025.training-wish sans campagna2025.training-introduction"
    assert english.at["derived.acsel-wish-of-trained-enough", "of_whom"] == "those who feel well enough trained"
    assert french.loc[french["level"] == "reading", "reading"].str.startswith("Si ").all()


def test_nothing_is_counted_on_an_assumed_n():
    tried = derived_quantities(baromia.evidence(data=REGISTER, assumed_total=1000), REGISTER.derived)
    pd.testing.assert_frame_equal(tried, DERIVED)


def test_what_a_left_out_source_says_is_missing():
    gone = baromia.evidence(data=REGISTER, exclude_sources=["pulselife2025"])
    found = derived_quantities(gone, REGISTER.derived)
    out = found["source"] == "pulselife2025"
    assert set(found.loc[out, "refusal"]) == {"left_out"}
    assert found.loc[out, ["share_low", "count_low"]].isna().all(axis=None)
    assert found.loc[~out, "refusal"].isna().all()


# -- functions of frames


def row(name: str) -> pd.Series:
    return FIGURES.loc[name]


def test_only_exclusive_answers_are_added():
    bands = FIGURES.loc[["acsel2025.use-weekly", "acsel2025.use-daily"]].copy()
    assert baromia.sums(bands)["share"].tolist() == [pytest.approx(0.61)]
    assert baromia.sums(bands.iloc[:1]).empty
    everybody = baromia.sums(FIGURES[FIGURES["option_set"] == "pulselife-professions"]).iloc[0]
    assert everybody[["share", "share_high"]].tolist() == pytest.approx([1, 1])  # 102.5 by the ends of rounding
    assert baromia.sums(FIGURES.loc[["acsel2025.purpose-diagnosis", "acsel2025.purpose-training"]]).empty
    bands.loc["acsel2025.use-daily", "answer_type"] = "multiple"
    with pytest.raises(PaperError, match="no exclusive answers"):
        compute([Quantity("sum", tuple(bands.index))], bands)


def test_rows_of_one_sample_meet():
    wish = baromia.select(FIGURES, indicator="training-wish")
    had = baromia.select(FIGURES, indicator=["training-introduction", "training-received"])
    found = baromia.without(wish, had)
    assert list(found["inputs"]) == [
        ("campagna2025.training-wish", "campagna2025.training-introduction"),
        ("acsel2025.wish-trained", "acsel2025.trained"),
    ]
    label = baromia.Words("en").in_words(found, FIGURES)["label"].iloc[1]
    assert label == "; not: ".join(FIGURES.loc[["acsel2025.wish-trained", "acsel2025.trained"], "label"])


def test_answers_of_different_people_are_refused_by_name():
    with pytest.raises(PaperError, match=r"acsel2025.wish-trained .*campagna2025.training-introduction .*To mend"):
        baromia.without(row("acsel2025.wish-trained"), row("campagna2025.training-introduction"))
    with pytest.raises(PaperError, match="same sample and base"):
        baromia.both(row("acsel2025.use-any"), row("acsel2025.use-generative"))


def test_shares_whose_base_is_not_clear_say_nothing_together():
    found = baromia.both(row("acsel2025.tool-chatgpt"), row("acsel2025.tool-gemini"))
    assert found["refusal"].tolist() == ["base_unclear"]


def test_a_bound_reaches_to_the_end_it_leaves_open():
    apps = baromia.both(row("acsel2025.public-apps-validated"), row("acsel2025.public-risk-data"))  # more than 80, 89
    assert (apps["share_low"].iloc[0], apps["share_high"].iloc[0]) == pytest.approx((0.795 + 0.885 - 1, 0.895))


def test_a_difference_holds_for_every_overlap_or_says_not():
    found = baromia.differences(row("campagna2025.training-wish"), row("campagna2025.training-introduction"))
    gap = found.iloc[0]
    assert gap[["gap", "gap_low", "gap_high"]].tolist() == pytest.approx([0.6, 0.6, 0.6])  # 27 of 45
    assert gap["low"] > 0
    assert gap["verdict"] == "every"
    unknown = baromia.differences(row("acsel2025.wish-trained"), row("acsel2025.trained")).iloc[0]
    assert unknown["refusal"] == "n_not_reported"
    assert (unknown["gap_low"], unknown["gap_high"]) == pytest.approx((0.52, 0.54))


# -- faults of derived.csv

FAULTS = {
    "no such figure": ("figures", "acsel2025.use-anny;not acsel2025.trained", "did you mean acsel2025.use-any"),
    "two samples": ("figures", "acsel2025.use-any;not campagna2025.training-introduction", "more than one sample"),
    "two bases": ("figures", "acsel2025.use-any;not acsel2025.use-generative", "not shares of the same people"),
    "a product of nothing": ("operation", "product", "the product would mean nothing"),
    "a sum of what overlaps": ("operation", "sum", "no exclusive answers to one question"),
    "a reading without words": ("level", "reading", "level and reading do not fit"),
    "people nobody named": ("among", "acsel2025.use-any", "among and of_whom do not fit"),
}


@pytest.mark.parametrize(("column", "cell", "said"), FAULTS.values(), ids=FAULTS)
def test_a_definition_that_means_nothing_is_refused(column, cell, said, register_copy):
    line = line_where(register_copy, "derived", lambda row: row["id"] == "derived.acsel-users-untrained")
    write_cell(register_copy, "derived", "figures", "acsel2025.use-any;acsel2025.trained", line)
    write_cell(register_copy, "derived", column, cell, line)
    named = [problem for problem in problems_of(register_copy, check_register) if problem.line == line]
    assert any(said in problem.what for problem in named), named


def test_the_functions_refuse_it_too():
    wrong = REGISTER.derived.assign(figures="acsel2025.use-any;not campagna2025.training-introduction")
    assert list(definition_problems(replace(REGISTER, derived=wrong)))
    with pytest.raises(PaperError, match="more than one sample"):
        derived_quantities(FIGURES, wrong)
