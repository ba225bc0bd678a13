"""Corrections are data: applied on loading, guarded by the text they expect, shown wherever the figure is."""

from pathlib import Path

import pytest

from baromia.analysis.parameters import Parameters
from baromia.paper.cards import Cards
from baromia.paper.cite import cite
from baromia.paper.diff import Change, Difference, as_markdown, row_changes
from baromia.register import Register, contents
from conftest import REGISTER
from damaged import DATA, line_where, problems_of, rows_of, write_cell, write_rows

FIGURE = "campagna2025.never-tried"
REASON = "A made-up erratum; see example.org"
LINE = line_where(DATA, "figures", lambda row: row["id"] == FIGURE)
GOOD = ["figures", FIGURE, "value", "37.8", "35.6", REASON, "Un erratum inventé", "2026-11-21"]


def correct(data: Path, *rows: list[str]) -> None:
    """Write corrections into a register."""
    write_rows(data, "corrections", [rows_of(data, "corrections")[0], *rows])


def changed(place: int, cell: str) -> list[str]:
    """Return the good correction with one cell changed."""
    return [*GOOD[:place], cell, *GOOD[place + 1 :]]


def test_corrections_are_what_is_loaded_one_after_the_other_and_the_row_stays(register_copy):
    before = (register_copy / "figures.csv").read_bytes()
    again = [*GOOD[:3], "35.6", "36.1", REASON, REASON, "2026-11-22"]
    correct(register_copy, GOOD, again, ["samples", "campagna2025", "n", "45", "46", REASON, REASON, "2026-11-21"])
    register = Register.read(register_copy)
    assert (register.figures.at[FIGURE, "value"], register.figures.at[FIGURE, "number"]) == ("36.1", 36.1)
    assert register.samples.at["campagna2025", "n"] == 46
    assert (register_copy / "figures.csv").read_bytes() == before
    assert register.corrections[["row", "expected", "corrected"]].values.tolist()[0] == [FIGURE, "37.8", "35.6"]


@pytest.mark.parametrize(
    ("row", "said"),
    {
        "another text was expected": (changed(3, "36.8"), f"figures.csv, line {LINE} holds “37.8”"),
        "no such row": (changed(1, "campagna2025.never-tired"), "write campagna2025.never-tried, if that was meant"),
        "no such column": (changed(2, "valeu"), "write value, if that was meant"),
        "no such table": (changed(0, "figure"), "write figures, if that was meant"),
        "who a row is stays": (changed(2, "id"), "“id” cannot be corrected. To mend: remove the row and add another."),
        "whose a row is stays": (changed(2, "source"), "“source” cannot be corrected"),
        "no change": (changed(4, "37.8"), "changes nothing. To mend: write what the cell ought to say."),
        "no such day": (changed(7, "2026-02-30"), "calendar. To mend: write the day of the correction."),
        "no reason": (changed(5, ""), "reason"),
        "the corrected cell is held to the rules": (changed(4, "135.6"), "“135.6”"),
        "a formula": (changed(4, "=1+1"), "“=1+1”"),
    }.values(),
)  # fmt: skip
def test_a_correction_that_does_not_fit_is_refused(row, said, register_copy):
    correct(register_copy, row)
    (problem,) = problems_of(register_copy)
    assert said in str(problem)


def test_a_card_and_a_citation_say_what_was_corrected(register_copy):
    correct(register_copy, GOOD)
    register = Register.read(register_copy)
    for language, said in (("en", "Corrected on 2026-11-21: value was “37.8”"), ("fr", "Corrigé le 2026-11-21")):
        assert said in cite(FIGURE, "text", language, register)
        assert said in " ".join(cite(FIGURE, "card", language, register).split())
        assert said.split(":")[0] in Cards(register, Parameters(language)).figure(FIGURE).replace("\\", "")
        assert said.split(":")[0] not in cite("acsel2025.good-thing", "text", language, register)


def test_diff_tells_a_correction_from_an_edit(register_copy):
    correct(register_copy, GOOD)
    found = row_changes(contents(REGISTER), contents(Register.read(register_copy)))
    reason = f"2026-11-21: {REASON}"
    assert Change("figures", FIGURE, "corrected", {"value": "37.8"}, {"value": "35.6"}, reason) in found
    told = as_markdown(Difference(found, [], [], []))
    assert f"corrected in figures: `{FIGURE}` (value: 37.8 → 35.6) — {reason}" in told
    write_cell(register_copy, "figures", "locator", "10", line=LINE)
    found = row_changes(contents(REGISTER), contents(Register.read(register_copy)))
    assert [(one.kind, one.reason) for one in found if one.table == "figures"] == [("changed", "")], "an edit beside it"
