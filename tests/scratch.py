"""A small project of its own in a temporary folder: the package, the register, two notebooks, a short paper."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from conftest import ROOT
from nbpaper.staging import SHARED

PARAMETERS = (
    'language: str = "en"  # of labels\nconfidence: float = 0.95  # of intervals\nexclude_sources: list = []  # ids'
)
OPEN = """from baromia import load_figures
from nbpaper.markdown import Table
from nbpaper.results import record

figures = load_figures()"""
RECORD = """printed = figures.at[{figure!r}, "value"]
record({name!r}, printed + "%", kind="published", value=printed, figures=({figure!r},), unit="percent")"""
NOTEBOOKS = {
    "alpha": ("campagna2025.never-tried", "campagna2025"),
    "beta": ("acsel2025.good-thing", "acsel2025"),
}
PAPER = """---
title: Paper
lang: {lang}
metadata-files:
  - results/{language}.yml
---

# Result {{#sec-one}}

It is {{{{< meta results.alpha.share >}}}}, elsewhere {{{{< meta results.beta.share >}}}}.

::: {{#tbl-one}}
{{{{< embed executed/{language}/alpha.ipynb#table-one >}}}}

Rows.
:::

::: {{#campagna2025.never-tried}}
A card.
:::

::: {{#acsel2025.good-thing}}
A card.
:::
"""


def write_notebook(path: Path, *cells: str) -> Path:
    """Write a notebook with a parameters cell and these code cells."""
    parameters = new_code_cell(PARAMETERS, metadata={"tags": ["parameters"]}, id="parameters")
    made = [new_code_cell(source, id=f"cell-{number}") for number, source in enumerate(cells)]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    notebook = new_notebook(cells=[new_markdown_cell("# Which?", id="title"), parameters, *made], metadata=kernel)
    nbformat.write(notebook, path)
    return path


def make_project(root: Path) -> Path:
    """Return the root of a small project whose package is used when it is on PYTHONPATH."""
    for name in ("src", "data"):
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
    (root / "reports").mkdir()
    looks = [path for pattern in SHARED for path in (ROOT / "reports").glob(pattern)]
    for path in (*(ROOT / name for name in ("_quarto.yml", "requirements.txt", "CITATION.cff")), *looks):
        shutil.copyfile(path, root / path.relative_to(ROOT))
    for language, lang in {"en": "en-GB", "fr": "fr-FR"}.items():
        stem = "paper" if language == "en" else "paper.fr"
        text = PAPER.format(lang=lang, language=language)
        (root / "reports" / f"{stem}.qmd").write_text(text, encoding="utf-8")
    (root / "notebooks").mkdir()
    for name, (figure, source) in NOTEBOOKS.items():
        write_notebook(
            root / "notebooks" / f"{name}.ipynb",
            OPEN,
            f"#| label: table-one\nTable(figures.loc[figures['source'] == {source!r}, ['indicator', 'value']].head(3))",
            RECORD.format(name=f"{name}.share", figure=figure),
        )
    return root


def environment(root: Path, **more: str) -> dict[str, str]:
    """Return the environment in which the project's package is the one that is imported."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    return {**kept, "PYTHONPATH": str(root / "src"), "SOURCE_DATE_EPOCH": "1700000000", **more}


def command(*arguments: object) -> list[str]:
    """Return the command line of a build with the built-in renderer."""
    return [sys.executable, "-m", "baromia", "build", "--renderer", "builtin", *map(str, arguments)]


def build(root: Path, *arguments: object, **more: str) -> subprocess.CompletedProcess:
    """Build the project, and return how it went."""
    return subprocess.run(
        command(*arguments),
        cwd=root,
        env=environment(root, **more),
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=300,
    )


def contents(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def change(data: Path, figure: str, old: str, new: str) -> None:
    """Change the value of a figure in figures.csv."""
    table = data / "figures.csv"
    lines = table.read_text(encoding="utf-8").splitlines(keepends=True)
    place = next(number for number, line in enumerate(lines) if line.startswith(f"{figure},"))
    assert f",{old}," in lines[place]
    lines[place] = lines[place].replace(f",{old},", f",{new},", 1)
    table.write_text("".join(lines), encoding="utf-8")
