"""English and French keep in step: papers in what each section shows, notebooks in their code.

Each language is written for its readers, so within a section of the paper the order may differ, and the words do.
"""

import re
from collections import Counter

import nbformat
import pytest

from baromia.cli import upkeep
from baromia.project import LANGUAGES, PROJECT
from baromia.words.formatting import SENTENCE_PLACE
from conftest import REGISTER, ROOT
from nbpaper.carry import carry, same_code
from nbpaper.render.documents import CODE, REFERENCE, SHORTCODE, visible

STEMS = {"en": "paper", "fr": "paper.fr"}
LEAST, MOST = 4000, 6000  # words of the text, appendix left out
FEW = 0.35  # how far apart the lengths of a section may be, as a share of the longer one


def sections(text: str) -> list[tuple[str, Counter, int]]:
    """Return of each section its heading's level and identifier, what it shows, and how many words it has."""
    found = []
    for part in re.split(r"^(?=#+ )", text, flags=re.MULTILINE):  # before the first heading stands the front matter
        heading = part.partition("\n")[0]
        level, _, title = heading.partition(" ")
        name = re.search(r"\{.*\}", title)
        alike = part.replace("executed/fr/", "executed/en/").replace("cards.fr.md", "cards.en.md")
        bare = CODE.sub(" ", SHORTCODE.sub(" 1 ", alike))
        shown = [f"{one['name']} {one['argument']}" for one in SHORTCODE.finditer(alike)]
        shown += [f"@{key}" for key in REFERENCE.findall(bare)]
        shown += re.findall(r"^::: \{#([\w-]+)", bare, re.MULTILINE)
        shown += re.findall(r"^(?::|\d+\.|-) ", bare, re.MULTILINE)  # items of lists, terms of the glossary
        read = re.sub(r"\{[^}]*\}|^[\w-]+:|^:::.*$", " ", bare, flags=re.MULTILINE)
        words = len(re.findall(r"\w[\w’'-]*", read))
        found.append((f"{level} {name[0] if name else ''}" if level[:1] == "#" else "", Counter(shown), words))
    return found


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    return {language: (ROOT / "reports" / f"{stem}.qmd").read_text("utf-8") for language, stem in STEMS.items()}


def test_each_section_shows_the_same_in_both_languages_and_is_as_long(texts):
    english, french = (sections(texts[language]) for language in LANGUAGES)
    assert len(english) > 20
    for (name, shown, words), other in zip(english, french, strict=True):
        assert (name, shown) == other[:2]
        assert abs(words - other[2]) <= FEW * max(words, other[2], 60), name


@pytest.mark.parametrize("language", STEMS)
def test_no_line_begins_with_what_pandoc_numbers(texts, language):
    """`(@sec-x)` at the beginning of a line is a numbered example."""
    assert re.findall(r"^\s*\(@.*", texts[language], re.MULTILINE) == []


@pytest.mark.parametrize("language", STEMS)
def test_each_paper_has_the_length_of_an_article(texts, language):
    shown = visible(texts[language], {"has": dict.fromkeys(("added", "editions", "what_if"), False)})
    assert LEAST <= sum(words for *_, words in sections(shown.partition("{#sec-register}")[0])) <= MOST


def test_the_sentences_of_both_languages_show_their_numbers_in_one_order():
    """Two shares that change places would each be said of the other's answer."""
    for name, *texts in REGISTER.sentences[[*LANGUAGES]].itertuples():
        english, french = (SENTENCE_PLACE.findall(text) for text in texts)
        assert english == french, name


# Notebooks: one code, two languages


@pytest.mark.parametrize("stem", PROJECT.stems())
def test_the_notebooks_of_a_stem_have_the_same_code(stem):
    english, french = (nbformat.read(PROJECT.notebook(stem, one), as_version=4).cells for one in LANGUAGES)
    assert [(cell.id, cell.cell_type) for cell in english] == [(cell.id, cell.cell_type) for cell in french]
    both = zip(english, french, strict=True)
    out_of_step = [one.id for one, other in both if one.cell_type == "code" and not same_code(one, other)]
    assert not out_of_step, "run `make notebooks`"


PARAMETERS = 'language: str = "{}"  # {}\nconfidence: float = 0.95  # {}'
CHART = "#| label: chart-a\nrows = 2  # {}\nrows"


