"""Quarto itself, where it is present: one `quarto render` of the staged project for all documents and formats."""

import os
import shutil
import subprocess
import sys
from datetime import datetime
from pathlib import Path

from ..errors import PaperError

# Set for the render that a build calls: its notebooks have run, so that pre-render has nothing left to do.
PREPARED_VARIABLE = "NBPAPER_PREPARED"


def quarto_command() -> str | None:
    """Return the path of `quarto`, or None where it is not installed."""
    return shutil.which("quarto")


def render_project(root: Path, time: datetime) -> None:
    """Run `quarto render` in the project at `root`; it writes beside the sources, with `time` as the PDFs' date.

    Raises
    ------
    PaperError
        With Quarto's own words where it fails.
    """
    command = quarto_command()
    if command is None:
        mend = "install it (environment.yml brings it), or build with --renderer builtin"
        raise PaperError(f"quarto is not on PATH. To mend: {mend}.")
    environment = {**os.environ, PREPARED_VARIABLE: "1", "QUARTO_PYTHON": sys.executable, "NO_COLOR": "1"}
    environment["SOURCE_DATE_EPOCH"] = str(int(time.timestamp()))  # Typst asks for it
    process = subprocess.run([command, "render"], cwd=root, env=environment, capture_output=True, encoding="utf-8")
    if process.returncode:
        message = process.stderr.partition("\nStack trace:")[0].strip().splitlines()  # of Quarto's own code
        raise PaperError("quarto render failed: " + "\n".join(message[-15:]))
