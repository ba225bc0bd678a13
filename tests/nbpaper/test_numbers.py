"""The number check on a made-up paper: what people smuggle past a reader, kind by kind, and what is beyond it."""

import json
import re
import subprocess
import sys
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path

import nbformat
import pytest

from nbpaper.errors import PaperError
from nbpaper.numbers import Fault, Report, Subjects, check
from nbpaper.render.staged import by_builtin

SOURCE = """---
title: Sleep in a made-up town
author: Nobody
lang: en-GB
metadata-files: [results/en.yml]
abstract: |
  Of all who answered, {{< meta results.sleep.well >}} sleep well.
---

# Who sleeps {#sec-who}

In the survey, {{< meta results.sleep.well >}} sleep well ({{< meta results.sleep.well_n >}}), while
{{< meta results.sleep.badly >}} do not (@fig-sleep, @tbl-sleep) [@wilson1927]. All four seasons were asked about.

::: {#fig-sleep}
{{< embed executed/sleep.ipynb#chart-sleep >}}

Who sleeps well.
:::

::: {#tbl-sleep}
{{< embed executed/sleep.ipynb#table-sleep >}}

The answers.
:::

# Notes

1. Version {{< meta build.version >}}.
2. Nothing else.

# References {.unnumbered}

::: {#refs}
:::

# Cards

::: {.from-file file="results/cards.en.md"}
:::
"""
CARDS = """::: {#town.well .card}
**53%** Sleep well. [@town2024, paragraph 3].

[Of n = 106 people.]{.line} [`town.well`]{.line}
:::

::: {#town.badly .card}
**41%** Do not, two nights in a week. [@town2024, paragraph 7].
:::
"""
RESULTS = {
    "build": {"version": "0.3"},
    "results": {
        "sleep.well": {"text": "53%", "card": "town.well", "figures": ["town.well"]},
        "sleep.well_n": {"text": "n = 106", "card": "town.well", "figures": ["town.well"]},
        "sleep.badly": {"text": "41%", "card": "town.badly", "figures": ["town.badly"]},
    },
    "figures": {
        "town.well": {"texts": {"value": "53%", "n": "n = 106"}, "card": "town.well", "source": "town2024"},
        "town.badly": {"texts": {"value": "41%"}, "card": "town.badly", "source": "town2024"},
    },
}
LINKED = """build: {version: "0.3"}
results:
  sleep:
    well: "[53%](#town.well){.figure}"
    well_n: "[n = 106](#town.well){.figure}"
    badly: "[41%](#town.badly){.figure}"
"""
WORKS = """references:
- {id: wilson1927, type: book, title: In 4 lessons, author: [{family: Wilson}], issued: {date-parts: [[1927]]}}
- {id: town2024, type: report, title: A town, author: [{family: Town}], issued: {date-parts: [[2024]]}}
"""
BRING = """return {{ Div = function(div)
  if not div.classes:includes("from-file") then return end
  local file = io.open(div.attributes.file)
  return pandoc.read(file:read("a"), "markdown").blocks
end }}
"""
PROJECT = """bibliography: works.yaml
filters: [reports/bring.lua]
number-sections: true
link-citations: true
format:
  html: {embed-resources: true, toc: true}
  typst: {pdf-standard: ua-1, citeproc: true, toc: true, include-in-header: reports/style.typ}
"""
HEAD = "#set page(header: context document.title)\n"
ALLOWED = """paper.qmd:
- {sentence: All four seasons were asked about., reason: the year has them}
- {sentence: Version ‹build.version›., reason: what was built}
cards:
- {cards: [town.badly], numbers: [2], reason: the question}
"""
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="5" height="5"/></svg>'
TABLE = "| Answer | Share |\n|:--|--:|\n| well | 53% |\n| badly | 41% |"


