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
from dataclasses import replace
from pathlib import Path

import yaml

from nbpaper.errors import DataError, PaperError, Problem, display_path
from nbpaper.files import read_bytes
from nbpaper.plan import READY
from nbpaper.staging import finish, lock, publish, staging

from ..project import DESCRIPTOR
from ..register import Register
from ..register.descriptor import columns, read_descriptor, resource, resource_path
from ..register.verify import SIZE, misprints, verify
from ..words.check import check_register
from .form import Entry, Form

ANOTHER_LINE = re.compile(r"\bline ([0-9]+)")  # in the words of a problem: a line that it is about besides its own


@contextmanager
def locked(data: Path) -> Iterator[None]:
    """Lock a register for one `add` at a time; first finish what a killed one left half moved."""

    def waiting() -> None:
        mend = "wait until it has ended"
        raise PaperError(f"{display_path(data)}: another `baromia add` is at work there. To mend: {mend}.")

    with lock(data, waiting):
        finish(data)
        yield


def check_form(form: Form, data: Path) -> None:
    """Check the publication, its samples and its indicators, before any figure is described."""
    with staging(data) as stage:
        candidate = Candidate(stage, data, form, {name: form.rows[name] for name in ("samples", "indicators")})
        with candidate.problems_located():
            Register.read(candidate.folder)


def enter(form: Form, rows: dict[str, list[Entry]], text: Path, data: Path) -> None:
    """Check the rows of form and draft as a part of the register, and only then add them to it.

    Raises
    ------
    DataError
        With each fault, at its line of form or draft; the register is then unchanged.
    """
    with staging(data) as stage:
        candidate = Candidate(stage, data, form, rows)
        with candidate.problems_located():
            register = check_register(candidate.folder)
            if problems := misprints(register):
                raise DataError(problems)
            candidate.verify(register, text)
        if problems := list(_unknown_sizes(rows)):
            raise DataError(problems)
        candidate.publish(stage / "made", data)


def _unknown_sizes(rows: dict[str, list[Entry]]) -> Iterator[Problem]:
    """Yield a problem for each sample of unknown size whose size is a figure."""
    figures = [entry.cells for entry in rows["figures"]]
    sizes = {figure["sample"]: figure["value"] for figure in figures if figure["indicator"] == SIZE}
    for sample in rows["samples"]:
        size = sizes.get(sample.cells["id"])
        if size and sample.cells["n"] == "unknown":
            what = f"is unknown, but a figure gives it, {size}"
            yield sample.located(Problem("", what, f"write {size}", row=sample.cells["id"], column="n"))


class Candidate:
    """A copy of the register, in a folder of its own, with the rows of a publication appended."""

    def __init__(self, stage: Path, data: Path, form: Form, rows: dict[str, list[Entry]]):
        self.folder, self.form = stage / "candidate", form
        self.rows = {table: entries for table, entries in rows.items() if entries}
        self.folder.mkdir()
        self.descriptor = read_descriptor(data)
        for path in (data / DESCRIPTOR, *(resource_path(data, entry) for entry in self.descriptor["resources"])):
            shutil.copyfile(path, self.folder / path.name)
        self.sources = self._path("sources")
        self.tables = {self._path(table).name: table for table in self.rows}
        self.first_lines = {table: read_bytes(self._path(table), table=True).count(b"\n") + 1 for table in self.rows}
        _append(self.sources, yaml.safe_dump([form.entry.cells], allow_unicode=True, sort_keys=False, width=116))
        for table, entries in self.rows.items():
            text = io.StringIO()
            header = columns(resource(self.descriptor, table))
            writer = csv.DictWriter(text, header, extrasaction="ignore", lineterminator="\n")
            writer.writerows(entry.cells for entry in entries)
            _append(self._path(table), text.getvalue())

    def _path(self, table: str) -> Path:
        return resource_path(self.folder, resource(self.descriptor, table))

    @contextmanager
    def problems_located(self) -> Iterator[None]:
        """Raise the problems of new rows again, with the file and the line of the form or the draft."""
        try:
            yield
        except DataError as error:
            raise DataError(map(self._located, error.problems)) from None

    def _located(self, problem: Problem) -> Problem:
        file = Path(problem.file).name
        if file == self.sources.name and problem.row == self.form.source:
            column = f"source.{(problem.column or '').removeprefix('custom.')}"
            return replace(self.form.entry.located(problem), row=None, column=column)
        table = self.tables.get(file)
        entries, first_line = self.rows.get(table, []), self.first_lines.get(table, 0)
        number = -1 if problem.line is None else problem.line - first_line
        if not 0 <= number < len(entries):
            return replace(problem, file=file)

        def line_written(match: re.Match) -> str:
            line = int(match[1])
            if line < first_line:
                return f"line {line} of {file}"
            return f"line {entries[line - first_line].located(problem).line}"

        return entries[number].located(replace(problem, what=ANOTHER_LINE.sub(line_written, problem.what)))

    def verify(self, register: Register, text: Path) -> None:
        """Check that every new figure is in the publication's text, and every number of the text in the register."""
        with tempfile.TemporaryDirectory(prefix="baromia-") as folder:
            shutil.copyfile(text, Path(folder, f"{self.form.source}.txt"))
            report = verify(folder, register, [self.form.source])
        if report.problems:
            raise DataError(report.problems)

    def publish(self, folder: Path, data: Path) -> None:
        """Move the changed files into `data` through `folder`, a new one in `data`; if that fails half way, undo it."""
        folder.mkdir()
        originals = {}
        for path in (self.sources, *map(self._path, self.rows)):
            target = data / path.name
            originals[target] = target.read_bytes()
            shutil.copymode(target, path)
            os.replace(path, folder / path.name)
        try:
            publish(folder, data)
        except BaseException:
            for target, raw in originals.items():
                if target.read_bytes() != raw:
                    target.write_bytes(raw)
            shutil.rmtree(data / READY, ignore_errors=True)
            raise


def _append(path: Path, text: str) -> None:
    raw = read_bytes(path)
    path.write_bytes(raw + (b"" if raw.endswith(b"\n") else b"\n") + text.encode("utf-8"))
