"""The whole build, on the real project: four documents, bound to the register, the same bytes each time."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
import yaml
from click.testing import CliRunner

from baromia.cli import main
from baromia.cli.building import parameter_value
from baromia.paper.formats import readmes, with_texts
from baromia.paper.shortcodes import texts
from conftest import ROOT, as_drawn, in_campaign, needs_quarto
from documents import words
from nbpaper.numbers.html import read_page, texts_of
from processes import baromia

pytestmark = pytest.mark.build
DOCUMENTS = ("paper.html", "paper.pdf", "paper.fr.html", "paper.fr.pdf")
LANGUAGES = {"paper": "en", "paper.fr": "fr"}


def results(paper: Path, language: str) -> dict:
    return json.loads((paper / "results" / f"{language}.json").read_text(encoding="utf-8"))["results"]


def test_four_documents_stand_there_and_nothing_is_left_over(paper):
    assert {path.name for path in paper.iterdir()} == {*DOCUMENTS, "executed", "results"}


@pytest.mark.parametrize(
    ("stem", "published", "what_if"),
    [
        ("paper", "The parameters are the published defaults", "A what-if, not the published paper"),
        ("paper.fr", "Les paramètres sont ceux de la version publiée", "Un essai, et non l’article publié"),
    ],
)
def test_every_result_the_text_asks_for_is_in_both_formats_and_nothing_is_unresolved(paper, stem, published, what_if):
    source, found = (ROOT / "reports" / f"{stem}.qmd").read_text(encoding="utf-8"), results(paper, LANGUAGES[stem])
    asked = set(re.findall(r"\{\{< meta results\.([\w.]+) >\}\}", source))
    assert asked
    for kind in (".html", ".pdf"):
        text = words(paper / (stem + kind))
        missing = [name for name in asked if re.sub(r"\s", "", found[name]["text"]) not in text.replace(" ", "")]
        assert missing == []
        traces = ("{{<", ">}}", "?@", "?meta", "nan%", "<NA>", "???", "Unable to display", what_if)
        assert [trace for trace in traces if trace in text] == []
        assert published in text


@pytest.mark.parametrize(("name", "language", "other"), [("paper", "fr", "paper.fr"), ("paper.fr", "en", "paper")])
def test_a_page_names_the_other_language_and_its_pdf(paper, name, language, other):
    text = (paper / f"{name}.html").read_text(encoding="utf-8")
    links = [dict(re.findall(r'(\w+)="([^"]*)"', one)) for one in re.findall(r'<link [^>]*rel="alternate"[^>]*>', text)]
    found = [(one.get("hreflang") or one["type"], one["href"]) for one in links]
    assert found == [(language, f"{other}.html"), ("application/pdf", f"{name}.pdf")]


@pytest.mark.parametrize("name", ["paper.html", "paper.fr.html"])
def test_html_stands_alone(paper, name):
    text = (paper / name).read_text(encoding="utf-8")
    asked = re.findall(r'<(?:link|script|img|iframe)[^>]+(?:href|src)="(?!data:|#)[^"]*"', text)
    assert [one for one in asked if 'rel="alternate"' not in one] == []  # what those name, no browser fetches
    assert "@import" not in text
    assert re.search(rf'<html[^>]* lang="{"fr-FR" if ".fr." in name else "en-GB"}"', text)


def test_french_has_french_typography_and_no_english_words(paper):
    page = read_page((paper / "paper.fr.html").read_text(encoding="utf-8"))
    drawn = [text for _, _, svg in page.pictures for text in texts_of(svg)]
    assert len(drawn) > 1000
    blocks = (part for part in page.parts if part.zone != "refs" and part.tag != "pre")  # typesetting's own, and Python
    said = "\n".join(block.text.replace("\n", " ") for block in blocks)
    for text in (said, *drawn):
        assert re.findall(r"[^\s\u202f\d][;!?»](?!\w)", text) == []
        assert re.findall(r"[ \xa0][;:!?%»]", text) == []
        assert re.findall(r"\d\.\d+.%", text) == []
        assert not re.search(
            r"\b(Table of contents|Abstract|References|not (reported|published)|interval [0-9])\b", text
        )
        assert not re.search(r"\b([Ss]hare of|respondents|had the sample|at (least|most))\b", text)


@in_campaign
def test_two_builds_are_the_same_bytes(paper, tmp_path):
    output = tmp_path / "élsewhere with spaces"
    asked = ("--renderer", "builtin", "--output", output, "--jobs", "1")
    done = baromia("build", *asked, TZ="Pacific/Auckland", PYTHONHASHSEED="7", LC_ALL="C")
    assert done.returncode == 0, done.stderr
    files = [path.relative_to(paper) for path in paper.rglob("*") if path.is_file()]
    assert files
    for name in files:
        assert (output / name).read_bytes() == (paper / name).read_bytes(), name


@in_campaign  # `baromia run` and the toy project show the same in a tenth of the time
def test_parameters_reach_every_sentence(paper, tmp_path):
    asked = ("--renderer", "builtin", "--language", "en", "--output", tmp_path / "out")
    given = ("-p", "confidence", "0.8", "-p", "exclude_sources", "[acsel2025]", "-p", "assumed_total", "500")
    done = baromia("build", *asked, *given)
    assert done.returncode == 0, done.stderr
    after = results(tmp_path / "out", "en")
    assert after["adoption.any_use"]["text"] == "(source left out)"
    assert (
        after["adoption.regular_use_interval"]["text"] != results(paper, "en")["adoption.regular_use_interval"]["text"]
    )
    assert sorted(path.name for path in (tmp_path / "out").glob("paper*")) == ["paper.html", "paper.pdf"]
    for kind in ("html", "pdf"):
        text = words(tmp_path / "out" / f"paper.{kind}")
        assert "A what-if, not the published paper." in text
        named = "confidence 0.8, n tried where none is published: 500, left out: Unsigned page on the ACSEL barometer"
        assert f"not the published ones: {named}" in text


@pytest.mark.parametrize(
    ("text", "value"), [("010", 10), ("0.90", 0.9), ("none", None), ("[a]", ["a"]), ("0x10", "0x10")]
)
def test_a_parameter_is_read_as_people_write_numbers(text, value):
    assert parameter_value("assumed_total", text) == value


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("-p", "confidense", "0.9"), "did you mean confidence"),
        (("-p", "confidence", "2"), "from 0.5 to 0.999"),
        (("-p", "language", "fr"), "To mend: write --language fr."),
        (("-p", "confidence", "0.9", "-p", "confidence", "0.8"), "is given twice. To mend: give it once."),
        (("-p", "assumed_total", "1:30"), "'1:30' will not do"),
        (("-p", "exclude_sources", "["), "To mend: write a number, a word, or a list: [campagna2025]."),
        (("-p", "exclude_sources", "[acsel]"), "did you mean acsel2025"),
        (("--data", "nowhere"), "nowhere/datapackage.json: is not there. To mend: "),
    ],
)
def test_a_build_that_cannot_be_says_why_and_leaves_the_last_paper(paper, tmp_path, arguments, said):
    output = tmp_path / "out"
    shutil.copytree(paper / "results", output / "results")
    shutil.copyfile(paper / "paper.html", output / "paper.html")
    before = {path: path.read_bytes() for path in output.rglob("*") if path.is_file()}
    done = CliRunner().invoke(main, ["build", "--renderer", "builtin", "--output", str(output), *arguments])
    assert done.exit_code == 1
    assert said in done.output
    assert {path: path.read_bytes() for path in output.rglob("*") if path.is_file()} == before


def test_results_for_machines_carry_figures_and_formulas(paper):
    found = results(paper, "en")
    assert (
        found["adoption.general_purpose_weekly_of_all"]["formula"]
        == "pulselife2025.weekly × pulselife2025.use-general-purpose"
    )
    assert found["adoption.any_use"]["kind"] == "published"
    counted = ("evidence.", "robustness.")
    assert all(result["figures"] for name, result in found.items() if not name.startswith(counted))
    assert set(results(paper, "fr")) == set(found)


@pytest.mark.parametrize("kind", [".md", pytest.param(".svg", marks=as_drawn)])
def test_readmes_show_todays_results_and_charts(paper, kind):
    found = {path: text for path, text in readmes(paper).items() if path.suffix == kind}
    assert found
    for path, text in found.items():
        assert path.read_text(encoding="utf-8") == text, f"{path.name} is not today's: run `make readme`"


def test_a_fault_in_the_readme_would_show(paper):
    page = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "90%" in page
    assert page.replace("90%", "91%") != with_texts(page.replace("90%", "91%"), texts(paper, "en"))


@needs_quarto
def test_quarto_render_works_by_itself_in_a_copy_without_results(tmp_path):
    copy = tmp_path / "project"
    shutil.copytree(
        ROOT,
        copy,
        ignore=shutil.ignore_patterns(".venv*", ".git", "executed", "results", "*.html", "*.pdf", ".quarto"),
    )
    done = subprocess.run(
        ["quarto", "render"],
        cwd=copy,
        capture_output=True,
        text=True,
        timeout=900,
        env={**os.environ, "QUARTO_PYTHON": sys.executable, "PYTHONPATH": str(copy / "src")},
    )
    assert done.returncode == 0, done.stderr
    assert all((copy / "reports" / name).stat().st_size > 10_000 for name in DOCUMENTS)


def test_quarto_project_names_both_documents_and_never_executes():
    project = yaml.safe_load((ROOT / "_quarto.yml").read_text(encoding="utf-8"))
    assert project["project"]["render"] == ["reports/paper.qmd", "reports/paper.fr.qmd"]
    assert project["execute"] == {"enabled": False}


def test_with_five_sources_nothing_of_it_is_seen(paper):
    for language, stem in zip(("en", "fr"), LANGUAGES, strict=True):
        page = (paper / f"{stem}.html").read_text(encoding="utf-8")
        assert "fig-time" not in page
        assert "tbl-time" not in page
        for notebook in ("adoption", "evidence"):
            cells = nbformat.read(paper / "executed" / language / f"{notebook}.ipynb", as_version=4).cells
            assert next(cell for cell in cells if cell.id == "evidence").outputs == []
    text = words(paper / "paper.html")
    assert "what five publications in French say about AI in health care" in text
    assert "The ACSEL barometer is a first edition" in text
    assert "since taken in" not in text


@pytest.mark.parametrize(
    ("name", "own", "other"),
    [("paper.html", "Unsigned page", "Page non signée"), ("paper.fr.html", "Page non signée", "Unsigned page")],
)
def test_an_unsigned_page_is_cited_in_the_language_of_the_paper(paper, name, own, other):
    text = (paper / name).read_text(encoding="utf-8")
    assert f"[{own}" in text
    assert f"[{other}" not in text
