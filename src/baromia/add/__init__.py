"""A new publication enters the register: a form for its card, a draft of its figures, and then all or nothing.

At the end a report says what came in and what is still missing.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

from nbpaper.errors import DataError, Problem, display_path
from nbpaper.files import write_whole

from ..analysis.disclosure import FULL, ITEMS, NONE, disclosed
from ..project import data_folder
from ..register import Register
from ..register.descriptor import fields, read_descriptor
from ..register.relation_kinds import UNKNOWN_BASES
from ..register.relations import evaluate
from ..words.formatting import Formatter
from .defaults import Defaults
from .draft import broken_lines, draft_path, propose, read_draft, read_numbers, read_publication
from .entering import check_form, enter, locked
from .form import Entry, Form

HOW = """\
Nothing is in the register yet. Say what each row is: a figure has a name as id, or an indicator; for anything else
write as decision `aside` (with a reason as note and note_fr, where none stands there) or `joined` (the number belongs
to the figure above it). An empty cell takes what the register knows of the indicator, or of the edition before: for a
figure of that edition its name is enough. Then call the same command again.\
"""
VERDICTS = {"holds": "hold", "reading": "hold only under a reading", "cannot": "cannot hold"}


def add(form: Form, text: Path, data: Path | None = None, tell: Callable[[str], None] = print) -> bool:
    """Add a publication to the register, or write the draft of its figures first.

    The first call writes the draft beside the form, `<source>.figures.csv`, and returns False; once the draft is filled
    in, the next call adds everything and returns True. Nothing of the text, UTF-8 and one paragraph a line, enters the
    register. `tell` is called with each sentence about what happened.

    Raises
    ------
    PaperError
        For each fault, in sentences; the register is then unchanged.
    """
    folder = data_folder(data)
    read_descriptor(folder)  # which says if there is none
    with locked(folder):
        register, draft = Register.read(folder), draft_path(form)
        if form.source in register.sources:
            mend = "leave it, if it is this publication; another one needs an id of its own"
            problem = Problem("", f"“{form.source}” is already in sources.yaml", mend, column="id")
            raise DataError([form.entry.located(problem)])
        defaults, numbers = Defaults(form, register), read_numbers(text)
        form = form.with_digest(read_publication(text))
        check_form(form, folder)
        if not draft.exists():
            write_whole(draft, propose(numbers, defaults))
            tell(f"{display_path(draft)}: {len(numbers)} numbers of {display_path(text)}, a row each.")
            for number in broken_lines(text):
                tell(f"Look again: paragraph {number} seems to end within a number; a text has one paragraph a line.")
            for message in (*form.doubts(), HOW, *defaults.names()):
                tell(message)
            return False
        rows = form.rows | read_draft(draft, numbers, defaults)
        enter(form, rows, text, folder)
    for sentence in _report(form, rows, defaults, folder):
        tell(sentence)
    return True


def _report(form: Form, rows: dict[str, list[Entry]], defaults: Defaults, data: Path) -> Iterator[str]:
    """Yield what came in and what is still missing, a sentence each."""
    register = Register.read(data)
    counts = ", ".join(f"{table.replace('_', ' ')} {len(entries)}" for table, entries in rows.items() if entries)
    yield f"{form.source} is in the register ({counts}). Every number of its text is in its place."
    yield from _disclosure(form, register)
    figures = register.figures[register.figures["source"] == form.source]
    relations = evaluate(register)
    compared_ids = relations["figures"].str.split(";")
    verdicts = relations["verdict"][[not figures.index.intersection(ids).empty for ids in compared_ids]]
    counts = ", ".join(f"{(verdicts == verdict).sum()} {words}" for verdict, words in VERDICTS.items())
    nothing = "Missing: no relation says anything of its figures; what do they say about each other?"
    yield f"Relations: {counts}." if len(verdicts) else nothing
    for name in verdicts.index[verdicts == "cannot"]:
        yield f"Look again: the relation {name} cannot hold, whatever the rounding."
    unrelated = figures.index.difference([*compared_ids.explode(), *relations["target"].dropna()], sort=False)
    if len(unrelated):
        yield f"Missing: {len(unrelated)} of {len(figures)} figures stand in no relation, such as {unrelated[0]}."
    unclear = figures.index[figures["base"].isin(UNKNOWN_BASES)]
    if len(unclear):
        yield f"Missing: {len(unclear)} figures have no clear base, such as {unclear[0]}."
    changes = defaults.changes(figures)
    for name, sentences in changes.items():
        yield from (f"Look again: {name}: {change} in {defaults.before}." for change in sentences)
    if defaults.before:
        yield f"Over time: {list(changes.values()).count([])} figures continue those of {defaults.before}."
    yield (
        "Missing: the sentences of data/sentences.csv and of both papers do not speak of it yet. When they do, write "
        '`in_text: "yes"` on its card in sources.yaml.'
    )


def _disclosure(form: Form, register: Register) -> Iterator[str]:
    """Yield a sentence a sample: how many disclosure items its card answers, and which it does not."""
    label = Formatter("en", register.labels).label
    items = disclosed(register.samples, fields(register.resource("samples")))
    for sample in form.rows["samples"]:
        answers = items.loc[sample.cells["id"]]
        unknown = sum(cell == "unknown" for name, cell in sample.cells.items() if not name.endswith("_fr"))
        missing = [label(f"aapor.{item}") for item in ITEMS if answers[item] == NONE]
        count = f"{answers.name}: {(answers == FULL).sum()} of {len(ITEMS)} items disclosed, {unknown} fields unknown."
        yield count + (f" Not disclosed: {'; '.join(missing)}." if missing else "")
