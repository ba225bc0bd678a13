"""A source, and what the build brings into it, as passages: what was typed in them, and what their readers get."""

import html
import re
from collections.abc import Container, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from ..render.conditions import ConditionError, visible
from ..render.documents import CHART, FROM_FILE, LABEL, REFERENCE, SHORTCODE, Place
from ..texts import sentences
from .allowed import Allowed
from .known import Known, values
from .reading import NOTEBOOK, Fault, cited, read_json, read_text, reading
from .tokens import statements
from .tree import Drawing, drawing_of

TYPED = "is typed: take it from the results, or allow the sentence in numbers.yaml, with a reason: {!r}."
ON_CARD = "is no number of its figure, its results or its source: mend the text, or allow it in numbers.yaml: {!r}."
JOINED = re.compile(r"›[.,/]?‹")  # two results that would be read as one number
# A value of the build in a sentence, or what another shortcode than ours brings in; a result or figure is an empty ‹›.
BUILD = re.compile(r"‹(build\.[\w.]+|\w+ [^‹›]+)›")
MARKED = re.compile(r"‹([\w.-]+)›")
FRONT = re.compile(r"---\n(.*?\n)---\n", re.DOTALL)
UNSAID = {"lang", "metadata-files"}  # settings of the front matter that no reader sees
EMBED = re.compile(
    r"^:::+ *\{#(?P<name>(?:fig|tbl)-[\w-]+)[^}]*\}\s*\{\{<\s*embed\s+(?P<file>\S+)#(?P<label>\S+)\s*>\}\}", re.M
)
CARD = re.compile(r"^:::+ *\{#(?P<name>[^\s}]+)[^}]*\.card\b")
CITATION = re.compile(r"\[[^\[\]]*(?<![\w\\])@[A-Za-z][^\[\]]*\]")
KEY = re.compile(r"@([A-Za-z0-9][\w:.#$%&+?<>~/-]*[A-Za-z0-9])")
NAME = re.compile(r"\w+(?:[.-]\w+)+")  # of a figure or a result
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
ATTRIBUTES = re.compile(r"\{(?!\{)[^{}\n]*\}")
VALUE = re.compile(r'[\w-]+="([^"]*)"')
TAG = re.compile(r"</?[A-Za-z][^<>]*>")
LINK = re.compile(r"\]\([^()\s]*\)|\]\(<[^<>]*>\)")
MARKUP = re.compile(
    r"^\s*(?:#+|:::+|>|\d{1,2}[.)](?=\s))\s*|(?<!\w)[*_]+|[*_]+(?!\w)|\*+|[`\[\]]|\\(?=\W)", re.MULTILINE
)
REFERRED = {"fig-": "Figure", "tbl-": "Table", "sec-": "Section"}
OPTION = re.compile(r"^#\|.*\n", re.MULTILINE)  # of a cell
CELL = re.compile(r"(?<!\\)\|")
ESCAPED = re.compile(r"\\([\\`*_{}\[\]<>#&|$~^@])")


@dataclass(frozen=True)
class Passage:
    """A paragraph, a heading or a value of the front matter as written, with its first line and the card it is on."""

    file: str
    line: int
    raw: str
    hidden: bool = False
    card: str = ""


@dataclass(frozen=True)
class Shown:
    """An embedded output: a table's cells, headings first; or a chart in words and as a picture; or else a text."""

    name: str
    notebook: str
    rows: list[list[str]] = field(default_factory=list)
    alt: str = ""
    pictures: tuple[Drawing, ...] = ()  # as wide as a page, and as a phone
    said: str = ""
    data: list[list[str]] = field(default_factory=list)  # what a chart plots, as a table, headings first
    ids: list[str] = field(default_factory=list)  # what each row of it is called
    code: str = ""  # of the cell, without its options