def write(root: Path) -> None:
    """Write the project, as a build would have staged it."""
    reports = root / "reports"
    for folder in ("results", "executed"):
        (reports / folder).mkdir(parents=True)
    chart = nbformat.v4.new_code_cell("#| label: chart-sleep\n#| fig-alt: 'Dots: 53%, 41%.'\nx")
    chart.outputs = [
        nbformat.v4.new_output("display_data", data={"image/svg+xml": SVG, "text/plain": "Dots: 53%, 41%."})
    ]
    table = nbformat.v4.new_code_cell("#| label: table-sleep\nx")
    table.outputs = [nbformat.v4.new_output("display_data", data={"text/markdown": TABLE})]
    nbformat.write(nbformat.v4.new_notebook(cells=[chart, table]), reports / "executed" / "sleep.ipynb")
    files = {"_quarto.yml": PROJECT, "works.yaml": WORKS, "numbers.yaml": ALLOWED, "reports/paper.qmd": SOURCE}
    files |= {"reports/results/en.yml": LINKED, "reports/results/en.json": json.dumps(RESULTS)}
    files |= {"reports/results/cards.en.md": CARDS, "reports/style.typ": HEAD, "reports/bring.lua": BRING}
    for name, text in files.items():
        (root / name).write_text(text, encoding="utf-8")


def render(root: Path, *kinds: str) -> None:
    for kind in kinds:
        by_builtin(root / "reports" / "paper.qmd", root, kind, datetime(2026, 1, 1, tzinfo=UTC))


@pytest.fixture(scope="session")
def town(tmp_path_factory) -> Path:
    root = tmp_path_factory.mktemp("town")
    write(root)
    render(root, "html", "typst")
    return root


def checked(root: Path, folder: Path | None = None, pdf: bool = False, **changed: str) -> Report:
    """Check the paper; a file that is named has this text instead, in a folder."""
    reports = root / "reports"
    paths = {"source": reports / "paper.qmd", "page": reports / "paper.html", "allowed": root / "numbers.yaml"}
    for key, text in changed.items():
        assert text != paths[key].read_text(encoding="utf-8")
        paths[key] = folder / paths[key].name
        paths[key].write_text(text, encoding="utf-8")
    paths |= {"pdf": reports / "paper.pdf"} if pdf else {}
    return check(results=reports / "results" / "en.json", built=reports, bibliography=root / "works.yaml", **paths)


def faults(*given: object, **changed: object) -> str:
    return "\n".join(map(str, checked(*given, **changed).faults))


def test_a_paper_whose_numbers_are_bound_has_no_fault(town):
    report = checked(town, pdf=True)
    assert report.faults == []
    assert (report.language, report.text, report.tables, report.charts, report.allowed) == ("en", 4, 2, 2, 3)
    assert report.pdf > 20


