"""What a schema cannot say: the rules that hold between the cells of a table, and between tables."""

import re
from collections.abc import Callable, Collection, Iterator
from datetime import date
from fractions import Fraction
from functools import lru_cache

import numpy as np
import pandas as pd

from nbpaper.errors import Problem, closest_match

from .cells import quoted

WORDS_FOR_BASES = ("all", "unclear")
SHARES = ("percent", "ratio")
GROUPS = ("group_en", "group_fr")
FIGURES = ("id", "source", "sample", "population", "indicator", "base", "base_literal", "base_reason")
FIGURES += ("value", "unit", "restates", *GROUPS)
SAMPLES = ("id", "source", "population", "n", "recruitment", "fieldwork_start", "fieldwork_end")
FIRST = "name the id of the row that states it first"
Rule = Callable[[pd.DataFrame, str, dict, dict], Iterator[Problem]]


# -- numbers


def numbers(figures: pd.DataFrame) -> pd.Series:
    """Return printed values as floats: `53.3` → 53.3, a ratio `2/3` → 0.667, a score `3/5` → 3, a date → NaN."""
    pairs = list(zip(figures["value"].tolist(), figures["unit"].tolist(), strict=True))
    known = {pair: _number(*pair) for pair in set(pairs)}
    return pd.Series([known[pair] for pair in pairs], index=figures.index, dtype=float)


@lru_cache(maxsize=4096)
def _number(text: str, unit: str) -> float:
    if unit == "date":
        return float("nan")
    if unit == "score":
        return float(text.partition("/")[0])
    try:
        return float(Fraction(text))
    except (ValueError, ZeroDivisionError):
        return float("nan")


# -- figures


def figure_problems(figures: pd.DataFrame, file: str, resource: dict, known: dict) -> list[Problem]:
    """Return every fault between the cells of `figures` (index: line of `file`).

    Parameters
    ----------
    figures : pandas.DataFrame
        The table as text, already true to its schema.
    file : str
        Name of the file for messages.
    resource : dict
        Its entry in the descriptor; the field `value` carries the form and range each unit allows, the field
        `population` which kinds of people are among which.
    known : dict
        Ids a row may refer to: `source` and `indicator` (sets), `sample` (id → source), and `surveyed` (sample →
        the kind of people surveyed).
    """
    rules: tuple[Rule, ...] = (_keys, _populations, _values, _bases, _reasons, _groups, _restatements)
    found = [problem for rule in rules for problem in rule(figures, file, resource, known)]
    return sorted(found, key=lambda problem: problem.line or 0)


def _keys(figures: pd.DataFrame, file: str, _: dict, known: dict) -> Iterator[Problem]:
    """What a row names exists, and its sample and its own id are of its source."""
    tables = {"source": "sources.yaml", "sample": "samples.csv", "indicator": "indicators.csv"}
    for column, table in tables.items():
        yield from unknown_keys(figures, file, column, known[column], table)
    for line, name, source in _rows(figures, "id", "source"):
        if not name.startswith(source + "."):
            mend = f"write {source}.{name.partition('.')[2]}, or mend the source"
            yield _at(figures, file, line, "id", "does not begin with its source", mend)
    samples = known["sample"]

    def elsewhere(sample: str | None, source: str) -> tuple[str, str] | None:
        if samples.get(sample, source) == source:
            return None
        return "is a sample of another source", f"name a sample of {source}, or mend the source"

    yield from _faults(figures, file, "sample", "source", elsewhere)


def _populations(figures: pd.DataFrame, file: str, resource: dict, known: dict) -> Iterator[Problem]:
    """A figure of a sample speaks of the people surveyed, or of some among them."""
    field = next(field for field in resource["schema"]["fields"] if field["name"] == "population")
    within, surveyed = field.get("within", {}), known["surveyed"]

    def others(people: str | None, sample: str | None) -> tuple[str, str] | None:
        whole = surveyed.get(sample)
        if people is None or whole is None or whole in _around(people, within):
            return None
        return f"are not among those surveyed in {sample}, {whole}", f"write {whole}, or mend the sample"

    yield from _faults(figures, file, "population", "sample", others)


def _around(people: str, within: dict[str, str]) -> set[str]:
    """Return a kind of people and all that it is a part of, however the descriptor may be written."""
    found = set()
    while people is not None and people not in found:
        found.add(people)
        people = within.get(people)
    return found


