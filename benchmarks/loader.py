"""How fast the register is read and checked, beside pandas, which reads the same files and checks nothing.

Run: python benchmarks/loader.py

Both sides are measured in turn in one process, imports left out, so that the ratio travels although the
seconds do not. Peak memory is that of a fresh process each, above one that has only imported the same.
"""

import csv
import shutil
import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import pandas as pd

from baromia import load_figures
from baromia.project import DATA
from baromia.register import source_entries as cards
from baromia.register import tables

ROWS = 100_000
CHAIN = 8  # rows from a share of all down to the last subgroup of a subgroup
OURS = "import sys; from baromia.register import load_figures; {}load_figures(sys.argv[1])"
THEIRS = "import sys; import pandas; {}pandas.read_csv(sys.argv[1] + '/figures.csv', keep_default_na=False)"
PEAK = "; import resource; print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"


def seconds(task, repeat: int) -> float:
    times = []
    for _ in range(repeat):
        start = time.perf_counter()
        task()
        times.append(time.perf_counter() - start)
    return median(times)


def forget():
    tables._kept.cache_clear()
    cards._cards.cache_clear()


def afresh(data=None):
    forget()
    return load_figures(data)


def tell(what: str, ours: float, theirs: float, unit: str = "ms"):
    over = f"{ours - theirs:>8.1f} {unit} over, {ours / theirs:>5.1f} times"
    print(f"{what:<52}{ours:>9.1f} {unit}{theirs:>9.1f} {unit}{over}")


def grown(folder: Path, rows: int) -> Path:
    """Return a copy of the register whose figures are `rows` shares, each a share of the one before it."""
    shutil.copytree(DATA, folder)
    figures = pd.read_csv(DATA / "figures.csv", dtype=str, keep_default_na=False)
    pattern = figures[(figures["unit"] == "percent") & (figures["base"] == "all") & (figures["base_literal"] == "all")]
    row = pattern.iloc[0].to_dict() | {
        "restates": "none",
        "base_reason": "none",
        "group_en": "people who said so",
        "group_fr": "personnes qui l’ont dit",
    }
    with open(folder / "figures.csv", "w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, figures.columns, lineterminator="\n")
        table.writeheader()
        for number in range(rows):
            base = f"{row['source']}.row-{number - 1}" if number % CHAIN else "all"
            new = {"id": f"{row['source']}.row-{number}", "base": base, "base_literal": base}
            new |= {"value": f"{number % 1000 / 10}", "locator": number % 90 + 1, "fingerprint": f"{number:064x}"}
            new |= {"label_en": f"Share number {number} of all", "label_fr": f"Part numéro {number} de l’ensemble"}
            table.writerow(row | new)
    return folder


def peak(code: str, folder: Path) -> float:
    """Return the peak memory of `code` in MB, less that of its imports."""
    used = []
    for start in ("", "None and "):
        run = [sys.executable, "-c", code.format(start) + PEAK, str(folder)]
        used.append(int(subprocess.run(run, check=True, capture_output=True, text=True).stdout))
    return (used[0] - used[1]) / 1024


def small():
    def theirs():
        return pd.read_csv(DATA / "figures.csv", keep_default_na=False)

    reading = seconds(theirs, 31) * 1e3
    rows = len(afresh())
    tell(f"{rows} rows, nothing kept from an earlier call", seconds(afresh, 31) * 1e3, reading)
    tell(f"{rows} rows again, files unchanged", seconds(load_figures, 31) * 1e3, reading)


def large(folder: Path):
    megabytes = (folder / "figures.csv").stat().st_size / 1e6
    print(f"{ROWS:,} rows, {megabytes:.0f} MB:")
    # Memory first: a new process is said to need at least what this one holds.
    tell("  peak memory", peak(OURS, folder), peak(THEIRS, folder), "MB")
    reading = seconds(lambda: pd.read_csv(folder / "figures.csv", keep_default_na=False), 3)
    tell("  read and checked", seconds(lambda: afresh(folder), 3), reading, "s ")


if __name__ == "__main__":
    print(f"{'':<52}{'load_figures':>12}{'read_csv':>12}")
    small()
    with TemporaryDirectory() as temporary:
        large(grown(Path(temporary) / "data", ROWS))
