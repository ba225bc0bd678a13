"""Notebooks: how each opens, that it stays small, what it keeps, and that its words are proofread."""

import re
from functools import cache
from pathlib import Path

import nbformat
import pytest

from baromia.analysis.parameters import RULES, make_parameters
from baromia.analysis.quantities import read_quantity
from baromia.project import LANGUAGES
from conftest import REGISTER, ROOT, as_drawn
from nbpaper.execute import INJECTED, parameter_names
from nbpaper.results import MEDIA_TYPE, collect_results

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
STEMS = ("adoption", "benefits", "evidence", "risks", "robustness", "training-gap", "trust")
CELLS, LINES, WIDTH = 40, 12, 92  # at most: cells, lines of one, characters of a line
by_name = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


@cache
def read(path: Path) -> nbformat.NotebookNode:
    return nbformat.read(path, as_version=4)


def cells(path: Path, kind: str) -> list[nbformat.NotebookNode]:
    return [cell for cell in read(path).cells if cell.cell_type == kind]


def language_of(path: Path) -> str:
    return path.stem.partition(".")[2] or LANGUAGES[0]


def test_each_theme_has_a_notebook_in_each_language():
    ends = ["" if language == LANGUAGES[0] else f".{language}" for language in LANGUAGES]
    assert {path.stem for path in NOTEBOOKS} == {stem + end for stem in STEMS for end in ends}


@by_name
def test_opens_with_title_question_and_typed_parameters_and_ends_with_an_exercise_and_results(path):
    title, parameters, imports = read(path).cells[:3]
    heading, *paragraphs = title.source.split("\n\n")
    assert re.fullmatch(r"# .+\?", heading)
    assert len(paragraphs) == 2
    assert parameters.metadata.tags == ["parameters"]
    assert re.search(r"^import baromia$", imports.source, re.MULTILINE)
    lines = parameters.source.splitlines()
    assert [line for line in lines if not re.fullmatch(r"\w+: \w+ = .+?  # .+", line)] == []
    names = [line.split(":")[0] for line in lines]
    assert names[: len(RULES)] == list(RULES)
    assert sorted(parameter_names(path)) == sorted(names)
    headings = [cell.source.partition("\n")[0] for cell in cells(path, "markdown")]
    text = "\n".join(cell.source for cell in cells(path, "markdown"))
    assert re.search(r"^## (Your turn|À vous)$", text, re.MULTILINE)
    assert headings[-1].startswith(("## Results", "## Résultats"))
    assert any("fold=" in cell.source for cell in cells(path, "code"))


@by_name
def test_defaults_are_the_papers(path):
    values: dict = {}
    exec(read(path).cells[1].source, {}, values)
    shared = {name: values[name] for name in values if name in RULES}
    assert make_parameters(shared, set()) == make_parameters({"language": language_of(path)}, set())


@by_name
def test_is_small_and_defines_nothing(path):
    assert len(read(path).cells) <= CELLS
    for cell in cells(path, "code"):
        lines = cell.source.splitlines()
        assert len(lines) <= LINES, cell.source
        assert not [line for line in lines if len(line) > WIDTH], cell.source
        assert not re.search(r"^\s*(def|class) ", cell.source, re.MULTILINE), "helpers live in src"


# What it keeps


@by_name
def test_is_kept_with_outputs_and_without_traces_of_who_ran_it(path):
    notebook = read(path)
    assert all(cell.execution_count for cell in cells(path, "code")), "run `make notebooks`"
    assert "papermill" not in notebook.metadata
    assert notebook.metadata.language_info == {"name": "python"}
    text = path.read_text(encoding="utf-8")
    assert "/home/" not in text
    assert str(ROOT) not in text
    assert all(not ({"papermill", "execution"} & set(cell.metadata)) for cell in notebook.cells)


@pytest.mark.build
@by_name
def test_kept_outputs_say_what_a_build_of_today_says(path, paper):
    """Their words, tables and results."""
    assert said(read(path)) == said(read(built_of(path, paper))), "run `make notebooks`"


