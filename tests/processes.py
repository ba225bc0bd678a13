"""The command in a process of its own, JupyterLab's Python, and the processes that a build starts."""

import importlib.util
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from conftest import ROOT


def baromia(*arguments: object, **environment: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-m", "baromia", *map(str, arguments)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=ROOT,
        env={**os.environ, **environment},
        timeout=600,
    )


def lab_python() -> str:
    """Return a Python that has JupyterLab, pyarrow and the package."""
    if importlib.util.find_spec("jupyterlab"):
        return sys.executable
    for path in (ROOT / ".venv-lab/bin/python", ROOT / ".venv-lab/Scripts/python.exe"):
        if path.exists():
            return str(path)
    pytest.skip("JupyterLab is not installed: `make .venv-lab/.ready-lab` (or `make test`, or `make lab`) installs it")


def marked_processes(mark: Path) -> dict[int, str]:
    """Return the processes whose environment bears the mark: id → command."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if f"BAROMIA_TEST_MARK={mark}".encode() in (folder / "environ").read_bytes():
                found[int(folder.name)] = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except OSError:
            continue
    return found


def wait_for(condition, seconds: float = 240) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)
