"""The class sheet: the notebooks' exercises on two pages to print, their answers on a third, and all as one page.

Nothing is written here: exercises and answers are what the executed notebooks show in their cell `answer`.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import nbformat

from nbpaper.clock import build_time
from nbpaper.errors import PaperError, display_path
from nbpaper.files import written_whole
from nbpaper.markdown import folded, heading
from nbpaper.render.notebook_page import write_page
from nbpaper.render.programs import pandoc, typeset

from ..project import DATA, LANGUAGES, PROJECT, REPORTS, ROOT
from ..words.words import Words

NAME = "class-sheet"
STYLE = Path(__file__).with_suffix(".typ")
FOLDED = re.compile(r"<details><summary>.*?</summary>\n\n(.*)\n\n</details>", re.DOTALL)


class Exercise(NamedTuple):
    """An exercise of a notebook, by the notebook's first word, and its answer."""

    topic: str
    question: str
    answer: str


def exercises(executed: Path) -> Iterator[Exercise]:
    """Yield the exercises of executed notebooks; each is followed there by its answer, which is folded."""
    for stem in PROJECT.stems():
        path = executed / f"{stem}.ipynb"
        if not path.is_file():
            raise PaperError(f"{display_path(path)} is not there. To mend: run `make paper` first.")
        cells = nbformat.read(path, as_version=4).cells
        topic = heading(cells[0].source).partition(":")[0].strip()
        shown = [output.data for cell in cells if cell.id == "answer" for output in cell.outputs if "data" in output]
        # as plain text, sentences come without what tells where their numbers are from
        texts = [data["text/plain"] for data in shown if "text/markdown" in data]
        pairs = list(zip(texts[::2], map(FOLDED.fullmatch, texts[1::2]), strict=False))
        if not texts or len(texts) % 2 or not all(answer for _, answer in pairs):
            raise PaperError(f"{display_path(path)}: cell `answer` has not one folded answer for each exercise.")
        yield from (Exercise(topic, question, answer[1]) for question, answer in pairs)


def write_class_sheets(reports: Path = REPORTS) -> list[Path]:
    """Write the sheet of each language, as PDF and as HTML, from the notebooks executed in `reports`."""
    written = []
    for language in LANGUAGES:
        sheet = list(exercises(reports / "executed" / language))
        for suffix, write in ((".pdf", _pdf), (".html", _page)):
            path = reports / f"{PROJECT.named(NAME, language)}{suffix}"
            with written_whole(path) as aside:
                write(sheet, Words(language), aside)
            written.append(path)
    return written


def _page(sheet: list[Exercise], words: Words, output: Path) -> None:
    """Write a page on which each answer is folded under its exercise."""
    texts = [f"# {words.label('class_sheet.title')}\n\n{words.label('class_sheet.intro')}"]
    for number, (topic, question, answer) in enumerate(sheet, start=1):
        texts.append(f"## {number}. {topic}\n\n{question}\n\n{folded(words.label('answer'), answer)}")
    cells = [nbformat.v4.new_markdown_cell(text) for text in texts]
    write_page(nbformat.v4.new_notebook(cells=cells), output, language=words.language)


def _pdf(sheet: list[Exercise], words: Words, output: Path) -> None:
    """Write three pages: two of exercises with room to write, one of answers."""
    half = (len(sheet) + 1) // 2
    heads = [f"**{number}. {exercise.topic}.** " for number, exercise in enumerate(sheet, start=1)]
    questions = [_block("exercise", head + exercise.question) for head, exercise in zip(heads, sheet, strict=True)]
    answers = "\n\n".join(head + exercise.answer for head, exercise in zip(heads, sheet, strict=True))
    text = "\n\n".join([
        _typst(STYLE.read_text(encoding="utf-8")),
        _typst(f'#show: sheet.with(lang: "{words.language}", title: "{words.label("class_sheet.title")}")'),
        words.label("class_sheet.intro"),
        *questions[:half],
        _typst("#pagebreak()"),
        *questions[half:],
        _block("answers", f"## {words.label('class_sheet.answers')}\n\n{answers}"),
    ])  # fmt: skip
    source = pandoc(NAME, text, "--from=markdown-citations", "--to=typst", "--wrap=none").encode()
    output.write_bytes(typeset(NAME, source, pdf_standards=["ua-1"], timestamp=build_time(ROOT, DATA)))


def _block(name: str, text: str) -> str:
    """Return text as the content of a function of the style."""
    return f"{_typst(f'#{name}[')}\n\n{text}\n\n{_typst(']')}"


def _typst(code: str) -> str:
    return f"\n\n```{{=typst}}\n{code}\n```\n\n"
