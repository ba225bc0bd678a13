"""All or nothing: a copy of the register with the new rows is checked first, then its files take the places of the old.

Rows are appended, so that every line that was there stays as it was, byte for byte.
"""

import csv
import io
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import pandas as pd
import yaml

from nbpaper.errors import DataError, PaperError, Problem
from nbpaper.files import read_bytes
from nbpaper.paths import display_path
from nbpaper.staging import READY, finish, lock, publish, staging

from ..analysis.figures import Register
from ..register.descriptor import DESCRIPTOR, read_descriptor, resource, resource_path
from ..register.read import load_sources
from ..register.relations import evaluate
from ..register.tables import read_table
from ..register.verify import misprints, verify
from ..words.check import check_register
from .draft import Rows
from .form import Form

ANOTHER = re.compile(r"\bline ([0-9]+)")  # in the words of a fault: a line that it is about besides its own
TABLES = ("samples", "indicators", "figures", "set_aside", "relations", "headlines")


@dataclass(frozen=True)
class Entered:
    """What came in, and what the register says of it."""

    register: Register
    relations: pd.DataFrame
    counted: dict[str, int]


@contextmanager
def alone(data: Path) -> Iterator[None]:
    """Let one `add` at a time work in a register, and finish first what a killed one left half moved."""

    def waiting() -> None:
        raise PaperError(
            f"{display_path(data)}: another `baromia add` is at work there. To mend: wait until it has ended."
        )

    with lock(data, waiting):
        finish(data)
        yield


def refuse_known(form: Form, data: Path) -> None:
    """Refuse ids that the register has: nothing is ever written over."""
    file = display_path(form.path)
    if form.source in load_sources(data):
        what = f"“{form.source}” is already in {resource(data, 'sources')['path']}"
        mend = "leave it, if it is this publication; another one needs an id of its own"
        raise DataError([Problem(file, what, mend, form.line("source", "id"), column="source.id")])
    problems = []
    for table in ("samples", "indicators", "relations", "headlines"):
        known = _ids(data, table)
        for number, row in enumerate(form.rows.get(table, ())):
            if row.get("id") in known:
                what = f"“{row['id']}” is already in {resource(data, table)['path']}"
                mend = "give it an id of its own; no row is written over"
                column = f"{table}.{number + 1}.id"
                problems.append(Problem(file, what, mend, form.line(table, number, "id"), column=column))
    if problems:
        raise DataError(problems)


def _ids(data: Path, table: str) -> set[str]:
    return set(read_table(data, resource(data, table))["id"])


def enter(form: Form, draft: Path, rows: Rows, text: Path, data: Path) -> Entered:
    """Check what the form and the draft bring as a part of the register, and only then make it one.

    Raises
    ------
    DataError
        For everything that does not hold, said of the lines of form and draft; the register is as it was.
    """
    brought = {**form.rows, "figures": rows.figures, "set_aside": rows.aside}
    with staging(data) as stage:
        candidate = _copy(data, stage / "candidate")
        changed = [_append_card(candidate, form.card), *(_append(candidate, name, brought[name]) for name in TABLES)]
        changed = [path for path in changed if path is not None]
        entered = _checked(form, draft, rows, text, data, candidate, brought)
        made = stage / "made"
        made.mkdir()
        for path in changed:
            os.replace(path, made / path.name)
        _publish(made, data)
    return entered


def _copy(data: Path, candidate: Path) -> Path:
    """Copy the files of a register, and nothing else that lies beside them."""
    candidate.mkdir()
    for path in (data / DESCRIPTOR, *(resource_path(data, one) for one in read_descriptor(data)["resources"])):
        shutil.copyfile(path, candidate / path.name)
    return candidate


def _append_card(candidate: Path, card: dict) -> Path:
    """Append a card to sources.yaml: its list stands last in the file, as the check of the copy will show."""
    path = resource_path(candidate, resource(candidate, "sources"))
    raw = read_bytes(path)
    text = yaml.safe_dump([card], allow_unicode=True, sort_keys=False, width=116)
    path.write_bytes(raw + (b"" if raw.endswith(b"\n") else b"\n") + text.encode("utf-8"))
    return path


