"""Documents: what points to nothing, or is beyond the supported syntax, is refused with file and line."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import nbformat
import pytest

from cases import cases
from conftest import ROOT
from documents import words
from nbpaper.errors import PaperError
from nbpaper.render.builtin import FORMATS, expand, read_project
from nbpaper.render.documents import ConditionError, check_document, read_document, visible
from nbpaper.render.programs import pandoc, typeset
from nbpaper.render.staged import one_by_one

HEAD = "---\ntitle: T\nlang: en-GB\nmetadata-files:\n  - results/en.yml\n---\n"  # six lines


def write(folder: Path, body: str, head: str = HEAD) -> Path:
    (folder / "results").mkdir(exist_ok=True)
    (folder / "results" / "en.yml").write_text(
        'results:\n  adoption:\n    any_use: "90%"\n    linked: "[90%](#a.b){.figure}"\n', encoding="utf-8"
    )
    cell = nbformat.v4.new_code_cell('#| label: chart-a\n#| fig-alt: "Dots: 90%"\nview.chart(x)')
    cell.outputs = [nbformat.v4.new_output("execute_result", data={"image/svg+xml": "<svg/>", "text/plain": "Dots"})]
    empty = nbformat.v4.new_code_cell("#| label: chart-empty\n1;")
    mute = nbformat.v4.new_code_cell("#| label: chart-mute\nview.chart(x)")
    mute.outputs = cell.outputs
    nbformat.write(nbformat.v4.new_notebook(cells=[cell, empty, mute]), folder / "adoption.ipynb")
    path = folder / "paper.qmd"
    path.write_text(head + body, encoding="utf-8")
    return path


def check(folder: Path, body: str, head: str = HEAD) -> str:
    document = read_document(write(folder, body, head))
    check_document(document, {"wilson1927"})
    return expand(document, folder / "charts")


def test_a_result_in_the_abstract_is_checked_too(tmp_path):
    head = HEAD.replace("title: T", "title: T {{< meta results.adoption.nope >}}")
    with pytest.raises(PaperError, match="line 2: no result is called"):
        check(tmp_path, "", head)


def test_a_chart_comes_with_its_alternative_text(tmp_path):
    text = check(
        tmp_path,
        "::: {#fig-a}\n{{< embed adoption.ipynb#chart-a >}}\n\nCaption.\n:::\n\nSee @fig-a [@wilson1927].",
    )
    assert "![Dots: 90%](charts/chart-a.svg)" in text
    assert (tmp_path / "charts" / "chart-a.svg").read_text() == "<svg/>"


CASES = cases(__file__, "documents")


@pytest.mark.parametrize(("body", "line", "said"), CASES["refused"])
def test_what_points_to_nothing_is_refused_with_its_line(tmp_path, body, line, said):
    with pytest.raises(PaperError, match=said) as refusal:
        check(tmp_path, body)
    assert f"paper.qmd, line {line}:" in str(refusal.value)
    assert "To mend:" in str(refusal.value)


LINKED = "{{< meta results.adoption.linked >}}"


@pytest.mark.parametrize(("text", "where"), CASES["linked"])
def test_a_result_where_its_link_cannot_be_is_refused_with_its_line(tmp_path, text, where):
    with pytest.raises(PaperError, match=f"line 9: results.adoption.linked stands inside {where}"):
        check(tmp_path, f"One.\n\nTwo and {text} and three.")
    plain = text.replace("adoption.linked", "adoption.any_use")  # no link: it may stand anywhere
    assert "90%" in check(tmp_path, plain.replace("#sec-a", "x"))


def test_a_result_between_tags_in_brackets_and_in_bold_stays(tmp_path):
    text = f"<b>{LINKED}</b> ({LINKED}) **{LINKED}** [{LINKED}]{{.line}} and $5 to $6"
    assert check(tmp_path, text).count("](#a.b){.figure}") == 4


def test_code_is_left_alone(tmp_path):
    assert check(tmp_path, "```\n@fig-nope\n```\n\nWrite `@fig-nope` so.").startswith("```")


@pytest.mark.parametrize(
    ("head", "said"),
    [
        ("no front matter", "no front matter"),
        ("---\ntitle: [\n---\n", "mend the YAML"),
        ("---\ntitle: T\nmetadata-files:\n  - results/de.yml\n---\n", r"results/de\.yml: is not there"),
    ],
)
def test_broken_front_matter_is_refused(tmp_path, head, said):
    with pytest.raises(PaperError, match=said):
        read_document(write(tmp_path, "", head))


def test_an_option_the_built_in_renderer_would_ignore_is_refused(tmp_path):
    text = (ROOT / "_quarto.yml").read_text(encoding="utf-8").replace("    toc: true\n", "    toc-location: left\n", 1)
    (tmp_path / "_quarto.yml").write_text(text, encoding="utf-8")
    with pytest.raises(PaperError, match=r"does not follow format\.html\.toc-location"):
        read_project(tmp_path)


def project(folder: Path, body: str) -> Path:
    """Write a small project; its own files are named in `_quarto.yml`."""
    (folder / "reports" / "data").mkdir(parents=True)
    files = {"works.yaml": "references: [{id: wilson1927, type: book, title: T, author: [{family: W}]}]\n"}
    files |= {"reports/own.css": "p {color: black}", "reports/own.typ": "// x", "reports/own.lua": "return {}"}
    files["_quarto.yml"] = (
        "bibliography: works.yaml\nfilters: [reports/own.lua]\nformat:\n"
        "  html: {embed-resources: true, css: reports/own.css}\n"
        "  typst: {pdf-standard: ua-1, include-in-header: reports/own.typ}\n"
    )
    files["reports/paper.qmd"] = f"---\ntitle: T\nlang: en-GB\n---\n\n# One\n\n{body}\n"
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder / "reports" / "paper.qmd"


def render(path: Path, folder: Path, kind: str = "html") -> None:
    one_by_one("builtin", path, folder, kind, datetime(2026, 1, 1, tzinfo=UTC))


@pytest.mark.parametrize(("language", "day"), [("en-GB", "1 August 2024"), ("fr-FR", "1 août 2024")])
def test_a_day_in_the_bibliography_is_in_the_order_of_its_language(tmp_path, language, day):
    path = project(tmp_path, "Says [@wilson1927].")
    path.write_text(path.read_text(encoding="utf-8").replace("en-GB", language), encoding="utf-8")
    work = "{id: wilson1927, type: webpage, title: T, author: [{family: W}], issued: {date-parts: [[2024, 8, 1]]}}"
    (tmp_path / "works.yaml").write_text(f"references: [{work}]\n", encoding="utf-8")
    style = (ROOT / "_quarto.yml").read_text(encoding="utf-8").partition("\ncsl: ")[2].split()[0]
    (tmp_path / style).write_bytes((ROOT / style).read_bytes())
    with open(tmp_path / "_quarto.yml", "a", encoding="utf-8") as file:
        file.write(f"csl: {style}\n")
    render(path, tmp_path)
    text = path.with_suffix(".html").read_text(encoding="utf-8")
    assert f"{day}." in re.sub(r"\s+", " ", text.partition('class="csl-entry"')[2])


def test_contents_go_as_deep_as_asked_in_a_folder_of_any_name(tmp_path):
    folder = tmp_path / """a%20b &amp "c" d'é"""
    path, config = project(folder, "## Two\n\n### Three\n\nSays [@wilson1927]."), folder / "_quarto.yml"
    asked = config.read_text(encoding="utf-8").replace(": {", ": {toc: true, toc-depth: 2, ")
    config.write_text(asked, encoding="utf-8")
    for kind, suffix in FORMATS.items():
        render(path, folder, kind)
        said = words(path.with_suffix(f".{suffix}"))
        assert (said.count("Two"), said.count("Three")) == (2, 1), suffix


