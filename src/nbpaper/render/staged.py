"""Rendering the staged paper, by either renderer; the build calls this in processes of its own."""

from datetime import datetime
from pathlib import Path

from baromia.register.read import load_sources

from ..errors import PaperError
from .documents import Document, check_document, read_document


def by_builtin(document: Path, stage: Path, kind: str, made: datetime, data: Path) -> None:
    """Render one staged document to one format with the built-in renderer."""
    from .builtin import render

    render(checked(document, stage, data), stage, kind, made)


def by_quarto(documents: list[Path], stage: Path, suffixes: list[str], made: datetime, data: Path) -> None:
    """Render all staged documents in all formats with Quarto."""
    from .quarto import render_project

    for document in documents:
        checked(document, stage, data)
    render_project(stage, made)
    for path in (document.with_suffix(suffix) for document in documents for suffix in suffixes):
        if not path.is_file():
            raise PaperError(f"quarto rendered no {path.name}. To mend: see format in _quarto.yml.")


def checked(path: Path, stage: Path, data: Path) -> Document:
    """Read a staged document and refuse whatever points to nothing."""
    document = read_document(path, stage)
    check_document(document, set(load_sources(data)))
    return document
