"""What a build does with the register itself: check it and the parameters before anything runs, write the results."""

import inspect
from collections.abc import Callable
from pathlib import Path

from nbpaper.project import Hooks

from ..analysis.parameters import RULES, check_parameters
from ..notebook import theme_of
from ..register.read import load_figures
from ..words.check import check_register
from .results_files import write_publication


def parameters_checker(data: Path) -> Callable[[str, list[str], dict], None]:
    """Return what checks the parameters of a notebook against a register: stem, names it declares, values by name."""
    sources = set(load_figures(data)["source"])

    def checker(notebook: str, declared: list[str], given: dict) -> None:
        check_parameters(given, sources, own=declared)
        own = set(inspect.signature(theme_of(notebook).__init__).parameters) - {"self", "name", "data"}
        if mine := {name: value for name, value in given.items() if name in own and name not in RULES}:
            theme_of(notebook)(notebook, data=data, **mine)  # the notebook's own: it checks the values itself

    return checker


HOOKS = Hooks(check_register, parameters_checker, write_publication)
