"""The command `add`."""

from pathlib import Path

import click

from nbpaper.errors import PaperError, display_path
from nbpaper.texts import paragraphs

from ..add import add as add_publication
from ..add.draft import read_publication
from ..add.form import empty_form, read_form
from ..project import data_folder
from ..register.descriptor import read_descriptor


def add(form: Path | None, empty: bool, samples: int, text: Path | None, numbered: bool, data: Path | None) -> None:
    """Print an empty form, number the paragraphs of a text, or add a publication."""
    folder = data_folder(data)
    if numbered:
        if text is None:
            raise PaperError("no text to number. To mend: add --text FILE.")
        for number, line in enumerate(paragraphs(read_publication(text)), start=1):
            click.echo(f"{number:>4}  {line}")
    elif empty:
        click.echo(empty_form(read_descriptor(folder), samples), nl=False)
    elif form is None:
        call = "baromia add next2026.yaml --text …"
        raise PaperError(
            f"no form to read. To mend: print an empty one with `baromia add --form`, fill it in, and name it: {call}."
        )
    else:
        filled, name = read_form(form, folder), display_path(form)
        if text is None:
            call = f"baromia add {name} --text FILE"
            raise PaperError(f"{name} is filled in. To mend: name the publication's text too: {call}.")
        add_publication(filled, text, folder, click.echo)
