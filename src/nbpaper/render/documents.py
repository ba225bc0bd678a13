"""Read the paper's `.qmd` files and the Quarto project they belong to; refuse what neither renderer would resolve.

This is not a second Quarto: what the paper does not use is refused with file and line, so that both renderers
say the same. Of its conditional content there is a block that depends on one value of the results:

    :::: {.content-visible when-meta="has.editions"}
    …
    ::::

`unless-meta` says the opposite. The fence has four colons or more, and the block ends at the next line with exactly
as many; it holds no other block of this kind.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import nbformat
import yaml

from ..errors import PaperError, did_you_mean, display_path
from ..files import read_text, reading
from ..trees import at, leaves

SHORTCODE = re.compile(r"\{\{<\s*(?P<name>[\w-]*)\s*(?P<argument>.*?)\s*>\}\}")
REFERENCE = re.compile(r"(?<![\w@\\.])-?@(?P<key>[A-Za-z0-9][\w:.#$%&+?<>~/-]*[A-Za-z0-9]|[A-Za-z0-9])")
IDENTIFIER = re.compile(r"\{[^}]*#(?P<id>[A-Za-z][\w.:-]*)")
FROM_FILE = re.compile(r'^:::+\s*\{\.from-file file="(?P<name>[^"]+)"\}', re.MULTILINE)
FRONT_MATTER = re.compile(r"(?:---\n(.*?\n)---\n)?(.*)", re.DOTALL)  # and the body
CROSS_REFERENCE = re.compile(r"(fig|tbl|sec)-")
OTHER_REFERENCE = re.compile(r"(eq|lst|thm|lem|cor|prp|cnj|def|exm|exr|sol|rem|nte|tip|wrn|imp|cau)-")
# Where a result, which is a link to its card, would print raw Markdown.
NO_PLACE = {
    "inline code": r"(`+)(?:(?!\1).)+?\1",
    "an address": r"\]\([^()]*\)|<[a-z]+:[^<>]*>|https?://\S+",
    "raw HTML": r"</?[A-Za-z][^<>]*>",
    "an attribute": r"\{[^{}]*\}",
    "the words of a link": r"\[[^\[\]]*\](?=[(\[])",
}
LINK = "\ue000"  # stands before and after the name of such a result while its line is looked at
HEADING = re.compile(r"(#+)\s")
MATH = re.compile(r"(?<![\\$])\$\$?(?=\S)[^$]*(?<=\S)\$(?!\d)")
UNSUPPORTED = {
    re.compile(r"^\s*```+\s*\{[a-z]"): "a code cell: papermill runs the notebooks, the paper only embeds them",
    re.compile(r"^\s*:::+.*\.(callout|panel|column|aside|content)-"): "a Quarto block the built-in renderer lacks",
    re.compile(r"^\s*:::+.*\blayout"): "a layout the built-in renderer lacks",
    re.compile(r"\{\{\{<"): "an escaped shortcode",
}
CODE = re.compile(r"`+[^`\n]+`+")
OPTION = re.compile(r"^#\|.*\n?", re.MULTILINE)  # what a cell tells the renderer
LABEL = re.compile(r"^#\|\s*label:\s*(\S+)\s*$", re.MULTILINE)
CONDITION_NAME = r"[a-z_]+(?:\.[a-z_]+)+"
CONDITION = re.compile(
    rf'^(?P<fence>::::+) \{{\.content-visible (?P<kind>when|unless)-meta="(?P<name>{CONDITION_NAME})"\}}\s*$'
)


@dataclass(frozen=True)
class Place:
    """A line of a document, for messages."""

    path: Path
    line: int

    def refuse(self, problem: str, mend: str) -> PaperError:
        """Return the error to raise here."""
        return PaperError(f"{display_path(self.path)}, line {self.line}: {problem}. To mend: {mend}.")


@dataclass(frozen=True)
class Document:
    """One `.qmd`: its front matter (read, and as text), its body and the body's first line, the results it may show."""

    path: Path
    meta: dict
    body: str
    offset: int
    front: str = ""
    results: dict = field(default_factory=dict)

    def lines(self, code: bool = False) -> Iterator[tuple[Place, str]]:
        """Yield (place, text) for each line of the body that is no code block; or only those that are."""
        fence = None
        for number, text in enumerate(self.body.split("\n"), start=self.offset):
            if code is (fence is not None):
                yield Place(self.path, number), text
            mark = re.match(r"\s*(```+|~~~+)", text)
            if fence is None:
                fence = mark[1] if mark else None
            elif mark and mark[1].startswith(fence) and not text.strip().strip("`~"):
                fence = None


