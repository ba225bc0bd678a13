"""The text of the command line without a command: what to do next."""

import os
import shutil
import sys
from pathlib import Path

from nbpaper.errors import display_path
from nbpaper.plan import Plan, Request

from ..project import PROJECT, REPORTS

BUILD = ("build", "check the figures, run the notebooks, render: only what changed")
CITE = ("cite pulselife2025.use-general-purpose", "the sentence one may print, with a caution")
OTHERS = (
    ('find "90% of professionals use AI"', "which figures a sentence may be about"),
    ("run adoption --output adoption.html", "one notebook as a page, under your own parameters (run --help)"),
    ("check", "is the register true to its schema and to itself?"),
    ("export baromia.zip", "one archive for others: data, tables, papers, charts, code"),
    ("--help", "every command; each has an example"),
)


def next_steps() -> str:
    """Return what to do next: without a paper, with one older than its data, with one that is up to date."""
    stale = [task.name for task in Plan(Request.of(PROJECT)).stale()]
    first, second = BUILD, CITE
    if not (REPORTS / "paper.html").is_file():
        state = "No paper has been built yet. Next, a minute or two:"
    elif stale:
        others = f" and {len(stale) - 1} more" if len(stale) > 1 else ""
        state = f"The paper is older than what it is made from ({stale[0]}{others}). Next:"
    else:
        state = f"The paper is up to date: {display_path(REPORTS)}/paper.html, paper.fr.html and .pdf. Next:"
        first, second = CITE, BUILD
    name = command_name()
    steps = [f"  {name} {words}\n      {why}" for words, why in (first, second, *OTHERS)]
    return "\n".join([state, steps[0], "", "Also:", *steps[1:], "  make lab: the notebooks in JupyterLab"])


def command_name() -> str:
    """Return how to call the command: by name, if that is found on PATH and is this installation."""
    script, on_path = Path(sys.executable).with_name("baromia"), shutil.which("baromia")
    if on_path and script.exists() and os.path.samefile(on_path, script):
        return "baromia"
    if not script.exists():
        return "python -m baromia"
    return str(script.relative_to(Path.cwd())) if script.is_relative_to(Path.cwd()) else str(script)
