"""What a warm process does once, so that its workers need not: load the register, make one table and one chart.

What the package remembers of the files it has read, its workers then remember, too. The files themselves count as
read by each of them: workers take over the notes of their warm process (see `nbpaper.reads`).
"""

import contextlib
from pathlib import Path

KERNEL = (  # what every kernel imports, some of it late
    *("ipykernel.kernelapp", "ipykernel.ipkernel", "ipykernel.debugger", "tornado.platform.asyncio", "sqlite3"),
    *("IPython.core.debugger", "IPython.core.oinspect", "IPython.core.completerlib", "IPython.core.logger"),
    *("IPython.extensions.storemagic", "nbpaper.reads", "nbpaper.watched", "nbpaper.execution.kernels"),
    *("baromia.notebook", "baromia.words.results", "baromia.analysis.figures", "baromia.paper.collect"),
)
CLIENT = ("nbpaper.execute", "nbpaper.execution.kernels", "ipykernel.kernelspec", "zmq.asyncio")
RENDER = ("nbpaper.render.staged", "nbpaper.render.documents", "nbpaper.render.builtin", "nbpaper.render.quarto")


def practise_reading(data: str) -> None:
    """Load a register; what is wrong with it is for the check to say, not for us."""
    from baromia.analysis.figures import Register
    from baromia.words.formatting import Formatter

    with contextlib.suppress(Exception):
        Register.load(Path(data))
        Formatter("en", Path(data))


def practise_register(data: str) -> None:
    """Load a register and draw a chart of it."""
    from baromia.notebook import open_theme

    practise_reading(data)  # the same files are noted as read, whether notebooks run or not
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
