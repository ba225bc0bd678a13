"""What the paper shows: every number of it is bound, and it says what the register says.

The number check does not know what is true. That is worked out again from the CSV files by other code than the paper's
(`oracle.py`): every chart in words and dots, every card. Of tables, each cell is what its heading says.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from baromia.analysis.parameters import Parameters
from baromia.cli import main, papers
from baromia.paper.cards import Cards
from baromia.paper.proof import prove
from baromia.project import LANGUAGES, PROJECT
from conftest import REGISTER, ROOT
from documents import table_rows
from drawings import PAPER, drawing_of, shapes
from nbpaper.numbers import Report, tokens
from nbpaper.numbers.bindings import Bindings
from nbpaper.numbers.source import Embed, Source
from nbpaper.numbers.stream import letters
from oracle import Oracle

pytestmark = pytest.mark.build
VALUE = {"en": "Value", "fr": "Valeur"}
ROBUSTNESS = {"tbl-stands", "fig-headlines", "fig-disclosure"}  # have tests of their own, as has the grid
LATER_PARTS = {"campagna2025.never-tried"}  # of the parts of a bar the first alone shows its interval
SEAM = 1.5  # pixels of paper after a part of a bar


@pytest.fixture(scope="module")
def oracle() -> Oracle:
    return Oracle(ROOT / "data")


@pytest.fixture(scope="module")
def reports(paper) -> dict[str, Report]:
    return {report.language: report for report in prove(paper)}


@pytest.fixture(scope="module", params=LANGUAGES)
def source(request, paper) -> Source:
    """A text of the paper with what the build brings into it; pandoc has read it for the number check."""
    known = Bindings(paper / "results" / f"{request.param}.json", request.param)
    return Source(PROJECT.document(request.param), paper, known, {})


@pytest.fixture(scope="module")
def cards(source) -> Cards:
    return Cards(REGISTER, Parameters(source.bindings.language))


# Every number is bound


def test_every_number_of_the_paper_is_bound(paper, reports, source):
    language, report = source.bindings.language, reports[source.bindings.language]
    assert list(map(str, report.faults)) == []
    assert min(report.text, report.tables, report.charts) > 100
    assert report.pdf > 1000
    assert 0 < report.allowed < 120
    colophon = yaml.safe_load((paper / "results" / f"{language}.yml").read_text(encoding="utf-8"))["build"]
    assert colophon["bound"] == str(report.text)


def test_the_command_proves_both_languages_unless_one_is_named(paper, reports, monkeypatch):
    assert reports["en"].numbers == reports["fr"].numbers, "both languages show the same numbers"
    monkeypatch.setattr(papers, "prove_numbers", lambda *_, languages, **__: [reports[name] for name in languages])
    for named, told in (((), ["en", "fr"]), (("--language", "fr"), ["fr"])):
        done = CliRunner().invoke(main, ["prove", "--output", str(paper), *named])
        assert done.exit_code == 0
        assert [line[:2] for line in done.output.splitlines()] == told


def test_an_outside_audit_finds_numbers_as_numbers(paper):
    tree = json.loads((paper / "results" / "en.json").read_text(encoding="utf-8"))
    assert tree["build"]["commit"]
    for name, one in tree["results"].items():
        assert isinstance(one["value"], int | float) or one.get("reason") or {"low", "high"} <= one.keys(), name
        assert one["unit"] in {"percent", "share", "points", "count", "hours", "EUR_million"}, name
        assert one["level"] in {"published", "arithmetic", "reading"}, name
        assert (one["kind"] == "published") == (not one["formula"]), name
        assert {*one["figures"]} <= tree["figures"].keys(), name
        assert one["figures"] or " " in one["formula"], f"{name}: what is counted stands in words"
        says = {**tree["results"], **tree["derived"]}.get(one["card"], one)  # the same number, or a figure of its own
        assert says["formula"] == one["formula"], name
        assert says is not one or one["card"] in (name, *one["figures"]), name
        assert one["kind"] == "published" or one["unit"] != "percent", name
    assert {one["unit"] for one in tree["figures"].values()} >= {"percent", "count", "ratio"}


def test_each_result_is_quoted_or_stands_beside_one_that_is(source):
    quoted, results = {card for _, _, card in source.filled()}, source.bindings.results
    cells = {(shown.notebook, letters(cell)) for shown in source.embeds.values() for row in shown.rows for cell in row}
    for name, one in results.items():
        main = one.get("part_of", name)
        shown = (name.partition(".")[0].replace("_", "-"), letters(one["text"])) in cells
        assert shown or {results[main]["card"], one["card"]} & quoted, f"{name}: quote it, or record it no more"


# What charts, results and cards say


def values(text: str, language: str) -> list[float | None]:
    return [
        token.value if token.value is None else float(token.value)
        for token in tokens(text, language)
        if token.kind not in ("ordinal", "scale")
    ]


def charts(source: Source) -> list[Embed]:
    return [shown for shown in source.embeds.values() if shown.pictures and shown.name not in ROBUSTNESS]


def plotted(shown: Embed) -> list[tuple[str, list[str]]]:
    """Return the rows of a chart's data that say a number, each with the name of its figure."""
    return [(name, row) for name, row in zip(shown.ids, shown.data[1:], strict=True) if any(row[1:])]


