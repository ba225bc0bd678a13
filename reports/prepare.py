"""What `quarto render` runs first: execute the notebooks that are stale, so that the results are there.

Quarto may start it with any Python; the package lives in the conda environment or in `.venv`.
"""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def python() -> str | None:
    """Return a Python that has the package, or None."""
    if importlib.util.find_spec("baromia") and importlib.util.find_spec("papermill"):
        return sys.executable
    found = [path for path in (ROOT / ".venv/bin/python", ROOT / ".venv/Scripts/python.exe") if path.exists()]
    return str(found[0]) if found else None


def main() -> int:
    """Prepare the results, or say what is missing."""
    if os.environ.get("NBPAPER_PREPARED"):
        return 0  # `baromia build` called Quarto and has run the notebooks already
    interpreter = python()
    if interpreter is None:
        print(
            "baromia: no Python with the package was found. To mend: run `make environment`, "
            "or `conda env create -f environment.yml` and activate it.",
            file=sys.stderr,
        )
        return 1
    return subprocess.run([interpreter, "-m", "baromia", "prepare"], cwd=ROOT).returncode


if __name__ == "__main__":
    sys.exit(main())
