"""What the figures say about each other: each relation is a row of data, its verdict is computed.

A relation is a claim that the printed numbers allow one to test. It holds if values that print so can fulfil
it; only rounding is allowed for, no sampling error. Where none can, `otherwise` may name a reading: another
relation, or `hedge` for “about” taken loosely (`ranges.LOOSE`). The repeats of a figure are relations too;
they follow from `restates` and need no row.
"""

import os
from collections.abc import Iterator

import pandas as pd

from nbpaper.errors import DataError, Problem

from ..project import data_folder
from .descriptor import resource
from .ranges import ONE, Range, point
from .relation_kinds import BOUNDS, FIGURES, KINDS, NO_TARGET, TO_FIGURE, UNITS, Claim, Outcome, value_of
from .tables import read_table

FILE = "relations.csv"
HOLDS, READING, CANNOT = "holds", "reading", "cannot"  # the second: only under the reading stated in the row
# What a relation is counted as: only a claim of the words can speak for or against a publication.
CLAIM, ALTERNATIVE, BOUND, TWO_SAMPLES = "claim", "alternative", "bound", "two_samples"
HEDGE = "hedge"
MEND_KIND = "see the codebook for this kind"
BASES = {"literal": "base_literal", "fitting": "base"}  # column that gives a share its base; `printed`: none
RESULT = ["verdict", "computed_low", "computed_high", "expected_low", "expected_high", "detail"]


def load_relations(data: str | os.PathLike | None = None) -> pd.DataFrame:
    """Load the relations between figures, indexed by `id`."""
    folder = data_folder(data)
    return read_table(folder, resource(folder, "relations")).set_index("id")


def evaluate(relations: pd.DataFrame, figures: pd.DataFrame) -> pd.DataFrame:
    """Test every relation, those written down and the repeats.

    Parameters
    ----------
    relations : pandas.DataFrame
        As `load_relations` returns it.
    figures : pandas.DataFrame
        As `load_figures` returns it.

    Returns
    -------
    pandas.DataFrame
        The relations with these columns more: `role` (`claim`; `alternative`: the reading of another relation;
        `bound`: it cannot fail; `two_samples`: it compares what different people said), `verdict` (`holds`;
        `reading`: only under the reading the row states; `cannot`), the range computed from the figures and the
        one it is held against (shares 0–1, counts, day numbers; missing where the kind has none), and `detail`
        (counts that can print so).

    Raises
    ------
    DataError
        For a relation that names a figure or a reading that is not there.
    """
    problems = list(_problems(relations, figures))
    if problems:
        raise DataError(problems)
    table = pd.concat([relations, repeats(relations, figures)])
    results = [_result(row, table, figures) for row in table.itertuples()]
    table = table.assign(role=_roles(table, figures))
    return table.join(pd.DataFrame(results, columns=RESULT, index=table.index))


def repeats(relations: pd.DataFrame, figures: pd.DataFrame) -> pd.DataFrame:
    """Return a relation for each figure printed again, save those that relations.csv treats itself."""
    treated = set(relations.loc[relations["kind"] == "same_value", "figures"])
    again = figures[figures["restates"].notna() & ~figures.index.isin(treated)]
    rows = pd.DataFrame({"kind": "same_value", "bases": "literal", "figures": again.index}, index=again.index)
    return rows.assign(target=again["restates"]).reindex(columns=relations.columns).rename_axis("id")


def _roles(table: pd.DataFrame, figures: pd.DataFrame) -> list[str]:
    """Return what each relation is counted as."""
    readings, samples = set(table["otherwise"]), figures["sample"]
    named = (table["figures"] + ";" + table["target"].fillna("")).str.split(";")
    asked = [samples.loc[list(filter(_is_figure, names))].nunique() for names in named]  # absent: no sample
    kinds = zip(table.index, table["kind"], asked, strict=True)
    return [
        ALTERNATIVE if name in readings else TWO_SAMPLES if several > 1 else BOUND if kind in BOUNDS else CLAIM
        for name, kind, several in kinds
    ]


