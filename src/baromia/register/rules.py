"""What a schema cannot say: the rules that hold between the cells of a table, and between tables."""

from collections.abc import Callable, Collection, Iterator
from datetime import date
from fractions import Fraction
from re import fullmatch

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from nbpaper.errors import Problem, closest_match

from ..project import LANGUAGES
from .relation_kinds import FIGURES, KINDS, NO_TARGET, TO_FIGURE, UNITS
from .tables import Fault

WORDS_FOR_BASES = ("all", "unclear")
SHARES = ("percent", "ratio")
GROUPS = tuple(f"group_{language}" for language in LANGUAGES)
HEDGE = "hedge"  # the reading of a relation under which “about” is taken loosely
KEPT = ("id", "source")  # of a row that is corrected: with another id or publication it would be another row
Rule = tuple[str, ArrayLike, str, str]  # column, which rows are wrong, what is wrong, how to mend it
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
    pairs = list(zip(figures["value"].tolist(), figures["unit"].tolist(), strict=True))
    known = {pair: _number(*pair) for pair in set(pairs)}
    return pd.Series([known[pair] for pair in pairs], index=figures.index, dtype=float)


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


def unknown_keys(table: pd.DataFrame, column: str, known: Collection, file: str) -> Iterator[Fault]:
    """Yield the cells of `column` that name nothing in `known`, the ids of `file`."""
    unknown = {cell for cell in set(table[column].tolist()) if cell is not None and cell not in known}
    similar = {cell: closest_match(cell, known) for cell in unknown} if len(unknown) <= 20 else {}
    for line, cell in table.loc[table[column].isin(unknown), column].items() if unknown else ():
        word = similar.get(cell)
        mend = f"write {word}, if that was meant, or add it there" if word else "add it there, or mend the id"
        yield line, column, f"is not in {file}", mend


# -- figures


def figure_faults(figures: pd.DataFrame, fields: dict[str, dict], samples: pd.DataFrame | None) -> Iterator[Fault]:
    """Yield every fault between the cells of a figure, between figures, and between a figure and its sample.

    Parameters
    ----------
    figures, samples : pandas.DataFrame
        The tables, true to their schemas, indexed by line; without samples what concerns them is left out.
    fields : dict
        The columns of figures in the descriptor by name; `value` carries the form and range that each unit allows,
        `population` which kind of people is among which.
    """
    yield from _pairs(figures, "id", "source", _id_fault)
    units = fields["value"].get("byUnit", {})
    yield from _pairs(figures, "value", "unit", lambda value, unit: _value_fault(value, unit, units.get(unit)))
    if samples is not None:
        yield from _of_samples(figures, samples, fields["population"].get("within", {}))
    for column, wrong, what, mend in (*_bases(figures), *_groups(figures), *_restatements(figures)):
        for place in np.flatnonzero(wrong):
            yield figures.index[place], column, what.format(literal=figures["base_literal"].iat[place] or "none"), mend


def _id_fault(name: str, source: str) -> tuple[str, str] | None:
    if name.startswith(f"{source}."):
        return None
    return "does not begin with its source", f"write {source}.{name.partition('.')[2]}, or mend the source"


def _pairs(table: pd.DataFrame, column: str, other: str, fault: Callable) -> Iterator[Fault]:
    """Yield the rows whose cells of `column` and `other` have a `fault`; each pair of cells is tried once."""
    pairs = list(zip(table[column].tolist(), table[other].tolist(), strict=True))
    wrong = {pair: found for pair in set(pairs) if (found := fault(*pair))}
    for line, pair in zip(table.index, pairs, strict=True) if wrong else ():
        if pair in wrong:
            yield line, column, *wrong[pair]


def _of_samples(figures: pd.DataFrame, samples: pd.DataFrame, around: dict[str, str]) -> Iterator[Fault]:
    """Yield the figures whose sample is of another source, or that speak of people who were not surveyed."""
    source, surveyed = (dict(zip(samples["id"], samples[name], strict=True)) for name in ("source", "population"))

    def of_another(sample: str | None, own: str) -> tuple[str, str] | None:
        if source.get(sample, own) == own:
            return None
        return "is a sample of another source", f"name a sample of {own}, or mend the source"

    def not_surveyed(people: str | None, sample: str | None) -> tuple[str, str] | None:
        whole = surveyed.get(sample)
        if people is None or whole is None or whole in _within(people, around):
            return None
        return f"are not among those surveyed in {sample}, {whole}", f"write {whole}, or mend the sample"

    yield from _pairs(figures, "sample", "source", of_another)
    yield from _pairs(figures, "population", "sample", not_surveyed)


def _within(people: str, around: dict[str, str]) -> set[str]:
    """Return a kind of people and all that it is a part of, however the descriptor may be written."""
    found: set[str] = set()
    while people is not None and people not in found:
        found.add(people)
        people = around.get(people)
    return found


