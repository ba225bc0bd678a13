"""What an addition or a correction changes: figure by figure, result by result, sentence by sentence.

Both states of the register are executed with the notebooks as they are now, so that what moves is what the
data move.
"""

import io
import json
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from itertools import chain
from pathlib import Path

from nbpaper.build import build
from nbpaper.errors import PaperError, display_path
from nbpaper.plan import Request
from nbpaper.render.documents import SHORTCODE

from ..project import DESCRIPTOR, LANGUAGES, PROJECT, ROOT
from ..register import Register, contents
from .pictures import charts_in
from .results_files import hooks

WORDS = ("labels.csv", "sentences.csv")
UNCOMPARED = "Results and charts are not compared: the earlier register cannot fill the notebooks as they are now."

Rows = dict[str, dict[str, str]]  # row → column → text


@dataclass(frozen=True)
class Change:
    """One row added, removed, corrected or changed; `before` and `after` are cells by column, empty without a row.

    A row is corrected where each cell that changed has a correction that says why; otherwise it was edited.
    """

    table: str
    row: str
    kind: str
    before: dict[str, str]
    after: dict[str, str]
    reason: str = ""


@dataclass(frozen=True)
class Move:
    """One result or chart that is not what it was."""

    name: str
    before: str
    after: str
    by: float | None = None


@dataclass(frozen=True)
class Difference:
    """All that lies between two states of the register; `note` says what could not be compared."""

    rows: list[Change]
    results: list[Move]
    charts: list[str]
    sentences: list[str]
    note: str = ""


def difference(old: str, new: str, **progress: object) -> Difference:
    """Return what changes between two states of the register, each a folder or a git revision.

    `progress` are `tell` and `watched` of a `Request`. A state that is neither, or whose register does not hold, is
    refused.
    """
    with _state(old) as before, _state(new) as after, tempfile.TemporaryDirectory(prefix="baromia-") as work:
        rows = row_changes(*(contents(Register.read(data)) for data in (before, after)))
        if not rows:
            return Difference([], [], [], [])
        earlier = Path(shutil.copytree(before, Path(work, "register")))
        for path in filter(Path.is_file, (after / name for name in WORDS)):  # the notebooks as they are now ask for it
            shutil.copyfile(path, earlier / path.name)
        try:
            old_results, old_charts = _executed(earlier, Path(work, "old"), progress)
        except PaperError as error:  # the earlier register lacks a table that the notebooks as they are now ask for
            return Difference(rows, [], [], [], f"{UNCOMPARED} {str(error).splitlines()[0]}")
        new_results, new_charts = _executed(after, Path(work, "new"), progress)
    moves = list(_moves(old_results, new_results))
    charts = dict.fromkeys(name for name, _ in sorted(old_charts.items() ^ new_charts.items()))
    figures = [change.row for change in rows if change.table == "figures"]
    return Difference(rows, moves, list(charts), list(_sentences([move.name for move in moves], figures)))


@contextmanager
def _state(state: str) -> Iterator[Path]:
    """Yield the folder of a state: the folder itself, or data/ of a git revision, laid out for the while."""
    if (Path(state) / DESCRIPTOR).is_file():
        yield Path(state)
        return
    packed = None
    if not state.startswith("-"):  # git would take it for an option, and some of those write files
        packed = subprocess.run(["git", "-C", str(ROOT), "archive", state, "data"], capture_output=True)
    if packed is None or packed.returncode:
        raise PaperError(
            f"{state!r} is neither a folder with {DESCRIPTOR} nor a git revision that has data/. "
            "To mend: name two folders or revisions, such as `baromia diff HEAD~1 data`."
        )
    with tempfile.TemporaryDirectory(prefix="baromia-") as folder:
        with tarfile.open(fileobj=io.BytesIO(packed.stdout)) as archive:
            archive.extractall(folder, filter="data")
        yield Path(folder, "data")


def _executed(data: Path, output: Path, progress: dict) -> tuple[dict[str, dict], dict[str, str]]:
    """Execute the notebooks on a register; return their results by name, and their charts by notebook and label."""
    settings = {"data": data.resolve(), "output": output, "languages": ("en",), "documents": False}
    build(Request.of(PROJECT, **settings, **progress), hooks)
    drawn = charts_in(output / "executed" / "en")
    charts = {f"{path.stem}#{label}": data["image/svg+xml"] for path, label, data in drawn}
    return json.loads((output / "results" / "en.json").read_text(encoding="utf-8"))["results"], charts


