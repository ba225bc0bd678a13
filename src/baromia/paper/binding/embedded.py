"""The tables and charts of the executed notebooks that a source embeds, read as data."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from nbpaper.render.conditions import visible
from nbpaper.render.documents import LABEL

from .numerals import plain

BLOCK = re.compile(
    r"^:::+ *\{#(?P<name>(?:fig|tbl)-[\w-]+)[^}]*\}\s*\{\{<\s*embed\s+(?P<file>\S+)#(?P<label>\S+)\s*>\}\}",
    re.MULTILINE,
)
CELL = re.compile(r"(?<!\\)\|")
ESCAPED = re.compile(r"\\([\\`*_{}\[\]<>#&|$~^@])")


@dataclass(frozen=True)
class Shown:
    """One embedded output.

    Attributes
    ----------
    name : str
        Its identifier in the paper: `tbl-use`.
    notebook : str
        The stem of its notebook.
    rows : list of list of str
        A table's cells, headings first; empty for a chart.
    alt, svg : str
        A chart's alternative text and picture; empty for a table.
    said : str
        What stands there where no figure is left for a chart or a table; else empty.
    """

    name: str
    notebook: str
    rows: list[list[str]]
    alt: str = ""
    svg: str = ""
    said: str = ""


def embedded(source: Path, built: Path, tree: dict) -> Iterator[Shown]:
    """Yield what a source embeds and `tree` does not hide, in its order, from the executed notebooks of a build."""
    for match in BLOCK.finditer(visible(source.read_text(encoding="utf-8"), tree)):
        file = built / match["file"]
        data = _output(file, match["label"])
        if "image/svg+xml" in data:
            svg = _joined(data["image/svg+xml"])
            yield Shown(match["name"], file.stem, [], plain(_joined(data.get("text/plain", ""))), svg)
        else:
            text = _joined(data.get("text/markdown", ""))
            rows = table_rows(text)
            yield Shown(match["name"], file.stem, rows, said="" if rows else plain(text))


def _output(file: Path, label: str) -> dict:
    """Return the data of a labelled cell's first output."""
    for cell in json.loads(file.read_text(encoding="utf-8"))["cells"]:
        found = LABEL.search(_joined(cell["source"])) if cell["cell_type"] == "code" else None
        if found and found[1] == label:
            return next((output["data"] for output in cell.get("outputs", []) if output.get("data")), {})
    return {}


def _joined(text: str | list[str]) -> str:
    """Return what a notebook keeps as one text or as a list of lines."""
    return text if isinstance(text, str) else "".join(text)


def table_rows(markdown: str) -> list[list[str]]:
    """Return the cells of a Markdown pipe table, headings first, without the line of dashes."""
    lines = [line for line in markdown.split("\n") if line.startswith("|")]
    rows = [[plain(ESCAPED.sub(r"\1", cell)) for cell in CELL.split(line)[1:-1]] for line in lines]
    return rows[:1] + rows[2:]
