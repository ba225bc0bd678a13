"""What a notebook sees of the machine it runs on: nothing that could enter an output."""

import importlib.util
import os
import sys
from pathlib import Path

from .project import Project

FIXED = {
    "TZ": "UTC",
    "LC_ALL": "C.UTF-8",
    "PYTHONHASHSEED": "0",
    "PYTHONUTF8": "1",
    "OMP_NUM_THREADS": "1",  # sums of floating-point numbers depend on how many threads share them
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",  # as any kernel has it, but before pyplot is there
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",  # else the debugger's warning enters outputs
}
# Settings for terminals, debuggers and test runners, which change what is printed.
DROPPED = (
    *("COLUMNS", "LINES", "NO_COLOR", "FORCE_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "LANGUAGE"),
    *("PYTEST_CURRENT_TEST", "PYTHONWARNINGS", "PYTHONSTARTUP", "PYTHONINSPECT", "PYTHONOPTIMIZE", "PYTHONDEVMODE"),
    *("JPY_PARENT_PID", "JPY_SESSION_NAME", "MPLSTYLE"),
)


def environment(project: Project, data: Path, folder: Path, *, charts: str | None = "1") -> dict[str, str]:
    """Return the environment for the processes of a build.

    Parameters
    ----------
    project : Project
    data : Path
        What they read.
    folder : Path
        A private folder, gone after the build, for what IPython would keep in the user's home.
    charts : str, optional
        How charts are shown: see `Project.charts_variable`; None: as in anybody's JupyterLab.
    """
    kept = {name: value for name, value in os.environ.items() if name not in (*DROPPED, project.charts_variable)}
    fixed = {name: value for name, value in FIXED.items() if sys.platform != "win32" or name != "LC_ALL"}
    own = {project.data_variable: str(data)}  # whatever the user's own say
    own |= {} if charts is None else {project.charts_variable: charts}
    own |= {
        "IPYTHONDIR": str(folder / "ipython"),
        "MATPLOTLIBRC": _matplotlibrc(),
        "MPLCONFIGDIR": str(font_list() or folder),
    }
    return kept | fixed | {name: value for name, value in own.items() if name}


def _matplotlibrc() -> str:
    """Return matplotlib's own settings, so that nobody's own change the charts."""
    found = importlib.util.find_spec("matplotlib")
    return str(Path(found.origin).parent / "mpl-data" / "matplotlibrc") if found and found.origin else ""


def font_list() -> Path | None:
    """Return where matplotlib keeps its list of fonts: in the environment, not in the user's home.

    Making the list takes half a second or, with many fonts, many: an environment that nobody may write to has it
    made for each build.
    """
    kept = Path(sys.prefix, "var", "nbpaper")
    try:
        kept.mkdir(parents=True, exist_ok=True)
    except OSError:
        return None
    return kept if os.access(kept, os.W_OK) else None
