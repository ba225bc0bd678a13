"""Executing: forked kernels show what ordinary ones show, failures say where, and nothing outlives a build."""

import json
import subprocess
import sys
import time

import nbformat
import pytest

from baromia.project import PROJECT
from conftest import ROOT, in_campaign
from nbpaper.environment import environment
from nbpaper.errors import PaperError
from nbpaper.execute import Run, execute
from nbpaper.pool import PLAIN_VARIABLE, Pool, can_fork
from nbpaper.settle import described, settled
from processes import marked_processes, wait_for
from scratch import environment as outside
from scratch import write_notebook

pytestmark = pytest.mark.build
forked = pytest.mark.skipif(not can_fork(), reason="kernels are forked on Linux only")

# What forking could change: charts, frames, order of outputs, what the kernel finds around it.
TRICKY = (
    "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.gca().set_title('a')",
    "plt.bar(['a', 'b'], [1, 2])\nplt.show()\nprint('after')",
    "import pandas as pd\nwide = pd.DataFrame({f'column {n}': range(70) for n in range(30)})\nwide",
    "print(wide)",
    "import sys\nfor n in range(3):\n    print('out', n)\n    print('err', n, file=sys.stderr)",
    "from IPython.display import HTML, Markdown, display\ndisplay(Markdown('*a*'), HTML('<b>b</b>'))\n'c'",
    "from IPython.display import clear_output\nprint('gone')\nclear_output()\nprint('kept')",
    "handle = display('first', display_id=True)\nhandle.update('second')\nhandle.update('third', metadata={'b': 2})",
    "import os, time\nos.system('echo from the shell')\nos.write(1, b'raw\\n')\ntime.sleep(0.5)",
    "!echo by IPython\n%pwd",
    "import warnings\nwarnings.warn('careful')\nwarnings.warn('once', DeprecationWarning)",
    "import logging\nlogging.warning('logged')\nlogging.getLogger('nbpaper').error('ours')",
    "try:\n    1 / 0\nexcept ZeroDivisionError:\n    import traceback\n    traceback.print_exc()",
    "try:\n    input('a question')\nexcept Exception as error:\n    print(type(error), error)",
    "import seaborn as sns\naxes = sns.barplot(x=['a', 'b', 'a'], y=[1, 2, 3], seed=1)\naxes",
    "_, __, Out.keys(), In[2][:20]",
    "42;",
    "sys.argv[0][-20:], len(sys.argv), sys.path, sys.flags, __name__, sys.stdin.isatty(), os.environ['TZ'], hash('a')",
    "get_ipython().__class__, pd.options.display.max_columns, plt.get_backend(), sorted(plt.rcParams.items())",
    "from tqdm.auto import tqdm\ntqdm.__module__, sum(tqdm([1, 2], disable=True))",
    "import threading, multiprocessing\nmultiprocessing.current_process().name, threading.current_thread().name",
    "import signal\nsignal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGCHLD)",
    "import asyncio\nawait asyncio.sleep(0.01, 'awaited')",
    "display({'image/svg+xml': '<svg/>'}, metadata={'image/svg+xml': {'alt': 'A chart'}}, raw=True)",
)


@pytest.fixture(scope="module")
def pool(tmp_path_factory):
    with Pool(environment(PROJECT, PROJECT.data, tmp_path_factory.mktemp("pool")), PROJECT.preload, 2) as pool:
        yield pool


@pytest.fixture
def run(pool, tmp_path):
    """Execute cells (or a notebook) in a forked kernel; return the executed notebook."""

    def run(*cells, notebook=None, pool=pool, **how):
        path = notebook or write_notebook(tmp_path / "made.ipynb", *cells)
        asked = Run(path, {"language": "en"}, tmp_path / f"run-{time.monotonic_ns()}", **how)
        output = tmp_path / "executed.ipynb"
        pool.submit(execute, asked, output).result()
        return nbformat.read(output, as_version=4)

    return run


@pytest.fixture
def ordinary(run, tmp_path, monkeypatch):
    """Execute a notebook in a kernel that is started as papermill starts one."""

    def ordinary(notebook):
        monkeypatch.setenv(PLAIN_VARIABLE, "1")
        with Pool(environment(PROJECT, PROJECT.data, tmp_path)) as pool:
            return run(notebook=notebook, pool=pool)

    return ordinary


def outputs(notebook) -> list:
    return [(cell.source, cell.outputs) for cell in notebook.cells if cell.cell_type == "code"]


def texts(notebook) -> list[str]:
    return [shown[0]["data"]["text/plain"] for _, shown in outputs(notebook) if shown]


@forked
def test_forked_and_ordinary_kernels_give_equal_outputs(run, ordinary, tmp_path):
    path = write_notebook(tmp_path / "tricky.ipynb", *TRICKY)
    found, plain = outputs(run(notebook=path)), outputs(ordinary(path))
    for (source, shown), (_, expected) in zip(found, plain, strict=True):
        assert json.dumps(shown, indent=1) == json.dumps(expected, indent=1), source
    assert len([out for _, shown in found for out in shown if "image/png" in out.get("data", {})]) == 3
    assert found[-1][0].endswith('#| fig-alt: "A chart"')