def _append(candidate: Path, table: str, rows: list[dict[str, str]]) -> Path | None:
    """Append rows to a table; None where there are none."""
    if not rows:
        return None
    entry = resource(candidate, table)
    path = resource_path(candidate, entry)
    page = io.StringIO()
    writer = csv.DictWriter(page, [field["name"] for field in entry["schema"]["fields"]], lineterminator="\n")
    writer.writerows(rows)
    path.write_bytes(read_bytes(path, table=True) + page.getvalue().encode("utf-8"))
    return path


def _checked(form: Form, draft: Path, rows: Rows, text: Path, data: Path, candidate: Path, brought: dict) -> Entered:
    """Run check, verify for this text, and relations on the copy."""
    try:
        check_register(candidate)
        register = Register.load(candidate)
        if wrong := misprints(register):
            raise DataError(wrong)
        relations = evaluate(register)
        _verified(form, register, text)
    except DataError as error:
        said = _Places(form, draft, rows, data, brought)
        raise DataError(said.of(problem) for problem in error.problems) from None
    return Entered(register, relations, {name: len(own) for name, own in brought.items() if own})


def _verified(form: Form, register: Register, text: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="baromia-") as folder:
        shutil.copyfile(text, Path(folder, f"{form.source}.txt"))
        report = verify(folder, register, [form.source])
    if not report.ok:
        raise DataError(report.problems)


class _Places:
    """Says of a fault in the copy which line of the form or the draft it comes from."""

    def __init__(self, form: Form, draft: Path, rows: Rows, data: Path, brought: dict):
        self.form, self.draft, self.rows, self.brought = form, draft, rows, brought
        self.first, self.files, self.sources = {}, {}, resource(data, "sources")["path"]
        for table in TABLES:
            path = resource_path(data, resource(data, table))
            self.files[path.name] = table
            self.first[table] = read_bytes(path, table=True).count(b"\n") + 1  # line of the first new row

    def of(self, problem: Problem) -> Problem:
        """Return the problem with the place a person can mend."""
        name = Path(problem.file).name
        table = self.files.get(name)
        if name == self.sources and problem.row == self.form.source:
            field = (problem.column or "").removeprefix("custom.")
            line = self.form.line("source", field)
            return replace(problem, file=display_path(self.form.path), line=line, row=None, column=f"source.{field}")
        if table is None:
            return problem
        number = self._number(table, problem)
        if number is None or not 0 <= number < len(self.brought.get(table, ())):
            return replace(problem, file=name)
        if table in self.rows.lines:
            lines = self.rows.lines[table]
            what = ANOTHER.sub(partial(self._elsewhere, name, self.first[table], lines), problem.what)
            return replace(problem, what=what, file=display_path(self.draft), line=lines[number])
        return replace(
            problem, file=display_path(self.form.path), line=self.form.line(table, number, problem.column or "")
        )

    def _elsewhere(self, name: str, first: int, lines: list[int], named: re.Match) -> str:
        """Return the words for another line of the copy: one of the draft, or of the register."""
        line = int(named[1])
        return f"line {lines[line - first]}" if line >= first else f"line {line} of {name}"

    def _number(self, table: str, problem: Problem) -> int | None:
        """Return which of the new rows a problem is about."""
        if problem.line is not None:
            return problem.line - self.first[table]
        ids = [row.get("id") for row in self.brought.get(table, ())]
        return ids.index(problem.row) if problem.row in ids else None


def _publish(made: Path, data: Path) -> None:
    """Put the new files in their places; where that fails half way, put the old ones back."""
    before = {path.name: (data / path.name).read_bytes() for path in made.iterdir()}
    modes = {name: (data / name).stat().st_mode for name in before}
    for name, mode in modes.items():
        os.chmod(made / name, mode)
    try:
        publish(made, data)
    except BaseException:
        for name, raw in before.items():
            if (data / name).read_bytes() != raw:
                (data / name).write_bytes(raw)
        shutil.rmtree(data / READY, ignore_errors=True)
        raise
