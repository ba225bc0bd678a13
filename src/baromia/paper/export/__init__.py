"""One archive for others: data and tables, caveats, both papers, the charts, and what builds all of it again."""

from pathlib import Path

from nbpaper.build import build
from nbpaper.plan import Plan, Request
from nbpaper.staging import lock

from ..collect import HOOKS
from .archive import check_target, write_zip
from .contents import contents

__all__ = ["export"]


def export(target: Path, request: Request) -> list[str]:
    """Write the archive; build first whatever is stale.

    Parameters
    ----------
    target : Path
        The `.zip` to write. What was there is replaced at the very end, or not at all.
    request : Request
        Where data and build are; its parameters are those of the published paper.

    Returns
    -------
    list of str
        The names in the archive, in order.
    """
    check_target(target)
    if Plan(request).needed:
        request.tell("the paper is not up to date; building it first …")
        build(request, HOOKS)
    with lock(request.output, lambda: request.tell("another build is at work; waiting for it to end …")):
        items = contents(request.output, request.data)
    return write_zip(target, items, request.data)