@pytest.mark.build
@as_drawn
@by_name
def test_kept_charts_are_those_that_a_build_of_today_draws(path, paper):
    """Each bears a digest of all that is drawn, from before letters become shapes."""
    assert digests(path) == digests(built_of(path, paper)) != [], "run `make notebooks`"


def built_of(path: Path, paper: Path) -> Path:
    return paper / "executed" / language_of(path) / f"{path.stem.partition('.')[0]}.ipynb"


def digests(path: Path) -> list[str]:
    drawn = [output.get("data", {}).get("image/svg+xml") for cell in cells(path, "code") for output in cell.outputs]
    return [re.search(r'class="baromia-chart (b\w{8})"', svg)[1] for svg in drawn if svg]


def said(notebook: nbformat.NotebookNode) -> dict[str, list]:
    """Return what each cell shows, in words and as results."""
    kinds = ("text/plain", "text/markdown", MEDIA_TYPE)
    return {
        cell.id: [
            {kind: output.data[kind] for kind in kinds if kind in output.data} if "data" in output else output.text
            for output in cell.outputs
        ]
        for cell in notebook.cells
        if cell.cell_type == "code" and cell.id != INJECTED
    }


@by_name
def test_kept_charts_are_labelled_vectors_that_need_no_typeface(path):
    shown = [(cell, output.get("data", {})) for cell in cells(path, "code") for output in cell.outputs]
    assert not [cell.source for cell, data in shown if {"image/png", "text/html"} & set(data)]
    drawn = [(cell, data) for cell, data in shown if "image/svg+xml" in data]
    assert drawn
    for cell, data in drawn:
        assert cell.source.startswith("#| label: chart-"), cell.source
        assert set(data) == {"image/svg+xml", "text/plain"}, "run `make notebooks`"
        assert "<text" not in data["image/svg+xml"]
    assert path.stat().st_size < 1_000_000


@by_name
def test_results_carry_the_notebooks_name(path):
    stem = path.stem.partition(".")[0]
    names = list(collect_results(read(path), stem))
    assert names
    assert all(name.startswith(stem.replace("-", "_") + ".") for name in names)


IDLE = {"any", "general", "purpose", "not", "patients", "see", "who", "and", "despite"}  # what its id says otherwise


@pytest.mark.parametrize("path", [path for path in NOTEBOOKS if language_of(path) == "en"], ids=lambda path: path.stem)
def test_a_quantity_is_recorded_under_words_of_its_id(path):
    """Else the paper might show its neighbour's number: `wish_not_enough` is no `wish-untrained`."""
    ids = {read_quantity(row).formula: name for name, row in REGISTER.derived.iterrows()}
    for name, result in collect_results(read(path), path.stem).items():
        if (own := ids.get(result["formula"])) and "part_of" not in result:
            words = set(name.partition(".")[2].split("_")) - IDLE
            told = re.split(r"[.-]", own)
            assert not [word for word in words if not any(one.startswith(word[:4]) for one in told)], (name, own)


# Its words

CODE = re.compile(r"`[^`]+`")
DATES = re.compile(r"\b(19|20)\d\d\b")  # years, as of a work that is named


@by_name
def test_no_number_is_typed(path):
    for cell in cells(path, "markdown"):
        assert not re.search(r"\d", DATES.sub("", CODE.sub("", cell.source))), cell.source


@pytest.mark.parametrize("path", [path for path in NOTEBOOKS if language_of(path) == "fr"], ids=lambda path: path.stem)
def test_french_has_its_typography(path):
    for cell in read(path).cells:
        words = cell.source
        if cell.cell_type == "code":  # its comments
            words = "\n".join(re.findall(r"  # (.+)", words))
        words = CODE.sub("x", re.sub(r"\]\([^)]+\)", "]", words))
        assert not re.search(r"[^\u202f\s][;:!?%»](?!\S)|«[^\u202f]", words), words
        assert not re.search(r"[ \u00a0][;:!?%»]", words), words
        assert not re.search(r"\w'\w|\"|\.\.\.", words), words
