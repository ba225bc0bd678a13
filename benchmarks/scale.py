"""Does it grow straight? A register of 10,000 figures over 500 samples beside one of 1,000 over 50.

Run: python benchmarks/scale.py

Each is the register itself and as many invented surveys as are missing, made of its rows. It is checked, and two
notebooks are executed with it. A figure must not cost more in the large register than in the small one.
"""

import csv
import os
import subprocess
import sys
import tempfile
import time
from copy import deepcopy
from pathlib import Path
from shutil import copytree

import yaml

from baromia.project import PROJECT
from nbpaper.environment import environment
from nbpaper.execute import Run, execute
from nbpaper.pool import Pool

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
DATA = ROOT / "data"
SIZES = ((1_000, 50), (10_000, 500))
NOTEBOOKS = ("evidence", "adoption")
PLAIN = {"unit": "percent", "base": "all", "restates": "none", "option_set": "none", "qualifier": "exact"}


def read(name: str) -> tuple[list[str], list[dict]]:
    with open(DATA / name, encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        return list(rows.fieldnames), list(rows)


def write(path: Path, fields: list[str], rows: list[dict]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fields, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def generate(folder: Path, figures: int, samples: int) -> Path:
    """Return a register of this size: the real one, and as many invented surveys as are missing, all alike."""
    copytree(DATA, folder)
    fields, rows = read("figures.csv")
    sample_fields, sample_rows = read("samples.csv")
    like = [row for row in rows if all(row[column] == value for column, value in PLAIN.items())]
    sample = next(row for row in sample_rows if row["id"] == like[0]["sample"])
    names = [f"survey{number}" for number in range(samples - len(sample_rows))]
    each, more = divmod(figures - len(rows), len(names))
    made = [
        {**like[number % len(like)], "id": f"{name}.figure{number}", "source": name, "sample": name}
        | {"value": str(number % 100 + 1), "fingerprint": f"{number:064x}", "locator": str(number % 90 + 1)}
        for place, name in enumerate(names)
        for number in range(each + (place < more))
    ]
    write(folder / "figures.csv", fields, rows + made)
    wide = [{**sample, "id": name, "source": name, "n": "500", "label_en": name, "label_fr": name} for name in names]
    write(folder / "samples.csv", sample_fields, sample_rows + wide)
    cards = yaml.safe_load((DATA / "sources.yaml").read_text(encoding="utf-8"))
    card = next(card for card in cards["references"] if card["id"] == sample["source"])
    cards["references"] = [{**deepcopy(card), "id": name} for name in names] + cards["references"]
    (folder / "sources.yaml").write_text(yaml.safe_dump(cards, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return folder


def check(data: str) -> float:
    """Return how long the register takes to be checked, imports left out."""
    from baromia.analysis.figures import Register
    from baromia.register.relations import evaluate, load_relations

    start = time.perf_counter()
    evaluate(load_relations(data), Register.load(data).figures)
    return time.perf_counter() - start


def build(data: Path, folder: Path) -> list[float]:
    """Return how long the notebooks take to be executed, what processes import left out."""
    folder.mkdir()
    with Pool(environment(PROJECT, data, folder), PROJECT.preload) as pool:
        pool.submit(os.getpid).result()
        return [run(pool, name, folder) for name in NOTEBOOKS]


def run(pool: Pool, name: str, folder: Path) -> float:
    start = time.perf_counter()
    asked = Run(PROJECT.notebook(name, "en"), {"language": "en"}, folder / name)
    pool.submit(execute, asked, folder / f"{name}.ipynb").result()
    return time.perf_counter() - start


def checked(data: Path) -> float:
    """Return the time of a check in a process of its own."""
    command = [
        sys.executable,
        "-c",
        f"import sys; sys.path.insert(0, {str(HERE)!r}); import scale; print(scale.check(sys.argv[1]))",
    ]
    return float(subprocess.run([*command, str(data)], check=True, capture_output=True, text=True).stdout)


def main() -> None:
    print(f"| figures | samples | check | per figure | {' | '.join(f'{name} | per figure' for name in NOTEBOOKS)} |")
    print("|---" * (4 + 2 * len(NOTEBOOKS)) + "|")
    for figures, samples in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            data = generate(Path(folder) / "data", figures, samples)
            took = [min(checked(data) for _ in range(3)), *build(data, Path(folder) / "work")]
        cells = [f"{one:.2f} s | {1e3 * one / figures:.2f} ms" for one in took]
        print(f"| {figures:,} | {samples} | {' | '.join(cells)} |", flush=True)
    print(f"\n{os.cpu_count()} cores, Python {sys.version.split()[0]}.")


if __name__ == "__main__":
    main()
