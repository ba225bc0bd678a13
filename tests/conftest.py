"""What tests share: where things are, a copy of the register to damage, and one whole build."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from toy import built as built_alone
from toy import make_toys

QUIET = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync")  # fmt: skip
ROOT = Path(__file__).resolve().parents[1]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put files with long tests first (`--no-loadscope-reorder`): at the end no core waits for another's last file."""
    items.sort(key=lambda item: item.get_closest_marker("build") is None)


@pytest.fixture
def register_copy(tmp_path: Path) -> Path:
    """A copy of data/ that a test may damage."""
    return Path(shutil.copytree(ROOT / "data", tmp_path / "data"))


CAMPAIGN = bool(os.environ.get("BAROMIA_CAMPAIGN"))
# For tests that repeat at length what a shorter one shows: `make test` has to end within a quarter of an hour.
in_campaign = pytest.mark.skipif(not CAMPAIGN, reason="long; `make campaign` runs it")
needs_quarto = pytest.mark.skipif(not shutil.which("quarto"), reason="quarto is not on PATH: environment.yml brings it")
TEXTS = Path(os.environ.get("BAROMIA_TEXTS", ROOT.parent / "shared" / "sources"))


@pytest.fixture(scope="session")
def articles() -> Path:
    """The folder of the sources' texts, which are not ours to redistribute."""
    if not TEXTS.is_dir():
        pytest.skip(f"the articles' texts are not here ({TEXTS}); set BAROMIA_TEXTS to a folder that has them")
    return TEXTS


@pytest.fixture(scope="session")
def texts_or_none() -> Path | None:
    """The folder of the sources' texts where they are here, for a test that only looks closer with them."""
    return TEXTS if TEXTS.is_dir() else None


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One build of the project by the built-in renderer, not to be written into; parallel workers share it."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        output = tmp_path_factory.mktemp("built")
        said = _build(output)
    else:
        output = tmp_path_factory.getbasetemp().parent / "built"  # above the folders of the workers
        said = _build_once(output, output.with_suffix(".said"))
    assert not said, said
    return output


@pytest.fixture(scope="session")
def built_toys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small project, which knows no survey, with its paper: to be copied, not written into."""
    root = make_toys(tmp_path_factory.mktemp("toys"))
    done = built_alone(root)
    assert done.stdout == "4 notebooks, 2 documents\n", done.stderr
    return root


@pytest.fixture(scope="session")
def paper(request: pytest.FixtureRequest) -> Path:
    """The real build: the one that BAROMIA_BUILT names, for those who have just built, or a new one."""
    return Path(os.environ.get("BAROMIA_BUILT") or request.getfixturevalue("built"))


def _build_once(output: Path, done: Path) -> str:
    """Build, or wait for the worker that came first; return what went wrong."""
    try:
        output.mkdir()
    except FileExistsError:
        until = time.monotonic() + 900
        while not done.is_file() and time.monotonic() < until:
            time.sleep(0.2)
        return done.read_text(encoding="utf-8") if done.is_file() else "the other worker never finished its build"
    said = _build(output)
    aside = done.with_suffix(".writing")
    aside.write_text(said, encoding="utf-8")
    aside.replace(done)
    return said


def _build(output: Path) -> str:
    command = [sys.executable, "-m", "baromia", "build", "--renderer", "builtin", "--output", str(output)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", timeout=600)
    return (done.stderr or "the build failed without a word") if done.returncode else ""


@pytest.fixture(scope="session")
def browser() -> Iterator:
    """Debian's Chromium, headless; one for all tests of a process, as playwright asks."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: make test installs it")
    path = shutil.which("chromium")
    if path is None:
        pytest.skip("no chromium on PATH: apt-get install chromium")
    with playwright.sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=path, args=QUIET)
        yield chromium
        chromium.close()
