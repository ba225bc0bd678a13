"""A campaign of random damage: each is refused with a sentence, or harmless, or shown by `baromia diff`.

`BAROMIA_CAMPAIGN=1` does ten thousand, a score otherwise. The counts that it prints are kept in tests/README.md.
"""

import json
import random
import shutil
import traceback
from collections import Counter
from pathlib import Path

import pytest

from baromia.paper.diff import row_changes
from baromia.paper.results_files import hooks
from baromia.project import PROJECT
from baromia.register import Register, contents
from baromia.register.relations import evaluate
from baromia.register.verify import verify
from baromia.words.check import check_register
from conftest import CAMPAIGN, REGISTER, ROOT
from damaged import TABLES
from damages import KINDS
from nbpaper.build import build
from nbpaper.errors import PaperError
from nbpaper.plan import Request

PARTS = 20  # so that several processes share the work
DAMAGES = (10_000 if CAMPAIGN else 20) // PARTS
BUILT = 1 if CAMPAIGN else 0  # of each part, damaged registers that are let in and whose notebooks are executed
DATA = ROOT / "data"
SEED = 20261121
SOUND, VERDICTS = contents(REGISTER), evaluate(REGISTER)["verdict"].to_dict()


def outcome(data: Path) -> tuple[str, Register | None]:
    """Return what becomes of a damaged register, refused, harmless or shown, and what is read if it is let in."""
    try:
        register = check_register(data)
    except PaperError as error:
        refusal = str(error)
    else:
        refusal = ""
    if refusal:
        assert "To mend: " in refusal, f"no mend is named: {refusal}"
        return "refused", None
    if row_changes(SOUND, contents(register)):
        return "shown", register
    same = register.sources == REGISTER.sources
    same = same and all(register.table(name).equals(REGISTER.table(name)) for name in TABLES)
    assert same, "diff shows nothing, and yet the tables differ"
    return "harmless", register


def seen(register: Register, texts: Path | None) -> list[str]:
    """Return which of the register's own checks sees a damage that the schema lets in."""
    others = evaluate(register)["verdict"].to_dict() != VERDICTS
    return ["relations"] * others + ["verify"] * bool(texts and verify(texts, register).problems)


@pytest.fixture(scope="module")
def results(tmp_path_factory) -> dict:
    """What the notebooks find in the undamaged register."""
    return found(DATA, tmp_path_factory.mktemp("sound")) if BUILT else {}


def found(data: Path, output: Path) -> dict:
    build(Request.of(PROJECT, data=data, output=output, languages=("en",), documents=False), hooks)
    return json.loads((output / "results" / "en.json").read_text(encoding="utf-8"))


def restore(data: Path) -> None:
    """Write back each file that differs from the sound register."""
    for path in DATA.iterdir():
        if (data / path.name).read_bytes() != path.read_bytes():
            shutil.copyfile(path, data / path.name)


@pytest.mark.parametrize("part", range(PARTS))
def test_no_damage_slips_through(part, register_copy, texts_or_none, results, tmp_path, capsys):
    tally, built = Counter(), 0
    for number in range(DAMAGES):
        draw = random.Random(f"{SEED}-{part}-{number}")
        kind = draw.choices(list(KINDS), [weight for _, weight in KINDS.values()])[0]
        what = KINDS[kind][0](draw, register_copy)
        try:
            became, register = outcome(register_copy)
            tally.update([became, *(seen(register, texts_or_none) if became == "shown" else [])])
            if register and built < BUILT and draw.random() < 0.1:
                built += 1
                executed(register_copy, tmp_path / str(number), became, results)
        except Exception:
            pytest.fail(f"part {part}, damage {number} ({kind}; {what}):\n{traceback.format_exc()}")
        restore(register_copy)
    with capsys.disabled():
        if CAMPAIGN:
            print(f"\ncampaign {json.dumps(tally)}")
    assert tally


def executed(data: Path, output: Path, became: str, results: dict) -> None:
    """Execute the notebooks of a damaged register: the same results if it is harmless, a sentence if they stop."""
    try:
        now = found(data, output)
    except PaperError:
        return
    assert became != "harmless" or now == results
