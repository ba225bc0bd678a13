"""What an addition or a correction changes: figure by figure, result by result, sentence by sentence.

Both states of the register are executed with the notebooks as they are now, so that what moves is what the
data move.
"""

import io
import json
import re
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from nbpaper.build import build
from nbpaper.errors import PaperError
from nbpaper.paths import display_path
from nbpaper.plan import Request

from ..project import LANGUAGES, PROJECT, ROOT
from ..register.descriptor import DESCRIPTOR
from ..register.read import Register, contents
from .collect import HOOKS

WORDS = ("labels.csv", "sentences.csv")
UNCOMPARED = "Results and charts are not compared: the earlier register cannot fill the notebooks as they are now."
ASKED = re.compile(r"\{\{< meta (?P<name>(?:results|figures)\.[\w.-]+) >\}\}")

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

    @property
    def empty(self) -> bool:
        """Tell whether nothing changed."""
        return not (self.rows or self.results or self.charts or self.note)


def difference(old: str, new: str) -> Difference:
    """Return what changes between two states of the register, each a folder or a git revision.

    Raises
    ------
    PaperError
        Where a state is neither, or its register does not hold.
    """
    with _state(old) as before, _state(new) as after, tempfile.TemporaryDirectory(prefix="baromia-") as work:
        rows = row_changes(*(contents(Register.read(data)) for data in (before, after)))
        before = _worded(before, after, Path(work, "register"))
        outputs = [Path(work, name) for name in ("old", "new")]
        try:
            _execute(before, outputs[0])
        except PaperError as error:  # the earlier register lacks a table that the notebooks as they are now ask for
            return Difference(rows, [], [], [], f"{UNCOMPARED} {str(error).splitlines()[0]}")
        _execute(after, outputs[1])
        moves = _moves(*(_results(output) for output in outputs))
        charts = sorted(_charts(outputs[0]).items() ^ _charts(outputs[1]).items())
    names = [move.name for move in moves]
    figures = [change.row for change in rows if change.table == "figures"]
    return Difference(rows, moves, list(dict.fromkeys(name for name, _ in charts)), list(_sentences(names, figures)))


def _execute(data: Path, output: Path) -> None:
    build(Request.of(PROJECT, data=data.resolve(), output=output, languages=("en",), documents=False), HOOKS)


def _worded(before: Path, after: Path, folder: Path) -> Path:
    """Copy the earlier register with the later one's words: the notebooks, as they are now, ask for these."""
    shutil.copytree(before, folder)
    for name in WORDS:
        if (after / name).is_file():
            shutil.copyfile(after / name, folder / name)
    return folder


@contextmanager
def _state(given: str) -> Iterator[Path]:
    """Yield the folder of a state: the folder itself, or data/ of a git revision, laid out for the while."""
    if (Path(given) / DESCRIPTOR).is_file():
        yield Path(given)
        return
    with tempfile.TemporaryDirectory(prefix="baromia-") as folder:
        with tarfile.open(fileobj=io.BytesIO(_archived(given))) as archive:
            archive.extractall(folder, filter="data")
        yield Path(folder, "data")


def _archived(revision: str) -> bytes:
    """Return data/ of a git revision as a tar file."""
    if not revision.startswith("-"):  # git would take it for an option, and some of those write files
        done = subprocess.run(["git", "-C", str(ROOT), "archive", revision, "data"], capture_output=True)
        if not done.returncode:
            return done.stdout
    raise PaperError(
        f"{revision!r} is neither a folder with {DESCRIPTOR} nor a git revision that has data/. "
        "To mend: name two folders or revisions, such as `baromia diff HEAD~1 data`."
    )


def row_changes(old: dict[str, Rows], new: dict[str, Rows]) -> list[Change]:
    """Return what differs between the contents of two registers, whether a result rests on it or not."""
    found = [change for table in {**old, **new} for change in _changes(table, old.get(table, {}), new.get(table, {}))]
    reasons = _reasons(new.get("corrections", {}))
    return [_with_reason(change, reasons) for change in found]


def _changes(table: str, old: Rows, new: Rows) -> Iterator[Change]:
    """Yield the rows that are not in both tables, those whose cells differ, and that their order does."""
    for row in [row for row in new if row not in old]:
        yield Change(table, row, "added", {}, new[row])
    for row in [row for row in old if row not in new]:
        yield Change(table, row, "removed", old[row], {})
    both = [row for row in old if row in new]
    for row in both:
        before, after = old[row], new[row]
        names = [name for name in {**before, **after} if before.get(name) != after.get(name)]
        if names:
            sides = ({name: side.get(name, "") for name in names} for side in (before, after))
            yield Change(table, row, "changed", *sides)
    if both != [row for row in new if row in old]:
        yield Change(table, "all", "put in another order", {}, {})