def test_each_chart_says_in_words_what_is_plotted(source):
    """Finding first, then each row of the data beneath it, in order, then the note."""
    between = {"en": "; ", "fr": "\u202f; "}[source.bindings.language]
    colon = {"en": ": ", "fr": "\u202f: "}[source.bindings.language]
    for shown in charts(source):
        rows = [row for _, row in plotted(shown)]
        said = [part for sentence in shown.alt.split(between) for part in sentence.split(". ")]
        told = [part.rstrip(".").rpartition(colon)[2] for part in said if colon in part]
        wanted = [row[shown.data[0].index(VALUE[source.bindings.language])] for row in rows]
        if shown.name == "fig-summary":  # its words go on from the number
            wanted = [f"{value} {row[0].partition(between)[0]}" for value, row in zip(wanted, rows, strict=True)]
        begins = [told[place:][: len(rows)] for place in range(len(told))]
        assert wanted, shown.name
        assert wanted in begins, shown.name


def wrong_marks(picture: str, oracle: Oracle) -> list[str]:
    """Return the figures and quantities whose mark, or an end of whose interval, stands elsewhere in a drawing."""
    drawn, wrong = shapes(drawing_of(picture)), []
    drawn += [one.whole() for one in drawn]  # of an outlined bar the edge ends there
    for name, zero, hundred, at, axis in marked(picture):
        interval = oracle.interval(name) if name in oracle.figures and name not in LATER_PARTS else None
        if name in oracle.figures:
            wanted = [oracle.percent(name), *(interval or ())]
        else:
            value, *ends = oracle.quantity(name)
            wanted = [value] if axis == "x4" else ends  # parts are added as they are printed
        part, upright = axis == "x4", axis[0] == "y"  # a part of a bar stands above its interval, before a seam
        reach, seams = (30, (0, SEAM, SEAM + 0.6)) if part else (1, (0,))
        found = []
        for one in drawn:
            ends = (one.top, one.bottom) if upright else (one.left, *(one.right + seam for seam in seams))
            if abs(((one.left + one.right) / 2 if upright else one.middle) - float(at)) < reach:
                found += [(end, one.tag == "use" and one.fill != PAPER) for end in ends]
        for share in wanted:
            place = float(zero) + share / 100 * (float(hundred) - float(zero))
            there = [filled for end, filled in found if abs(end - place) < 0.3]
            if not there:
                wrong.append(f"{name}: nothing stands at {share}")
            elif any(there) and not interval:
                wrong.append(f"{name}: filled, although n is unknown")
    return wrong


def marked(picture: str) -> list[tuple[str, ...]]:
    """Return what a drawing tells the page of its marks: name, where 0 and 100 % and the mark stand, and the axis."""
    told = re.search(r'data-figures="([^"]*)"', picture)
    return [*zip(*[iter(told[1].split() if told else ())] * 5, strict=True)]


def test_marks_and_intervals_stand_where_the_register_puts_them(source, oracle):
    """As wide as a page, and as a phone; whether a dot is filled says whether n is known."""
    checked = 0
    for shown in charts(source):
        assert len(shown.pictures) == 2
        for picture in shown.pictures:
            assert wrong_marks(picture, oracle) == [], shown.name
            told = {name: axis for name, *_, axis in marked(picture)}
            if told and "x4" not in told.values():  # of a bar of parts the first alone is told of
                assert {name for name, _ in plotted(shown)} & oracle.figures.keys() <= told.keys(), shown.name
            checked += len(told)
    assert checked > 150


SIGNS = {"sans": "without", "et": "and"}
FORMULA = re.compile(r"(\S+) (×|\+|-|/|and|et|without|sans) (\S+)")


def test_results_are_what_follows_from_the_register(source, oracle):
    """Values as rounded, the ends of ranges rounded outward, with the rounding of what they follow from."""
    language, checked = source.bindings.language, 0
    for name, one in source.bindings.results.items():
        said, figures = values(one["text"], language), one["figures"]
        found = FORMULA.fullmatch(one["formula"] or "")
        if one["kind"] == "published" or (len(figures) == 1 and name.endswith(("_n", "_interval"))):
            assert set(said) <= oracle.numbers(figures[0]), name
        elif found and figures and not name.endswith(("_interval", "_counts", "_least_count")):
            sign = SIGNS.get(found[2], found[2])
            value, low, high = oracle.ends(sign, found[1], found[3])
            bounded = name.endswith(("_low", "_range")) or sign in ("and", "without")
            ends = [high] if name.endswith("_high") else [low, high] if name.endswith("_range") else [low]
            if name.endswith("_high") or bounded:
                lowest, highest = (said[0], said[-1]) if len(ends) == 2 else (said[0], said[0])
                assert name.endswith("_high") or -1e-6 <= low - lowest < 0.1, (name, said, low)
                assert len(ends) + (ends == [high]) < 2 or -1e-6 <= highest - high < 0.1, (name, said, high)
            else:
                assert said == pytest.approx([value], abs=0.51), name
        else:
            continue
        checked += 1
    assert checked > 60


