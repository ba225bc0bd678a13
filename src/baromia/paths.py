"""Where things live, found from this file, so that the current folder never matters."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]  # the project: the folder with data/, notebooks/ and reports/
DATA = ROOT / "data"
NOTEBOOKS = ROOT / "notebooks"
REPORTS = ROOT / "reports"

# A kernel has no command line: `baromia build --data DIR` tells it the folder through its environment.
DATA_VARIABLE = "BAROMIA_DATA"
# 0 where nobody will see the charts: most of a notebook's time goes into drawing them.
CHARTS_VARIABLE = "BAROMIA_CHARTS"


def data_folder(data: str | os.PathLike | None = None) -> Path:
    """Return the folder that holds the register: the one given, else the build's, else the project's."""
    return Path(data or os.environ.get(DATA_VARIABLE) or DATA)


def shown(path: Path) -> str:
    """Return `path` as a reader wants it in a message: relative to the project where it is inside it."""
    path = Path(path)
    try:
        return path.resolve().relative_to(ROOT).as_posix()
    except ValueError:
        return path.as_posix()
