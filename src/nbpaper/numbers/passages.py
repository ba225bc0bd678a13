"""Markdown as pandoc reads it: the text of each block, however it was written, and the numbers that pandoc makes."""

import json
import re
import subprocess
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import pypandoc

from ..errors import PaperError
from ..paths import display_path
from ..render.documents import CROSS_REFERENCE, SHORTCODE
from .reading import read_text

UNSAID = {"lang", "metadata-files"}  # settings of the front matter that no reader sees
BLOCKS = {"Para", "Plain", "Header", "CodeBlock", "RawBlock", "MetaInlines", "MetaString"}
TEXTS = {"Str", "Code", "CodeBlock", "RawInline", "RawBlock", "Math", "MetaString"}
STAND_IN = re.compile("\ue000(\\d+)\ue001")  # for a shortcode, while pandoc reads
WORD = re.compile(r"[^\s⟦|⟧]+")
# What pandoc and the style sheet number by themselves, other than lists that begin with one.
EXAMPLE = "is an example of pandoc's: it numbers a line that begins with (@…). Begin the line with other words."
LATER = "is where a list begins, which nothing binds: begin with 1."
LINES = "numbers lines of code, which nothing binds: leave it out."


@dataclass(frozen=True)
class Passage:
    """What pandoc prints of a block, or the value of an attribute.

    Attributes
    ----------
    text : str
        In one line; a shortcode stands in it as `‹name›` or `‹embed file#label›`, a citation as `⟦@key @key|locators⟧`.
    file : str
    line : int
        Its first line.
    name, card : str
        Identifier of the chart or table, and of the card, that it belongs to.
    included, hidden, front, heading, aside : bool
        Of a file that the build wrote; hidden by a condition; of the front matter; a heading; an attribute's value.
    made : str
        What is wrong, where the text is a number that the renderer would make.
    """

    text: str
    file: str
    line: int = 1
    name: str = ""
    card: str = ""
    included: bool = False
    hidden: bool = False
    front: bool = False
    heading: bool = False
    aside: bool = False
    made: str = ""


def read_passages(path: Path, built: Path, has: dict[str, bool]) -> list[Passage]:
    """Return the passages of a `.qmd`, its front matter first, with those of the files that it brings in.

    Parameters
    ----------
    path : Path
    built : Path
        The folder that such files are relative to.
    has : dict
        What conditions ask for.
    """
    return _Reader(path, Passage("", path.name), built, has).passages


def plain(markdown: str) -> str:
    """Return Markdown as it is read, in one line."""
    reader = _Reader(Path("-"), Passage("", ""), Path(), {}, markdown)
    return " ".join(one.text for one in reader.passages)


