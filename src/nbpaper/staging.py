"""Where a build works and how its files become the paper: aside, by one build at a time, all together at the end.

A build that fails or is killed while it works leaves the last good paper alone: it has only written to a folder
of its own. What it made is published in two steps. First the folder, complete and on disk, gets the name `READY`:
one rename, which happens or does not. Then its files move to their places, each by a rename: a fraction of a
millisecond each, during which Ctrl-C and SIGTERM wait. Paths are fixed and a paper is many files, so no more is
possible; but if the machine stops between two of these moves, the next build first finishes them, from the same
folder. A reader never sees half a file, and a build never starts from half a paper.
"""

import os
import shutil
import signal
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from baromia.project import REPORTS, ROOT

PREFIX = ".build-"
READY = f"{PREFIX}ready"
LOCK = ".build.lock"
SHARED = ("*.css", "*.js", "*.lua", "*.typ", "*.py", "*.csl")  # what the documents look like, beside them in reports/
STOPS = ("SIGINT", "SIGTERM", "SIGHUP")


@contextmanager
def lock(output: Path, waiting: Callable[[], None]) -> Iterator[None]:
    """Let one build at a time work in `output`; call `waiting` once if another one is at work.

    The system gives the lock free when its owner ends, in whatever way.
    """
    output.mkdir(parents=True, exist_ok=True)
    file = _locked(output / LOCK, waiting)
    try:
        yield
    finally:
        with suppress(OSError):
            os.unlink(output / LOCK)  # while it is ours: whoever waits for it will see that it is gone
        os.close(file)


def _locked(path: Path, waiting: Callable[[], None]) -> int:
    """Return the open lock file, ours alone."""
    told = False
    while True:
        file = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
        if _taken(file) and _same(file, path):
            return file
        os.close(file)
        if not told:
            waiting()
            told = True
        time.sleep(0.1)


def _taken(file: int) -> bool:
    """Lock a file if nobody else has; tell whether it worked."""
    try:
        if os.name == "nt":
            import msvcrt

            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return os.name != "nt"  # a file system without locks: better to build than to wait for ever
    return True


def _same(file: int, path: Path) -> bool:
    """Tell whether the open file is still the one at `path`."""
    try:
        return os.path.samestat(os.fstat(file), os.stat(path))
    except FileNotFoundError:
        return False


@contextmanager
def staging(output: Path) -> Iterator[Path]:
    """Yield an empty folder inside `output` (the same file system, so that moving is atomic); gone afterwards.

    The caller holds the lock and has called `finish`: whatever other builds left is of killed ones, and removed.
    """
    for left in output.glob(f"{PREFIX}*"):
        _remove(left)
    folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=output))
    try:
        yield folder
    finally:
        _remove(folder)


def _remove(folder: Path) -> None:
    """Remove a folder in which processes that were just killed may have written their last file."""
    for _ in range(20):
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists():
            return
        time.sleep(0.01)


def publish(made: Path, output: Path) -> None:
    """Move every file below `made`, which lies in `output`, to the same place below `output`; see above."""
    for path in [*made.rglob("*"), made]:
        _to_disk(path)
    with undisturbed():
        os.rename(made, output / READY)
        finish(output)


def finish(output: Path) -> bool:
    """Finish publishing what a build had ready, and tell whether there was anything."""
    ready = output / READY
    if not ready.is_dir():
        return False
    for path in sorted(path for path in ready.rglob("*") if path.is_file()):
        target = output / path.relative_to(ready)
        target.parent.mkdir(parents=True, exist_ok=True)
        os.replace(path, target)
    _remove(ready)
    return True


def _to_disk(path: Path) -> None:
    """Have the system write a file or a folder's list of names, so that a power cut cannot undo it."""
    if os.name == "nt":
        return
    file = os.open(path, os.O_RDONLY)
    try:
        os.fsync(file)
    finally:
        os.close(file)


@contextmanager
def undisturbed() -> Iterator[None]:
    """Let Ctrl-C and SIGTERM wait until the block is done."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    came: list[int] = []
    numbers = [getattr(signal, name) for name in STOPS if hasattr(signal, name)]
    before = {number: signal.signal(number, lambda number, _: came.append(number)) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    if came:
        raise KeyboardInterrupt


@contextmanager
def stoppable() -> Iterator[None]:
    """Let SIGTERM and a closed terminal end the block as Ctrl-C does: tidily."""
    numbers = [getattr(signal, name) for name in STOPS[1:] if hasattr(signal, name)]
    before = {number: signal.signal(number, _stop) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _stop(*_: object) -> None:
    raise KeyboardInterrupt


def lay_out(stage: Path, documents: list[Path], data: Path) -> Path:
    """Copy the Quarto project into `stage` with these documents only; return its reports folder."""
    import yaml

    reports = stage / "reports"
    reports.mkdir(exist_ok=True)
    project = yaml.safe_load((ROOT / "_quarto.yml").read_text(encoding="utf-8"))
    project["project"]["render"] = [f"reports/{path.name}" for path in documents]
    (stage / "_quarto.yml").write_text(yaml.safe_dump(project, sort_keys=False, allow_unicode=True), encoding="utf-8")
    (stage / "data").mkdir(exist_ok=True)
    shutil.copyfile(data / "sources.yaml", stage / "data" / "sources.yaml")
    for path in [*documents, *(path for pattern in SHARED for path in REPORTS.glob(pattern))]:
        shutil.copyfile(path, reports / path.name)
    return reports
