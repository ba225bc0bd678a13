"""The command line: each command is a few lines that call the package; errors are sentences, exit code 1."""

import json
import sys
import time
from contextlib import suppress
from pathlib import Path

import click

from nbpaper.errors import DataError, PaperError, closest_match

from .. import __version__
from ..project import LANGUAGES
from .guide import complete_figure, next_steps
from .upkeep import UPKEEP, completion

CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}
SPOKEN = click.option("--language", "languages", type=click.Choice(LANGUAGES), multiple=True, help="Default: both.")


class Folder(click.Path):
    """A folder; an empty name, as of a variable that is not set, would be the folder one stands in."""

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> object:
        """Return the path of a folder."""
        if value == "":
            self.fail("an empty name is no folder.", param, ctx)
        return super().convert(value, param, ctx)


FOLDER = Folder(path_type=Path, file_okay=False)


class Sentences(click.Group):
    """A group of commands whose failures end in a sentence on stderr and exit code 1, never in a traceback."""

    def resolve_command(self, context: click.Context, args: list[str]) -> tuple:
        """Return the command that is asked for; a wrong word is answered with the nearest (click does so from 8.4)."""
        name = click.utils.make_str(args[0])
        if self.get_command(context, name) is None and name[:1].isalnum():
            close = closest_match(name, self.list_commands(context))
            context.fail(f"no command is called {name!r}{f' (did you mean {close}?)' if close else ''}.")
        return super().resolve_command(context, args)

    def invoke(self, context: click.Context) -> object:
        """Run the command; turn what it raises into words."""
        try:
            return super().invoke(context)
        except PaperError as error:
            click.echo(f"baromia: {error}", err=True)
        except KeyboardInterrupt:
            click.echo("baromia: stopped; what was there before is untouched.", err=True)
        except BrokenPipeError:
            raise  # whoever reads has gone away: click ends without a word
        except OSError as error:
            what = f"{error.filename or 'a file'}: {error.strerror or error}."
            click.echo(f"baromia: {what} To mend: name another place, or see that this one can be used.", err=True)
        context.exit(1)


@click.group(cls=Sentences, context_settings=CONTEXT, invoke_without_command=True)
@click.version_option(__version__, prog_name="baromia")
@click.pass_context
def main(context: click.Context) -> None:
    """What French publications say about AI in health care: check the figures, build the paper.

    Without a command: what to do next.

    \b
    Example: baromia
    """
    if context.invoked_subcommand is None:
        click.echo(next_steps())


@main.command()
@click.option("--data", type=FOLDER, help="Folder of the register (default: data/).")
@click.option("--json", "as_json", is_flag=True, help="Print the outcome as JSON.")
def check(data: Path | None, as_json: bool) -> None:
    """Check that the register is true to its schema and to itself.

    \b
    Example: baromia check
    """
    from ..register.read import Register
    from ..register.verify import misprints
    from ..words.check import check_register

    problems, counted = [], {}
    try:
        counted = check_register(data)
        if wrong := misprints(Register.read(data)):
            raise DataError(wrong)
    except DataError as error:
        if not as_json:
            raise
        problems = [{**vars(problem), "message": str(problem)} for problem in error.problems]
    if as_json:
        click.echo(json.dumps({"ok": not problems, "counted": counted, "problems": problems}, ensure_ascii=False))
        raise SystemExit(1 if problems else 0)
    click.echo("The register holds: " + ", ".join(f"{number} {name}" for name, number in counted.items()) + ".")


@main.command()
@click.argument("texts", type=click.Path(path_type=Path))
@click.option("--data", type=FOLDER, help="Folder of the register (default: data/).")
def verify(texts: Path, data: Path | None) -> None:
    """Find every figure in TEXTS, a folder of the sources' texts named <source id>.txt.

    \b
    Example: baromia verify ../articles
    """
    from ..register.read import Register
    from ..register.verify import misprints
    from ..register.verify import verify as verify_texts

    register = Register.read(data)
    report = verify_texts(texts, register)
    click.echo(report.sources.assign(coverage=report.sources["coverage"].map("{:.0%}".format)).to_string(index=False))
    problems = [*report.problems, *misprints(register)]
    for problem in problems:
        click.echo(f"baromia: {problem}", err=True)
    click.echo("Not every number is in its place." if problems else "Every number is a row or set aside with a reason.")
    raise SystemExit(1 if problems else 0)


@main.command()
@click.argument("figure_id", shell_complete=complete_figure)
@click.option(
    "--format", "form", type=click.Choice(["text", "card", "bibtex", "csl-json"]), default="text", show_default=True
)
@click.option("--language", type=click.Choice(LANGUAGES), default=LANGUAGES[0], show_default=True)
@click.option("--data", type=FOLDER, help="Folder of the register (default: data/).")
def cite(figure_id: str, form: str, language: str, data: Path | None) -> None:
    """Say how to cite a figure: base, n, interval or the reason for none, and what may not be said.

    \b
    Examples: baromia cite pulselife2025.use-general-purpose
              baromia cite acsel2025.use-any --format bibtex
    """
    from ..paper.cite import cite as cited

    click.echo(cited(figure_id, form, language, data))


