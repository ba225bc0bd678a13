"""No number of the paper is typed or unbound: the proof holds on the real build."""

import shutil

import pytest

from baromia.paper import binding
from baromia.paper.binding import count_file, count_numbers, prove
from baromia.paper.binding.audit import Pdf
from binding_shared import SOURCE, said
from conftest import ROOT, in_campaign
from nbpaper.errors import PaperError
from next_survey_data import command

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


@in_campaign
@pytest.mark.parametrize("left_out", ["[pulselife2025]", "[campagna2025, acsel2025, medaviz2026]"])
def test_a_paper_without_some_publications_is_proved_too(tmp_path, left_out):
    done = command("build", "--renderer", "builtin", "--output", tmp_path, "-p", "exclude_sources", left_out)
    assert done.returncode == 0, done.stderr
    assert [said(proof.faults) for proof in prove(tmp_path)] == ["", ""]


DAMAGES = {  # by file of a build and its sources: what is replaced
    "sources/paper.qmd": ("# Discussion\n", "# Discussion\n\nSome 47% agree.\n"),
    "sources/numbers.yaml": ("", "- {language: en, text: CC BY 9.0, reason: nothing}\n"),
    "built/results/en.json": ('"text": "61%"', '"text": "62%"'),
    "built/executed/en/adoption.ipynb": ("24.4%", "24.5%"),
    "built/executed/en/trust.ipynb": ("53.3%", "53.4%"),
    "built/paper.html": ("Any tool counts,", "Any of 17 tools counts,"),
}
FAULTS = {  # file, place, number
    ("paper.qmd", "line {line}", "47"),
    ("{allowed}", "en", "CC BY 9.0"),
    ("en.json", "results.adoption.any_weekly.text", "62%"),
    ("adoption.ipynb", "tbl-use, row 1, column 'Value'", "24.5%"),
    ("adoption.ipynb", "fig-use, alternative text", "24.5"),
    ("trust.ipynb", "tbl-experience, row 1, column 'Value'", "53.4%"),
    ("paper.html", "tbl-use, row 1", "24.4%"),
    ("paper.html", "fig-use, alternative text", "24.4"),
    ("paper.html", "table (unnamed)", "45"),
    ("paper.html", "section '4.1 Who uses it'", "17"),
    ("paper.pdf", "page 1", "99.7"),
}


def test_every_kind_of_fault_is_told_with_its_file_and_place(paper, tmp_path, monkeypatch):
    for name in ("results", "executed/en"):
        shutil.copytree(paper / name, tmp_path / "built" / name)
    for name in ("paper.html", "paper.pdf"):
        shutil.copy(paper / name, tmp_path / "built")
    (tmp_path / "sources").mkdir()
    for file in (SOURCE, SOURCE.with_name("numbers.yaml")):
        shutil.copy(file, tmp_path / "sources")
    for name, (old, new) in DAMAGES.items():
        text = (tmp_path / name).read_text(encoding="utf-8")
        assert old in text
        (tmp_path / name).write_text(text.replace(old, new) if old else text + new, encoding="utf-8")
    page, source = tmp_path / "built" / "paper.html", tmp_path / "sources" / "paper.qmd"
    table = "<table><tr><td>45</td></tr></table></body>"
    page.write_text(page.read_text(encoding="utf-8").replace("</body>", table), encoding="utf-8")
    pdf = Pdf("paper.pdf", [["One", "99.7%", "References"]], [("One", 0), ("References", 0)])
    monkeypatch.setattr(binding, "read_pdf", lambda path, end: {("paper.pdf", "References"): pdf}[path.name, end])

    allowed = source.with_name("numbers.yaml")
    (proof,) = prove(tmp_path / "built", sources=source.parent, allowed=allowed, languages=["en"])

    line = source.read_text(encoding="utf-8").partition("Some 47%")[0].count("\n") + 1
    expected = {tuple(part.format(line=line, allowed=allowed) for part in fault) for fault in FAULTS}
    assert expected - {(fault.file, fault.place, fault.number) for fault in proof.faults} == set()
    assert {fault.file for fault in proof.faults} == {file for file, *_ in expected} | {"en.yml", "en.jsonld"}


def test_a_missing_build_is_a_sentence(tmp_path):
    with pytest.raises(PaperError, match="build the paper first"):
        prove(tmp_path)
