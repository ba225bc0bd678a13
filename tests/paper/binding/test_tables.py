"""Embedded tables: each cell is its row's and its column's, and the page shows the notebook's."""

import re
from dataclasses import replace

import pytest

from baromia.paper.binding.embedded import Shown, table_rows
from baromia.paper.binding.pages import read_page
from baromia.paper.binding.tables import copy_faults, stray_tables, table_faults
from binding_shared import said

pytestmark = pytest.mark.build


def test_tables_are_read_as_they_are_written():
    assert table_rows("| a | b\\|c |\n|:--|--:|\n| \\[1\\] | 2 |\n") == [["a", "b|c"], ["[1]", "2"]]


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("tbl-use", "24.4%", "24.5%"),
        ("tbl-use", "14% to 39%", "14% to 38%"),
        ("tbl-use", "n = 45", "n = 46"),
        ("tbl-use", "90%", "56%"),  # a value of the register, but of another row
        ("tbl-derived", "81% × 56%", "81% × 57%"),
        ("tbl-derived", "between 60.0% and 62.0%", "between 60.0% and 62.1%"),
        ("tbl-bounds", "60.0 points", "61.0 points"),
        ("tbl-ranks", "1", "2"),
        ("tbl-ranks", "33% Reliability of results", "34% Reliability of results"),
        ("tbl-cards", "4 of 11", "5 of 11"),
        ("tbl-cards", "June 2025", "July 2025"),
        ("tbl-stands", "77%", "78%"),
        ("tbl-policy", "10 November 2022", "11 November 2022"),
    ],
)
def test_a_cell_that_its_row_does_not_explain_is_found(shown, explained, name, old, new):
    table = shown[name]
    rows = [[new if cell == old else cell for cell in row] for row in table.rows]
    assert rows != table.rows
    assert said(table_faults(table, explained)) == ""
    faults = said(table_faults(replace(table, rows=rows), explained))
    assert re.search(
        rf"^{table.notebook}\.ipynb, {name}, row \d+, column '.+': {re.escape(repr(new))} is", faults, re.M
    )


def test_a_cell_at_fault_is_named_with_its_row_and_column(shown, explained):
    table = shown["tbl-use"]
    rows = [["24.5%" if cell == "24.4%" else cell for cell in row] for row in table.rows]
    assert said(table_faults(replace(table, rows=rows), explained)) == (
        "adoption.ipynb, tbl-use, row 1, column 'Value': '24.5%' is not what the register says of this row "
        "('Use AI regularly')."
    )


def test_an_answer_under_the_heading_of_another_sample_is_found(shown, explained):
    ranks = shown["tbl-ranks"]
    assert [heading in explained.samples for heading in ranks.rows[0]] == [False, True, True]
    swapped = [ranks.rows[0], *([rank, *reversed(answers)] for rank, *answers in ranks.rows[1:])]
    places = {fault.place for fault in table_faults(replace(ranks, rows=swapped), explained)}
    assert {place.partition(",")[0] for place in places} == {"tbl-ranks"}
    assert len(places) == 6, "one answer is of both, three cells are empty"


def test_a_row_says_what_is_true_of_its_own_sample(explained):
    good, public = "AI in health care is a good thing", "ACSEL barometer, public"
    professionals, elsewhere = "ACSEL barometer, professionals", "PulseLife, members of its community"
    held = {sample: explained.row([good, sample]) & {"89%", "76%"} for sample in (public, professionals, elsewhere)}
    assert held == {public: {"76%"}, professionals: {"89%"}, elsewhere: {"89%", "76%"}}, "editions may share labels"
    assert {"89%", "76%"} <= explained.row([good])


def test_a_sum_is_explained_where_it_means_something(explained):
    weekly = "Use AI every week + Use AI every day"
    assert {weekly, "32% + 29%", "61%", "between 60.0% and 62.0%"} <= explained.row([weekly])
    several = "Difficulty of checking reliability or quality + Unclear liability when AI errs"
    assert not {"36% + 34%", "70%"} & explained.row([several, "ACSEL barometer, professionals"])


def test_a_number_in_a_heading_is_found(shown, explained):
    table = shown["tbl-use"]
    rows = [[*table.rows[0][:-1], "Interval at 95%"], *table.rows[1:]]
    faults = said(table_faults(replace(table, rows=rows), explained))
    assert faults == "adoption.ipynb, tbl-use, heading 'Interval at 95%': '95' is bound to nothing."


def test_a_page_with_another_table_than_the_notebook_is_found(shown, html):
    assert said(copy_faults(shown["tbl-use"], read_page(html), "paper.html")) == ""
    changed = re.sub(r"(<td[^>]*>)24\.4%", r"\g<1>24.5%", html)
    faults = said(copy_faults(shown["tbl-use"], read_page(changed), "paper.html"))
    assert faults == "paper.html, tbl-use, row 1: '24.5%' is not the notebook's '24.4%'."
    fewer = replace(shown["tbl-use"], rows=shown["tbl-use"].rows[:-1])
    faults = said(copy_faults(fewer, read_page(html), "paper.html"))
    assert faults == "paper.html, tbl-use: '7' rows stand there, not the notebook's 6."
    faults = said(copy_faults(shown["tbl-use"], read_page("<body></body>"), "paper.html"))
    assert faults == "paper.html, tbl-use: 'tbl-use' is a table that the page does not show."


def test_a_row_with_fewer_cells_is_found():
    page = read_page('<body><table id="tbl-a"><tr><td>1</td></tr></table></body>')
    faults = said(copy_faults(Shown("tbl-a", "adoption", [["1", "2"]]), page, "paper.html"))
    assert faults == "paper.html, tbl-a, row 0: '1' is not the notebook's '1'."


def test_a_table_that_is_not_embedded_is_found():
    cells = "<tr><td>Yes</td><td>45</td></tr>"
    page = read_page(f'<body><table id="tbl-a">{cells}</table><table>{cells}</table><table id="tbl-b">{cells}</table>')
    assert said(stray_tables(page, {"tbl-a"}, "paper.html")).split("\n") == [
        "paper.html, table (unnamed): '45' stands in a table that is not embedded.",
        "paper.html, table tbl-b: '45' stands in a table that is not embedded.",
    ]