def unknown_keys(frame: pd.DataFrame, file: str, column: str, known: Collection, table: str) -> Iterator[Problem]:
    """Yield a problem for each cell of `column` that names nothing in `known`, the ids of `table`."""
    unknown = {cell for cell in set(frame[column].tolist()) if cell is not None and cell not in known}
    similar = {cell: closest_match(cell, known) for cell in unknown} if len(unknown) <= 20 else {}
    for line in frame.index[frame[column].isin(unknown)] if unknown else ():
        word = similar.get(frame.at[line, column])
        mend = f"write {word}, if that was meant, or add it there" if word else "add it there, or mend the id"
        yield _at(frame, file, line, column, f"is not in {table}", mend)


def _values(figures: pd.DataFrame, file: str, resource: dict, _: dict) -> Iterator[Problem]:
    """The value is written as its unit asks, and within its range."""
    field = next(field for field in resource["schema"]["fields"] if field["name"] == "value")
    units = field.get("byUnit", {})
    yield from _faults(figures, file, "value", "unit", lambda value, unit: _value_fault(value, unit, units.get(unit)))


def _value_fault(value: str, unit: str, rule: dict | None) -> tuple[str, str] | None:
    """Return what is wrong with a printed value, and the mend; None if nothing is."""
    if rule is None:
        return f"has the unit {unit}, for which datapackage.json has no rule", "add it to byUnit of the column value"
    if not re.fullmatch(rule["pattern"], value):
        return f"is not written as a {unit}", f"write it like {rule['example']}, or mend the unit"
    if unit == "date" and not real_date(value):
        return "is no day of the calendar", "look it up again"
    low, high = rule.get("minimum", 0), rule.get("maximum", float("inf"))
    if unit == "score":  # 3/5: at most 5
        high = min(high, float(value.partition("/")[2] or "inf"))
    if not low <= (float(value[:4]) if unit == "date" else _number(value, unit)) <= high:
        limits = f"from {low} to {high:g}" if high < float("inf") else f"at least {low}"
        return f"is out of range for a {unit} ({limits})", "look it up again, or mend the unit"
    return None


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


def _bases(figures: pd.DataFrame, file: str, _: dict, __: dict) -> Iterator[Problem]:
    """A share of a sample is a share of a figure of the same sample, itself a share, and in the end of all."""
    ids, share = pd.Index(figures["id"]), _among(figures["unit"], SHARES) & ~_among(figures["sample"], (None,))
    source, sample = (figures[name].factorize()[0] for name in ("source", "sample"))
    for column in ("base", "base_literal"):
        base, named = figures[column], ids.get_indexer(figures[column])
        home, near = (named >= 0) & (source[named] == source), sample[named] == sample
        fits = np.where(share, _among(base, WORDS_FOR_BASES) | (home & near & share[named]), _among(base, (None,)))
        for place in np.flatnonzero(~fits):
            wrong = _base_fault(base.iat[place], share[place], home[place], near[place])
            yield _at(figures, file, figures.index[place], column, *wrong)
        for place in circles(named):
            what, mend = "is in the end its own base, in a circle", "let the chain of bases end in all"
            yield _at(figures, file, figures.index[place], column, what, mend)


def _base_fault(base: str | None, share: bool, home: bool, near: bool) -> tuple[str, str]:
    """Return why a base does not fit its row, and the mend; `home`: of the same source, `near`: of the same sample."""
    if base is None:
        return "is absent, but a share of a sample has a base", "write all, or who it is of"
    if not share:
        return "is a base, but the row is no share of a sample", "write none, or mend unit or sample"
    if not home:
        mend = "write all, unclear, or the id of the figure that defines the subgroup"
        return "is no figure of the same source", mend
    if not near:
        return "is a figure of another sample", "name a figure of the same sample"
    return "is no share, so it defines no subgroup", "name the share that defines the subgroup"


def _reasons(figures: pd.DataFrame, file: str, _: dict, __: dict) -> Iterator[Problem]:
    """There is a reason where the base is unclear or departs from the words, and nowhere else."""
    for line, base, literal, reason in _rows(figures, "base", "base_literal", "base_reason"):
        needed = base == "unclear" or base != literal
        if needed and reason is None:
            what = "is unclear" if base == "unclear" else f"is not base_literal ({literal or 'none'})"
            yield _at(figures, file, line, "base", f"{what}, and no reason is given", "say why in base_reason")
        if reason is not None and not needed:
            what = "is a reason, but base is the same as base_literal"
            yield _at(figures, file, line, "base_reason", what, "write none, or mend the base")


