"""JupyterLab in a real browser: each notebook is opened, a parameter changed, all cells run, and its charts are seen.

JupyterLab has an environment of its own, `.venv-lab`, the one that `make lab` opens; `make test` makes it, too.
"""

import json
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import nbformat
import pytest

from cells import run_cells
from conftest import ROOT, in_campaign
from processes import lab_python

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: make test installs it")

pytestmark = pytest.mark.build
NOTEBOOKS = sorted(path.name for path in (ROOT / "notebooks").glob("*.ipynb"))
PATIENCE = 120  # seconds for whatever a test waits for; nothing here is timed
AGAIN = 10  # seconds after which a notebook of which no cell has run is run again
IDLE = ".jp-Notebook-ExecutionIndicator[data-status=idle]"
IN_SUITE = ("benefits.fr.ipynb",)  # each takes half a minute; `make campaign` opens them all
PROMPTS = "[...document.querySelectorAll('.jp-CodeCell .jp-InputPrompt')].map((one) => one.textContent)"
FAILED = "document.querySelector('.jp-OutputArea-output[data-mime-type$=stderr]')"  # with a Traceback or a warning
# Scroll on, at the end to the beginning; return the charts that are in the page, whole and not small.
SCROLL = """() => {
  const scrolled = document.querySelector('.jp-WindowedPanel-outer'), before = scrolled.scrollTop;
  scrolled.scrollTop += 300;
  if (scrolled.scrollTop === before) scrolled.scrollTop = 0;
  return [...document.querySelectorAll('.jp-OutputArea-output.jp-RenderedSVG img')].filter((it) =>
    it.complete && it.naturalWidth > 300 && it.getBoundingClientRect().width > 300).map((it) => it.src);
}"""


class Lab(NamedTuple):
    """A running JupyterLab on copies of the notebooks."""

    folder: Path
    address: str
    token: str

    def url(self, notebook: str) -> str:
        return f"{self.address}lab/tree/{notebook}?token={self.token}&reset"


