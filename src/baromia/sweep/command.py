"""What `baromia sweep` does with its options, and what it says at the end."""

from collections.abc import Callable

from ..errors import BaromiaError
from ..paths import DATA, shown
from .work import Request, Sweep


def sweep(asked: dict, *, watched: bool, tell: Callable[[str], None]) -> str:
    """Run a sweep and return the table's name.

    Raises
    ------
    BaromiaError
        Where nothing could be run, or where every point failed: the table then says why.
    """
    given = {name: value for name, value in asked.items() if value is not None}
    data, output = (given.pop("data", None) or DATA).resolve(), given.pop("output").resolve()
    if not (data / "datapackage.json").is_file():
        raise BaromiaError(f"{shown(data)}: no register there. To mend: name a folder that holds datapackage.json.")
    request = Request(data=data, output=output, watched=watched, tell=lambda words: tell(f"baromia: {words}"), **given)
    report = Sweep(request).run()
    failed = f", {len(report.failures)} of them failed (their rows say why)" if report.failures else ""
    tell(f"{report.points} points, {report.ran} run now{failed}.")
    if len(report.failures) == report.points:
        raise BaromiaError(f"every point failed, the first of them so: {report.failures[0]}")
    return shown(output)
