"""Completion in the shell: click's own, which knows every command and option, and the ids of figures, which it cannot.

shtab and argcomplete, packages for it, read argparse.
"""

import csv

import click
from click.shell_completion import CompletionItem, get_completion_class

from nbpaper.errors import PaperError

from ..project import data_folder

VARIABLE = "_BAROMIA_COMPLETE"  # click asks for completions through it
SHELLS = ("bash", "zsh", "fish")


def completion(shell: str) -> str:
    """Return the script that teaches a shell to complete `baromia`."""
    command = click.get_current_context().find_root().command
    return get_completion_class(shell)(command, {}, "baromia", VARIABLE).source()


def complete_figure(context: click.Context, parameter: click.Parameter, begun: str) -> list[CompletionItem]:
    """Return the ids of figures that begin so, with their labels; the table is not checked."""
    try:
        with open(data_folder(context.params.get("data")) / "figures.csv", encoding="utf-8", newline="") as lines:
            rows = list(csv.DictReader(lines))
        return [CompletionItem(row["id"], help=row["label_en"]) for row in rows if row["id"].startswith(begun)]
    except (PaperError, OSError, ValueError, KeyError, csv.Error):
        return []  # completion is no place to complain