def _groups(figures: pd.DataFrame, file: str, _: dict, __: dict) -> Iterator[Problem]:
    """The people a figure counts are named where other figures are shares of them."""
    counted = {*figures["base"].tolist(), *figures["base_literal"].tolist()}
    for column in GROUPS:
        for line, name, group in _rows(figures, "id", column):
            if group is None and name in counted:
                what = "is absent, but other figures are shares of the people this one counts"
                yield _at(figures, file, line, column, what, "say who they are")


def _restatements(figures: pd.DataFrame, file: str, _: dict, __: dict) -> Iterator[Problem]:
    """What a row repeats is a row, states it first, and measures the same."""
    named = pd.Index(figures["id"]).get_indexer(figures["restates"])
    repeats, measured = figures["restates"].notna().to_numpy(), figures["indicator"].factorize()[0]
    circular = np.isin(np.arange(len(named)), circles(named))
    other = "give both rows the same indicator, or name another row"
    open_rows = repeats.copy()
    for wrong, what, mend in (
        (named < 0, "is no figure of the register", "name the id it repeats"),
        (circular, "leads back to this row, in a circle", FIRST),
        (repeats[named], "restates another row itself", FIRST),
        (measured[named] != measured, "has another indicator than this row", other),
    ):
        for place in np.flatnonzero(open_rows & wrong):
            yield _at(figures, file, figures.index[place], "restates", what, mend)
        open_rows &= ~wrong  # the first fault of a row says most


def circles(step: np.ndarray) -> list[int]:
    """Return the places from which following `step`, place by place, comes back to them (-1: a chain ends)."""
    step = np.append(step, -1)  # where a chain ends it stays: -1 is also the last place
    for _ in range(len(step).bit_length()):
        step = step[step]  # twice as far each time, until no chain without a circle is long enough
    return np.unique(step[step >= 0]).tolist()


# -- samples


def sample_problems(samples: pd.DataFrame, file: str, sources: Collection) -> list[Problem]:
    """Return every fault between the cells of `samples`, and the sources nobody carded."""
    found = list(unknown_keys(samples, file, "source", sources, "sources.yaml"))
    known = "design" in samples  # a register from before that column can still be compared with this one
    for line, design, recruitment in _rows(samples, "design", "recruitment") if known else ():
        if design != "unknown" and recruitment == "unknown":
            mend = "say in recruitment what the source tells of it, or write unknown"
            found.append(_at(samples, file, line, "design", "rests on nothing: recruitment is unknown", mend))
    for line, *days in _rows(samples, "fieldwork_start", "fieldwork_end"):
        named = zip(("fieldwork_start", "fieldwork_end"), days, strict=True)
        wrong = [column for column, day in named if day and not real_date(day)]
        for column in wrong:
            found.append(_at(samples, file, line, column, "is no day of the calendar", "look it up again"))
        if all(days) and not wrong and later(*days):
            what = f"is before fieldwork_start ({days[0]})"
            found.append(_at(samples, file, line, "fieldwork_end", what, "look both up again"))
    return found


def _rows(frame: pd.DataFrame, *columns: str) -> Iterator[tuple]:
    """Yield the line of each row and its cells of `columns`; as lists, which are walked faster than series."""
    return zip(frame.index.tolist(), *(frame[column].tolist() for column in columns), strict=True)


def _among(column: pd.Series, words: tuple) -> np.ndarray:
    """Tell for each cell whether it is one of a few words; for those it is faster than `isin`."""
    return np.array([cell in words for cell in column.tolist()])


def _faults(frame: pd.DataFrame, file: str, column: str, other: str, fault: Callable) -> Iterator[Problem]:
    """Yield a problem for each row whose cells of `column` and `other` have a `fault`; each pair is tried once."""
    pairs = list(zip(frame[column].tolist(), frame[other].tolist(), strict=True))
    wrong = {pair: found for pair in set(pairs) if (found := fault(*pair))}
    for line, pair in zip(frame.index, pairs, strict=True) if wrong else ():
        if pair in wrong:
            yield _at(frame, file, line, column, *wrong[pair])


def _at(frame: pd.DataFrame, file: str, line: int, column: str, what: str, mend: str) -> Problem:
    value = frame.at[line, column]
    sentence = f"{quoted(value)} {what}" if isinstance(value, str) else what
    return Problem(file, sentence, mend, line, frame.at[line, "id"], column)
