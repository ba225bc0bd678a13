"""Building: only what is stale, from exact digests; the same bytes wherever and by whomever it is built."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import ROOT
from nbpaper import cache as stamps
from nbpaper import clock
from nbpaper.build import merged
from nbpaper.errors import PaperError
from nbpaper.staging import SHARED
from nbpaper.tasks import find_notebooks
from scratch import build, change, contents, environment, make_project

pytestmark = pytest.mark.build
HEAVY = {"papermill", "nbformat", "pandas", "numpy", "matplotlib", "jsonschema", "yaml", "tqdm", "concurrent.futures"}


@pytest.fixture(scope="module")
def project(tmp_path_factory) -> Path:
    """A small project, built."""
    root = make_project(tmp_path_factory.mktemp("project"))
    done = build(root)
    assert done.returncode == 0, done.stderr
    assert "4 notebook runs, 2 documents" in done.stderr
    return root


@pytest.fixture
def built(project, tmp_path) -> Path:
    """A copy of what stands, to build on."""
    return Path(shutil.copytree(project / "reports", tmp_path / "reports"))


def test_nothing_is_left_over(project):
    made = {path.name for path in (project / "reports").iterdir()}
    sources = {"paper.qmd", "paper.fr.qmd"} | {path.name for kind in SHARED for path in (ROOT / "reports").glob(kind)}
    assert made == sources | {"paper.html", "paper.pdf", "paper.fr.html", "paper.fr.pdf", "executed", "results"}


def test_with_nothing_to_do_nothing_heavy_is_imported(project):
    script = (
        "import sys, json\nfrom baromia.__main__ import main\n"
        "main(['build', '--renderer', 'builtin'], standalone_mode=False)\nprint(json.dumps(sorted(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], env=environment(project), capture_output=True, text=True, check=True
    )
    assert "Nothing had changed" in done.stderr
    assert not HEAVY & set(json.loads(done.stdout.splitlines()[-1]))


def test_a_read_only_folder_does_not_matter_where_nothing_changed(project, built):
    for path in (built, *built.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)
    done = build(project, "--output", built)
    assert done.returncode == 0, done.stderr
    assert "Nothing had changed" in done.stderr


@pytest.mark.parametrize("name", ["executed/fr/beta.ipynb", "paper.pdf"])
def test_a_file_that_was_damaged_is_made_again(project, built, name):
    before = contents(built)
    (built / name).write_bytes(before[name][:-9])
    done = build(project, "--output", built)
    assert done.returncode == 0, done.stderr
    assert contents(built) == before


def test_only_notebooks_that_read_a_figure_run_when_it_changes(project, built, tmp_path):
    data = Path(shutil.copytree(project / "data", tmp_path / "data"))
    change(data, "campagna2025.never-tried", "37.8", "35.6")
    before = contents(built)
    done = build(project, "--data", data, "--output", built)
    assert "2 notebook runs" in done.stderr
    after = contents(built)
    assert {name for name in before if before[name] != after[name] and name.endswith(".ipynb")} == {
        "executed/en/alpha.ipynb",
        "executed/fr/alpha.ipynb",
    }
    assert b"35.6" in after["paper.html"]
    fresh = tmp_path / "fresh"
    assert build(project, "--data", data, "--output", fresh).returncode == 0
    assert contents(fresh) == {name: text for name, text in after.items() if (fresh / name).exists()}


def test_wrong_parameters_are_refused_before_anything_runs(project, tmp_path):
    done = build(project, "--output", tmp_path / "out", "-p", "confidnce", "0.9")
    assert done.returncode == 1
    assert "did you mean confidence" in done.stderr
    assert "Traceback" not in done.stderr
    assert contents(tmp_path / "out") == {}


def test_a_fault_in_the_register_is_said_and_leaves_the_paper(project, built, tmp_path):
    data = Path(shutil.copytree(project / "data", tmp_path / "data"))
    change(data, "campagna2025.never-tried", "37.8", "137.8")
    before = contents(built)
    done = build(project, "--data", data, "--output", built)
    assert done.returncode == 1
    assert "figures.csv, line" in done.stderr
    assert contents(built) == before


def test_the_same_bytes_elsewhere(project, tmp_path):
    """Another folder with spaces and accents, another umask, time zone, locale, hash seed, count of cores, no .git."""
    root = make_project(tmp_path / "un été à Orléans")
    old = os.umask(0o077)
    try:
        done = build(root, "--jobs", "1", TZ="Pacific/Auckland", LC_ALL="C", LANG="", PYTHONHASHSEED="7", COLUMNS="33")
    finally:
        os.umask(old)
    assert done.returncode == 0, done.stderr
    assert contents(root / "reports") == contents(project / "reports")


# Digests


@pytest.fixture
def register(register_copy) -> stamps.Register:
    return stamps.Register(register_copy)


ROW = {"row": ["campagna2025.never-tried"]}


def test_a_digest_changes_with_what_was_read_and_nothing_else(register_copy):
    reads = [ROW, {"row": ["acsel2025.use-any"]}, {"column": ["theme"]}, {"column": ["value"]}, {"file": ["*"]}]
    before = [stamps.Register(register_copy).digest(read) for read in reads]
    change(register_copy, "campagna2025.never-tried", "37.8", "35.6")
    after = [stamps.Register(register_copy).digest(read) for read in reads]
    assert [old == new for old, new in zip(before, after, strict=True)] == [False, True, True, False, False]


def test_a_column_the_loader_computes_stands_for_the_whole_table(register_copy):
    before = stamps.Register(register_copy).digest({"column": ["number"]})
    change(register_copy, "acsel2025.use-any", "90", "91")
    assert stamps.Register(register_copy).digest({"column": ["number"]}) != before


def test_a_row_that_appears_was_read_as_absent(register_copy):
    read = {"row": ["campagna2025.new"]}
    before = stamps.Register(register_copy).digest(read)
    table = register_copy / "figures.csv"
    text = table.read_text(encoding="utf-8")
    line = next(line for line in text.splitlines() if line.startswith("campagna2025.never-tried,"))
    table.write_text(text + line.replace("campagna2025.never-tried", "campagna2025.new", 1) + "\n", encoding="utf-8")
    assert stamps.Register(register_copy).digest(read) != before


@pytest.mark.parametrize("text", ["", "{", "[]", '{"format": 1}', '{"format": 2, "other": {}}', "\0"])
def test_damaged_stamps_count_as_none(tmp_path, text):
    (tmp_path / stamps.FILE).write_text(text)
    assert stamps.Stamps.read(tmp_path) == stamps.Stamps()


def test_installed_versions_are_part_of_the_environment():
    assert any(name.startswith("pandas-") for name in stamps.installed())


def test_reads_of_several_processes_add_up():
    assert merged([{"file": ["a"]}, {"file": ["b"], "row": ["x"]}]) == {"file": ["a", "b"], "row": ["x"]}
    assert merged([{"file": ["figures.csv"]}, {"row": ["x"]}]) == {"file": ["figures.csv"]}


def test_no_notebooks_is_said(tmp_path):
    with pytest.raises(PaperError, match="no notebooks there"):
        find_notebooks(tmp_path)


def test_the_clock_is_the_commits_unless_it_is_given(monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    assert clock.build_time(ROOT / "data").isoformat() == "2023-11-14T22:13:20+00:00"
    for wrong in ("yesterday", "-1", "9" * 30):
        monkeypatch.setenv("SOURCE_DATE_EPOCH", wrong)
        with pytest.raises(PaperError, match="seconds since 1970"):
            clock.build_time(ROOT / "data")