@in_campaign
@forked
def test_the_papers_notebooks_come_out_the_same(run, ordinary):
    path = PROJECT.notebook("training-gap", "en")
    assert outputs(run(notebook=path)) == outputs(ordinary(path))


@forked
def test_a_kernel_sees_nothing_of_the_users_settings(tmp_path, monkeypatch, run):
    for name, value in {"COLUMNS": "20", "MPLBACKEND": "Agg", "TZ": "Pacific/Auckland", "PYTHONHASHSEED": "7"}.items():
        monkeypatch.setenv(name, value)
    startup = tmp_path / "ipython" / "profile_default" / "startup"
    startup.mkdir(parents=True)
    (startup / "mine.py").write_text("mine = 1")
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    (tmp_path / "matplotlibrc").write_text("lines.linewidth: 9\n")
    with Pool(environment(PROJECT, PROJECT.data, tmp_path / "work")) as pool:
        seen = run(
            "import os, time, matplotlib.pyplot as plt\nos.environ.get('COLUMNS'), time.tzname, 'mine' in globals()",
            "plt.rcParams['lines.linewidth'], os.environ['PYTHONHASHSEED']",
            pool=pool,
        )
    assert texts(seen) == ["(None, ('UTC', 'UTC'), False)", "(1.5, '0')"]


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        (("1 + 1", "1 / 0"), r"made\.ipynb \(en\), cell 4 \(1 / 0\): ZeroDivisionError: division by zero"),
        (("import os\nos.kill(os.getpid(), 9)",), r"cell 3 \(import os\): its kernel died"),
        (("# end\nimport sys\nsys.exit(0)", "1"), r"cell 3 \(# end\): it ends the notebook .* To mend:"),
        (("import sys\nsys.exit('no')",), r"cell 3 \(import sys\): SystemExit: no"),
    ],
)
def test_a_failing_cell_is_named_as_the_reader_counts_it(run, cells, said):
    with pytest.raises(PaperError, match=said):
        run(*cells)


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda raw: b"\xef\xbb\xbf" + raw, r"made\.ipynb, line 1: begins with an invisible byte order mark"),
        (lambda raw: raw.replace(b' "cells"', b'<<<<<<< HEAD\n "cells"'), r"made\.ipynb, line 2: a merge conflict"),
        (lambda raw: raw[:99], r"made\.ipynb: is no notebook .* To mend: restore it"),
        (lambda raw: raw.replace(b'"parameters"\n', b'"other"\n'), r"made\.ipynb: no cell is tagged parameters"),
    ],
)
def test_a_notebook_that_cannot_be_run_is_refused(run, tmp_path, damage, said):
    path = write_notebook(tmp_path / "made.ipynb", "1")
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(PaperError, match=said):
        run(notebook=path)


@pytest.mark.parametrize("cell", ["while True:\n    pass", "while True:  # in C\n    sum(range(10**12))"])
def test_a_stuck_cell_ends_after_the_limit(run, cell):
    start = time.monotonic()
    with pytest.raises(PaperError, match=r"cell 3 \(while True:.*\): ran longer than the 1 seconds .* --seconds"):
        run(cell, seconds=1)
    assert time.monotonic() - start < 20


def test_a_long_line_takes_no_time(run):
    start = time.monotonic()
    run("print('0' * 300_000)\nprint('/' * 300_000)\nprint('/ipykernel_' * 30_000)")
    assert time.monotonic() - start < 20


@forked
def test_kernels_draw_their_own_random_numbers(run):
    cell = "import random, numpy\nrandom.random(), numpy.random.rand(), numpy.random.default_rng().random()"
    first, second = (texts(run(cell))[-1] for _ in range(2))
    assert all(a != b for a, b in zip(eval(first), eval(second), strict=True))


@forked
def test_nothing_is_left_when_the_build_is_killed(tmp_path):
    write_notebook(tmp_path / "sleeps.ipynb", "import subprocess\nsubprocess.run(['sleep', '60'])")
    script = f"""
from pathlib import Path
from baromia.project import PROJECT
from nbpaper.environment import environment
from nbpaper.execute import Run, execute
from nbpaper.pool import Pool
here = Path({str(tmp_path)!r})
pool = Pool(environment(PROJECT, PROJECT.data, here))
pool.submit(execute, Run(here / "sleeps.ipynb", {{"language": "en"}}, here / "run"), here / "out.ipynb")
print("started", flush=True)
"""
    marked = outside(ROOT, BAROMIA_TEST_MARK=str(tmp_path))
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


def test_no_output_is_html_for_which_quarto_would_load_scripts_from_elsewhere():
    write, data = nbformat.v4, {"text/html": "<table></table>", "text/plain": "a table"}
    cell = write.new_code_cell("frame", outputs=[write.new_output("display_data", data)])
    notebook = write.new_notebook(cells=[cell])
    assert described(notebook).cells[0].outputs[0].data == {"text/plain": "a table"}
