"""Does it grow straight? The register beside registers of 1,000, 10,000 and 100,000 figures.

Run: python benchmarks/scale.py [FOLDER]

Each is the register itself and as many invented surveys as are missing, made of its rows; with FOLDER they are kept
there. `Register.read`, and `evidence` with the reading included, are measured beside pandas, which reads the same
files and checks nothing, in turn in one process, imports left out; then what `evidence` takes of memory in a process
of its own, imports included; then, up to 10,000 figures, every cell of the seven notebooks, without and with their
charts. Seconds of the processor, so that others on the machine count less.
"""

import ast
import csv
import io
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import redirect_stdout
from functools import partial
from pathlib import Path
from shutil import copytree

import nbformat
import pandas as pd
import yaml

import baromia.charts  # noqa: F401 the notebooks draw: imports are left out
from baromia.project import CHARTS_VARIABLE, DATA, DATA_VARIABLE, PROJECT
from baromia.register import Register
from baromia.words.evidence import evidence

SIZES = ((1_000, 50), (10_000, 500), (100_000, 500))
NOTEBOOKS_UP_TO = 10_000
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


def memory(folder: Path) -> int:
    """Return the most memory in MB of a process that reads the register and makes its evidence."""
    told = "print(open('/proc/self/status').read().split('VmHWM:')[1].split()[0])"  # getrusage counts the parent's, too
    code = f"import baromia; baromia.evidence(data={str(folder)!r}); {told}"
    return int(subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout) // 1024


def notebooks(folder: Path, charts: str = "0") -> None:
    """Run the cells of every notebook in this process, each value that a cell ends in shown as JupyterLab would."""
    os.environ |= {DATA_VARIABLE: str(folder), CHARTS_VARIABLE: charts}
    for stem in PROJECT.stems():
        names = {"display": lambda *values: [_show(value) for value in values]}
        for cell in nbformat.read(PROJECT.notebook(stem, "en"), as_version=4).cells:
            if cell.cell_type == "code":
                lines = ast.parse(cell.source).body
                last = lines.pop() if isinstance(lines[-1], ast.Expr) else None
                exec(compile(ast.Module(lines, []), stem, "exec"), names)
                if last:
                    _show(eval(compile(ast.Expression(last.value), stem, "eval"), names))


def _show(value: object) -> None:
    getattr(value, "_repr_mimebundle_", dict)()


def best(task: Callable[[Path], object], folder: Path, times: int = 3) -> float:
    """Return the processor's shortest seconds; the first time also fills the caches of imports and files."""
    found = []
    for _ in range(times):
        start = time.process_time()
        task(folder)
        found.append(time.process_time() - start)
    return min(found)


def main(kept: Path) -> None:
    tasks = {"`pandas.read_csv`": plain, "`Register.read`": Register.read, "`evidence`": _evidence}
    heads = ["figures", "samples", *tasks, "a figure", "memory", "seven notebooks", "with charts"]
    print(f"| {' | '.join(heads)} |\n|{'---|' * len(heads)}")
    for folder in (DATA, *(generate(kept / f"{figures}", figures, samples) for figures, samples in SIZES)):
        register = Register.read(folder)
        figures = len(register.figures)
        seconds = [best(task, folder) for task in tasks.values()]
        cells = [f"{figures:,}", len(register.samples), *(f"{1e3 * one:.0f} ms" for one in seconds)]
        cells += [f"{1e6 * seconds[-1] / figures:.0f} µs", f"{memory(folder)} MB"]
        for charts in "01":
            with redirect_stdout(io.StringIO()):
                took = best(partial(notebooks, charts=charts), folder, 1) if figures <= NOTEBOOKS_UP_TO else None
            cells.append(f"{took:.1f} s" if took else "–")
        print(f"| {' | '.join(map(str, cells))} |", flush=True)
    print(f"\nLoad {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores.")


def _evidence(folder: Path) -> None:
    evidence(data=Register.read(folder))


if __name__ == "__main__":
    if sys.argv[1:]:
        main(Path(sys.argv[1]))
    else:
        with tempfile.TemporaryDirectory() as temporary:
            main(Path(temporary))