def row_changes(old: dict[str, Rows], new: dict[str, Rows]) -> list[Change]:
    """Return what differs between the contents of two registers, whether a result rests on it or not."""
    corrections = {
        (row["table"], row["row"], row["column"]): (row["corrected"], f"{row['date']}: {row['reason']}")
        for row in new.get("corrections", {}).values()
    }
    changes = (_changes(table, old.get(table, {}), new.get(table, {}), corrections) for table in {**old, **new})
    return list(chain(*changes))


def _changes(table: str, old: Rows, new: Rows, corrections: dict) -> Iterator[Change]:
    """Yield the rows that are not in both tables, those whose cells differ, and whether the order differs."""
    yield from (Change(table, row, "added", {}, new[row]) for row in new if row not in old)
    yield from (Change(table, row, "removed", old[row], {}) for row in old if row not in new)
    common = [row for row in old if row in new]
    for row in common:
        columns = [column for column in {**old[row], **new[row]} if old[row].get(column) != new[row].get(column)]
        before, after = ({column: side[row].get(column, "") for column in columns} for side in (old, new))
        matches = [corrections.get((table, row, column), (None, "")) for column in columns]
        corrected = [text for text, _ in matches] == [*after.values()]
        reason = "; ".join(dict.fromkeys(reason for _, reason in matches)) if corrected else ""
        if columns:
            yield Change(table, row, "corrected" if corrected else "changed", before, after, reason)
    if common != [row for row in new if row in old]:
        yield Change(table, "all", "put in another order", {}, {})


def _moves(old: dict[str, dict], new: dict[str, dict]) -> Iterator[Move]:
    """Yield the results whose texts differ, numbers with the difference."""
    absent = {"text": "—", "value": None}
    for name in sorted({**old, **new}):
        before, after = old.get(name, absent), new.get(name, absent)
        by = None
        with suppress(TypeError, ValueError):
            by = round(float(after["value"]) - float(before["value"]), 6)
        if before["text"] != after["text"]:
            yield Move(name, before["text"], after["text"], by)


def _sentences(results: list[str], figures: list[str]) -> Iterator[str]:
    """Yield the places of the paper that show a moved result or a changed figure: `file, line n: names`."""
    moved, changed = {f"results.{name}" for name in results}, tuple(f"figures.{name}." for name in figures)
    for document in map(PROJECT.document, LANGUAGES):
        for number, line in enumerate(document.read_text(encoding="utf-8").splitlines(), start=1):
            names = dict.fromkeys(match["argument"] for match in SHORTCODE.finditer(line))
            if shown := [name for name in names if name in moved or name.startswith(changed)]:
                yield f"{display_path(document)}, line {number}: {', '.join(shown)}"


def as_json(changes: Difference) -> str:
    """Return the difference for machines."""
    return json.dumps(asdict(changes), ensure_ascii=False, indent=1)


def as_markdown(changes: Difference) -> str:
    """Return the difference for a pull request."""
    if changes == Difference([], [], [], []):
        return "Nothing changed: no row, no result, no chart."
    rows = _section("Rows", map(_row, changes.rows))
    if changes.note:
        return f"{rows}\n\n{changes.note}"
    moves = [
        f"`{move.name}`: {move.before} → {move.after}" + (f" ({move.by:+g})" if move.by is not None else "")
        for move in changes.results
    ]
    charts = _section("Charts redrawn", [f"`{name}`" for name in changes.charts])
    sentences = _section("Sentences that show them", changes.sentences)
    return "\n\n".join([rows, _section("Results", moves), charts, sentences])


def _section(title: str, lines: Iterable[str]) -> str:
    lines = [f"- {line}" for line in lines]
    return "\n".join([f"## {title} ({len(lines)})", "", *lines]).rstrip()


def _row(change: Change) -> str:
    line = f"{change.kind} in {change.table}: `{change.row}`"
    if not (change.before and change.after):
        return line
    cells = "; ".join(f"{name}: {change.before[name]} → {change.after[name]}" for name in change.before)
    return f"{line} ({cells})" + (f" — {change.reason}" if change.reason else "")
