"""A source, and what the build brings into it: which numbers were typed, and what its readers get."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from ..errors import did_you_mean
from ..render.conditions import visible
from ..render.documents import CHART, LABEL, SHORTCODE
from ..texts import sentences
from .allowed import Allowed
from .known import Known, values
from .passages import Passage, plain, read_passages
from .reading import NOTEBOOK, Fault, cited, read_json, read_text, reading
from .tokens import statements
from .tree import Drawing, drawing_of

TYPED = "is typed: take it from the results, or allow the sentence in numbers.yaml, with a reason: {!r}."
ON_CARD = "is no number of its figure, its results or its source: mend the text, or allow it in numbers.yaml: {!r}."
JOINED = re.compile(r"›[.,/]?‹")  # two results that would be read as one number
# A value of the build in a sentence, or what another shortcode than ours brings in; a result or figure is an empty ‹›.
BUILD = re.compile(r"‹(build\.[\w.]+|[\w-]+ [^‹›]*)›")
MARKED = re.compile(r"‹([^‹› ]+)›")
EMBED = re.compile(r"‹embed (?P<file>\S+)#(?P<label>\S+)›")
CITED = re.compile(r"⟦(?P<works>[^|⟧]*)\|(?P<locators>[^⟧]*)⟧")
WORKS = re.compile(r"\[@[^\s\];]+(?:; @[^\s\];]+)*\]")  # citations in the text of a result
NAME = re.compile(r"\w+(?:[.-]\w+)+")  # of a figure or a result
TAG = re.compile(r"</?[A-Za-z][^<>]*>")
OPTION = re.compile(r"^#\|.*\n", re.MULTILINE)  # of a cell
CELL = re.compile(r"(?<!\\)\|")
ESCAPED = re.compile(r"\\([\\`*_{}\[\]<>#&|$~^@])")


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
        front = re.match(r"---\n(.*?\n)---\n", read_text(path), re.DOTALL)
        with reading(path, "mend the front matter"):
            self.meta = yaml.safe_load(front[1]) if front else {}
        self.passages = read_passages(path, built, known.has)
        self.shown = [one for one in self.passages if not (one.hidden or one.aside or one.made)]
        self.embeds = list(self._embeds())

    def _embeds(self) -> Iterator[Shown]:
        notebooks: dict[Path, list[dict]] = {}
        for passage, match in ((one, found) for one in self.shown for found in EMBED.finditer(one.text)):
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
            said = "" if rows or pictures else plain(text)
            code = OPTION.sub("", "".join(cell.get("source", "")))
            plotted = more.get("data", []), more.get("ids", [])
            yield Shown(passage.name, file.stem, rows, alt, pictures, said, *plotted, code)

    # What was typed

    def faults(self, allowed: Allowed) -> Iterator[Fault]:
        """Yield a fault for each number that is typed, or filled in from no result, and not allowed at its place."""
        bound = {card: self.known.on_card(card) for card in {one.card for one in self.passages}}
        bound[""] = values(self.years.values(), self.known.language)
        for one in self.passages:
            names = (name for name in MARKED.findall(one.text) if self.known.text(name, self.meta) is None)
            wrong = [(one.text, one.made)] if one.made else [(name, self._unknown(name)) for name in names]
            yield from (Fault(one.file, f"line {one.line}", *each) for each in wrong)
        for passage, sentence, _ in self.sentences():
            place, how = (f"card {passage.card}", ON_CARD) if passage.card else (f"line {passage.line}", TYPED)
            found = statements(sentence, self.known.language)
            if passage.included:
                found = [one for one in found if one.value not in bound[passage.card]]
                found = [one for one in found if not allowed.number(passage.card, one)]
            numbers = [one.text for one in found] + JOINED.findall(sentence) + BUILD.findall(sentence)
            if numbers and not allowed.sentence(passage.file, sentence):
                self.wanted.setdefault(passage.file, []).append(sentence)
                yield from (Fault(passage.file, place, one, how.format(sentence)) for one in numbers)

    def _unknown(self, name: str) -> str:
        return f"is called by no result{did_you_mean(name, self.known.texts)}: mend the name, or build again."

    def sentences(self) -> Iterator[tuple[Passage, str, list[str]]]:
        """Yield what is typed, sentence by sentence: results are marked by `‹›`, their names stand beside."""
        for passage in self.passages:
            text = EMBED.sub("", passage.text)
            if passage.made or (passage.included and passage.aside and text in self.known.names):
                continue
            if passage.included:  # names of figures and results, and citations with the place of a figure
                text = NAME.sub(lambda match: "" if match[0] in self.known.names else match[0], CITED.sub("", text))
            for one in sentences(CITED.sub(r"\g<locators>", text)):
                names = [name for name in MARKED.findall(one) if name in self.known.texts]
                said = MARKED.sub(lambda match: "‹›" if match[1] in self.known.texts else match[0], one)
                yield passage, re.sub(r"\s+(?=[.,)])", "", said), names

    # What its readers get

    def filled(self) -> list[tuple[str, str, str | None]]:
        """Return name, text and card of each result and figure that is shown, in order."""
        names = [name for passage in self.shown for name in MARKED.findall(passage.text)]
        return [(name, *self.known.texts[name]) for name in names if name in self.known.texts]

    def pieces(self) -> Iterator[tuple[str, str]]:
        """Yield (where, text) of what the page has to say, but charts, tables and labels."""
        for passage in self.shown:
            text = EMBED.sub("", CITED.sub(lambda match: self._cited(match["works"], match["locators"]), passage.text))
            text = MARKED.sub(lambda match: self.known.text(match[1], self.meta) or "", text)
            text = WORKS.sub(lambda match: self._cited(match[0].strip("[]")), text)
            yield f"line {passage.line}", TAG.sub("", text)
        yield from ((shown.name, shown.said) for shown in self.embeds if shown.said)

    def _cited(self, works: str, locators: str = "") -> str:
        """Return the numbers that a citation shows, years and places, as `cited` reads them on the page."""
        years = (self.years.get(key.strip(";")[1:], "") for key in works.split())
        return cited(" ".join([locators, *years]))


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


def _labelled(cells: list[dict], label: str) -> dict:
    """Return a labelled cell; an empty one where none is called so."""
    for cell in cells:
        found = LABEL.search("".join(cell["source"])) if cell["cell_type"] == "code" else None
        if found and found[1] == label:
            return cell
    return {}
