"""Corrections as data: what a row said, what it says now, why, and since when. The row itself is never edited.

A correction names the cell it replaces and the text it expects there: if somebody edits the row after all, the
correction is refused instead of hiding the edit. Several corrections of one cell follow each other, as they stand.
"""

from pathlib import Path

import pandas as pd

from nbpaper.errors import DataError, Problem
from nbpaper.paths import display_path

from .descriptor import read_descriptor
from .rules import real_date
from .tables import Amendment, read_table

NAME = "corrections"
KEPT = ("id", "source")  # with another id or another publication it would be another row


def load_corrections(folder: Path) -> pd.DataFrame:
    """Load the corrections of a register, in the order in which they are made; none where it describes no such table.

    Raises
    ------
    DataError
        For a correction of a column that cannot be corrected, or of a day that is not in the calendar.
    """
    entry = _entry(folder)
    if entry is None:
        return pd.DataFrame(columns=["table", "row", "column", "expected", "corrected", "reason", "reason_fr", "date"])
    found = read_table(folder, entry)
    problems = [problem for row in found.itertuples() if (problem := _fault(row, display_path(folder / entry["path"])))]
    if problems:
        raise DataError(problems)
    return found


def amendments(folder: Path, table: str) -> tuple[Amendment, ...]:
    """Return the corrections of a table as `read_table` takes them."""
    found = load_corrections(folder)
    if found.empty:
        return ()
    file = display_path(folder / _entry(folder)["path"])
    own = found[found["table"] == table]
    return tuple(
        Amendment(file, row.Index, row.row, row.column, row.expected, row.corrected) for row in own.itertuples()
    )


def _entry(folder: Path) -> dict | None:
    return next((entry for entry in read_descriptor(folder)["resources"] if entry["name"] == NAME), None)


def _fault(row: tuple, file: str) -> Problem | None:
    """Return what is wrong with a correction by itself."""
    if row.column in KEPT:
        what, mend = f"“{row.column}” cannot be corrected", "remove the row and add another"
        return Problem(file, what, mend, row.Index, row.row, "column")
    if not real_date(row.date):
        what, mend = f"“{row.date}” is no day of the calendar", "write the day of the correction"
        return Problem(file, what, mend, row.Index, row.row, "date")
    if row.expected == row.corrected:
        return Problem(file, "changes nothing", "write what the cell ought to say", row.Index, row.row, "corrected")
    return None
