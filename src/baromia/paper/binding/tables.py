"""Embedded tables: each number is the register's for the row it stands in, and the page shows the notebook's cells."""

from collections.abc import Iterator

from .embedded import Shown
from .explained import Explained
from .faults import Fault
from .numerals import numbers
from .pages import Page, Table


def table_faults(shown: Shown, explained: Explained) -> Iterator[Fault]:
    """Yield a fault for each cell with a number that the register, the results and its row do not explain."""
    headings, *rows = shown.rows
    rank = explained.say("column.rank")
    for place, cells in enumerate(rows, start=1):
        texts = explained.row(cells)
        for heading, cell in zip(headings, cells, strict=True):
            said = cell in texts and explained.may_stand_under(heading, cell)
            if not numbers(cell) or said or (heading == rank and cell == str(place)):
                continue
            yield Fault(
                f"{shown.notebook}.ipynb",
                f"{shown.name}, row {place}, column {heading!r}",
                cell,
                f"is not what the register says of this row ({cells[0][:50]!r}).",
            )
    for heading in headings:
        for number in numbers(heading) if heading not in explained.samples else ():
            yield Fault(f"{shown.notebook}.ipynb", f"{shown.name}, heading {heading!r}", number, "is bound to nothing.")


def copy_faults(shown: Shown, page: Page, file: str) -> Iterator[Fault]:
    """Yield a fault where a page does not show a table as its notebook has it."""
    found = [table for table in page.tables if table.name == shown.name]
    if not found:
        yield Fault(file, shown.name, shown.name, "is a table that the page does not show.")
    for table in found:
        yield from _cell_faults(shown, table, file)


def _cell_faults(shown: Shown, table: Table, file: str) -> Iterator[Fault]:
    if len(table.rows) != len(shown.rows):
        yield Fault(file, shown.name, str(len(table.rows)), f"rows stand there, not the notebook's {len(shown.rows)}.")
        return
    for place, (ours, theirs) in enumerate(zip(shown.rows, table.rows, strict=True)):
        for cell, other in zip(ours, theirs, strict=False):
            if numbers(cell) != numbers(other) or len(ours) != len(theirs):
                yield Fault(file, f"{shown.name}, row {place}", other, f"is not the notebook's {cell!r}.")


def stray_tables(page: Page, known_names: set[str], file: str) -> Iterator[Fault]:
    """Yield a fault for each number in a table that is no embedded one."""
    for table in page.tables:
        if table.name in known_names:
            continue
        for cell in (cell for row in table.rows for cell in row if numbers(cell)):
            yield Fault(file, f"table {table.name or '(unnamed)'}", cell, "stands in a table that is not embedded.")
