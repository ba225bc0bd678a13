"""Building: only what is stale, with the reason why; what is wrong is said, and the paper stays."""

import shutil
from pathlib import Path

import nbformat
import pytest

from baromia.project import PROJECT
from conftest import ROOT
from nbpaper import clock
from nbpaper.build import run_notebook
from nbpaper.errors import PaperError
from nbpaper.plan import CACHE_FILE, Plan, Request, code, read_cache
from toy import built_here, contents, hooks, make_toys, project, write_notebook


@pytest.fixture
def toys(built_toys, tmp_path) -> Path:
    """A copy of the built project, to change."""
    return Path(shutil.copytree(built_toys, tmp_path / "toys"))


def count_toys(root: Path, text: str) -> None:
    (root / "data" / "toys.csv").write_text(f"colour,number\n{text}\n", encoding="utf-8")


@pytest.mark.build
def test_another_project_builds_its_paper(built_toys):
    reports = built_toys / "reports"
    made = {"paper.html", "paper.pdf", "paper.fr.html", "paper.fr.pdf", "executed", "results"}
    assert {path.name for path in reports.iterdir()} == made | {"paper.qmd", "paper.fr.qmd", "paper.css"}
    page = (reports / "paper.html").read_text(encoding="utf-8")
    assert "There are 7 toys, 3 of them red." in page
    assert 'alt="A square."' in page
    assert (reports / "paper.pdf").read_bytes().startswith(b"%PDF")
    for language in ("en", "fr"):  # each by the notebook of its own language, and none with our settings
        executed = nbformat.read(reports / "executed" / language / "sorting.ipynb", as_version=4)
        seen = (None, "0", "C.UTF-8", "UTC", "notebooks", True, False)
        assert executed.cells[-1].outputs[0].data["text/plain"] == repr(seen)
        assert ("en français" in executed.cells[3].source) == (language == "fr")


@pytest.mark.build
def test_a_file_that_was_damaged_is_made_again(toys):
    before = contents(toys / "reports")
    for name in ("executed/fr/counting.ipynb", "paper.pdf"):
        (toys / "reports" / name).write_bytes(before[name][:-9])
    assert built_here(toys).stdout == "1 notebooks, 1 documents\n"
    assert contents(toys / "reports") == before


@pytest.mark.build
@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (lambda root: count_toys(root, "red,x"), "toys.csv, line 2: x is no number. To mend: count them."),
        (
            lambda root: write_notebook(root / "notebooks" / "sorting.ipynb", "1 / 0"),
            "sorting.ipynb (en), cell 3 (1 / 0): ZeroDivisionError: division by zero",
        ),
        (
            lambda root: (root / "reports" / "paper.qmd").write_text("---\ntitle: T\nlang: en\n---\n{{< meta x >}}"),
            "paper.qmd, line 5: no result is called x",
        ),
        (
            lambda root: shutil.copy(root / "notebooks" / "counting.ipynb", root / "notebooks" / "mine.ipynb"),
            "Error: notebooks/mine.ipynb records counting.toys. To mend: move the notebook elsewhere, if it is a copy;",
        ),
    ],
)
def test_a_fault_is_said_and_leaves_the_paper(toys, fault, said):
    fault(toys)
    before = contents(toys / "reports")
    done = built_here(toys)
    assert done.exit_code == 1
    assert said in done.stderr
    assert contents(toys / "reports") == before


@pytest.mark.parametrize("output", ["notebooks/counting.ipynb", "notebooks/sorting.ipynb", "link.ipynb"])
def test_a_notebook_is_not_replaced_by_a_run(tmp_path, output):
    root = make_toys(tmp_path / "toys")
    (root / "link.ipynb").symlink_to(root / "notebooks" / "counting.ipynb")
    before = contents(root)
    with pytest.raises(PaperError, match=r"a notebook to be run stands there\. To mend: name another file"):
        run_notebook(Request.of(project(root)), hooks, root / "notebooks" / "counting.ipynb", root / output, str)
    assert contents(root) == before


# What is stale, and why


def why(root: Path, **asked: object) -> list[str]:
    plan = Plan(Request.of(project(root), **{"renderer": "builtin", "languages": ("en",), **asked}))
    return [f"{task.name}: {'; '.join(reasons)}" for task, reasons in plan.stale().items()]


def test_each_change_is_stale_for_its_own_reason(toys):
    assert why(toys) == []
    shutil.move(toys, toys.with_name("elsewhere"))
    toys = toys.with_name("elsewhere")
    assert why(toys) == []
    assert why(toys, parameters={"factor": 2})[0] == "counting (en): parameter factor is 2, was not given"
    assert why(toys, renderer="quicker") == ["paper.qmd: the renderer is quicker, was builtin"]
    assert why(toys, force=True)[0] == "counting (en): everything is to be built again"
    (toys / "reports" / "paper.css").write_text("body {}", encoding="utf-8")
    assert why(toys) == ["paper.qmd: reports/paper.css changed since the last build"]
    (toys / "reports" / "paper.pdf").unlink()
    (toys / "reports" / "paper.html").write_text("mine")
    assert why(toys)[0].endswith("reports/paper.html is not what was built; reports/paper.pdf is gone")
    (toys / "data" / "wait.md").touch()  # for people
    write_notebook(toys / "notebooks" / "alpha.ipynb", "1")
    write_notebook(toys / "notebooks" / "counting.ipynb", "1")
    (toys / "notebooks" / "sorting.ipynb").unlink()
    (toys / "notebooks" / "sorting.fr.ipynb").unlink()
    found = why(toys)
    assert found[:3] == [
        "alpha (en): it has not been built yet",
        "counting (en): notebooks/counting.ipynb changed since the last build",
        "results (en): executed/en/sorting.ipynb disappeared since the last build",
    ]
    (toys / "data" / "more.yaml").touch()
    (toys / "data" / "toys.csv").unlink()
    assert "data/more.yaml appeared since the last build; data/toys.csv disappeared" in why(toys)[1]


def test_packages_and_python_are_part_of_what_a_notebook_runs_with():
    found = code(*PROJECT.code)
    assert {"Python", "pandas", "baromia/__init__.py", "nbpaper/render/quarto.lua"} <= set(found)


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"format": 0}', '{"format": 2, "tasks": {"a": 1}}', '{"format": 2, "tasks": []}']
)
def test_a_damaged_cache_counts_as_none(tmp_path, text):
    (tmp_path / CACHE_FILE).write_text(text)
    assert read_cache(tmp_path) == {}


# The project


def test_names_are_found_and_refused(tmp_path):
    toys = project(make_toys(tmp_path))
    (tmp_path / "notebooks" / "Untitled.ipynb").touch()
    assert toys.stems() == ["counting", "sorting"]
    with pytest.raises(PaperError, match=r"no notebook is called 'srting' \(did you mean sorting\?\)"):
        toys.notebook("srting", "en")
    with pytest.raises(PaperError, match="no paper in 'de'"):
        toys.document("de")
    shutil.rmtree(tmp_path / "notebooks")
    with pytest.raises(PaperError, match="no notebooks there"):
        toys.stems()


def test_the_clock_is_the_commits_unless_it_is_given(monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    assert clock.build_time(ROOT, ROOT / "data").isoformat() == "2023-11-14T22:13:20+00:00"
    for wrong in ("yesterday", "-1", "9" * 30):
        monkeypatch.setenv("SOURCE_DATE_EPOCH", wrong)
        with pytest.raises(PaperError, match="seconds since 1970"):
            clock.build_time(ROOT, ROOT / "data")