@pytest.fixture(scope="module")
def lab(tmp_path_factory) -> Iterator[Lab]:
    """JupyterLab as `make lab` starts it, but on copies, without a browser window, and with settings of its own."""
    home = tmp_path_factory.mktemp("lab")
    folder = Path(shutil.copytree(ROOT / "notebooks", home / "notebooks", ignore=shutil.ignore_patterns(".*")))
    for path in folder.glob("*.ipynb"):  # as if none of their cells had run
        notebook = nbformat.read(path, as_version=4)
        for cell in code(notebook):
            cell.update(outputs=[], execution_count=None)
        nbformat.write(notebook, path)
    command = [
        lab_python(),
        "-m",
        "jupyterlab",
        f"--notebook-dir={folder}",
        "--no-browser",
        "--allow-root",
        "--ServerApp.port=0",  # any that is free
        f"--LabServerApp.user_settings_dir={home / 'settings'}",
        f"--LabServerApp.workspaces_dir={home / 'workspaces'}",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        "--LabApp.news_url=None",
    ]
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "JUPYTER", "BAROMIA"))}
    own = {f"JUPYTER_{name}_DIR": str(home / name.lower()) for name in ("CONFIG", "DATA", "RUNTIME")}
    own["PATH"] = os.path.dirname(lab_python())  # no node, which the server would ask for settings to build itself with
    with open(home / "log", "w", encoding="utf-8") as log:
        server = subprocess.Popen(
            command,
            env={**kept, **own, "IPYTHONDIR": str(home / "ipython")},
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        try:
            known = _started(server, home)
            yield Lab(folder, known["url"], known["token"])
        finally:
            os.killpg(server.pid, signal.SIGTERM)  # the server and its kernels, in a session of their own
            with suppress(subprocess.TimeoutExpired):
                server.wait(20)
            with suppress(ProcessLookupError):
                os.killpg(server.pid, signal.SIGKILL)


def _started(server: subprocess.Popen, home: Path) -> dict:
    """Wait until the server has written where it listens, and return that."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and server.poll() is None:
        for path in home.glob("runtime/jpserver-*.json"):
            with suppress(ValueError):
                return json.loads(path.read_text(encoding="utf-8"))
        time.sleep(0.2)
    raise AssertionError((home / "log").read_text(encoding="utf-8")[-3000:])


@pytest.fixture
def page(browser) -> Iterator:
    opened = browser.new_context(viewport={"width": 1300, "height": 1000}).new_page()
    opened.set_default_timeout(1000 * PATIENCE)
    yield opened
    opened.context.close()


def change_parameter(page, name: str, value: str) -> None:
    """Write another value into the parameters, as one does: by clicking into the line and writing over it."""
    page.locator(".jp-CodeCell .cm-line", has_text=f"{name} = ").first.click()
    page.keyboard.press("End")
    page.keyboard.press("Shift+Home")
    page.keyboard.insert_text(f"{name} = {value}")


def run_all(page) -> None:
    """Run all cells and wait until each has run or one failed; a click that a busy machine loses is made again."""
    for _ in range(PATIENCE // AGAIN):
        page.get_by_role("menuitem", name="Run", exact=True).click()
        page.locator(".lm-Menu-itemLabel", has_text="Run All Cells").first.click()
        with suppress(playwright.TimeoutError):
            page.wait_for_function(f"{PROMPTS}[0] != '[ ]:'", timeout=1000 * AGAIN, polling=100)
            break
    page.wait_for_function(f"{FAILED} || {PROMPTS}.every((one) => /[0-9]/.test(one))", polling=100)


def saved(page, path: Path) -> nbformat.NotebookNode:
    """Save until all cells have run or one failed; return the notebook as it is on disk."""
    for _ in range(PATIENCE // AGAIN):
        page.keyboard.press("Control+s")
        with suppress(playwright.TimeoutError):
            page.locator(".lm-DockPanel-tabBar .jp-mod-dirty").wait_for(state="detached", timeout=1000 * AGAIN)
            notebook = nbformat.read(path, as_version=4)
            if faults(notebook) or all(cell.execution_count for cell in code(notebook)):
                break
            time.sleep(1)
    return notebook


def code(notebook: nbformat.NotebookNode) -> list:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def faults(notebook: nbformat.NotebookNode) -> list:
    """Return errors, and whatever a cell wrote to stderr."""
    outputs = [output for cell in code(notebook) for output in cell.outputs]
    return [one for one in outputs if one.output_type == "error" or one.get("name") == "stderr"]


def charts(shown: Iterable[dict]) -> list[str]:
    return [data["image/svg+xml"] for data in shown if "image/svg+xml" in data]


def shown_charts(page, wanted: int) -> int:
    """Scroll through the notebook, of which not every cell need stand in the page; return how many charts are shown."""
    seen: set[str] = set()
    end = time.monotonic() + PATIENCE
    while len(seen) < wanted and time.monotonic() < end:
        seen |= set(page.evaluate(SCROLL))
        page.wait_for_timeout(200)
    return len(seen)


@pytest.mark.parametrize(
    "name", [name if name in IN_SUITE else pytest.param(name, marks=in_campaign) for name in NOTEBOOKS]
)
def test_notebook_is_opened_changed_and_run(lab, page, name):
    page.goto(lab.url(name))
    page.locator(IDLE).wait_for(state="attached")  # the kernel is there and has nothing to do
    change_parameter(page, "confidence: float", "0.8")
    run_all(page)
    notebook = saved(page, lab.folder / name)
    assert faults(notebook) == []
    assert all(cell.execution_count for cell in code(notebook))
    drawn = charts(output.get("data", {}) for cell in code(notebook) for output in cell.outputs)
    here = run_cells(ROOT / "notebooks" / name, confidence=0.8)
    assert drawn == charts(shown for cell in here for shown in (*cell.displayed, cell.shown or {}))
    assert len(drawn) > 0
    assert shown_charts(page, len(drawn)) == len(drawn)
    assert page.locator(".jp-OutputArea-output", has_text="Traceback").count() == 0
