"""What `baromia sweep` does with its options, and what it says at the end."""

from collections.abc import Callable

from baromia.project import DATA
from nbpaper.paths import display_path

from ..errors import PaperError
from .work import Request, Sweep


def sweep(asked: dict, *, watched: bool, tell: Callable[[str], None]) -> str:
    """Run a sweep and return the table's name.

    Raises
    ------
    PaperError
        Where nothing could be run, or where every point failed: the table then says why.
    """
    given = {name: value for name, value in asked.items() if value is not None}
    data, output = (given.pop("data", None) or DATA).resolve(), given.pop("output").resolve()
    if not (data / "datapackage.json").is_file():
        raise PaperError(
            f"{display_path(data)}: no register there. To mend: name a folder that holds datapackage.json."
        )
    request = Request(data=data, output=output, watched=watched, tell=lambda words: tell(f"baromia: {words}"), **given)
    report = Sweep(request).run()
    failed = f", {len(report.failures)} of them failed (their rows say why)" if report.failures else ""
    tell(f"{report.points} points, {report.ran} run now{failed}.")
    if len(report.failures) == report.points:
        raise PaperError(f"every point failed, the first of them so: {report.failures[0]}")
    return display_path(output)
