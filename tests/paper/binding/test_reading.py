"""A build whose files are broken: each is named with a mend, none ends in a traceback, whatever was done to it."""

import json
import random
import shutil
from collections import Counter
from pathlib import Path

import pytest
import yaml

from baromia.paper import binding
from baromia.paper.binding import prove
from conftest import CAMPAIGN
from nbpaper.errors import PaperError

pytestmark = pytest.mark.build
DAMAGES = 400 if CAMPAIGN else 8  # seeded; each is proved, without the PDF, which takes longest to read
FILES = ("results/en.json", "results/en.yml", "results/cards.en.md", "results/en.jsonld", "paper.html")
VALUES = (
    None,
    "",
    0,
    -1,
    1.5,
    True,
    [],
    {},
    "x",
    "12%",
    "a × b",
    "a + b",
    "a - b",
    "[x](#y)",
    ["x"],
    {"a": 1},
    "9" * 400,
)
WRECKS = ("", "</div>", "12", "<a href='#x' class='figure'>9</a>", "<table><tr><td>9", "::: {#x .card}\n**9**\n")


@pytest.fixture
def whole(paper, tmp_path) -> Path:
    """A build, to be damaged, as far as one language needs it."""
    for name in ("results", "executed"):
        shutil.copytree(paper / name, tmp_path / name)
    for name in ("paper.html", "paper.pdf"):
        shutil.copyfile(paper / name, tmp_path / name)
    return tmp_path


@pytest.mark.parametrize("raw", [b"", b"{", b"\xff\xfe", b"[" * 100_000])
@pytest.mark.parametrize("name", ["results/en.json", "results/en.yml", "executed/en/trust.ipynb", "paper.pdf"])
def test_a_file_that_cannot_be_read_is_named_with_a_mend(whole, name, raw):
    (whole / name).write_bytes(raw)
    with pytest.raises(
        PaperError, match=rf"{name}: cannot be read \(.*\)\. To mend: build the paper again\."
    ) as refusal:
        prove(whole, languages=("en",))
    assert len(str(refusal.value)) < 300


@pytest.mark.parametrize(
    ("name", "change", "said"),
    [
        ("results/en.json", {"results": {"trust.x": 3}}, "results.trust.x: “3” is not a group"),
        ("results/en.json", {"parameters": {}}, "results is missing"),
        ("results/en.yml", {"has": {"editions": "perhaps"}}, "has.editions: “perhaps” is not of type boolean"),
        ("executed/en/trust.ipynb", {"cells": [{"cell_type": "code"}]}, "cells.0: source is missing"),
    ],
)
def test_a_file_of_another_shape_is_named_with_the_place(whole, name, change, said):
    tree = (
        {}
        if len(change) == 1 and "parameters" in change
        else yaml.safe_load((whole / name).read_text(encoding="utf-8"))
    )
    (whole / name).write_text(json.dumps(tree | change), encoding="utf-8")
    with pytest.raises(PaperError) as refusal:
        prove(whole, languages=("en",))
    assert f"{name}: cannot be read ({said}" in str(refusal.value)


def test_a_result_that_rests_on_nothing_is_refused(whole):
    path = whole / "results" / "en.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"acsel2025.use-any"', '"acsel2025.use-nobody"'))
    with pytest.raises(PaperError, match=r"rests on acsel2025\.use-nobody, which is no figure of the register"):
        prove(whole, languages=("en",))


def places(tree: object, above: tuple = ()) -> list[tuple]:
    """Return the place of everything within lists and groups."""
    parts = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    return [place for key, part in parts for place in [(*above, key), *places(part, (*above, key))]]


def damage(path: Path, dice: random.Random) -> str:
    """Damage a file somehow; return how."""
    raw = path.read_bytes()
    at = dice.randrange(len(raw))
    how = dice.choice(["cut", "byte", *["inside"] * 5])
    if how == "cut":
        path.write_bytes(raw[:at])
    elif how == "byte":
        path.write_bytes(raw[:at] + bytes([dice.randrange(256)]) + raw[at + 1 :])
    elif path.suffix in (".html", ".md"):
        text = raw.decode("utf-8")
        at = dice.randrange(len(text))
        path.write_text(text[:at] + dice.choice(WRECKS) + text[at + dice.randrange(200) :], encoding="utf-8")
    else:
        tree = yaml.safe_load(raw) if path.suffix == ".yml" else json.loads(raw)
        *groups, last = place = dice.choice(places(tree))
        part = tree
        for step in groups:
            part = part[step]
        if dice.random() < 0.35:
            del part[last]
        else:
            part[last] = dice.choice(VALUES)
        path.write_text(json.dumps(tree), encoding="utf-8")
        how = f"at {place}"
    return how


def test_no_damage_of_a_build_ends_in_a_traceback(paper, whole, monkeypatch):
    monkeypatch.setattr(binding, "read_pdf", lambda *_: None)
    names = [*FILES, *(f"executed/en/{path.name}" for path in sorted((paper / "executed" / "en").glob("*.ipynb")))]
    ends = Counter()
    for seed in range(DAMAGES):
        dice = random.Random(seed)
        name = dice.choice(names)
        how = damage(whole / name, dice)
        try:
            faults = [fault for proof in prove(whole, languages=("en",)) for fault in proof.faults]
            ends["faults" if faults else "harmless"] += 1
        except PaperError:
            ends["refused"] += 1
        except Exception as error:
            raise AssertionError(f"damage {seed}, {name}, {how}") from error
        shutil.copyfile(paper / name, whole / name)
    print(f"\n{DAMAGES} damages of a build: {dict(ends)}")
    assert ends["refused"] + ends["faults"] > DAMAGES / 2
