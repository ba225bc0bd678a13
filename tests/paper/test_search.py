"""What a sentence is about: the same cards, in the same order, in the terminal and in the page."""

import csv
from pathlib import Path

import pytest

from baromia.paper.search import build_index, find, search
from baromia.register import Register
from nbpaper.errors import PaperError

SENTENCES = list(csv.DictReader((Path(__file__).parent / "questions.csv").open(encoding="utf-8")))


@pytest.fixture(scope="module")
def index():
    return build_index(Register.read())


def among_the_first(row: dict, index: dict) -> bool:
    found = [name for name, _ in search(row["sentence"], index)[:3]]
    return any(name in found for name in row["right"].split("|"))


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize(("asked", "most"), [("first", 0.05), ("second", 0.05), ("third", 0.05), ("fourth", 0.25)])
def test_a_sentence_finds_its_card_among_the_first_three(index, asked, most, language):
    """All but the third were written by people who had not seen the code; nothing was mended by the fourth."""
    rows = [row for row in SENTENCES if (row["asked"], row["language"]) == (asked, language) and row["right"]]
    missed = [row["sentence"] for row in rows if not among_the_first(row, index)]
    assert len(rows) >= 30
    assert len(missed) <= most * len(rows), missed


def test_a_sentence_of_another_subject_finds_nothing(index):
    rows = [row["sentence"] for row in SENTENCES if not row["right"] and row["asked"] != "fourth"]
    assert len(rows) >= 8
    assert [sentence for sentence in rows if search(sentence, index)] == []


@pytest.mark.parametrize(
    ("words", "card"),
    [
        ("AI chnaged my practice", "acsel2025.practice-changed"),  # letters that changed places
        ("ChatGTP", "acsel2025.tool-chatgpt"),
        ("confiance 3/5", "campagna2025.trust-score"),
        ("want more training in AI", "acsel2025.wish-trained"),  # published before computed
        ("they disclose AI to patients", "acsel2025.inform-patients"),
        ("L’IA a transformé leur pratique", "acsel2025.practice-changed"),
        ("n’ont pas testé l’IA", "campagna2025.never-tried"),
    ],
)
def test_typing_errors_scores_and_other_words_lead_to_the_card(index, words, card):
    assert search(words, index)[0][0] == card


@pytest.mark.parametrize(
    "sentence",
    [
        "90 % des professionnels de santé utilisent l’IA",
        "90% of health professionals use AI",
        "neuf professionnels sur dix utilisent l'ia",
        "Nine in ten professionals use AI",
        "quatre-vingt-dix pour cent des professionnels utilisent des outils d'IA dans leur pratique",
        "90 % des soignants utilisent l'IA",
    ],
)
def test_numbers_words_accents_and_languages_all_lead_to_the_card(index, sentence):
    assert search(sentence, index)[0][0] == "acsel2025.use-any"


@pytest.mark.parametrize("query", ["", "…", "zzzz", "0", "__proto__", "constructor 90", "🙂", "1 sur 0", "9" * 400])
def test_whatever_is_pasted_there_is_an_answer_or_none(index, query):
    assert isinstance(search(query, index), list)


def test_a_figure_that_repeats_another_is_found_under_that(index):
    found = [name for name, _ in search("neuf sur dix utilisent l'IA", index)]
    assert "acsel2025.use-any" in found
    assert "acsel2025.use-any-nine-in-ten" not in found


def test_find_says_what_one_may_write_and_what_one_may_not():
    said = find(["médecins", "en", "déserts", "médicaux"], "fr")
    assert said.startswith("pulselife2025.use-general-purpose-deserts")
    assert "PulseLife" in said
    assert "\nAttention\u202f: ce n’est ni" in said


def test_find_says_when_it_finds_nothing():
    with pytest.raises(PaperError, match="nothing is found for “zzzz”"):
        find(["zzzz"])
