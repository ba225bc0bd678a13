"""Sweeps: forms of a grid, refusals, and the same table from one core, two, a cluster, and after a kill."""

import io
import json
import os
import shutil
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

import scratch
from baromia.cli import main
from baromia.paper.collect import HOOKS
from baromia.project import PROJECT
from conftest import ROOT, in_campaign
from nbpaper.errors import PaperError
from nbpaper.plan import Request
from nbpaper.sweep import cluster, grid, points, run, table
from processes import wait_for

pytestmark = pytest.mark.build


def read(text: str, tmp_path: Path) -> grid.Grid:
    file = tmp_path / "grid.yml"
    file.write_text(text, encoding="utf-8")
    return grid.read_grid(file)


# The grid


@pytest.mark.parametrize(
    ("written", "values"),
    [
        ("[0.9, 0.95]", [0.9, 0.95]),
        ("0.9", [0.9]),
        ("{from: 0.80, to: 0.95, step: 0.05}", [0.8, 0.85, 0.9, 0.95]),
        ("{from: 0.7, to: 1, step: 0.1}", [0.7, 0.8, 0.9, 1.0]),
        ("{from: 1, to: 6, step: 2}", [1, 3, 5]),
        ("{from: 3, to: 3, step: 1}", [3]),
        ("[none, 100]", [None, 100]),
        ("[[], [campagna2025, acsel2025]]", [[], ["campagna2025", "acsel2025"]]),
        ("wilson", ["wilson"]),
        ("[true, 1]", [True, 1]),
    ],
)
def test_forms_of_values(written, values, tmp_path):
    found = read(f"parameters: {{x: {written}}}", tmp_path).values["x"]
    assert found == values
    assert [type(value) for value in found] == [type(value) for value in values]


def test_points_are_every_combination_in_the_order_of_the_file(tmp_path):
    found = read("notebook: n\nparameters:\n  b: [2, 1]\n  a: {from: 1, to: 3, step: 1}\n", tmp_path)
    assert found.notebook == "n"
    assert [(point["b"], point["a"]) for point in found.points] == [(2, 1), (2, 2), (2, 3), (1, 1), (1, 2), (1, 3)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is empty"),
        ("- a", "is no grid"),
        ("notebok: adoption\nparameters: {x: 1}", r"'notebok' \(did you mean notebook\?\)"),
        ("notebook: [a]\nparameters: {x: 1}", "which is no name"),
        ("notebook: adoption", "has no parameters"),
        ("parameters: {}", "has no parameters"),
        ("parameters: [x]", "has no parameters"),
        ("parameters: {x: []}", "x has no values"),
        ("parameters: {x: [1, 2, 1]}", "has 1 twice"),
        ("parameters: {x: [1, 1.0]}", "has 1.0 twice"),
        ("parameters: {x: {from: 1, to: 2}}", "its step is None"),
        ("parameters: {x: {from: 1, to: 2, stop: 1}}", r"no 'stop' \(did you mean step\?\)"),
        ("parameters: {x: {from: 1, to: 2, step: 0}}", "range is empty"),
        ("parameters: {x: {from: 2, to: 1, step: 1}}", "range is empty"),
        ("parameters: {x: {from: a, to: 1, step: 1}}", "its from is 'a'"),
        ("parameters: {x: {from: 1, to: .inf, step: 1}}", "its to is inf"),
        ("parameters: {x: {from: 0, to: 1, step: 0.000001}}", "more than 100,000"),
        ("parameters: {x: {from: 1, to: 1000, step: 1}, y: {from: 1, to: 1000, step: 1}}", "1,000,000 points"),
        ("parameters: {x: [.nan]}", "no value of a parameter"),
        ("parameters: {x: [2025-01-01]}", "no value of a parameter"),
        ("parameters: {x: [{a: 1}]}", "no value of a parameter"),
        ("parameters: {x: [[[1]]]}", "no value of a parameter"),
        ("parameters: {x: [2025-13-41]}", "no plain YAML|none"),
        ("parameters: {x: 1}\nparameters: {x: 2}", "line 2: .*stands there twice"),
        ("parameters: {x: [1}", "line 1: is no plain YAML"),
        ("parameters: {x: !!python/object/apply:os.system [ls]}", "is no plain YAML"),
        ("parameters: {x: " + "[" * 3000 + "]" * 3000 + "}", "nested too deeply|no plain YAML|no value"),
    ],
)
def test_what_is_no_grid_is_refused(text, said, tmp_path):
    with pytest.raises(PaperError, match=said) as caught:
        read(text, tmp_path)
    assert "grid.yml" in str(caught.value)
    assert "To mend: " in str(caught.value)


