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
from nbpaper.staging import READY, finish, lock, publish, staging

from ..register import Register
from ..register.descriptor import DESCRIPTOR, columns, read_descriptor, resource, resource_path
from ..register.verify import SIZE, misprints, verify
from ..words.check import check_register
from .form import Entry, Form

ANOTHER = re.compile(r"\bline ([0-9]+)")  # in the words of a fault: a line that it is about besides its own


@contextmanager
def alone(data: Path) -> Iterator[None]:
    """Let one `add` at a time work in a register, and finish first what a killed one left half moved."""

    def waiting() -> None:
        mend = "wait until it has ended"
        raise PaperError(f"{display_path(data)}: another `baromia add` is at work there. To mend: {mend}.")

    with lock(data, waiting):
        finish(data)
        yield


def check_form(form: Form, data: Path) -> None:
    """Check what the form brings before any figure is described: the publication, its samples, its indicators."""
    with staging(data) as stage:
        candidate = Candidate(stage, data, form, {name: form.rows[name] for name in ("samples", "indicators")})
        with candidate.told_where_written():
            Register.read(candidate.folder)


def enter(form: Form, rows: dict[str, list[Entry]], text: Path, data: Path) -> None:
    """Check what form and draft bring as a part of the register, and only then make it one.

    Raises
    ------
    DataError
        For everything that does not hold, said of the lines of form and draft; the register is as it was.
    """
    with staging(data) as stage:
        candidate = Candidate(stage, data, form, rows)
        with candidate.told_where_written():
            register = check_register(candidate.folder)
            if wrong := misprints(register):
                raise DataError(wrong)
            candidate.verify(register, text)
        if problems := list(_unknown_sizes(rows)):
            raise DataError(problems)
        candidate.publish(stage / "made", data)


def _unknown_sizes(rows: dict[str, list[Entry]]) -> Iterator[Problem]:
    """Yield a problem for each sample of unknown size whose size is a figure."""
    sizes = {one.cells["sample"]: one.cells["value"] for one in rows["figures"] if one.cells["indicator"] == SIZE}
    for sample in rows["samples"]:
        size = sizes.get(sample.cells["id"])
        if size and sample.cells["n"] == "unknown":
            what = f"is unknown, but a figure gives it, {size}"
            yield sample.told(Problem("", what, f"write {size}", row=sample.cells["id"], column="n"))


class Candidate:
    """A copy of the register, in a folder of its own, with the rows of a publication appended."""

    def __init__(self, stage: Path, data: Path, form: Form, rows: dict[str, list[Entry]]):
        self.folder, self.form, self.rows = stage / "candidate", form, {name: own for name, own in rows.items() if own}
        self.folder.mkdir()
        self.descriptor = read_descriptor(data)
        for path in (data / DESCRIPTOR, *(resource_path(data, one) for one in self.descriptor["resources"])):
            shutil.copyfile(path, self.folder / path.name)
        self.entries = self._path("sources")
        self.tables = {self._path(name).name: name for name in self.rows}
        self.first = {name: read_bytes(self._path(name), table=True).count(b"\n") + 1 for name in self.rows}
        _append(self.entries, yaml.safe_dump([form.entry.cells], allow_unicode=True, sort_keys=False, width=116))
        for name, own in self.rows.items():
            page = io.StringIO()
            names = columns(resource(self.descriptor, name))
            writer = csv.DictWriter(page, names, extrasaction="ignore", lineterminator="\n")
            writer.writerows(entry.cells for entry in own)
            _append(self._path(name), page.getvalue())

    def _path(self, name: str) -> Path:
        return resource_path(self.folder, resource(self.descriptor, name))

    @contextmanager
    def told_where_written(self) -> Iterator[None]:
        """Say of the faults of new rows where form or draft have them."""
        try:
            yield
        except DataError as error:
            raise DataError(map(self._told, error.problems)) from None

    def _told(self, problem: Problem) -> Problem:
        name = Path(problem.file).name
        if name == self.entries.name and problem.row == self.form.source:
            told = self.form.entry.told(problem)
            return replace(told, row=None, column=f"source.{(problem.column or '').removeprefix('custom.')}")
        own, first = self.rows.get(self.tables.get(name), []), self.first.get(self.tables.get(name), 0)
        number = -1 if problem.line is None else problem.line - first
        if not 0 <= number < len(own):
            return replace(problem, file=name)

        def elsewhere(named: re.Match) -> str:  # a line of the copy: of the form or the draft, or of the register
            line = int(named[1])
            return f"line {own[line - first].told(problem).line}" if line >= first else f"line {line} of {name}"

        return own[number].told(replace(problem, what=ANOTHER.sub(elsewhere, problem.what)))

    def verify(self, register: Register, text: Path) -> None:
        """Find every new figure in the publication's text, and every number of the text."""
        with tempfile.TemporaryDirectory(prefix="baromia-") as folder:
            shutil.copyfile(text, Path(folder, f"{self.form.source}.txt"))
            report = verify(folder, register, [self.form.source])
        if not report.ok:
            raise DataError(report.problems)

    def publish(self, made: Path, data: Path) -> None:
        """Move what changed into its place through `made`, a new folder in `data`; if that fails half way, undo it."""
        made.mkdir()
        before = {}
        for path in (self.entries, *map(self._path, self.rows)):
            place = data / path.name
            before[place] = place.read_bytes()
            shutil.copymode(place, path)
            os.replace(path, made / path.name)
        try:
            publish(made, data)
        except BaseException:
            for place, raw in before.items():
                if place.read_bytes() != raw:
                    place.write_bytes(raw)
            shutil.rmtree(data / READY, ignore_errors=True)
            raise


def _append(path: Path, text: str) -> None:
    raw = read_bytes(path)
    path.write_bytes(raw + (b"" if raw.endswith(b"\n") else b"\n") + text.encode("utf-8"))
