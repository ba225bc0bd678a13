"""The paths of this project, and its languages. It imports nothing heavy, so that commands start at once."""

import os
from pathlib import Path

from nbpaper.errors import PaperError
from nbpaper.project import Project

ROOT = Path(__file__).resolve().parents[2]  # the project: the folder with data/, notebooks/ and reports/
DATA = ROOT / "data"
NOTEBOOKS = ROOT / "notebooks"
REPORTS = ROOT / "reports"
DESCRIPTOR = "datapackage.json"  # of the register, in its folder
LANGUAGES = ("en", "fr")  # of the paper; the first names no language in its file names

# A kernel has no command line: `baromia build --data DIR` tells it the folder through its environment.
DATA_VARIABLE = "BAROMIA_DATA"
# 0 where nobody will see the charts: most of a notebook's time goes into drawing them.
CHARTS_VARIABLE = "BAROMIA_CHARTS"

PROJECT = Project(
    name="baromia",
    root=ROOT,
    notebooks=NOTEBOOKS,
    reports=REPORTS,
    data=DATA,
    languages=LANGUAGES,
    packages=("baromia",),
    lock=ROOT / "requirements.txt",
    also=(ROOT / "CITATION.cff",),
    preload=("baromia.paper.preload",),
    data_variable=DATA_VARIABLE,
    charts_variable=CHARTS_VARIABLE,
)


def column(name: str, language: str) -> str:
    """Return the column that holds a text in a language: the first language is not named."""
    return name if language == LANGUAGES[0] else f"{name}_{language}"


def data_folder(data: str | os.PathLike | None = None) -> Path:
    """Return the folder that holds the register: the one given, else the build's, else the project's."""
    if not isinstance(data, str | os.PathLike | None):
        raise PaperError(f"data is {data!r:.60}; allowed: a register or its folder")
    return Path(data or os.environ.get(DATA_VARIABLE) or DATA)
