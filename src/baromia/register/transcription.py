"""Is a row's value the number it says is printed? A slip of the hand changes one of the two only."""

import os
import re
from collections.abc import Iterator

import pandas as pd

from nbpaper.errors import DataError, Problem
from nbpaper.texts import in_digits

from ..project import data_folder
from .corrections import load_corrections
from .read import load_figures, load_samples

THOUSANDS = re.compile(r"\d{1,3}[.,]\d{3}")  # 1,200: perhaps a thousand and more
SIZE = "sample-size"


def check_printed(data: str | os.PathLike | None = None) -> None:
    """Hold each value against the digits in `printed`, and each sample's size against the card of the sample.

    Raises
    ------
    DataError
        Naming each row whose value is another number than the one it says is printed.
    """
    problems = misprints(data)
    if problems:
        raise DataError(problems)


def misprints(data: str | os.PathLike | None = None) -> list[Problem]:
    """Return a problem for each row whose value is not the digits it says are printed, or not its sample's size.

    Words that stand for numbers are not read. A value that a correction changed is not what was printed, and passes.
    """
    folder = data_folder(data)
    corrections, figures = load_corrections(folder), load_figures(folder)
    corrected = set(corrections.loc[corrections["column"] == "value", "row"])
    rows = figures[~figures.index.isin(corrected)]
    return [*_values(rows), *_sizes(rows, load_samples(folder)["n"])]


def _values(figures: pd.DataFrame) -> Iterator[Problem]:
    for row in figures.itertuples():
        if not all(_stands_in(token, row.value, row.unit) for token in row.printed.split(" | ")):
            what = f"“{row.value}” is not the number printed, “{row.printed}”"
            mend = "write it as it is printed, digit for digit, with a decimal point; or mend `printed`"
            yield Problem("figures.csv", what, mend, row=row.Index, column="value")


def _stands_in(token: str, value: str, unit: str) -> bool:
    """Tell whether a printed number is the value or one of its parts (9 and 10 of `9/10`, the day of a date)."""
    digits = in_digits(token)
    if digits is None:
        return True
    readings = {digits}
    if THOUSANDS.fullmatch(token):
        readings.add(digits.replace(".", ""))
    if unit == "date":
        return bool({reading.lstrip("0") for reading in readings} & {part.lstrip("0") for part in value.split("-")})
    return bool(readings & set(value.split("/")))


def _sizes(figures: pd.DataFrame, totals: pd.Series) -> Iterator[Problem]:
    for row in figures[figures["indicator"] == SIZE].itertuples():
        total = totals.get(row.sample)
        if not pd.isna(total) and str(total) != row.value:
            what = f"“{row.value}” is not the n of the sample {row.sample}, {total}"
            mend = "look it up again: this row is wrong, or n in samples.csv"
            yield Problem("figures.csv", what, mend, row=row.Index, column="value")
