"""No number of the paper is typed or unbound: the proof holds on the real build, and sees each kind of fault."""

import json
import os
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from baromia.binding import count_file, count_numbers, prove
from baromia.binding.allowed import Allowed, Entry, load_allowed
from baromia.binding.audit import Pdf, body, pdf_faults
from baromia.binding.embedded import Shown, embedded, table_rows
from baromia.binding.explained import Explained
from baromia.binding.known import Known
from baromia.binding.numerals import canonicals, number_words, numbers, plain
from baromia.binding.pages import read_page
from baromia.binding.pictures import Alternative, chart_faults, drawn, picture_faults
from baromia.binding.recorded import result_faults
from baromia.binding.rendered import page_faults
from baromia.binding.sources import source_faults
from baromia.binding.tables import copy_faults, stray_tables, table_faults
from baromia.errors import BaromiaError
from baromia.render.documents import Document
from conftest import ROOT

pytestmark = pytest.mark.build
SOURCE = ROOT / "reports" / "paper.qmd"
HEAD = "---\ntitle: T\nlang: en-GB\n---\n"
ABOUT = {"version": "0.1.0", "commit": "abc1234567", "date": "21 November 2026"}


@pytest.fixture(scope="session")
def paper(request) -> Path:
    """The real build: the one that BAROMIA_BUILT names, for those who have just built, or a new one."""
    return Path(os.environ.get("BAROMIA_BUILT") or request.getfixturevalue("built"))


@pytest.fixture(scope="session")
def known(paper) -> Known:
    return Known(paper, "en")


@pytest.fixture(scope="session")
def explained(known) -> Explained:
    return Explained(known)


@pytest.fixture(scope="session")
def alternative(explained) -> Alternative:
    return Alternative(explained)


@pytest.fixture(scope="session")
def shown(paper) -> dict[str, Shown]:
    tree = yaml.safe_load((paper / "results" / "en.yml").read_text(encoding="utf-8"))
    return {one.name: one for one in embedded(SOURCE, paper, tree)}


@pytest.fixture(scope="session")
def html(paper) -> str:
    return (paper / "paper.html").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def about(paper) -> dict:
    return yaml.safe_load((paper / "results" / "en.yml").read_text(encoding="utf-8"))["build"]


@pytest.fixture
def copy(paper, tmp_path) -> Path:
    """The results and executed notebooks of a build, to be damaged."""
    for name in ("results", "executed/en"):
        shutil.copytree(paper / name, tmp_path / name)
    return tmp_path


def said(faults) -> str:
    return "\n".join(map(str, faults))


# The real build


@pytest.fixture(scope="session")
def proofs(paper) -> dict:
    return {proof.language: proof for proof in prove(paper)}


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_number_of_the_paper_is_bound(proofs, language):
    assert said(fault for fault in proofs[language].faults if "is quoted nowhere" not in fault.what) == ""


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_result_is_quoted(proofs, language):
    assert said(fault for fault in proofs[language].faults if "is quoted nowhere" in fault.what) == ""


def test_the_proof_is_about_something(proofs):
    for proof in proofs.values():
        assert proof.text > 100
        assert proof.tables > 100
        assert proof.charts > 100
        assert proof.pdf > proof.text
        assert 0 < proof.allowed < 40
    assert proofs["en"].numbers == proofs["fr"].numbers, "both languages show the same numbers"


def test_the_count_for_the_colophon_is_the_count_of_the_page(paper, proofs):
    for language, stem in (("en", "paper"), ("fr", "paper.fr")):
        counted = count_file(ROOT / "reports" / f"{stem}.qmd", paper / "results" / f"{language}.yml")
        assert counted == proofs[language].text


def test_counting_knows_linked_texts(tmp_path):
    source = tmp_path / "paper.qmd"
    source.write_text("A {{< meta results.a.b >}}, {{< meta figures.s.f-g.value >}}, {{< meta build.date >}}.", "utf-8")
    tree = {
        "results": {"a": {"b": "[52% to 60%](#s.f9){.figure}"}},
        "figures": {"s": {"f-g": {"value": "[3/5](#s.f-g){.figure}"}}},
    }
    assert count_numbers(source, tree) == 3


