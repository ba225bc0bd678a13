"""English and French keep in step: papers in what each section shows, notebooks in their code.

Each language is written for its readers, so within a section of the paper the order may differ, and the words do.
"""

import re
from collections import Counter
from dataclasses import dataclass, field

import nbformat
import pytest

from baromia.cli import upkeep
from baromia.project import LANGUAGES, PROJECT
from baromia.words.sentences import PLACE
from conftest import REGISTER, ROOT
from nbpaper.carry import carry, same_code
from nbpaper.render.conditions import visible
from nbpaper.render.documents import CODE, REFERENCE, SHORTCODE

STEMS = {"en": "paper", "fr": "paper.fr"}
HEADING = re.compile(r"^(?P<level>#+) (?P<title>.*?)(?: \{(?P<attributes>[^}]*)\})?$")
LEAST, MOST = 4000, 6000  # words of the text, appendix left out
FEW = 0.35  # how far apart the lengths of a section may be, as a share of the longer one


@dataclass
class Section:
    """A section: its level and identifier, and what it shows."""

    level: int
    name: str
    shown: Counter = field(default_factory=Counter)
    words: int = 0


def sections(text: str) -> list[Section]:
    """Return the sections of a source in order; what stands before the first is the front matter."""
    found = [Section(0, "front matter")]
    for line in text.split("\n"):
        heading = HEADING.match(line)
        if heading:
            found.append(Section(len(heading["level"]), heading["attributes"] or ""))
        _read(line, found[-1])
    return found


def _read(line: str, section: Section) -> None:
    line = line.replace("executed/fr/", "executed/en/").replace("cards.fr.md", "cards.en.md")
    for match in SHORTCODE.finditer(line):
        section.shown[f"{match['name']} {match['argument']}"] += 1
    bare = CODE.sub(" ", SHORTCODE.sub(" 1 ", line))
    section.shown.update(f"@{key}" for key in REFERENCE.findall(bare))
    section.shown.update(re.findall(r"^::: \{#([\w-]+)", bare))
    section.words += len(re.findall(r"\w[\w’'-]*", re.sub(r"\{[^}]*\}|^[\w-]+:|^:::.*$", " ", bare)))


def differences(english: str, french: str) -> list[str]:
    """Return where two sources are out of step."""
    ours, theirs = sections(english), sections(french)
    outline = [[(section.level, section.name) for section in found] for found in (ours, theirs)]
    if outline[0] != outline[1]:
        return [f"sections differ: {outline[0]} and {outline[1]}"]
    found = []
    for one, other in zip(ours, theirs, strict=True):
        where = one.name or f"a section of level {one.level}"
        for shown in sorted(one.shown.keys() | other.shown.keys()):
            if one.shown[shown] != other.shown[shown]:
                found.append(f"{where}: {shown} {one.shown[shown]} times in English, {other.shown[shown]} in French")
        if abs(one.words - other.words) > FEW * max(one.words, other.words, 60):
            found.append(f"{where}: {one.words} words in English, {other.words} in French")
    return found


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    return {language: (ROOT / "reports" / f"{stem}.qmd").read_text("utf-8") for language, stem in STEMS.items()}


def test_the_two_papers_are_in_step(texts):
    assert differences(texts["en"], texts["fr"]) == []


@pytest.mark.parametrize("language", STEMS)
def test_no_line_begins_with_what_pandoc_numbers(texts, language):
    """`(@sec-x)` at the beginning of a line is a numbered example."""
    assert re.findall(r"^\s*\(@.*", texts[language], re.MULTILINE) == []


@pytest.mark.parametrize("language", STEMS)
def test_each_paper_has_the_length_of_an_article(texts, language):
    shown = visible(texts[language], {"has": dict.fromkeys(("added", "editions", "what_if"), False)}).partition(
        "{#sec-register}"
    )[0]
    words = sum(section.words for section in sections(shown))
    assert LEAST <= words <= MOST, words


SMALL = """---
title: T
---

# One {#sec-one}

Of {{< meta results.a.b >}} and {{< meta results.a.c >}} [@wilson1927].

::: {#fig-a}
{{< embed executed/en/a.ipynb#chart-a >}}

Said.
:::

## Two

See @fig-a.
"""


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("a.c", "a.b", "meta results.a.c 1 times in English, 0 in French"),
        ("@wilson1927", "@brown2001", "@brown2001 0 times in English, 1 in French"),
        ("#chart-a", "#chart-b", "embed executed/en/a.ipynb#chart-b 0 times in English"),
        ("{#fig-a}", "{#fig-b}", "fig-b 0 times in English"),
        ("## Two", "# Two", "sections differ"),
        ("Said.", "Said " * 90, "8 words in English, 97 in French"),
    ],
)
def test_a_language_out_of_step_is_seen(old, new, said):
    assert said in "\n".join(differences(SMALL, SMALL.replace(old, new, 1)))


def test_the_sentences_of_both_languages_show_their_numbers_in_one_order():
    """Two shares that change places would each be said of the other's answer."""
    for name, *texts in REGISTER.sentences[[*LANGUAGES]].itertuples():
        english, french = (PLACE.findall(text) for text in texts)
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
