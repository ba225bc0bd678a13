"""What the build does with the register itself: check it before anything runs, gather the results afterwards."""

import json
from pathlib import Path

import nbformat

from nbpaper.errors import PaperError
from nbpaper.paths import display_path
from nbpaper.results import collect_results

from ..analysis.parameters import check_parameters
from ..words.check import check_register
from .results_files import write_publication


def check(data: Path, parameters: dict, notebooks: dict[str, list[str]]) -> None:
    """Check the register, and the parameters against each notebook's own; what is wrong is raised."""
    sources = set(check_register(data).figures["source"])
    for names in notebooks.values():
        check_parameters(parameters, sources, own=names)


def gather(data: Path, language: str, executed: list[Path], parameters: dict, folder: Path) -> None:
    """Write the results of one language, from the executed copies of all notebooks, into a folder."""
    write_publication(folder, language, collected(executed), parameters, data)


def collected(executed: list[Path]) -> dict[str, dict]:
    """Return the results of all notebooks by name; each bears the name of its notebook."""
    results: dict[str, dict] = {}
    for path in executed:
        notebook = nbformat.from_dict(json.loads(path.read_text(encoding="utf-8")))
        found = collect_results(notebook, path.stem)
        begin = path.stem.replace("-", "_") + "."
        wrong = [name for name in found if not name.startswith(begin)]
        if wrong:
            raise PaperError(f"{display_path(path)} records {wrong[0]}. To mend: begin its name with {begin}")
        results.update(found)
    return results