def notebook(language: str, *words: str, chart: str = CHART) -> nbformat.NotebookNode:
    title, *comments, last = words
    found = nbformat.v4.new_notebook(cells=[
        nbformat.v4.new_markdown_cell(title, id="title"),
        nbformat.v4.new_code_cell(PARAMETERS.format(language, *comments), id="parameters"),
        nbformat.v4.new_code_cell(chart.format(last), id="chart-a", execution_count=1),
    ])  # fmt: skip
    return found


ENGLISH = notebook("en", "# Why?", "which words", "of intervals", "as published")
FRENCH = notebook("fr", "# Pourquoi ?", "quelle langue", "des intervalles", "tel que publié")


@pytest.fixture
def pair(tmp_path):
    paths = tmp_path / "a.ipynb", tmp_path / "a.fr.ipynb"
    for path, own in zip(paths, (ENGLISH, FRENCH), strict=True):
        nbformat.write(own, path)
    return paths


def test_comments_and_the_default_language_are_not_code(pair):
    before = pair[1].read_bytes()
    assert carry(*pair) == ([], [])
    assert pair[1].read_bytes() == before


def test_changed_code_is_carried_across_and_the_comments_stay(pair):
    english = notebook("en", "# Why?", "which words", "of all intervals", "as published", chart=CHART + " + 1")
    nbformat.write(english, pair[0])
    assert carry(*pair) == (["chart-a"], [])
    title, parameters, chart = nbformat.read(pair[1], as_version=4).cells
    assert (title.source, parameters.source) == (FRENCH.cells[0].source, FRENCH.cells[1].source)
    assert chart.source == "#| label: chart-a\nrows = 2  # tel que publié\nrows + 1"
    assert (chart.outputs, chart.execution_count) == ([], None)


def test_a_comment_on_a_line_of_its_own_keeps_its_place(pair):
    for path, own, more in zip(pair, (ENGLISH, FRENCH), ("# one\nrows + 1\n# two", "# un\nrows\n# deux"), strict=True):
        changed = nbformat.from_dict(own)
        changed.cells[2].source += f"\n{more}"
        nbformat.write(changed, path)
    assert carry(*pair) == (["chart-a"], [])
    assert (
        nbformat.read(pair[1], as_version=4).cells[2].source.endswith("# tel que publié\nrows\n# one\nrows + 1\n# two")
    )


def test_a_changed_parameter_leaves_the_language(pair):
    english = nbformat.from_dict(ENGLISH)
    english.cells[1].source += "\nassumed: int = None  # n to try"
    nbformat.write(english, pair[0])
    assert carry(*pair) == (["parameters"], [])
    lines = nbformat.read(pair[1], as_version=4).cells[1].source.split("\n")
    assert lines == [*FRENCH.cells[1].source.split("\n"), "assumed: int = None  # n to try"]


def test_cells_come_go_and_move_with_the_first_language(pair):
    english = nbformat.from_dict(ENGLISH)
    english.cells = [english.cells[1], nbformat.v4.new_markdown_cell("## New", id="new"), english.cells[0]]
    nbformat.write(english, pair[0])
    assert carry(*pair) == (["new"], ["new"])
    found = nbformat.read(pair[1], as_version=4).cells
    assert [cell.id for cell in found] == ["parameters", "new", "title"]
    assert [cell.source for cell in found] == [FRENCH.cells[1].source, "## New", FRENCH.cells[0].source]


def test_who_keeps_the_notebooks_is_told_what_to_translate(monkeypatch, capsys):
    monkeypatch.setattr(upkeep, "carry", lambda first, second: (["a", "b"], ["b"]))
    monkeypatch.setattr(upkeep, "execute_in_place", lambda project, files: files[:1])
    upkeep.keep(("risks",))
    out, err = capsys.readouterr()
    told = (
        "risks.fr.ipynb: taken from risks.ipynb: a, b.",
        "risks.fr.ipynb: to be translated: b.",
        "risks.ipynb: outputs kept.",
    )
    assert (out, err) == ("", "".join(f"notebooks/{line}\n" for line in told))


@pytest.mark.parametrize("changed", ["#| label: chart-b\nrows = 2  # x\nrows", "#| label: chart-a\nrows = 3\nrows"])
def test_another_label_or_value_is_other_code(changed):
    assert not same_code(ENGLISH.cells[2], nbformat.v4.new_code_cell(changed))