def read_document(path: Path) -> Document:
    """Read a document, its front matter and the metadata files it names; what a condition hides is left out.

    Raises
    ------
    PaperError
        Where the file, its front matter or a metadata file cannot be read.
    """
    front, body = FRONT_MATTER.fullmatch(read_text(path)).groups()
    if not front:
        raise Place(path, 1).refuse("no front matter", "begin with --- and a title")
    meta = _yaml(path, front)
    results: dict = {}
    for name in meta.pop("metadata-files", []):
        file = path.parent / name
        results.update(_yaml(file, read_text(file)))
    offset = front.count("\n") + 3  # counted from 1, behind both fences
    try:
        body = visible(body, results)
    except ConditionError as error:
        raise Place(path, offset + error.line).refuse(error.problem, error.mend) from None
    return Document(path, meta, body, offset, front, results)


def check_document(document: Document, citations: set[str]) -> None:
    """Refuse unsupported syntax, and results, embeds, references and citations that point to nothing."""
    for number, text in enumerate(document.front.split("\n"), start=2):
        _check_shortcodes(document, Place(document.path, number), text)
    ids = {match["id"] for _, text in document.lines() for match in IDENTIFIER.finditer(text)}
    ids |= set(_included_ids(document))
    level = 0
    for place, text in document.lines():
        for pattern, problem in UNSUPPORTED.items():
            if pattern.search(text):
                raise place.refuse(problem, "write it in the syntax the paper uses (reports/README.md)")
        _check_shortcodes(document, place, text)
        for match in REFERENCE.finditer(CODE.sub("", SHORTCODE.sub("", text))):
            _check_reference(place, match["key"], ids, citations)
        _check_links(document, place, text)
        level = _heading_level(place, text, level)
    for place, text in document.lines(code=True):
        if SHORTCODE.search(text):
            raise place.refuse("a shortcode in a code block", "write it as text")


def _check_shortcodes(document: Document, place: Place, text: str) -> None:
    for match in SHORTCODE.finditer(text):
        if match["name"] == "meta":
            look_up(document, match["argument"], place)
        elif match["name"] == "embed":
            find_output(document, match["argument"], place)
        else:
            raise place.refuse(f"shortcode {match['name']!r} is not supported", "use meta or embed")


def _check_links(document: Document, place: Place, text: str) -> None:
    """Refuse a result where its link cannot be, and a formula, which has no alternative text in a PDF."""

    def stand_in(match: re.Match) -> str:
        links = match["name"] == "meta" and "](#" in look_up(document, match["argument"], place)
        return f"{LINK}{match['argument']}{LINK}" if links else " "

    plain = SHORTCODE.sub(stand_in, text)
    for container, pattern in NO_PLACE.items():
        for match in re.finditer(pattern, plain):
            if LINK in match[0]:
                mend = "write it as text beside it: it is a link to its card"
                raise place.refuse(f"{match[0].split(LINK)[1]} stands inside {container}", mend)
    if formula := MATH.search(CODE.sub("", plain)):
        raise place.refuse(f"formula {formula[0]}", "write it in words or in italics: the PDF needs a text for it")


def _heading_level(place: Place, text: str, last: int) -> int:
    """Return the level of this line's heading, or else the last one; refuse a skipped level, which PDF/UA forbids."""
    heading = HEADING.match(text)
    level = len(heading[1]) if heading else last
    if level > last + 1:
        above = f"level {last}" if last else "no heading"
        raise place.refuse(f"a heading of level {level} below {above}", f"write {'#' * (last + 1)}")
    return level


def _included_ids(document: Document) -> Iterator[str]:
    """Yield the identifiers in the files that blocks `::: {.from-file file="name"}` bring in.

    The shared filter reads the files while rendering: Quarto's own include would look for them before `pre-render` has
    written them. They hold no shortcodes.
    """
    for place, text in document.lines():
        for match in FROM_FILE.finditer(text):
            path = document.path.parent / match["name"]
            if not path.is_file():
                raise place.refuse(f"no file {match['name']} to include", "mend the path, or build first")
            yield from (identifier["id"] for identifier in IDENTIFIER.finditer(path.read_text(encoding="utf-8")))


