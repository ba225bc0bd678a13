"""Executing: forked kernels show what ordinary ones show, failures say where, and runs note what they read."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import pandas as pd
import pytest

from conftest import ROOT, in_campaign
from nbpaper import reads
from nbpaper.errors import PaperError
from nbpaper.execute import described, settled
from nbpaper.execution.hands import WARM_VARIABLE, Hands
from nbpaper.execution.workshop import CAN_FORK
from nbpaper.watched import Watched
from processes import marked_processes, wait_for
from scratch import OPEN, environment, write_notebook

pytestmark = pytest.mark.build
DATA = ROOT / "data"
forked = pytest.mark.skipif(not CAN_FORK, reason="kernels are forked on Linux only")

# What forking could change: charts, frames, order of outputs, what the kernel finds around it.
TRICKY = (
    "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.gca().set_title('a')",
    "plt.bar(['a', 'b'], [1, 2])\nplt.show()\nprint('after')",
    "import pandas as pd\nwide = pd.DataFrame({f'column {n}': range(70) for n in range(30)})\nwide",
    "print(wide)",
    "import sys\nfor n in range(3):\n    print('out', n)\n    print('err', n, file=sys.stderr)",
    "from IPython.display import HTML, Markdown, display\ndisplay(Markdown('*a*'), HTML('<b>b</b>'))\n'c'",
    "from IPython.display import clear_output\nprint('gone')\nclear_output()\nprint('kept')",
    "import os, time\nos.system('echo from the shell')\nos.write(1, b'raw\\n')\ntime.sleep(0.5)",
    "!echo by IPython\n%pwd",
    "import warnings\nwarnings.warn('careful')\nwarnings.warn('once', DeprecationWarning)",
    "import logging\nlogging.warning('logged')\nlogging.getLogger('baromia').error('ours')",
    "try:\n    1 / 0\nexcept ZeroDivisionError:\n    import traceback\n    traceback.print_exc()",
    "import seaborn as sns\naxes = sns.barplot(x=['a', 'b', 'a'], y=[1, 2, 3], seed=1)\naxes",
    "_, __, Out.keys(), In[2][:20]",
    "42;",
    "sys.argv[0][-20:], sys.path[:1], __name__, sys.stdin.isatty(), os.environ['TZ'], hash('a'), len(sys.argv)",
    "get_ipython().__class__, pd.options.display.max_columns, plt.get_backend(), sorted(plt.rcParams.items())",
    "from tqdm.auto import tqdm\ntqdm.__module__, sum(tqdm([1, 2], disable=True))",
    "import threading, multiprocessing\nmultiprocessing.current_process().name, threading.current_thread().name",
    OPEN.format(name="adoption"),
    "#| label: chart-use\nview.chart(view.figures(theme='adoption', unit='percent')[:3])",
)


@pytest.fixture(scope="module")
def hands(tmp_path_factory):
    with Hands(DATA, tmp_path_factory.mktemp("hands"), jobs=2, runs=1) as hands:
        yield hands


@pytest.fixture
def run(hands, tmp_path):
    """Execute cells (or a notebook) in one of the hands' kernels; return the executed notebook and what it read."""

    def run(*cells, notebook=None, **how):
        path = notebook or write_notebook(tmp_path / "made.ipynb", *cells)
        output = tmp_path / "executed.ipynb"
        number = len(list(hands.folder.iterdir()))
        found, noted = hands.execute(number, path, {"language": "en"}, output, **how).result()
        return nbformat.read(output, as_version=4), noted, found

    return run


def outputs(notebook) -> list:
    return [(cell.source, cell.outputs) for cell in notebook.cells if cell.cell_type == "code"]


def ordinary(notebook: Path, folder: Path, monkeypatch) -> nbformat.NotebookNode:
    """Execute a notebook in a kernel that is started as papermill starts one."""
    monkeypatch.setenv(WARM_VARIABLE, "0")
    with Hands(DATA, folder, jobs=1, runs=1) as hands:
        hands.execute(0, notebook, {"language": "en"}, folder / "ordinary.ipynb").result()
    return nbformat.read(folder / "ordinary.ipynb", as_version=4)


@forked
def test_forked_and_ordinary_kernels_give_equal_outputs(run, tmp_path, monkeypatch):
    path = write_notebook(tmp_path / "tricky.ipynb", *TRICKY)
    warm, plain = outputs(run(notebook=path)[0]), outputs(ordinary(path, tmp_path, monkeypatch))
    for (source, shown), (_, expected) in zip(warm, plain, strict=True):
        assert json.dumps(shown, indent=1) == json.dumps(expected, indent=1), source
    pictures = [out for _, shown in warm for out in shown if "image/png" in out.get("data", {})]
    assert len(pictures) == 3
    assert "image/svg+xml" in warm[-1][1][0]["data"]