def test_the_example_is_a_grid_the_notebook_takes():
    example = grid.read_grid(ROOT / "notebooks" / "sweep.example.yml")
    assert len(example.points) == 24
    run.check_values(Request.of(PROJECT), HOOKS, example.notebook, example)


# What a notebook takes


@pytest.mark.parametrize(
    ("notebook", "values", "said"),
    [
        ("adoption", {"confidense": [0.9]}, r"'confidense' \(did you mean confidence\?\)"),
        ("adoption", {"tried_totals": [[100]]}, "no parameter of adoption is called 'tried_totals'"),
        ("adoption", {"confidence": [0.9, 1.5]}, "confidence: 1.5 will not do; it takes a number"),
        ("adoption", {"language": ["de"]}, "'de' will not do"),
        ("adoption", {"exclude_sources": ["acsel2025"]}, r"a list of source ids.* it lists lists: \[\[a\]"),
        ("robustness", {"tried_totals": [0]}, r"0 will not do; .* it lists lists: \[\[a\]"),
        ("adoption", {"exclude_sources": [["acsel2024"]]}, r"did you mean acsel2025\?"),
        ("robustness", {"tried_totals": [[100, 200], [0]]}, r"tried_totals: \[0\] will not do[^\[]*$"),
    ],
)
def test_wrong_names_and_values_are_refused(notebook, values, said):
    with pytest.raises(PaperError, match=said):
        run.check_values(Request.of(PROJECT), HOOKS, notebook, grid.Grid("grid.yml", notebook, values))


def call(*arguments: object):
    return CliRunner().invoke(main, ["sweep", *map(str, arguments)])


@pytest.mark.parametrize(
    ("options", "text", "said"),
    [
        (["--output", "{}/t.txt"], "notebook: adoption\nparameters: {language: en}", ".csv or .parquet"),
        (["--output", "{}/t.parqet"], "notebook: adoption\nparameters: {language: en}", "did you mean .parquet?"),
        (["--output", "{}/f.csv"], "notebook: adoption\nparameters: {language: en}", "a folder is there"),
        (["--output", "{}/t.csv"], "parameters: {language: en}", "names no notebook"),
        (["--output", "{}/t.csv"], "notebook: adoptoin\nparameters: {language: en}", "did you mean adoption?"),
        (["--output", "{}/t.csv", "--notebook", "trist"], "parameters: {language: en}", "did you mean trust?"),
        (["--output", "{}/t.csv"], "notebook: adoption\nparameters: {value: 1}", "the name of a column"),
        (
            ["--output", "{}/t.csv", "--data", "{}"],
            "notebook: adoption\nparameters: {language: en}",
            "datapackage.json",
        ),
    ],
)
def test_what_cannot_be_swept_is_refused_before_anything_is_written(options, text, said, tmp_path):
    (tmp_path / "grid.yml").write_text(text, encoding="utf-8")
    (tmp_path / "f.csv").mkdir()
    before = sorted(tmp_path.rglob("*"))
    done = call(tmp_path / "grid.yml", *(option.format(tmp_path) for option in options))
    assert done.exit_code == 1
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert sorted(tmp_path.rglob("*")) == before