def _check_reference(place: Place, key: str, ids: set[str], citations: set[str]) -> None:
    if OTHER_REFERENCE.match(key):
        raise place.refuse(f"@{key}: cross-references of this kind are not supported", "refer to fig-, tbl- or sec-")
    targets, mend = citations, "add the card to data/sources.yaml"
    if CROSS_REFERENCE.match(key):
        targets, mend = ids, "give it an identifier"
    if key not in targets:
        raise place.refuse(f"@{key} refers to nothing{did_you_mean(key, targets)}", f"{mend}, or mend the reference")


def look_up(document: Document, name: str, place: Place) -> str:
    """Return the text a `{{< meta name >}}` stands for."""
    value = at({**document.results, **document.meta}, name)
    if not isinstance(value, str | int | float):
        hint = did_you_mean(name, (".".join(map(str, keys)) for keys, _ in leaves(document.results)))
        raise place.refuse(f"no result is called {name}{hint}", "record it in a notebook, or mend the name")
    return str(value)


def find_output(document: Document, argument: str, place: Place) -> nbformat.NotebookNode:
    """Return the labelled cell that `{{< embed notebook.ipynb#label >}}` names; refuse one without an output."""
    name, _, label = argument.partition("#")
    path = document.path.parent / name
    if not path.is_file():
        raise place.refuse(f"no executed notebook {name}", "mend the path, or build with that notebook")
    cells = labelled(path.read_text(encoding="utf-8"))
    if label not in cells:
        raise place.refuse(f"{name} has no cell labelled {label!r}{did_you_mean(label, cells)}", "mend the label")
    if not any(output.get("data") for output in cells[label].outputs):
        raise place.refuse(f"cell {label} of {name} shows nothing", "let its last line be the chart or table")
    return cells[label]


@lru_cache(maxsize=32)
def labelled(text: str) -> dict[str, nbformat.NotebookNode]:
    """Return a notebook's code cells by their labels; kept, since a paper embeds several of each notebook."""
    try:
        cells = nbformat.reads(text, as_version=4).cells
    except Exception as error:  # nbformat lets through whatever its many readers raise
        raise ValueError(f"{type(error).__name__}: {error}") from None
    code = (cell for cell in cells if cell.cell_type == "code")
    return {label[1]: cell for cell in code if (label := LABEL.search(cell.source))}


def read_bibliography(path: Path) -> dict[str, dict]:
    """Return the works of a bibliography in CSL-YAML by the keys that citations use."""
    with reading(path, "write references: and works with an id"):
        return {str(work["id"]): work for work in _yaml(path, read_text(path))["references"]}


def _yaml(path: Path, text: str) -> dict:
    with reading(path, "mend the YAML"):
        content = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # results are long
        if not isinstance(content, dict):
            raise ValueError("no mapping of names to values")
        return content


class ConditionError(ValueError):
    """A block that never ends, or depends on something that is neither true nor false; `line` counts from 0."""

    def __init__(self, line: int, problem: str, mend: str):
        super().__init__(problem)
        self.line, self.problem, self.mend = line, problem, mend


def visible(text: str, values: dict) -> str:
    """Return a text with the blocks that `values` hides, and the fences of the others, as empty lines.

    Parameters
    ----------
    text : str
        Body of a `.qmd`.
    values : dict
        The metadata a condition may name, as nested mappings.

    Raises
    ------
    ConditionError
        For a block without end, or a name that is neither true nor false.
    """
    lines, fence, opened, keep = [], None, 0, True
    for number, line in enumerate(text.split("\n")):
        start = None if fence else CONDITION.match(line)
        ends = fence is not None and line.rstrip() == fence
        if start:
            fence, opened = start["fence"], number
            keep = _holds(start["name"], values, number) is (start["kind"] == "when")
        elif ends:
            fence, keep = None, True
        lines.append(line if keep and not start and not ends else "")
    if fence:
        raise ConditionError(opened, "a conditional block never ends", f"close it with {fence} on a line of its own")
    return "\n".join(lines)


def _holds(name: str, values: dict, line: int) -> bool:
    value = at(values, name)
    if not isinstance(value, bool):
        raise ConditionError(line, f"{name} is neither true nor false", "name one of the values under `has`")
    return value
