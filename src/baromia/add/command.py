"""What `baromia add` does with its words: print a form, number a text, ask at the terminal, or add."""

import sys
from pathlib import Path

import click

from nbpaper.errors import PaperError
from nbpaper.files import read_text
from nbpaper.paths import display_path
from nbpaper.staging import stoppable

from ..project import data_folder
from ..register.source_entries import read_plain
from . import add
from .asking import ask_form, set_values, written
from .draft import numbered, read_numbers
from .form import ID, Form, make_form, read_form
from .template import empty_form

NO_FORM = (
    "name a filled form: baromia add next2026.yaml --text next2026.txt. "
    "To mend: print an empty one with `baromia add --form`, or call the command at a terminal to be asked."
)


def run(
    form: Path | None, empty: bool, samples: int, text: Path | None, paragraphs: bool, given: tuple, data: Path | None
) -> None:
    """Do what one call of `baromia add` asks for."""
    folder = data_folder(data)
    if paragraphs:
        _number(text)
    elif empty:
        click.echo(empty_form(folder, samples), nl=False)
    else:
        filled = _form(form, list(given), samples, folder)
        if text is None:
            raise PaperError(
                f"{display_path(filled.path)} is filled in. To mend: name the publication's text too: "
                f"baromia add {display_path(filled.path)} --text FILE."
            )
        with stoppable():
            add(filled, text, folder, click.echo)


def _number(text: Path | None) -> None:
    if text is None:
        raise PaperError("no text to number. To mend: add --text FILE.")
    read_numbers(text)  # which says what is wrong with it
    click.echo(numbered(text), nl=False)


def _form(path: Path | None, given: list[tuple[str, str]], samples: int, data: Path) -> Form:
    """Return the form: the file that is named, with what is set; else made of what is set, or asked for."""
    if path is not None and not given:
        return read_form(path, data)
    if path is not None:
        tree, lines = read_plain(read_text(path), display_path(path))
        return make_form(path, set_values(tree if isinstance(tree, dict) else {}, given), lines, data)
    if given:
        tree = set_values(read_plain(empty_form(data, samples), "the form")[0], given)
    elif sys.stdin and sys.stdin.isatty():
        tree = ask_form(_ask, data)
    else:
        raise PaperError(NO_FORM)
    return read_form(_kept(tree), data)


def _kept(tree: dict) -> Path:
    """Write a form that was asked for or set, so that the next call can name it; return its path."""
    name = str(tree["source"]["id"])
    path = Path(f"{name if ID.fullmatch(name) else 'form'}.yaml")
    try:
        with open(path, "x", encoding="utf-8") as file:
            file.write(written(tree))
    except FileExistsError:
        raise PaperError(f"{path} is already there. To mend: name it, `baromia add {path}`, or move it away.") from None
    click.echo(f"{path}: the form, as answered.")
    return path


def _ask(question: str, otherwise: str | None) -> str:
    """Put a question at the terminal; an empty line is the answer in brackets, or asks again where there is none."""
    return click.prompt(question, default=otherwise, show_default=bool(otherwise)).strip()
