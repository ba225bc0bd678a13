"""What is done to a build is said: typed and unbound numbers, broken files. That of the paper is `test_shown.py`'s."""

import json
import random
import shutil
from collections import Counter
from pathlib import Path

import pytest
import yaml

from baromia.paper.proof import prove
from conftest import in_campaign
from damages import entries
from nbpaper.errors import PaperError
from processes import baromia

pytestmark = pytest.mark.build
DAMAGES = 400  # seeded
FILES = ("results/en.json", "results/en.yml", "results/cards.en.md", "results/en.jsonld", "paper.html")
VALUES = (None, "", 0, -1, 1.5, True, [], {}, "x", "12%", "a × b", "a + b", "[x](#y)", ["x"], {"a": 1}, "9" * 400)
WRECKS = ("", "</div>", "12", "<a href='#x' class='figure'>9</a>", "<table><tr><td>9", "::: {#x .card}\n**9**\n")


def copied(paper: Path, folder: Path) -> Path:
    """Copy a build, to be damaged, as far as one language needs it."""
    for name in ("results", "executed/en"):
        shutil.copytree(paper / name, folder / name)
    for name in ("paper.html", "paper.pdf"):
        shutil.copyfile(paper / name, folder / name)
    return folder


def faults(build: Path) -> str:
    (report,) = prove(build, languages=("en",))
    return "\n".join(map(str, report.faults))


# What is damaged together, since each shows by itself: file, what is replaced in it, what is said of it.
DAMAGED = [
    ("results/en.json", '"text": "61%"', '"text": "62%"', 'en.json, line '),
    ("results/en.yml", "'[61%](#derived.acsel-at-least-weekly){.figure}'", "'62%'", "any_weekly: '62"),
    ("results/cards.en.md", "**61%**", "**62%**", "cards.en.md, line "),
    ("results/cards.en.md", "## ", "\n## ", "cards.en.md, line 1: '(nothing)' is not"),  # hides no edit behind it
    ("paper.html", "any such tool counts,", "any of 17 such tools counts,", "on the question': '17' is not"),
    ("paper.html", "<td>24.4%</td>", "<td>24.5%</td>", "fig-definitions, data: '24.5' is not"),
    ("paper.html", ">24.4%<", ">24.5%<", "paper.html, fig-definitions, picture: "),
    ("paper.html", "L195.7 170L195.7 197", "L205.7 170L205.7 197", "paper.html, fig-often, picture: "),
    ("paper.html", ">Headline</th>", ">Holds in</th>", "tbl-stands: 'Holds in | "),
    ("paper.html", 'class="chart-data"><summary>', 'class="chart-data"><summary>77 ', "data: '77' is not"),
    ("paper.pdf", None, None, "paper.pdf, page 1: "),
    ("executed/en/adoption.ipynb", "24.4%; neither", "24.5%; neither", "fig-often, alternative text"),
    ("executed/en/adoption.ipynb", "\u00a0=\u00a0608", "\u00a0=\u00a0609", "'609' is the n of nobody"),
    ("executed/en/robustness.ipynb", "| 100%", "| 99%", "| 108 | 100% | "),
]  # fmt: skip


@pytest.fixture(scope="module")
def told(paper, tmp_path_factory) -> str:
    """What is said of the damaged build."""
    folder = copied(paper, tmp_path_factory.mktemp("damaged"))
    shutil.copyfile(paper / "paper.fr.pdf", folder / "paper.pdf")
    for name, old, new, _ in DAMAGED:
        if old:
            text = (folder / name).read_text(encoding="utf-8")
            assert old in text, old
            (folder / name).write_text(text.replace(old, new), encoding="utf-8")
    return faults(folder)


@pytest.mark.parametrize("said", [one[3] for one in DAMAGED])
def test_each_kind_of_fault_is_told_with_its_file_and_place(told, said):
    assert said in told


def test_a_missing_build_is_a_sentence(tmp_path):
    with pytest.raises(PaperError, match="build the paper first"):
        prove(tmp_path)


@in_campaign
@pytest.mark.parametrize("left_out", ["[pulselife2025]", "[campagna2025, acsel2025, medaviz2026]"])
def test_a_paper_without_some_publications_is_proved_too(tmp_path, left_out):
    done = baromia("build", "--renderer", "builtin", "--output", tmp_path, "-p", "exclude_sources", left_out)
    assert done.returncode == 0, done.stderr
    assert [str(fault) for report in prove(tmp_path) for fault in report.faults] == []


# What is broken is named


@pytest.mark.parametrize(
    ("name", "raw", "said"),
    [
        ("results/en.json", b"{", ""),
        ("results/en.json", b"[" * 100_000, ""),
        ("results/en.json", b'{"results": {"trust.x": {"text": 3}}}', "result trust.x has no text"),
        ("results/en.json", b'{"results": {}, "figures": {"x": {"texts": {"n": 3}}}}', "figure x has a text"),
        ("results/en.json", b'{"parameters": {}}', "KeyError: 'results'"),
        ("executed/en/trust.ipynb", b"{", ""),
        ("executed/en/trust.ipynb", b'{"cells": 3}', "TypeError: "),
        ("executed/en/trust.ipynb", b'{"nbformat": 4, "metadata": 3, "cells": []}', "ValidationError: "),
    ],
)
def test_a_broken_file_is_named_with_a_mend(paper, tmp_path, name, raw, said):
    (copied(paper, tmp_path) / name).write_bytes(raw)
    with pytest.raises(PaperError, match=rf"{name}: cannot be read \({said}.*\)\. To mend: build the paper again"):
        prove(tmp_path, languages=("en",))


def damage(path: Path, dice: random.Random) -> str:
    """Cut a file, or damage it somewhere inside; return how."""
    raw = path.read_bytes()
    text, at = raw.decode("utf-8"), dice.randrange(len(raw))
    if dice.random() < 0.15:
        path.write_bytes(raw[:at])
        return "cut"
    if path.suffix in (".html", ".md"):
        path.write_text(text[:at] + dice.choice(WRECKS) + text[at + dice.randrange(200) :], encoding="utf-8")
        return f"inside at {at}"
    tree = yaml.safe_load(raw) if path.suffix == ".yml" else json.loads(raw)
    holder, key = dice.choice(list(entries(tree)))
    if dice.random() < 0.35:
        del holder[key]
    else:
        holder[key] = dice.choice(VALUES)
    path.write_text(json.dumps(tree), encoding="utf-8")
    return f"at {key}"


@in_campaign  # broken files of each kind are refused above
def test_no_damage_of_a_build_ends_in_a_traceback(paper, tmp_path):
    whole = copied(paper, tmp_path)
    names = [*FILES, *(f"executed/en/{path.name}" for path in sorted((paper / "executed" / "en").glob("*.ipynb")))]
    ends = Counter()
    for seed in range(DAMAGES):
        dice = random.Random(seed)
        name = dice.choice(names)
        how = damage(whole / name, dice)
        try:
            ends["faults" if faults(whole) else "harmless"] += 1
        except PaperError:
            ends["refused"] += 1
        except Exception as error:
            raise AssertionError(f"damage {seed}, {name}, {how}") from error
        shutil.copyfile(paper / name, whole / name)
    print(f"\n{DAMAGES} damages of a build: {dict(ends)}")
    assert ends["refused"] + ends["faults"] > DAMAGES / 2
