"""Commands for those who keep the project: what is derived and kept in git is made anew. And completion of words."""

from pathlib import Path

import click

from .guide import SHELLS, completion_script


@click.command(hidden=True)
@click.argument("names", nargs=-1)
def keep(names) -> None:
    """Execute notebooks in place with their default parameters, so that their kept outputs are today's.

    \b
    Example: baromia keep adoption
    """
    from nbpaper.build import keep as keep_outputs
    from nbpaper.paths import display_path
    from nbpaper.staging import stoppable

    with stoppable():
        for path in keep_outputs(names):
            click.echo(f"{display_path(path)}: outputs kept.", err=True)


@click.command(hidden=True)
def readme() -> None:
    """Write today's results and chart into README.md, from the last build.

    \b
    Example: baromia readme
    """
    from ..paper.readme import refresh

    for path in refresh():
        click.echo(f"{path}: up to date.", err=True)


@click.command(hidden=True)
@click.option(
    "--data", type=click.Path(path_type=Path, file_okay=False), help="Folder of the register (default: data/)."
)
def codebook(data: Path | None) -> None:
    """Write the codebook, data/README.md, from the descriptor.

    \b
    Example: baromia codebook
    """
    from nbpaper.paths import display_path

    from ..project import data_folder
    from ..register.codebook import render_codebook
    from ..register.descriptor import read_descriptor

    path = data_folder(data) / "README.md"
    path.write_text(render_codebook(read_descriptor(path.parent)), encoding="utf-8")
    click.echo(f"{display_path(path)}: up to date.", err=True)


@click.command(hidden=True)
def crate() -> None:
    """Write ro-crate-metadata.json, what the repository holds in the words of RO-Crate.

    \b
    Example: baromia crate
    """
    from ..paper.export.crate import NAME, of_repository
    from ..project import ROOT

    (ROOT / NAME).write_text(of_repository(), encoding="utf-8")
    click.echo(f"{NAME}: up to date.", err=True)


@click.command()
@click.argument("shell", type=click.Choice(SHELLS))
@click.pass_context
def completion(context: click.Context, shell: str) -> None:
    """Print the script that teaches SHELL to complete commands, options and ids of figures.

    \b
    Examples: eval "$(baromia completion bash)"   # in ~/.bashrc
              eval "$(baromia completion zsh)"   # in ~/.zshrc
              baromia completion fish > ~/.config/fish/completions/baromia.fish
    """
    click.echo(completion_script(shell, context.find_root().command))


UPKEEP = (keep, readme, codebook, crate)
