"""A made-up sixth and seventh source, one a second edition: all that is built takes them up, Python unchanged."""

import json
import re
import shutil
from pathlib import Path

import nbformat
import pandas as pd
import pytest
from click.testing import CliRunner

from baromia.analysis.disclosure import ITEMS
from baromia.cli import main
from baromia.estimates import difference
from baromia.paper.proof import prove
from baromia.project import CHARTS_VARIABLE, DATA_VARIABLE
from baromia.register import Register
from baromia.register.relations import evaluate
from baromia.register.verify import verify
from cells import run_cells
from conftest import CAMPAIGN, ROOT, in_campaign
from documents import table_rows, words
from worst import NEXT, SHORT, SOURCES

pytestmark = pytest.mark.build
SECOND = "PulseLife, members of its community, second edition"


def in_french(*values: str):
    """Return parameters of a test of the French paper, which is built in a campaign only."""
    return pytest.param(*values, marks=in_campaign)


@pytest.fixture
def seven(worst) -> Path:
    """A copy of the register, full of hostile words, with both publications added."""
    return worst / "data"


@pytest.fixture
def paper(worst) -> Path:
    """The paper built from it: all notebooks, both formats."""
    return worst / "out"


@pytest.fixture
def general(seven) -> pd.Series:
    """The figure that both editions publish, as the register has it."""
    return Register.read(seven).figures.loc["pulselife2025.use-general-purpose"]


def shown(paper: Path, notebook: str, cell: str, kind: str = "text/plain", language: str = "en") -> str:
    """Return what a cell of an executed notebook shows, in words or as another kind of text."""
    notebook = nbformat.read(paper / "executed" / language / f"{notebook}.ipynb", as_version=4)
    found = next(one for one in notebook.cells if one.id == cell)
    return "\n".join(output.data[kind] for output in found.outputs).replace("\xa0", " ")


def table(paper: Path, notebook: str, cell: str) -> list[list[str]]:
    """Return the rows of a table of an executed notebook, headings first."""
    return table_rows(shown(paper, notebook, cell, "text/markdown"))


# -- the register


def test_every_line_that_was_there_is_there_still(worst, seven):
    before = worst / "spoilt"
    for path in before.iterdir():
        assert (seven / path.name).read_bytes().startswith(path.read_bytes())
    grown = {path.name for path in seven.iterdir() if path.read_bytes() != (before / path.name).read_bytes()}
    tables = ("figures", "samples", "indicators", "relations", "set_aside", "headlines")
    assert grown == {"sources.yaml", *(f"{name}.csv" for name in tables)}


def test_the_register_holds_and_every_number_of_the_texts_is_in_its_place(seven):
    assert CliRunner().invoke(main, ["check", "--data", str(seven)]).exit_code == 0
    report, found = verify(NEXT, Register.read(seven), SOURCES), evaluate(Register.read(seven))["verdict"]
    assert report.problems == []
    assert list(report.sources["tokens"]) == [16, 23]
    assert found["pulselife2026-weekly-of-all"] == "holds"
    assert found["horizon2026.good-thing-nine-in-ten"] == "cannot", "88.9 % is not nine in ten"


# -- notebooks


def test_charts_and_tables_find_the_new_figures_by_what_they_measure(paper, general):
    use = shown(paper, "adoption", "chart-definitions")
    assert "Use any AI (Horizon, professionals): 87.4%" in use
    assert f"{general['label_en']} ({SECOND}): 63%" in use
    drawn = shown(paper, "adoption", "chart-definitions", "image/svg+xml")
    assert [f">{name}<" in drawn for name in ("PulseLife 2025", "PulseLife 2026", "PulseLife")] == [True, True, False]
    rows = table(paper, "adoption", "table-use")
    assert ["Use any AI", "Horizon, professionals", "all respondents", "n = 1012", "87.4%", "85.2% to 89.3%"] in rows
    for notebook, cell, label, sample, value in (
        ("training-gap", "table-definitions", "Have been trained", "Horizon, professionals", "52.3%"),
        ("trust", "table-definitions", "Find AI in health care a good thing", "Horizon, professionals", "88.9%"),
        ("risks", "table-moves", "No scientific validation", SECOND, "52%"),
    ):
        rows = table(paper, notebook, cell)
        assert [value in row for row in rows if row[:2] == [label, sample]] == [True], cell


def test_two_shares_of_one_sample_are_compared_and_their_difference_bounded(paper):
    rows = [row for row in table(paper, "training-gap", "table-gaps") if row[0] == "88.1% Wish to be trained"]
    found = difference(0.881, 1012, 0.523, 1012, decimals=1)
    limits = " to ".join(f"{round(100 * end)} points" for end in (found.low, found.high))
    assert [row[1:3] for row in rows] == [["52.3% Have been trained", "35.8 points"]]
    assert limits not in rows[0], "one sample: the answers overlap somehow"
    assert re.fullmatch(r"\d+ points to \d+ points", rows[0][4])


def test_the_evidence_counts_and_discloses_all_seven_and_pools_no_editions(paper, seven, general):
    total = table(paper, "evidence", "table-map")[-1]
    assert int(total[-1]) == sum(map(int, total[1:-1])) == 210
    assert len(total) == 1 + 7 + 1, "one column a publication: names of two editions do not become one"
    told = shown(paper, "evidence", "chart-disclosure")
    assert told.count("(disclosed)") + told.count("(in part)") + told.count("(not disclosed)") == 7 * len(ITEMS)
    surveys = [row[0] for row in table(paper, "evidence", "table-cards")]
    assert surveys[-3:] == [SECOND, "Horizon, professionals", "Horizon, public"]
    rows = {row[0]: row for row in table(paper, "evidence", "table-gate")}
    assert "editions of one barometer" in rows[Register.read(seven).indicators.at[general["indicator"], "label_en"]][3]


