"""What a schema cannot say: the rules that hold between the cells of the figures table."""

import re
from collections.abc import Callable, Iterator
from fractions import Fraction

import pandas as pd

from .errors import Problem

WORDS_FOR_BASES = ("all", "unclear")


def numbers(figures: pd.DataFrame) -> pd.Series:
    """Return printed values as floats: `53.3` → 53.3, a ratio `2/3` → 0.667, a score `3/5` → 3, a date → NaN."""
    pairs = zip(figures["value"], figures["unit"], strict=True)
    return pd.Series([_number(text, unit) for text, unit in pairs], index=figures.index, dtype=float)


def _number(text: str, unit: str) -> float:
    if unit == "date":
        return float("nan")
    if unit == "score":
        return float(text.partition("/")[0])
    try:
        return float(Fraction(text))
    except (ValueError, ZeroDivisionError):
        return float("nan")


def figure_problems(figures: pd.DataFrame, file: str, resource: dict, known: dict) -> list[Problem]:
    """Return every fault between the cells of `figures` (index: line of `file`).

    Parameters
    ----------
    figures : pandas.DataFrame
        The table as text, already true to its schema.
    file : str
        Name of the file for messages.
    resource : dict
        Its entry in the descriptor; the field `value` carries the form and range each unit allows.
    known : dict
        Ids a row may refer to: `source` and `indicator` (sets), `sample` (id → source).
    """
    rules = (_keys, _values, _bases, _restatements)
    found = [problem for rule in rules for problem in rule(figures, file, resource, known)]
    return sorted(found, key=lambda problem: problem.line or 0)


def _keys(figures: pd.DataFrame, file: str, _: dict, known: dict) -> Iterator[Problem]:
    tables = {"source": "sources.yaml", "sample": "samples.csv", "indicator": "indicators.csv"}
    for column, table in tables.items():
        unknown = figures[column].notna() & ~figures[column].isin(list(known[column]))
        for line in figures.index[unknown]:
            yield _at(figures, file, line, column, f"is not in {table}", f"add it to {table}, or mend the id")
    elsewhere = figures["sample"].notna() & (figures["sample"].map(known["sample"]) != figures["source"])
    for line in figures.index[elsewhere & figures["sample"].isin(list(known["sample"]))]:
        yield _at(figures, file, line, "sample", "is a sample of another source", "name a sample of this source")
    for line in figures.index[figures["id"].str.split(".").str[0] != figures["source"]]:
        yield _at(figures, file, line, "id", "does not begin with its source", "write source, full stop, name")


def _values(figures: pd.DataFrame, file: str, resource: dict, _: dict) -> Iterator[Problem]:
    field = next(field for field in resource["schema"]["fields"] if field["name"] == "value")
    for line, unit, value in zip(figures.index, figures["unit"], figures["value"], strict=True):
        rule = field["byUnit"][unit]
        if not re.fullmatch(rule["pattern"], value):
            yield _at(figures, file, line, "value", f"is no {unit}", f"write it as {rule['example']}")
        elif not rule.get("minimum", 0) <= _comparable(value, unit) <= rule.get("maximum", float("inf")):
            limits = f"{rule.get('minimum', 0)} to {rule.get('maximum', 'any')}"
            yield _at(figures, file, line, "value", f"is out of range for {unit} ({limits})", "look it up again")


def _comparable(value: str, unit: str) -> float:
    return float(value[:4]) if unit == "date" else _number(value, unit)


def _bases(figures: pd.DataFrame, file: str, _: dict, __: dict) -> Iterator[Problem]:
    sources = dict(zip(figures["id"], figures["source"], strict=True))
    for column in ("base", "base_literal"):
        for line, base in figures[column].dropna().items():
            if base in WORDS_FOR_BASES:
                continue
            if sources.get(base) != figures.at[line, "source"]:
                yield _at(figures, file, line, column, "is no figure of the same source",
                          "name `all`, `unclear` or the id of the figure that defines the subgroup")  # fmt: skip
    yield from _circles(figures, file, "base", "its own base, in a circle", "let the chain of bases end in `all`")
    base, literal = figures["base"].fillna("none"), figures["base_literal"].fillna("none")
    unexplained = figures["base_reason"].isna() & ((base == "unclear") | (base != literal))
    for line in figures.index[unexplained]:
        yield _at(figures, file, line, "base", "needs a reason", "say in base_reason why it is read so")
    shares = figures["unit"].isin(["percent", "ratio"]) & figures["sample"].notna()
    for line in figures.index[shares & (base == "none")]:
        yield _at(figures, file, line, "base", "a share of a sample has a base", "write `all` or who it is of")


def _restatements(figures: pd.DataFrame, file: str, _: dict, __: dict) -> Iterator[Problem]:
    ids = set(figures["id"])
    for line, restated in figures["restates"].dropna().items():
        if restated not in ids:
            yield _at(figures, file, line, "restates", "is no figure of the register", "name the id it repeats")
    yield from _circles(figures, file, "restates", "restates itself, in a circle", "point to the first statement")


def _circles(figures: pd.DataFrame, file: str, column: str, what: str, mend: str) -> Iterator[Problem]:
    """Yield a problem for each row from which following `column` comes back to the row."""
    following: Callable = dict(zip(figures["id"], figures[column], strict=True)).get
    for line, name in figures["id"].items():
        seen, current = set(), following(name)
        while current is not None and current not in seen:
            seen.add(current)
            current = following(current)
        if name in seen:
            yield _at(figures, file, line, column, what, mend)


def _at(figures: pd.DataFrame, file: str, line: int, column: str, what: str, mend: str) -> Problem:
    value = figures.at[line, column]
    quoted = f"“{value}” {what}" if isinstance(value, str) else what
    return Problem(file, quoted, mend, line, figures.at[line, "id"], column)
