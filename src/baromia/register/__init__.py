"""The register: every table and every source entry of a data folder, read once, checked, and handed on."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from nbpaper.errors import DataError, Problem, display_path
from nbpaper.files import RESTORE

from ..project import DESCRIPTOR, data_folder
from .descriptor import columns, fields, foreign_keys, read_descriptor, resource
from .rules import (
    NEEDED,
    correction_faults,
    figure_faults,
    numbers,
    relation_problems,
    sample_faults,
    unknown_keys,
)
from .source_entries import read_sources
from .tables import FIRST_LINE, Fault, located, read_table

Folder = str | os.PathLike | None
Tables = dict[str, pd.DataFrame]
SOURCES, CORRECTIONS = "sources", "corrections"
OPTIONAL = (CORRECTIONS, "derived")  # a register from before these can still be compared with this one


@dataclass(frozen=True, eq=False)
class Register:
    """What a data folder holds. Not to be changed: copy a table before changing it.

    Attributes
    ----------
    folder : Path
        Where it was read from.
    descriptor : dict
        Its datapackage.json.
    figures, samples, indicators, relations, headlines, derived, labels, sentences : pandas.DataFrame
        Indexed by `id`, columns as in data/README.md, corrections made. Text as printed, absent values None, whole
        numbers Int64; `figures` has a column more, `number`: the value as a float (percent figures in percent,
        ratios as shares 0 to 1).
    set_aside, corrections : pandas.DataFrame
        Indexed by line of the file.
    sources : dict
        The publications and the methods literature: CSL entries by id.
    others : dict
        Tables that the descriptor has besides, by name, indexed by line.
    """

    folder: Path
    descriptor: dict
    figures: pd.DataFrame
    samples: pd.DataFrame
    indicators: pd.DataFrame
    relations: pd.DataFrame
    headlines: pd.DataFrame
    derived: pd.DataFrame
    labels: pd.DataFrame
    sentences: pd.DataFrame
    set_aside: pd.DataFrame
    corrections: pd.DataFrame
    sources: dict[str, dict]
    others: Tables

    def __repr__(self) -> str:
        """Return the folder, and how many rows each part has."""
        counts = (f"{len(getattr(self, name))} {name}" for name in (*NEEDED, SOURCES))
        return f"<Register {display_path(self.folder)}: {', '.join(counts)}>"

    @classmethod
    def read(cls, folder: Folder = None) -> "Register":
        """Read a data folder, the project's own by default.

        Raises
        ------
        DataError
            With the faults of all files together: file, line, row and column of each, and how to mend it.

        Examples
        --------
        >>> register = Register.read()
        >>> register.figures.loc["pulselife2025.use-general-purpose", ["value", "unit", "base"]].tolist()
        ['56', 'percent', 'all']
        >>> register.field("figures", "unit")["constraints"]["enum"][:2]
        ['percent', 'points']
        """
        folder = data_folder(folder)
        descriptor = read_descriptor(folder)
        resources = _resources(descriptor, display_path(folder / DESCRIPTOR))
        tables, sources = _checked(folder, resources)
        figures = tables["figures"]
        figures.insert(figures.columns.get_loc("value") + 1, "number", numbers(figures))
        required = {name: tables.pop(name) for name in NEEDED}
        by_id = {name: table.set_index("id") for name, table in required.items() if "id" in NEEDED[name]}
        return cls(folder, descriptor, **required | by_id, sources=sources, others=tables)

    def resource(self, name: str) -> dict:
        """Return the descriptor's entry of a table or of the sources."""
        return resource(self.descriptor, name)

    def file(self, name: str) -> str:
        """Return the file of a table or of the sources, as messages name it."""
        return display_path(self.folder / self.resource(name)["path"])

    def field(self, table: str, column: str) -> dict:
        """Return the descriptor's entry of a column."""
        return next(field for field in fields(self.resource(table)) if field["name"] == column)

    def table(self, name: str) -> pd.DataFrame:
        """Return a table by its name in the descriptor."""
        return getattr(self, name) if name in NEEDED else self.others[name]

    def custom(self, source: str) -> dict:
        """Return the fields of a source's entry that are not CSL's."""
        return self.sources[source].get("custom", {})

    def not_in_text(self, sources: Iterable[str]) -> list[str]:
        """Return, of the given publications, those that the paper's text does not speak of yet, each once."""
        return [source for source in dict.fromkeys(sources) if self.custom(source).get("in_text") == "not yet"]

    def problem(self, table: str, row: str | int, what: str, mend: str, column: str | None = None) -> Problem:
        """Return a problem of a row, given by its label in the table's index, with its file and its line."""
        frame = self.table(table)
        position = frame.index.get_loc(row)
        name = row if isinstance(row, str) else frame.iat[position, 0]
        return Problem(self.file(table), what, mend, FIRST_LINE + position, name, column)


def load_figures(data: Folder = None) -> pd.DataFrame:
    """Load the cited figures: `Register.read(data).figures`.

    Examples
    --------
    >>> figures = load_figures()
    >>> sorted(figures.query("theme == 'training'")["source"].unique())[:2]
    ['acsel2025', 'campagna2025']
    """
    return Register.read(data).figures


def load_samples(data: Folder = None) -> pd.DataFrame:
    """Load the groups of people surveyed: `Register.read(data).samples`; `n` is missing where it is not reported.

    Examples
    --------
    >>> int(load_samples().at["pulselife2025", "n"])
    608
    """
    return Register.read(data).samples