class Source:
    """A `.qmd` read for the check.

    Parameters
    ----------
    path : Path
        The source.
    built : Path
        The folder that its embeds and included files are relative to.
    known : Known
    years : dict
        Year that each work of the bibliography is cited with.
    """

    def __init__(self, path: Path, built: Path, known: Known, years: dict[str, str]):
        self.path, self.built, self.known, self.years = path, built, known, years
        self.wanted: dict[str, list[str]] = {}  # by file, sentences that would have to be allowed
        text = read_text(path)
        match = FRONT.match(text)
        with reading(path, "mend the front matter"):
            self.meta = yaml.safe_load(match[1]) if match else {}
            self.front = list(_scalars(yaml.compose(match[1]), path.name)) if match else []
        start = match.end() if match else 0
        body, line = text[start:], text[:start].count("\n") + 1
        try:
            self.text = visible(body, {"has": known.has})
        except ConditionError as error:
            raise Place(path, line + error.line).refuse(error.what, error.mend) from None
        shown = self.text.split("\n")
        hidden = {number for number, one in enumerate(body.split("\n")) if not shown[number] and one}
        self.passages = [*self.front, *_paragraphs(body, path.name, line, hidden), *self._included()]
        self.embeds = list(self._embeds())

    def _included(self) -> Iterator[Passage]:
        """Yield what the files that the build wrote say; a card is a block of its own in them."""
        for name in FROM_FILE.findall(self.text):
            card = ""
            for one in _paragraphs(read_text(self.built / name), name, 1, ()):
                found = CARD.match(one.raw)
                card = found["name"] if found else "" if one.raw.startswith("#") else card
                yield Passage(name, one.line, one.raw, card=card)

    def _embeds(self) -> Iterator[Shown]:
        notebooks: dict[Path, list[dict]] = {}
        for match in EMBED.finditer(self.text):
            file = self.built / match["file"]
            if file not in notebooks:
                notebooks[file] = read_json(file, NOTEBOOK)["cells"]
            cell = _labelled(notebooks[file], match["label"])
            data = next((output["data"] for output in cell.get("outputs", []) if output.get("data")), {})
            text = "".join(data.get("text/markdown", ""))
            more = data.get(CHART, {})
            drawn = ["".join(data.get("image/svg+xml", "")), more.get("narrow")]
            rows, pictures = table_rows(text), tuple(drawing_of(svg) for svg in drawn if svg)
            alt = "".join(data.get("text/plain", "")) if pictures else ""
            said = "" if rows or pictures else text
            code = OPTION.sub("", "".join(cell.get("source", "")))
            plotted = more.get("data", []), more.get("ids", [])
            yield Shown(match["name"], file.stem, rows, alt, pictures, said, *plotted, code)

    # What was typed

    def faults(self, allowed: Allowed) -> Iterator[Fault]:
        """Yield a fault for each number that is typed, or filled in from no result, and not allowed at its place."""
        bound = {card: self.known.on_card(card) for card in {one.card for one in self.passages}}
        bound[""] = values(self.years.values(), self.known.language)
        for passage in self.passages:
            generated = passage.file != self.path.name
            place, how = (f"card {passage.card}", ON_CARD) if passage.card else (f"line {passage.line}", TYPED)
            for sentence in self._sentences(passage, generated):
                found = statements(sentence, self.known.language)
                if generated:
                    found = [one for one in found if one.value not in bound[passage.card]]
                    found = [one for one in found if not allowed.number(passage.card, one)]
                numbers = [one.text for one in found] + JOINED.findall(sentence) + BUILD.findall(sentence)
                if numbers and not allowed.sentence(passage.file, sentence):
                    self.wanted.setdefault(passage.file, []).append(sentence)
                    yield from (Fault(passage.file, place, one, how.format(sentence)) for one in numbers)

    def _sentences(self, passage: Passage, generated: bool) -> Iterator[str]:
        """Yield what is typed of a passage, sentence by sentence, and the values of attributes."""
        raw = COMMENT.sub("", passage.raw)
        found = [text for attributes in ATTRIBUTES.findall(raw) for text in VALUE.findall(attributes)]
        yield from (text for text in found if not generated or text not in self.known.names)
        text = SHORTCODE.sub(self._mark, raw)
        if generated:  # names of figures and results, and citations with the place of a figure
            text = NAME.sub(lambda match: "" if match[0] in self.known.names else match[0], text)
            text = CITATION.sub("", text)
        text = CITATION.sub(lambda match: KEY.sub("", match[0]), text)
        yield from sentences(_read(REFERENCE.sub(lambda match: REFERRED.get(match["key"][:4], ""), text)))

    def _mark(self, match: re.Match) -> str:
        name = match["argument"]
        if match["name"] != "meta":
            return "" if match["name"] == "embed" else f"‹{match['name']} {name}›"
        return "‹›" if name in self.known.texts else f"‹{name}›"

    def quoting(self) -> Iterator[tuple[Passage, str, list[str]]]:
        """Yield each sentence of the source, results marked by `‹›`, with the names of the results that it shows."""
        for passage in self.passages:
            if passage.file == self.path.name:
                raw = CITATION.sub("", COMMENT.sub("", passage.raw))
                text = SHORTCODE.sub(lambda match: f"‹{match['argument']}›" if match["name"] == "meta" else "", raw)
                for one in sentences(_read(REFERENCE.sub("", text))):
                    names = [name for name in MARKED.findall(one) if name in self.known.texts]
                    yield passage, MARKED.sub(self._unnamed, one), names

    def _unnamed(self, match: re.Match) -> str:
        return "‹›" if match[1] in self.known.texts else match[0]

    # What its readers get

    def filled(self) -> list[tuple[str, str, str | None]]:
        """Return name, text and card of each result and figure that is shown, in order."""
        texts = [*(passage.raw for passage in self.front), self.text]
        names = [match["argument"] for text in texts for match in SHORTCODE.finditer(text)]
        return [(name, *self.known.texts[name]) for name in names if name in self.known.texts]

    def pieces(self) -> Iterator[tuple[str, str]]:
        """Yield (where, text) of what the page has to say, but charts, tables and labels; the front matter first."""
        for passage in (one for one in self.passages if not one.hidden):
            text = SHORTCODE.sub(lambda match, one=passage: self._put(match, one), COMMENT.sub("", passage.raw))
            text = REFERENCE.sub("", CITATION.sub(self._cited, text))
            yield f"line {passage.line}", TAG.sub("", _read(text))
        yield from ((shown.name, _read(shown.said)) for shown in self.embeds if shown.said)

    def _put(self, match: re.Match, passage: Passage) -> str:
        place = Place(self.path, passage.line)
        return self.known.text(match["argument"], self.meta, place) if match["name"] == "meta" else ""

    def _cited(self, match: re.Match) -> str:
        """Return the numbers that a citation shows, years and places, as `cited` reads them on the page."""
        return cited(" ".join([KEY.sub("", match[0]), *(self.years.get(key, "") for key in KEY.findall(match[0]))]))