@main.command()
@click.option("--data", type=FOLDER, help="Folder of the register (default: data/).")
@click.option("--output", type=FOLDER, help="Folder for what is built (default: reports/).")
@SPOKEN
@click.option("--renderer", type=click.Choice(["auto", "quarto", "builtin"]), default="auto", show_default=True)
@click.option("--jobs", type=click.IntRange(1, 64), help="Kernels at work at once (default: the cores).")
@click.option(
    "-p",
    "--parameter",
    "parameters",
    type=(str, str),
    multiple=True,
    metavar="NAME VALUE",
    help="Give every notebook this parameter; repeatable.",
)
@click.option("--seconds", type=click.IntRange(1), help="How long a cell may run (default: 600).")
@click.option("--force", is_flag=True, help="Build everything again, stale or not.")
def build(**asked: object) -> None:
    """Execute the notebooks that are stale and render the paper.

    \b
    Examples: baromia build
              baromia build --language fr -p confidence 0.9 --output /tmp/what-if
    """
    start = time.perf_counter()
    from nbpaper.build import Build
    from nbpaper.staging import stoppable

    with stoppable():
        report = Build(_request(**asked)).run()
    _tell(report, time.perf_counter() - start)
    if asked["parameters"] and asked["output"] is None:
        words = "reports/ holds what these parameters give; `make paper` builds the published paper again."
        click.echo(f"baromia: {words}", err=True)


@main.command()
@click.option("--jobs", type=click.IntRange(1, 64), help="Kernels at work at once (default: the cores).")
def prepare(jobs) -> None:
    """Execute the notebooks that are stale, without rendering; what `quarto render` calls first.

    \b
    Example: baromia prepare
    """
    from nbpaper.build import Build
    from nbpaper.staging import stoppable

    with stoppable():
        executed = Build(_request(jobs=jobs)).prepare()
    click.echo(f"baromia: {executed} notebooks executed; the results are up to date.", err=True)


@main.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--data", type=FOLDER, help="Folder of the register (default: data/).")
@click.option("--output", type=FOLDER, help="Folder of the build (default: reports/).")
@click.option("--renderer", type=click.Choice(["auto", "quarto", "builtin"]), default="auto", show_default=True)
def export(file: Path, **asked: object) -> None:
    """Write FILE, a zip with data, caveats, both papers and the charts, each with its origin; build first if stale.

    \b
    Example: baromia export baromia.zip
    """
    from nbpaper.staging import stoppable

    from ..paper.export import export as export_all

    with stoppable():
        names = export_all(file, _request(**asked))
    click.echo(f"{file}: {len(names)} files.")


@main.command()
@click.option("--data", type=FOLDER, help="Folder of the register (default: data/).")
@click.option("--output", type=FOLDER, help="Folder of the build (default: reports/).")
@SPOKEN
@click.option("--json", "as_json", is_flag=True, help="Print the outcome as JSON.")
def prove(data: Path | None, output: Path | None, languages: tuple[str, ...], as_json: bool) -> None:
    """Prove that every number of the built paper is bound to a card, a figure or a reason.

    \b
    Example: baromia prove
    """
    from ..paper.binding import prove as prove_numbers
    from ..project import REPORTS

    proofs = prove_numbers(output or REPORTS, data=data, languages=_languages(languages))
    faults = [fault for proof in proofs for fault in proof.faults]
    if as_json:
        said = [
            {**vars(one), "numbers": one.numbers, "faults": [vars(fault) for fault in one.faults]} for one in proofs
        ]
        click.echo(json.dumps(said, ensure_ascii=False))
        raise SystemExit(1 if faults else 0)
    for one in proofs:
        page = "not read (that takes pypdf, which `make test` installs)" if one.pdf is None else one.pdf
        click.echo(
            f"{one.language}: {one.numbers} numbers bound ({one.text} in the text, {one.tables} in tables, "
            f"{one.charts} in charts), {one.allowed} allowed with a reason, PDF: {page}."
        )
    for fault in faults:
        click.echo(f"baromia: {fault}", err=True)
    raise SystemExit(1 if faults else 0)


@main.command()
@click.argument("old")
@click.argument("new")
@click.option("--json", "machines", is_flag=True, help="Print JSON instead of Markdown.")
def diff(old: str, new: str, machines: bool) -> None:
    """Say what lies between OLD and NEW, folders or git revisions: rows, results, charts and sentences.

    \b
    Example: baromia diff HEAD data
    """
    from ..paper.diff import as_json, as_markdown, difference

    found = difference(old, new)
    click.echo(as_json(found) if machines else as_markdown(found))


