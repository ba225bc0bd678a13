"""What the figures say about each other: each relation is a row of data, its verdict is computed.

A relation is a claim that the printed numbers allow one to test. It holds if values that print so can fulfil
it; only rounding is allowed for, no sampling error. Where none can, `otherwise` may name a reading: another
relation, or `hedge` for “about” taken loosely (`ranges.LOOSE`). The repeats of a figure are relations too;
they follow from `restates` and need no row.
"""

import pandas as pd

from . import Register
from .ranges import ONE, Range, point
from .relation_kinds import BOUNDS, KINDS, Claim, Outcome, value_of
from .rules import HEDGE, is_figure

HOLDS, READING, CANNOT = "holds", "reading", "cannot"  # the second: only under the reading stated in the row
# What a relation is counted as: only a claim of the words can speak for or against a publication.
CLAIM, ALTERNATIVE, BOUND, TWO_SAMPLES = "claim", "alternative", "bound", "two_samples"
BASES = {"literal": "base_literal", "fitting": "base"}  # column that gives a share its base; `printed`: none
RESULT = ["verdict", "computed_low", "computed_high", "expected_low", "expected_high", "detail"]


def evaluate(register: Register) -> pd.DataFrame:
    """Test every relation of a register, those written down and the repeats.

    Returns
    -------
    pandas.DataFrame
        The relations with these columns more: `role` (`claim`; `alternative`: the reading of another relation;
        `bound`: it cannot fail; `two_samples`: it compares what different people said), `verdict` (`holds`;
        `reading`: only under the reading the row states; `cannot`), the range computed from the figures and the
        one it is held against (shares 0–1, counts, day numbers; missing where the kind has none), and `detail`
        (counts that can print so).

    Examples
    --------
    >>> table = evaluate(Register.read())
    >>> table.loc["pulselife-weekly-of-all", ["role", "verdict"]].tolist()
    ['claim', 'reading']
    """
    figures, written = register.figures, register.relations
    table = pd.concat([written, repeats(written, figures)])
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
    asked = [samples.loc[list(filter(is_figure, names))].nunique() for names in named]  # absent: no sample
    kinds = zip(table.index, table["kind"], asked, strict=True)
    return [
        ALTERNATIVE if name in readings else TWO_SAMPLES if several > 1 else BOUND if kind in BOUNDS else CLAIM
        for name, kind, several in kinds
    ]


def _result(row: tuple, table: pd.DataFrame, figures: pd.DataFrame) -> tuple:
    """Return the cells of RESULT for one relation."""
    outcome = _test(row, figures)
    verdict = HOLDS if outcome.possible else CANNOT
    if verdict == CANNOT and not pd.isna(row.otherwise):
        hedged = row.otherwise == HEDGE
        reading = _test(row, figures, loose=True) if hedged else _test(table.loc[row.otherwise], figures)
        verdict = READING if reading.possible else CANNOT
    return verdict, *_ends(outcome.computed), *_ends(outcome.expected), outcome.detail


def _ends(values: Range | None) -> tuple[float | None, float | None]:
    return (None, None) if values is None else (float(values.low), float(values.high))


def _test(row: tuple | pd.Series, figures: pd.DataFrame, loose: bool = False) -> Outcome:
    """Look the figures of a relation up and put it to the test of its kind."""
    column = BASES.get(row.bases)
    rows = [figures.loc[name] for name in row.figures.split(";")]
    target = figures.loc[row.target] if is_figure(row.target) else None
    if target is not None:
        goal = value_of(target, figures, column, loose)
    else:
        goal = None if pd.isna(row.target) else point(int(row.target)) * point(ONE / 100)
    values = [value_of(each, figures, column, loose) for each in rows]
    return KINDS[row.kind].test(Claim(rows, values, target, goal, column, loose))
