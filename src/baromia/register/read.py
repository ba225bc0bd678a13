"""The register: figures, samples, indicators and sources, read from data/ and checked on the way in."""

import os
from collections.abc import Collection
from pathlib import Path

import pandas as pd

from nbpaper.errors import DataError, Problem
from nbpaper.files import RESTORE
from nbpaper.paths import display_path

from ..project import data_folder
from .corrections import amendments, load_corrections
from .descriptor import DESCRIPTOR, read_descriptor, resource, resource_path
from .rules import FIGURES, SAMPLES, figure_problems, numbers, sample_problems, unknown_keys
from .source_entries import card_ids, read_cards
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

    Examples
    --------
    >>> figures = load_figures()
    >>> figures.loc["pulselife2025.use-general-purpose", ["value", "unit", "base"]].tolist()
    ['56', 'percent', 'all']
    >>> sorted(figures.query("theme == 'training'")["source"].unique())[:2]
    ['acsel2025', 'campagna2025']
    """
    folder = data_folder(data)
    entry = _with_columns(folder, "figures", FIGURES)
    figures = read_table(folder, entry, amendments(folder, "figures"))
    samples = load_samples(data)
    known = {
        "source": _source_ids(folder),
        "sample": samples["source"].to_dict(),
        "surveyed": samples["population"].to_dict(),
        "indicator": set(load_indicators(data).index),
    }
    problems = figure_problems(figures, display_path(folder / entry["path"]), entry, known)
    if problems:
        raise DataError(problems)
    figures.insert(figures.columns.get_loc("value") + 1, "number", numbers(figures))
    return figures.set_index("id")


def load_samples(data: Folder = None) -> pd.DataFrame:
    """Load the cards of the samples, indexed by `id`; `n` is Int64, missing where it is not reported.

    Examples
    --------
    >>> int(load_samples().at["pulselife2025", "n"])
    608
    """
    folder = data_folder(data)
    entry = _with_columns(folder, "samples", SAMPLES)
    samples = read_table(folder, entry, amendments(folder, "samples"))
    problems = sample_problems(samples, display_path(folder / entry["path"]), _source_ids(folder))
    if problems:
        raise DataError(problems)
    return samples.set_index("id")


def load_indicators(data: Folder = None) -> pd.DataFrame:
    """Load what the figures measure, indexed by `id`."""
    folder = data_folder(data)
    entry = _with_columns(folder, "indicators", ("id",))
    return read_table(folder, entry, amendments(folder, "indicators")).set_index("id")


def load_sources(data: Folder = None) -> dict[str, dict]:
    """Load the cards of the publications and the methods literature: CSL entries by id.

    Examples
    --------
    >>> load_sources()["wilson1927"]["author"][0]["family"]
    'Wilson'
    """
    folder = data_folder(data)
    entry = resource(folder, "sources")
    return read_cards(resource_path(folder, entry), entry["jsonSchema"])


def _source_ids(folder: Path) -> frozenset[str]:
    entry = resource(folder, "sources")
    return card_ids(resource_path(folder, entry), entry["jsonSchema"])


def check_tables(data: Folder = None) -> dict[str, int]:
    """Check every table that the descriptor names, and return how many rows each has.

    Raises
    ------
    DataError
        With the faults of all files together, so that one reading mends them all.
    """
    folder = data_folder(data)
    readers = {
        "figures": load_figures,
        "samples": load_samples,
        "indicators": load_indicators,
        "sources": load_sources,
        "corrections": lambda data: load_corrections(data_folder(data)),
    }
    counted, problems = {}, {}
    for entry in read_descriptor(folder)["resources"]:
        read = readers.get(entry["name"], lambda data, entry=entry: _other_table(data_folder(data), entry))
        try:
            counted[entry["name"]] = len(read(data))
        except DataError as error:
            problems |= dict.fromkeys(error.problems)  # a fault of the samples also stops the figures
    if problems:
        raise DataError(problems)
    return counted


def _other_table(folder: Path, entry: dict) -> pd.DataFrame:
    """Return a table without a loader of its own, its sources and the foreign keys of its descriptor checked."""
    if entry["type"] != "table":
        what = f"resource {entry['name']} is no table"
        raise DataError([Problem(display_path(folder / DESCRIPTOR), what, "describe it as a table, or remove it")])
    table = read_table(folder, entry)
    named = table.assign(id=table.iloc[:, 0])  # what messages call a row
    problems = []
    for column, (known, file) in _referred(folder, entry).items():
        problems += unknown_keys(named, display_path(folder / entry["path"]), column, known, file)
    if problems:
        raise DataError(problems)
    return table


def _referred(folder: Path, entry: dict) -> dict[str, tuple[Collection, str]]:
    """Return, for each column that names rows of another table, the ids it may name and their file."""
    known = {"source": (_source_ids(folder), "sources.yaml")} if "source" in _columns(entry) else {}
    for key in entry["schema"].get("foreignKeys", []):
        (column,), (named,) = key["fields"], key["reference"]["fields"]
        other = resource(folder, key["reference"]["resource"] or entry["name"])
        for name, table in ((column, entry), (named, other)):
            if name not in _columns(table):
                what = f"resource {entry['name']}: a foreign key names the column {name}, which {table['name']} has not"
                raise DataError([Problem(display_path(folder / DESCRIPTOR), what, f"{RESTORE}, or mend the entry")])
        known[column] = (set(read_table(folder, other)[named].dropna()), other["path"])
    return known


def _columns(entry: dict) -> list[str]:
    """Return the columns a resource describes; cards have none."""
    return [field["name"] for field in entry.get("schema", {}).get("fields", [])]


def _with_columns(folder: Path, name: str, needed: Collection[str]) -> dict:
    """Return the resource `name`, refusing a descriptor without the columns that the rules are about."""
    entry = resource(folder, name)
    missing = [column for column in needed if column not in _columns(entry)]
    if missing:
        what = f"resource {name}: the column is not described, and the rules need it"
        file = display_path(folder / DESCRIPTOR)
        raise DataError(Problem(file, what, RESTORE, column=column) for column in missing)
    return entry
