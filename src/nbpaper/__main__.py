"""`python -m nbpaper check PAPER.qmd --results results.json`: the number check for any paper."""

from pathlib import Path

import click
import yaml

from .errors import PaperError
from .numbers import check as check_numbers

FILE = click.Path(path_type=Path, dir_okay=False)


@click.group()
def main() -> None:
    """Notebooks to paper."""


@main.command()
@click.argument("source", type=FILE)
@click.option("--results", type=FILE, required=True, help="JSON: {results: {name: {text: …}}}.")
@click.option("--page", type=FILE, help="The built HTML, compared with the source.")
@click.option("--pdf", type=FILE, help="The built PDF, compared with the page.")
@click.option("--allowed", type=FILE, help="YAML: the sentences whose numbers are allowed, each with a reason.")
@click.option("--bibliography", type=FILE, help="CSL-YAML: what the document cites.")
@click.option("--draft", is_flag=True, help="Print what --allowed would have to list, reasons left open.")
def check(source: Path, results: Path, draft: bool, **files: Path | None) -> None:
    """Find every number of SOURCE, a .qmd, that no result binds.

    \b
    Example: python -m nbpaper check paper.qmd --results results.json --page paper.html --pdf paper.pdf
    """
    if files["pdf"] and not files["page"]:
        raise click.UsageError("--pdf is compared with the page: give --page, too.")
    try:
        report = check_numbers(source, results, **files)
    except PaperError as error:
        raise click.ClickException(str(error)) from None
    if draft:
        entries = {}
        for file, sentences in report.wanted.items():
            entries[file] = [{"sentence": sentence, "reason": "?"} for sentence in sentences]
        click.echo(yaml.safe_dump(entries, allow_unicode=True, sort_keys=False, width=10_000), nl=False)
    else:
        counts = f"{report.numbers} numbers bound, {report.allowed} allowed with a reason"
        click.echo(f"{counts}, {len(report.faults)} at fault.")
        for fault in report.faults:
            click.echo(fault, err=True)
    raise SystemExit(1 if report.faults else 0)


if __name__ == "__main__":
    main(prog_name="python -m nbpaper")
