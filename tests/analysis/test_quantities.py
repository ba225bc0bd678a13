"""What follows from the figures by arithmetic: each quantity of derived.csv again by hand, and what is refused."""

import math
from dataclasses import replace
from fractions import Fraction
from math import prod
from pathlib import Path

import pandas as pd
import pytest

import baromia
from baromia.analysis.quantities import Quantity, compute, definition_problems, derived_quantities
from baromia.words.check import check_register
from conftest import REGISTER
from damaged import problems_of, rows_of, write_rows
from nbpaper.errors import PaperError

FIGURES = baromia.evidence(data=REGISTER)
DERIVED = derived_quantities(FIGURES, REGISTER.derived)


# Each quantity of derived.csv: its ends, worked out by hand from what is published (± half a unit of the last digit; of
# 45 and of 608, whole people), its point where it has one, and the people where n is reported.
BY_HAND = pd.read_csv(Path(__file__).with_name("by_hand.csv"), dtype=str, keep_default_na=False).to_dict("records")


def exact(text: str) -> float:
    """Return what `27/45` or `0.545*0.895` comes to, nothing as NaN."""
    parts = [part.partition("/") for part in text.split("*") if part]
    return float(prod(Fraction(part) / Fraction(whole or 1) for part, _, whole in parts)) if parts else math.nan


def test_every_quantity_is_worked_out_here():
    assert {f"derived.{row['id']}" for row in BY_HAND} == set(DERIVED.index)


@pytest.mark.parametrize("hand", BY_HAND, ids=lambda hand: hand["id"])
def test_each_quantity_again_by_hand(hand):
    row = DERIVED.loc[f"derived.{hand['id']}"]
    found = row[["share_low", "share_high", "share"]].tolist()
    wanted = [exact(hand[name]) for name in ("least", "most", "point")]
    assert found == pytest.approx(wanted, abs=1e-12, nan_ok=True)
    assert row["level"] == hand["level"]
    people = row[["count_low", "count_high", "n_low"]]
    if hand["people"]:
        assert people.tolist() == [int(number) for number in hand["people"].split()]
    elif hand["id"] != "pulselife-reservations-of-users":  # of 338 to 343
        assert row[[*people.index, "n_high"]].isna().all()


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
    names = ["derived.acsel-untrained-if-users-asked", "derived.acsel-users-untrained-of-users"]
    assert english.loc[names, "how"].tolist() == ["100% − 40%", "(90% without 40%) / 90%"]
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

FAULTS = [  # column, cell, what is said of it
    ("figures", "acsel2025.use-anny;not acsel2025.trained", "did you mean acsel2025.use-any"),
    ("figures", "acsel2025.use-any;not campagna2025.training-introduction", "more than one sample"),
    ("figures", "acsel2025.use-any;not acsel2025.use-generative", "not shares of the same people"),
    ("operation", "product", "the product would mean nothing"),
    ("operation", "sum", "no exclusive answers to one question"),
    ("level", "reading", "level and reading do not fit"),
    ("among", "acsel2025.use-any", "among and of_whom do not fit"),
]


def test_definitions_that_mean_nothing_are_refused(register_copy):
    header, *rows = rows_of(register_copy, "derived")
    sound = next(row for row in rows if row[0] == "derived.acsel-users-untrained")
    sound = dict(zip(header, sound, strict=True)) | {"figures": "acsel2025.use-any;acsel2025.trained"}
    wrong = [sound | {"id": f"derived.wrong-{number}", column: cell} for number, (column, cell, _) in enumerate(FAULTS)]
    write_rows(register_copy, "derived", [header, *rows, *([*row.values()] for row in wrong)])
    problems = problems_of(register_copy, check_register)
    for line, (*_, said) in enumerate(FAULTS, start=len(rows) + 2):
        assert any(said in problem.what for problem in problems if problem.line == line), said


def test_the_functions_refuse_it_too():
    wrong = REGISTER.derived.assign(figures="acsel2025.use-any;not campagna2025.training-introduction")
    assert list(definition_problems(replace(REGISTER, derived=wrong)))
    with pytest.raises(PaperError, match="more than one sample"):
        derived_quantities(FIGURES, wrong)
