"""The command line: its commands and options. The function of a command is imported when the command is called.

So `--help`, completion and a build with nothing to do start at once. To add a command, declare it below and name its
function. Errors are sentences; exit code 1, or 2 for wrong usage.
"""

import sys
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from pathlib import Path

import click
from click import argument, option

from nbpaper.errors import PaperError
from nbpaper.render import RENDERERS
from nbpaper.signals import stoppable

from .. import __version__
from ..project import LANGUAGES
from .completion import SHELLS, complete_figure


def load(target: str) -> Callable:
    """Return a function, named as `module:function`, importing its module."""
    module, _, function = target.partition(":")
    return getattr(import_module(module), function)


class LazyCommand(click.Command):
    """A command whose function is imported when it is called; `target` names it."""

    def __init__(self, *arguments: object, target: str, **attributes: object):
        super().__init__(*arguments, **attributes)
        self.target = target

    def invoke(self, context: click.Context) -> object:
        """Import the function, call it with the parameters, and print the text it returns, if any."""
        with stoppable():
            text = context.invoke(load(self.target), **context.params)
        if text is not None:
            click.echo(text)


class LazyGroup(click.Group):
    """A group of such commands; an error is printed as a sentence on stderr, with exit code 1 and no traceback."""

    def invoke(self, context: click.Context) -> object:
        """Run the command; print what it raises as a sentence."""
        for stream in (sys.stdout, sys.stderr):
            with suppress(AttributeError):  # None, or somebody's own
                stream.reconfigure(errors="replace")  # not every encoding has the spaces of a French number
        try:
            return super().invoke(context)
        except PaperError as error:
            click.echo(f"baromia: {error}", err=True)
        except KeyboardInterrupt:
            click.echo("baromia: stopped; what was there before is untouched.", err=True)
        except BrokenPipeError:
            raise  # the reader of the output is gone: click ends without a message
        except OSError as error:
            what = f"{error.filename or 'a file'}: {error.strerror or error}."
            click.echo(f"baromia: {what} To mend: name another place, or see that this one can be used.", err=True)
        context.exit(1)


class Folder(click.Path):
    """A folder, but not an empty name, as of a variable that is not set: it would mean the current folder."""

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> object:
        """Return the path of a folder."""
        if value == "":
            self.fail("an empty name is no folder.", param, ctx)
        return super().convert(value, param, ctx)


FILE, FOLDER = click.Path(path_type=Path, dir_okay=False), Folder(path_type=Path, file_okay=False)
DATA = option("--data", type=FOLDER, help="Folder of the register (default: data/).")
OUTPUT = option("--output", type=FOLDER, help="Folder of the build (default: reports/).")
LANGUAGE = option(
    "--language",
    type=click.Choice(LANGUAGES),
    default=LANGUAGES[0],
    show_default=True,
    help="Language of what is written.",
)
EACH_LANGUAGE = option("--language", "languages", type=click.Choice(LANGUAGES), multiple=True, help="Default: both.")
RENDERER = option("--renderer", type=click.Choice(["auto", *RENDERERS]), default="auto", show_default=True)
JOBS = option("--jobs", type=click.IntRange(1, 64), help="Kernels at work at once (default: the cores).")
SECONDS = option("--seconds", type=click.IntRange(1), help="How long a cell may run (default: 600).")


def _check_pairs(context: click.Context, parameter: click.Parameter, pairs: tuple) -> tuple:
    """Return the parameters; refuse `-p confidence=0.9` and `-p confidence`, which take the next option for a value."""
    for name, value in pairs:
        if "=" in name:
            message = f"name and value are two words: -p {name.replace('=', ' ', 1)}"
            raise click.BadParameter(message, context, parameter)
        if value.startswith(("--", "-p")):
            raise click.BadParameter(f"{name} has no value: -p {name} VALUE", context, parameter)
    return pairs


