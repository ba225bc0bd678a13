"""The paper's sources: every number in them comes through a shortcode, or is allowed with a reason."""

import re
from collections.abc import Iterator
from pathlib import Path

from nbpaper.render.conditions import visible
from nbpaper.render.documents import CODE, REFERENCE, SHORTCODE, Document, Place

from .allowed import Allowed
from .faults import Fault
from .numerals import number_words, numbers
from .reading import read_metadata

ASKED = re.compile(r"\{\{<\s*meta\s+((?:results|figures)\.[\w.-]+)\s*>\}\}")
ATTRIBUTES = re.compile(r"\{[#.][^}]*\}")
SETTINGS = re.compile(r"^(lang|metadata-files|crossref|author)\b|^\s+(- results/|\w+-(title|prefix):)")
INSIDE_LINK = "\u2039\u203a"  # stands where a shortcode stood, so that allowed words may reach around it


def source_faults(document: Document, allowed: Allowed, language: str) -> Iterator[Fault]:
    """Yield a fault for each number, in digits or in words, that is typed."""
    for place, text in paragraphs(document):
        left = allowed.without(bare(text))
        for number in [*numbers(left), *number_words(left, language)]:
            yield Fault(
                document.path.name,
                f"line {place.line}",
                number,
                "is typed: take it from the results, or allow it in numbers.yaml with a reason.",
            )


def bare(text: str) -> str:
    """Return what is left of a paragraph without shortcodes, references, attributes and code."""
    text = SHORTCODE.sub(INSIDE_LINK, text)
    for pattern in (CODE, ATTRIBUTES, REFERENCE):
        text = pattern.sub(" ", text)
    return text


def paragraphs(document: Document) -> Iterator[tuple[Place, str]]:
    """Yield (place of the first line, text) of each paragraph; front matter without its settings first."""
    front = ((place, text) for place, text in document.front_lines() if not SETTINGS.match(text))
    for lines in (front, document.lines()):
        start, gathered = None, []
        for place, text in lines:
            if text.strip() and (not gathered or not text.startswith(("#", ":::"))):
                start = start or place
                gathered.append(text)
                continue
            if gathered:
                yield start, "\n".join(gathered)
            start, gathered = (place, [text]) if text.strip() else (None, [])
        if gathered:
            yield start, "\n".join(gathered)


def asked_for(source: Path) -> list[str]:
    """Return the results and figures that a source may show, in order: `results.adoption.any_use`."""
    return ASKED.findall(source.read_text(encoding="utf-8"))


def count_numbers(source: Path, tree: dict) -> int:
    """Return how many numbers the text of a source takes from results and figures.

    Parameters
    ----------
    source : Path
        A `.qmd`.
    tree : dict
        What its metadata file holds: `results` and `figures`, texts as links to their cards; `has`, which hides blocks.
    """
    text = visible(source.read_text(encoding="utf-8"), tree)
    return sum(len(numbers(_shown(tree, name))) for name in ASKED.findall(text))


def count_file(source: Path, metadata: Path) -> int:
    """Return the same for files: a `.qmd` and `results/<language>.yml`."""
    return count_numbers(source, read_metadata(metadata))


def _shown(tree: dict, name: str) -> str:
    """Return the text of a result without its link."""
    value: object = tree
    for part in name.split("."):
        value = value.get(part, "") if isinstance(value, dict) else ""
    return re.sub(r"\]\(#.*$", "", str(value)).replace("\\", "")
