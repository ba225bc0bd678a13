"""Pandoc and typst from wheels; where one of them fails, its own words become a sentence."""

import os
import re
import subprocess
from collections.abc import Iterable
from pathlib import Path

import pypandoc
import typst
import yaml

from ..errors import PaperError, display_path
from .letters import LACKING

UTF8 = {"LC_ALL": "C.UTF-8"}  # else pandoc opens no path with accents where the locale is plain C


def pandoc(about: str, text: str, *options: str, folder: Path | None = None, **variables: str) -> str:
    """Run pandoc on a text, in a folder and with further variables of the environment; return what it prints.

    A PaperError says what went wrong: `about` what, in pandoc's own words.
    """
    how = {"cwd": folder, "env": {**os.environ, **UTF8, **variables}, "capture_output": True, "encoding": "utf-8"}
    try:
        command = [pypandoc.get_pandoc_path(), *options]
        return subprocess.run(command, input=text, timeout=300, check=True, **how).stdout
    except subprocess.SubprocessError as error:
        said = " ".join(str(error.stderr or error).split())
        raise PaperError(f"{about}: pandoc says: {said}. To mend: mend what it names.") from None


def pandoc_file(about: str, text: str, folder: Path, defaults: dict) -> None:
    """Have pandoc write a file from a text in a folder, with options as of its `--defaults`."""
    options = folder / f"{defaults['output-file']}.yaml"  # documents of one folder are rendered side by side
    options.write_text(yaml.safe_dump({"standalone": True, "wrap": "none", **defaults}), encoding="utf-8")
    pandoc(about, text, f"--defaults={options.name}", folder=folder)
    options.unlink()


def typeset(about: str, source: str | bytes, files: Iterable[Path] = (), **options: object) -> bytes | list[bytes]:
    """Compile typst, a file or its content; a PaperError says which line of `files` stops it, else `about` what."""
    try:
        return typst.compile(source, ignore_system_fonts=True, **options)
    except typst.TypstError as error:
        hint = f" ({'; '.join(error.hints)})" if error.hints else ""
        place = _blamed(error.diagnostic or "", files) or about
        raise PaperError(f"{place}: typst says: {error.message}{hint}.") from None


def _blamed(diagnostic: str, files: Iterable[Path]) -> str:
    """Return file and line of what stops typst: of the sign that its font lacks, else of the line most like its own."""
    sign = LACKING.search(diagnostic)
    shown = re.search(r"^ *\d+ │ (.*)$", diagnostic, re.MULTILINE)
    words = set(re.findall(r"\w{3,}", shown[1])) if shown else set()
    best, found = 0, ""
    for path in files:
        for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), start=1):
            alike = (sign[1] in line) if sign else len(words & set(re.findall(r"\w{3,}", line)))
            if alike > best:
                best, found = alike, f"{display_path(path)}, line {number}"
    return found
