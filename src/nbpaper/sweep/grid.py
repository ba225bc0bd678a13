"""The grid: which notebook, and which values of which parameters; every combination is a point.

notebook: adoption
parameters:
  confidence: {from: 0.80, to: 0.95, step: 0.05}   # the end included, as a step meets it
  design_effect: [1, 1.5, 2]
  exclude_sources: [[], [campagna2025]]            # a parameter that is a list: a list of lists
  assumed_total: [none, 100, 500]
"""

import math
from dataclasses import dataclass
from decimal import Decimal
from itertools import product
from pathlib import Path

import yaml

from ..errors import PaperError, did_you_mean
from ..files import read_text, reading
from ..paths import display_path
from .output import COLUMNS

KEYS = ("notebook", "parameters")
ENDS = ("from", "to", "step")
MOST = 100_000  # points: about a day's work of two cores
HOW = "write a grid as notebooks/sweep.example.yml does"
Scalar = bool | int | float | str | None
Value = Scalar | list[Scalar]


class GridError(PaperError):
    """A grid that cannot be used: what is wrong, and how to mend it."""

    def __init__(self, what: str, mend: str):
        super().__init__(f"{what}. To mend: {mend}.")


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
        with reading(path, HOW):
            return _grid(yaml.safe_load(text))
    except GridError as error:
        raise PaperError(f"{display_path(path)}: {error}") from None


def _grid(tree: object) -> Grid:
    if not isinstance(tree, dict):
        raise GridError("is no grid", HOW)
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
    values = {str(name): _values(f"parameter {name}", given) for name, given in parameters.items()}
    if (most := math.prod(map(len, values.values()))) > MOST:
        raise GridError(f"has {most:,} points, more than {MOST:,}", "try fewer values of a parameter")
    return Grid(notebook, values)


def _values(name: str, given: object) -> list[Value]:
    """Return the values of a parameter: those of a list or a range, or the one that is given."""
    if isinstance(given, dict):
        return _range(name, given)
    found = given if isinstance(given, list) else [given]
    for value in found:
        if not all(isinstance(one, Scalar) for one in (value if isinstance(value, list) else [value])):
            raise GridError(f"{name}: {value!r} is no value of a parameter", "write numbers, words or lists of them")
    if not found:
        raise GridError(f"{name} has no values", "name at least one, or leave the parameter out")
    if len(set(map(repr, found))) < len(found):
        raise GridError(f"{name} has a value twice", "name each value once")
    return [None if value == "none" else value for value in found]


def _range(name: str, given: dict) -> list[Value]:
    """Return the numbers of a range, the end included where a step meets it, in decimal arithmetic."""
    try:
        start, end, step = (Decimal(str(given.get(key))) for key in ENDS)
        count = int((end - start) / step) + 1
    except (ArithmeticError, ValueError):  # an end is missing or no number, or the step is nought
        count = 0
    if count < 1 or step < 0 or set(given) != set(ENDS):
        raise GridError(f"{name}: {given} is no range", "write {from: 0.8, to: 0.95, step: 0.05}")
    if count > MOST:
        raise GridError(f"{name} has {count:,} values, more than {MOST:,}", "take a larger step")
    kind = int if all(isinstance(given[key], int) for key in ENDS) else float
    return [kind(start + number * step) for number in range(count)]
