"""Proof that no number of the paper is typed or unbound: the number check of nbpaper, on this project's documents.

What a table, a chart or a card shows is compared here with what was written for it. That this is what the register
says is shown by tests (tests/paper/test_shown.py), by other code than the paper's.
"""

import json
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

import yaml

from nbpaper.errors import PaperError
from nbpaper.numbers import Fault, Report, check
from nbpaper.numbers.reading import NOTEBOOK, RESULTS, read_json, read_text, reading
from nbpaper.paths import display_path
from nbpaper.results import collected

from ..project import LANGUAGES, REPORTS, data_folder
from ..register import Register
from .cards import Cards
from .results_files import write_publication
from .subjects import subjects

ALLOWED = REPORTS / "numbers.yaml"
# Scripts of the page: what they write, they read from its cards and from data that the build has written.
SCRIPTS = ("shared.js", "search.js", "register.js", "reading.js", "what_if.js", "what_if_form.js")
DATA = ("search", "what_if")


def prove(
    built: Path = REPORTS, *, sources: Path = REPORTS, data=None, allowed: Path = ALLOWED, languages=LANGUAGES
) -> list[Report]:
    """Read a build and what it was built from, and report every number that is bound to nothing.

    Parameters
    ----------
    built : Path
        Folder of a build: documents, `results/` and `executed/`.
    sources : Path
        Folder of the `.qmd`.
    data : path, optional
        Folder of the register.
    allowed : Path
        The list of allowed numbers.
    languages : sequence of str
        Languages to prove.

    Returns
    -------
    list of Report
        One a language; with an empty list of faults, everything is bound.

    Raises
    ------
    PaperError
        Where a file of the build is missing or broken.
    """
    return [_prove(Path(built), Path(sources), language, data_folder(data), Path(allowed)) for language in languages]


def _prove(built: Path, sources: Path, language: str, data: Path, allowed: Path) -> Report:
    stem = "paper" if language == LANGUAGES[0] else f"paper.{language}"
    linked = built / "results" / f"{language}.jsonld"
    if not linked.is_file():
        raise PaperError(f"{display_path(linked)}: not there. To mend: build the paper first.")
    results = built / "results" / f"{language}.json"
    report = check(
        sources / f"{stem}.qmd",
        results,
        built=built,
        page=built / f"{stem}.html",
        pdf=built / f"{stem}.pdf",
        allowed=allowed,
        bibliography=data / "sources.yaml",
        trusted=[
            *(REPORTS / name for name in SCRIPTS),
            linked,
            *(built / "results" / f"{name}.{language}.json" for name in DATA),
        ],
        subjects=subjects(Cards(Register.read(data), language), read_json(results, RESULTS)["results"]),
    )
    report.faults += _edited(built, language, data)
    return report


def _edited(built: Path, language: str, data: Path) -> Iterator[Fault]:
    """Write the results again from the executed notebooks and the register; compare with the files that stand there."""
    executed = sorted((built / "executed" / language).glob("*.ipynb"))
    for path in executed:
        read_json(path, NOTEBOOK)
    kept = built / "results"
    parameters = read_json(kept / f"{language}.json", RESULTS).get("parameters", {})
    with tempfile.TemporaryDirectory(prefix="baromia-") as made, reading(built / "executed" / language):
        write_publication(Path(made), language, collected(executed), parameters, data)
        for path in sorted(Path(made).iterdir()):
            yield from _differences(path, kept / path.name)


def _differences(made: Path, kept: Path) -> Iterator[Fault]:
    """Yield a fault for the first entry that differs; what tells one build from another does not count."""
    if not kept.is_file():
        yield Fault(kept.name, "file", kept.name, "is missing: build again.")
        return
    ours, theirs = (_entries(path) for path in (made, kept))
    for name in sorted(ours.keys() | theirs.keys()):
        if ours.get(name) != theirs.get(name):
            what = "is not what the executed notebooks and the register say: build again, edit nothing."
            yield Fault(kept.name, name, str(theirs.get(name, "(absent)"))[:80], what)
            return


def _entries(path: Path) -> dict[str, str]:
    """Return what a results file says, by name; cards by their identifiers."""
    text = read_text(path)
    if path.suffix == ".md":
        return {block.partition(" ")[0]: block for block in re.split(r"^::: \{#", text, flags=re.MULTILINE)}
    with reading(path):
        tree = yaml.safe_load(text) if path.suffix == ".yml" else json.loads(text)
    if isinstance(tree, dict):
        tree["build"] = {"bound": about.get("bound")} if isinstance(about := tree.get("build"), dict) else about
    return dict(_flat(tree))


def _flat(tree: object, above: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(tree, dict):
        for key, value in tree.items():
            yield from _flat(value, f"{above}{key}.")
    else:
        yield above.rstrip("."), str(tree)
