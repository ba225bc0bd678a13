"""How fast many what-ifs are: a sweep beside the plain papermill command, on a Dask cluster, and by function calls.

Run: python benchmarks/sweep.py [--points 100] [--plain 6] [--clustered 24] [--specifications 10000]

The plain side runs `papermill` for a few points, two at once, before and after the sweep, and multiplies: a hundred
such runs would take ten minutes to say the same. Both sides are measured in one run, so that the ratio travels.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median

from distributed import LocalCluster

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOK = "adoption"
WORKERS = 2
CLUSTERS = (1, 2, 4)  # workers on this machine


def run(*command: object) -> None:
    subprocess.run([sys.executable, "-m", *map(str, command)], cwd=ROOT, check=True, capture_output=True)


def plain(points: int, folder: Path) -> float:
    """Return how long the papermill command takes for so many points, two at once."""
    notebook = ROOT / "notebooks" / f"{NOTEBOOK}.ipynb"

    def one(number: int) -> None:
        given = ("-p", "confidence", 0.5 + number / 1000, "--cwd", notebook.parent)
        run("papermill", notebook, folder / f"{number}.ipynb", *given)

    start = time.perf_counter()
    with ThreadPoolExecutor(WORKERS) as workers:
        list(workers.map(one, range(points)))
    return time.perf_counter() - start


def swept(points: int, folder: Path, *options: object) -> float:
    """Return how long a sweep takes for so many points, the whole command."""
    grid = folder / "grid.yml"
    values = f"{{from: 0.5, to: {0.5 + (points - 1) / 1000:.3f}, step: 0.001}}"
    grid.write_text(f"notebook: {NOTEBOOK}\nparameters:\n  confidence: {values}\n", encoding="utf-8")
    start = time.perf_counter()
    run("baromia", "sweep", grid, *options, "--output", folder / "table.csv")
    return time.perf_counter() - start


def clustered(points: int, workers: int) -> float:
    """Return the same on a cluster of Dask, whose workers have no process yet that others are forked from."""
    options = {"n_workers": workers, "threads_per_worker": 1, "dashboard_address": ":0"}
    with LocalCluster(**options) as cluster, tempfile.TemporaryDirectory() as folder:
        return swept(points, Path(folder), "--scheduler", cluster.scheduler_address)


def multiverse(least: int) -> tuple[int, float, float]:
    """Return how many specifications, and how long they take all at once and one by one (of a sample, scaled up)."""
    from baromia import Register, evidence
    from baromia.analysis.robustness import Options, specifications
    from baromia.estimates import interval

    register = Register.read()
    figures = evidence(data=register)
    rows = [row for _, row in register.headlines.iterrows()]
    for effects in range(1, 1000):
        options = Options(design_effect=tuple(1 + step / 10 for step in range(effects)))
        took = []
        for _ in range(3):
            start = time.perf_counter()
            found = [specifications(figures, row, options) for row in rows]
            took.append(time.perf_counter() - start)
        number = sum(map(len, found))
        if number >= least:
            break
    sample = found[0].head(500)
    start = time.perf_counter()
    for row in sample.itertuples():
        how = {"confidence": row.confidence, "method": row.method, "design_effect": row.design_effect}
        interval(row.estimate, 608, **how)
    alone = (time.perf_counter() - start) / len(sample) * number
    return number, median(took), alone


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    asked.add_argument("--points", type=int, default=100)
    asked.add_argument("--plain", type=int, default=6)
    asked.add_argument("--clustered", type=int, default=24)
    asked.add_argument("--specifications", type=int, default=10_000)
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        before = plain(given.plain, Path(folder))
        ours = swept(given.points, Path(folder))
        after = plain(given.plain, Path(folder))
    theirs = (before + after) / 2 / given.plain * given.points
    number, took, alone = multiverse(given.specifications)
    print("| | ours | instead | ratio | target |\n|---|---|---|---|---|")
    print(f"| {given.points} points of `{NOTEBOOK}` | {ours:.1f} s | {theirs:.0f} s | {ours / theirs:.3f} | 0.20 |")
    print(f"| multiverse, {number:,} specifications | {took:.2f} s | {alone:.1f} s | {took / alone:.3f} | 2 s |")
    print("\n| workers on a cluster | points a second |\n|---|---|")
    for workers in CLUSTERS:
        print(f"| {workers} | {given.clustered / clustered(given.clustered, workers):.2f} |", flush=True)
    print(f"\nThe plain side: {given.plain} points before ({before:.1f} s), as many after ({after:.1f} s), scaled up.")
    print(f"{os.cpu_count()} cores, Python {sys.version.split()[0]}.")


if __name__ == "__main__":
    main()