def test_a_missing_build_is_a_sentence(tmp_path):
    with pytest.raises(BaromiaError, match="build the paper first"):
        prove(tmp_path)


# What a number is


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("90% of 45", ["90", "45"]),
        ("24,4\u202f% de 12\u202f345", ["24,4", "12\u202f345"]),
        ("3/5, in 2025.", ["3/5", "2025"]),
        ("v0.1.0 and CC0", ["0.1.0", "0"]),
        ("no number", []),
    ],
)
def test_numbers_in_digits(text, found):
    assert numbers(text) == found


def test_both_languages_write_the_same_number():
    assert canonicals("24,4\u202f%, 12\u202f345", "fr") == canonicals("24.4%, 12,345", "en") == ["24.4", "12345"]


@pytest.mark.parametrize(
    ("language", "text", "found"),
    [
        (
            "en",
            "More than half, two of three, a third of nurses, one in two",
            ["half", "two of", "three", "a third of"],
        ),
        ("en", "the two shares, a third survey, both, first, one of them", []),
        ("fr", "La moitié, deux tiers, un sur deux, le quart", ["moitié", "tiers", "un sur deux", "quart"]),
        ("fr", "les deux parts, la troisième enquête, une part", []),
    ],
)
def test_numbers_in_words(language, text, found):
    assert number_words(text, language)[: len(found) or 1] == found


# Sources


def sources(text: str, language: str = "en", entries: list[Entry] | None = None) -> str:
    return said(
        source_faults(
            Document(Path("paper.qmd"), {}, text, 5, "title: T\n"), Allowed(language, entries or []), language
        )
    )


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Of them 90% agree.", "'90'"),
        ("Elles sont 24,4\u202f% à le dire.", "'24,4'"),
        ("More than half agree.", "'half'"),
        ("# Section 3 {#sec-a}", "'3'"),
        ("In {{< meta results.a.b >}} of 45.", "'45'"),
    ],
)
def test_a_typed_number_is_found_with_its_line(text, number):
    assert number in sources(f"Words.\n\n{text}\n")
    assert "paper.qmd, line 7:" in sources(f"Words.\n\n{text}\n")


def test_a_number_typed_in_the_abstract_is_found():
    front = "title: T\nabstract: |\n  Of them 90% agree.\n"
    faults = source_faults(Document(Path("paper.qmd"), {}, "", 5, front), Allowed("en", []), "en")
    assert "'90'" in said(faults)


@pytest.mark.parametrize(
    "text",
    ["In {{< meta results.a.b2 >}} [@wilson1927] of @fig-use2 {#sec-4}.", "The file `figures2.csv`.", "```\n90\n```"],
)
def test_what_is_bound_or_furniture_is_no_fault_of_the_source(text):
    assert sources(text) == ""


def test_a_number_typed_into_the_real_paper_is_found(tmp_path):
    text = SOURCE.read_text(encoding="utf-8").replace("# Discussion\n", "# Discussion\n\nSome 47% agree.\n", 1)
    front, body = re.match(r"---\n(.*?\n)---\n(.*)", text, re.DOTALL).groups()
    faults = list(source_faults(Document(SOURCE, {}, body, 1, front), load_allowed("en"), "en"))
    assert [fault.number for fault in faults] == ["47"]


# The allow-list


def test_an_allowance_that_nothing_needs_is_a_fault():
    allowed = Allowed("en", [Entry("en", "CC BY 4.0", "a name"), Entry("en", "CC BY 3.0", "a name")])
    assert allowed.without("under CC BY 4.0.").split() == ["under", "."]
    assert "'CC BY 3.0' stands in no text" in said(allowed.faults({}))


@pytest.mark.parametrize(
    ("relation", "number", "holds"),
    [
        ("is", 5, True),
        ("is", 6, False),
        ("above", 4, True),
        ("above", 5, False),
        ("below", 6, True),
        ("below", 5, False),
    ],
)
def test_a_number_in_words_is_compared_with_its_result(relation, number, holds):
    allowed = Allowed("en", [Entry("en", "five", "in a word", relation, "evidence.sources", number)])
    allowed.without("five")
    assert (said(allowed.faults({"evidence.sources": {"value": 5}})) == "") == holds
    assert "not true" in said(allowed.faults({})), "the result is gone"


