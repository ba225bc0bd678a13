"""What tests share: where things are, a copy of the register to damage, and one whole build."""

import gc
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path

import pytest
from filelock import FileLock

from baromia.project import PROJECT
from baromia.register import Register
from nbpaper.pool import warm_up
from toy import built_here, make_toys

# Of these features the first two are pages of Chromium's own beside each window, half a second of work for each; the
# others call servers. Playwright has a list of its own, but the last list counts.
WITHOUT = ("WebUIOmniboxPopup", "WebUIOmniboxAimPopup", "AimEnabled", "NetworkTimeServiceQuerying", "OptimizationHints",
           "PreconnectToSearch")  # fmt: skip
QUIET = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync", f"--disable-features={','.join(WITHOUT)}")  # fmt: skip
ROOT = Path(__file__).resolve().parents[1]
REGISTER = Register.read()  # for all tests, none of which changes it


gc.disable()  # while modules are imported and tests are collected, none of which is ever freed


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put files with long tests first (`--no-loadscope-reorder`): at the end no core waits for another's last file."""
    items.sort(key=lambda item: item.path.suffix == ".py" and item.get_closest_marker("build") is None)


def pytest_collection_finish() -> None:
    """Collect garbage again, of what is made from now on, but seldom: it took a tenth of the time."""
    gc.freeze()
    gc.enable()
    gc.set_threshold(50_000)


@pytest.fixture
def register_copy(tmp_path: Path) -> Path:
    """A copy of data/ that a test may damage."""
    return Path(shutil.copytree(ROOT / "data", tmp_path / "data"))


CAMPAIGN = bool(os.environ.get("BAROMIA_CAMPAIGN"))
# For tests that repeat at length what a shorter one shows: `make test` has to end within a quarter of an hour.
in_campaign = pytest.mark.skipif(not CAMPAIGN, reason="long; `make campaign` runs it")
needs_quarto = pytest.mark.skipif(not shutil.which("quarto"), reason="quarto is not on PATH: environment.yml brings it")
LOCKED = re.search(r"^matplotlib==(\S+)", (ROOT / "requirements.txt").read_text(encoding="utf-8"), re.MULTILINE)[1]
as_drawn = pytest.mark.skipif(
    version("matplotlib") != LOCKED,
    reason=f"the charts are kept as matplotlib {LOCKED} draws them; this is {version('matplotlib')}",
)
# Without the variable, a folder that clones beside one another can share.
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
    return once("built", tmp_path_factory, build)


@pytest.fixture(scope="session")
def forked() -> None:
    """Fork what builds here from a process that has imported what the paper needs, whichever test builds first."""
    warm_up(PROJECT, PROJECT.data)


@pytest.fixture(scope="session")
def built_toys(tmp_path_factory: pytest.TempPathFactory, forked: None) -> Path:
    """A small project, which knows no survey, with its paper: to be copied, not written into."""
    return once("toys", tmp_path_factory, _build_toys)


@pytest.fixture(scope="session")
def paper(request: pytest.FixtureRequest) -> Path:
    """The real build: the one that BAROMIA_BUILT names, for those who have just built, or a new one."""
    return Path(os.environ.get("BAROMIA_BUILT") or request.getfixturevalue("built"))


@pytest.fixture(scope="session")
def by_quarto(paper: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real build rendered by Quarto, from the same executed notebooks."""

    def rendered(output: Path) -> str:
        shutil.copytree(paper, output, dirs_exist_ok=True)
        return build(output, renderer="quarto")

    return once("quarto", tmp_path_factory, rendered)


def once(name: str, tmp_path_factory: pytest.TempPathFactory, make: Callable[[Path], str]) -> Path:
    """Return a folder made by the first of the parallel workers that asks for it; the others wait."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / name  # above the folders of the workers
    said = folder.with_suffix(".said")
    with FileLock(folder.with_suffix(".lock"), timeout=900):
        if not said.exists():
            folder.mkdir()
            said.write_text(make(folder), encoding="utf-8")
    assert not said.read_text(encoding="utf-8"), said.read_text(encoding="utf-8")
    return folder


def build(output: Path, *more: str, renderer: str = "builtin") -> str:
    """Build the project into a folder; return why that failed."""
    command = [sys.executable, "-m", "baromia", "build", "--renderer", renderer, "--output", str(output), *more]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", timeout=600)
    return (done.stderr or "the build failed without a word") if done.returncode else ""


def _build_toys(root: Path) -> str:
    done = built_here(make_toys(root))
    return "" if done.stdout == "4 notebooks, 2 documents\n" else done.output


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
