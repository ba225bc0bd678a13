"""Building: only what is stale, with the reason why; the same bytes wherever and by whomever it is built."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from baromia.project import PROJECT
from conftest import ROOT
from nbpaper import clock
from nbpaper.cache import FILE, Cache, Input, installed
from nbpaper.errors import PaperError
from nbpaper.staging import SHARED
from scratch import build, change, contents, environment, make_project, write_notebook

pytestmark = pytest.mark.build
HEAVY = {"papermill", "nbformat", "pandas", "numpy", "matplotlib", "jsonschema", "yaml", "tqdm", "concurrent.futures"}
HEAVY |= {"filelock", "multiprocessing", "IPython"}
FIGURE = ("campagna2025.never-tried", "37.8", "35.6")


def made(root: Path) -> Path:
    """Return a small project, in which one notebook has a file of its own in French."""
    make_project(root)
    text = (root / "notebooks" / "beta.ipynb").read_text(encoding="utf-8")
    (root / "notebooks" / "beta.fr.ipynb").write_text(text.replace("# Which?", "# en français"), encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def project(tmp_path_factory) -> Path:
    """A small project, built."""
    root = made(tmp_path_factory.mktemp("project"))
    done = build(root)
    assert done.returncode == 0, done.stderr
    assert "4 notebook runs, 2 documents" in done.stderr
    return root


@pytest.fixture
def built(project, tmp_path) -> Path:
    """A copy of what stands, to build on."""
    return Path(shutil.copytree(project / "reports", tmp_path / "reports"))


@pytest.fixture
def data(project, tmp_path) -> Path:
    """A copy of the data, to change."""
    return Path(shutil.copytree(project / "data", tmp_path / "data"))


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


def test_a_file_that_was_damaged_is_made_again(project, built):
    before = contents(built)
    for name in ("executed/fr/beta.ipynb", "paper.pdf"):
        (built / name).write_bytes(before[name][:-9])
    done = build(project, "--output", built)
    assert "1 notebook run, 1 document in two formats" in done.stderr
    assert contents(built) == before


def test_what_changed_is_said_and_built_as_if_from_nothing(project, built, data, tmp_path):
    change(data, *FIGURE)
    said = build(project, "--data", data, "--output", built, "--why").stdout.splitlines()
    assert f"alpha (fr): {data}/figures.csv changed since the last build" in said
    assert [line.partition(":")[0] for line in said[-4:]] == [
        "results (en)",
        "results (fr)",
        "paper.qmd",
        "paper.fr.qmd",
    ]
    done = build(project, "--data", data, "--output", built)
    assert "4 notebook runs, 2 documents" in done.stderr
    assert b"35.6" in contents(built)["paper.html"]
    fresh = tmp_path / "fresh"
    assert build(project, "--data", data, "--output", fresh).returncode == 0
    assert contents(fresh) == {name: text for name, text in contents(built).items() if (fresh / name).exists()}


def test_each_change_is_stale_for_its_own_reason(tmp_path):
    root = make_project(tmp_path / "project")
    assert build(root, "--language", "en").returncode == 0
    assert build(root, "--language", "en", "--why").stdout == ""
    why = lambda *more: build(root, "--language", "en", "--why", *more).stdout.splitlines()  # noqa: E731
    assert "alpha (en): parameter confidence is 0.9, was not given" in why("-p", "confidence", "0.9")
    assert why("--force")[0] == "alpha (en): everything is to be built again"
    (root / "reports" / "paper.css").write_text("body {}", encoding="utf-8")
    assert why() == ["paper.qmd: reports/paper.css changed since the last build"]
    shutil.copyfile(ROOT / "reports" / "paper.css", root / "reports" / "paper.css")
    write_notebook(root / "notebooks" / "gamma.ipynb", "1")
    (root / "notebooks" / "beta.ipynb").unlink()
    write_notebook(root / "notebooks" / "alpha.ipynb", "1")
    assert why()[:3] == [
        "alpha (en): notebooks/alpha.ipynb changed since the last build",
        "gamma (en): it has not been built yet",
        "results (en): reports/executed/en/beta.ipynb disappeared since the last build",
    ]


def test_a_notebook_of_its_own_language_is_the_one_that_runs(project):
    for language in ("en", "fr"):
        executed = (project / "reports" / "executed" / language / "beta.ipynb").read_text(encoding="utf-8")
        assert ("en français" in executed) == (language == "fr")


def test_wrong_parameters_are_refused_before_anything_runs(project, tmp_path):
    done = build(project, "--output", tmp_path / "out", "-p", "confidnce", "0.9")
    assert done.returncode == 1
    assert "did you mean confidence" in done.stderr
    assert "Traceback" not in done.stderr
    assert contents(tmp_path / "out") == {}


def test_a_fault_in_the_data_is_said_and_leaves_the_paper(project, built, data):
    change(data, FIGURE[0], "37.8", "137.8")
    before = contents(built)
    done = build(project, "--data", data, "--output", built)
    assert done.returncode == 1
    assert "figures.csv, line" in done.stderr
    assert contents(built) == before


def test_the_same_bytes_elsewhere(project, tmp_path):
    """Another folder with spaces and accents, another umask, time zone, locale, hash seed, count of cores, no .git."""
    root = made(tmp_path / "un été à Orléans")
    old = os.umask(0o077)
    try:
        done = build(root, "--jobs", "1", TZ="Pacific/Auckland", LC_ALL="C", LANG="", PYTHONHASHSEED="7", COLUMNS="33")
    finally:
        os.umask(old)
    assert done.returncode == 0, done.stderr
    assert contents(root / "reports") == contents(project / "reports")


# The cache


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", '{"format": 0}', '{"format": 1, "tasks": {"a": 1}}', '{"format": 1, "tasks": [], "trees": 1}'],
)
def test_a_damaged_cache_counts_as_none(tmp_path, text):
    (tmp_path / FILE).write_text(text)
    assert Cache.read(tmp_path) == Cache()


def test_what_is_kept_is_read_back(tmp_path):
    cache, inputs = Cache(), {"parameters": Input({"parameter a": "1"})}
    cache.record("task", inputs, {})
    cache.write(tmp_path)
    kept = Cache.read(tmp_path)
    assert kept.reasons("task", inputs, tmp_path) == []
    assert kept.reasons("task", {"parameters": Input({})}, tmp_path) == ["parameter a is not given, was 1"]


def test_installed_versions_are_part_of_what_a_notebook_runs_with():
    assert {"Python", "pandas"} <= set(installed(PROJECT.code[1]).tree)


# The project


def test_names_are_found_and_refused(tmp_path):
    root = make_project(tmp_path / "project")
    (root / "notebooks" / "beta.fr.ipynb").touch()
    (root / "notebooks" / "Untitled.ipynb").touch()
    project = type(PROJECT)("toy", root, root / "notebooks", root / "reports", root / "data", ("en", "fr"))
    assert project.stems() == ["alpha", "beta"]
    assert [project.notebook("beta", language).name for language in project.languages] == [
        "beta.ipynb",
        "beta.fr.ipynb",
    ]
    assert [project.document(language).name for language in project.languages] == ["paper.qmd", "paper.fr.qmd"]
    with pytest.raises(PaperError, match=r"no notebook is called 'alhpa' \(did you mean alpha\?\)"):
        project.notebook("alhpa", "en")
    with pytest.raises(PaperError, match="no paper in 'de'"):
        project.document("de")
    shutil.rmtree(root / "notebooks")
    with pytest.raises(PaperError, match="no notebooks there"):
        project.stems()


def test_the_clock_is_the_commits_unless_it_is_given(monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    assert clock.build_time(ROOT, ROOT / "data").isoformat() == "2023-11-14T22:13:20+00:00"
    for wrong in ("yesterday", "-1", "9" * 30):
        monkeypatch.setenv("SOURCE_DATE_EPOCH", wrong)
        with pytest.raises(PaperError, match="seconds since 1970"):
            clock.build_time(ROOT, ROOT / "data")