def _bases(figures: pd.DataFrame) -> Iterator[Rule]:
    """Yield that a share of a sample is a share of a share of the same sample, in the end of all; and the reasons."""
    ids, share = pd.Index(figures["id"]), (figures["unit"].isin(SHARES) & figures["sample"].notna()).to_numpy()
    source, sample = (figures[name].factorize()[0] for name in ("source", "sample"))
    for column in ("base", "base_literal"):
        base, named = figures[column], ids.get_indexer(figures[column])
        given = base.notna().to_numpy()
        yield column, share & ~given, "is absent, but a share of a sample has a base", "write all, or who it is of"
        what, mend = "is a base, but the row is no share of a sample", "write none, or mend unit or sample"
        yield column, ~share & given, what, mend
        subgroup = share & given & ~base.isin(WORDS_FOR_BASES).to_numpy()
        home = (named >= 0) & (source[named] == source)
        mend = "write all, unclear, or the id of the figure that defines the subgroup"
        yield column, subgroup & ~home, "is no figure of the same source", mend
        near = home & (sample[named] == sample)
        mend = "name a figure of the same sample"
        yield column, subgroup & home & ~near, "is a figure of another sample", mend
        what, mend = "is no share, so it defines no subgroup", "name the share that defines the subgroup"
        yield column, subgroup & near & ~share[named], what, mend
        what, mend = "is in the end its own base, in a circle", "let the chain of bases end in all"
        yield column, circular(named), what, mend
    unclear, silent = figures["base"] == "unclear", figures["base_reason"].isna()
    departs = figures["base"].fillna("none") != figures["base_literal"].fillna("none")
    yield "base", unclear & silent, "is unclear, and no reason is given", "say why in base_reason"
    what = "is not base_literal ({literal}), and no reason is given"
    yield "base", departs & ~unclear & silent, what, "say why in base_reason"
    what = "is a reason, but base is the same as base_literal"
    yield "base_reason", ~(unclear | departs | silent), what, "write none, or mend the base"


def _groups(figures: pd.DataFrame) -> Iterator[Rule]:
    """Yield that the people a figure counts are named where other figures are shares of them."""
    counted = figures["id"].isin({*figures["base"], *figures["base_literal"]})
    what = "is absent, but other figures are shares of the people this one counts"
    for column in GROUPS:
        yield column, counted & figures[column].isna(), what, "say who they are"


def _restatements(figures: pd.DataFrame) -> Iterator[Rule]:
    """Yield that what a row repeats states it first and measures the same; that it is a row is told elsewhere."""
    named = pd.Index(figures["id"]).get_indexer(figures["restates"])
    repeats, measured = figures["restates"].notna().to_numpy(), figures["indicator"].factorize()[0]
    back = circular(named)
    again = (named >= 0) & ~back & repeats[named]
    other = (named >= 0) & ~back & ~again & (measured[named] != measured)
    yield "restates", back, "leads back to this row, in a circle", FIRST
    yield "restates", again, "restates another row itself", FIRST
    mend = "give both rows the same indicator, or name another row"
    yield "restates", other, "has another indicator than this row", mend


def circular(step: np.ndarray) -> np.ndarray:
    """Tell for each place whether following `step`, place by place, comes back to it (-1: a chain ends)."""
    steps = np.append(step, -1)  # where a chain ends it stays: -1 is also the last place
    for _ in range(len(steps).bit_length()):
        steps = steps[steps]  # twice as far each time, until no chain without a circle is long enough
    return np.isin(np.arange(len(step)), steps[steps >= 0])


def _value_fault(value: str, unit: str, rule: dict | None) -> tuple[str, str] | None:
    """Return what is wrong with a printed value, and the mend; None if nothing is."""
    if rule is None:
        return f"has the unit {unit}, for which datapackage.json has no rule", "add it to byUnit of the column value"
    if not fullmatch(rule["pattern"], value):
        return f"is not written as a {unit}", f"write it like {rule['example']}, or mend the unit"
    if unit == "date" and not real_date(value):
        return "is no day of the calendar", "look it up again"
    low, high = rule.get("minimum", float("-inf") if value.startswith("-") else 0), rule.get("maximum", float("inf"))
    if unit == "score":  # 3/5: at most 5
        high = min(high, float(value.partition("/")[2] or "inf"))
    if not low <= (float(value[:4]) if unit == "date" else _number(value, unit)) <= high:
        return f"is out of range for a {unit} (from {low} to {high:g})", "look it up again, or mend the unit"
    return None


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

    Parameters
    ----------
    relations : pandas.DataFrame
        The table, indexed by line.
    units : dict
        Id of a figure → its unit.
    file : str
        Name of the relations' file for messages.
    """
    ids = set(relations["id"])
    for row in relations.itertuples():
        for column, what, mend in _relation_faults(row, ids, units):
            yield Problem(file, what, mend, row.Index, row.id, column)


def _relation_faults(row: tuple, relations: set[str], units: dict[str, str]) -> Iterator[tuple[str, str, str]]:
    """Yield column, fault and mend of one relation."""
    names, kind = row.figures.split(";"), row.kind
    if kind not in KINDS:
        yield "kind", f"“{kind}” is no kind that can be tested", f"write one of {', '.join(KINDS)}"
        return
    targets = [row.target] if is_figure(row.target) else []
    for column, name in (*(("figures", name) for name in names), *(("target", name) for name in targets)):
        if name not in units:
            yield column, f"“{name}” is no figure of the register", "take an id of figures.csv"
    if len(names) != FIGURES.get(kind, len(names)):
        yield "figures", f"{kind} takes {FIGURES[kind]}, not {len(names)}", SEE_KIND
    if pd.isna(row.target) != (kind in NO_TARGET):
        yield "target", f"{kind} {'takes no target' if kind in NO_TARGET else 'needs a target'}", SEE_KIND
    elif kind in TO_FIGURE and not is_figure(row.target):
        yield "target", f"{kind} needs a figure to be held against", "name one by its id"
    for column, unit in UNITS.get(kind, {}).items():
        for name in str(getattr(row, column)).split(";"):
            if units.get(name, unit) != unit:
                what = f"{kind} needs the unit {unit}, and “{name}” has the unit {units[name]}"
                yield column, what, SEE_KIND
    if pd.isna(row.otherwise) != pd.isna(row.reading_en):
        yield "reading_en", "goes with otherwise: both or neither", "state the reading"
    elif not pd.isna(row.otherwise) and row.otherwise not in {HEDGE, *relations}:
        yield "otherwise", f"“{row.otherwise}” is no relation", "name a relation, or `hedge`"
