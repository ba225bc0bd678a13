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

    A PaperError names what it was `about`, and has pandoc's own words.
    """
    environment, command = {**os.environ, **UTF8, **variables}, [pypandoc.get_pandoc_path(), *options]
    settings = {"cwd": folder, "env": environment, "capture_output": True, "encoding": "utf-8", "timeout": 300}
    try:
        return subprocess.run(command, input=text, check=True, **settings).stdout
    except subprocess.SubprocessError as error:
        message = " ".join(str(error.stderr or error).split())
        raise PaperError(f"{about}: pandoc says: {message}. To mend: mend what it names.") from None


def pandoc_file(about: str, text: str, folder: Path, defaults: dict) -> None:
    """Have pandoc write a file from a text in a folder, with options as of its `--defaults`."""
    options = folder / f"{defaults['output-file']}.yaml"  # documents of one folder are rendered side by side
    options.write_text(yaml.safe_dump({"standalone": True, "wrap": "none", **defaults}), encoding="utf-8")
    pandoc(about, text, f"--defaults={options.name}", folder=folder)
    options.unlink()


def typeset(about: str, source: str | bytes, files: Iterable[Path] = (), **options: object) -> bytes | list[bytes]:
    """Compile typst, a file or its content; a PaperError names the line of `files` that stops it, or else `about`."""
    try:
        return typst.compile(source, ignore_system_fonts=True, **options)
    except typst.TypstError as error:
        hint = f" ({'; '.join(error.hints)})" if error.hints else ""
        place = _blamed(error.diagnostic or "", files) or about
        raise PaperError(f"{place}: typst says: {error.message}{hint}.") from None


def _blamed(diagnostic: str, files: Iterable[Path]) -> str:
    """Return file and line of what stops typst: of the sign without a typeface, else of the line most like typst's."""
    sign = LACKING.search(diagnostic)
    quoted = re.search(r"^ *\d+ │ (.*)$", diagnostic, re.MULTILINE)
    words = set(re.findall(r"\w{3,}", quoted[1])) if quoted else set()
    best, place = 0, ""
    for path in files:
        for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), start=1):
            score = (sign[1] in line) if sign else len(words & set(re.findall(r"\w{3,}", line)))
            if score > best:
                best, place = score, f"{display_path(path)}, line {number}"
    return place