@main.command()
@click.argument("grid", type=click.Path(path_type=Path))
@click.option("--output", type=click.Path(path_type=Path), required=True, help="The table: .csv or .parquet.")
@click.option("--notebook", metavar="NAME", help="The notebook (default: the one the grid names).")
@click.option("--data", type=FOLDER, help="Folder of the register (default: data/).")
@click.option("--jobs", type=click.IntRange(1, 64), help="Kernels at work at once (default: the cores).")
@click.option("--scheduler", metavar="ADDRESS", help="Run on a Dask cluster: tcp://host:8786.")
@click.option("--seconds", type=click.IntRange(1), help="How long a cell may run (default: 600).")
def sweep(**asked: object) -> None:
    """Run a notebook under every combination of the values in GRID, and write what it records as one table.

    A point that is done is not run again: finished points are kept in a folder beside the table. Workers of a
    cluster need this package at the same commit with the same packages; register and notebook are sent to them.

    \b
    Example: baromia sweep notebooks/sweep.example.yml --output sweep.csv
    A grid:  notebook: adoption
             parameters:
               confidence: {from: 0.80, to: 0.95, step: 0.05}
               design_effect: [1, 1.5, 2]
    """
    from nbpaper.staging import stoppable
    from nbpaper.sweep.command import sweep as run_sweep

    if asked["jobs"] and asked["scheduler"]:
        raise click.UsageError("--jobs is for this machine, --scheduler for a cluster: give one of them.")
    with stoppable():
        click.echo(run_sweep(asked, watched=_watched(), tell=lambda words: click.echo(words, err=True)))


@main.command()
@click.argument("form", required=False, type=click.Path(path_type=Path, dir_okay=False))
@click.option("--form", "empty", is_flag=True, help="Print an empty form, to be filled in.")
@click.option("--samples", type=click.IntRange(0, 50), default=1, show_default=True, help="Cards in an empty form.")
@click.option("--text", type=click.Path(path_type=Path, dir_okay=False), help="The publication's text, UTF-8.")
@click.option(
    "--numbered", "paragraphs", is_flag=True, help="Print the text with its paragraphs numbered, and no more."
)
@click.option(
    "--set", "given", type=(str, str), multiple=True, metavar="NAME VALUE", help="Set a field: source.id, samples.1.n."
)
@click.option("--data", type=FOLDER, help="Folder of the register (default: data/).")
def add(**asked: object) -> None:
    """Take a new publication into the register: its card from FORM, its figures from a draft of its numbers.

    \b
    Examples: baromia add --form > next2026.yaml                 an empty form to fill in
              baromia add next2026.yaml --text next2026.txt      writes next2026.figures.csv to fill in
              baromia add next2026.yaml --text next2026.txt      takes all in, or nothing
    Without FORM it asks at the terminal, and keeps the answers as a form.
    """
    from ..add.command import run

    run(**asked)


def _request(*, parameters=(), data=None, output=None, languages=(), **rest):
    """Return the request for a build; what was not asked for is left to it."""
    from nbpaper.build import Request

    from ..project import DATA, REPORTS

    names = [name for name, _ in parameters]
    for name in dict.fromkeys(names):
        if names.count(name) > 1:
            raise PaperError(f"parameter {name} is given twice. To mend: give it once.")
    if "language" in names:
        raise PaperError("parameter language: a build has an option for it. To mend: write --language fr.")
    return Request(
        data=(data or DATA).resolve(),
        output=(output or REPORTS).resolve(),
        languages=_languages(languages),
        parameters={name: _value(name, text) for name, text in parameters},
        watched=_watched(),
        tell=lambda words: click.echo(f"baromia: {words}", err=True),
        **{name: value for name, value in rest.items() if value is not None},
    )


def _languages(asked: tuple[str, ...]) -> tuple[str, ...]:
    """Return the languages asked for, each once; all where none is."""
    return tuple(dict.fromkeys(asked)) or LANGUAGES


def _watched() -> bool:
    """Tell whether somebody looks on at a terminal."""
    return sys.stderr is not None and sys.stderr.isatty()


def _value(name: str, text: str) -> object:
    """Return a parameter's value: a decimal number, or what it is in YAML, so that lists are lists; none is none."""
    import yaml

    from ..analysis.parameters import ParameterError

    for number in (int, float):  # YAML would read 010 as eight and 1:30 as ninety
        with suppress(ValueError):
            return number(text)
    try:
        value = yaml.safe_load(text)
    except yaml.YAMLError:
        what = f"parameter {name}: {text!r} cannot be read as a value."
        raise ParameterError(f"{what} To mend: write a number, a word, or a list: [campagna2025].") from None
    if isinstance(value, int | float) and not isinstance(value, bool):
        return text
    return None if value == "none" else value


def _tell(report, seconds: float) -> None:
    """Say where the documents are and what took how long."""
    from nbpaper.paths import display_path

    for path in report.documents:
        click.echo(display_path(path))
    if not report.executed and not report.rendered:
        click.echo(f"Nothing had changed ({seconds:.1f} s).", err=True)
        return
    steps = ", ".join(f"{name} {took:.1f} s" for name, took in report.seconds.items())
    done = f"{report.executed} notebook runs, {report.rendered} documents in two formats by {report.renderer}"
    click.echo(f"{done}: {steps}; {seconds:.1f} s in all.", err=True)


for command in (completion, *UPKEEP):
    main.add_command(command)
