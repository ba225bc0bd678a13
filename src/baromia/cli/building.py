"""The commands of a build, without heavy imports: the request, what is stale, the report."""

import sys
import time
from contextlib import suppress

import click

from nbpaper.errors import PaperError, counted, display_path, real_path
from nbpaper.plan import Plan, Report, Request
from nbpaper.project import Hooks

from ..project import DESCRIPTOR, PROJECT
from . import load

LISTS = ("exclude_sources", "tried_totals")  # parameters that are lists: one value, or several with commas
WORDS = {"none": None, "null": None, "true": True, "false": False}


def build(why: bool, **options: object) -> None:
    """Build what is stale and print how long it took, or only print why it is stale."""
    start = time.perf_counter()
    plan = Plan(request(**options))
    if why:
        for task, reasons in plan.stale().items():
            click.echo(f"{task.name}: {'; '.join(reasons)}")
        return
    report = build_stale(plan)
    _print_report(report, time.perf_counter() - start)
    if options["parameters"] and options["output"] is None:
        tell("reports/ holds what these parameters give; `make paper` builds the published paper again.")


def prepare(jobs: int | None) -> None:
    """Execute the notebooks that are stale, and write the results."""
    report = build_stale(Plan(request(jobs=jobs, documents=False)))
    tell(f"{counted(report.executed, 'notebook')} executed; the results are up to date.")


def build_stale(plan: Plan) -> Report:
    """Build what is stale; import heavy modules while the processes that do the work warm up."""
    if not plan.needed:
        return plan.report
    load("nbpaper.pool:warm_up")(plan.project, plan.request.data)
    return load("nbpaper.build:build")(plan.request, hooks)


def hooks() -> Hooks:
    """Return the hooks of a build; they are loaded in its processes, since their imports are heavy."""
    return load("baromia.paper.results_files:hooks")()


def request(*, parameters=(), data=None, output=None, languages=(), **rest) -> Request:
    """Return the request for a build; options that were not given have its defaults."""
    names = [name for name, _ in parameters]
    for name in dict.fromkeys(names):
        if names.count(name) > 1:
            raise PaperError(f"parameter {name} is given twice. To mend: give it once.")
    if "language" in names:
        raise PaperError("parameter language: there is an option for it. To mend: write --language fr.")
    if data and not (descriptor := data / DESCRIPTOR).is_file():  # before everything there is digested
        raise PaperError(f"{display_path(descriptor)}: is not there. To mend: name the folder of a register.")
    return Request.of(
        PROJECT,
        data=data and real_path(data),
        output=output and real_path(output),
        languages=tuple(dict.fromkeys(languages)) or None,
        parameters={name: parameter_value(name, text) for name, text in parameters},
        watched=watched(),
        tell=tell,
        **rest,
    )


def tell(message: str) -> None:
    """Print a message on stderr."""
    click.echo(f"baromia: {message}", err=True)


def watched() -> bool:
    """Tell whether stderr is a terminal."""
    return sys.stderr is not None and sys.stderr.isatty()


def parameter_value(name: str, text: str) -> object:
    """Return a parameter's value: a decimal number, a word, or a list of them, `[campagna2025, acsel2025]`.

    A parameter that is a list takes it without brackets, too. YAML would read 010 as eight and 1:30 as ninety.
    """
    text = text.strip()
    if name in LISTS and not text.startswith("["):
        text = f"[{text}]"
    if text.startswith("["):
        if not text.endswith("]") or "[" in text[1:]:
            mend = "write a number, a word, or a list: [campagna2025]"
            raise PaperError(f"parameter {name}: {text!r} cannot be read as a value. To mend: {mend}.")
        return [parameter_value("", part) for part in text[1:-1].split(",") if part.strip()]
    for number in (int, float):
        with suppress(ValueError):
            return number(text)
    if text[:1] in ("'", '"') and text[-1:] == text[:1]:
        return text[1:-1]
    return WORDS.get(text, text)


def _print_report(report: Report, seconds: float) -> None:
    """Print the paths of the documents, and how long each step took."""
    for path in report.documents:
        click.echo(display_path(path))
    if not report.executed and not report.rendered:
        click.echo(f"Nothing had changed ({seconds:.1f} s).", err=True)
        return
    steps = ", ".join(f"{name} {duration:.1f} s" for name, duration in report.seconds.items())
    done = f"{counted(report.executed, 'notebook run')}, {counted(report.rendered, 'document')} in two formats"
    click.echo(f"{done} by {report.renderer}: {steps}; {seconds:.1f} s in all.", err=True)