def test_parquet_without_pyarrow_is_refused(monkeypatch, tmp_path):
    monkeypatch.setattr(table.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(PaperError, match=r"pip install pyarrow"):
        table.check_output(tmp_path / "t.parquet")


def test_a_missing_grid_and_two_places_to_run_are_refused(tmp_path):
    assert "is not there" in call(tmp_path / "none.yml", "--output", tmp_path / "t.csv").stderr
    both = call("g.yml", "--output", "t.csv", "--jobs", 2, "--scheduler", "tcp://127.0.0.1:1")
    assert both.exit_code == 2
    assert "give one of them" in both.stderr


# What makes a point another point


def test_a_point_is_known_by_all_it_is_made_from(register_copy, tmp_path):
    root = scratch.make_project(tmp_path / "project")
    project = replace(PROJECT, notebooks=root / "notebooks")
    asked, confidences = Request.of(project, data=register_copy), {"confidence": [1, 1.5, "1"]}

    def keys(values: dict) -> list[str]:
        return [point.key for point in points.points_of(grid.Grid("g", "alpha", values), "alpha", asked)]

    first = keys(confidences)
    assert len(set(first)) == 3
    assert keys(confidences) == first
    scratch.change(register_copy, "campagna2025.never-tried", "37.8", "35.6")
    second = keys(confidences)
    scratch.write_notebook(root / "notebooks" / "alpha.ipynb", "1")
    assert len({*first, *second, *keys(confidences), *keys({"other": [1]})}) == 10


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"format": 0}', "null", '{"format": 2, "key": "k", "outcome": {}}'])
def test_a_damaged_kept_point_counts_as_not_there(damage, tmp_path):
    kept, point = points.Kept(tmp_path / "t.csv"), points.Point({"a": 1}, tmp_path, "k")
    kept.folder.mkdir()
    kept.write(point, {"results": []})
    assert kept.read(point) == {"results": []}
    next(kept.folder.iterdir()).write_text(damage, encoding="utf-8")
    assert kept.read(point) is None


# The table


def result(name: str, value: object, **more: object) -> dict:
    return {"name": name, "value": value, "text": "t", "kind": "computed", "figures": ["a.b", "c.d"], **more}


def test_the_table_says_what_was_recorded(tmp_path):
    outcomes = [
        (
            {"a": 1, "b": []},
            {
                "results": [
                    result("n.share", 0.25),
                    result("n.count", 3),
                    result("n.printed", "24.4", kind="published", unit="percent"),
                    result("n.ratio", "9/10", kind="published", unit="ratio"),
                    result("n.hours", "28", kind="published", unit="hours"),
                    result("n.date", "2025-06", kind="published", unit="date"),
                    result("n.range", "1% to 2%", low=0.01, high=0.02),
                    result("n.people", "27 to 31 of 45", unit="count", low=27, high=31),
                    result("n.refused", "n not reported", reason="n_not_reported"),
                    result("n.gone", "90", kind="published", unit="percent", reason="left_out"),
                ]
            },
        ),
        ({"a": None, "b": ["x", "y"]}, {"results": []}),
        ({"a": 2, "b": ["x"]}, {"failed": "cell 1, no", "final": True}),
    ]
    assert ",".join(table.COLUMNS) == (
        "name,share,share_low,share_high,count,count_low,count_high,value,value_low,value_high,unit,text,kind,figures,"
        "status,reason"
    )
    table.write_table(tmp_path / "t.csv", ["a", "b"], outcomes)
    assert (tmp_path / "t.csv").read_text(encoding="utf-8").splitlines() == [
        ",".join(["a", "b", *table.COLUMNS]),
        "1,,n.share,0.25,,,,,,,,,share,t,computed,a.b;c.d,recorded,",
        "1,,n.count,,,,3.0,,,,,,count,t,computed,a.b;c.d,recorded,",
        "1,,n.printed,0.244,,,,,,,,,percent,t,published,a.b;c.d,recorded,",
        "1,,n.ratio,0.9,,,,,,,,,ratio,t,published,a.b;c.d,recorded,",
        "1,,n.hours,,,,,,,28.0,,,hours,t,published,a.b;c.d,recorded,",
        "1,,n.date,,,,,,,,,,date,t,published,a.b;c.d,recorded,",
        "1,,n.range,,0.01,0.02,,,,,,,share,t,computed,a.b;c.d,recorded,",
        "1,,n.people,,,,,27.0,31.0,,,,count,t,computed,a.b;c.d,recorded,",
        "1,,n.refused,,,,,,,,,,,t,computed,a.b;c.d,refused,n_not_reported",
        "1,,n.gone,,,,,,,,,,percent,t,published,a.b;c.d,refused,left_out",
        ",x;y,,,,,,,,,,,,,,,empty,the notebook records no result",
        '2,x,,,,,,,,,,,,,,,failed,"cell 1, no"',
    ]
    assert [path.name for path in tmp_path.iterdir()] == ["t.csv"]


# A whole sweep, of a notebook that writes down when it runs, fails for one value, and may be made to wait or die

NOTED = """import os, time

place = os.environ["SWEEP_PLACE"]
with open(f"{place}/log", "a") as log:
    log.write(f"{language} {confidence}\\n")
if confidence == 0.6 and os.path.exists(f"{place}/deadly"):
    os.kill(os.getpid(), 9)
if confidence == 0.9 and os.path.exists(f"{place}/gate"):
    open(f"{place}/gate/{os.environ['SWEEP_WORKER']}", "w").close()
    while not os.path.exists(f"{place}/open"):
        time.sleep(0.02)"""
