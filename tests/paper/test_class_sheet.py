"""The class sheet: the notebooks' exercises on two pages, the answers on a third, in each language."""

import re
import shutil

import nbformat
import pikepdf
import pypdfium2
import pytest

from baromia.paper.class_sheet import exercises, write_class_sheets
from baromia.project import LANGUAGES, PROJECT
from baromia.words.words import Words
from nbpaper.errors import PaperError


@pytest.fixture(scope="module")
def reports(tmp_path_factory):
    """A folder of executed notebooks: those that are kept."""
    folder = tmp_path_factory.mktemp("reports")
    for language in LANGUAGES:
        (folder / "executed" / language).mkdir(parents=True)
        for stem in PROJECT.stems():
            shutil.copyfile(PROJECT.notebook(stem, language), folder / "executed" / language / f"{stem}.ipynb")
    write_class_sheets(folder)
    return folder


def letters(text: str) -> str:
    """Return a text as no line break, hyphenation or markup changes it."""
    return "".join(re.findall(r"[\w%]", re.sub(r"<[^>]+>", "", text).replace("ﬁ", "fi").replace("ﬀ", "ff")))


def sheet(reports, language: str, suffix: str):
    return reports / f"class-sheet{'' if language == LANGUAGES[0] else f'.{language}'}.{suffix}"


def test_both_languages_have_the_same_exercises(reports):
    english, french = (list(exercises(reports / "executed" / language)) for language in LANGUAGES)
    assert len(english) == len(french) >= 2 * len(PROJECT.stems()) - 2
    digits = [[re.findall(r"\d+", one.question + one.answer) for one in found] for found in (english, french)]
    assert [sorted(numbers) for numbers in digits[0]] == [sorted(numbers) for numbers in digits[1]]


@pytest.mark.parametrize("language", LANGUAGES)
def test_two_pages_ask_and_a_third_answers(reports, language):
    path = sheet(reports, language, "pdf")
    first, second, third = (letters(page.get_textpage().get_text_range()) for page in pypdfium2.PdfDocument(path))
    for one in exercises(reports / "executed" / language):
        question, answer = letters(one.question), letters(one.answer)
        assert question in first or question in second
        assert answer in third
        assert answer not in first + second
    assert letters(Words(language).label("say.rows")) not in first + second + third
    with pikepdf.open(path) as document:
        assert document.Root.Lang == language
        assert document.Root.MarkInfo.Marked


@pytest.mark.parametrize("language", LANGUAGES)
def test_on_the_page_each_answer_is_folded_under_its_exercise(reports, language):
    page, asked = sheet(reports, language, "html").read_text("utf-8"), [*exercises(reports / "executed" / language)]
    said = letters(page)
    assert all(said.index(letters(one.question)) < said.index(letters(one.answer)) for one in asked)
    assert page.count("<details>") == len(asked)


def test_an_exercise_without_answer_is_named(reports, tmp_path):
    executed = tmp_path / "executed"
    shutil.copytree(reports / "executed" / "en", executed)
    file = executed / "trust.ipynb"
    notebook = nbformat.read(file, as_version=4)
    next(cell for cell in notebook.cells if cell.id == "answer").outputs.pop()
    nbformat.write(notebook, file)
    with pytest.raises(PaperError, match=r"trust\.ipynb: cell `answer` has not one folded answer for each exercise"):
        list(exercises(executed))
    file.unlink()
    with pytest.raises(PaperError, match=r"trust\.ipynb is not there. To mend: run `make paper`"):
        list(exercises(executed))
