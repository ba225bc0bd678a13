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
    inherited = {name: value for name, value in os.environ.items() if name not in (*DROPPED, project.charts_variable)}
    fixed = {name: value for name, value in FIXED.items() if sys.platform != "win32" or name != "LC_ALL"}
    variables = {} if charts is None else {project.charts_variable: charts}
    variables |= {
        project.root_variable: str(project.root),
        project.data_variable: str(data),  # whatever the user's own say
        "IPYTHONDIR": str(folder / "ipython"),
        "MATPLOTLIBRC": _matplotlibrc(),
        "MPLCONFIGDIR": str(font_list() or folder),
    }
    return inherited | fixed | {name: value for name, value in variables.items() if name}


def _matplotlibrc() -> str:
    """Return the file of matplotlib's default settings, so that no user's change the charts."""
    spec = importlib.util.find_spec("matplotlib")
    return str(Path(spec.origin).parent / "mpl-data" / "matplotlibrc") if spec and spec.origin else ""


def font_list() -> Path | None:
    """Return the folder of matplotlib's list of fonts, which is in the environment, not in the user's home.

    Making the list takes half a second or, with many fonts, many: an environment that nobody may write to has it
    made for each build.
    """
    folder = Path(sys.prefix, "var", "nbpaper")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return None
    return folder if os.access(folder, os.W_OK) else None
