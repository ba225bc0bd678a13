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
class Shown:
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

    def __init__(self, path: Path, built: Path, known: Bindings, years: dict[str, str]):
        self.file, self.built, self.known, self.years = path.name, built, known, years
        self.wanted: dict[str, list[str]] = {}  # by file, sentences that would have to be allowed
        self.embeds: dict[str, Shown] = {}
        text = SHORTCODE.sub(_stand_in, read_text(path))
        head, body = FRONT_MATTER.fullmatch(_marked(text)).groups(default="")
        with reading(path, "mend the front matter"):
            front = leaves(dict(yaml.safe_load(head) or {}))
            meta = [(".".join(map(str, way)), str(one)) for way, one in front if not isinstance(one, bool | None)]
        self.texts = {name: text for name, (text, _) in known.texts.items()} | known.build  # by names of shortcodes
        self.texts |= {name: MARK.sub("", text) for name, text in meta}
        said = [text for name, text in meta if name.partition(".")[0] not in UNSAID]
        ahead = "".join(f"::: {{.{FRONT}}}\n{one}\n:::\n\n" for one in said)
        body = EMBED.sub(self._embed, FROM_FILE.sub(self._included, ahead + body))
        self._read(read_page(_as_page(path, body), known.has))
        self.shown = [one for one in self.parts if not one.hidden and one.zone != "beside"]

    def _read(self, page: Page) -> None:
        """Keep what stands on pandoc's page, each part with its file and its line there."""
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
                shown = self.embeds[row.file]
                shown.name, shown.rows = row.name, [*shown.rows, cells(row)]

    def _included(self, match: re.Match) -> str:
        """Return the head of a block that the build fills from a file, and what it is filled with."""
        text = _marked(read_built(self.built / match["name"]))
        return f"{match[0].replace(match['name'], FIRST + match['name'])}\n\n{text}\n"

    def _embed(self, match: re.Match) -> str:
        """Return Markdown for an embedded output, and keep it."""
        file = self.built / match["file"]
        place = f"embed:{len(self.embeds)}"
        with reading(file):
            cell = labelled(file.read_text(encoding="utf-8")).get(match["label"], {})
            data = next((output.data for output in cell.get("outputs", []) if output.get("data")), {})
            more = data.get(CHART, {})
            pictures = tuple(str(svg) for svg in (data.get("image/svg+xml"), more.get("narrow")) if svg)
            alt = str(data.get("text/plain", "")) if pictures else ""
            plotted = [[str(text) for text in row] for row in more.get("data", [])]
            code = OPTION.sub("", cell.get("source", ""))
            self.embeds[place] = Shown(file.stem, alt, pictures, plotted, list(more.get("ids", [])), code)
        if pictures:
            return f"![]({place})"
        return f"\n\n:::: {{file={FIRST}{place}}}\n{data.get('text/markdown', '')}\n::::\n\n"

    # What was typed

    def faults(self, allowed: Allowed) -> Iterator[Fault]:
        """Yield a fault for each number that is typed, or filled in from no result, and not allowed at its place."""
        bound = {card: self.known.on_card[card] for card in {one.card for one in self.parts}}
        bound[""] = values(self.years.values(), self.known.language)
        for part, sentence, _ in self.sentences():
            for name in MARKED.findall(sentence):
                if name not in self.texts:
                    hint = did_you_mean(name, self.known.texts)
                    what = f"is called by no result{hint}: mend the name, or build again."
                    yield Fault(part.file, f"line {part.line}", name, what)
            place, how = (f"card {part.card}", ON_CARD) if part.card else (f"line {part.line}", TYPED)
            found = statements(sentence, self.known.language)
            if part.file != self.file:
                found = [one for one in found if one.value not in bound[part.card]]
                found = [one for one in found if not allowed.number(part.card, one)]
            numbers = [one.text for one in found] + JOINED.findall(sentence) + BUILD.findall(sentence)
            if numbers and not allowed.sentence(part.file, sentence):
                self.wanted.setdefault(part.file, []).append(sentence)
                yield from (Fault(part.file, place, one, how.format(sentence)) for one in numbers)

    def sentences(self) -> Iterator[tuple[Part, str, list[str]]]:
        """Yield what is typed, sentence by sentence: results are marked by `‹›`, their names stand beside."""
        for part in self.parts:
            if part.file in self.embeds:
                continue
            text = part.bare
            if part.file != self.file:  # it holds names of figures and results, and citations with places
                text = NAME.sub(lambda match: "" if match[0] in self.known.names else match[0], CITED.sub("", text))
            for one in sentences(REFERENCE.sub("", text)):
                names = [name for name in MARKED.findall(one) if name in self.known.texts]
                said = MARKED.sub(lambda match: "‹›" if match[1] in self.known.texts else match[0], one)
                yield part, re.sub(r"\s+(?=[.,)])", "", said), names

    # What its readers get

    def filled(self) -> list[tuple[str, str, str | None]]:
        """Return name, text and card of each result and figure that is shown, in order."""
        names = [name for part in self.shown for name in MARKED.findall(part.bare)]
        return [(name, *self.known.texts[name]) for name in names if name in self.known.texts]

    def said(self, part: Part) -> str:
        """Return what the page has to say where a part stands: results as text, of citations only the numbers."""
        text = MARKED.sub(lambda match: self.texts.get(match[1], ""), part.bare)
        return CITED.sub(self._cited, text)

    def _cited(self, match: re.Match) -> str:
        keys = [one["key"] for one in REFERENCE.finditer(match[0])]
        years = [self.years.get(key, "") for key in keys]
        return cited(" ".join([REFERENCE.sub("", match[0]), *years]))


def count_bound(text: str, texts: dict[str, str], has: dict[str, bool]) -> int:
    """Return how many numbers the text of a `.qmd` takes from results and figures, by the names of its shortcodes."""
    found = (texts.get(match["argument"], "") for match in SHORTCODE.finditer(visible(text, {"has": has})))
    return sum(len(digits(one)) for one in found)


def digits(text: str) -> list[str]:
    """Return the numbers that a text writes in digits."""
    return re.findall(r"\d+(?:[.,/\u00a0\u202f]\d+)*", text)


def _marked(text: str) -> str:
    """Return a text with a mark behind words, by which its parts can be told where they stand."""
    lines = enumerate(MARK.sub("", text).split("\n"), start=ord(FIRST) + 1)
    return "\n".join(line if line.startswith(":::") else WORD.sub(rf"\g<0>{chr(place)}", line) for place, line in lines)


def _stand_in(match: re.Match) -> str:
    name = match["argument"] if match["name"] == "meta" else f"{match['name']} {match['argument']}"
    return f"‹{name}›" + "\n" * match[0].count("\n")


@lru_cache(maxsize=8)
def _as_page(path: Path, text: str) -> str:
    options = (READ_AS, "--to=html", "--wrap=none", "--syntax-highlighting=none")
    return NOTE.sub("", pandoc(display_path(path), text, *options))
