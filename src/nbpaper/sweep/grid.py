"""A sweep's grid, its points, and its table.

The grid names a notebook and values of its parameters; every combination is a point:

notebook: adoption
parameters:
  confidence: {from: 0.80, to: 0.95, step: 0.05}   # the end included, as a step meets it
  design_effect: [1, 1.5, 2]
  exclude_sources: [[], [campagna2025]]            # a parameter that is a list: a list of lists
  assumed_total: [none, 100, 500]

A folder beside the table keeps what is finished, so that nothing runs twice; whoever removes it loses nothing but time.
A point is known there by a digest of all it is made from: notebook, parameters, data, sources and packages. The table
has one row a point and result, in the order of the grid, with nothing of when or where in it.
"""

import importlib.util
import json
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import product
from pathlib import Path

import pandas as pd
import yaml

from ..errors import PaperError, did_you_mean, display_path
from ..files import made, place_beside, read_text, reading, write_whole, written_whole
from ..plan import Request, code, data_files, digest, file_digest

KEYS = ("notebook", "parameters")
ENDS = ("from", "to", "step")
MOST_POINTS = 100_000  # about a day's work of two cores
MEND = "write a grid as notebooks/sweep.example.yml does"
Scalar = bool | int | float | str | None
Value = Scalar | list[Scalar]
FORMAT = 3  # of the kept files
SUFFIXES = (".csv", ".parquet")
# Unit of a result → the columns of its numbers; what is neither stands in `value`, with its unit.
SHARES, COUNTS = ("share", "share_low", "share_high"), ("count", "count_low", "count_high")
UNIT_COLUMNS = {"percent": SHARES, "ratio": SHARES, "share": SHARES, "count": COUNTS}
OTHER = ("value", "value_low", "value_high")
NUMBERS = (*SHARES, *COUNTS, *OTHER)
COLUMNS = ("name", *NUMBERS, "unit", "text", "kind", "figures", "status", "reason")
Outcome = dict  # of a point: `results`, or `failed` and `final`; see `execute.results`


class GridError(PaperError):
    """A grid that cannot be used: what is wrong, and how to mend it."""

    def __init__(self, problem: str, mend: str):
        super().__init__(f"{problem}. To mend: {mend}.")


@dataclass(frozen=True)
class Grid:
    """The notebook's name, and the values of each parameter, in the order of the file."""

    notebook: str | None
    values: dict[str, list[Value]]

    @property
    def points(self) -> list[dict[str, Value]]:
        """Every combination of values, the last parameter changing fastest."""
        return [dict(zip(self.values, combined, strict=True)) for combined in product(*self.values.values())]


def read_grid(path: Path) -> Grid:
    """Return the grid that a YAML file describes.

    Raises
    ------
    PaperError
        For a file that cannot be read, and for anything in it that is no grid.
    """
    text = read_text(path)
    try:
        with reading(path, MEND):
            return _grid(yaml.load(text, _Loader))
    except GridError as error:
        raise PaperError(f"{display_path(path)}: {error}") from None


