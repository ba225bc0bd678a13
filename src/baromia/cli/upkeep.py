"""The commands for maintainers: they write anew what is derived and kept in git."""

from collections.abc import Mapping
from pathlib import Path

import click

from nbpaper.build import execute_in_place
from nbpaper.carry import carry
from nbpaper.errors import display_path
from nbpaper.files import write_whole

from ..paper.export.crate import NAME, of_repository
from ..paper.export.croissant import NAME as CROISSANT
from ..paper.export.croissant import croissant
from ..paper.formats import readmes
from ..project import DATA, PROJECT, ROOT, data_folder
from ..register import Register
from ..register.codebook import render_codebook
from ..register.descriptor import read_descriptor


def keep(names: tuple[str, ...]) -> None:
    """Carry changed code from the first language's notebooks into the others', and execute all in place."""
    files: list[Path] = []
    for stem in names or PROJECT.stems():
        first, *translations = dict.fromkeys(PROJECT.notebook(stem, language) for language in PROJECT.languages)
        for translation in translations:  # none where one file serves all languages
            changed, untranslated = carry(first, translation)
            if changed:
                click.echo(f"{display_path(translation)}: taken from {first.name}: {', '.join(changed)}.", err=True)
            if untranslated:
                click.echo(f"{display_path(translation)}: to be translated: {', '.join(untranslated)}.", err=True)
        files += [first, *translations]
    for path in execute_in_place(PROJECT, files):
        click.echo(f"{display_path(path)}: outputs kept.", err=True)


def readme() -> None:
    """Write today's results and chart into README.md."""
    _write_anew(readmes())


def codebook(data: Path | None) -> None:
    """Write the codebook from the descriptor."""
    folder = data_folder(data)
    _write_anew({folder / "README.md": render_codebook(read_descriptor(folder))})


def crate() -> None:
    """Write what the repository holds in the words of RO-Crate, and what the register holds in those of Croissant."""
    _write_anew({ROOT / NAME: of_repository(), DATA / CROISSANT: croissant(Register.read(DATA))})


def _write_anew(files: Mapping[Path, str]) -> None:
    """Write files, path → text, and say that each is up to date."""
    for path, text in files.items():
        write_whole(path, text)
        click.echo(f"{display_path(path)}: up to date.", err=True)
