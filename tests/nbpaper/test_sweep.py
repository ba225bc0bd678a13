"""Sweeps: forms of a grid, refusals, and the same table from one core, two, and a cluster."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

import toy
from baromia.cli import main
from baromia.paper.results_files import hooks
from baromia.project import PROJECT
from cases import cases
from conftest import ROOT, in_campaign
from nbpaper.errors import PaperError
from nbpaper.plan import Request
from nbpaper.sweep import cluster, grid, run
from processes import lab_python, wait_for


def read(text: str, tmp_path: Path) -> grid.Grid:
    file = tmp_path / "grid.yml"
    file.write_text(text, encoding="utf-8")
    return grid.read_grid(file)


# The grid


GRIDS = cases(__file__, "grids")


@pytest.mark.parametrize(("written", "values"), GRIDS["values"])
def test_forms_of_values(written, values, tmp_path):
    found = read(f"parameters: {{x: {written}}}", tmp_path).values["x"]
    assert repr(found) == repr(values)


def test_points_are_every_combination_in_the_order_of_the_file(tmp_path):
    found = read("notebook: n\nparameters:\n  b: [2, 1]\n  a: {from: 1, to: 3, step: 1}\n", tmp_path)
    assert found.notebook == "n"
    assert [(point["b"], point["a"]) for point in found.points] == [(2, 1), (2, 2), (2, 3), (1, 1), (1, 2), (1, 3)]


@pytest.mark.parametrize(("text", "said"), GRIDS["refused"])
def test_what_is_no_grid_is_refused(text, said, tmp_path):
    with pytest.raises(PaperError, match=said) as caught:
        read(text, tmp_path)
    assert "grid.yml" in str(caught.value)
    assert "To mend: " in str(caught.value)


def test_the_example_is_a_grid_the_notebook_takes():
    example = grid.read_grid(ROOT / "notebooks" / "sweep.example.yml")
    assert len(example.points) == 24
    run.check_values(Request.of(PROJECT), hooks, example.notebook, example)


@pytest.mark.parametrize(
    ("notebook", "values", "said"),
    [
        ("adoption", {"confidense": [0.9]}, r"'confidense' \(did you mean confidence\?\)"),
        ("adoption", {"confidence": [0.9, 1.5]}, "confidence: 1.5 will not do; it takes a number"),
        ("adoption", {"exclude_sources": ["acsel2025"]}, r"a list of source ids.* it lists lists: \[\[a\]"),
        ("robustness", {"tried_totals": [[100, 200], [0]]}, r"tried_totals: \[0\] will not do[^\[]*$"),
    ],
)
def test_wrong_names_and_values_are_refused(notebook, values, said):
    with pytest.raises(PaperError, match=said):
        run.check_values(Request.of(PROJECT), hooks, notebook, grid.Grid(notebook, values))


@pytest.mark.parametrize(
    ("options", "text", "said"),
    [
        (["--output", "{}/t.parqet"], "notebook: adoption\nparameters: {language: en}", "did you mean .parquet?"),
        (["--output", "{}/f.csv"], "notebook: adoption\nparameters: {language: en}", "a folder is there"),
        (["--output", "{}/t.csv"], "parameters: {language: en}", "names no notebook"),
        (["--output", "{}/t.csv", "--notebook", "trist"], "parameters: {language: en}", "did you mean trust?"),
    ],
)
def test_what_cannot_be_swept_is_refused_before_anything_is_written(options, text, said, tmp_path):
    (tmp_path / "grid.yml").write_text(text, encoding="utf-8")
    (tmp_path / "f.csv").mkdir()
    before = sorted(tmp_path.rglob("*"))
    done = CliRunner().invoke(main, ["sweep", str(tmp_path / "grid.yml"), *(each.format(tmp_path) for each in options)])
    assert (done.exit_code, said in done.stderr) == (1, True)
    assert sorted(tmp_path.rglob("*")) == before


def test_parquet_without_pyarrow_is_refused(monkeypatch, tmp_path):
    monkeypatch.setattr(grid.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(PaperError, match=r"pip install pyarrow"):
        grid.check_output(tmp_path / "t.parquet")


# What makes a point another point


def test_a_point_is_known_by_all_it_is_made_from(tmp_path):
    project = toy.project(toy.make_toys(tmp_path))
    factors = {"factor": [1, 1.5, "1"]}

    def keys(values: dict) -> list[Path]:
        return [point.file for point in grid.points_of(grid.Grid("sorting", values), "sorting", asked, tmp_path)]

    asked = Request.of(project)
    first = keys(factors)
    assert len(set(first)) == 3
    assert keys(factors) == first
    (project.data / "toys.csv").write_text("colour,number\nred,5\n", encoding="utf-8")
    second = keys(factors)
    toy.write_notebook(project.notebook("sorting", "en"), "1")
    third = keys(factors)
    asked = Request.of(replace(project, packages=("click",)))
    assert len({*first, *second, *third, *keys(factors), *keys({"other": [1]})}) == 13


@pytest.mark.parametrize("damage", ["", "{", "[]", "null", '{"parameters": {}}'])
def test_a_damaged_kept_point_counts_as_not_there(damage, tmp_path):
    point = grid.Point({"a": 1}, tmp_path, tmp_path / "k.json")
    grid.keep_point(point, {"results": []})
    assert grid.read_point(point) == {"parameters": {"a": 1}, "results": []}
    point.file.write_text(damage, encoding="utf-8")
    assert grid.read_point(point) is None


# The table


def result(name: str, value: object, **more: object) -> dict:
    return {"name": name, "value": value, "text": "t", "kind": "computed", "figures": ["a.b", "c.d"], **more}


def test_the_table_says_what_was_recorded(tmp_path):
    recorded = [
        result("n.share", 0.25, unit="share"),
        result("n.count", 3, unit="count"),
        result("n.printed", "24.4", kind="published", unit="percent"),
        result("n.ratio", "9/10", kind="published", unit="ratio"),
        result("n.hours", "28", kind="published", unit="hours"),
        result("n.date", "2025-06", kind="published", unit="date"),
        result("n.range", None, unit="share", low=0.01, high=0.02),
        result("n.people", None, unit="count", low=27, high=31),
        result("n.gap", 60.0, unit="points", low=60.0, high=60.0),
        result("n.refused", None, reason="n_not_reported"),
        result("n.gone", "90", kind="published", unit="percent", reason="left_out"),
    ]
    outcomes = [
        ({"a": 1, "b": []}, {"results": recorded}),
        ({"a": None, "b": ["x", "y"]}, {"results": []}),
        ({"a": 2, "b": ["x"]}, {"failed": "cell 1, no", "final": True}),
    ]
    grid.write_table(tmp_path / "t.csv", ["a", "b"], outcomes)
    assert (tmp_path / "t.csv").read_bytes() == Path(__file__).with_name("swept.csv").read_bytes()
    assert [path.name for path in tmp_path.iterdir()] == ["t.csv"]
    shown = [lab_python(), "-c", IN_PARQUET, str(tmp_path / "t.parquet")]
    done = subprocess.run(shown, input=json.dumps(outcomes), capture_output=True, text=True, encoding="utf-8")
    assert done.stdout == (tmp_path / "t.csv").read_text(encoding="utf-8"), done.stderr
    assert done.stderr == "Int64 Float64\n"


# In the environment of JupyterLab, which has pyarrow: the other one is to be that of the paper.
IN_PARQUET = """import json, sys
from pathlib import Path
import pandas as pd
from nbpaper.sweep import grid
output = Path(sys.argv[1])
grid.check_output(output)
grid.write_table(output, ["a", "b"], json.load(sys.stdin))
table = pd.read_parquet(output)
sys.stdout.write(table.to_csv(index=False, lineterminator="\\n"))
print(table["a"].dtype, table["share_low"].dtype, file=sys.stderr)"""


# A whole sweep, of a notebook that writes down when it runs, fails for one value, and may be made to wait

NOTED = """import os, time
from nbpaper.results import record