class _Loader(yaml.SafeLoader):
    """Reads YAML, in which a key that stands twice would be taken once."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict:
        keys = [key.value for key, _ in node.value]
        for number, (key, _) in enumerate(node.value):
            if key.value in keys[:number]:
                raise GridError(f"{key.value} stands twice, again in line {key.start_mark.line + 1}", "keep one")
        return super().construct_mapping(node, deep)


def _grid(tree: object) -> Grid:
    """Return the grid that parsed YAML describes."""
    if not isinstance(tree, dict):
        raise GridError("is no grid", MEND)
    for key in tree:
        if key not in KEYS:
            raise GridError(f"no key is called {key!r}{did_you_mean(str(key), KEYS)}", f"use {' and '.join(KEYS)}")
    notebook, parameters = tree.get("notebook"), tree.get("parameters")
    if not isinstance(notebook, str | None):
        raise GridError(f"notebook is {notebook!r}, which is no name", "write one such as adoption")
    if not isinstance(parameters, dict) or not parameters:
        raise GridError("has no parameters", "write below parameters: a name and its values, [0.9, 0.95]")
    for name in parameters:
        if name in COLUMNS:
            raise GridError(f"parameter {name!r} has the name of a column of the table", "rename it")
    values = {str(name): _values(f"parameter {name}", entry) for name, entry in parameters.items()}
    if (count := math.prod(map(len, values.values()))) > MOST_POINTS:
        raise GridError(f"has {count:,} points, more than {MOST_POINTS:,}", "try fewer values of a parameter")
    return Grid(notebook, values)


def _values(name: str, entry: object) -> list[Value]:
    """Return the values that an entry of the grid gives a parameter: a list, a range, or a single value."""
    if isinstance(entry, dict):
        return _range(name, entry)
    values = entry if isinstance(entry, list) else [entry]
    for value in values:
        if not all(isinstance(item, Scalar) for item in (value if isinstance(value, list) else [value])):
            raise GridError(f"{name}: {value!r} is no value of a parameter", "write numbers, words or lists of them")
    if not values:
        raise GridError(f"{name} has no values", "name at least one, or leave the parameter out")
    if len(set(map(repr, values))) < len(values):
        raise GridError(f"{name} has a value twice", "name each value once")
    return [None if value == "none" else value for value in values]


def _range(name: str, entry: dict) -> list[Value]:
    """Return the numbers of a range, the end included where a step meets it, in decimal arithmetic."""
    try:
        start, end, step = (Decimal(str(entry.get(key))) for key in ENDS)
        count = int((end - start) / step) + 1
    except (ArithmeticError, ValueError):  # an end is missing or no number, or the step is nought
        count = 0
    if count < 1 or step < 0 or set(entry) != set(ENDS):
        raise GridError(f"{name}: {entry} is no range", "write {from: 0.8, to: 0.95, step: 0.05}")
    if count > MOST_POINTS:
        raise GridError(f"{name} has {count:,} values, more than {MOST_POINTS:,}", "take a larger step")
    kind = int if all(isinstance(entry[key], int) for key in ENDS) else float
    return [kind(start + number * step) for number in range(count)]


@dataclass(frozen=True)
class Point:
    """One combination of parameters, the notebook in its language, and the file that keeps what came of it."""

    parameters: dict
    notebook: Path
    file: Path


def points_of(grid: Grid, stem: str, request: Request, folder: Path) -> list[Point]:
    """Return the points of a grid in its order; their outcomes are kept in a folder."""
    project, shared = request.project, [FORMAT, data_files(request.data), code(*request.project.code)]
    files = {language: project.notebook(stem, language) for language in project.languages}
    digests = {path: digest(shared, stem, file_digest(path)) for path in files.values()}
    points = []
    for parameters in grid.points:
        path = files[parameters.get("language", project.languages[0])]
        points.append(Point(parameters, path, folder / f"{digest(digests[path], parameters)[:40]}.json"))
    return points


def read_point(point: Point) -> Outcome | None:
    """Return the outcome of a point, or None where it has not run or its file is damaged."""
    try:
        outcome = json.loads(point.file.read_text(encoding="utf-8"))
        return outcome if {"results", "failed"} & outcome.keys() else None
    except (OSError, ValueError, AttributeError):
        return None


def keep_point(point: Point, outcome: Outcome) -> None:
    """Write the outcome of a point to its file, whole or not at all."""
    point.file.with_name(".gitignore").write_text("*\n", encoding="utf-8")  # working files, wherever they lie
    write_whole(point.file, json.dumps({"parameters": point.parameters, **outcome}) + "\n")


def check_output(output: Path) -> None:
    """Refuse a file that no table can be written to, before anything runs."""
    if output.suffix not in SUFFIXES:
        hint = did_you_mean(output.suffix, SUFFIXES)
        problem = f"{display_path(output)}: the end of the name tells no kind of table{hint}."
        raise PaperError(f"{problem} To mend: let it end in {' or '.join(SUFFIXES)}.")
    if output.is_dir():
        raise PaperError(f"{display_path(output)}: a folder is there. To mend: name a file.")
    if output.suffix == ".parquet" and importlib.util.find_spec("pyarrow") is None:
        raise PaperError("Parquet needs pyarrow. To mend: `pip install pyarrow`, or write a .csv.")
    with made(output.parent):
        place_beside(output)


def write_table(output: Path, parameters: list[str], outcomes: Iterable[tuple[dict, Outcome]]) -> None:
    """Write the table, `.csv` or `.parquet`, from the names of the parameters, and of each point values and outcome.

    Columns: the parameters, then `name` of the result; its number in the columns of its unit, each with the ends of an
    interval or range: `share` from 0 to 1 (90% is 0.9, published or computed), `count` of people or things, `value` of
    anything else, in its `unit`; `text` as the paper says it; `kind` (published or computed); the `figures` it rests
    on; `status`: recorded, refused (`reason` is the code of the refusal), failed (the sentence why) or empty (nothing
    recorded).
    A list is written with semicolons between its items.
    """
    rows = [{**values, **row} for values, outcome in outcomes for row in _rows(outcome)]
    columns = {name: _column([row.get(name) for row in rows]) for name in (*parameters, *COLUMNS)}
    table = pd.DataFrame(columns).astype(dict.fromkeys(NUMBERS, "Float64"))
    with written_whole(output) as aside:
        if output.suffix == ".csv":
            table.to_csv(aside, index=False, lineterminator="\n", encoding="utf-8")
        else:
            table.to_parquet(aside, index=False, engine="pyarrow")


def _rows(outcome: Outcome) -> Iterator[dict]:
    """Yield the rows of a point: one a result, or one that says why there is none."""
    if "failed" in outcome:
        yield {"status": "failed", "reason": outcome["failed"]}
    elif not outcome["results"]:
        yield {"status": "empty", "reason": "the notebook records no result"}
    for result in outcome.get("results", ()):
        unit = result.get("unit")
        numbers = (_number(result, unit), result.get("low"), result.get("high"))
        columns = UNIT_COLUMNS.get(unit, OTHER)
        fields = {name: result.get(name) for name in ("name", "text", "kind", "figures", "reason")}
        status = "refused" if result.get("reason") else "recorded"
        yield {**fields, **dict(zip(columns, numbers, strict=True)), "unit": unit, "status": status}


def _number(result: dict, unit: str | None) -> float | None:
    """Return a result's value as a number, or None: a share from 0 to 1, anything else in its unit."""
    if "reason" in result:
        return None
    try:
        return float(Fraction(result["value"])) / (100 if unit == "percent" else 1)
    except (TypeError, ValueError, ZeroDivisionError):
        return None  # a date or a score is no number


def _column(values: list) -> pd.api.extensions.ExtensionArray:
    """Return values as a column of one type: whole numbers, numbers, truth or words; lists are words."""
    plain = [";".join(map(str, value)) if isinstance(value, list) else value for value in values]
    column = pd.array(plain)
    if column.dtype == object:
        return pd.array([None if value is None else str(value) for value in plain], dtype="string")
    return column
