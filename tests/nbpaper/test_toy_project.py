"""nbpaper alone: another project, in one language and without a package of its own, builds its paper with it."""

import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from conftest import ROOT
from scratch import environment, write_notebook

QUARTO = """project:
  type: default
  render: [reports/paper.qmd]
format:
  html: {embed-resources: true, theme: none, minimal: true, css: reports/paper.css}
  typst: {papersize: a4, pdf-standard: ua-1}
"""
PAPER = """---
title: Toys
lang: en
metadata-files: [results/en.yml]
---

# How many {#sec-many}

There are {{< meta results.counting.toys >}} toys, {{< meta results.sorting.red >}} of them red.

::: {#fig-toys}
{{< embed executed/en/sorting.ipynb#chart-toys >}}

Toys.
:::

::: {#tbl-toys}
{{< embed executed/en/counting.ipynb#table-toys >}}

Toys by colour.
:::
"""
READ = """import csv, os
from nbpaper.results import record
with open(os.environ["TOYS"] + "/toys.csv") as lines:
    toys = list(csv.DictReader(lines))"""
TABLE = "#| label: table-toys\nimport pandas as pd\nfrom nbpaper.markdown import Table\nTable(pd.DataFrame(toys))"
CHART = """#| label: chart-toys
from IPython.display import display
chart = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>'
display({"image/svg+xml": chart}, metadata={"image/svg+xml": {"alt": "A square."}}, raw=True)"""
ALONE = "import sys\n[name for name in sys.modules if name.startswith('bar' + 'omia')]"
BUILD = """import sys
from pathlib import Path

from nbpaper.build import build
from nbpaper.plan import Plan, Request
from nbpaper.project import Hooks, Project

ROOT = Path(__file__).resolve().parent
PROJECT = Project("toys", ROOT, ROOT / "notebooks", ROOT / "reports", ROOT / "data", data_variable="TOYS")

if __name__ == "__main__":
    request = Request.of(PROJECT, renderer="builtin")
    for task, reasons in Plan(request).stale().items():
        print(f"{task.name}: {', '.join(reasons)}")
    print(build(request, Hooks()).executed, "notebooks")
    print([name for name in sys.modules if name.startswith("baromia")])
"""


@pytest.fixture(scope="module")
def toys(tmp_path_factory) -> Path:
    root = tmp_path_factory.mktemp("toys")
    for name in ("notebooks", "reports", "data"):
        (root / name).mkdir()
    for name, text in {
        "build.py": BUILD,
        "_quarto.yml": QUARTO,
        "data/toys.csv": "colour,number\nred,3\nblue,4\n",
        "reports/paper.qmd": PAPER,
        "reports/paper.css": "body { color: black }\n",
    }.items():
        (root / name).write_text(text, encoding="utf-8")
    counted = "total = sum(int(toy['number']) for toy in toys)\nrecord('counting.toys', f'{total}', value=total)"
    write_notebook(root / "notebooks" / "counting.ipynb", READ, counted, TABLE)
    write_notebook(root / "notebooks" / "sorting.ipynb", READ, "record('sorting.red', toys[0]['number'])", CHART, ALONE)
    return root


def built(root: Path) -> list[str]:
    command = [sys.executable, str(root / "build.py")]
    done = subprocess.run(command, env=environment(ROOT), cwd=root, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


@pytest.mark.build
def test_another_project_builds_its_paper(toys):
    first = built(toys)
    tasks = ("counting (en)", "sorting (en)", "results (en)", "paper.qmd")
    told = ["executing 2 notebooks …", "writing the results …"]
    told += ["rendering 1 document in two formats with pandoc and typst …", "2 notebooks", "[]"]
    assert first == [*(f"{name}: it has not been built yet" for name in tasks), *told]
    page = (toys / "reports" / "paper.html").read_text(encoding="utf-8")
    assert "There are 7 toys, 3 of them red." in page
    assert 'alt="A square."' in page
    assert (toys / "reports" / "paper.pdf").read_bytes().startswith(b"%PDF")
    executed = nbformat.read(toys / "reports" / "executed" / "en" / "sorting.ipynb", as_version=4)
    assert executed.cells[-1].outputs[0].data["text/plain"] == "[]"
    assert built(toys) == ["0 notebooks", "[]"]
    (toys / "data" / "toys.csv").write_text("colour,number\nred,5\nblue,4\n", encoding="utf-8")
    again = built(toys)
    assert "sorting (en): data/toys.csv changed since the last build" in again
    assert "There are 9 toys, 5 of them red." in (toys / "reports" / "paper.html").read_text(encoding="utf-8")