FAILING = "if confidence == 0.7:\n    raise RuntimeError('seventy\\nis refused')"
RECORDING = """more = {"figures": ("campagna2025.never-tried",)}
record("noting.range", f"{language} {confidence}", value=None, low=0.5 - confidence / 10, high=0.5, **more)
record("noting.refused", "?", value=None, reason="n_not_reported", **more);"""
GRID = "notebook: noting\nparameters:\n  confidence: {from: 0.6, to: 0.9, step: 0.1}\n  language: [en, fr]\n"
POINTS = 8
ROWS = 2  # a point


class Place:
    """A small project with a grid, and a folder where its notebook writes down that it runs."""

    def __init__(self, root: Path, folder: Path):
        self.root, self.folder = root, folder
        folder.mkdir()
        self.grid = folder / "grid.yml"
        self.grid.write_text(GRID, encoding="utf-8")

    @property
    def runs(self) -> list[str]:
        log = self.folder / "log"
        return log.read_text(encoding="utf-8").splitlines() if log.exists() else []

    def environment(self, worker: str = "none") -> dict[str, str]:
        return scratch.environment(self.root, SWEEP_PLACE=str(self.folder), SWEEP_WORKER=worker)

    def command(self, *options: object, name: str = "t.csv") -> list[str]:
        given = [self.grid, "--output", self.folder / name, *options]
        return [sys.executable, "-m", "baromia", "sweep", *map(str, given)]

    def sweep(self, *options: object, name: str = "t.csv", code: int = 0) -> str:
        """Sweep; return what was said."""
        done = subprocess.run(
            self.command(*options, name=name), env=self.environment(), capture_output=True, text=True, timeout=120
        )
        assert done.returncode == code, done.stderr
        assert "Traceback" not in done.stderr
        return done.stderr

    def take_over(self, other: "Place", but: tuple[float, ...] = ()) -> None:
        """Take over what another sweep has finished, except for some values of the confidence."""
        shutil.copytree(other.folder / "t.csv.points", self.folder / "t.csv.points")
        for path in self.kept():
            if json.loads(path.read_text(encoding="utf-8"))["parameters"]["confidence"] in but:
                path.unlink()

    def kept(self, name: str = "t.csv") -> list[Path]:
        return sorted((self.folder / f"{name}.points").glob("*.json"))


@pytest.fixture(scope="module")
def project(tmp_path_factory) -> Path:
    root = scratch.make_project(tmp_path_factory.mktemp("project"))
    scratch.write_notebook(root / "notebooks" / "noting.ipynb", scratch.OPEN, NOTED, FAILING, RECORDING)
    return root


@pytest.fixture
def place(project, tmp_path) -> Place:
    return Place(project, tmp_path / "place")


@pytest.fixture(scope="module")
def whole(project, tmp_path_factory) -> Place:
    """A sweep that ran through on one core."""
    place = Place(project, tmp_path_factory.mktemp("whole") / "place")
    place.said = place.sweep("--jobs", 1)
    return place


def test_every_point_is_there_once_in_the_order_of_the_grid(whole):
    frame = pd.read_csv(whole.folder / "t.csv")
    expected = [(confidence, language) for confidence in (0.6, 0.7, 0.8, 0.9) for language in ("en", "fr")]
    met = frame[["confidence", "language"]].drop_duplicates()
    assert list(met.itertuples(index=False, name=None)) == expected
    sizes = frame.groupby(["confidence", "language"]).size()
    assert all(size == (1 if confidence == 0.7 else ROWS) for (confidence, _), size in sizes.items())
    assert len(whole.runs) == POINTS
    assert f"{POINTS} points, {POINTS} run now, 2 of them failed (their rows say why)." in whole.said


def test_parameters_reach_the_notebook(whole):
    frame = pd.read_csv(whole.folder / "t.csv").set_index(["name", "confidence", "language"]).sort_index()
    narrow, wide = (frame.loc[("noting.range", confidence, "en")] for confidence in (0.6, 0.9))
    assert wide["share_low"] < narrow["share_low"] < narrow["share_high"] == wide["share_high"]
    assert frame.loc[("noting.range", 0.9, "fr"), "text"] == "fr 0.9"
    assert frame.loc[("noting.refused", 0.9, "fr"), "reason"] == "n_not_reported"


