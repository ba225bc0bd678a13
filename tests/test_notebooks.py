"""Notebooks: how each opens, that parameters do something, and that small means small."""

import re
from pathlib import Path

import nbformat
import pytest

from baromia.analysis.parameters import RULES, make_parameters
from conftest import ROOT
from nbpaper.execute import parameter_names

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
by_name = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def read(path: Path) -> nbformat.NotebookNode:
    return nbformat.read(path, as_version=4)


def code_cells(path: Path) -> list[nbformat.NotebookNode]:
    return [cell for cell in read(path).cells if cell.cell_type == "code"]


def parameters_cell(path: Path) -> nbformat.NotebookNode:
    return next(cell for cell in read(path).cells if "parameters" in cell.metadata.get("tags", []))


def test_there_are_notebooks():
    assert NOTEBOOKS


@by_name
def test_opens_with_title_question_parameters_and_one_import(path):
    title, parameters, imports = read(path).cells[:3]
    assert title.source.startswith("# ")
    assert "?" in title.source.split("\n")[0]
    assert parameters.metadata.tags == ["parameters"]
    assert len(re.findall(r"^(from|import) ", imports.source, re.MULTILINE)) == 1


@by_name
def test_parameters_are_typed_explained_and_few(path):
    lines = parameters_cell(path).source.splitlines()
    assert len(lines) <= 8
    for line in lines:
        assert re.fullmatch(r"\w+: \w+ = .+?  # .+", line), line
    names = [line.split(":")[0] for line in lines]
    assert names[: len(RULES)] == list(RULES)
    assert sorted(parameter_names(path)) == sorted(names)


@by_name
def test_defaults_are_the_papers(path):
    values: dict = {}
    exec(parameters_cell(path).source, {}, values)
    shared = {name: values[name] for name in values if name in RULES}
    assert make_parameters(shared, set()) == make_parameters({}, set())


@by_name
def test_cells_are_short_and_define_nothing(path):
    for cell in code_cells(path):
        assert len(cell.source.splitlines()) <= 12, cell.source
        assert not re.search(r"^\s*(def|class) ", cell.source, re.MULTILINE), "helpers live in src"


@by_name
def test_is_kept_with_outputs_and_without_traces_of_who_ran_it(path):
    notebook = read(path)
    assert all(cell.execution_count for cell in code_cells(path)), "run `make notebooks`"
    assert "papermill" not in notebook.metadata
    assert notebook.metadata.language_info == {"name": "python"}
    text = path.read_text(encoding="utf-8")
    assert "/home/" not in text
    assert str(ROOT) not in text
    assert all(not ({"papermill", "execution"} & set(cell.metadata)) for cell in notebook.cells)


@by_name
def test_every_chart_and_table_is_labelled(path):
    for cell in code_cells(path):
        shown = {kind for output in cell.outputs for kind in output.get("data", {})}
        if "image/svg+xml" in shown:
            assert cell.source.startswith("#| label: chart-"), cell.source
        assert "text/html" not in shown or "text/markdown" not in shown
        assert "image/png" not in shown, "charts are vectors"


@by_name
def test_results_carry_the_notebooks_name(path):
    from nbpaper.results import collect_results

    names = list(collect_results(read(path), path.stem))
    assert names
    assert all(name.startswith(path.stem.replace("-", "_") + ".") for name in names)
