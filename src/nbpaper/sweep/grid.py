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

from nbpaper.errors import did_you_mean
from nbpaper.paths import display_path

from ..errors import PaperError
from ..files import read_text

KEYS = ("notebook", "parameters")
ENDS = ("from", "to", "step")
MOST = 100_000  # points: about a day's work of two cores
Scalar = bool | int | float | str | None
Value = Scalar | list[Scalar]


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


class GridError(PaperError):
    """A grid that cannot be used; the message names file, place, fault and mend."""

    def __init__(self, file: str, what: str, mend: str):
        super().__init__(f"{file}: {what}. To mend: {mend}.")


def read_grid(path: Path) -> Grid:
    """Return the grid that a YAML file describes.

    Raises
    ------
    PaperError
        For a file that cannot be read, and for anything in it that is no grid.
    """
    file = display_path(path)
    tree = _parsed(path, file)
    if not isinstance(tree, dict):
        raise GridError(file, "is no grid", "write notebook: and parameters: as notebooks/sweep.example.yml does")
    for key in tree:
        if key not in KEYS:
            raise GridError(
                file, f"no key is called {key!r}{did_you_mean(str(key), KEYS)}", f"use {' and '.join(KEYS)}"
            )
    notebook, parameters = tree.get("notebook"), tree.get("parameters")
    if notebook is not None and not isinstance(notebook, str):
        raise GridError(file, f"notebook is {notebook!r}, which is no name", "write one such as adoption")
    if not isinstance(parameters, dict) or not parameters:
        raise GridError(file, "has no parameters", "write below parameters: a name and its values, [0.9, 0.95]")
    values = {str(name): list(_values(file, str(name), given)) for name, given in parameters.items()}
    most = math.prod(len(tried) for tried in values.values())
    if most > MOST:
        raise GridError(file, f"has {most:,} points, more than {MOST:,}", "try fewer values of a parameter")
    return Grid(file, notebook, values)


class _Loader(yaml.SafeLoader):
    """Reads plain YAML, in which nothing is said twice."""


def _mapping(loader: _Loader, node: yaml.MappingNode) -> dict:
    names = [loader.construct_object(key, deep=True) for key, _ in node.value]
    for place, (key, _) in enumerate(node.value):
        name = names[place]
        if not isinstance(name, Scalar) or name in names[:place]:
            raise yaml.MarkedYAMLError(
                problem=f"{name!r} stands there twice or is no name", problem_mark=key.start_mark
            )
    return {name: loader.construct_object(value, deep=True) for name, (_, value) in zip(names, node.value, strict=True)}


_Loader.add_constructor("tag:yaml.org,2002:map", _mapping)


def _parsed(path: Path, file: str) -> object:
    try:
        return yaml.load(read_text(path), Loader=_Loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f", line {mark.line + 1}" if mark else ""
        what = f"is no plain YAML ({getattr(error, 'problem', None) or 'unreadable'})"
        raise GridError(file + place, what, "see notebooks/sweep.example.yml for how a grid is written") from None
    except (RecursionError, ValueError) as error:
        what = "is nested too deeply" if isinstance(error, RecursionError) else f"has a value that is none ({error})"
        raise GridError(file, what, "see notebooks/sweep.example.yml for how a grid is written") from None


def _values(file: str, name: str, given: object) -> Iterator[Value]:
    """Yield the values of a parameter: those of a list or a range, or the one that is given."""
    if isinstance(given, dict):
        found = list(_range(file, name, given))
    elif isinstance(given, list):
        found = [_value(file, name, value) for value in given]
    else:
        found = [_value(file, name, given)]
    if not found:
        raise GridError(file, f"parameter {name} has no values", "name at least one, or leave the parameter out")
    for place, value in enumerate(found):
        if any(value == earlier and isinstance(value, bool) == isinstance(earlier, bool) for earlier in found[:place]):
            raise GridError(file, f"parameter {name} has {value!r} twice", "name each value once")
        yield value


def _value(file: str, name: str, given: object) -> Value:
    inner = given if isinstance(given, list) else [given]
    for value in inner:
        if not isinstance(value, Scalar) or (isinstance(value, float) and not math.isfinite(value)):
            what = f"parameter {name}: {value!r} is no value of a parameter"
            raise GridError(file, what, "write numbers, words or lists of them")
    return None if given == "none" else given


def _range(file: str, name: str, given: dict) -> Iterator[int | float]:
    """Yield the numbers of a range, the end included where a step meets it, in decimal arithmetic."""
    for key in given:
        if key not in ENDS:
            what = f"parameter {name}: a range has no {key!r}{did_you_mean(str(key), ENDS)}"
            raise GridError(file, what, "write {from: 0.8, to: 0.95, step: 0.05}")
    for key in ENDS:
        number = given.get(key)
        if isinstance(number, bool) or not isinstance(number, int | float) or not math.isfinite(number):
            what = f"parameter {name}: its {key} is {number!r}, which is no number"
            raise GridError(file, what, "write {from: 0.8, to: 0.95, step: 0.05}")
    start, end, step = (Decimal(str(given[key])) for key in ENDS)
    if step <= 0 or end < start:
        raise GridError(file, f"parameter {name}: its range is empty", "let step be above 0, and to not below from")
    count = int((end - start) / step) + 1
    if count > MOST:
        raise GridError(file, f"parameter {name} has {count:,} values, more than {MOST:,}", "take a larger step")
    whole = all(isinstance(given[key], int) for key in ENDS)
    for number in range(count):
        value = start + number * step
        yield int(value) if whole else float(value)
