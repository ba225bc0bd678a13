"""The grid: which notebook, and which values of which parameters; every combination is a point.

notebook: adoption
parameters:
  confidence: {from: 0.80, to: 0.95, step: 0.05}   # the end included, as a step meets it
  design_effect: [1, 1.5, 2]
  exclude_sources: [[], [campagna2025]]            # a parameter that is a list: a list of lists
  assumed_total: [none, 100, 500]
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import product
from pathlib import Path

import yaml

from ..errors import PaperError, did_you_mean
from ..files import read_text
from ..paths import display_path

KEYS = ("notebook", "parameters")
ENDS = ("from", "to", "step")
MOST = 100_000  # points: about a day's work of two cores
HOW = "write a grid as notebooks/sweep.example.yml does"
RANGE = "write {from: 0.8, to: 0.95, step: 0.05}"
Scalar = bool | int | float | str | None
Value = Scalar | list[Scalar]


class GridError(PaperError):
    """A grid that cannot be used: what is wrong, and how to mend it."""

    def __init__(self, what: str, mend: str):
        super().__init__(f"{what}. To mend: {mend}.")


@dataclass(frozen=True)
class Grid:
    """The notebook's name, and the values of each parameter, in the order of the file."""

    file: str
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
    text, file = read_text(path), display_path(path)
    try:
        return _grid(file, yaml.load(text, Loader=_Loader))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f", line {mark.line + 1}" if mark else ""
        raise GridError(f"{file}{place}: is no plain YAML ({getattr(error, 'problem', 'unreadable')})", HOW) from None
    except RecursionError:
        raise GridError(f"{file}: is nested too deeply", HOW) from None
    except GridError as error:
        raise PaperError(f"{file}: {error}") from None
    except ValueError as error:
        raise GridError(f"{file}: has a value that is none ({error})", HOW) from None


class _Loader(yaml.SafeLoader):
    """Reads plain YAML, in which nothing is said twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict:
        """Return a mapping; refuse a name that stands there twice or is none."""
        names: list[object] = []
        for key, _ in node.value:
            name = self.construct_object(key, deep=True)
            if not isinstance(name, Scalar) or name in names:
                what = f"{name!r} stands there twice or is no name"
                raise yaml.MarkedYAMLError(problem=what, problem_mark=key.start_mark)
            names.append(name)
        return super().construct_mapping(node, deep)


def _grid(file: str, tree: object) -> Grid:
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
    values = {str(name): _values(f"parameter {name}", given) for name, given in parameters.items()}
    most = math.prod(map(len, values.values()))
    if most > MOST:
        raise GridError(f"has {most:,} points, more than {MOST:,}", "try fewer values of a parameter")
    return Grid(file, notebook, values)


def _values(name: str, given: object) -> list[Value]:
    """Return the values of a parameter: those of a list or a range, or the one that is given."""
    if isinstance(given, dict):
        found = list(_range(name, given))
    else:
        found = [_value(name, value) for value in (given if isinstance(given, list) else [given])]
    if not found:
        raise GridError(f"{name} has no values", "name at least one, or leave the parameter out")
    for place, value in enumerate(found):
        if any(value == earlier and isinstance(value, bool) == isinstance(earlier, bool) for earlier in found[:place]):
            raise GridError(f"{name} has {value!r} twice", "name each value once")
    return found


def _value(name: str, given: object) -> Value:
    for value in given if isinstance(given, list) else [given]:
        if not isinstance(value, Scalar) or (isinstance(value, float) and not math.isfinite(value)):
            raise GridError(f"{name}: {value!r} is no value of a parameter", "write numbers, words or lists of them")
    return None if given == "none" else given


def _range(name: str, given: dict) -> Iterator[int | float]:
    """Yield the numbers of a range, the end included where a step meets it, in decimal arithmetic."""
    for key in given:
        if key not in ENDS:
            raise GridError(f"{name}: a range has no {key!r}{did_you_mean(str(key), ENDS)}", RANGE)
    for key in ENDS:
        number = given.get(key)
        if isinstance(number, bool) or not isinstance(number, int | float) or not math.isfinite(number):
            raise GridError(f"{name}: its {key} is {number!r}, which is no number", RANGE)
    start, end, step = (Decimal(str(given[key])) for key in ENDS)
    if step <= 0 or end < start:
        raise GridError(f"{name}: its range is empty", "let step be above 0, and to not below from")
    count = int((end - start) / step) + 1
    if count > MOST:
        raise GridError(f"{name} has {count:,} values, more than {MOST:,}", "take a larger step")
    kind = int if all(isinstance(given[key], int) for key in ENDS) else float
    yield from (kind(start + number * step) for number in range(count))
