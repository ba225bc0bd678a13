"""No number of the paper is typed or unbound: the proof holds on the real build."""

import pytest

from baromia.binding import count_file, count_numbers, prove
from baromia.errors import BaromiaError
from conftest import ROOT

from .shared import said

pytestmark = pytest.mark.build


@pytest.fixture(scope="session")
def proofs(paper) -> dict:
    return {proof.language: proof for proof in prove(paper)}


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_number_of_the_paper_is_bound(proofs, language):
    assert said(fault for fault in proofs[language].faults if "is quoted nowhere" not in fault.what) == ""


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_result_is_quoted(proofs, language):
    assert said(fault for fault in proofs[language].faults if "is quoted nowhere" in fault.what) == ""


def test_the_proof_is_about_something(proofs):
    for proof in proofs.values():
        assert proof.text > 100
        assert proof.tables > 100
        assert proof.charts > 100
        assert proof.pdf > proof.text
        assert 0 < proof.allowed < 40
    assert proofs["en"].numbers == proofs["fr"].numbers, "both languages show the same numbers"


def test_the_count_for_the_colophon_is_the_count_of_the_page(paper, proofs):
    for language, stem in (("en", "paper"), ("fr", "paper.fr")):
        counted = count_file(ROOT / "reports" / f"{stem}.qmd", paper / "results" / f"{language}.yml")
        assert counted == proofs[language].text


def test_counting_knows_linked_texts(tmp_path):
    source = tmp_path / "paper.qmd"
    asked = ("results.a.b", "results.a.b.none", "results.c", "figures.s.f-g.value", "build.date")
    source.write_text(" ".join(f"{{{{< meta {name} >}}}}" for name in asked), encoding="utf-8")
    tree = {
        "results": {"a": {"b": "[52% to 60%](#s.f9){.figure}"}, "c": "1\\.5"},
        "figures": {"s": {"f-g": {"value": "[3/5](#s.f-g){.figure}"}}},
    }
    assert count_numbers(source, tree) == 4


def test_a_missing_build_is_a_sentence(tmp_path):
    with pytest.raises(BaromiaError, match="build the paper first"):
        prove(tmp_path)