def _result(row: tuple, table: pd.DataFrame, figures: pd.DataFrame) -> tuple:
    """Return the cells of RESULT for one relation."""
    outcome = _test(row, figures)
    if outcome.possible:
        verdict = HOLDS
    elif pd.isna(row.otherwise):
        verdict = CANNOT
    elif row.otherwise == HEDGE:
        verdict = READING if _test(row, figures, loose=True).possible else CANNOT
    else:
        reading = _test(table.loc[row.otherwise], figures)
        verdict = READING if reading.possible else CANNOT
    return verdict, *_ends(outcome.computed), *_ends(outcome.expected), outcome.detail


def _ends(values: Range | None) -> tuple[float | None, float | None]:
    return (None, None) if values is None else (float(values.low), float(values.high))


def _test(row: tuple | pd.Series, figures: pd.DataFrame, loose: bool = False) -> Outcome:
    """Look the figures of a relation up and put it to the test of its kind."""
    column = BASES.get(row.bases)
    rows = [figures.loc[name] for name in row.figures.split(";")]
    target = figures.loc[row.target] if _is_figure(row.target) else None
    if target is not None:
        goal = value_of(target, figures, column, loose)
    else:
        goal = None if pd.isna(row.target) else point(int(row.target)) * point(ONE / 100)
    values = [value_of(each, figures, column, loose) for each in rows]
    return KINDS[row.kind](Claim(rows, values, target, goal, column, loose))


def _is_figure(name: object) -> bool:
    return isinstance(name, str) and "." in name


# -- faults in the table


def _problems(relations: pd.DataFrame, figures: pd.DataFrame) -> Iterator[Problem]:
    """Yield a problem for each name that leads nowhere, and each reading without words."""
    for row in relations.itertuples():
        names = row.figures.split(";")
        targets = [row.target] if _is_figure(row.target) else []
        for column, name in (*(("figures", name) for name in names), *(("target", name) for name in targets)):
            if name not in figures.index:
                yield _problem(row, column, f"“{name}” is no figure of the register", "take an id of figures.csv")
        if len(names) != FIGURES.get(row.kind, len(names)):
            yield _problem(row, "figures", f"{row.kind} takes {FIGURES[row.kind]}, not {len(names)}", MEND_KIND)
        if pd.isna(row.target) != (row.kind in NO_TARGET):
            what = "takes no target" if row.kind in NO_TARGET else "needs a target"
            yield _problem(row, "target", f"{row.kind} {what}", MEND_KIND)
        elif row.kind in TO_FIGURE and not _is_figure(row.target):
            yield _problem(row, "target", f"{row.kind} needs a figure to be held against", "name one by its id")
        yield from _unit_problems(row, figures)
        if pd.isna(row.otherwise) != pd.isna(row.reading_en):
            yield _problem(row, "reading_en", "goes with otherwise: both or neither", "state the reading")
        elif not pd.isna(row.otherwise) and row.otherwise not in {HEDGE, *relations.index}:
            yield _problem(row, "otherwise", f"“{row.otherwise}” is no relation", "name a relation, or `hedge`")


def _unit_problems(row: tuple, figures: pd.DataFrame) -> Iterator[Problem]:
    """Yield a problem for each figure whose unit the kind cannot work with."""
    for column, unit in UNITS.get(row.kind, {}).items():
        for name in str(getattr(row, column)).split(";"):
            if name in figures.index and figures.at[name, "unit"] != unit:
                what = f"{row.kind} needs the unit {unit}, and “{name}” has the unit {figures.at[name, 'unit']}"
                yield _problem(row, column, what, MEND_KIND)


def _problem(row: tuple, column: str, what: str, mend: str) -> Problem:
    return Problem(FILE, what, mend, row=row.Index, column=column)
