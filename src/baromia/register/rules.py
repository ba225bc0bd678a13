"""What a schema cannot say: the rules that hold between the cells of a table, and between tables."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date
from fractions import Fraction
from functools import cache, partial
from re import fullmatch

import pandas as pd

from nbpaper.errors import Problem, closest_match

from ..project import LANGUAGES
from .ranges import SHARES
from .relation_kinds import KINDS, UNKNOWN_BASES
from .tables import Fault

WORDS_FOR_BASES = ("all", *UNKNOWN_BASES)
A_BASE = f"write {', '.join(WORDS_FOR_BASES)}, or the id of the figure that defines the subgroup"
GROUPS = tuple(f"group_{language}" for language in LANGUAGES)
HEDGE = "hedge"  # the reading of a relation under which “about” is taken loosely
NOT_CORRECTABLE = ("id", "source")  # with another id or publication it would be another row
BASES = ("base", "base_literal")
RowFault = tuple[str, str, str]  # column, what is wrong, how to mend it
NAME_FIRST = "name the id of the row that states it first"
SEE_KIND = "see the codebook for this kind"
# The columns that the rules use.
NEEDED = {
    "figures": (
        *("id", "source", "sample", "population", "indicator", "base", "base_literal", "base_reason", "restates"),
        *("value", "unit", "qualifier", "printed", "locator", "fingerprint", *GROUPS),
    ),
    "samples": ("id", "source", "population", "n", "recruitment", "fieldwork_start", "fieldwork_end"),
    "indicators": ("id",),
    "relations": ("id", "kind", "bases", "figures", "target", "otherwise", "reading_en"),
    "headlines": ("id", "figure", "other"),
    "derived": ("id", "operation", "figures", "among", "level", "reading_en", "of_whom_en"),
    "labels": ("id", *LANGUAGES),
    "sentences": ("id", *LANGUAGES),
    "set_aside": ("source", "locator", "token", "occurrence"),
    "corrections": ("table", "row", "column", "expected", "corrected", "date"),
}

# -- numbers and dates


def numbers(figures: pd.DataFrame) -> pd.Series:
    """Return printed values as floats: `53.3` → 53.3, a ratio `2/3` → 0.667, a score `3/5` → 3, a date → NaN."""
    pairs = zip(figures["value"], figures["unit"], strict=True)
    return pd.Series([_number(*pair) for pair in pairs], index=figures.index, dtype=float)


@cache  # most are alike
def _number(text: str, unit: str) -> float:
    if unit == "date":
        return float("nan")
    if unit == "score":
        return float(text.partition("/")[0])
    try:
        return float(Fraction(text))
    except (ValueError, ZeroDivisionError):
        return float("nan")


def real_date(text: str) -> bool:
    """Tell whether a date as exact as printed (`2025`, `2025-06`, `2025-06-30`) is in the calendar."""
    try:
        date.fromisoformat(text + "-01-01"[len(text) - 4 :])
    except ValueError:
        return False
    return True


def later(day: str, reference: str) -> bool:
    """Tell whether a date is surely later than another; of a month and a day in it, neither is."""
    return day[: len(reference)] > reference[: len(day)]


# -- any table


def unknown_keys(table: pd.DataFrame, column: str, ids: Iterable[str], file: str) -> Iterator[Fault]:
    """Yield the cells of `column` that are not in `ids`, those of `file`."""
    unknown = {*table[column].tolist()}.difference(ids, [None])
    if not unknown:
        return
    similar = {cell: closest_match(cell, ids) for cell in unknown} if len(unknown) <= 20 else {}
    for line, cell in table.loc[table[column].isin(unknown), column].items():
        word = similar.get(cell)
        mend = f"write {word}, if that was meant, or add it there" if word else "add it there, or mend the id"
        yield line, column, f"is not in {file}", mend


# -- figures


def figure_faults(figures: pd.DataFrame, fields: dict[str, dict], samples: pd.DataFrame | None) -> Iterator[Fault]:
    """Yield every fault between the cells of a figure, between figures, and between a figure and its sample.

    `fields` are the columns in the descriptor: `value` has the form and range of each unit, `population` which kind of
    people is among which. Without samples their rules are left out.
    """
    surveyed = {} if samples is None else {row.id: row for row in samples[["id", "source", "population"]].itertuples()}
    units, within = fields["value"].get("byUnit", {}), fields["population"].get("within", {})
    subgroups = figures["id"].isin({*figures["base"], *figures["base_literal"]})
    targets = figures.loc[subgroups | figures["id"].isin(figures["restates"].dropna()), [*NEEDED["figures"]]]
    rows = {row.id: row for row in targets.itertuples()}
    loops = {column: _in_loops(figures, column, rows) for column in (*BASES, "restates")}
    ids = zip(figures["id"], figures["source"], strict=True)
    misnamed = figures[[not name.startswith(f"{source}.") for name, source in ids]]
    yield from _row_faults(misnamed, _id_faults, "id", "source")
    yield from _row_faults(figures, partial(_value_faults, units), "value", "unit")
    yield from _row_faults(figures, partial(_sample_faults, surveyed, within), "source", "sample", "population")
    for column in BASES:
        yield from _row_faults(figures, partial(_base_faults, column, rows), "source", "sample", "unit", column)
        what, mend = "is in the end its own base, in a circle", "let the chain of bases end in all"
        yield from ((rows[name].Index, column, what, mend) for name in loops[column])
    yield from _row_faults(figures, _reason_faults, *BASES, "base_reason")
    yield from _row_faults(figures[subgroups], _group_faults, *GROUPS)
    restating = figures[figures["restates"].isin(rows)]
    yield from _row_faults(restating, partial(_link_faults, rows, loops["restates"]), "id", "indicator", "restates")


def _row_faults(table: pd.DataFrame, rule: Callable[..., Iterator[RowFault]], *columns: str) -> Iterator[Fault]:
    """Yield the faults that a rule finds in these columns of each row; it is called once for equal cells."""
    cells = [table[column].tolist() for column in columns]
    faults = {row: found for row in {*zip(*cells, strict=True)} if (found := [*rule(*row)])}
    if faults:
        for line, row in zip(table.index, zip(*cells, strict=True), strict=True):
            yield from ((line, *fault) for fault in faults.get(row, ()))


def _in_loops(figures: pd.DataFrame, column: str, rows: Collection[str]) -> set[str]:
    """Return the figures that this column leads back to themselves."""
    links = {name: target for name, target in zip(figures["id"], figures[column], strict=True) if target in rows}
    return {name for name in links if name in successors(name, links)}


def successors(name: str, links: Mapping[str, str | None]) -> list[str]:
    """Return the names that links lead to from a name, one after the other, each once: in a circle also the name."""
    names: list[str] = []
    while (name := links.get(name)) is not None and name not in names:
        names.append(name)
    return names


def _id_faults(name: str, source: str) -> Iterator[RowFault]:
    yield "id", "does not begin with its source", f"write {source}.{name.partition('.')[2]}, or mend the source"


def _value_faults(units: dict[str, dict], value: str, unit: str) -> Iterator[RowFault]:
    if (rule := units.get(unit)) is None:
        mend = "add it to byUnit of the column value"
        yield "value", f"has the unit {unit}, for which datapackage.json has no rule", mend
    elif not fullmatch(rule["pattern"], value):
        yield "value", f"is not written as a {unit}", f"write it like {rule['example']}, or mend the unit"
    elif unit == "date" and not real_date(value):
        yield "value", "is no day of the calendar", "look it up again"
    else:
        lowest = float("-inf") if value.startswith("-") else 0
        low, high = rule.get("minimum", lowest), rule.get("maximum", float("inf"))
        if unit == "score":  # 3/5: at most 5
            high = min(high, float(value.partition("/")[2] or "inf"))
        if not low <= (float(value[:4]) if unit == "date" else _number(value, unit)) <= high:
            what = f"is out of range for a {unit} (from {low} to {high:g})"
            yield "value", what, "look it up again, or mend the unit"


def _sample_faults(
    surveyed: dict[str, tuple], within: dict[str, str], source: str, name: str | None, population: str | None
) -> Iterator[RowFault]:
    """Yield a fault if the sample is of another source, or the population is not among those surveyed."""
    if (sample := surveyed.get(name)) is None:
        return
    if sample.source != source:
        yield "sample", "is a sample of another source", f"name a sample of {source}, or mend the source"
    group = sample.population
    if population and group and group not in (population, *successors(population, within)):
        what = f"are not among those surveyed in {name}, {group}"
        yield "population", what, f"write {group}, or mend the sample"


def _base_faults(
    column: str, rows: dict[str, tuple], source: str, sample: str | None, unit: str, base: str | None
) -> Iterator[RowFault]:
    """Yield a fault if a share of a sample has no base, or one that is no share of the same sample."""
    share, subgroup = unit in SHARES and sample is not None, rows.get(base)
    if share and base is None:
        yield column, "is absent, but a share of a sample has a base", "write all, or who it is of"
    elif base is not None and not share:
        yield column, "is a base, but the row is no share of a sample", "write none, or mend unit or sample"
    elif share and base not in WORDS_FOR_BASES:
        if subgroup is None or subgroup.source != source:
            yield column, "is no figure of the same source", A_BASE
        elif subgroup.sample != sample:
            yield column, "is a figure of another sample", "name a figure of the same sample"
        elif subgroup.unit not in SHARES:
            yield column, "is no share, so it defines no subgroup", "name the share that defines the subgroup"


def _reason_faults(base: str | None, literal: str | None, reason: str | None) -> Iterator[RowFault]:
    departure = f"is not base_literal ({literal or 'none'})" if base != literal else ""
    if base in UNKNOWN_BASES:
        departure = f"is {base}"
    if departure and reason is None:
        yield "base", f"{departure}, and no reason is given", "say why in base_reason"
    elif reason is not None and not departure:
        yield "base_reason", "is a reason, but base is the same as base_literal", "write none, or mend the base"


def _group_faults(*names: str | None) -> Iterator[RowFault]:
    what = "is absent, but other figures are shares of the people this one counts"
    yield from ((column, what, "say who they are") for column, name in zip(GROUPS, names, strict=True) if name is None)


def _link_faults(rows: dict[str, tuple], loops: set[str], name: str, indicator: str, target: str) -> Iterator[RowFault]:
    """Yield a fault if a row cannot restate its target."""
    if name in loops:
        yield "restates", "leads back to this row, in a circle", NAME_FIRST
    elif rows[target].restates is not None:
        yield "restates", "restates another row itself", NAME_FIRST
    elif rows[target].indicator != indicator:
        mend = "give both rows the same indicator, or name another row"
        yield "restates", "has another indicator than this row", mend


# -- samples and corrections


def sample_faults(samples: pd.DataFrame) -> Iterator[Fault]:
    """Yield the samples of a design without recruitment, or with days of fieldwork not in the calendar or in order."""
    if "design" in samples:  # a register from before that column can still be compared with this one
        unfounded = (samples["design"] != "unknown") & (samples["recruitment"] == "unknown")
        for line in samples.index[unfounded]:
            mend = "say in recruitment what the source tells of it, or write unknown"
            yield line, "design", "rests on nothing: recruitment is unknown", mend
    columns = ("fieldwork_start", "fieldwork_end")
    for line, start, end in samples[[*columns]].itertuples():
        wrong = [column for column, day in zip(columns, (start, end), strict=True) if day and not real_date(day)]
        yield from ((line, column, "is no day of the calendar", "look it up again") for column in wrong)
        if start and end and not wrong and later(start, end):
            yield line, "fieldwork_end", f"is before fieldwork_start ({start})", "look both up again"


def correction_faults(corrections: pd.DataFrame) -> Iterator[Fault]:
    """Yield the corrections of an id or a source, of an impossible day, or without effect."""
    for row in corrections.itertuples():
        if row.column in NOT_CORRECTABLE:
            yield row.Index, "column", "cannot be corrected", "remove the row and add another"
        elif not real_date(row.date):
            yield row.Index, "date", "is no day of the calendar", "write the day of the correction"
        elif row.expected == row.corrected:
            yield row.Index, "corrected", "changes nothing", "write what the cell ought to say"


# -- relations


def is_figure(name: object) -> bool:
    """Tell whether the target of a relation is a figure, not a percentage or nothing."""
    return isinstance(name, str) and "." in name


def relation_problems(relations: pd.DataFrame, units: dict[str, str], file: str) -> Iterator[Problem]:
    """Yield a problem for each unknown name, each reading without words, and whatever a kind does not take.

    Relations are indexed by line; `units` are those of the figures by id.
    """
    ids = set(relations["id"])
    for row in relations.itertuples():
        for column, what, mend in _relation_faults(row, ids, units):
            yield Problem(file, what, mend, row.Index, row.id, column)


def _relation_faults(row: tuple, relations: set[str], units: dict[str, str]) -> Iterator[tuple[str, str, str]]:
    """Yield column, fault and mend of one relation."""
    kind, ids = KINDS.get(row.kind), row.figures.split(";")
    if kind is None:
        yield "kind", f"“{row.kind}” is no kind that can be tested", f"write one of {', '.join(KINDS)}"
        return
    named = [*(("figures", name) for name in ids), *([("target", row.target)] if is_figure(row.target) else [])]
    for column, name in named:
        if name not in units:
            yield column, f"“{name}” is no figure of the register", "take an id of figures.csv"
        elif units[name] != (unit := kind.units.get(column, units[name])):
            yield column, f"{row.kind} needs the unit {unit}, and “{name}” has the unit {units[name]}", SEE_KIND
    if kind.figures and len(ids) != kind.figures:
        yield "figures", f"{row.kind} takes {kind.figures}, not {len(ids)}", SEE_KIND
    if pd.isna(row.target) != (kind.target == "none"):
        yield "target", f"{row.kind} {'takes no' if kind.target == 'none' else 'needs a'} target", SEE_KIND
    elif kind.target == "figure" and not is_figure(row.target):
        yield "target", f"{row.kind} needs a figure to be held against", "name one by its id"
    if pd.isna(row.otherwise) != pd.isna(row.reading_en):
        yield "reading_en", "goes with otherwise: both or neither", "state the reading"
    elif not pd.isna(row.otherwise) and row.otherwise not in {HEDGE, *relations}:
        yield "otherwise", f"“{row.otherwise}” is no relation", "name a relation, or `hedge`"
