"""Citing a figure: the number never travels without its base, its n and what may be said."""

import json

import pytest

from baromia.paper.cite import cite
from baromia.register.read import load_figures
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
@pytest.mark.parametrize("form", ["text", "card"])
def test_every_figure_can_be_cited(form, language):
    for name in load_figures().index:
        text = cite(name, form, language)
        assert name in text
        assert "nan" not in text.split()


def test_bibliography_formats():
    assert cite("pulselife2025.weekly", "bibtex").startswith("@")
    entry = json.loads(cite("pulselife2025.weekly", "csl-json"))
    assert entry[0]["id"] == "pulselife2025"
    assert "custom" not in entry[0]


def test_an_unknown_figure_is_refused_with_the_nearest():
    with pytest.raises(PaperError, match=r"did you mean acsel2025\.use-any"):
        cite("acsel2025.use-ani")
