"""What a build does with the register itself: check it and the parameters before anything runs, write the results."""

from collections.abc import Callable
from pathlib import Path

from nbpaper.project import Hooks

from ..analysis.parameters import check_parameters
from ..register import Register
from ..words.check import check_register
from .results_files import publication


def parameters_checker(data: Path) -> Callable[[str, list[str], dict], None]:
    """Return what checks the parameters of a notebook against a register: stem, names it declares, values by name."""
    sources = set(Register.read(data).figures["source"])
    return lambda notebook, declared, given: check_parameters(given, sources, declared)


def write_results(folder: Path, language: str, results: dict[str, dict], parameters: dict, data: Path) -> None:
    """Write the results of one language into a folder."""
    for name, text in publication(language, results, parameters, Register.read(data))[1].items():
        (folder / name).write_text(text, encoding="utf-8")


def hooks() -> Hooks:
    """Return what a build of this project calls."""
    return Hooks(check_register, parameters_checker, write_results)
