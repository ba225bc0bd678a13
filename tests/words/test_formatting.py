"""One formatter: what a number looks like in each language."""

import pytest

from baromia.words.formatting import Formatter, decimals_for, lowered
from conftest import REGISTER

LABELS = REGISTER.labels
EN, FR = Formatter("en", LABELS), Formatter("fr", LABELS)
THIN = "\u202f"


@pytest.mark.parametrize(
    ("share", "decimals", "english", "french"),
    [
        (0.533, 0, "53%", f"53{THIN}%"),
        (0.533, 1, "53.3%", f"53,3{THIN}%"),
        (0.0, 0, "0%", f"0{THIN}%"),
        (1.0, 0, "100%", f"100{THIN}%"),
        (0.125, 0, "13%", f"13{THIN}%"),  # half away from zero, not to even
        (0.145, 0, "15%", f"15{THIN}%"),
        (0.005, 0, "1%", f"1{THIN}%"),
    ],
)
def test_percent(share, decimals, english, french):
    assert EN.percent(share, decimals) == english
    assert FR.percent(share, decimals) == french


@pytest.mark.parametrize(
    ("value", "unit", "qualifier", "english", "french"),
    [
        ("20", "percent", "exact", "20%", f"20{THIN}%"),
        ("20.0", "percent", "exact", "20.0%", f"20,0{THIN}%"),
        ("23", "percent", "about", "about 23%", f"environ 23{THIN}%"),
        ("80", "percent", "more_than", "more than 80%", f"plus de 80{THIN}%"),
        ("57", "percent", "nearly", "nearly 57%", f"près de 57{THIN}%"),
        ("1/4", "ratio", "nearly", "nearly 1 in 4", "près de 1 sur 4"),
        ("65", "percent", "up_to", "up to 65%", f"jusqu’à 65{THIN}%"),
        ("9/10", "ratio", "exact", "9 in 10", "9 sur 10"),
        ("3/5", "score", "exact", "3/5", "3/5"),
        ("81", "EUR_million", "exact", "€81 million", "81 millions d’euros"),
        ("28", "hours", "exact", "28 hours", "28 heures"),
        ("608", "count", "exact", "608", "608"),
        ("2025-06", "date", "exact", "June 2025", "juin 2025"),
        ("2025-11-18", "date", "exact", "18 November 2025", "18 novembre 2025"),
        ("2028", "date", "exact", "2028", "2028"),
    ],
)
def test_published_values_keep_their_digits_and_their_hedge(value, unit, qualifier, english, french):
    assert EN.printed(value, unit, qualifier) == english
    assert FR.printed(value, unit, qualifier) == french


def test_dates_name_their_month():
    english = "January February March April May June July August September October November December"
    french = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"
    for write, names in ((EN, english), (FR, french)):
        dates = [write.date(f"2026-{month:02}") for month in range(1, 13)]
        assert dates == [f"{name} 2026" for name in names.split()]
    assert (EN.date("2026-03-01"), FR.date("2026-03-01")) == ("1 March 2026", "1er mars 2026")


def test_numbers_are_grouped_from_five_digits_on():
    assert (EN.number(1234), FR.number(1234)) == ("1234", "1234")
    assert (EN.number(12345), FR.number(12345)) == ("12,345", f"12{THIN}345")
    assert FR.number("1234567.5") == f"1{THIN}234{THIN}567,5"


def test_sample_sizes_and_intervals():
    assert EN.total(608, 608, 608) == "n\u00a0=\u00a0608"
    assert FR.total(None, None, None) == "nombre de répondants non publié"
    assert EN.interval(0.58, 0.66) == "58% to 66%"
    assert FR.interval(0.58, 0.66) == f"58{THIN}% à 66{THIN}%"


def test_a_difference_is_of_points_and_nothing_has_no_sign():
    assert [EN.points(difference) for difference in (0.6, -0.026, -0.004)] == ["60 points", "−3 points", "0 points"]
    assert FR.points(-0.0504, 1) == "−5,0 points"
    assert EN.points_range(-0.004, 0.004) == "0 points"


def test_french_typography():
    assert FR.text("Ah ! Oui : « non » ; quoi ?") == f"Ah{THIN}! Oui{THIN}: «{THIN}non{THIN}»{THIN}; quoi{THIN}?"
    assert EN.text("Ah ! Oui : non") == "Ah ! Oui : non"


def test_a_sentence_goes_on_after_a_colon():
    same = ["ACSEL’s answer.", "PulseLife’s own.", ""]
    texts = ["Not use.", "Ce n’est ni l’IA.", "C’est peu.", *same]
    assert [lowered(text) for text in texts] == ["not use.", "ce n’est ni l’IA.", "c’est peu.", *same]


def test_enumerations_and_decimals():
    assert (EN.listed(["a"]), FR.listed(["a", "b", "c"])) == ("a", "a, b et c")
    assert [decimals_for(n) for n in (None, 45, 999, 1000)] == [0, 0, 0, 1]
