"""What takes papermill and pandas: a sweep."""

import click

from nbpaper.staging import stoppable
from nbpaper.sweep.command import sweep as run_sweep

from .building import watched


@stoppable()
def sweep(jobs: int | None, scheduler: str | None, **asked: object) -> str:
    """Run the points that are not done; return the table's name."""
    if jobs and scheduler:
        raise click.UsageError("--jobs is for this machine, --scheduler for a cluster: give one of them.")
    asked |= {"jobs": jobs, "scheduler": scheduler}
    return run_sweep(asked, watched=watched(), tell=lambda words: click.echo(words, err=True))
