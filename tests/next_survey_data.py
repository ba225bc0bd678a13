"""The made-up publications of tests/next_survey, added to a copy of the register with `baromia add`."""

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
NEXT = Path(__file__).with_name("next_survey")
SOURCES = ("pulselife2026", "horizon2026")


def command(*arguments: object) -> subprocess.CompletedProcess:
    """Run baromia in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "baromia", *map(str, arguments)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        stdin=subprocess.DEVNULL,
        timeout=900,
    )


def forms(folder: Path) -> Path:
    """Return a folder with copies of the forms, drafts and texts, which a test may change."""
    return Path(shutil.copytree(NEXT, folder / "forms"))


def add(folder: Path, source: str, data: Path) -> subprocess.CompletedProcess:
    """Add one of the publications from a folder of forms."""
    return command("add", folder / f"{source}.yaml", "--text", folder / f"{source}.txt", "--data", data)