@in_campaign
@forked
@pytest.mark.parametrize("name", ["training-gap"])
def test_the_papers_notebooks_come_out_the_same(name, run, tmp_path, monkeypatch):
    path = ROOT / "notebooks" / f"{name}.ipynb"
    assert outputs(run(notebook=path)[0]) == outputs(ordinary(path, tmp_path, monkeypatch))


@forked
def test_a_kernel_sees_nothing_of_the_users_settings(tmp_path, monkeypatch):
    monkeypatch.setenv("COLUMNS", "20")
    monkeypatch.setenv("MPLBACKEND", "Agg")
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    monkeypatch.setenv("PYTHONHASHSEED", "7")
    startup = tmp_path / "ipython" / "profile_default" / "startup"
    startup.mkdir(parents=True)
    (startup / "mine.py").write_text("mine = 1")
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    (tmp_path / "matplotlibrc").write_text("lines.linewidth: 9\n")
    path = write_notebook(
        tmp_path / "seen.ipynb",
        "import os, time, matplotlib.pyplot as plt\nos.environ.get('COLUMNS'), os.environ['TZ'], 'mine' in globals()",
        "plt.rcParams['lines.linewidth'], os.environ['PYTHONHASHSEED']",
    )
    (tmp_path / "work").mkdir()
    (tmp_path / "work").rmdir()
    with Hands(DATA, tmp_path, jobs=1, runs=1) as hands:
        hands.execute(0, path, {"language": "en"}, tmp_path / "out.ipynb").result()
    seen = [shown[0]["data"]["text/plain"] for _, shown in outputs(nbformat.read(tmp_path / "out.ipynb", 4)) if shown]
    assert seen == ["(None, 'UTC', False)", "(1.5, '0')"]


def test_a_failing_cell_is_named_as_the_reader_counts_it(run):
    with pytest.raises(PaperError, match=r"made\.ipynb \(en\), cell 4 \(1 / 0\): ZeroDivisionError: division by zero"):
        run("1 + 1", "1 / 0")


def test_a_kernel_that_dies_is_named(run):
    with pytest.raises(PaperError, match=r"cell 3 \(import os\): its kernel died"):
        run("import os\nos.kill(os.getpid(), 9)")


def test_a_stuck_cell_ends_after_the_limit(run):
    start = time.monotonic()
    with pytest.raises(PaperError, match=r"cell 3 \(while True:\): ran longer than the 1 seconds .* --seconds"):
        run("while True:\n    pass", seconds=1)
    assert time.monotonic() - start < 20


@forked
def test_kernels_draw_their_own_random_numbers(run):
    cell = "import random, numpy\nrandom.random(), numpy.random.rand(), numpy.random.default_rng().random()"
    first, second = (outputs(run(cell)[0])[-1][1][0]["data"]["text/plain"] for _ in range(2))
    assert all(a != b for a, b in zip(eval(first), eval(second), strict=True))


@forked
def test_nothing_is_left_when_the_build_is_killed(tmp_path):
    write_notebook(tmp_path / "sleeps.ipynb", "import subprocess\nsubprocess.run(['sleep', '60'])")
    script = f"""
from pathlib import Path
from nbpaper.execution.hands import Hands
hands = Hands(Path({str(DATA)!r}), Path({str(tmp_path)!r}), jobs=1, runs=1)
hands.execute(0, Path({str(tmp_path / "sleeps.ipynb")!r}), {{"language": "en"}}, Path({str(tmp_path / "out.ipynb")!r}))
print("started", flush=True)
"""
    marked = environment(ROOT, BAROMIA_TEST_MARK=str(tmp_path))
    process = subprocess.Popen([sys.executable, "-c", script], env=marked, stdout=subprocess.PIPE)
    assert process.stdout.readline()
    wait_for(lambda: any("sleep" in command for command in marked_processes(tmp_path).values()))
    process.kill()
    process.wait()
    wait_for(lambda: not marked_processes(tmp_path))


# What is made of an executed notebook


def test_traces_of_who_ran_it_go():
    cell = nbformat.v4.new_code_cell("1", metadata={"papermill": {"duration": 1}, "execution": {}, "tags": []})
    notebook = nbformat.v4.new_notebook(cells=[cell], metadata={"papermill": {"start": "now"}})
    assert settled(notebook).metadata == {"language_info": {"name": "python"}}
    assert notebook.cells[0].metadata == {}


