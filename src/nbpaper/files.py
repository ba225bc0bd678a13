"""Files as bytes: read only if they are there, whole and in UTF-8; written whole or not at all."""

import codecs
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import yaml

from .errors import DataError, PaperError, Problem, display_path

RESTORE = "restore the file from version control"
AS_UTF8 = "save it again as UTF-8 (LibreOffice: Save As, “Edit filter settings”, Unicode UTF-8, comma)"
WITHOUT_BOM = "save it again as “UTF-8”, not as “UTF-8 with BOM” or Excel's “CSV UTF-8”"
WITH_LF = "save it with line ends LF (Notepad++: Edit, EOL Conversion, Unix; VS Code: LF, bottom right)"
BROKEN = (OSError, ValueError, TypeError, LookupError, AttributeError, RecursionError, yaml.YAMLError)
SEPARATORS = {b";": "semicolons", b"\t": "tabs", b"|": "bars"}
OTHER_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE)


def read_bytes(path: Path, *, table: bool = False) -> bytes:
    """Return the file's bytes, known to be UTF-8 without a byte order mark.

    A table must also part its cells by commas and end its lines, the last one too, with LF alone: one way to write
    it, so that the same table is the same file everywhere and a cut-off copy is noticed.
    """
    raw = _raw(path)
    problems = [Problem(display_path(path), fault, mend, line) for fault, mend, line in _faults(raw, table)]
    if problems:
        raise DataError(problems)
    return raw


def read_text(path: Path) -> str:
    """Return the file's text (see `read_bytes`)."""
    return read_bytes(path).decode("utf-8")


def _raw(path: Path) -> bytes:
    """Return the content of a file; refuse a folder or a device in its place rather than wait for it."""
    try:
        if not path.exists():
            mend = f"{RESTORE}, or name the right file or folder"
            raise DataError([Problem(display_path(path), "is not there", mend)])
        if not path.is_file():
            raise DataError([Problem(display_path(path), "is no file", RESTORE)])
        return path.read_bytes()
    except OSError as error:
        problem = Problem(display_path(path), f"cannot be read ({error.strerror})", "mend its permissions")
        raise DataError([problem]) from None


def _faults(raw: bytes, table: bool) -> Iterator[tuple[str, str, int | None]]:
    """Yield what is wrong with the bytes, how to mend it, and the line."""
    if not raw.strip():
        yield "is empty", RESTORE, None
        return
    if raw.startswith(OTHER_MARKS):
        yield "is written in UTF-16 or UTF-32, not in UTF-8", AS_UTF8, 1
        return
    if raw.startswith(codecs.BOM_UTF8):
        yield "begins with an invisible byte order mark (BOM)", WITHOUT_BOM, 1
    if b"\0" in raw:
        yield "holds a NUL character: it is damaged, or written in UTF-16", RESTORE, _line(raw, raw.index(b"\0"))
    header = raw.split(b"\n", 1)[0] if table else b""
    for mark, word in SEPARATORS.items():
        if mark in header and b"," not in header:
            yield f"its cells are separated by {word}, not by commas", AS_UTF8, 1
    if table and b"\r" in raw:
        yield "has Windows or old Mac line ends (CR)", WITH_LF, _line(raw, raw.index(b"\r"))
    if table and not raw.endswith((b"\n", b"\r")):
        fault = "ends in the middle of a line: the file may have been cut off"
        yield fault, f"{RESTORE}, or end its last line", _line(raw, len(raw))
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError as error:
        fault = "is not UTF-8: a letter, perhaps an accented one, is written in another encoding"
        yield fault, AS_UTF8, _line(raw, error.start)


def _line(raw: bytes, place: int) -> int:
    before = raw[:place]
    return max(before.count(b"\n"), before.count(b"\r")) + 1


@contextmanager
def reading(path: Path, mend: str = "build the paper again") -> Iterator[None]:
    """Raise a PaperError for what cannot be read, parsed or taken out of a file."""
    try:
        yield
    except BROKEN as error:
        cause = " ".join(str(error).split())
        if isinstance(error, OSError) and error.strerror:
            cause = error.strerror
        elif isinstance(error, yaml.MarkedYAMLError) and error.problem_mark:
            cause = f"line {error.problem_mark.line + 1}: {error.problem}"
        elif not isinstance(error, ValueError | yaml.YAMLError):
            cause = f"{type(error).__name__}: {cause}"
        raise PaperError(f"{display_path(path)}: cannot be read ({cause[:200]}). To mend: {mend}.") from None


@contextmanager
def named(path: Path, hidden: Path) -> Iterator[None]:
    """Have an error of the system name the path that was asked for, not the hidden one that stands for it."""
    try:
        yield
    except OSError as error:
        if str(error.filename) == str(hidden):
            error.filename = str(path)
        raise


def place_beside(path: Path) -> Path:
    """Return where a file is written first; raise an OSError, before long work, where nothing can be written."""
    aside = path.with_name(f".{path.name}.{os.getpid()}.part")
    with named(path, aside):
        aside.touch()
        aside.unlink()
    return aside


@contextmanager
def made(folder: Path) -> Iterator[None]:
    """Make a folder for the block, where it is not there; remove it again, and those above it, if nothing is in it."""
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    try:
        if missing:
            folder.mkdir(parents=True, exist_ok=True)
        yield
    finally:
        for each in missing:
            with suppress(OSError):  # what is not empty stays
                each.rmdir()


@contextmanager
def written_whole(path: Path) -> Iterator[Path]:
    """Yield a path to write to; at the end its file takes the place of `path` by one rename, or is removed."""
    aside = place_beside(path)
    with named(path, aside):
        try:
            yield aside
            with open(aside, "rb") as file:
                os.fsync(file.fileno())
            os.replace(aside, path)
        finally:
            aside.unlink(missing_ok=True)


def write_whole(path: Path, content: str | bytes) -> None:
    """Write a file whole or not at all, a text as UTF-8."""
    with written_whole(path) as aside:
        aside.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