def load_indicators(data: Folder = None) -> pd.DataFrame:
    """Load what the figures measure: `Register.read(data).indicators`."""
    return Register.read(data).indicators


def load_sources(data: Folder = None) -> dict[str, dict]:
    """Load the publications and the methods literature: `Register.read(data).sources`.

    Examples
    --------
    >>> load_sources()["wilson1927"]["author"][0]["family"]
    'Wilson'
    """
    return Register.read(data).sources


def contents(register: Register) -> dict[str, dict[str, dict[str, str]]]:
    """Return all that a register holds as text, so that two states of it can be compared.

    Returns
    -------
    dict
        Name of a table, `sources` or `datapackage.json` → row → column → text, absent cells as `none`.
    """
    resources = {entry["name"]: entry for entry in register.descriptor["resources"]}
    rows = {name: _as_text(register.table(name), entry) for name, entry in resources.items() if name != SOURCES}
    rows[SOURCES] = {name: dict(_leaves(entry)) for name, entry in register.sources.items()}
    parts = {"package": {**register.descriptor, "resources": []}, **resources}
    return {**rows, DESCRIPTOR: {name: dict(_leaves(part)) for name, part in parts.items()}}


def _as_text(table: pd.DataFrame, resource: dict) -> dict[str, dict[str, str]]:
    """Return the rows of a table by their primary keys; without one, by all their cells."""
    names = columns(resource)
    cells = table.reset_index(drop="id" not in table.index.names)[names].to_numpy(object, na_value="none")
    rows = (dict(zip(names, map(str, row), strict=True)) for row in cells)
    return {" | ".join(map(row.get, resource["schema"].get("primaryKey") or names)): row for row in rows}


def _leaves(value: object, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield the leaves of a tree of groups and lists, each as its path (`schema.fields.value.type`) and its text."""
    if isinstance(value, dict) and value:
        for key, item in value.items():
            yield from _leaves(item, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list) and value:
        for number, item in enumerate(value, start=1):
            name = item.get("name", number) if isinstance(item, dict) else number
            yield from _leaves(item, f"{path}.{name}")
    else:
        yield path, "none" if value is None or isinstance(value, dict | list) else str(value)


# -- reading


def _resources(descriptor: dict, file: str) -> dict[str, dict]:
    """Return the resources by name, refusing a descriptor without the tables and columns that the rules need."""
    resources = {entry["name"]: entry for entry in descriptor["resources"]}
    problems = [
        Problem(file, f"no resource is named {name}", f"{RESTORE}, or describe {name} there")
        for name in (*NEEDED, SOURCES)
        if name not in resources and name not in OPTIONAL
    ]
    for name in resources.keys() & NEEDED:
        what = f"resource {name}: the column is not described, and the rules need it"
        missing = [column for column in NEEDED[name] if column not in columns(resources[name])]
        problems += [Problem(file, what, RESTORE, column=column) for column in missing]
    if problems:
        raise DataError(problems)
    return resources


def _checked(folder: Path, resources: dict[str, dict]) -> tuple[Tables, dict[str, dict]]:
    """Return the tables, indexed by line, and the source entries, each checked by itself, then against the others."""
    place = Path(display_path(folder))
    files = {name: (place / entry["path"]).as_posix() for name, entry in resources.items()}
    problems: dict[str, list[Problem]] = {name: [] for name in resources}
    tables = {name: pd.DataFrame(columns=NEEDED[name]) for name in OPTIONAL if name not in resources}
    sources, corrections = None, []
    for name in sorted(resources, key=lambda name: name != CORRECTIONS):  # they come first: they change other tables
        try:
            if name == SOURCES:
                sources = read_sources(folder, resources[name])
            else:
                selected = (row for row in corrections if row.table == name)
                tables[name] = read_table(folder, resources[name], selected, files.get(CORRECTIONS, ""))
                if name == CORRECTIONS:
                    faulty = {line for line, *_ in correction_faults(tables[name])}
                    corrections = [row for row in tables[name].itertuples() if row.Index not in faulty]
        except DataError as error:
            problems[name] += error.problems
    for name in sorted(tables.keys() & resources, key=lambda name: name == "figures"):  # last, when samples are checked
        samples = None if problems["samples"] else tables["samples"]
        faults = _faults(name, tables, sources, resources, samples)
        problems[name] += located(tables[name], files[name], sorted(faults, key=lambda fault: fault[0]))
    if {"relations", "figures"} <= tables.keys():
        units = dict(zip(tables["figures"]["id"], tables["figures"]["unit"], strict=True))
        problems["relations"] += relation_problems(tables["relations"], units, files["relations"])
    if any(problems.values()):
        raise DataError(problem for file_problems in problems.values() for problem in file_problems)
    return tables, sources


def _faults(
    name: str, tables: Tables, sources: dict | None, resources: dict[str, dict], samples: pd.DataFrame | None
) -> Iterator[Fault]:
    """Yield the faults between a table's cells and between it and other files, as far as those could be read."""
    table, entry = tables[name], resources[name]
    for column, (target, target_column) in foreign_keys(entry).items():
        if target in tables:
            ids = tables[target][target_column].dropna().tolist()
            yield from unknown_keys(table, column, ids, resources[target]["path"])
    if "source" in table and sources is not None:
        yield from unknown_keys(table, "source", sources, resources[SOURCES]["path"])
    if name == "figures":
        yield from figure_faults(table, {field["name"]: field for field in fields(entry)}, samples)
    elif name == "samples":
        yield from sample_faults(table)
    elif name == CORRECTIONS:
        yield from correction_faults(table)