def test_a_warning_does_not_tell_the_process():
    text = "/tmp/ipykernel_4711/161.py:2: UserWarning: careful"
    cell = nbformat.v4.new_code_cell("1", outputs=[nbformat.v4.new_output("stream", name="stderr", text=text)])
    notebook = settled(nbformat.v4.new_notebook(cells=[cell]))
    assert notebook.cells[0].outputs[0].text == "ipykernel/161.py:2: UserWarning: careful"


def test_a_chart_says_its_alternative_text_in_its_cell():
    shown = nbformat.v4.new_output(
        "display_data", {"image/svg+xml": "<svg/>"}, metadata={"image/svg+xml": {"alt": 'A "b"'}}
    )
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("#| label: c\nx", outputs=[shown])])
    assert described(described(notebook)).cells[0].source == '#| label: c\n#| fig-alt: "A \\"b\\""\nx'


# What a run reads


@forked
def test_no_output_is_html_for_which_quarto_would_load_scripts_from_elsewhere():
    write, data = nbformat.v4, {"text/html": "<table></table>", "text/plain": "a table"}
    cell = write.new_code_cell("frame", outputs=[write.new_output("display_data", data)])
    notebook = write.new_notebook(cells=[cell])
    assert described(notebook).cells[0].outputs[0].data == {"text/plain": "a table"}


def test_a_run_notes_the_rows_columns_and_files_it_reads(run):
    cells = [OPEN.format(name="adoption"), "view.record('x', 'campagna2025.never-tried')"]
    noted = run(*cells)[1]
    assert noted["row"] == ["campagna2025.never-tried"]
    assert "figures.csv" not in noted["file"]
    assert {"samples.csv", "labels.csv", "datapackage.json"} <= set(noted["file"])
    whole = run("from baromia import load_figures\nlen(load_figures())")[1]
    assert "figures.csv" in whole["file"]
    assert "../README.md" in run(f"open({str(ROOT / 'README.md')!r}).read()[:1]")[1]["file"]


@pytest.fixture
def table():
    frame = pd.DataFrame({"id": list("abcd"), "x": [1, 2, 3, 4], "s": list("ppqq")}).set_index("id")
    notes = reads.Notes(DATA)
    return Watched(frame, notes), notes


@pytest.mark.parametrize(
    ("look", "seen"),
    [
        (lambda table: table["x"], {("column", "x")}),
        (lambda table: table[["x", "s"]], {("column", "x"), ("column", "s")}),
        (lambda table: table[table["x"] > 3], {("column", "x"), ("row", "d")}),
        (lambda table: table.loc["a"], {("row", "a")}),
        (lambda table: table.loc[["a", "b"], "x"], {("row", "a"), ("row", "b")}),
        (lambda table: table.at["a", "x"], {("row", "a")}),
        (lambda table: "a" in table.index, {("column", "id")}),
        (lambda table: table.loc[table["s"] == "p", "x"], {("column", "s"), ("row", "a"), ("row", "b")}),
    ],
)
def test_looking_at_a_part_is_noted_as_that_part(table, look, seen):
    watched, notes = table
    look(watched)
    assert set(notes.seen) == seen


@pytest.mark.parametrize(
    "look",
    [
        lambda table: table.groupby("s").sum(),
        lambda table: pd.concat([table, table]),
        lambda table: pd.merge(pd.DataFrame({"x": [1]}), table),
        lambda table: table.x.sum(),
        lambda table: list(table.iterrows()),
        lambda table: list(table.itertuples()),
        lambda table: table.to_dict(),
        lambda table: table.copy(),
        lambda table: table.iloc[0],
        lambda table: table.assign(y=1),
        lambda table: table.shape,
        lambda table: repr(table),
        lambda table: table.values,
        lambda table: pd.DataFrame(table),
        lambda table: table.isna(),
        lambda table: table == 1,
        lambda table: list(table),
        lambda table: table.loc.__setitem__(("a", "x"), 5),
    ],
)
def test_whatever_else_is_done_counts_as_reading_all(table, look):
    watched, notes = table
    look(watched)
    assert ("file", reads.WATCHED) in notes.seen


def test_an_id_that_is_not_there_was_read_too(table):
    watched, notes = table
    with pytest.raises(KeyError):
        watched.loc["e"]
    assert set(notes.seen) == {("row", "e")}


def test_without_notes_everything_may_have_been_read(tmp_path):
    assert reads.read_notes(tmp_path / "none") == {"file": [reads.ALL]}


def test_a_table_that_nobody_watches_is_an_ordinary_one():
    from baromia.analysis.figures import Register

    assert type(Register.load(DATA).figures) is pd.DataFrame
    assert os.environ.get("BAROMIA_DATA") is None