def test_failures_are_rows_with_their_reason(whole):
    failed = pd.read_csv(whole.folder / "t.csv").query("status == 'failed'")
    assert list(failed["confidence"]) == [0.7, 0.7]
    said = "cell 5 (if confidence == 0.7:): RuntimeError: seventy is refused"
    assert set(failed["reason"]) == {said}
    assert failed[["name", "share", "text"]].isna().all().all()


def test_parquet_and_csv_say_the_same_and_what_is_kept_serves_both(whole):
    shutil.copytree(whole.folder / "t.csv.points", whole.folder / "t.parquet.points", dirs_exist_ok=True)
    before = whole.runs
    assert f"{POINTS} points, 0 run now" in whole.sweep(name="t.parquet")
    assert whole.runs == before
    frame = pd.read_parquet(whole.folder / "t.parquet")
    page = io.StringIO()
    frame.to_csv(page, index=False, lineterminator="\n")
    assert page.getvalue() == (whole.folder / "t.csv").read_text(encoding="utf-8")
    assert frame["confidence"].dtype == "Float64"
    assert frame["share_low"].dtype == "Float64"


@in_campaign
def test_two_cores_give_the_same_table(whole, place):
    place.sweep("--jobs", 2)
    assert (place.folder / "t.csv").read_bytes() == (whole.folder / "t.csv").read_bytes()
    assert sorted(place.runs) == sorted(whole.runs)
    left = {path.name for path in place.folder.iterdir()}
    assert left == {"grid.yml", "log", "t.csv", "t.csv.points"}
    kept = {path.name: path.read_text(encoding="utf-8") for path in (place.folder / "t.csv.points").iterdir()}
    assert kept.pop(".gitignore") == "*\n", "working files are no files of the project"
    assert {Path(name).suffix for name in kept} == {".json"}


def test_a_killed_sweep_goes_on_where_it_was(whole, place):
    (place.folder / "gate").mkdir()  # the last two points wait, so that it is killed before its end
    process = subprocess.Popen(place.command("--jobs", 1), env=place.environment(), stderr=subprocess.DEVNULL)
    wait_for(lambda: len(place.kept()) == POINTS - 2 and any((place.folder / "gate").iterdir()))
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert not (place.folder / "t.csv").exists()
    done = len(place.kept())
    shutil.rmtree(place.folder / "gate")
    said = place.sweep("--jobs", 2)
    assert f"{POINTS} points, {POINTS - done} run now" in said
    assert sorted(place.runs) == sorted([*whole.runs, "en 0.9"])  # only the one it was killed in ran again
    assert (place.folder / "t.csv").read_bytes() == (whole.folder / "t.csv").read_bytes()
    assert not list(place.folder.rglob(".build-*"))


@in_campaign
def test_a_kernel_that_died_is_a_failure_and_runs_again_next_time(whole, place):
    place.take_over(whole, but=(0.6, 0.9))
    place.grid.write_text(GRID.replace("from: 0.6, to: 0.9", "from: 0.6, to: 0.8"), encoding="utf-8")
    (place.folder / "deadly").touch()
    assert "6 points, 2 run now, 4 of them failed" in place.sweep()
    reasons = pd.read_csv(place.folder / "t.csv").query("confidence == 0.6")["reason"]
    assert list(reasons) == ["cell 4 (import os, time): its kernel died (killed, or out of memory?)"] * 2
    (place.folder / "deadly").unlink()
    place.grid.write_text(GRID, encoding="utf-8")  # and a grid that has grown runs what is new, no more
    assert f"{POINTS} points, 4 run now, 2 of them failed" in place.sweep()
    assert (place.folder / "t.csv").read_bytes() == (whole.folder / "t.csv").read_bytes()


def test_a_sweep_in_which_all_fails_says_so_after_its_table(whole, place):
    place.take_over(whole)
    place.grid.write_text("notebook: noting\nparameters: {language: en, confidence: 0.7}", encoding="utf-8")
    assert "every point failed, the first of them so: cell 5" in place.sweep(code=1)
    assert len(pd.read_csv(place.folder / "t.csv")) == 1
    assert place.runs == []


