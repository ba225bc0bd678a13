"""How fast the paper is built, rendering included, beside papermill by its command on the same notebooks and languages.

Run: python benchmarks/build.py [--rounds 3] [--quick]

Both sides are measured in turn in one run, so that the ratio travels although the seconds do not. `--quick`
measures one notebook on papermill's side and multiplies.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from baromia.project import PROJECT

ROOT, NOTEBOOK = PROJECT.root, "adoption"


def seconds(task: Callable[[], object]) -> float:
    start = time.perf_counter()
    task()
    return time.perf_counter() - start


def run(*command: object, **more: str) -> None:
    subprocess.run([*map(str, command)], cwd=ROOT, env={**os.environ, **more}, check=True, capture_output=True)


def papermill(notebook: Path, language: str, folder: Path) -> None:
    """Execute a notebook as its user would."""
    output = folder / f"{notebook.stem}.{language}.ipynb"
    run(sys.executable, "-m", "papermill", notebook, output, "-p", "language", language, "--cwd", notebook.parent)


def build(*options: object) -> None:
    run(sys.executable, "-m", "baromia", "build", *options)


def peak_memory(task: Callable[[], object]) -> int:
    """Return the most that a task's processes take together, in MB, shared pages shared out; to look slows them."""
    most, done = 0, threading.Event()

    def watch() -> None:
        nonlocal most
        while not done.wait(0.1):
            most = max(most, sum(_proportional(process) for process in _descendants(os.getpid())))

    watcher = threading.Thread(target=watch)
    watcher.start()
    task()
    done.set()
    watcher.join()
    return most // 1024


def _descendants(parent: int) -> list[int]:
    children: dict[int, list[int]] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            owner = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
        except (OSError, ValueError, IndexError):
            continue
        children.setdefault(owner, []).append(int(folder.name))
    found, ask = [], [parent]
    while ask:
        ask += (below := children.get(ask.pop(), []))
        found += below
    return found


def _proportional(process: int) -> int:
    try:
        rollup = Path(f"/proc/{process}/smaps_rollup").read_text()
    except OSError:
        return 0
    return int(next(line for line in rollup.splitlines() if line.startswith("Pss:")).split()[1])


class Measured:
    """The medians of what was measured, and the table of ratios."""

    def __init__(self):
        self.times: dict[str, list[float]] = {}

    def add(self, name: str, took: float) -> float:
        self.times.setdefault(name, []).append(took)
        return took

    def __getitem__(self, name: str) -> float:
        return median(self.times[name])

    def row(self, what: str, ours: float, theirs: float, target: float | str) -> str:
        return f"| {what} | {ours:.2f} s | {theirs:.1f} s | {ours / theirs:.3f} | {target} |"


def naive(measured: Measured, quick: bool) -> None:
    """Measure papermill by its command on all notebooks in all languages, one after the other."""
    runs = [(PROJECT.notebook(stem, language), language) for stem in PROJECT.stems() for language in PROJECT.languages]
    chosen = [(PROJECT.notebook(NOTEBOOK, "en"), "en")] if quick else runs
    with tempfile.TemporaryDirectory() as folder:
        took = sum(seconds(lambda run=run: papermill(*run, Path(folder))) for run in chosen)
    measured.add("naive runs", took * len(runs) / len(chosen))


def ours(measured: Measured, folder: Path) -> None:
    """Measure the build: cold, with nothing to do, and rendering alone."""
    cold = folder / "cold"
    measured.add("cold", seconds(lambda: build("--renderer", "builtin", "--output", cold)))
    measured.add("memory", peak_memory(lambda: build("--renderer", "builtin", "--output", folder / "watched")))
    for _ in range(5):
        measured.add("nothing", seconds(lambda: build("--renderer", "builtin", "--output", cold)))
    for renderer in ("builtin", "quarto") if shutil.which("quarto") else ("builtin",):
        for path in cold.glob("paper*.*"):
            path.unlink()
        measured.add(renderer, seconds(lambda renderer=renderer: build("--renderer", renderer, "--output", cold)))


def tell(measured: Measured) -> None:
    print("| | ours | instead | ratio | target |\n|---|---|---|---|---|")
    print(measured.row("all notebooks, both languages, four documents", measured["cold"], measured["naive runs"], 0.3))
    print(measured.row("nothing changed", measured["nothing"], measured["naive runs"], "0.3 s"))
    if "quarto" in measured.times:
        words = "rendering alone, built-in beside Quarto"
        print(measured.row(words, measured["builtin"], measured["quarto"], 0.35))
    print(f"\nMost memory of a cold build: {measured['memory']:.0f} MB.")
    print(f"{os.cpu_count()} cores, Python {sys.version.split()[0]}, medians of {len(measured.times['cold'])} rounds.")


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    asked.add_argument("--rounds", type=int, default=3)
    asked.add_argument("--quick", action="store_true")
    given = asked.parse_args()
    measured = Measured()
    for _ in range(given.rounds):
        with tempfile.TemporaryDirectory() as folder:
            ours(measured, Path(folder))
        naive(measured, given.quick)
    tell(measured)


if __name__ == "__main__":
    main()
