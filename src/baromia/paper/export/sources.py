"""What the archive needs to be run again: notebooks, code, lock files, and the commit and date it stands for."""

from collections.abc import Iterator
from pathlib import Path

from nbpaper import clock

from ...project import NOTEBOOKS, REPORTS, ROOT
from ..schema_org import CC_BY, MIT, ref
from .archive import Item

FILES = ("Makefile", "pyproject.toml", "requirements.txt", "requirements-build.txt", "requirements-lab.txt")
MORE = ("environment.yml", "_quarto.yml", "LICENSE")
BUILT = (".html", ".pdf", ".docx", ".txt")  # in reports/, beside what they are built from
CODE = {"@type": "SoftwareSourceCode", "license": ref(MIT)}


def sources(data: Path) -> Iterator[Item]:
    """Yield the files from which `make paper` builds the same paper again; `data` tells the time of the build."""
    for name in (*FILES, *MORE):
        yield Item(name, (ROOT / name).read_bytes(), {"name": name, "description": "To build again.", **CODE})
    for path in sorted(NOTEBOOKS.iterdir()):
        if path.is_file():
            yield _item(path, {"description": "Analysis: to build again.", **CODE})
    for path in sorted(REPORTS.iterdir()):
        if path.is_file() and path.suffix not in BUILT and not path.name.startswith("."):
            yield _item(path, {"description": "What the paper is built from.", "license": ref(CC_BY)})
    for path in sorted((ROOT / "src").rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            yield _item(path, {"description": "Code: to build again.", **CODE})
    stamp = clock.archival(clock.commit(ROOT), clock.build_time(ROOT, data))
    about = {"name": "Commit and date", "description": "Of what is here, for whoever builds it again.", **CODE}
    yield Item(clock.ARCHIVAL, stamp.encode(), about)


def _item(path: Path, about: dict) -> Item:
    name = path.relative_to(ROOT).as_posix()
    return Item(name, path.read_bytes(), {"name": name, **about})
