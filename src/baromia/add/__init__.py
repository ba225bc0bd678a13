"""A new publication enters the register: a form for its card, a draft of its figures, and then all or nothing.

At last it is told what came in, and what is still missing.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

from nbpaper.errors import DataError, Problem, display_path
from nbpaper.files import write_whole

from ..analysis.disclosure import FULL, ITEMS, NONE, disclosed
from ..project import data_folder
from ..register import Register
from ..register.descriptor import read_descriptor
from ..register.relation_kinds import UNKNOWN_BASES
from ..register.relations import evaluate
from ..words.formatting import Formatter
from .defaults import Defaults
from .draft import broken_lines, draft_path, propose, read_draft, read_numbers, read_publication
from .entering import alone, check_form, enter
from .form import Entry, Form

HOW = """\
Nothing is in the register yet. Say what each row is: a figure has a name as id, or an indicator; for anything else
write as decision `aside` (with a reason as note and note_fr, where none stands there) or `joined` (the number belongs
to the figure above it). An empty cell takes what the register knows of the indicator, or of the edition before: for a
figure of that edition its name is enough. Then call the same command again.\
"""
VERDICTS = {"holds": "hold", "reading": "hold only under a reading", "cannot": "cannot hold"}


def add(form: Form, text: Path, data: Path | None = None, tell: Callable[[str], None] = print) -> bool:
    """Take a publication into the register, or write the draft of its figures first.

    The first call writes the draft beside the form, `<source>.figures.csv`; the call after it was filled takes all in,
    and only then returns True. Nothing of the text, UTF-8 and one paragraph a line, enters the register; `tell` is
    given what happened, a sentence at a time.

    Raises
    ------
    PaperError
        For whatever does not hold, in sentences; the register is then as it was.
    """
    folder = data_folder(data)
    read_descriptor(folder)  # which says if there is none
    with alone(folder):
        register, draft = Register.read(folder), draft_path(form)
        if form.source in register.sources:
            mend = "leave it, if it is this publication; another one needs an id of its own"
            problem = Problem("", f"“{form.source}” is already in sources.yaml", mend, column="id")
            raise DataError([form.entry.told(problem)])
        known, numbers = Defaults(form, register), read_numbers(text)
        form = form.with_digest(read_publication(text))
        check_form(form, folder)
        if not draft.exists():
            write_whole(draft, propose(numbers, known))
            tell(f"{display_path(draft)}: {len(numbers)} numbers of {display_path(text)}, a row each.")
            for place in broken_lines(text):
                tell(f"Look again: paragraph {place} seems to end within a number; a text has one paragraph a line.")
            for line in (*form.doubts(), HOW, *known.names()):
                tell(line)
            return False
        rows = form.rows | read_draft(draft, numbers, known)
        enter(form, rows, text, folder)
    for sentence in report(form, rows, known, folder):
        tell(sentence)
    return True


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
