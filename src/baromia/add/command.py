"""What `baromia add` does with its words: print a form, number a text, or add."""

from pathlib import Path

import click

from nbpaper.errors import PaperError
from nbpaper.paths import display_path
from nbpaper.texts import paragraphs

from ..project import data_folder
from ..register.descriptor import read_descriptor
from . import add
from .draft import read_publication
from .fields import empty_form
from .form import read_form


def run(form: Path | None, empty: bool, samples: int, text: Path | None, numbered: bool, data: Path | None) -> None:
    """Do what one call of `baromia add` asks for."""
    folder = data_folder(data)
    if numbered:
        if text is None:
            raise PaperError("no text to number. To mend: add --text FILE.")
        for number, line in enumerate(paragraphs(read_publication(text)), start=1):
            click.echo(f"{number:>4}  {line}")
    elif empty:
        click.echo(empty_form(read_descriptor(folder), samples), nl=False)
    elif form is None:
        mend = (
            "print an empty one with `baromia add --form`, fill it in, and name it: baromia add next2026.yaml --text …"
        )
        raise PaperError(f"no form to read. To mend: {mend}.")
    else:
        filled = read_form(form, folder)
        if text is None:
            call = f"baromia add {display_path(form)} --text FILE"
            raise PaperError(f"{display_path(form)} is filled in. To mend: name the publication's text too: {call}.")
        add(filled, text, folder, click.echo)