def test_a_count_of_results_in_words_is_compared():
    allowed = Allowed("en", [Entry("en", "two gaps", "one result a gap", "count", "a.gap*", 2)])
    allowed.without("two gaps")
    results = {name: {} for name in ("a.gap", "a.gap_n", "a.gap_only", "a.gap_other")}
    assert said(allowed.faults(results)) == ""
    assert "not true" in said(allowed.faults({**results, "a.gap_third": {}}))


@pytest.mark.parametrize(
    "row", ["{language: en, text: x}", "{language: en, text: x, reason: y, is: a.b}", "x", "{a: b}"]
)
def test_an_allowance_without_reason_or_number_is_refused(tmp_path, row):
    (tmp_path / "numbers.yaml").write_text(f"- {row}\n", encoding="utf-8")
    with pytest.raises(BaromiaError, match="To mend"):
        load_allowed("en", tmp_path / "numbers.yaml")


# The page


def page(html: str, known: Known, about: dict = ABOUT) -> str:
    return said(page_faults(read_page(html), "paper.html", known, load_allowed("en"), about))


LINK = '<a href="#acsel2025.use-any" class="figure">90%</a>'


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("Any tool counts,", "Any of 17 tools counts,", "'17' is bound to nothing"),
        (LINK, "90%", "'90' is bound to nothing"),
        (LINK, LINK.replace("90%", "91%"), "'91%' is not what #acsel2025.use-any says"),
        (LINK, LINK.replace("use-any", "use-all"), "'90%' links to #acsel2025.use-all, which is not on the page"),
        (LINK, LINK.replace("acsel2025.use-any", "sec-trust"), "'90%' links to #sec-trust, which is no card"),
        ("<strong>90%</strong> Use AI", "<strong>91%</strong> Use AI", "card #acsel2025.use-any: '91%' is '90%'"),
        ('id="acsel2025.use-any"', 'id="acsel2025.use-nobody"', "'acsel2025.use-nobody' is the card of no figure"),
    ],
)
def test_a_fault_of_the_page_is_found(html, known, about, old, new, what):
    start, end = html.split("<body", 1)
    assert old in end
    assert what in page(f"{start}<body{end.replace(old, new)}", known, about)


def test_a_build_without_a_commit_can_be_proved_too(html, known, about):
    text = html.replace(about["commit"], "unknown")
    assert "unknown" in text.split("<body", 1)[1].split(about["version"])[0]  # a word that stands elsewhere, too
    assert page(text, known, {**about, "commit": "unknown"}) == ""


def test_a_link_that_its_card_does_not_repeat_is_found(html, known, about):
    text, cards = html.split('id="sec-register"')
    assert "326 to 331" in cards
    changed = f'{text}id="sec-register"{cards.replace("326 to 331", "326 to 332")}'
    assert "'n = 326 to 331' does not stand on the card" in page(changed, known, about)


@pytest.mark.parametrize(
    "furniture",
    [
        '<h1 id="a"><span class="header-section-number">4</span> Adoption</h1>',
        '<p>See <a href="#fig-use" class="quarto-xref">Figure 2</a>.</p><div id="fig-use"></div>',
        "<figcaption>Figure 2: A finding.</figcaption>",
        '<table id="tbl-x"><caption>Table 3 : Une légende.</caption></table>',
        '<p><span class="citation">(Wilson 1927)</span></p>',
        '<div id="refs"><p>Wilson. 1927.</p></div>',
        "<nav><p>3 contents</p></nav><script>var a = 1</script><style>p {margin: 1em}</style>",
        "<p>This is version 0.1.0, commit abc1234567, 21 November 2026.</p>",
        '<div id="fig-b"><details><p>Dots: 90%.</p></details></div>',
        '<h1 id="sec-register">Appendix</h1><p>45 cards</p>',
    ],
)
def test_furniture_is_no_fault(known, furniture):
    assert page(f"<html><body>{furniture}</body></html>", known) == ""


@pytest.mark.parametrize(
    "text",
    ["<p>Figure 2 and 17.</p>", "<figcaption>Figure 2: Of 45.</figcaption>", "<p>In 2025 (45).</p>", "<li>9</li>"],
)
def test_numbers_beside_furniture_are_faults(known, text):
    assert "is bound to nothing" in page(f"<html><body>{text}</body></html>", known)