PARAMETERS = option(
    "-p",
    "--parameter",
    "parameters",
    type=(str, str),
    multiple=True,
    is_eager=True,  # before a missing option is noticed
    callback=_check_pairs,
    metavar="NAME VALUE",
    help="A parameter for the notebooks, such as confidence 0.9; repeatable.",
)
JSON = option("--json", "as_json", is_flag=True, help="Print the outcome as JSON.")
FORMATS = click.Choice(["text", "card", "bibtex", "csl-json"])


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    invoke_without_command=True,
)
@click.version_option(__version__, prog_name="baromia")
@click.pass_context
def main(context: click.Context) -> None:
    """What publications in French say about AI in health care: check the figures, build the paper.

    Without a command: what to do next.

    \b
    Example: baromia
    """
    if context.invoked_subcommand is None:
        click.echo(load("baromia.cli.next_steps:next_steps")())


def command(target: str, *options: Callable, **attributes: object) -> Callable:
    """Declare a command with these options and arguments; `target` names its function in this package."""

    def declare(function: Callable) -> click.Command:
        for decorator in reversed(options):
            function = decorator(function)
        return main.command(cls=LazyCommand, target=f"baromia.{target}", **attributes)(function)

    return declare


@command("cli.register:check", DATA, JSON)
def check() -> None:
    """Check that the register is true to its schema and to itself.

    \b
    Example: baromia check
    """


@command("cli.register:verify", argument("texts", type=Folder(path_type=Path)), DATA)
def verify() -> None:
    """Find every figure of the register in the sources' texts.

    TEXTS is a folder of files named <source id>.txt. Another text than the one that was read is told apart.

    \b
    Example: baromia verify ../articles
    """


@command(
    "paper.cite:cite",
    argument("name", shell_complete=complete_figure),
    option("--format", "form", type=FORMATS, default="text", show_default=True),
    LANGUAGE,
    DATA,
)
def cite() -> None:
    """Write the sentence that one may print of a number.

    It has people, n and interval; below it stands a caution. NAME is the id of a figure or of a quantity of
    derived.csv, or the name of a result; its end will do. Words that are none of these are searched for. For a
    bibliography, the id of a source will do.

    \b
    Examples: baromia cite pulselife2025.use-general-purpose
              baromia cite use-any --format bibtex
    """


@command(
    "cli.building:build",
    DATA,
    OUTPUT,
    EACH_LANGUAGE,
    RENDERER,
    JOBS,
    PARAMETERS,
    SECONDS,
    option("--force", is_flag=True, help="Build everything again, stale or not."),
    option("--why", is_flag=True, help="Only say what is stale, and because of what."),
)
def build() -> None:
    """Execute the notebooks that are stale and render the paper.

    \b
    Examples: baromia build
              baromia build --why
              baromia build --language fr -p confidence 0.9 --output /tmp/what-if
    """


@command("cli.building:prepare", JOBS)
def prepare() -> None:
    """Execute the notebooks that are stale, without rendering.

    This is what `quarto render` calls first.

    \b
    Example: baromia prepare
    """


@command("paper.search:find", argument("words", nargs=-1, required=True), LANGUAGE, DATA)
def find() -> None:
    """Say which figures a sentence, or a few words, may be about.

    Of each it says what one may write and what not.

    \b
    Examples: baromia find "90 % des soignants utilisent l'IA" --language fr
              baromia find medical deserts
    """


@command("cli.papers:export", argument("file", type=click.Path(path_type=Path)), DATA, OUTPUT, RENDERER)
def export() -> None:
    """Write one zip of data, tables, papers and charts, for others.

    It holds what builds them again, too. What is stale is built first.

    \b
    Example: baromia export baromia.zip
    """


@command("cli.papers:formats", DATA, OUTPUT, RENDERER)
def formats() -> None:
    """Write the paper as DOCX, as plain text and for machines.

    The files (the last is llms.txt) stand beside the paper's page. What is stale is built first.

    \b
    Example: baromia formats
    """


@command("cli.papers:prove", DATA, OUTPUT, EACH_LANGUAGE, JSON)
def prove() -> None:
    """Prove that no number of the built paper was typed.

    Each is bound to a card, a figure or a reason. What is beyond the check, as what the renderer counts, is named in
    reports/README.md.

    \b
    Example: baromia prove
    """


@command("cli.papers:diff", argument("old"), argument("new"), JSON)
def diff() -> None:
    """Say which rows, results and charts differ between two states.

    OLD and NEW are folders of a register or git revisions. Sentences that show a changed result are named, too.

    \b
    Example: baromia diff HEAD data
    """


