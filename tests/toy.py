"""A project of toys, which knows no survey: two notebooks, a paper in two languages, and a command that builds it."""

import csv
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import click
import nbformat
from click.testing import CliRunner, Result
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from nbpaper.build import build
from nbpaper.errors import DataError, PaperError, Problem, did_you_mean
from nbpaper.plan import Request
from nbpaper.project import Hooks, Project
from nbpaper.signals import stoppable

QUARTO = """project:
  type: default
format:
  html: {embed-resources: true, theme: none, minimal: true, css: reports/paper.css}
  typst: {papersize: a4, pdf-standard: ua-1}
"""
PAPER = """---
title: Toys
lang: LANGUAGE
metadata-files: [results/LANGUAGE.yml]
---

# How many {#sec-many}

There are {{< meta results.counting.toys >}} toys, {{< meta results.sorting.red >}} of them red.

::: {#fig-toys}
{{< embed executed/LANGUAGE/sorting.ipynb#chart-toys >}}

Toys.
:::

::: {#tbl-toys}
{{< embed executed/LANGUAGE/counting.ipynb#table-toys >}}

Toys by colour.
:::
"""
PARAMETERS = 'language: str = "en"  # of labels\nfactor: float = 1  # toys are counted so many times'
READ = """import csv, os, subprocess
from nbpaper.results import record
with open(os.environ["TOYS"] + "/toys.csv") as lines:
    toys = list(csv.DictReader(lines))"""
WAIT = "if os.path.exists(os.environ['TOYS'] + '/wait'):\n    subprocess.run(['sleep', '60'])"
COUNT = "total = sum(int(toy['number']) for toy in toys)\nrecord('counting.toys', f'{total * factor:g}', value=total)"
TABLE = """#| label: table-toys
from IPython.display import Markdown
rows = [f"| {toy['colour']} | {toy['number']} |" for toy in toys]
Markdown("\\n".join(["| colour | number |", "|---|---|", *rows]))"""
CHART = """#| label: chart-toys
from IPython.display import display
chart = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>'
display({"image/svg+xml": chart}, metadata={"image/svg+xml": {"alt": "A square."}}, raw=True)"""
SEEN = """import time
own = [os.environ.get(name) for name in ("COLUMNS", "PYTHONHASHSEED", "LC_ALL")]
own += [time.tzname[0], os.path.basename(os.getcwd()), "site-packages" in os.environ["MATPLOTLIBRC"]]
*own, "mine" in globals()"""
RED = "record('sorting.red', toys[0]['number'])"


def write_notebook(path: Path, *cells: str) -> Path:
    """Write a notebook with a parameters cell and these code cells."""
    parameters = new_code_cell(PARAMETERS, metadata={"tags": ["parameters"]}, id="parameters")
    made = [new_code_cell(source, id=f"cell-{number}") for number, source in enumerate(cells)]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    notebook = new_notebook(cells=[new_markdown_cell("# Which?", id="title"), parameters, *made], metadata=kernel)
    nbformat.write(notebook, path)
    return path


def make_toys(root: Path) -> Path:
    """Write the project into a folder."""
    for name in ("notebooks", "reports", "data"):
        (root / name).mkdir(parents=True)
    texts = {"_quarto.yml": QUARTO, "data/toys.csv": "colour,number\nred,3\nblue,4\n", "reports/paper.css": "p {}\n"}
    texts |= {f"reports/paper{end}.qmd": PAPER.replace("LANGUAGE", end[1:] or "en") for end in ("", ".fr")}
    for name, text in texts.items():
        (root / name).write_text(text, encoding="utf-8")
    write_notebook(root / "notebooks" / "counting.ipynb", READ, WAIT, COUNT, TABLE)
    write_notebook(root / "notebooks" / "sorting.ipynb", READ, RED, CHART, SEEN)
    write_notebook(root / "notebooks" / "sorting.fr.ipynb", f"{READ}\n# en français", RED, CHART, SEEN)
    return root


def project(root: Path) -> Project:
    """Return what nbpaper is told of the project in a folder."""
    folders = (root / "notebooks", root / "reports", root / "data")
    return Project("toys", root, *folders, ("en", "fr"), data_variable="TOYS")


def check(data: Path) -> None:
    """Refuse a number of toys that is none."""
    with (data / "toys.csv").open(encoding="utf-8") as lines:
        for line, toy in enumerate(csv.DictReader(lines), 2):
            if not toy["number"].isdigit():
                raise DataError([Problem("toys.csv", f"{toy['number']} is no number", "count them", line)])


def parameters(data: Path) -> Callable[[str, list[str], dict], None]:
    """Return what refuses wrong parameters."""

    def complain(stem: str, declared: list[str], given: dict) -> None:
        for name, value in given.items():
            if name not in declared:
                raise PaperError(f"no parameter is called {name!r}{did_you_mean(name, declared)}")
            if name == "language" and value not in ("en", "fr"):
                raise PaperError(f"language {value!r} will not do; it takes en or fr.")

    return complain


def hooks() -> Hooks:
    """Return what a build of the project calls."""
    return Hooks(check, parameters)


@click.command()
@click.argument("root", type=click.Path(path_type=Path))
@click.option("--data", type=click.Path(path_type=Path))
@click.option("--output", type=click.Path(path_type=Path))
@click.option("--factor", type=float)
@click.option("--jobs", type=int)
def main(root: Path, factor: float | None, **asked: object) -> None:
    """Build the project in ROOT."""
    asked |= {"renderer": "builtin", "tell": lambda words: click.echo(words, err=True)}
    asked |= {"parameters": {"factor": factor} if factor else {}}
    try:
        with stoppable():
            done = build(Request.of(project(root), **asked), hooks)
            click.echo(f"{done.executed} notebooks, {done.rendered} documents")
    except KeyboardInterrupt:
        raise click.ClickException("stopped") from None
    except (PaperError, OSError) as error:
        raise click.ClickException(str(error)) from None


def command(root: Path, *arguments: object) -> list[str]:
    """Return the command line that builds the project in a folder."""
    return [sys.executable, "-c", "import toy; toy.main()", str(root), *map(str, arguments)]


def environment(**more: object) -> dict[str, str]:
    """Return the environment for it."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    return {**kept, "PYTHONPATH": str(Path(__file__).parent), **{name: str(value) for name, value in more.items()}}


def built(root: Path, *arguments: object, **more: object) -> subprocess.CompletedProcess:
    """Build the project, and return how it went."""
    asked = {"env": environment(**more), "capture_output": True, "text": True, "encoding": "utf-8", "timeout": 300}
    done = subprocess.run(command(root, *arguments), **asked)
    assert "Traceback" not in done.stderr
    return done


def built_here(root: Path, *arguments: object) -> Result:
    """Build the project in this process: quicker, where it is not asked how a process starts or ends."""
    return CliRunner().invoke(main, [str(root), *map(str, arguments)], catch_exceptions=False)


def contents(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}
