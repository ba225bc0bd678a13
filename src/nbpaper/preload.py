"""What the process that all others are forked from does once (see `pool`): import what they need.

Importing this module does the work; `NBPAPER_PRELOAD` names the modules. No thread is left running and no file open.
"""

import builtins
import contextlib
import gc
import importlib
import os
import sys
import warnings
from types import SimpleNamespace

from .signals import unblock_interrupt

VARIABLE = "NBPAPER_PRELOAD"
# A kernel imports the last three late.
OWN = ("nbpaper.build", "papermill", "ipykernel.debugger", "sqlite3", "IPython.core.completerlib")
# Where a kernel looks for modules: not in the folder that a build was started in, and not, as multiprocessing has it,
# where the process looks that asked for another one.
PATH = tuple(folder for folder in sys.path if folder)


def _preload(modules: list[str]) -> None:
    sys.path[:] = PATH
    if hasattr(os, "setpgid"):
        os.setpgid(0, 0)  # Ctrl-C in the terminal is for the build, which then ends everything
        unblock_interrupt()
    # pandas looks at this when it is imported, and shows frames as in a terminal where it finds no kernel.
    builtins.get_ipython = lambda: SimpleNamespace(kernel=None)
    sys.modules["debugpy"] = None  # nobody debugs a kernel here, and to be ready for it takes 30 MB
    gc.disable()  # nothing of what imports make is garbage
    # matplotlib takes settings from the folder it is imported in; a warning shown here would be missing in a notebook.
    with contextlib.chdir(os.sep), warnings.catch_warnings(action="ignore"):
        for module in modules:
            with contextlib.suppress(Exception):  # whoever needs it will say so, in its own place
                importlib.import_module(module)
    del builtins.get_ipython, sys.modules["debugpy"]
    gc.freeze()  # all processes then share these objects' memory
    gc.enable()


if VARIABLE in os.environ:
    _preload([*OWN, *os.environ[VARIABLE].split()])
