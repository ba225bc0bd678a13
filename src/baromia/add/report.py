"""What came into the register, and what is still missing."""

from collections.abc import Iterator

import pandas as pd

from ..analysis.disclosure import FULL, ITEMS, NONE, disclosed
from ..analysis.editions import lines
from ..analysis.figures import Evidence
from ..analysis.parameters import Parameters
from ..register.descriptor import resource
from ..words.wording import Wording
from .entering import Entered
from .form import Form

COUNTED = ("samples", "indicators", "figures", "set_aside", "relations", "headlines")


def told(form: Form, entered: Entered, data) -> list[str]:
    """Return what came in and what is still missing, a sentence a line."""
    wording = Wording(Evidence(entered.register, Parameters()), data)
    return [_came(form, entered), *_disclosed(form, entered, wording, data), *_missing(form, entered, wording)]


def _came(form: Form, entered: Entered) -> str:
    parts = [f"{name.replace('_', ' ')} {entered.counted[name]}" for name in COUNTED if name in entered.counted]
    return f"{form.source} is in the register ({', '.join(parts)}). Every number of its text is in its place."


def _disclosed(form: Form, entered: Entered, wording: Wording, data) -> Iterator[str]:
    """Yield how many disclosure items each sample's card answers, and which it does not."""
    samples = entered.register.samples
    own = samples[samples["source"] == form.source]
    items = disclosed(own, resource(data, "samples")["schema"]["fields"])
    for name in own.index:
        full = sum(items.at[name, item] == FULL for item in ITEMS)
        silent = [wording.write.label(f"aapor.{item}") for item in ITEMS if items.at[name, item] == NONE]
        unknown = sum(row == "unknown" for row in _cells(form, name))
        said = f"{name}: {full} of {len(ITEMS)} items disclosed, {unknown} fields unknown."
        yield said + (f" Not disclosed: {'; '.join(silent)}." if silent else "")


def _cells(form: Form, sample: str) -> list[str]:
    own = next(row for row in form.rows["samples"] if row["id"] == sample)
    return [cell for name, cell in own.items() if not name.endswith("_fr")]


def _missing(form: Form, entered: Entered, wording: Wording) -> Iterator[str]:
    """Yield what the register still wants to know."""
    figures, relations = entered.register.figures, entered.relations
    own = figures[figures["source"] == form.source]
    named = relations["figures"].str.split(";").explode()
    told_of = {*named, *relations["target"].dropna()}
    verdicts = relations[[not own.index.intersection(names.split(";")).empty for names in relations["figures"]]]
    yield _verdicts(verdicts["verdict"])
    for name in verdicts.index[verdicts["verdict"] == "cannot"]:
        yield f"Look again: the relation {name} cannot hold, whatever the rounding."
    loose = [name for name in own.index if name not in told_of]
    if loose:
        yield f"Missing: {len(loose)} of {len(own)} figures stand in no relation, such as {loose[0]}."
    unclear = [name for name in own.index if own.at[name, "base"] == "unclear"]
    if unclear:
        yield f"Missing: {len(unclear)} figures have no clear base, such as {unclear[0]}."
    if "edition_of" in form.card["custom"]:
        repeated = [line for line in lines(wording.evidence) if set(line.figures) & set(own.index)]
        yield f"Over time: {len(repeated)} answers continue those of {form.card['custom']['edition_of']}."
    yield (
        "Missing: the sentences of data/sentences.csv and of both papers do not speak of it yet. When they do, write "
        '`in_text: "yes"` on its card in sources.yaml.'
    )


def _verdicts(found: pd.Series) -> str:
    counts = found.value_counts()
    if not len(found):
        return "Missing: no relation says anything of its figures; what do they say about each other?"
    words = {"holds": "hold", "reading": "hold only under a reading", "cannot": "cannot hold"}
    return f"Relations: {', '.join(f'{counts.get(key, 0)} {word}' for key, word in words.items())}."
