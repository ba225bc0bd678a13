"""A new publication enters the register: a form for its card, a draft of its figures, and then all or nothing."""

from collections.abc import Callable
from pathlib import Path

from nbpaper.errors import DataError, Problem
from nbpaper.files import write_whole
from nbpaper.paths import display_path

from ..project import data_folder
from ..register import Register
from ..register.descriptor import read_descriptor
from .defaults import Defaults
from .draft import broken_lines, draft_path, propose, read_draft, read_numbers, read_publication
from .entering import alone, check_form, enter
from .form import Form
from .report import report

HOW = """\
Nothing is in the register yet. Say what each row is: a figure has a name as id, or an indicator; for anything else
write as decision `aside` (with a reason as note and note_fr, where none stands there) or `joined` (the number belongs
to the figure above it). An empty cell takes what the register knows of the indicator, or of the edition before: for a
figure of that edition its name is enough. Then call the same command again.\
"""


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
