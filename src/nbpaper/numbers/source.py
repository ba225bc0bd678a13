"""A source and what the build brings into it, as pandoc reads them: which numbers were typed, what its readers get."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

import yaml

from ..errors import did_you_mean, display_path
from ..files import read_text, reading
from ..render.documents import FROM_FILE, FRONT_MATTER, OPTION, REFERENCE, SHORTCODE, labelled, visible
from ..render.programs import pandoc
from ..results import CHART
from ..texts import sentences
from ..trees import leaves
from .bindings import Allowed, Bindings, Fault, read_built, values
from .html import FIRST, FRONT, Page, Part, cells, cited, read_page
from .tokens import statements

# What else than the text is pandoc's own: raw TeX and raw typst are read as text, quotation marks stay as typed.
READ_AS = "--from=markdown-implicit_figures-smart-raw_attribute-raw_tex-example_lists"
UNSAID = {"lang", "metadata-files"}  # settings of the front matter that no reader sees
TYPED = "is typed: take it from the results, or allow the sentence in numbers.yaml, with a reason: {!r}."
ON_CARD = "is no number of its figure, its results or its source: mend the text, or allow it in numbers.yaml: {!r}."
JOINED = re.compile(r"›[.,/]?‹")  # two results that would be read as one number
# A value of the build in a sentence, or what another shortcode than ours brings in; a result or figure is an empty ‹›.
BUILD = re.compile(r"‹(build\.[\w.]+|[\w-]+ [^‹›]*)›")
MARKED = re.compile(r"‹([^‹› ]+)›")
EMBED = re.compile(r"‹embed (?P<file>\S+)#(?P<label>\S+)›")
CITED = re.compile(rf"\[[^\[\]]*@[^\[\]]*\]|{REFERENCE.pattern}(?: \[[^\[\]]*\])?")
NAME = re.compile(r"\w+(?:[.-]\w+)+")  # of a figure or a result
START = "attribute start"  # of a list, and so stands where its first item does
WORD = re.compile(r"(?<!\S)[^\W\d_]+(?=\s|$)")  # nothing that Markdown would read as more than a word
MARK = re.compile(f"[{FIRST}-\U000ffffd]")  # stands behind a word and says on which line; or is FIRST
NOTE = re.compile(r'<a href="#fn(\d+)" class="footnote-ref" id="fnref\1" role="doc-noteref"><sup>\1</sup></a>')


@dataclass
class Embed:
    """An embedded output: a table's cells, headings first; or a chart in words and as a picture; or else a text."""

    notebook: str
    alt: str = ""
    pictures: tuple[str, ...] = ()  # SVG: as wide as a page, and as a phone
    data: list[list[str]] = field(default_factory=list)  # what a chart plots, as a table, headings first
    ids: list[str] = field(default_factory=list)  # what each row of it is called
    code: str = ""  # of the cell, without its options
    name: str = ""
    rows: list[list[str]] = field(default_factory=list)


