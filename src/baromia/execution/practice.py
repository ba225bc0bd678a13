"""What a warm process does once, so that its workers need not: one table and one chart, of a copy of the register.

It is a copy, because whatever the package remembers of files it has read it remembers by folder: of the register
itself a worker remembers nothing, and reads it under its own eyes (see `baromia.reads`).
"""

import contextlib
import shutil
from pathlib import Path

KERNEL = (  # what every kernel imports, some of it late
    *("ipykernel.kernelapp", "ipykernel.ipkernel", "ipykernel.debugger", "tornado.platform.asyncio", "sqlite3"),
    *("IPython.core.debugger", "IPython.core.oinspect", "IPython.core.completerlib", "IPython.core.logger"),
    *("IPython.extensions.storemagic", "baromia.reads", "baromia.watched", "baromia.execution.kernels"),
    *("baromia.notebook", "baromia.results", "baromia.evidence", "baromia.gather"),
)
CLIENT = ("baromia.execute", "baromia.execution.kernels", "ipykernel.kernelspec", "zmq.asyncio")
RENDER = ("baromia.paper", "baromia.render.documents", "baromia.render.builtin", "baromia.render.quarto")


def copied(data: Path, folder: Path) -> Path:
    """Return a copy of a register's files, below `folder`, to practise on."""
    folder = folder / "practice"
    folder.mkdir()
    for path in data.iterdir():
        if path.suffix in (".csv", ".json", ".yaml"):
            shutil.copyfile(path, folder / path.name)
    return folder


def practise_register(data: str) -> None:
    """Load a register and draw a chart of it; what is wrong with it is for the check to say, not for us."""
    from ..notebook import open_theme

    with contextlib.suppress(Exception):
        view = open_theme("practice", data=Path(data))
        some = view.figures(unit="percent")[:3]
        view.chart(some)
        view.table(some)


def practise_notebook(_: str) -> None:
    """Validate an empty notebook, which compiles the schema, and look up the kernel."""
    import nbformat
    from jupyter_client.kernelspec import KernelSpecManager

    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("")])
    nbformat.validate(nbformat.reads(nbformat.writes(notebook), as_version=4))
    with contextlib.suppress(Exception):
        KernelSpecManager().get_kernel_spec("python3")