place = os.environ["SWEEP_PLACE"]
with open(f"{place}/log", "a") as log:
    log.write(f"{language} {factor}\\n")
if factor == 0.9 and os.path.exists(f"{place}/gate"):
    open(f"{place}/gate/{os.environ['SWEEP_WORKER']}", "w").close()
    while not os.path.exists(f"{place}/open"):
        time.sleep(0.02)"""
FAILING = "if factor == 0.7:\n    raise RuntimeError('seventy\\nis refused')"
RECORDING = """record("noting.range", f"{language} {factor}", unit="share", low=0.5 - factor / 10, high=0.5)
record("noting.refused", "?", reason="n_not_reported");"""
GRID = "notebook: noting\nparameters:\n  factor: {from: 0.7, to: 0.9, step: 0.2}\n  language: [en, fr]\n"
POINTS = 4


class Place:
    """A small project with a grid, and a folder where its notebook writes down that it runs."""

    def __init__(self, root: Path, folder: Path):
        self.root, self.folder = root, folder
        folder.mkdir()
        self.grid, self.table, self.log = folder / "grid.yml", folder / "t.csv", folder / "log"
        self.grid.write_text(GRID, encoding="utf-8")

    @property
    def runs(self) -> list[str]:
        return self.log.read_text(encoding="utf-8").splitlines() if self.log.exists() else []

    @property
    def kept(self) -> list[Path]:
        return sorted((self.folder / "t.csv.points").glob("*.json"))

    def sweep(self, name: str = "t.csv", scheduler: str | None = None, **asked: object) -> str:
        """Sweep; return what was said."""
        told = []
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("SWEEP_PLACE", str(self.folder))
            patch.setenv("SWEEP_WORKER", "none")
            request = Request.of(toy.project(self.root), tell=told.append, **asked)
            run.sweep(request, toy.hooks, self.grid, self.folder / name, scheduler=scheduler)
        return " ".join(told)

    def take_over(self, other: "Place", but: float | None = None) -> None:
        """Take over what another sweep has finished, except for a factor."""
        kept = Path(shutil.copytree(other.folder / "t.csv.points", self.folder / "t.csv.points"))
        for path in kept.glob("*.json"):
            if json.loads(path.read_text(encoding="utf-8"))["parameters"]["factor"] == but:
                path.unlink()


@pytest.fixture(scope="module")
def whole(tmp_path_factory, forked) -> Place:
    """A sweep that ran through on one core."""
    root = toy.make_toys(tmp_path_factory.mktemp("project"))
    toy.write_notebook(root / "notebooks" / "noting.ipynb", NOTED, FAILING, RECORDING)
    place = Place(root, tmp_path_factory.mktemp("whole") / "place")
    place.said = place.sweep(jobs=1)
    return place


@pytest.fixture
def place(whole, tmp_path) -> Place:
    return Place(whole.root, tmp_path / "place")


@pytest.mark.build
def test_every_point_is_there_once_in_the_order_of_the_grid(whole):
    frame = pd.read_csv(whole.table)
    expected = [(factor, language) for factor in (0.7, 0.9) for language in ("en", "fr")]
    met = frame[["factor", "language"]].drop_duplicates()
    assert list(met.itertuples(index=False, name=None)) == expected
    assert len(whole.runs) == POINTS
    assert f"{POINTS} points, {POINTS} run now, 2 of them failed (their rows say why)." in whole.said
    failed = frame.query("status == 'failed'")
    assert list(failed["factor"]) == [0.7, 0.7]
    assert set(failed["reason"]) == {"cell 4 (if factor == 0.7:): RuntimeError: seventy is refused"}
    frame = frame.set_index(["name", "factor", "language"]).sort_index()
    assert frame.loc[("noting.range", 0.9, "fr"), "text"] == "fr 0.9"
    assert frame.loc[("noting.range", 0.9, "fr"), "share_low"] == pytest.approx(0.41)
    assert frame.loc[("noting.refused", 0.9, "fr"), "reason"] == "n_not_reported"


@pytest.mark.build
def test_a_sweep_goes_on_where_it_was(whole, place):
    """Of the points, two had been added to the grid or were cut off: they run, and no more."""
    place.take_over(whole, but=0.9)
    assert f"{POINTS} points, 2 run now" in place.sweep(jobs=2)
    assert sorted(place.runs) == ["en 0.9", "fr 0.9"]
    assert place.table.read_bytes() == whole.table.read_bytes()
    kept = place.folder / "t.csv.points"
    assert {path.suffix or path.name for path in kept.iterdir()} == {".json", ".gitignore"}
    assert {path.name for path in place.folder.iterdir()} == {"grid.yml", "log", "t.csv", kept.name}


@pytest.mark.build
@pytest.mark.parametrize("final", [True, False])
def test_a_failure_is_kept_only_where_it_would_come_again(place, monkeypatch, final):
    def submit(_: grid.Point) -> Future:
        future = Future()
        future.set_result({"failed": "its kernel died", "final": final})
        return future

    monkeypatch.setattr(run, "_local", lambda *_: nullcontext(submit))
    with pytest.raises(PaperError, match="every point failed"):
        place.sweep()
    assert len(place.kept) == (POINTS if final else 0)


@pytest.mark.build
def test_a_sweep_in_which_all_fails_says_so_after_its_table(whole, place):
    place.take_over(whole)
    place.grid.write_text("notebook: noting\nparameters: {language: en, factor: 0.7}", encoding="utf-8")
    with pytest.raises(PaperError, match="every point failed, the first of them so: cell 4"):
        place.sweep()
    assert len(pd.read_csv(place.table)) == 1
    assert place.runs == []
    place.table.unlink()
    place.grid.write_text(GRID.replace("[en, fr]", "[en, de]"), encoding="utf-8")
    with pytest.raises(PaperError, match="'de' will not do; it takes en or fr"):
        place.sweep()
    assert not place.table.exists()


# The cluster


@pytest.fixture
def scheduler():
    """A scheduler in this process, on loopback."""
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(n_workers=0, host="127.0.0.1", dashboard_address=":0", silence_logs=50) as running:
        yield running.scheduler_address


@contextmanager
def worker(address: str, folder: Path, name: str, **environment: object) -> Iterator[subprocess.Popen]:
    """A worker in a process of its own, which is killed at the end."""
    where = ("--local-directory", folder / name, "--name", name, "--host", "127.0.0.1")
    how = ("--no-nanny", "--no-dashboard", "--nthreads", "1")
    command = [sys.executable, "-m", "dask", "worker", address, *map(str, where), *how]
    given = toy.environment(SWEEP_WORKER=name, **environment)
    process = subprocess.Popen(command, env=given, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def enter(address: str) -> None:
    with cluster.cluster(address, Request.of(PROJECT), []):
        pass


@pytest.mark.build
def test_a_cluster_that_loses_a_worker_gives_every_point_once(whole, place, scheduler, tmp_path, monkeypatch):
    with monkeypatch.context() as soon:
        soon.setattr(cluster, "SOON", 1)
        with pytest.raises(PaperError, match=r"has no workers\. To mend: start some with `dask worker tcp://"):
            enter(scheduler)
    (place.folder / "gate").mkdir()
    with ExitStack() as stack, ThreadPoolExecutor(1) as thread:
        workers = {
            name: stack.enter_context(worker(scheduler, tmp_path, name, SWEEP_PLACE=place.folder))
            for name in ("first", "second")
        }
        swept = thread.submit(place.sweep, scheduler=scheduler)
        wait_for(lambda: any((place.folder / "gate").iterdir()))  # a worker is in the midst of a point
        (victim, *_) = (path.name for path in (place.folder / "gate").iterdir())
        workers.pop(victim).kill()
        (place.folder / "open").touch()
        assert f"{POINTS} points, {POINTS} run now, 2 of them failed" in swept.result(timeout=120)
    assert len(place.runs) > POINTS  # one at least was lost with its worker, and ran again
    assert place.table.read_bytes() == whole.table.read_bytes()
    assert len(place.kept) == POINTS
    (survivor,) = workers
    assert not list((tmp_path / survivor).rglob("nbpaper-*"))  # it has put everything away


@in_campaign
@pytest.mark.build
def test_a_worker_with_another_package_is_refused(place, scheduler, tmp_path):
    other = Path(shutil.copytree(ROOT / "src", tmp_path / "src"))
    with (other / "nbpaper" / "project.py").open("a", encoding="utf-8") as module:
        module.write("\n# changed\n")
    refused = pytest.raises(PaperError, match=r"has other sources, other packages or another Python\. To mend: ")
    with worker(scheduler, tmp_path, "strange", PYTHONPATH=other), refused:
        place.sweep(scheduler=scheduler)
    assert place.runs == []


def test_without_a_scheduler_or_without_dask_what_to_do_is_named(monkeypatch):
    monkeypatch.setattr(cluster, "SOON", 0.2)
    for address in ("tcp://127.0.0.1:1", "nonsense://x"):
        with pytest.raises(PaperError, match="no Dask scheduler answers at"):
            enter(address)
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(PaperError, match="pip install distributed"):
        enter("tcp://127.0.0.1:1")
