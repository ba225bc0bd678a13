"""The paths of this project, and its languages. It imports nothing heavy, so that commands start at once."""

import os
from functools import cache
from pathlib import Path

from nbpaper.errors import PaperError
from nbpaper.project import Project

LANGUAGES = ("en", "fr")  # of the paper; the first names no language in its file names
DESCRIPTOR = "datapackage.json"  # of the register, in its folder

# A kernel has no command line: `baromia build --data DIR` tells it the folder through its environment.
DATA_VARIABLE = "BAROMIA_DATA"
# 0 where nobody will see the charts: most of a notebook's time goes into drawing them.
CHARTS_VARIABLE = "BAROMIA_CHARTS"
# Tells the processes of a build the project, wherever they work.
ROOT_VARIABLE = "BAROMIA_ROOT"

OWN = Path(__file__).resolve().parents[2]  # the project, where this is an editable install of it
MARK = Path("src", "baromia", "project.py")  # at the root of every one
ELSEWHERE = """\
the register, the notebooks and the paper are in a checkout of baromia, and the current folder is in none. To mend: \
work in a checkout; check, verify, find and add also take the folder of a register, --data.\
"""


@cache
def _project() -> Project:
    """Return the project: that of this package, else the one a build names, else the one around the current folder."""
    root = OWN
    if not (root / MARK).is_file():
        folder = Path(os.environ.get(ROOT_VARIABLE) or Path.cwd())
        root = next((each for each in (folder, *folder.parents) if (each / MARK).is_file()), None)
    if root is None:
        raise PaperError(ELSEWHERE)
    return Project(
        name="baromia",
        root=root,
        notebooks=root / "notebooks",
        reports=root / "reports",
        data=root / "data",
        languages=LANGUAGES,
        packages=("baromia",),
        lock=root / "requirements.txt",
        also=(root / "CITATION.cff",),
        preload=("baromia.paper.preload",),
        root_variable=ROOT_VARIABLE,
        data_variable=DATA_VARIABLE,
        charts_variable=CHARTS_VARIABLE,
    )


def __getattr__(name: str) -> object:
    """Return PROJECT, or its ROOT, DATA, NOTEBOOKS or REPORTS: looked for when asked for, as there may be none."""
    if name == "PROJECT":
        return _project()
    if name in ("ROOT", "DATA", "NOTEBOOKS", "REPORTS"):
        return getattr(_project(), name.lower())
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def column(name: str, language: str) -> str:
    """Return the column that holds a text in a language: the first language is not named."""
    return name if language == LANGUAGES[0] else f"{name}_{language}"


def data_folder(data: str | os.PathLike | None = None) -> Path:
    """Return the folder that holds the register: the one given, else the build's, else the project's."""
    if not isinstance(data, str | os.PathLike | None):
        raise PaperError(f"data is {data!r:.60}; allowed: a register or its folder")
    return Path(data or os.environ.get(DATA_VARIABLE) or _project().data)
