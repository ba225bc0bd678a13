"""A folder aside where a build works, so that a build that fails or is killed leaves the last good paper alone."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import yaml

from .paths import REPORTS, ROOT

PREFIX = ".build-"
SHARED = ("*.css", "*.lua", "*.typ", "*.py", "*.csl")  # what the documents look like, beside them in reports/


@contextmanager
def staging(output: Path) -> Iterator[Path]:
    """Yield an empty folder inside `output` (the same file system, so that moving is atomic); gone afterwards."""
    output.mkdir(parents=True, exist_ok=True)
    _sweep(output)
    folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-", dir=output))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _sweep(output: Path) -> None:
    """Remove what builds that were killed left behind."""
    for left in output.glob(f"{PREFIX}*"):
        owner = left.name.removeprefix(PREFIX).partition("-")[0]
        if not (owner.isdigit() and _alive(int(owner))):
            shutil.rmtree(left, ignore_errors=True)


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def lay_out(stage: Path, documents: list[Path], data: Path) -> Path:
    """Copy the Quarto project into `stage` with these documents only; return its reports folder."""
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


def publish(staged: list[Path], source: Path, output: Path) -> None:
    """Move finished files from `source` to `output`, keeping their places below it; each move is atomic."""
    for path in staged:
        target = output / path.relative_to(source)
        target.parent.mkdir(parents=True, exist_ok=True)
        os.replace(path, target)
