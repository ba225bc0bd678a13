"""A heading and the cells below it belong together: each cell is what the evidence says, in that column, of its row."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from baromia.paper.cards import Cards
from baromia.project import LANGUAGES, PROJECT
from conftest import REGISTER
from documents import table_rows
from nbpaper.numbers.bindings import Bindings
from nbpaper.numbers.source import Source

pytestmark = pytest.mark.build
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


@pytest.fixture(scope="module", params=LANGUAGES)
def cards(request) -> Cards:
    return Cards(REGISTER, request.param)


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
    found = {name: wrong(rows, cards) for name, rows in tables(paper, cards.words.language)}
    assert {name: faults for name, (_, faults) in found.items() if faults} == {}
    assert sum(checked for checked, _ in found.values()) > 250


def test_each_row_beneath_a_chart_says_its_figure_and_its_sample(paper, cards):
    language, checked = cards.words.language, 0
    results = Bindings(paper / "results" / f"{language}.json", language)
    source, samples = Source(PROJECT.document(language), paper, results, {}), set(cards.figures["who"])
    for shown in source.embeds.values():
        for name, row in zip(shown.ids, shown.data[1:], strict=False):
            if name in cards.rows and NUMBERS.search(" ".join(row[1:])):
                one = cards.rows[name]
                said = [NUMBERS.findall(cell) for cell in row[1:]]
                known = [NUMBERS.findall(one[part]) for part in ("printed", "range") if part in one]
                assert any(numbers in said for numbers in known), (shown.name, row)
                assert {cell for cell in row if cell in samples} <= {one["who"]}, (shown.name, row)
                checked += 1
    assert checked > 100
