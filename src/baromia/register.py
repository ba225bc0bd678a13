"""The register: figures, samples, indicators and sources, read from data/ and checked on the way in."""

import os
from functools import cache
from pathlib import Path

import jsonschema
import pandas as pd
import yaml

from .descriptor import resource
from .errors import DataError, Problem
from .paths import data_folder, shown
from .rules import figure_problems, numbers
from .tables import read_table

Folder = str | os.PathLike | None


def load_figures(data: Folder = None) -> pd.DataFrame:
    """Load the cited figures, checked against the schema, their keys and the rules of the register.

    Parameters
    ----------
    data : path, optional
        Folder of the register; the project's own by default.

    Returns
    -------
    pandas.DataFrame
        One row a figure, indexed by `id`, columns as in data/README.md; `value` is the text as printed
        and `number` the same as a number (percent figures in percent, ratios as shares 0 to 1).

    Raises
    ------
    DataError
        Naming file, line, row and column of every fault, and how to mend it.
    """
    folder = data_folder(data)
    figures = read_table(folder, resource(folder, "figures"))
    problems = figure_problems(
        figures,
        shown(folder / "figures.csv"),
        resource(folder, "figures"),
        known={
            "source": set(load_sources(data)),
            "sample": load_samples(data)["source"].to_dict(),
            "indicator": set(load_indicators(data).index),
        },
    )
    if problems:
        raise DataError(problems)
    figures.insert(figures.columns.get_loc("value") + 1, "number", numbers(figures))
    return figures.set_index("id")


def load_samples(data: Folder = None) -> pd.DataFrame:
    """Load the cards of the samples, indexed by `id`; `n` is Int64, missing where it is not reported."""
    folder = data_folder(data)
    samples = read_table(folder, resource(folder, "samples"))
    known = set(load_sources(data))
    unknown = samples[~samples["source"].isin(known)]
    if len(unknown):
        raise DataError(_no_source(shown(folder / "samples.csv"), line, row) for line, row in unknown.iterrows())
    return samples.set_index("id")


def load_indicators(data: Folder = None) -> pd.DataFrame:
    """Load what the figures measure, indexed by `id`."""
    folder = data_folder(data)
    return read_table(folder, resource(folder, "indicators")).set_index("id")


def load_sources(data: Folder = None) -> dict[str, dict]:
    """Load the cards of the publications and the methods literature: CSL entries by id."""
    folder = data_folder(data)
    entry = resource(folder, "sources")
    path = folder / entry["path"]
    cards = _read_yaml(path, path.stat().st_mtime_ns if path.exists() else 0)
    validator = jsonschema.Draft202012Validator(entry["jsonSchema"])
    problems = [_schema_problem(path, cards, error) for error in validator.iter_errors(cards)]
    if not problems:
        ids = [card["id"] for card in cards["references"]]
        problems = [
            Problem(shown(path), "the id stands twice", "give every card an id of its own", row=name, column="id")
            for name in dict.fromkeys(ids) if ids.count(name) > 1
        ]  # fmt: skip
    if problems:
        raise DataError(problems)
    return {card["id"]: card for card in cards["references"]}


@cache
def _read_yaml(path: Path, _changed: int) -> object:
    """Return the YAML of `path`; cached by time of change, since each table asks for the sources."""
    try:
        text = path.read_text(encoding="utf-8")
        return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        what = " ".join(str(error).split())
        raise DataError([Problem(shown(path), f"cannot be read ({what})", "mend the YAML there")]) from None


def _schema_problem(path: Path, cards: object, error: jsonschema.ValidationError) -> Problem:
    place = list(error.absolute_path)
    row = None
    if len(place) > 1 and isinstance(cards["references"][place[1]], dict):
        row = str(cards["references"][place[1]].get("id", f"number {place[1] + 1}"))
    column = ".".join(str(part) for part in place[2:]) or None
    message = error.message if len(error.message) < 200 else error.message[:200] + "…"
    return Problem(shown(path), message, "see the schema of sources in datapackage.json", row=row, column=column)


def _no_source(file: str, line: int, row: pd.Series) -> Problem:
    what = f"“{row['source']}” is no publication of sources.yaml"
    return Problem(file, what, "add its card there, or mend the id", line, row["id"], "source")