def test_a_wrong_value_ends_a_sweep_before_anything_runs(place):
    place.grid.write_text(GRID.replace("[en, fr]", "[en, de]"), encoding="utf-8")
    assert "parameter language: 'de' will not do; it takes en or fr." in place.sweep(code=1)
    assert place.runs == []
    assert not (place.folder / "t.csv").exists()


# The cluster


class Dask:
    """A scheduler and workers in processes of their own, on loopback."""

    def __init__(self, folder: Path):
        self.folder, self.processes = folder, {}
        self.file = folder / "scheduler.json"

    def __enter__(self) -> "Dask":
        self._start("scheduler", "scheduler", "--port", 0, "--scheduler-file", self.file, env=os.environ)
        wait_for(lambda: self.file.is_file() and self.file.read_text(encoding="utf-8").endswith("}"))
        return self

    @property
    def address(self) -> str:
        return json.loads(self.file.read_text(encoding="utf-8"))["address"]

    def worker(self, name: str, env: dict[str, str]) -> None:
        where = ("--local-directory", self.folder / name, "--no-nanny", "--nthreads", 1, "--name", name)
        self._start(name, "worker", self.address, *where, env=env)

    def _start(self, name: str, *command: object, env: dict[str, str]) -> None:
        with (self.folder / f"{name}.log").open("w") as log:
            self.processes[name] = subprocess.Popen(
                [sys.executable, "-m", "dask", *map(str, command), "--host", "127.0.0.1", "--no-dashboard"],
                env=dict(env),
                cwd=self.folder,
                stdout=log,
                stderr=log,
            )

    def __exit__(self, *_: object) -> None:
        for process in reversed(self.processes.values()):  # the scheduler last; nobody needs their farewells
            process.kill()
            process.wait()


@pytest.fixture
def dask(tmp_path):
    (tmp_path / "dask").mkdir()
    with Dask(tmp_path / "dask") as running:
        yield running


def test_a_cluster_that_loses_a_worker_gives_every_point_once(whole, place, dask):
    for name in ("first", "second"):
        dask.worker(name, place.environment(name))
    (place.folder / "gate").mkdir()
    command = place.command("--scheduler", dask.address)
    process = subprocess.Popen(command, env=place.environment(), stderr=subprocess.PIPE, text=True)
    wait_for(lambda: any((place.folder / "gate").iterdir()))  # a worker is in the midst of a point
    (victim, *_) = (path.name for path in (place.folder / "gate").iterdir())
    dask.processes[victim].kill()
    dask.processes[victim].wait()
    (place.folder / "open").touch()
    said = process.communicate(timeout=120)[1]
    assert process.returncode == 0, said
    assert f"{POINTS} points, {POINTS} run now, 2 of them failed" in said
    assert len(place.runs) > POINTS  # one at least was lost with its worker, and ran again
    assert (place.folder / "t.csv").read_bytes() == (whole.folder / "t.csv").read_bytes()
    assert len(place.kept()) == POINTS
    (survivor,) = {"first", "second"} - {victim}
    assert not list((dask.folder / survivor).rglob("nbpaper-*"))  # it has put everything away


@in_campaign
def test_a_worker_with_another_package_is_refused(place, dask, tmp_path):
    other = Path(shutil.copytree(place.root / "src", tmp_path / "other" / "src")).parent
    with (other / "src" / "baromia" / "project.py").open("a", encoding="utf-8") as module:
        module.write("\n# changed\n")
    dask.worker("strange", {**place.environment(), "PYTHONPATH": str(other / "src")})
    said = place.sweep("--scheduler", dask.address, code=1)
    assert "has other sources, other packages or another Python. To mend: " in said
    assert place.runs == []


def enter(address: str) -> None:
    with cluster.cluster(address, Request.of(PROJECT), []):
        pass


def test_a_scheduler_without_workers_is_refused(dask, monkeypatch):
    monkeypatch.setattr(cluster, "SOON", 1)
    with pytest.raises(PaperError, match=r"has no workers\. To mend: start some with `dask worker tcp://"):
        enter(dask.address)


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "nonsense://x", "127.0.0.1:1"])
def test_a_scheduler_that_does_not_answer_is_refused(address, monkeypatch):
    monkeypatch.setattr(cluster, "SOON", 1)
    with pytest.raises(PaperError, match="no Dask scheduler answers at"):
        enter(address)


def test_without_dask_the_way_to_it_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(PaperError, match=r"baromia\[cluster\]"):
        enter("tcp://127.0.0.1:1")
