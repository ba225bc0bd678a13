"""The staged paper: laid out in a folder of its own, and rendered there by either renderer."""

import shutil
from datetime import datetime
from pathlib import Path

import yaml

from ..errors import PaperError
from ..project import Project
from . import builtin
from .builtin import as_list
from .documents import Document, check_document, read_bibliography, read_document
from .quarto import render_project

ONE_BY_ONE = {"builtin": builtin.render}  # renderers of one document to one format


def lay_out(project: Project, stage: Path, documents: list[Path], data: Path) -> None:
    """Copy the Quarto project into `stage` with these documents only."""
    reports = stage / "reports"
    reports.mkdir(exist_ok=True)
    quarto = yaml.safe_load((project.root / "_quarto.yml").read_text(encoding="utf-8"))
    quarto["project"]["render"] = [f"reports/{path.name}" for path in documents]
    (stage / "_quarto.yml").write_text(yaml.safe_dump(quarto, sort_keys=False, allow_unicode=True), encoding="utf-8")
    for name in as_list(quarto.get("bibliography")):
        source = project.root / name
        if source.is_relative_to(project.data):
            source = data / source.relative_to(project.data)
        (stage / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, stage / name)
    for name in as_list(quarto["format"].get("typst", {}).get("font-paths")):
        shutil.copytree(project.root / name, stage / name, dirs_exist_ok=True)
    for path in [*documents, *project.looks()]:
        shutil.copyfile(path, reports / path.name)


def one_by_one(renderer: str, document: Path, stage: Path, kind: str, time: datetime) -> None:
    """Render one staged document to one format with a renderer of `ONE_BY_ONE`."""
    ONE_BY_ONE[renderer](checked(document, stage), stage, kind, time)


def by_quarto(documents: list[Path], stage: Path, suffixes: list[str], time: datetime) -> None:
    """Render all staged documents in all formats with Quarto."""
    for document in documents:
        checked(document, stage)
    render_project(stage, time)
    for path in (document.with_suffix(suffix) for document in documents for suffix in suffixes):
        if not path.is_file():
            raise PaperError(f"quarto rendered no {path.name}. To mend: see format in _quarto.yml.")


def checked(path: Path, stage: Path) -> Document:
    """Return a staged document, checked with the project's bibliography."""
    document = read_document(path)
    project = yaml.safe_load((stage / "_quarto.yml").read_text(encoding="utf-8"))
    file = project.get("bibliography")
    check_document(document, set(read_bibliography(stage / file)) if file else set())
    return document