TYPED = {  # kind: what is typed, the number at fault
    "digits": ("some 47% or so", "47"),
    "a number word": ("nineteen of them", "nineteen"),
    "a fraction in words": ("a fifth of them", "fifth"),
    "percent in words": ("two percent of them", "two"),
    "one in two": ("one sleeper in two", "one"),
    "a sign": ("¾ of them", "¾"),
    "a superscript": ("some ⁷ of them", "⁷"),
    "a fraction of superscripts": ("⁷⁄₁₀ of them", "⁷"),
    "a decimal in words": ("nine-tenths of them", "nine-tenths"),
    "hundreds": ("hundreds of them", "hundreds"),
    "wide digits": ("４７ of them", "４７"),
    "digits of another script": ("٤٧ of them", "٤٧"),
    "an invisible sign between": ("4\u200b7 of them", "4\u200b7"),
    "digits parted by marks": ("4*7* of them", "47"),
    "digits parted by a comment": ("4<!-- x -->7 of them", "47"),
    "digits parted by a span": ("4[7]{.x} of them", "47"),
    "raised digits": ("10^47^ of them", "1047"),
    "escaped digits": ("n\\=47 of them", "47"),
    "a formula": ("$47$ of them", "47"),
    "an alternative text": ("some ![47](x.svg) of them", "47"),
    "a title of a link": ('[some](a "47") of them', "47"),
    "a variable of Quarto": ("{{< var people >}} or so", "var people"),
    "a result that is none": ("{{< meta results.sleep.wel >}} of them", "results.sleep.wel"),
    "a Roman numeral": ("as under Louis XIV", "XIV"),
    "a code span": ("`47` of them", "47"),
    "an entity": ("&#52;7% of them", "47"),
    "an attribute": ('[some]{title="47%"} of them', "47"),
    "an attribute without quotation marks": ("[some]{title=47} of them", "47"),
    "raw HTML": ('<span title="47%">some</span> of them', "47"),
    "a locator": ("so he says [@wilson1927, p. 47]", "47"),
    "a digit behind a result": ("{{< meta results.sleep.well >}}0 or so", "0"),
    "a count of the build as one of people": ("{{< meta build.version >}} thousand people", "build.version"),
    "an allowance at another place": ("All four seasons of the year sleep", "four"),
    "two results joined": ("{{< meta results.sleep.badly >}}{{< meta results.sleep.well >}} or", "›‹"),
    # What pandoc would number itself.
    "an example": ("(@fig-sleep) Some sleep", "example"),
    "a reference to an example": ("See (@fig-sleep) for it", "1"),
    "where a list begins": ("47. of them", "47"),
    "a list of another kind": ("xlvii) of them", "47"),
    # Blocks.
    "a footnote": ("some^[47 of them]", "47"),
    "a heading": ("## Of nineteen", "nineteen"),
    "a table typed by hand": ("| a |\n|--|\n| 47 |", "47"),
    "a block for the PDF alone": ("```{=typst}\n#[47 of them]\n```", "47"),
    "numbered lines of code": ("``` {.py .numberLines}\nx or y\n```", "numberLines"),
    "a definition": ("Sleepers\n\n:   47 of them", "47"),
}


@pytest.fixture(scope="session")
def typed(town, tmp_path_factory) -> dict[int, list[Fault]]:
    """The faults of a paper with all of it typed in, by line."""
    text, found = SOURCE.partition("# Notes")[0], defaultdict(list)
    for what, _ in TYPED.values():
        text += f"{what}\n\n<!-- -->\n\n"
    for fault in checked(town, tmp_path_factory.mktemp("typed"), source=text).faults:
        if fault.file == "paper.qmd" and fault.place.startswith("line "):
            found[int(fault.place[5:])].append(fault)
    return found


@pytest.mark.parametrize("kind", TYPED)
def test_what_is_typed_into_the_source_is_found_with_its_line(typed, kind):
    line = SOURCE.partition("# Notes")[0].count("\n") + 1
    for one, (what, number) in TYPED.items():
        if one == kind:
            last = line + what.count("\n")
            assert number in {fault.number for at in range(line, last + 1) for fault in typed[at]}
        line += what.count("\n") + 4


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("author: Nobody", "author: Nobody of 47", "paper.qmd, line 3: '47'"),
        ("title: Sleep", "title: Nineteen sleep", "paper.qmd, line 2: 'Nineteen'"),
        ("  Of all", "  Nearly half of all", "paper.qmd, line 7: 'half'"),
        ("lang: en-GB", "lang: en-GB\ncrossref: {fig-prefix: Figure 47}", "paper.qmd, line 5: '47'"),
        (
            "In the",
            "All four seasons were asked about. In the",
            "'All four seasons were asked about.' stands there twice",
        ),
    ],
)
def test_the_front_matter_and_what_is_allowed_twice_are_found(town, tmp_path, old, new, said):
    assert said in faults(town, tmp_path, source=SOURCE.replace(old, new, 1))


def test_a_note_and_a_list_have_the_numbers_of_the_renderer(tmp_path):
    write(tmp_path)
    path = tmp_path / "reports" / "paper.qmd"
    text = SOURCE.replace("Nothing else.", "Nothing^[So it is.] else^[Or not.].\n\n    a. Here.\n    b. There.")
    path.write_text(text, encoding="utf-8")
    render(tmp_path, "html", "typst")
    assert checked(tmp_path, pdf=True).faults == []


