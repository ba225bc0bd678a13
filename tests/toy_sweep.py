"""A command that sweeps in the project of toys; apart from it, as a build is done without pandas."""

from pathlib import Path

import click

from nbpaper.errors import PaperError
from nbpaper.plan import Request
from nbpaper.sweep.run import sweep
from toy import HOOKS, project


@click.command()
@click.argument("root", type=click.Path(path_type=Path))
@click.option("--grid", type=click.Path(path_type=Path))
@click.option("--output", type=click.Path(path_type=Path))
@click.option("--jobs", type=int)
@click.option("--scheduler")
def main(root: Path, grid: Path, output: Path, jobs: int | None, scheduler: str | None) -> None:
    """Sweep in the project in ROOT."""
    asked = Request.of(project(root), jobs=jobs, renderer="builtin", tell=lambda words: click.echo(words, err=True))
    try:
        sweep(asked, HOOKS, grid, output, scheduler=scheduler)
    except (PaperError, OSError) as error:
        raise click.ClickException(str(error)) from None