@command(
    "cli.papers:run",
    argument("notebook"),
    PARAMETERS,
    LANGUAGE,
    option("--output", type=FILE, required=True, help="What to write: a page (.html) or a notebook (.ipynb)."),
    option("--charts", type=FOLDER, help="Folder for the charts of a page: pictures and slides, SVG and PNG."),
    DATA,
    SECONDS,
)
def run() -> None:
    """Run one notebook under one's own parameters, to hand it on.

    A page needs nothing beside it. NOTEBOOK is a name, such as adoption, or a file. Parameters of every notebook:
    confidence, interval_method, design_effect, assumed_total, exclude_sources (ids with commas between them).

    \b
    Examples: baromia run adoption --output adoption.html
              baromia run adoption -p confidence 0.9 -p exclude_sources pulselife2025 --output what-if.html
              baromia run trust --language fr --output trust.html --charts slides
    """


@command(
    "cli.papers:sweep",
    argument("grid", type=click.Path(path_type=Path)),
    option("--output", type=click.Path(path_type=Path), required=True, help="The table: .csv or .parquet."),
    option("--notebook", metavar="NAME", help="The notebook (default: the one the grid names)."),
    DATA,
    JOBS,
    option("--scheduler", metavar="ADDRESS", help="Run on a Dask cluster: tcp://host:8786."),
    SECONDS,
)
def sweep() -> None:
    """Run a notebook under many parameters; write one table.

    Every combination of the values in GRID is a point. A point that is done is not run again: finished points are kept
    in a folder beside the table. Workers of a cluster need this package at the same commit with the same packages;
    register and notebook are sent to them.

    \b
    Example: baromia sweep notebooks/sweep.example.yml --output sweep.csv
    A grid:  notebook: adoption
             parameters:
               confidence: {from: 0.80, to: 0.95, step: 0.05}
               design_effect: [1, 1.5, 2]
    """


@command(
    "cli.adding:add",
    argument("form", required=False, type=FILE),
    option("--form", "empty", is_flag=True, help="Print an empty form, to be filled in."),
    option(
        "--samples",
        type=click.IntRange(0, 50),
        default=1,
        show_default=True,
        help="Groups of people asked: a card each.",
    ),
    option("--text", type=FILE, help="The publication's text, UTF-8."),
    option("--numbered", is_flag=True, help="Print the text with its paragraphs numbered, and no more."),
    DATA,
)
def add() -> None:
    """Take a new publication into the register.

    What it is comes from FORM, its figures from a draft of its numbers.

    \b
    Examples: baromia add --form > next2026.yaml                 an empty form to fill in
              baromia add next2026.yaml --text next2026.txt      writes next2026.figures.csv to fill in
              baromia add next2026.yaml --text next2026.txt      takes all in, or nothing
    """


@command("cli.completion:completion", argument("shell", type=click.Choice(SHELLS)))
def completion() -> None:
    """Print the script by which a shell completes commands and ids.

    \b
    Examples: eval "$(baromia completion bash)"   # in ~/.bashrc
              eval "$(baromia completion zsh)"   # in ~/.zshrc
              baromia completion fish > ~/.config/fish/completions/baromia.fish
    """


# For maintainers: commands that write anew what is derived and kept in git.


@command("cli.upkeep:keep", argument("names", nargs=-1), hidden=True)
def keep() -> None:
    """Execute notebooks in place with their default parameters, so that their kept outputs are today's.

    Code that changed in a notebook of the first language is carried into those of the others before.

    \b
    Example: baromia keep adoption
    """


@command("cli.papers:class_sheet", name="class-sheet", hidden=True)
def class_sheet() -> None:
    """Gather the notebooks' exercises on two pages a language, their answers on a third; execute what is stale.

    \b
    Example: baromia class-sheet
    """


@command("cli.upkeep:readme", hidden=True)
def readme() -> None:
    """Write today's results and chart into README.md, from the last build.

    \b
    Example: baromia readme
    """


@command("cli.upkeep:codebook", DATA, hidden=True)
def codebook() -> None:
    """Write the codebook, data/README.md, from the descriptor.

    \b
    Example: baromia codebook
    """


@command("cli.upkeep:crate", hidden=True)
def crate() -> None:
    """Write ro-crate-metadata.json and data/croissant.json: what is here, in the words of RO-Crate and Croissant.

    \b
    Example: baromia crate
    """