WELL, BADLY = '<a href="#town.well" class="figure">53%</a>', '<a href="#town.badly" class="figure">41%</a>'
SHOWN = {  # kind: what is changed on the page, what is said of it
    "another number": (WELL, WELL.replace("53%", "54%"), "'53' stands in the source, and not so on the page"),
    "no link": (f"survey, {WELL}", "survey, 53%", "'53%' is no link to #town.well:"),
    "another card": (f"survey, {WELL}", f"survey, {WELL.replace('town.well', 'town.badly')}", "links to #town.badly"),
    "two results swapped": (WELL, BADLY, "section '1 Who sleeps': '41' is not what the source says"),
    "one more paragraph": ("<p>In the", "<p>53% again.</p><p>In the", "'53' is not what the source says: '53% again.'"),
    "a tooltip": ("<p>In the", '<p title="Of 47">In the', "attribute title: '47' is bound to nothing"),
    "an aria-label": ("<p>In the", '<p aria-label="Of nineteen">In the', "'nineteen' is bound to nothing"),
    "the title element": ("<title>", "<title>47 x ", "title: '47' is bound to nothing"),
    "the description": ("<title>", '<meta name="description" content="Of 47" /><title>', "metadata: '47'"),
    "CSS content": ("</head>", "<style>p::after { content: '\\34 7%' }</style></head>", "style: '47' is bound"),
    "an attribute that CSS shows": (
        "</body>",
        "<style>p::after { content: attr(data-x) }</style><p data-x='47'></p></body>",
        "attribute data-x: '47' is bound to nothing",
    ),
    "a counter of CSS": (
        "</body>",
        "<style>p { counter-reset: x 47 }</style></body>",
        "style: '47' is bound to nothing",
    ),
    "text outside every paragraph": ("</body>", "<canvas>47</canvas></body>", "'47' is not what the source says"),
    "a fold": ("</body>", "<details><summary>47</summary></details></body>", "'47' is not what the source says"),
    "a template": ("</body>", "<template><p>47</p></template></body>", "'47' is not what the source says"),
    "a control": ("</body>", "<button>47</button></body>", "beside: '47' is bound to nothing"),
    "a gauge": ("</body>", '<meter value="0.47"></meter></body>', "attribute value: '0.47' is bound to nothing"),
    "a number of a list item": ("</body>", '<ul><li value="47">so</li></ul></body>', "value: '47' is bound to nothing"),
    "a heading's abbreviation": ("<th", '<th abbr="47"', "attribute abbr: '47' is bound to nothing"),
    "another picture": ("</body>", '<img src="x.png" alt="Some." /></body>', "'Some.' is not what the notebook"),
    "another page": (
        "</body>",
        '<iframe srcdoc="47"></iframe></body>',
        "iframe: 'iframe' brings in what nobody can check",
    ),
    "no-break within digits": ("</body>", "<p>4&#8203;7 of them</p></body>", "of them'"),
    "a drawing": ("</body>", "<svg><text>47</text></svg></body>", "picture: '47' is bound to nothing"),
    "a script": ("</head>", "<script>document.write('47%')</script></head>", "script: '47' is bound to nothing"),
    "the contents": ('<nav id="TOC" role="doc-toc">', '<nav id="TOC" role="doc-toc"><p>47</p>', "beside: '47'"),
    "a cell": (">53%</td>", ">54%</td>", "tbl-sleep, row 1: '54%' is not the notebook's '53%'."),
    "headings swapped": ("Answer</th>", "Share</th>", "row 0: 'Share' is not"),
    "another table": (
        "</body>",
        '<div id="tbl-x"><table><tr><td>9</td></tr></table></div></body>',
        "'tbl-x' is not the table that is embedded there",
    ),
    "an alternative text": ('="Dots: 53%', '="Dots: 54%', "fig-sleep, alternative text: 'Dots: 53%, 41%. Dots: 54%"),
    "a picture": ("PHN2Zy", "PHN2Zz", "fig-sleep, picture: 'Dots: 53%, 41%.' is not what the notebook draws"),
    "a section's number": (
        '-number">1</span> Who sleeps</h2>',
        '-number">47</span> Who sleeps</h2>',
        "'47' is not the",
    ),
    "a section's number in the contents": (
        '-number">2</span> Notes</a>',
        '-number">1</span> Notes</a>',
        "of #notes: 2",
    ),
    "a chart's number": (
        "<figcaption>Figure\u00a01:",
        "<figcaption>Figure\u00a02:",
        "'Figure 2:' is not the number of #fig",
    ),
    "a number before a reference's": (
        'xref">Figure\u00a01',
        'xref">47 Figure\u00a01',
        "'47 Figure 1' is not the number",
    ),
    "where a list begins": ('<ol type="1"', '<ol start="47" type="1"', "attribute start: '47' is bound to nothing"),
    "a lost chart": (
        'id="fig-sleep"',
        'id="sleep"',
        "fig-sleep, picture: 'Dots: 53%, 41%.' is not what the notebook draws",
    ),
    "a card": ("= 106 people", "= 107 people", "'107' is not what the source says: 'Of n = 107"),
    "a place on a card": ("para. 7", "para. 8", "'8' is not what the source says"),
    "a reference": ("Wilson. 1927", "Wilson. 1928", "reference wilson1927: '1928' is not in the entry"),
}