def test_void_and_unclosed_elements_do_not_hide_a_number(known):
    assert "'45'" in page('<body><div><table><col /></table><img src="x"><br><p>one<p>45</div></body>', known)


# Results


def results(copy: Path) -> str:
    return said(result_faults(Known(copy, "en"), SOURCE))


def edit(copy: Path, name: str, change: Callable[[dict], None]) -> None:
    """Change the results as they are kept: in the notebook that records them, and in the JSON made of it."""
    for path in [*(copy / "executed" / "en").glob("*.ipynb"), copy / "results" / "en.json"]:
        tree = json.loads(path.read_text(encoding="utf-8"))
        for result in _recorded(tree, path):
            if result["name"] == name:
                change(result)
        if path.suffix == ".json" and name in tree["results"]:
            tree["results"] = {result["name"]: result for result in tree["results"].values()}
        path.write_text(json.dumps(tree), encoding="utf-8")


def _recorded(tree: dict, path: Path) -> list[dict]:
    if path.suffix == ".json":
        return list(tree["results"].values())
    data = [output.get("data", {}) for cell in tree["cells"] for output in cell.get("outputs", [])]
    return [one["application/vnd.baromia.result+json"] for one in data if "application/vnd.baromia.result+json" in one]


def test_results_edited_by_hand_are_found(copy):
    for name, old, new in [
        ("en.yml", "'[61%](#adoption.any_weekly)", "'[62%](#adoption.any_weekly)"),
        ("en.json", '"text": "61%"', '"text": "62%"'),
        ("cards.en.md", "**61%**", "**62%**"),
    ]:
        path = copy / "results" / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        assert f"{name}, " in results(copy)
        assert "is not what the executed notebooks say" in results(copy)
        path.write_text(text, encoding="utf-8")
    assert "executed notebooks" not in results(copy)


def test_a_results_file_that_is_gone_is_found(copy):
    (copy / "results" / "cards.en.md").unlink()
    assert "cards.en.md, file: 'cards.en.md' is missing" in results(copy)


def test_a_wrong_count_in_the_colophon_is_found(copy):
    path = copy / "results" / "en.yml"
    tree = yaml.safe_load(path.read_text(encoding="utf-8"))
    right = count_numbers(SOURCE, tree)
    for bound in (right, right + 1):
        tree["build"]["bound"] = str(bound)
        path.write_text(yaml.safe_dump(tree, allow_unicode=True), encoding="utf-8")
        assert (f"'{bound}' is not the {right} numbers" in results(copy)) == (bound != right)


def test_a_result_nobody_quotes_is_found_and_one_quoted_nowhere_else_is_not(copy):
    edit(copy, "adoption.any_weekly", lambda result: result.update(name="adoption.every_week"))
    faults = results(copy)
    assert "'adoption.every_week' is quoted nowhere" in faults
    assert "'adoption.any_use_interval' is quoted nowhere" not in faults, "it belongs to adoption.any_use"


def test_one_quantity_under_two_names_is_found(copy):
    edit(
        copy,
        "adoption.generative_of_all",
        lambda result: result.update(
            figures=["pulselife2025.use-general-purpose", "pulselife2025.weekly"],
            formula="pulselife2025.use-general-purpose × pulselife2025.weekly",
        ),
    )
    assert "is the same quantity as adoption.general_purpose_weekly_of_all" in results(copy)


@pytest.mark.parametrize("text", ["46.2% to 47.0%", "40.0% to 45.2%"])
def test_an_estimate_outside_its_interval_is_found(copy, text):
    name = "adoption.general_purpose_weekly_of_all_rounding"
    edit(copy, name, lambda result: result.update(text=text))
    assert f"lies outside its interval, {text}" in results(copy)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("adoption.any_use", "91%"),
        ("adoption.general_purpose_use_interval", "51% to 60%"),
        ("adoption.general_purpose_use_n", "n = 607"),
        ("adoption.any_weekly", "60%"),
        ("adoption.generative_of_all", "83%"),
        ("training_gap.gap_only", "58.9% to 69.0%"),
        ("risks.data_gap", "30 points"),
    ],
)
def test_a_result_that_is_not_what_the_register_says_is_found(copy, name, text):
    edit(copy, name, lambda result: result.update(text=text))
    assert f"en.json, {name}: {text!r} is" in results(copy)


