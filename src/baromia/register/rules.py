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
KEPT = ("id", "source")  # of a row that is corrected: with another id or publication it would be another row
BASES = ("base", "base_literal")
Rule = tuple[str, str, str]  # column, what is wrong, how to mend it
FIRST = "name the id of the row that states it first"
SEE_KIND = "see the codebook for this kind"
# The columns that rows are checked by, and told apart by.
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


def later(one: str, other: str) -> bool:
    """Tell whether a date is surely later than another; of a month and a day in it, neither is."""
    return one[: len(other)] > other[: len(one)]


# -- any table


def unknown_keys(table: pd.DataFrame, column: str, known: Iterable[str], file: str) -> Iterator[Fault]:
    """Yield the cells of `column` that name nothing in `known`, the ids of `file`."""
    unknown = {*table[column].tolist()}.difference(known, [None])
    if not unknown:
        return
    similar = {cell: closest_match(cell, known) for cell in unknown} if len(unknown) <= 20 else {}
    for line, cell in table.loc[table[column].isin(unknown), column].items():
        word = similar.get(cell)
        mend = f"write {word}, if that was meant, or add it there" if word else "add it there, or mend the id"
        yield line, column, f"is not in {file}", mend


# -- figures


def figure_faults(figures: pd.DataFrame, fields: dict[str, dict], samples: pd.DataFrame | None) -> Iterator[Fault]:
    """Yield every fault between the cells of a figure, between figures, and between a figure and its sample.

    Of the columns in the descriptor, `fields`, `value` carries the form and range that each unit allows, `population`
    which kind of people is among which. Without samples what concerns them is left out.
    """
    surveyed = {} if samples is None else {one.id: one for one in samples[["id", "source", "population"]].itertuples()}
    units, around = fields["value"].get("byUnit", {}), fields["population"].get("within", {})
    counted = figures["id"].isin({*figures["base"], *figures["base_literal"]})
    named = figures.loc[counted | figures["id"].isin(figures["restates"].dropna()), [*NEEDED["figures"]]]
    rows = {row.id: row for row in named.itertuples()}
    back = {column: _circle(figures, column, rows) for column in (*BASES, "restates")}
    named_so = zip(figures["id"], figures["source"], strict=True)
    astray = figures[[not name.startswith(f"{source}.") for name, source in named_so]]
    yield from _told(astray, _id_faults, "id", "source")
    yield from _told(figures, partial(_value_faults, units), "value", "unit")
    yield from _told(figures, partial(_sample_faults, surveyed, around), "source", "sample", "population")
    for column in BASES:
        yield from _told(figures, partial(_base_faults, column, rows), "source", "sample", "unit", column)
        what, mend = "is in the end its own base, in a circle", "let the chain of bases end in all"
        yield from ((rows[name].Index, column, what, mend) for name in back[column])
    yield from _told(figures, _reason_faults, *BASES, "base_reason")
    yield from _told(figures[counted], _group_faults, *GROUPS)
    again = figures[figures["restates"].isin(rows)]
    yield from _told(again, partial(_restating, rows, back["restates"]), "id", "indicator", "restates")


def _told(table: pd.DataFrame, rule: Callable[..., Iterator[Rule]], *columns: str) -> Iterator[Fault]:
    """Yield what a rule says of some cells of each row; of equal ones it is asked once."""
    cells = [table[column].tolist() for column in columns]
    wrong = {case: found for case in {*zip(*cells, strict=True)} if (found := [*rule(*case)])}
    if wrong:
        for line, case in zip(table.index, zip(*cells, strict=True), strict=True):
            yield from ((line, *fault) for fault in wrong.get(case, ()))


def _circle(figures: pd.DataFrame, column: str, rows: Collection[str]) -> set[str]:
    """Return the rows that lead back to themselves."""
    leads = {name: step for name, step in zip(figures["id"], figures[column], strict=True) if step in rows}
    return {name for name in leads if name in chain(name, leads)}


def chain(name: str, leads: Mapping[str, str | None]) -> list[str]:
    """Return what a name leads to, and that in turn, up to the end or to what comes again: in a circle, the name."""
    found: list[str] = []
    while (name := leads.get(name)) is not None and name not in found:
        found.append(name)
    return found


def _id_faults(name: str, source: str) -> Iterator[Rule]:
    yield "id", "does not begin with its source", f"write {source}.{name.partition('.')[2]}, or mend the source"


def _value_faults(units: dict[str, dict], value: str, unit: str) -> Iterator[Rule]:
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
    surveyed: dict[str, tuple], around: dict[str, str], source: str, name: str | None, people: str | None
) -> Iterator[Rule]:
    """Yield that a sample is of another source, or that a figure speaks of people who were not surveyed."""
    if (sample := surveyed.get(name)) is None:
        return
    if sample.source != source:
        yield "sample", "is a sample of another source", f"name a sample of {source}, or mend the source"
    whole = sample.population
    if people is not None and whole is not None and whole not in (people, *chain(people, around)):
        what = f"are not among those surveyed in {name}, {whole}"
        yield "population", what, f"write {whole}, or mend the sample"