class Source:
    """A `.qmd` read for the check.

    Its embeds and included files are relative to `built`; `years` are those that works of the bibliography are cited
    with.
    """

    def __init__(self, path: Path, built: Path, bindings: Bindings, years: dict[str, str]):
        self.file, self.built, self.bindings, self.years = path.name, built, bindings, years
        self.wanted: dict[str, list[str]] = {}  # by file, sentences that would have to be allowed
        self.embeds: dict[str, Embed] = {}
        text = SHORTCODE.sub(_stand_in, read_text(path))
        head, body = FRONT_MATTER.fullmatch(_marked(text)).groups(default="")
        with reading(path, "mend the front matter"):
            front = leaves(dict(yaml.safe_load(head) or {}))
            fields = [(".".join(map(str, key)), str(leaf)) for key, leaf in front if not isinstance(leaf, bool | None)]
        self.texts = {name: text for name, (text, _) in bindings.texts.items()} | bindings.build  # by shortcodes' names
        self.texts |= {name: MARK.sub("", text) for name, text in fields}
        visible_fields = [text for name, text in fields if name.partition(".")[0] not in UNSAID]
        ahead = "".join(f"::: {{.{FRONT}}}\n{text}\n:::\n\n" for text in visible_fields)
        body = EMBED.sub(self._embed, FROM_FILE.sub(self._included, ahead + body))
        self._read(read_page(_as_page(path, body), bindings.has))
        self.shown = [part for part in self.parts if not part.hidden and part.zone != "beside"]

    def _read(self, page: Page) -> None:
        """Keep the parts of pandoc's page, each with its file and its line, and the contents of embeds."""
        self.parts, line = [part for part in page.parts if part.bare.strip()], 1
        for part in self.parts:
            mark = MARK.search(part.bare)
            line = ord(mark[0]) - ord(FIRST) if mark else line
            part.file, part.line, part.bare = part.file or self.file, line, " ".join(MARK.sub("", part.bare).split())
        for part, after in pairwise(self.parts):
            part.line = after.line if part.tag == START else part.line
        for name, _, address in page.pictures:
            if address in self.embeds:
                self.embeds[address].name = name
        for row in page.parts:
            if row.zone == "table" and row.file in self.embeds and not row.hidden:
                embed = self.embeds[row.file]
                embed.name, embed.rows = row.name, [*embed.rows, cells(row)]

    def _included(self, match: re.Match) -> str:
        """Return a block that the build fills from a file: its head, and the text of the file."""
        text = _marked(read_built(self.built / match["name"]))
        return f"{match[0].replace(match['name'], FIRST + match['name'])}\n\n{text}\n"

    def _embed(self, match: re.Match) -> str:
        """Return Markdown for an embedded output, and keep the output."""
        file = self.built / match["file"]
        place = f"embed:{len(self.embeds)}"
        with reading(file):
            cell = labelled(file.read_text(encoding="utf-8")).get(match["label"], {})
            data = next((output.data for output in cell.get("outputs", []) if output.get("data")), {})
            chart = data.get(CHART, {})
            pictures = tuple(str(svg) for svg in (data.get("image/svg+xml"), chart.get("narrow")) if svg)
            alt = str(data.get("text/plain", "")) if pictures else ""
            plotted = [[str(text) for text in row] for row in chart.get("data", [])]
            code = OPTION.sub("", cell.get("source", ""))
            self.embeds[place] = Embed(file.stem, alt, pictures, plotted, list(chart.get("ids", [])), code)
        if pictures:
            return f"![]({place})"
        return f"\n\n:::: {{file={FIRST}{place}}}\n{data.get('text/markdown', '')}\n::::\n\n"

    # What was typed

    def faults(self, allowed: Allowed) -> Iterator[Fault]:
        """Yield a fault for each number that is typed, or filled in from no result, and not allowed at its place."""
        bound = {card: self.bindings.on_card[card] for card in {part.card for part in self.parts}}
        bound[""] = values(self.years.values(), self.bindings.language)
        for part, sentence, _ in self.sentences():
            for name in MARKED.findall(sentence):
                if name not in self.texts:
                    hint = did_you_mean(name, self.bindings.texts)
                    message = f"is called by no result{hint}: mend the name, or build again."
                    yield Fault(part.file, f"line {part.line}", name, message)
            tokens = statements(sentence, self.bindings.language)
            if part.file != self.file:
                tokens = [token for token in tokens if token.value not in bound[part.card]]
                tokens = [token for token in tokens if not allowed.number(part.card, token)]
            numbers = [token.text for token in tokens] + JOINED.findall(sentence) + BUILD.findall(sentence)
            if numbers and not allowed.sentence(part.file, sentence):
                self.wanted.setdefault(part.file, []).append(sentence)
                place, message = (f"card {part.card}", ON_CARD) if part.card else (f"line {part.line}", TYPED)
                yield from (Fault(part.file, place, number, message.format(sentence)) for number in numbers)

    def sentences(self) -> Iterator[tuple[Part, str, list[str]]]:
        """Yield each typed sentence: its part, its text with `‹›` for each result, and the names of the results."""
        for part in self.parts:
            if part.file in self.embeds:
                continue
            text = part.bare
            if part.file != self.file:  # it holds names of figures and results, and citations with places
                text = NAME.sub(lambda match: "" if match[0] in self.bindings.names else match[0], CITED.sub("", text))
            for sentence in sentences(REFERENCE.sub("", text)):
                results = [name for name in MARKED.findall(sentence) if name in self.bindings.texts]
                typed = MARKED.sub(lambda match: "‹›" if match[1] in self.bindings.texts else match[0], sentence)
                yield part, re.sub(r"\s+(?=[.,)])", "", typed), results

    # What its readers get

    def filled(self) -> list[tuple[str, str, str | None]]:
        """Return name, text and card of each result and figure that is shown, in order."""
        names = [name for part in self.shown for name in MARKED.findall(part.bare)]
        return [(name, *self.bindings.texts[name]) for name in names if name in self.bindings.texts]

    def expected(self, part: Part) -> str:
        """Return the text that the page must have for a part: results filled in, of citations only the numbers."""
        text = MARKED.sub(lambda match: self.texts.get(match[1], ""), part.bare)
        return CITED.sub(self._cited, text)

    def _cited(self, match: re.Match) -> str:
        years = [self.years.get(reference["key"], "") for reference in REFERENCE.finditer(match[0])]
        return cited(" ".join([REFERENCE.sub("", match[0]), *years]))


def count_bound(text: str, texts: dict[str, str], has: dict[str, bool]) -> int:
    """Return how many numbers the text of a `.qmd` takes from results and figures, by the names of its shortcodes."""
    shortcodes = SHORTCODE.finditer(visible(text, {"has": has}))
    return sum(len(digits(texts.get(match["argument"], ""))) for match in shortcodes)


def digits(text: str) -> list[str]:
    """Return the numbers that a text writes in digits."""
    return re.findall(r"\d+(?:[.,/\u00a0\u202f]\d+)*", text)


def _marked(text: str) -> str:
    """Return a text with a mark behind each word that says on which line it stands."""
    lines = enumerate(MARK.sub("", text).split("\n"), start=ord(FIRST) + 1)
    return "\n".join(line if line.startswith(":::") else WORD.sub(rf"\g<0>{chr(place)}", line) for place, line in lines)


def _stand_in(match: re.Match) -> str:
    """Return what a shortcode is read as: `‹name›`, on as many lines."""
    """Return what a shortcode is read as: `‹name›`, on as many lines."""
    name = match["argument"] if match["name"] == "meta" else f"{match['name']} {match['argument']}"
    return f"‹{name}›" + "\n" * match[0].count("\n")


@lru_cache(maxsize=8)
def _as_page(path: Path, text: str) -> str:
    options = (READ_AS, "--to=html", "--wrap=none", "--syntax-highlighting=none")
    return NOTE.sub("", pandoc(display_path(path), text, *options))