def test_counts_are_those_of_the_register(source, oracle):
    results = {name: one["value"] for name, one in source.bindings.results.items()}
    scores = [oracle.disclosed(name) for name, row in oracle.samples.items() if row["second_hand"] != "yes"]
    assert results["evidence.figures"] == len(oracle.figures)
    assert results["evidence.sources"] == len(oracle.sources) - sum("custom" not in work for work in oracle.sources)
    assert results["evidence.surveys"] + results["evidence.second_hand"] == len(oracle.samples)
    assert (results["evidence.score_least"], results["evidence.score_most"]) == (min(scores), max(scores))
    assert results["robustness.headlines"] == len(oracle.table("headlines"))


def test_each_card_says_what_the_register_says(source, oracle):
    text = (source.built / "results" / f"cards.{source.bindings.language}.md").read_text(encoding="utf-8")
    cards = dict(re.findall(r"^::: \{#(\S+) \.card [^\n]*\}\n\*\*(.*?)\*\*", text, re.MULTILINE))
    assert oracle.figures.keys() <= cards.keys()
    for name in oracle.figures:
        assert set(values(cards[name].replace("\\", ""), source.bindings.language)) <= oracle.numbers(name), name


def test_both_languages_say_the_same_numbers(paper):
    english, french = (json.loads((paper / "results" / f"{one}.json").read_text(encoding="utf-8")) for one in LANGUAGES)
    assert english["results"].keys() == french["results"].keys()
    for part in ("results", "figures"):
        for name, one in english[part].items():
            assert one["value"] == french[part][name]["value"], name


# Tables

COLUMNS = {  # word of a heading → column of the evidence, or of what is computed from it
    "column.sample": "who",
    "column.base": "of_whom",
    "column.total": "n",
    "column.value": "printed",
    "column.interval": "interval",
    "column.measures": "measures",
    "column.is_not": "is_not",
    "column.bounds": "range",
    "column.counts": "counts",
}
ABSENT = "–"
NUMBERS = re.compile(r"\d[\d.,/]*")


def plain(text: str) -> str:
    return " ".join(text.split())


def tables(paper: Path, language: str) -> Iterator[tuple[str, list[list[str]]]]:
    """Yield the tables of the executed notebooks: the cell that shows each, and its rows, headings first."""
    for path in sorted((paper / "executed" / language).glob("*.ipynb")):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            for output in cell.get("outputs", []):
                rows = table_rows("".join(output.get("data", {}).get("text/markdown", "")))
                if rows:
                    yield f"{path.stem}#{cell['id']}", rows


def wrong(rows: list[list[str]], cards: Cards) -> tuple[int, list[str]]:
    """Return how many cells of a table the evidence speaks of, and those that it says otherwise."""
    headings = {plain(cards.words.label(word)): column for word, column in COLUMNS.items()}
    first = {plain(cards.words.label(f"column.{name}")) for name in ("figure", "computed")}
    if rows[0][0] not in first:
        return 0, []
    checked, found = 0, []
    for row in rows[1:]:
        said = dict(zip(rows[0], row, strict=True))
        named = [one for one in cards.rows.values() if plain(one["label"]) == row[0] and plain(one["who"]) in row]
        for heading in headings.keys() & said.keys() if named else ():
            known = {plain(one[headings[heading]]) for one in named if isinstance(one.get(headings[heading]), str)}
            checked += 1
            if said[heading] not in known and not (said[heading] == ABSENT and "counts" in headings[heading]):
                found.append(f"{heading}, {row[0]}: {said[heading]}")
    return checked, found


def test_each_cell_is_what_its_heading_says_of_its_row(paper, cards):
    """A heading and the cells below it belong together: each is what the evidence says, in that column, of its row."""
    found = {name: wrong(rows, cards) for name, rows in tables(paper, cards.words.language)}
    assert {name: faults for name, (_, faults) in found.items() if faults} == {}
    assert sum(checked for checked, _ in found.values()) > 250


def test_each_row_beneath_a_chart_says_its_figure_and_its_sample(source, cards):
    samples, checked = set(cards.figures["who"]), 0
    for shown in source.embeds.values():
        for name, row in zip(shown.ids, shown.data[1:], strict=False):
            if name in cards.rows and NUMBERS.search(" ".join(row[1:])):
                one = cards.rows[name]
                said = [NUMBERS.findall(cell) for cell in row[1:]]
                known = [NUMBERS.findall(one[part]) for part in ("printed", "range", "counts") if part in one]
                assert any(numbers in said for numbers in known), (shown.name, row)
                assert {cell for cell in row if cell in samples} <= {one["who"]}, (shown.name, row)
                checked += 1
    assert checked > 100
