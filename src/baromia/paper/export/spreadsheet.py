"""The register for spreadsheets and R: one row a figure, one a computed quantity, in both languages, each cell typed.

Published and computed numbers are two tables. `columns.csv` says which columns there are, their types and meanings.
"""

import io
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import pandas as pd
import xlsxwriter

from ...project import LANGUAGES
from ...words.recording import DIGITS
from ..cards import Cards

COLUMNS = Path(__file__).with_name("columns.csv")
TYPES = {"text": "str", "integer": "Int64", "number": "Float64"}
WIDEST = 60  # characters of a spreadsheet's column


def tables(cards: Mapping[str, Cards]) -> dict[str, pd.DataFrame]:
    """Return the tables, from cards by language: figures, computed, and columns, which says what every column means."""
    described = pd.read_csv(COLUMNS, dtype=str, keep_default_na=False)
    first = cards[LANGUAGES[0]]
    figures = {language: _with_sentences(cards[language].figures, cards[language]) for language in cards}
    for frame in figures.values():
        frame["paragraph"] = first.register.figures["locator"]
        frame["number"] = first.register.figures["number"]
    computed = {language: _with_sentences(cards[language].derived, cards[language]) for language in cards}
    frames = {"figures": figures, "computed": computed}
    typed = {name: _typed(frames[name], described[described["table"] == name]) for name in frames}
    return typed | {"columns": described}


def as_csv(table: pd.DataFrame) -> bytes:
    """Return a table as CSV: commas, points in numbers, empty where nothing is known."""
    return table.to_csv(index=False, lineterminator="\n").encode("utf-8")


def as_xlsx(sheets: Mapping[str, pd.DataFrame], when: datetime) -> bytes:
    """Return tables as the sheets of a workbook; the same bytes for the same tables and time."""
    packed = io.BytesIO()
    plain = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}  # a text stays one
    with xlsxwriter.Workbook(packed, plain) as book:
        book.set_properties({"created": when.replace(tzinfo=None)})
        bold = book.add_format({"bold": True})
        for name, table in sheets.items():
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, table.columns, bold)
            for column, heading in enumerate(table):
                sheet.write_column(1, column, table[heading].to_numpy(object, na_value=None))
                longest = max(len(str(cell)) for cell in (heading, *table[heading]))
                sheet.set_column(column, column, min(longest + 2, WIDEST))
            sheet.freeze_panes(1, 1)
            sheet.autofilter(0, 0, len(table), len(table.columns) - 1)
    return packed.getvalue()


def _with_sentences(frame: pd.DataFrame, cards: Cards) -> pd.DataFrame:
    return frame.assign(
        sentence=[cards.sentence(name) for name in frame.index],
        caveat=[" ".join(cards.caveats(name)) for name in frame.index],
    )


def _typed(frames: Mapping[str, pd.DataFrame], described: pd.DataFrame) -> pd.DataFrame:
    """Return the columns described: `label_fr` is label in French, any other the same in each language."""
    columns = {}
    for row in described.itertuples():
        name, _, language = row.name.rpartition("_")
        frame = frames.get(language, frames[LANGUAGES[0]]).rename_axis("id").reset_index()
        column = frame[name if language in frames else row.name]
        columns[row.name] = pd.array(column, dtype=TYPES[row.type])
        if row.type == "number":
            columns[row.name] = columns[row.name].round(DIGITS)
    return pd.DataFrame(columns)
