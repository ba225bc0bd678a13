"""Does it grow straight? The register beside registers of 10,000 and 100,000 figures over 500 samples.

Run: python benchmarks/scale.py [FOLDER]

Each is the register itself and as many invented surveys as are missing, made of its rows; with FOLDER they are kept
there. `Register.read`, and `evidence` with the reading included, are measured beside pandas, which reads the same
files and checks nothing, in turn in one process, imports left out.
"""

import csv
import json
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from shutil import copytree

import pandas as pd
import yaml

from baromia.project import DATA
from baromia.register import Register
from baromia.words.evidence import evidence

SIZES = ((10_000, 500), (100_000, 500))
SAMPLES_A_SOURCE = 5
PLAIN = {"unit": "percent", "base": "all", "base_literal": "all", "qualifier": "exact"}
NONE = ("base_reason", "base_reason_fr", "option_set", "restates", "group_en", "group_fr")


def rows(name: str) -> list[dict]:
    with open(DATA / f"{name}.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write(folder: Path, name: str, table: list[dict]) -> None:
    with open(folder / f"{name}.csv", "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, table[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(table)


def generate(folder: Path, figures: int, samples: int) -> Path:
    """Return a register of this size: the real one, and as many invented surveys as are missing."""
    copytree(DATA, folder)
    known, surveyed = rows("figures"), rows("samples")
    like = [row for row in known if PLAIN.items() <= row.items()]
    like = [row for row in like if row["sample"] == like[0]["sample"]]
    sample = next(row for row in surveyed if row["id"] == like[0]["sample"])
    names = [f"survey{number}" for number in range(samples - len(surveyed))]
    source = {name: f"source{number // SAMPLES_A_SOURCE}" for number, name in enumerate(names)}
    made = []
    for number in range(figures - len(known)):
        name, value = names[number % len(names)], f"{number % 1000 / 10}"
        made.append(
            {**like[number % len(like)], **dict.fromkeys(NONE, "none"), "sample": name, "source": source[name]}
            | {"id": f"{source[name]}.figure-{number}", "value": value, "printed": value.replace(".", ",")}
            | {"fingerprint": f"{number:064x}", "locator": str(number % 90 + 1), "label_en": f"Share {number} of all"}
        )
    write(folder, "figures", known + made)
    cards = [
        {**sample, "id": name, "source": source[name], "n": "500", "label_en": name, "label_fr": name} for name in names
    ]
    write(folder, "samples", surveyed + cards)
    entries = yaml.safe_load((DATA / "sources.yaml").read_text(encoding="utf-8"))
    entry = next(one for one in entries["references"] if one["id"] == sample["source"])
    entries["references"] += [{**entry, "id": name} for name in dict.fromkeys(source.values())]
    text = json.dumps(entries, ensure_ascii=False, indent=1)  # which is YAML, too, and without aliases
    (folder / "sources.yaml").write_text(text, encoding="utf-8")
    return folder


def plain(folder: Path) -> None:
    """Read the tables as pandas does, every cell as text."""
    for path in folder.glob("*.csv"):
        pd.read_csv(path, dtype=object, keep_default_na=False)


def best(task: Callable[[Path], object], folder: Path) -> float:
    """Return the shortest of five times, the first of which also fills the caches of imports and files."""
    times = []
    for _ in range(5):
        start = time.perf_counter()
        task(folder)
        times.append(time.perf_counter() - start)
    return min(times)


def main(kept: Path) -> None:
    tasks = {"Register.read": Register.read, "evidence": lambda folder: evidence(data=folder), "pandas.read_csv": plain}
    print(f"| figures | samples | {' | '.join(tasks)} |\n|---|---|{'---|' * len(tasks)}")
    for folder in (DATA, *(generate(kept / f"{figures}", figures, samples) for figures, samples in SIZES)):
        register = Register.read(folder)
        times = " | ".join(f"{1e3 * best(task, folder):.0f} ms" for task in tasks.values())
        print(f"| {len(register.figures):,} | {len(register.samples)} | {times} |", flush=True)


if __name__ == "__main__":
    if sys.argv[1:]:
        main(Path(sys.argv[1]))
    else:
        with tempfile.TemporaryDirectory() as temporary:
            main(Path(temporary))