def test_documents_of_one_folder_are_rendered_side_by_side(tmp_path):
    first = project(tmp_path, "Number 0.")
    paths = [first.with_name(f"paper{number}.qmd") for number in range(4)]
    for number, path in enumerate(paths):
        path.write_text(first.read_text(encoding="utf-8").replace("Number 0", f"Number {number}"), encoding="utf-8")
    with ThreadPoolExecutor(max_workers=4) as pool:
        list(pool.map(lambda path: render(path, tmp_path), paths))
    assert all(f"Number {number}." in path.with_suffix(".html").read_text() for number, path in enumerate(paths))


@pytest.mark.parametrize(
    ("body", "line", "said"),
    [
        ("One.\n\nThe word 漢 is not there.", 10, "could not be displayed with font"),
        ("One.\n\nThe chart that nobody drew: ![](own.svg)", 10, "missing alt text"),
    ],
)
def test_what_stops_the_pdf_is_told_with_file_and_line(tmp_path, body, line, said):
    path = project(tmp_path, body)
    (path.parent / "own.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')
    with pytest.raises(PaperError, match=rf"reports/paper\.qmd, line {line}: typst says: PDF/UA-1 error: .*{said}"):
        render(path, tmp_path, "typst")


def test_what_pandoc_warns_of_stops_the_page(tmp_path):
    path = project(tmp_path, "Noted[^a].\n\n[^a]: Once.\n\n[^a]: Twice.")
    with pytest.raises(PaperError, match=r"paper\.qmd to html: pandoc says: .*Duplicate note"):
        render(path, tmp_path)


def test_a_program_that_fails_is_told_in_its_own_words(monkeypatch):
    with pytest.raises(PaperError, match=r"^the list: pandoc says: .*JSON.* To mend: "):
        pandoc("the list", "[", "--from=csljson")
    with pytest.raises(PaperError, match=r"^the sheet: typst says: unknown variable: nothing"):
        typeset("the sheet", b"#nothing")
    monkeypatch.setattr("pypandoc.get_pandoc_path", lambda: "false")
    with pytest.raises(PaperError, match=r"^the list: pandoc says: .*exit status 1"):
        pandoc("the list", "[]")


def test_a_page_holds_its_pictures_style_sheets_and_fonts(tmp_path):
    path = project(tmp_path, "![A chart.](a%20b.svg) and <img src='own.png' alt='Another.'>")
    for name, content in {"a b.svg": "<svg/>", "own.png": "x", "own.woff2": "y"}.items():
        (path.parent / name).write_text(content)
    (path.parent / "own.css").write_text('@font-face {font-family: own; src: url("own.woff2") format("woff2")}')
    render(path, tmp_path)
    page = path.with_suffix(".html").read_text(encoding="utf-8")
    assert sorted(re.findall("data:([^;]+);base64,([^\"']+)", page)) == [
        ("font/woff2", "eQ=="),
        ("image/png", "eA=="),
        ("image/svg+xml", "PHN2Zy8+"),
    ]
    assert not re.search(r'href="own|\.(svg|png|woff2)\b', page)


def test_a_picture_that_is_no_file_stops_the_page(tmp_path):
    path = project(tmp_path, "![A chart that is not there.](https://example.org/x.png)")
    with pytest.raises(PaperError, match=r"paper\.html would show https://example\.org/x\.png, which is no file\. "):
        render(path, tmp_path)


# What a condition hides


BLOCK = ':::: {.content-visible %s-meta="has.editions"}\nA\n\n::: {#fig-x}\nB\n:::\n::::\nC'


@pytest.mark.parametrize(
    ("kind", "value", "left"),
    [("when", True, "\nA\n\n::: {#fig-x}\nB\n:::\n\nC"), ("when", False, "\n" * 7 + "C")],
)
def test_a_condition_hides_lines_and_keeps_their_number(kind, value, left):
    assert visible(BLOCK % kind, {"has": {"editions": value}}) == left
    opposite = "unless" if kind == "when" else "when"
    assert visible(BLOCK % opposite, {"has": {"editions": not value}}) == left


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("x\n" + BLOCK.replace("\n::::\n", "\n") % "when", 1, "never ends"),
        ((BLOCK % "when").replace("has.editions", "has.edition"), 0, "neither true nor false"),
    ],
)
def test_a_broken_condition_is_refused(text, line, said):
    with pytest.raises(ConditionError, match=said) as refusal:
        visible(text, {"has": {"editions": True}})
    assert refusal.value.line == line