class _Reader:
    """Goes through the tree that pandoc makes of a file."""

    def __init__(self, path: Path, at: Passage, built: Path, has: dict[str, bool], text: str | None = None):
        self.built, self.has, self.passages = built, has, []
        self.said, self.beside, self.notes, self.cursor = [], [], [], 0
        self.names: list[str] = []  # of shortcodes
        self.text = SHORTCODE.sub(self._stand_in, read_text(path) if text is None else text)
        tree = _pandoc(display_path(path), self.text)
        for key in tree["meta"].keys() - UNSAID:
            self.cursor = 0
            self.visit(tree["meta"][key], replace(at, front=True))
        self.visit(tree["blocks"], at)

    def _stand_in(self, match: re.Match) -> str:
        name = match["argument"] if match["name"] == "meta" else f"{match['name']} {match['argument']}"
        self.names.append(f"‹{name}›")
        return f"\ue000{len(self.names) - 1}\ue001" + "\n" * match[0].count("\n")

    def visit(self, node: object, at: Passage) -> None:
        """Gather what a part of the tree says; a block ends a passage."""
        match node:
            case {"t": "Space" | "SoftBreak" | "LineBreak"}:
                self.said.append(" ")
            case {"t": "Cite", "c": [works, _]}:
                self._cite(works, at)
            case {"t": "Note", "c": inner}:
                self.notes.append(inner)
            case {"t": "Link" | "Image", "c": [attributes, inner, [_, title]]}:
                self.visit([attributes, inner], at)
                self.beside.append({"text": title, "aside": True})
            case {"t": "OrderedList", "c": [[start, style, _], inner]}:
                self._list(start, style["t"], inner, at)
            case {"t": "Div", "c": [[name, classes, pairs], inner]}:
                self._attributes(classes, pairs)
                self._div(name, classes, dict(pairs), inner, at)
            case {"t": "DefinitionList", "c": items}:
                for term, inner in items:
                    self.visit({"t": "Plain", "c": term}, at)
                    self.visit(inner, at)
            case {"t": "LineBlock", "c": lines}:
                self.visit([{"t": "Plain", "c": line} for line in lines], at)
            case {"t": kind, "c": inner}:
                self.visit(inner, at)
                if kind in TEXTS:
                    text = inner if isinstance(inner, str) else inner[-1]
                    self.said.append("" if text.startswith("<!--") else text)
                if kind in BLOCKS:
                    self._end(replace(at, heading=kind == "Header"))
            case [str(), [*classes], [*pairs]]:
                self._attributes(classes, pairs)
            case list() | dict():
                for one in node if isinstance(node, list) else node.values():
                    self.visit(one, at)

    def _end(self, at: Passage) -> None:
        """Keep what was gathered as a passage, after it what stands beside it and its notes."""
        text = " ".join(STAND_IN.sub(lambda match: self.names[int(match[1])], "".join(self.said)).split())
        start = self._place("".join(self.said).strip())
        at = replace(at, line=self.text.count("\n", 0, start) + 1)
        self.passages += [replace(at, text=text)] if text else []
        self.passages += [replace(at, **beside) for beside in self.beside if beside["text"]]
        notes, self.said, self.beside, self.notes = self.notes, [], [], []
        behind, self.cursor = self.cursor, start  # a note stands within the text, or after it
        self.visit(notes, at)
        self.cursor = behind

    def _place(self, said: str) -> int:
        """Return where a text begins in the file, and go on behind it; what stands escaped there is not found."""
        words = WORD.findall(said)
        for word in sorted(words[:9], key=len, reverse=True):
            start = self.text.find(word, self.cursor)
            if start >= 0:
                end = start + len(said) - said.find(word)  # or later: markup makes it longer
                found = self.text.find(words[-1], max(start, end - len(words[-1]) - 20), end + 500)
                self.cursor = max(found + len(words[-1]), start + len(word))
                return start
        return self.cursor

    def _attributes(self, classes: list[str], pairs: list[list[str]]) -> None:
        self.beside += [{"text": value, "aside": True} for _, value in pairs]
        self.beside += [{"text": name, "made": LINES} for name in {"numberLines", "number-lines"} & {*classes}]

    def _list(self, start: int, style: str, inner: list, at: Passage) -> None:
        first = len(self.passages)
        self.visit(inner, at)
        if style == "Example" or start != 1:
            line = next((one.line for one in self.passages[first:]), 1)
            made = EXAMPLE if style == "Example" else LATER
            self.passages.append(replace(at, text=str(start), line=line, made=made))

    def _div(self, name: str, classes: list[str], given: dict[str, str], inner: list, at: Passage) -> None:
        if "card" in classes:
            at = replace(at, card=name)
        if name.startswith(("fig-", "tbl-")):
            at = replace(at, name=name)
        for word, hides in (("when-meta", False), ("unless-meta", True)):
            if word in given and self.has.get(given[word].removeprefix("has."), False) is hides:
                at = replace(at, hidden=True)
        if "from-file" in classes and not at.hidden:
            file = given["file"]
            self.passages += _Reader(self.built / file, Passage("", file, included=True), self.built, self.has).passages
        self.visit(inner, at)

    def _cite(self, works: list[dict], at: Passage) -> None:
        keys = [f"@{one['citationId']}" for one in works if not CROSS_REFERENCE.match(one["citationId"])]
        self.said += [f"⟦{' '.join(keys)}|"] if keys else []
        self.visit([[one["citationPrefix"], one["citationSuffix"]] for one in works], at)
        self.said += ["⟧"] if keys else []


@lru_cache(maxsize=8)
def _pandoc(file: str, text: str) -> dict:
    command = [pypandoc.get_pandoc_path(), "--from=markdown-implicit_figures-smart", "--to=json"]
    done = subprocess.run(command, input=text, capture_output=True, text=True, encoding="utf-8", timeout=300)
    if done.returncode:
        raise PaperError(f"{file}: pandoc says: {' '.join(done.stderr.split())[:300]}. To mend: mend it there.")
    return json.loads(done.stdout)
