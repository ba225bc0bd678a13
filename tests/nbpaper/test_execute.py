"""Executing: forked kernels show what ordinary ones show, and failures say where."""

import json
import time

import nbformat
import pytest

from baromia.project import PROJECT
from cases import cases
from conftest import in_campaign
from nbpaper.environment import environment
from nbpaper.errors import PaperError
from nbpaper.execute import Run, execute, parameter_names
from nbpaper.pool import PLAIN_VARIABLE, Pool, can_fork
from toy import write_notebook

pytestmark = pytest.mark.build
forked = pytest.mark.skipif(not can_fork(), reason="kernels are forked on Linux only")

# What forking could change: charts, frames, order of outputs, what the kernel finds around it.
TRICKY = cases(__file__, "tricky")


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
    executed = run(notebook=path)
    found, plain = outputs(executed), outputs(ordinary(path))
    for (source, shown), (_, expected) in zip(found, plain, strict=True):
        assert json.dumps(shown, indent=1) == json.dumps(expected, indent=1), source
    assert len([out for _, shown in found for out in shown if "image/png" in out.get("data", {})]) == 2
    assert found[-1][0].endswith('#| fig-alt: "A \\"chart\\""')  # where the renderers look for it
    assert not any("text/html" in out.get("data", {}) for _, shown in found for out in shown)  # Quarto fetches for it
    # No trace of when and by whom it was run is left.
    assert executed.metadata["language_info"] == {"name": "python"}
    assert not {"papermill", "execution"} & {name for place in (executed, *executed.cells) for name in place.metadata}
    assert [cell.id for cell in executed.cells[:4]] == ["title", "parameters", "injected-parameters", "cell-0"]
    (warnings,) = next(shown for source, shown in found if "careful" in source)
    assert warnings.text.startswith("ipykernel/")
    assert "UserWarning: careful" in warnings.text


@in_campaign
@forked
def test_the_papers_notebooks_come_out_the_same(run, ordinary):
    path = PROJECT.notebook("training-gap", "en")
    assert outputs(run(notebook=path)) == outputs(ordinary(path))


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        (("1 + 1", "1 / 0"), r"made\.ipynb \(en\), cell 4 \(1 / 0\): ZeroDivisionError: division by zero"),
        (
            ("confidence",),
            r"NameError: name 'confidence' is not defined\. To mend: .* a parameter in the cell tagged parameters\.",
        ),
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
        (lambda raw: raw.replace(b"language: str =", b"1 / 0 #"), r"cell 2 \(1 / 0 #.*\): ZeroDivisionError"),
    ],
)
def test_a_notebook_that_cannot_be_run_is_refused(run, tmp_path, damage, said):
    path = write_notebook(tmp_path / "made.ipynb", "1")
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(PaperError, match=said):
        run(notebook=path)
    if "ZeroDivisionError" not in said:
        with pytest.raises(PaperError, match=said):
            parameter_names(path)


def test_a_stuck_cell_ends_after_the_limit(run):
    start = time.monotonic()
    with pytest.raises(PaperError, match=r"cell 3 \(import signal, time\): ran longer than the 1 seconds .* --seconds"):
        run("import signal, time\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\ntime.sleep(60)", seconds=1)
    assert time.monotonic() - start < 20


@forked
def test_a_line_of_any_length_is_printed_whole_and_each_kernel_draws_its_own_random_numbers(run):
    """As long as this line it would take nbclient minutes to put together."""
    cells = (
        "import sys\nprint('x' * 300_000)\nprint('careful', file=sys.stderr)\nprint('50%\\r100%', 'y')",
        "import random, numpy\nrandom.random(), numpy.random.rand(), numpy.random.default_rng().random()",
    )
    first, second = (outputs(run(*cells))[-2:] for _ in range(2))
    (_, (out, err)), (_, (drawn,)) = first
    assert (out.name, err.name) == ("stdout", "stderr")
    assert out.text == "x" * 300_000 + "\n100% y\n"
    again = second[1][1][0]
    assert all(a != b for a, b in zip(*(eval(one["data"]["text/plain"]) for one in (drawn, again)), strict=True))
