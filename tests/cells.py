"""A notebook's cells run in this process, in the shell that a kernel runs them in."""

import atexit
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import nbformat
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
from traitlets.config import Config

WITHOUT_HISTORY = Config(HistoryManager={"enabled": False})


class Ran(NamedTuple):
    """A cell that ran: its id and source, what it displayed, and what its last line shows (None where nothing)."""

    id: str
    source: str
    displayed: list[dict]
    shown: dict | None


def run_cells(path: Path, **parameters: object) -> Iterator[Ran]:
    """Run a notebook, its parameters replaced by those given; afterwards no shell is left for other tests to find."""
    InteractiveShell.clear_instance()
    shell = InteractiveShell.instance(config=WITHOUT_HISTORY)  # the one that get_ipython() finds
    atexit.unregister(shell.atexit_operations)  # it collects garbage, a third of a second for each shell
    try:
        for cell in nbformat.read(path, as_version=4).cells:
            if cell.cell_type != "code":
                continue
            with capture_output() as captured:
                outcome = shell.run_cell(cell.source)
            outcome.raise_error()
            if "parameters" in cell.metadata.get("tags", []):
                shell.user_ns.update(parameters)
            yield Ran(cell.id, cell.source, [output.data for output in captured.outputs], _shown(outcome.result))
    finally:
        InteractiveShell.clear_instance()


def _shown(value: object) -> dict | None:
    if not hasattr(value, "_repr_mimebundle_"):
        return None
    bundle = value._repr_mimebundle_()
    return bundle[0] if isinstance(bundle, tuple) else bundle
