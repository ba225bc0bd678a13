"""Citing a figure: the number never travels without its base, its n and what may be said."""

import json

import pytest

from baromia.paper.cards import Cards
from baromia.paper.cite import cite
from baromia.register import Register
from nbpaper.errors import PaperError


def test_a_sentence_has_source_place_base_n_interval_and_what_it_is_not():
    text = cite("pulselife2025.use-general-purpose")
    for words in (
        "PulseLife 2025",
        "paragraph",
        "56%",
        "all respondents",
        "n\u00a0=\u00a0608",
        "95% interval 52% to 60%",
    ):
        assert words in text
    assert "if the sample had been random" in text
    assert "What it is not:" in text


def test_without_n_the_sentence_says_so_and_gives_no_interval():
    text = cite("acsel2025.use-any", language="fr")
    assert "nombre de répondants non publié" in text
    assert "aucun intervalle ne peut être donné" in text


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_figure_and_quantity_can_be_cited(language):
    cards = Cards(Register.read(), language)
    for name in cards.rows:
        said = [cards.sentence(name), *cards.caveats(name)]
        assert len(said) > 1
        assert "nan" not in " ".join(said).split()


@pytest.mark.parametrize("name", ["acsel2025.use-any", "derived.acsel-users-untrained"])
def test_a_card_is_what_is_known_line_by_line(name):
    text = cite(name, "card")
    assert text.startswith(f"id {' ' * 2}") or name in text.splitlines()[0]
    assert "nan" not in text.split()


def test_a_computed_quantity_names_what_it_comes_from_and_that_it_is_computed():
    text = cite("derived.campagna-wish-not-introduced")
    for words in ("Computed from 68.9% (paragraph", "27 to 31 of 45 (60.0% to 68.9%)", "follows by arithmetic"):
        assert words in text
    assert cite("derived.campagna-wish-not-introduced", "bibtex").count("@") == 1


@pytest.mark.parametrize("end", ["use-any", "acsel-users-untrained"])
def test_the_end_of_a_name_will_do(end):
    assert cite(end).splitlines()[-1] in ("[baromia:acsel2025.use-any]", "[baromia:derived.acsel-users-untrained]")


def test_an_end_that_several_have_is_refused_with_all_of_them():
    with pytest.raises(PaperError, match=r"campagna2025\.n or .*pulselife2025\.n"):
        cite("n")


def test_a_result_is_cited_as_what_it_says(tmp_path, monkeypatch):
    results = {
        "notes.use": {"card": "acsel2025.use-any", "figures": ["acsel2025.use-any"], "text": "90%"},
        "notes.gap": {"card": "notes.gap", "text": "53 points", "formula": "wish - trained",
                      "figures": ["acsel2025.wish-trained", "acsel2025.trained"]},
        "notes.rows": {"card": "notes.rows", "figures": [], "text": "178"},
    }  # fmt: skip
    (tmp_path / "results").mkdir()
    (tmp_path / "results" / "en.json").write_text(json.dumps({"results": results}), encoding="utf-8")
    monkeypatch.setattr("baromia.paper.cite.REPORTS", tmp_path)
    assert cite("notes.use") == cite("acsel2025.use-any")
    assert cite("notes.gap").startswith("Computed by baromia from 93% (paragraph")
    assert "178" in cite("notes.rows")
    with pytest.raises(PaperError, match="comes from no publication"):
        cite("notes.rows", "bibtex")


def test_bibliography_formats():
    assert cite("pulselife2025.weekly", "bibtex").startswith("@")
    entry = json.loads(cite("pulselife2025.weekly", "csl-json"))
    assert entry[0]["id"] == "pulselife2025"
    assert "custom" not in entry[0]


def test_an_unknown_figure_is_refused_with_the_nearest():
    with pytest.raises(PaperError, match=r"did you mean acsel2025\.use-any"):
        cite("acsel2025.use-ani")