def test_a_new_headline_is_tested(paper):
    names = [row[0] for row in table(paper, "robustness", "table-stands")]
    assert names[-1] == "Most professionals of the Horizon survey use some AI"
    results = json.loads((paper / "results" / "en.json").read_text(encoding="utf-8"))["results"]
    assert results["robustness.horizon_use_most"]["text"] == "100%"


@pytest.mark.parametrize(("language", "said"), [("en", "written before"), in_french("fr", "datent d’avant")])
def test_words_say_that_they_do_not_speak_of_it_yet(paper, language, said):
    for notebook in ("evidence", "adoption", "trust", "risks", "benefits", "training-gap", "robustness"):
        note = shown(paper, notebook, "evidence", language=language)
        assert said in note
        assert "PulseLife 2026" in note
        assert "Institut Horizon" in note


# -- the time axis


def test_answers_of_two_editions_stand_over_time(paper, seven, general):
    chart = shown(paper, "evidence", "chart-time")
    label, first = general["label_en"], Register.read(seven).samples.at["pulselife2025", "label_en"]
    assert f"{label} ({first}): 56%; {label} ({SECOND}): 63%" in chart
    rows = table(paper, "evidence", "table-time")[1:]
    assert len(rows) == 7  # two more have an unclear base
    assert rows[0][:4] == [f"56% {label}", f"63% {label}", SECOND, "7 points"]
    found = difference(0.63, 742, 0.56, 608, decimals=0)
    assert rows[0][5] == " to ".join(f"{round(100 * end)} points" for end in (found.low, found.high))
    bound = next(row for row in table(paper, "evidence", "table-time") if "more than 75%" in row[1])
    assert bound[3:] == ["a bound and no point"] * 3
    assert "cannot be told, since the questionnaires are not disclosed" in shown(paper, "evidence", "say-time")


def ran(data: Path, monkeypatch, **parameters: object) -> dict[str, str]:
    """Run the notebook of the evidence; return what its cells on editions show."""
    monkeypatch.setenv(DATA_VARIABLE, str(data))
    monkeypatch.setenv(CHARTS_VARIABLE, "0")
    cells = run_cells(ROOT / "notebooks" / "evidence.ipynb", **parameters)
    return {cell.id: str((cell.shown or {}).get("text/markdown", "")) for cell in cells if "-time" in cell.id}


def test_without_the_second_edition_there_is_no_time_axis(seven, monkeypatch):
    cells = ran(seven, monkeypatch, exclude_sources=["pulselife2026"])
    assert cells["chart-time"].startswith("No answer is published by two editions")
    assert cells["table-time"] == "There is no figure here that answers this question."
    assert cells["say-time"] == ""


def test_without_n_no_difference_has_an_interval(seven, tmp_path, monkeypatch):
    data = Path(shutil.copytree(seven, tmp_path / "data"))
    path = data / "samples.csv"
    text = path.read_text(encoding="utf-8")
    assert ",professionals,742," in text
    path.write_text(text.replace(",professionals,742,", ",professionals,unknown,"), encoding="utf-8")
    rows = table_rows(ran(data, monkeypatch)["table-time"])[1:]
    assert {row[5] for row in rows} == {"number of respondents not published", "a bound and no point"}


# -- the paper


@pytest.mark.parametrize("language", ["en", in_french("fr")])
def test_every_number_is_bound(paper, seven, language):
    (proof,) = prove(paper, data=seven, languages=(language,))
    # One of the made-up labels holds a number that is not its figure's: it would have to be allowed by name.
    expected = {("card horizon2026.risk-liability", "33")} if language == "en" else set()
    # What holds hostile words is not compared word by word, nor has it the sentences that are allowed numbers.
    beyond = (*(one[:9] for one in SHORT), "#panic()", "no more: delete")
    told = [fault for fault in proof.faults if not any(words in str(fault) for words in beyond)]
    assert {(fault.place, fault.number) for fault in told} == expected


@pytest.mark.parametrize(
    ("name", "counted", "added"),
    [
        ("paper", "what seven publications in French say", "has since taken in further publications"),
        in_french("paper.fr", "ce que sept publications", "a depuis accueilli d’autres publications"),
    ],
)
def test_the_text_counts_them_and_the_page_shows_them_over_time(paper, name, counted, added):
    for path in (paper / f"{name}.html", *([paper / f"{name}.pdf"] if CAMPAIGN else [])):
        assert counted in words(path)
        assert re.search(rf"{added} \( ?PulseLife 2026 ?; Institut Horizon", words(path))
    page = (paper / f"{name}.html").read_text(encoding="utf-8")
    assert page.count('id="fig-time"') == page.count('id="tbl-time"') == 1
    for source in SOURCES:
        assert f'id="ref-{source}"' in page
        assert f'source="{source}"' in page
    assert 'id="horizon2026.use-at-night"' in page
    assert "first edition, and the other surveys are single" not in page


def test_hostile_words_are_text(paper):
    text = words(paper / "paper.html").translate({ord(mark): '"' for mark in "“”"})  # typesetting's own
    assert 'Invented: sells, "among others", <script>surveys</script>, *and* $x$.' in text
    assert 'Unclear liability, +33 % = "who pays?", they ask' in text
    assert 'premier baromètre, 5 $, "guillemets"' in text