@pytest.mark.parametrize("kind", SHOWN)
def test_what_the_page_says_otherwise_is_found(town, tmp_path, kind):
    old, new, said = SHOWN[kind]
    page = (town / "reports" / "paper.html").read_text(encoding="utf-8")
    assert old in page
    if kind == "two results swapped":
        page = page.replace(new, "\0").replace(old, new).replace("\0", old)
    assert said in faults(town, tmp_path, page=page if kind == "two results swapped" else page.replace(old, new, 1))


STYLE = """#set page(header: [Of 47], footer: [nineteen in all])
#show figure.caption: it => [#it half]
#show "sleep well": [sleep well, 48]
#show "106 people": [107 people]
"""


def test_what_the_pdf_says_otherwise_is_found_on_any_page(town, tmp_path):
    """In a running head, a foot, a caption, the text and the appendix."""
    write(tmp_path)
    (tmp_path / "reports" / "style.typ").write_text(STYLE, encoding="utf-8")
    render(tmp_path, "typst")
    (tmp_path / "reports" / "paper.html").write_bytes((town / "reports" / "paper.html").read_bytes())
    said = faults(tmp_path, pdf=True)
    for number in ("47", "nineteen", "half", "48", "107"):
        assert re.search(rf"paper\.pdf, (page \d+|text): '[^']*{number}", said), number


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ("paper.qmd:\n- {sentence: All five., reason: x}", "'All five.' stands there no more: delete the entry."),
        ("cards:\n- {cards: [town.well], numbers: [9], reason: x}", "card town.well: '9' stands there no more"),
        (
            "paper.qmd:\n- {sentence: All four seasons were asked about., reason: x, is: sleep.well, number: 4}",
            "not true",
        ),
        (
            "paper.qmd:\n- {sentence: All four seasons were asked about., reason: x, count: sleep.*, number: 3}",
            "not true",
        ),
    ],
)
def test_an_allowance_is_needed_and_true(town, tmp_path, entry, said):
    assert said in faults(town, tmp_path, allowed=entry)


@pytest.mark.parametrize(
    ("relation", "number", "holds"),
    [
        ("is", 53, True),
        ("is", 4, False),
        ("above", 50, True),
        ("above", 53, False),
        ("below", 54, True),
        ("below", 53, False),
    ],
)
def test_what_states_a_result_in_words_is_compared_with_it(town, tmp_path, relation, number, holds):
    text = ALLOWED.replace("has them", f"has them, {relation}: sleep.well, number: {number}")
    assert ("is not true of sleep.well any more" not in faults(town, tmp_path, allowed=text)) == holds