def test_a_changed_figure_shows_until_the_paper_is_built_again(paper, register_copy):
    table = register_copy / "figures.csv"
    table.write_text(table.read_text(encoding="utf-8").replace(",37.8,percent", ",35.6,percent", 1), encoding="utf-8")
    faults = said(result_faults(Known(paper, "en", register_copy), SOURCE))
    assert "adoption.never_tried: '37.8%' is '35.6%' by the register" in faults


# Tables


def test_tables_are_read_as_they_are_written():
    assert table_rows("| a | b\\|c |\n|:--|--:|\n| \\[1\\] | 2 |\n") == [["a", "b|c"], ["[1]", "2"]]


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("tbl-use", "24.4%", "24.5%"),
        ("tbl-use", "14% to 39%", "14% to 38%"),
        ("tbl-use", "n = 45", "n = 46"),
        ("tbl-use", "90%", "56%"),  # a value of the register, but of another row
        ("tbl-derived", "81% × 56%", "81% × 57%"),
        ("tbl-derived", "60.0% to 62.0%", "60.0% to 62.1%"),
        ("tbl-bounds", "60.0 points", "61.0 points"),
        ("tbl-ranks", "1", "2"),
        ("tbl-ranks", "36% Results hard to check or unreliable", "37% Results hard to check or unreliable"),
        ("tbl-cards", "5 of 11", "6 of 11"),
        ("tbl-cards", "June 2025", "July 2025"),
        ("tbl-stands", "77%", "78%"),
        ("tbl-policy", "10 November 2022", "11 November 2022"),
    ],
)
def test_a_cell_that_its_row_does_not_explain_is_found(shown, explained, name, old, new):
    table = shown[name]
    rows = [[new if cell == old else cell for cell in row] for row in table.rows]
    assert rows != table.rows
    assert said(table_faults(table, explained)) == ""
    assert f"{new!r} is not what the register says" in said(table_faults(replace(table, rows=rows), explained))


def test_a_number_in_a_heading_is_found(shown, explained):
    table = shown["tbl-use"]
    rows = [[*table.rows[0][:-1], "Interval at 95%"], *table.rows[1:]]
    assert "'95' is bound to nothing" in said(table_faults(replace(table, rows=rows), explained))


def test_a_page_with_another_table_than_the_notebook_is_found(shown, html):
    assert said(copy_faults(shown["tbl-use"], read_page(html), "paper.html")) == ""
    changed = re.sub(r"(<td[^>]*>)24\.4%", r"\g<1>24.5%", html)
    assert "'24.5%' is not the notebook's '24.4%'" in said(
        copy_faults(shown["tbl-use"], read_page(changed), "paper.html")
    )
    fewer = replace(shown["tbl-use"], rows=shown["tbl-use"].rows[:-1])
    assert "rows stand there" in said(copy_faults(fewer, read_page(html), "paper.html"))
    assert "does not show" in said(copy_faults(shown["tbl-use"], read_page("<body></body>"), "paper.html"))


def test_a_table_that_is_not_embedded_is_found():
    page = read_page("<body><table><tr><td>Yes</td><td>45</td></tr></table></body>")
    assert "'45' stands in a table that is not embedded" in said(stray_tables(page, set(), "paper.html"))


# Charts


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("fig-use", "24.4%", "25.4%"),
        ("fig-use", "14% to 39%", "14% to 40%"),
        ("fig-use", "(n = 608)", "(n = 609)"),
        ("fig-use", "practice: 90%", "practice: 56%"),  # a value of the register, but of another figure
        ("fig-both", "general public 89%", "general public 88%"),
        ("fig-gap", "8.9%", "9.9%"),
        ("fig-disclosure", "5 of 11", "4 of 11"),
        ("fig-curve", "324", "325"),
    ],
)
def test_an_alternative_text_that_says_another_number_is_found(shown, alternative, name, old, new):
    chart = shown[name]
    assert old in chart.alt
    assert said(chart_faults(chart, alternative)) == ""
    broken = replace(chart, alt=chart.alt.replace(old, new, 1))
    assert "is no published value and no limit" in said(chart_faults(broken, alternative))


