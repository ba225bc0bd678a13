"""What a build does with the register itself: check it and the parameters before anything runs, write the results."""

from collections.abc import Callable
from pathlib import Path

from nbpaper.project import Hooks

from ..analysis.parameters import ParameterError, check_parameters
from ..register import Register
from ..words.check import check_register
from .results_files import write_publication


def _totals(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(type(n) is int and 1 <= n <= 10**9 for n in value)


# The parameters that only one notebook has: does the value do, and the words for what would.
OWN: dict[str, tuple[Callable[[object], bool], str]] = {"tried_totals": (_totals, "a list of whole numbers")}


def parameters_checker(data: Path) -> Callable[[str, list[str], dict], None]:
    """Return what checks the parameters of a notebook against a register: stem, names it declares, values by name."""
    sources = set(Register.read(data).figures["source"])

    def checker(notebook: str, declared: list[str], given: dict) -> None:
        check_parameters(given, sources, declared=declared)
        for name, value in given.items():
            if name in OWN and not OWN[name][0](value):
                raise ParameterError(f"parameter {name}: {value!r} will not do; it takes {OWN[name][1]}.")

    return checker


HOOKS = Hooks(check_register, parameters_checker, write_publication)
