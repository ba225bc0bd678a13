"""What to do next, and completion: what the command line says to someone who does not know it yet.

Completion is click's own: it knows every command and option without being told, and brings no package (shtab and
argcomplete read argparse). We add what only the register knows, the ids of figures.
"""

import csv
import os
import shutil
import sys
from collections.abc import Iterable
from pathlib import Path

import click
from click.shell_completion import CompletionItem, get_completion_class

from nbpaper.paths import display_path

from ..project import REPORTS, data_folder

VARIABLE = "_BAROMIA_COMPLETE"  # click asks for completions through it
SHELLS = ("bash", "zsh", "fish")


CITE = "cite pulselife2025.use-general-purpose"


def next_steps() -> str:
    """Return what to do next, from what there is: no paper, one older than its data, one that is up to date."""
    from nbpaper.build import Build, Request

    stale = Build(Request()).stale()
    build = ("build", "check the figures, run the notebooks, render: only what changed")
    cite = (CITE, "the sentence one may write, and what one may not")
    if not (REPORTS / "paper.html").is_file():
        said, steps = "No paper has been built yet. Next, about a minute:", (build, cite)
    elif stale:
        said, steps = f"The paper is older than what it is made from ({_some(stale)}). Next:", (build, cite)
    else:
        said, steps = (
            f"The paper is up to date: {display_path(REPORTS)}/paper.html, paper.fr.html and .pdf. Next:",
            (cite, build),
        )
    others = (
        steps[1],
        ("check", "is the register true to its schema and to itself?"),
        ("export baromia.zip", "one archive for others: data, caveats, papers, charts"),
        ("--help", "every command; each has an example"),
    )
    return "\n".join(
        [said, *_lines(steps[:1]), "", "Also:", *_lines(others), "  make lab: the notebooks in JupyterLab"]
    )


def _lines(steps: Iterable[tuple[str, str]]) -> list[str]:
    name = command_name()
    return [f"  {name} {words}\n      {why}" for words, why in steps]


def command_name() -> str:
    """Return how the command can be called from here: by name, if that finds this very installation."""
    here = Path(sys.executable).with_name("baromia")
    found = shutil.which("baromia")
    if found and here.exists() and os.path.samefile(found, here):
        return "baromia"
    if not here.exists():
        return "python -m baromia"
    return str(here.relative_to(Path.cwd())) if here.is_relative_to(Path.cwd()) else str(here)


def _some(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{names[0]} and {len(names) - 1} more"


def completion_script(shell: str, command: click.Command) -> str:
    """Return the script that teaches a shell to complete `baromia`."""
    return get_completion_class(shell)(command, {}, "baromia", VARIABLE).source()


def complete_figure(context: click.Context, parameter: click.Parameter, begun: str) -> list[CompletionItem]:
    """Return the ids of figures that begin so, with what they say; the table is only skimmed."""
    try:
        with open(data_folder(context.params.get("data")) / "figures.csv", encoding="utf-8", newline="") as lines:
            rows = list(csv.DictReader(lines))
        return [CompletionItem(row["id"], help=row["label_en"]) for row in rows if row["id"].startswith(begun)]
    except (OSError, ValueError, KeyError, csv.Error):
        return []  # completion is no place to complain