def _base_faults(
    column: str, rows: dict[str, tuple], source: str, sample: str | None, unit: str, base: str | None
) -> Iterator[Rule]:
    """Yield what keeps a share of a sample from being a share of a share of the same sample."""
    share, named = unit in SHARES and sample is not None, rows.get(base)
    if share and base is None:
        yield column, "is absent, but a share of a sample has a base", "write all, or who it is of"
    elif base is not None and not share:
        yield column, "is a base, but the row is no share of a sample", "write none, or mend unit or sample"
    elif share and base not in WORDS_FOR_BASES:
        if named is None or named.source != source:
            yield column, "is no figure of the same source", A_BASE
        elif named.sample != sample:
            yield column, "is a figure of another sample", "name a figure of the same sample"
        elif named.unit not in SHARES:
            yield column, "is no share, so it defines no subgroup", "name the share that defines the subgroup"


def _reason_faults(base: str | None, literal: str | None, reason: str | None) -> Iterator[Rule]:
    departs = base != literal and f"is not base_literal ({literal or 'none'})"
    if base in UNKNOWN_BASES:
        departs = f"is {base}"
    if departs and reason is None:
        yield "base", f"{departs}, and no reason is given", "say why in base_reason"
    elif reason is not None and not departs:
        yield "base_reason", "is a reason, but base is the same as base_literal", "write none, or mend the base"


def _group_faults(*names: str | None) -> Iterator[Rule]:
    what = "is absent, but other figures are shares of the people this one counts"
    yield from ((column, what, "say who they are") for column, name in zip(GROUPS, names, strict=True) if name is None)


def _restating(rows: dict[str, tuple], back: set[str], name: str, indicator: str, first: str) -> Iterator[Rule]:
    """Yield why a row cannot be what another states first; that it is a row at all is told elsewhere."""
    if name in back:
        yield "restates", "leads back to this row, in a circle", FIRST
    elif rows[first].restates is not None:
        yield "restates", "restates another row itself", FIRST
    elif rows[first].indicator != indicator:
        mend = "give both rows the same indicator, or name another row"
        yield "restates", "has another indicator than this row", mend


# -- samples and corrections


def sample_faults(samples: pd.DataFrame) -> Iterator[Fault]:
    """Yield the samples whose design rests on nothing, or whose days of fieldwork are none or in the wrong order."""
    if "design" in samples:  # a register from before that column can still be compared with this one
        known = (samples["design"] != "unknown") & (samples["recruitment"] == "unknown")
        for line in samples.index[known]:
            mend = "say in recruitment what the source tells of it, or write unknown"
            yield line, "design", "rests on nothing: recruitment is unknown", mend
    columns = ("fieldwork_start", "fieldwork_end")
    for line, start, end in samples[[*columns]].itertuples():
        wrong = [column for column, day in zip(columns, (start, end), strict=True) if day and not real_date(day)]
        yield from ((line, column, "is no day of the calendar", "look it up again") for column in wrong)
        if start and end and not wrong and later(start, end):
            yield line, "fieldwork_end", f"is before fieldwork_start ({start})", "look both up again"


def correction_faults(corrections: pd.DataFrame) -> Iterator[Fault]:
    """Yield the corrections that no row may have, or that correct nothing."""
    for row in corrections.itertuples():
        if row.column in KEPT:
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
    """Yield a problem for each name that leads nowhere, each reading without words, and what a kind cannot work with.

    Relations are indexed by line; `units` are those of the figures by id.
    """
    ids = set(relations["id"])
    for row in relations.itertuples():
        for column, what, mend in _relation_faults(row, ids, units):
            yield Problem(file, what, mend, row.Index, row.id, column)


def _relation_faults(row: tuple, relations: set[str], units: dict[str, str]) -> Iterator[tuple[str, str, str]]:
    """Yield column, fault and mend of one relation."""
    kind, names = KINDS.get(row.kind), {"figures": row.figures.split(";")}
    if kind is None:
        yield "kind", f"“{row.kind}” is no kind that can be tested", f"write one of {', '.join(KINDS)}"
        return
    names["target"] = [row.target] if is_figure(row.target) else []
    for column, name in ((column, name) for column, own in names.items() for name in own):
        if name not in units:
            yield column, f"“{name}” is no figure of the register", "take an id of figures.csv"
        elif units[name] != (unit := kind.units.get(column, units[name])):
            yield column, f"{row.kind} needs the unit {unit}, and “{name}” has the unit {units[name]}", SEE_KIND
    if kind.figures and len(names["figures"]) != kind.figures:
        yield "figures", f"{row.kind} takes {kind.figures}, not {len(names['figures'])}", SEE_KIND
    if pd.isna(row.target) != (kind.target == "none"):
        yield "target", f"{row.kind} {'takes no' if kind.target == 'none' else 'needs a'} target", SEE_KIND
    elif kind.target == "figure" and not is_figure(row.target):
        yield "target", f"{row.kind} needs a figure to be held against", "name one by its id"
    if pd.isna(row.otherwise) != pd.isna(row.reading_en):
        yield "reading_en", "goes with otherwise: both or neither", "state the reading"
    elif not pd.isna(row.otherwise) and row.otherwise not in {HEDGE, *relations}:
        yield "otherwise", f"“{row.otherwise}” is no relation", "name a relation, or `hedge`"
