"""A zip of the same bytes for the same contents: names in order, the build's clock, no trace of the machine.

The bytes also depend on the version of zlib, which compresses: those of another platform may differ although what
one unpacks does not.
"""

import io
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from nbpaper import clock
from nbpaper.errors import PaperError
from nbpaper.files import write_whole

from ...project import ROOT

FIRST = (1980, 1, 1, 0, 0, 0)  # a zip knows no earlier time
UNIX, PLAIN_FILE, FOLDER = 3, 0o100644 << 16, 0o40755 << 16 | 0x10


@dataclass(frozen=True)
class Item:
    """A file of the archive: its place (a folder's ends in a slash), its bytes, and what the crate says of it."""

    path: str
    content: bytes
    about: dict = field(default_factory=dict)


def check_target(target: Path) -> None:
    """Refuse a place where no archive can be written, before anything is built."""
    if target.suffix.lower() != ".zip":
        raise PaperError(f"{target}: the archive is a zip. To mend: give it a name that ends in .zip.")
    if target.is_dir():
        raise PaperError(f"{target}: a folder has this name. To mend: name a file.")
    if not target.parent.is_dir():
        raise PaperError(f"{target.parent}: no such folder. To mend: create it, or name another place.")


def write_zip(target: Path, items: Iterable[Item], data: Path) -> list[str]:
    """Write the items to a zip, all or nothing; return the names of its files in order."""
    files = {item.path: item.content for item in items}
    time = max(FIRST, clock.build_time(ROOT, data).timetuple()[:6])
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, time)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system, entry.external_attr = UNIX, FOLDER if name.endswith("/") else PLAIN_FILE
            archive.writestr(entry, files[name])
    write_whole(target, packed.getvalue())
    return sorted(name for name in files if not name.endswith("/"))