def _reasons(corrections: Rows) -> dict[tuple[str, str, str], tuple[str, str]]:
    """Return what the corrections say: table, row and column → the corrected text, and date and reason."""
    return {
        (one["table"], one["row"], one["column"]): (one["corrected"], f"{one['date']}: {one['reason']}")
        for one in corrections.values()
    }


def _with_reason(change: Change, reasons: dict) -> Change:
    """Return a change as a correction, if there is one that says so for each of its cells."""
    said = [reasons.get((change.table, change.row, column), (None, "")) for column in change.after]
    if change.kind != "changed" or [text for text, _ in said] != list(change.after.values()):
        return change
    return replace(change, kind="corrected", reason="; ".join(dict.fromkeys(reason for _, reason in said)))


def _results(output: Path) -> dict[str, dict]:
    return json.loads((output / "results" / "en.json").read_text(encoding="utf-8"))["results"]


def _moves(old: dict[str, dict], new: dict[str, dict]) -> list[Move]:
    absent = {"text": "—", "value": None}
    pairs = {name: (old.get(name, absent), new.get(name, absent)) for name in {**old, **new}}
    return [
        Move(name, before["text"], after["text"], _by(before["value"], after["value"]))
        for name, (before, after) in sorted(pairs.items())
        if before["text"] != after["text"]
    ]


def _by(before: object, after: object) -> float | None:
    """Return by how much a number moved; None where one of the two is no number."""
    try:
        return round(float(after) - float(before), 6)
    except (TypeError, ValueError):
        return None


def _charts(output: Path) -> dict[str, str]:
    """Return the charts of executed notebooks: notebook and cell → SVG."""
    found = {}
    for path in sorted((output / "executed" / "en").glob("*.ipynb")):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            for result in cell.get("outputs", []):
                if "image/svg+xml" in result.get("data", {}):
                    found[f"{path.stem}#{cell['id']}"] = "".join(result["data"]["image/svg+xml"])
    return found


def _sentences(results: list[str], figures: list[str]) -> Iterator[str]:
    """Yield the places of the paper that show a moved result or a changed figure: `file, line n: names`."""
    moved = {f"results.{name}" for name in results}
    for document in map(PROJECT.document, LANGUAGES):
        for number, line in enumerate(document.read_text(encoding="utf-8").splitlines(), start=1):
            asked = [match["name"] for match in ASKED.finditer(line)]
            found = [name for name in asked if name in moved or _figure(name) in figures]
            if found:
                yield f"{display_path(document)}, line {number}: {', '.join(dict.fromkeys(found))}"


def _figure(name: str) -> str:
    """Return the figure that `figures.<source>.<name>.<part>` shows."""
    return ".".join(name.split(".")[1:3]) if name.startswith("figures.") else ""


def as_json(found: Difference) -> str:
    """Return the difference for machines."""
    return json.dumps(asdict(found), ensure_ascii=False, indent=1)


def as_markdown(found: Difference) -> str:
    """Return the difference for a pull request."""
    if found.empty:
        return "Nothing changed: no row, no result, no chart."
    if found.note:
        return "\n\n".join([_section("Rows", [_row(change) for change in found.rows]), found.note])
    parts = [
        _section("Rows", [_row(change) for change in found.rows]),
        _section("Results", [f"`{move.name}`: {move.before} → {move.after}{_amount(move)}" for move in found.results]),
        _section("Charts redrawn", [f"`{name}`" for name in found.charts]),
        _section("Sentences that show them", found.sentences),
    ]
    return "\n\n".join(parts)


def _section(title: str, lines: list[str]) -> str:
    return "\n".join([f"## {title} ({len(lines)})", "", *(f"- {line}" for line in lines)]).rstrip()


def _row(change: Change) -> str:
    if not (change.before and change.after):
        return f"{change.kind} in {change.table}: `{change.row}`"
    cells = "; ".join(f"{name}: {change.before[name]} → {change.after[name]}" for name in change.before)
    reason = f" — {change.reason}" if change.reason else ""
    return f"{change.kind} in {change.table}: `{change.row}` ({cells}){reason}"


def _amount(move: Move) -> str:
    return "" if move.by is None else f" ({move.by:+g})"
