"""Rendering the staged paper, by either renderer; the build calls this in processes of its own."""

from datetime import datetime
from pathlib import Path

import yaml

from ..errors import PaperError
from .builtin import render
from .documents import Document, check_document, read_bibliography, read_document
from .quarto import render_project


def by_builtin(document: Path, stage: Path, kind: str, made: datetime) -> None:
    """Render one staged document to one format with the built-in renderer."""
    render(checked(document, stage), stage, kind, made)


def by_quarto(documents: list[Path], stage: Path, suffixes: list[str], made: datetime) -> None:
    """Render all staged documents in all formats with Quarto."""
    for document in documents:
        checked(document, stage)
    render_project(stage, made)
    for path in (document.with_suffix(suffix) for document in documents for suffix in suffixes):
        if not path.is_file():
            raise PaperError(f"quarto rendered no {path.name}. To mend: see format in _quarto.yml.")


def checked(path: Path, stage: Path) -> Document:
    """Read a staged document and refuse whatever points to nothing; its bibliography is the project's."""
    document = read_document(path)
    project = yaml.safe_load((stage / "_quarto.yml").read_text(encoding="utf-8"))
    file = project.get("bibliography")
    check_document(document, set(read_bibliography(stage / file)) if file else set())
    return document