def test_dots_and_intervals_stand_where_the_words_say(shown):
    dots, bars = drawn(shown["fig-use"].svg)
    assert [round(dot, 1) for dot in dots] == [24.4, 45, 56, 62, 65, 90]
    assert len(bars) == 3


@pytest.mark.parametrize("kind", ["dot", "interval", "missing"])
def test_a_chart_drawn_elsewhere_is_found(shown, alternative, kind):
    chart = shown["fig-use"]
    mark = re.search(r'(<use [^>]*?x=")([\d.]+)(" y="[\d.]+"[^>]*/>)', chart.svg)
    bar = re.search(r'(<path d="M )([\d.]+)( [\d.]+\s+L [\d.]+ [\d.]+\s*"[^>]*stroke-width: 2\.2)', chart.svg)
    match = bar if kind == "interval" else mark
    moved = "" if kind == "missing" else f"{match[1]}{float(match[2]) + 9}{match[3]}"
    faults = said(chart_faults(replace(chart, svg=chart.svg.replace(match[0], moved, 1)), alternative))
    assert ("are drawn; the alternative text has" if kind == "missing" else f"is where a {kind} is drawn") in faults


def test_a_page_with_another_chart_than_the_notebook_is_found(shown, html):
    page, chart = read_page(html), shown["fig-use"]
    assert said(picture_faults(chart, page, "paper.html")) == ""
    assert "'(how many)'" in said(picture_faults(replace(chart, alt=chart.alt + " 1"), page, "paper.html"))
    assert "is not the picture" in said(picture_faults(replace(chart, svg=chart.svg + " "), page, "paper.html"))
    assert "does not show in words" in said(picture_faults(chart, read_page("<body></body>"), "paper.html"))
    page = read_page('<body><div id="fig-use"><img alt="Dots: 90%"><details><p>Dots: 91%</p></details></div></body>')
    assert "other numbers in its data" in said(
        picture_faults(Shown("fig-use", "adoption", [], "Dots: 90%", "<svg/>"), page, "paper.html")
    )


# The PDF


BODY = "<body><h1>One</h1><p>Of them 90% (<span class='citation'>Wilson 1927</span>) say so in 5 of 11.</p></body>"
PIECES = [
    ["Title", "Of", "Contents", "1 One", ". . .", "2", "1"],
    ["1", "One", "Of them", "90%", "(Wilson", "1927", ") say so in", "5", "of 11, see", "Table\u00a03", "2"],
    ["References", "Wilson. 1927.", "3"],
]


def audit(pages: list[list[str]], known: Known, html: str = BODY) -> str:
    pdf = Pdf("paper.pdf", [[plain(piece) for piece in page] for page in pages], [("1 One", 1), ("References", 2)])
    return said(pdf_faults(pdf, read_page(html), known, Allowed("en", []), ABOUT, "References"))


def test_a_pdf_that_says_what_the_page_says_passes(known):
    assert audit(PIECES, known) == ""


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("90%", "99.7%", "page 2: '99.7' is in no result"),
        ("90%", "89%", "page 2: '89' stands 1 times in the PDF, 0 on the page"),
        ("90%", "90% 90%", "page 2: '90' stands 2 times in the PDF, 1 on the page"),
        ("90%", "many", "'90' stands 1 times on the page, less often in the PDF"),
        ("1927", "1928", "'1928' is in no result"),
    ],
)
def test_a_pdf_that_says_another_number_is_found(known, old, new, what):
    pages = [[new if piece == old else piece for piece in page] for page in PIECES]
    assert what in audit(pages, known)


@pytest.mark.parametrize(
    "pages",
    [
        [["Title", "Abstract 9", "Contents", "One 2"], ["One", "8"], ["References"]],
        [["Title", "Abstract 9"], ["Contents", "One 2", "One", "8"], ["References"]],
        [["Title", "Abstract 9", "Contents", "One 2"], ["Last 3"], ["One", "8"], ["References"]],
    ],
    ids=["beside the abstract", "beside the text", "over two pages"],
)
def test_the_contents_are_no_text_wherever_they_stand(pages):
    outline = [("One", len(pages) - 2), ("References", len(pages) - 1)]
    found = [piece for _, piece in body(Pdf("paper.pdf", pages, outline), "References")]
    assert found == ["Title", "Abstract 9", "One", "8"]
