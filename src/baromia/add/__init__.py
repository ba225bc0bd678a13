"""A new publication enters the register: a form for its card, a draft of its figures, and then all or nothing."""

from collections.abc import Callable
from pathlib import Path

from nbpaper.errors import PaperError
from nbpaper.paths import display_path

from ..project import data_folder
from .draft import draft_path, propose, read_draft, read_numbers, write_whole
from .entering import alone, enter, refuse_known
from .form import Form, make_form, read_form
from .report import told
from .template import empty_form

HOW = """\
Nothing is in the register yet. Decide each row: `figure` (then fill in its empty cells), `aside` (with a reason as
note and note_fr) or `joined` (the number belongs to the figure above it). Then call the same command again.\
"""

__all__ = ["Form", "add", "empty_form", "make_form", "read_form"]


def add(form: Form, text: Path, data: Path | None = None, tell: Callable[[str], None] = print) -> bool:
    """Take a publication into the register, or write the draft of its figures first.

    The first call writes the draft beside the form, `<source>.figures.csv`; the call after it was filled takes all in.

    Parameters
    ----------
    form : Form
        As `read_form` returns it.
    text : Path
        The publication's text, UTF-8, one paragraph a line. Nothing of it enters the register.
    data : Path, optional
        Folder of the register; the project's own by default.
    tell : callable
        Is given what happened, a sentence at a time.

    Returns
    -------
    bool
        Whether the publication is in the register now.

    Raises
    ------
    PaperError
        For whatever does not hold, in sentences; the register is then as it was.
    """
    folder = data_folder(data)
    if not (folder / "datapackage.json").is_file():
        raise PaperError(
            f"{display_path(folder)}: no register there. To mend: name a folder that holds datapackage.json."
        )
    with alone(folder):
        refuse_known(form, folder)
        numbers, draft = read_numbers(text), draft_path(form)
        if not draft.exists():
            write_whole(draft, propose(numbers, form, folder))
            tell(f"{display_path(draft)}: {len(numbers)} numbers of {display_path(text)}, a row each.")
            tell(HOW)
            return False
        rows = read_draft(draft, numbers, form, folder)
        entered = enter(form, draft, rows, text, folder)
    for sentence in told(form, entered, folder):
        tell(sentence)
    return True
