"""Relations between figures: each is a row of data, its verdict is computed.

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
Rows = dict[str, dict]
RESULT = ["verdict", "computed_low", "computed_high", "expected_low", "expected_high", "detail"]


def evaluate(register: Register) -> pd.DataFrame:
    """Test every relation of a register, those of relations.csv and the repeats.

    Returns
    -------
    pandas.DataFrame
        The relations with these columns more: `role` (`claim`; `alternative`: the reading of another relation;
        `bound`: it cannot fail; `two_samples`: it compares what different people said), `verdict` (`holds`;
        `reading`: only under the reading the row states; `cannot`), the range computed from the figures and the
        one it is compared with (shares 0–1, counts, day numbers; missing where the kind has none), and `detail`
        (counts that can print so).

    Examples
    --------
    >>> table = evaluate(Register.read())
    >>> table.loc["pulselife-weekly-of-all", ["role", "verdict"]].tolist()
    ['claim', 'reading']
    """
    table = pd.concat([register.relations, repeats(register.relations, register.figures)])
    figures = _by_id(register.figures)
    relations = _by_id(table)
    results = [_result(row, relations, figures) for row in relations.values()]
    table = table.assign(role=_roles(relations, figures))
    return table.join(pd.DataFrame(results, columns=RESULT, index=table.index))


def repeats(relations: pd.DataFrame, figures: pd.DataFrame) -> pd.DataFrame:
    """Return a relation for each figure that restates another, without those that relations.csv has itself."""
    written = set(relations.loc[relations["kind"] == "same_value", "figures"])
    restating = figures[figures["restates"].notna() & ~figures.index.isin(written)]
    rows = pd.DataFrame({"kind": "same_value", "bases": "literal", "figures": restating.index}, index=restating.index)
    return rows.assign(target=restating["restates"]).reindex(columns=relations.columns).rename_axis("id")


def _by_id(table: pd.DataFrame) -> Rows:
    """Return the rows of a table by their ids, which they hold, too; absent cells are None."""
    cells = zip(table.index, table.to_numpy(object, na_value=None), strict=True)
    return {name: {"id": name, **dict(zip(table.columns, row, strict=True))} for name, row in cells}


def _roles(relations: Rows, figures: Rows) -> list[str]:
    """Return the role of each relation."""
    readings, roles = {row["otherwise"] for row in relations.values()}, []
    for name, row in relations.items():
        names = [*row["figures"].split(";"), *([row["target"]] if is_figure(row["target"]) else [])]
        samples = {figures[figure]["sample"] for figure in names} - {None}
        role = BOUND if row["kind"] in BOUNDS else CLAIM
        roles.append(ALTERNATIVE if name in readings else TWO_SAMPLES if len(samples) > 1 else role)
    return roles


def _result(row: dict, relations: Rows, figures: Rows) -> tuple:
    """Return the cells of RESULT for one relation."""
    outcome = _test(row, figures)
    verdict = HOLDS if outcome.possible else CANNOT
    if verdict == CANNOT and row["otherwise"] is not None:
        hedged = row["otherwise"] == HEDGE
        reading = _test(row, figures, loose=True) if hedged else _test(relations[row["otherwise"]], figures)
        verdict = READING if reading.possible else CANNOT
    return verdict, *_limits(outcome.computed), *_limits(outcome.expected), outcome.detail


def _limits(interval: Range | None) -> tuple[float | None, float | None]:
    return (None, None) if interval is None else (float(interval.low), float(interval.high))


def _test(row: dict, figures: Rows, loose: bool = False) -> Outcome:
    """Return the outcome of the test of a relation's kind, asked of its figures."""
    column, target, goal = BASES.get(row["bases"]), figures.get(row["target"]), None
    if target is not None:
        goal = value_of(target, figures, column, loose)
    elif row["target"] is not None:  # a percentage
        goal = point(ONE * int(row["target"]) / 100)
    rows = [figures[name] for name in row["figures"].split(";")]
    values = [value_of(figure, figures, column, loose) for figure in rows]
    return KINDS[row["kind"]].test(Claim(rows, values, target, goal, column, loose))