def count_bound(text: str, texts: dict[str, str], has: dict[str, bool]) -> int:
    """Return how many numbers the text of a source takes from results and figures.

    Parameters
    ----------
    text : str
        A `.qmd`.
    texts : dict
        Results and figures as text, by the names that shortcodes give them (`results.adoption.any_use`).
    has : dict
        What hides blocks.
    """
    found = (texts.get(match["argument"], "") for match in SHORTCODE.finditer(visible(text, {"has": has})))
    return sum(len(digits(one)) for one in found)


def digits(text: str) -> list[str]:
    """Return the numbers that a text writes in digits."""
    return re.findall(r"\d+(?:[.,/\u00a0\u202f]\d+)*", text)


def table_rows(markdown: str) -> list[list[str]]:
    """Return the cells of a Markdown pipe table, headings first, without the line of dashes."""
    lines = [line for line in markdown.split("\n") if line.startswith("|")]
    rows = [[" ".join(ESCAPED.sub(r"\1", cell).split()) for cell in CELL.split(line)[1:-1]] for line in lines]
    return rows[:1] + rows[2:]


def _read(text: str) -> str:
    """Return Markdown as it is read, in one line."""
    for pattern, put in ((ATTRIBUTES, ""), (LINK, "]"), (MARKUP, "")):
        text = pattern.sub(put, text)
    return re.sub(r"\s+(?=[.,)])", "", " ".join(html.unescape(text).split()))


def _scalars(node: yaml.Node | None, file: str) -> Iterator[Passage]:
    """Yield each text of the front matter."""
    if isinstance(node, yaml.ScalarNode):
        yield Passage(file, node.start_mark.line + 2, node.value)
    for part in node.value if isinstance(node, yaml.CollectionNode) else ():
        key, value = part if isinstance(part, tuple) else (None, part)
        if key is None or key.value not in UNSAID:
            yield from _scalars(value, file)


def _paragraphs(text: str, file: str, first: int, hidden: Container[int]) -> Iterator[Passage]:
    """Yield the paragraphs of a body; a heading begins one, the fence of a block is one."""
    start, gathered = 0, []
    for number, line in enumerate([*text.split("\n"), ""]):
        ends = line.startswith(("#", ":::")) or not line.strip() or (gathered and gathered[0].startswith(":::"))
        if gathered and ends:
            yield Passage(file, start + first, "\n".join(gathered), hidden=start in hidden)
            gathered = []
        if line.strip():
            start = start if gathered else number
            gathered.append(line)


def _labelled(cells: list[dict], label: str) -> dict:
    """Return a labelled cell; an empty one where none is called so."""
    for cell in cells:
        found = LABEL.search("".join(cell["source"])) if cell["cell_type"] == "code" else None
        if found and found[1] == label:
            return cell
    return {}
