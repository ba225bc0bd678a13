"""A value is the number its row says is printed, and a sample's size is that of its card."""

import pytest

from baromia.register.transcription import check_printed
from damaged import line_where, rows_of, write_cell, write_rows
from nbpaper.errors import DataError


def line_of(data, name: str, table: str = "figures") -> int:
    return line_where(data, table, lambda row: row["id"] == name)


def said(data, column: str, figure: str, cell: str) -> str:
    """Return what is said of a register in which one cell of a figure is another."""
    write_cell(data, "figures", column, cell, line_of(data, figure))
    with pytest.raises(DataError) as error:
        check_printed(data)
    return str(error.value)


def test_the_register_is_as_printed():
    check_printed()


@pytest.mark.parametrize(
    ("figure", "value", "printed"),
    [
        ("acsel2025.use-any", "9", "90"),
        ("acsel2025.use-any", "90.0", "90"),
        ("campagna2025.never-tried", "3.78", "37,8"),
        ("acsel2025.use-any-nine-in-ten", "8/10", "9 | 10"),
        ("acsel2025.use-any-nine-in-ten", "9/11", "9 | 10"),
        ("campagna2025.trust-score", "4/5", "3 | 5"),
        ("pulselife2025.published", "2025-11-17", "18 | 2025"),
        ("pulselife2025.published", "2024-11-18", "18 | 2025"),
        ("semble2025.training-funding", "8", "81 | millions"),
    ],
)
def test_another_number_than_the_one_printed_is_refused(figure, value, printed, register_copy):
    assert said(register_copy, "value", figure, value) == (
        f"figures.csv (row {figure}), column value: “{value}” is not the number printed, “{printed}”. To mend: write "
        "it as it is printed, digit for digit, with a decimal point; or mend `printed`."
    )


def test_another_printed_number_is_refused(register_copy):
    assert "“90” is not the number printed, “91”" in said(register_copy, "printed", "acsel2025.use-any", "91")


@pytest.mark.parametrize(("value", "printed"), [("1200", "1\u202f200"), ("1200", "1,200"), ("1.200", "1,200")])
def test_thousands_may_be_parted(value, printed, register_copy):
    line = line_of(register_copy, "semble2025.decree-hours")
    write_cell(register_copy, "figures", "value", value, line)
    write_cell(register_copy, "figures", "printed", printed, line)
    check_printed(register_copy)


def test_a_corrected_value_is_not_what_was_printed(register_copy):
    given = ["figures", "campagna2025.never-tried", "value", "37.8", "35.6", "Made up", "Inventé", "2026-11-21"]
    write_rows(register_copy, "corrections", [rows_of(register_copy, "corrections")[0], given])
    check_printed(register_copy)


def test_a_sample_has_the_size_that_is_printed(register_copy):
    write_cell(register_copy, "samples", "n", "68", line_of(register_copy, "pulselife2025", "samples"))
    with pytest.raises(DataError) as error:
        check_printed(register_copy)
    assert [str(problem) for problem in error.value.problems] == [
        f"figures.csv (row pulselife2025.{name}), column value: “608” is not the n of the sample pulselife2025, 68. To "
        "mend: look it up again: this row is wrong, or n in samples.csv."
        for name in ("n-summary", "n")
    ]
