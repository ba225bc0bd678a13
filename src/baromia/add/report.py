"""What came into the register, and what is still missing."""

from collections.abc import Iterator
from pathlib import Path

from ..analysis.disclosure import FULL, ITEMS, NONE, disclosed
from ..register import Register
from ..register.relation_kinds import UNKNOWN_BASES
from ..register.relations import evaluate
from ..words.formatting import Formatter
from .defaults import Defaults
from .form import Entry, Form

VERDICTS = {"holds": "hold", "reading": "hold only under a reading", "cannot": "cannot hold"}


def report(form: Form, rows: dict[str, list[Entry]], known: Defaults, data: Path) -> Iterator[str]:
    """Yield what came in and what is still missing, a sentence each."""
    register = Register.read(data)
    counted = ", ".join(f"{name.replace('_', ' ')} {len(own)}" for name, own in rows.items() if own)
    yield f"{form.source} is in the register ({counted}). Every number of its text is in its place."
    yield from _disclosed(form, register)
    own = register.figures[register.figures["source"] == form.source]
    relations = evaluate(register)
    named = relations["figures"].str.split(";")
    found = relations["verdict"][[not own.index.intersection(names).empty for names in named]]
    counts = ", ".join(f"{(found == verdict).sum()} {words}" for verdict, words in VERDICTS.items())
    nothing = "Missing: no relation says anything of its figures; what do they say about each other?"
    yield f"Relations: {counts}." if len(found) else nothing
    for name in found.index[found == "cannot"]:
        yield f"Look again: the relation {name} cannot hold, whatever the rounding."
    loose = own.index.difference([*named.explode(), *relations["target"].dropna()], sort=False)
    if len(loose):
        yield f"Missing: {len(loose)} of {len(own)} figures stand in no relation, such as {loose[0]}."
    unclear = own.index[own["base"].isin(UNKNOWN_BASES)]
    if len(unclear):
        yield f"Missing: {len(unclear)} figures have no clear base, such as {unclear[0]}."
    compared = known.compared(own)
    for name, changes in compared.items():
        yield from (f"Look again: {name}: {change} in {known.before}." for change in changes)
    if known.before:
        yield f"Over time: {list(compared.values()).count([])} figures continue those of {known.before}."
    yield (
        "Missing: the sentences of data/sentences.csv and of both papers do not speak of it yet. When they do, write "
        '`in_text: "yes"` on its card in sources.yaml.'
    )


def _disclosed(form: Form, register: Register) -> Iterator[str]:
    """Yield how many disclosure items each sample's card answers, and which it does not."""
    label = Formatter("en", register.labels).label
    items = disclosed(register.samples, register.resource("samples")["schema"]["fields"])
    for sample in form.rows["samples"]:
        answers = items.loc[sample.cells["id"]]
        unknown = sum(cell == "unknown" for name, cell in sample.cells.items() if not name.endswith("_fr"))
        said = f"{answers.name}: {(answers == FULL).sum()} of {len(ITEMS)} items disclosed, {unknown} fields unknown."
        silent = [label(f"aapor.{item}") for item in ITEMS if answers[item] == NONE]
        yield said + (f" Not disclosed: {'; '.join(silent)}." if silent else "")
