"""What a number is: each way of writing one, in both languages, with its value and its place."""

import json
import time
from fractions import Fraction

import pytest

from cases import cases
from nbpaper.numbers import statements, tokens
from nbpaper.numbers.bindings import Bindings, values

CASES = cases(__file__, "tokens")


@pytest.mark.parametrize(
    ("language", "text", "values"), [(key, *case) for key, cases in CASES.items() for case in cases]
)
def test_each_way_of_writing_a_number_is_read(language, text, values):
    found = tokens(text, language)
    assert [token.value for token in found] == [Fraction(one) if isinstance(one, str) else one for one in values]


def test_a_number_is_given_as_it_stands_with_its_place():
    """Whatever is made even before it: accents, soft hyphens, kinds of space."""
    text = "Moitie\u0301 et ze\u0301ro de 12\u00ad3, vingt-\u200bdeux\u00a0de 47"
    written = ["Moitie\u0301", "ze\u0301ro", "12\u00ad3", "vingt-\u200bdeux", "47"]
    assert [(token.text, token.start) for token in tokens(text, "fr")] == [(one, text.index(one)) for one in written]


def test_each_kind_is_told():
    text = "47, 3/5, 1/2/3, two, second, half, a fifth, twice, dozens, a majority, 6 million, XIV, ½"
    kinds = "digits fraction digits word ordinal fraction fraction multiple round share digits scale roman sign"
    assert [token.kind for token in tokens(text, "en")] == kinds.split()


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "a survey, one of them, no one, the two shares, a second survey, the third finding"),
        ("fr", "une enquête, l’un d’eux, ces deux parts, une troisième enquête, le premier"),
    ],
)
def test_what_orders_or_points_states_nothing(language, text):
    assert statements(text, language) == []


@pytest.mark.parametrize(
    ("language", "text", "found"),
    [
        ("en", "two surveys, the two percent, a majority", ["two", "two", "majority"]),
        ("fr", "deux enquêtes, les deux pour cent, la majorité", ["deux", "deux", "majorité"]),
    ],
)
def test_what_counts_is_found(language, text, found):
    assert [token.text for token in statements(text, language)] == found


@pytest.mark.parametrize("run", ["Les deux tiers de 3 077. ", "un sur ", "1", "1 ", "1/", "e\u0301", "M", "x"])
def test_time_grows_with_the_length_whatever_is_in_it(run):
    def seconds(length: int) -> float:
        start = time.process_time()
        tokens(run * (length // len(run)), "fr")
        return time.process_time() - start

    assert seconds(64_000) < 120 * seconds(4_000) + 0.02  # 16 times the length, and not 256 times the time


def test_a_card_may_hold_what_its_figure_its_source_and_its_result_say(tmp_path):
    """A value in the register's form, too, and what is said of a figure that is left out."""
    figures = {
        "a.half": {"value": "1/2", "texts": {"value": "left out"}, "said": {"value": "50%"}, "source": "a"},
        "a.other": {"texts": {"value": "8"}, "source": "a"},
        "b.other": {"texts": {"value": "9"}, "source": "b"},
    }
    results = {"x": {"text": "7", "card": "card", "figures": ["a.half", "gone"]}}
    (tmp_path / "en.json").write_text(json.dumps({"results": results, "figures": figures}), encoding="utf-8")
    of_a = {Fraction(1, 2), 50, 8}
    assert Bindings(tmp_path / "en.json", "en").on_card == {
        "a.half": of_a,
        "a.other": of_a,
        "b.other": {9},
        "card": of_a | {7},
    }


def test_what_has_no_value_is_compared_by_what_it_is():
    """A card may hold the dates of its source only, and a majority in other words."""
    assert values(["on 10/11/2022"], "en") != values(["on 9/11/2022"], "en")
    assert values(["a majority"], "en") == values(["majorities"], "en") == {"share"}
