"""A made-up sixth and seventh source, one a second edition: all that is built takes them up, Python unchanged."""

import json
import re
import shutil
from pathlib import Path

import nbformat
import pytest

from baromia.analysis.disclosure import ITEMS
from baromia.estimates import difference
from baromia.notebook import open_theme
from baromia.paper.proof import prove
from baromia.register import Register
from baromia.register.relations import evaluate
from baromia.register.verify import verify
from conftest import ROOT
from documents import words
from next_survey_data import NEXT, SOURCES, add, command

pytestmark = pytest.mark.build
SECOND = "PulseLife, members of its community, second edition"


@pytest.fixture(scope="module")
def seven(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the register with both publications added."""
    data = Path(shutil.copytree(ROOT / "data", tmp_path_factory.mktemp("seven") / "data"))
    for source in SOURCES:
        done = add(NEXT, source, data)
        assert done.returncode == 0, done.stderr
    return data


@pytest.fixture(scope="module")
def paper(seven: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The paper built from it: all notebooks, both languages, both formats."""
    output = tmp_path_factory.mktemp("paper")
    done = command("build", "--renderer", "builtin", "--data", seven, "--output", output)
    assert done.returncode == 0, done.stderr
    return output


def shown(paper: Path, notebook: str, cell: str, language: str = "en") -> str:
    """Return what a cell of an executed notebook shows, in words."""
    path = paper / "executed" / language / f"{notebook}.ipynb"
    found = next(one for one in nbformat.read(path, as_version=4).cells if one.id == cell)
    return found.outputs[0].data["text/plain"]


def table(paper: Path, notebook: str, cell: str, language: str = "en") -> list[list[str]]:
    path = paper / "executed" / language / f"{notebook}.ipynb"
    found = next(one for one in nbformat.read(path, as_version=4).cells if one.id == cell)
    lines = found.outputs[0].data["text/markdown"].split("\n")
    return [[cell.strip().replace("\\", "") for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines]


# -- the register


def test_every_line_that_was_there_is_there_still(seven):
    for path in (ROOT / "data").iterdir():
        assert (seven / path.name).read_bytes().startswith(path.read_bytes())
    grown = {path.name for path in seven.iterdir() if path.read_bytes() != (ROOT / "data" / path.name).read_bytes()}
    tables = ("figures", "samples", "indicators", "relations", "set_aside", "headlines")
    assert grown == {"sources.yaml", *(f"{name}.csv" for name in tables)}


def test_the_register_holds_and_every_number_of_the_texts_is_in_its_place(seven):
    assert command("check", "--data", seven).returncode == 0
    report = verify(NEXT, Register.read(seven), SOURCES)
    assert report.problems == []
    assert list(report.sources["tokens"]) == [16, 23]


def test_relations_of_the_new_figures_have_verdicts(seven):
    found = evaluate(Register.read(seven))["verdict"]
    assert found["pulselife2026-weekly-of-all"] == "holds"
    assert found["horizon2026.good-thing-nine-in-ten"] == "cannot", "88.9 % is not nine in ten"


# -- notebooks


def test_charts_and_tables_find_the_new_figures_by_what_they_measure(paper):
    use = shown(paper, "adoption", "chart-use")
    assert "Horizon, professionals (n = 1012). Use any AI: 87.4%, interval 85% to 89%." in use.replace("\xa0", " ")
    assert f"{SECOND} (n = 742). Use a general-purpose AI in their practice: 63%" in use.replace("\xa0", " ")
    often = shown(paper, "adoption", "chart-often")
    assert "Use AI every day: 34.1%" in often
    assert "Ask an AI rather than a colleague at night: 18.6%" in often, "a new indicator is drawn too"
    assert "Trained (self-training included), and wishing for more training: 52.3%" in shown(
        paper, "training-gap", "chart-gap"
    )
    assert "No scientific validation: 52%" in shown(paper, "risks", "chart-reservations")


def test_computed_shares_are_computed_for_every_edition(paper):
    rows = [row[:2] for row in table(paper, "adoption", "table-derived")[2:]]
    weekly = "Among users: at least once a week, as a share of all respondents"
    assert rows[:2] == [[weekly, "PulseLife, members of its community"], [weekly, SECOND]]
    assert ["Use AI every week + Use AI every day", "Horizon, professionals"] in rows


def test_both_sides_of_a_barometer_stand_under_its_name(paper):
    both = shown(paper, "risks", "chart-both")
    first, second = both.index("Unsigned page on the ACSEL barometer."), both.index("Institut Horizon.")
    assert first < both.index("general public 89%") < second < both.index("general public 85%")
    headings = table(paper, "risks", "table-ranks")[0]
    assert headings[3:] == ["Horizon, professionals", "Horizon, public"]


def test_two_shares_printed_with_unlike_decimals_are_bounded(paper):
    row = next(row for row in table(paper, "training-gap", "table-bounds") if row[0].startswith("88.1%"))
    assert row[2] == "35.8 points"
    assert re.fullmatch(r"\d+ points to \d+ points", row[4])


def test_the_evidence_counts_and_discloses_all_seven(paper):
    total = table(paper, "evidence", "table-map")[-1]
    assert int(total[-1]) == sum(map(int, total[1:-1])) == 210
    assert len(total) == 1 + 7 + 1, "one column a publication: names of two editions do not become one"
    samples = table(paper, "evidence", "table-disclosure")
    assert len(samples[0]) == 1 + 7
    assert len(samples) == 2 + len(ITEMS)


def test_editions_of_one_barometer_are_not_pooled(paper):
    rows = {row[0]: row for row in table(paper, "evidence", "table-gate")}
    assert "editions of one barometer" in rows["Use of general-purpose AI in practice"][3]


def test_a_new_headline_is_tested(paper):
    names = [row[0] for row in table(paper, "robustness", "table-stands")]
    assert names[-1] == "Most professionals of the Horizon survey use some AI"
    results = json.loads((paper / "results" / "en.json").read_text(encoding="utf-8"))["results"]
    assert results["robustness.horizon_use_most"]["text"] == "100%"


@pytest.mark.parametrize(("language", "said"), [("en", "written before"), ("fr", "datent d’avant")])
def test_words_say_that_they_do_not_speak_of_it_yet(paper, language, said):
    for notebook in ("evidence", "adoption", "trust", "risks", "training-gap", "robustness"):
        cell = "bottom" if notebook == "evidence" else "bottom-read"
        bottom = shown(paper, notebook, cell, language)
        assert said in bottom
        assert "PulseLife 2026" in bottom
        assert "Institut Horizon" in bottom


# -- the time axis


def test_answers_of_two_editions_stand_over_time(paper, seven):
    chart = shown(paper, "evidence", "chart-time").replace("\xa0", " ")
    assert (
        "Use a general-purpose AI in their practice: September 2025 56%, interval 52% to 60%; September 2026 63%"
        in chart
    )
    rows = table(paper, "evidence", "table-time")[2:]
    assert len(rows) == 7  # two more have an unclear base
    assert rows[0][2:5] == ["September 2025: 56%", "September 2026: 63%", "7 points"]
    found = difference(0.63, 742, 0.56, 608, decimals=0)
    limits = [f"{round(100 * end)} points" for end in (found.low, found.high)]
    assert rows[0][5] == " to ".join(limits)


def test_a_difference_needs_two_values_and_no_bound(paper):
    row = next(row for row in table(paper, "evidence", "table-time") if "more than 75%" in row[3])
    assert row[4:] == ["not given", "a bound and no point"]


def test_what_may_be_read_from_it_is_said_with_caution(paper):
    assert "cannot be told, since the questionnaires are not disclosed" in shown(paper, "evidence", "time-read")


def test_without_the_second_edition_there_is_no_time_axis(seven):
    view = open_theme("evidence", data=seven, exclude_sources=["pulselife2026"])
    said = "No answer is published by two editions"
    assert view.time_chart().markdown.startswith(said)
    assert view.time_table().markdown.startswith(said)
    assert view.time_read() is None


def test_without_n_no_difference_is_given(seven, tmp_path):
    data = Path(shutil.copytree(seven, tmp_path / "data"))
    table = data / "samples.csv"
    text = table.read_text(encoding="utf-8")
    assert ",professionals,742," in text
    table.write_text(text.replace(",professionals,742,", ",professionals,unknown,"), encoding="utf-8")
    rows = open_theme("evidence", data=data).time_table().frame
    assert set(rows["Difference"]) == {"not given"}
    assert rows["Interval of the difference"][0] == "number of respondents not published"


# -- the paper


@pytest.mark.parametrize("stem", ["paper", "paper.fr"])
def test_every_number_is_bound(paper, seven, stem):
    language = "fr" if stem.endswith(".fr") else "en"
    (proof,) = prove(paper, data=seven, languages=(language,))
    # One of the made-up labels holds a number that is not its figure's: it would have to be allowed by name.
    expected = {("card horizon2026.risk-liability", "33")} if language == "en" else set()
    assert {(fault.place, fault.number) for fault in proof.faults} == expected


@pytest.mark.parametrize(
    ("name", "counted", "added"),
    [
        ("paper", "What seven publications allow one to say", "has since taken in further publications"),
        ("paper.fr", "Ce que sept publications permettent de dire", "a depuis accueilli d’autres publications"),
    ],
)
@pytest.mark.parametrize("kind", [".html", ".pdf"])
def test_the_text_counts_them_and_says_that_it_is_older(paper, name, counted, added, kind):
    text = words(paper / (name + kind))
    assert counted in text
    assert re.search(rf"{added} \( ?PulseLife 2026 ?; Institut Horizon", text)


@pytest.mark.parametrize("name", ["paper.html", "paper.fr.html"])
def test_the_page_shows_them_over_time_with_cards_and_bibliography(paper, name):
    page = (paper / name).read_text(encoding="utf-8")
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


def test_with_five_sources_nothing_of_it_is_seen(built):
    for name in ("paper.html", "paper.fr.html"):
        page = (built / name).read_text(encoding="utf-8")
        assert "fig-time" not in page
        assert "tbl-time" not in page
    text = words(built / "paper.html")
    assert "What five publications allow one to say" in text
    assert "The ACSEL barometer is a first edition" in text
    assert "since taken in" not in text
    assert "written before" not in shown(built, "adoption", "bottom-read")