@pytest.mark.parametrize(
    "text",
    [
        "- x",
        "paper.qmd: x",
        "paper.qmd:\n- {sentence: x}",
        "paper.qmd:\n- {sentence: x, reason: y, abov: a.b, number: 1}",
        "paper.qmd:\n- {sentence: x, reason: y, is: a.b}",
        "cards:\n- {cards: x, numbers: [1], reason: y}",
        "[",
    ],
)
def test_a_list_that_is_none_is_refused_with_a_mend(town, tmp_path, text):
    with pytest.raises(PaperError, match=r"numbers\.yaml: .*To mend"):
        faults(town, tmp_path, allowed=text)


FRENCH = "---\ntitle: T\nlang: fr\n---\n\n{} disent oui.\n"


WORDS = (
    "Deux cents; Un cinquième; Seize; Trois quarts; La moitié; Une trentaine; Un soignant sur deux; ⅔; XIV; Le double"
)


@pytest.mark.parametrize("number", [*WORDS.split("; "), "Deux pour cent", "Soixante et onze", "Une majorité"])
def test_numbers_typed_in_french_are_found(tmp_path, number):
    (tmp_path / "paper.qmd").write_text(FRENCH.format(number), encoding="utf-8")
    (tmp_path / "results.json").write_text('{"results": {}}')
    faults = check(tmp_path / "paper.qmd", tmp_path / "results.json").faults
    assert any("is typed" in fault.what for fault in faults), number


SWAPPED = SOURCE.replace(
    "{{< meta results.sleep.well >}} sleep well (", "{{< meta results.sleep.badly >}} sleep well ("
)
PEOPLE = Subjects({"survey: town": ["survey", "town"], "who: good": ["sleep well"], "who: bad": ["do not"]}, {
    "results.sleep.well": ["survey: town", "who: good"],
    "results.sleep.badly": ["survey: town", "who: bad"],
}, ["survey"])  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("In the survey", "In the whole country", "has the subject “survey: town”"),
        ("sleep well (", "rest (", "has the subject “who: good”"),
        ("do not (@fig", "may (@fig", "has the subject “who: bad”"),
    ],
)
def test_the_words_of_a_number_have_to_stand_beside_it(town, old, new, said):
    assert old in SOURCE
    source = town / "reports" / "changed.qmd"
    text = SOURCE.replace("Of all who", "In the town, of all who")  # the abstract is a text of its own
    source.write_text(text, encoding="utf-8")
    results = town / "reports" / "results" / "en.json"
    assert said not in "\n".join(map(str, check(source, results, subjects=PEOPLE).faults))
    source.write_text(text.replace(old, new), encoding="utf-8")
    assert said in "\n".join(map(str, check(source, results, subjects=PEOPLE).faults))


def test_what_is_beyond_the_check_is_not_found(town):
    """Named in the docstring of nbpaper.numbers.check: sentences about the same people are for whoever reads them."""
    reports = town / "reports"
    (reports / "swapped.qmd").write_text(SWAPPED.replace("In the survey", "In the whole country"), encoding="utf-8")
    report = check(reports / "swapped.qmd", reports / "results" / "en.json")
    assert not [fault for fault in report.faults if fault.number in ("53", "41")]


def command(*arguments: object) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-m", "nbpaper", "check", *map(str, arguments)],
        capture_output=True,
        text=True,
        encoding="utf-8",
    )


def test_the_check_is_a_command_for_any_paper(tmp_path):
    source, results = tmp_path / "paper.qmd", tmp_path / "results.json"
    source.write_text("---\ntitle: T\nlang: en\n---\n\nOf all, {{< meta results.a.b >}} do; two thirds wait.\n")
    results.write_text('{"results": {"a.b": {"text": "53%"}}}')
    done = command(source, "--results", results)
    assert (done.returncode, done.stdout) == (1, "1 numbers bound, 0 allowed with a reason, 1 at fault.\n")
    assert "paper.qmd, line 6: 'two thirds' is typed" in done.stderr
    allowed = tmp_path / "numbers.yaml"
    allowed.write_text(command(source, "--results", results, "--draft").stdout.replace("'?'", "made up"))
    assert command(source, "--results", results, "--allowed", allowed).returncode == 0
    done = command(source, "--results", tmp_path / "none.json")
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert command(source, "--results", results, "--pdf", tmp_path / "x.pdf").returncode == 2
