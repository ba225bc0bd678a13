"""What a kernel sees of the machine it runs on: nothing that could enter an output."""

import importlib.util
import os
import sys
from pathlib import Path

from baromia.project import CHARTS_VARIABLE, DATA_VARIABLE

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


def surroundings(data: Path, folder: Path, *, charts: bool = True) -> dict[str, str]:
    """Return the environment for the processes of a build.

    Parameters
    ----------
    data : Path
        The register they read.
    folder : Path
        A private folder, gone after the build, for what IPython would keep in the user's home.
    charts : bool
        Whether charts are drawn, or only put into words.
    """
    kept = {name: value for name, value in os.environ.items() if name not in DROPPED}
    plain = {"IPYTHONDIR": str(folder / "ipython"), "MATPLOTLIBRC": _matplotlibrc(), DATA_VARIABLE: str(data)}
    plain["MPLCONFIGDIR"] = str(_font_list(folder))
    plain[CHARTS_VARIABLE] = str(int(charts))  # whatever the user's own says: a paper has its charts
    if sys.platform == "win32":
        return kept | {name: value for name, value in FIXED.items() if name != "LC_ALL"} | plain
    return kept | FIXED | plain


def _matplotlibrc() -> str:
    """Return matplotlib's own settings, so that nobody's own change the charts."""
    found = importlib.util.find_spec("matplotlib")
    return str(Path(found.origin).parent / "mpl-data" / "matplotlibrc") if found and found.origin else ""


def _font_list(folder: Path) -> Path:
    """Return where matplotlib keeps its list of fonts: in the environment, not in the user's home.

    Making the list takes half a second or, with many fonts, many: an environment that nobody may write to has it
    made for each build.
    """
    kept = Path(sys.prefix, "var", "baromia")
    try:
        kept.mkdir(parents=True, exist_ok=True)
    except OSError:
        return folder
    return kept if os.access(kept, os.W_OK) else folder
