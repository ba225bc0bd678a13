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
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from .files import made, named
from .plan import READY
from .signals import undisturbed

PREFIX = ".build-"
LOCK = ".build.lock"


@contextmanager
def lock(output: Path, waiting: Callable[[], None]) -> Iterator[None]:
    """Let one build at a time work in `output`; call `waiting` once if another one is at work.

    The system gives the lock free when its owner ends, in whatever way.
    """
    with made(output):
        file_lock = FileLock(output / LOCK)
        try:
            with named(output, output / LOCK):
                file_lock.acquire(timeout=0)
        except Timeout:
            waiting()
            file_lock.acquire()
        try:
            yield
        finally:
            with suppress(OSError):
                os.unlink(output / LOCK)  # while it is ours: whoever waits for it will see that it is gone
            file_lock.release()


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


def publish(folder: Path, output: Path) -> None:
    """Move every file below a folder, which lies in `output`, to the same place below `output`; see above."""
    for path in [*folder.rglob("*"), folder]:
        _to_disk(path)
    with undisturbed():
        os.rename(folder, output / READY)
        finish(output)


def finish(output: Path) -> bool:
    """Finish publishing the files that a build had ready; tell whether there were any."""
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
