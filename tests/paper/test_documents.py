"""Documents: what points to nothing, or is beyond the supported syntax, is refused with file and line."""

from pathlib import Path

import nbformat
import pytest

from conftest import ROOT
from nbpaper.errors import PaperError
from nbpaper.render.builtin import expand, read_project
from nbpaper.render.documents import DocumentError, check_document, read_document

HEAD = "---\ntitle: T\nlang: en-GB\nmetadata-files:\n  - results/en.yml\n---\n"  # six lines


def write(folder: Path, body: str, head: str = HEAD) -> Path:
    (folder / "results").mkdir(exist_ok=True)
    (folder / "results" / "en.yml").write_text('results:\n  adoption:\n    any_use: "90%"\n', encoding="utf-8")
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
    document = read_document(write(folder, body, head), folder)
    check_document(document, {"wilson1927"})
    return expand(document, folder / "charts")


def test_a_result_takes_its_place(tmp_path):
    assert check(tmp_path, "In all, {{< meta results.adoption.any_use >}} do.") == "In all, 90% do."


def test_a_result_in_the_abstract_is_checked_too(tmp_path):
    head = HEAD.replace("title: T", "title: T {{< meta results.adoption.nope >}}")
    with pytest.raises(DocumentError, match="line 2: no result is called"):
        check(tmp_path, "", head)


def test_a_chart_comes_with_its_alternative_text(tmp_path):
    text = check(
        tmp_path,
        "::: {#fig-a}\n{{< embed adoption.ipynb#chart-a >}}\n\nCaption.\n:::\n\nSee @fig-a [@wilson1927].",
    )
    assert "![Dots: 90%](charts/chart-a.svg)" in text
    assert (tmp_path / "charts" / "chart-a.svg").read_text() == "<svg/>"


@pytest.mark.parametrize(
    ("body", "line", "said"),
    [
        ("a\n{{< meta results.adoption.any_us >}}", 8, r"did you mean results\.adoption\.any_use"),
        ("{{< meta results.adoption >}}", 7, "no result is called results.adoption"),
        ("{{< var any_use >}}", 7, "'var' is not supported"),
        ("{{{< meta x >}}}", 7, "escaped shortcode"),
        ("a\n\nb {{< embed adoption.ipynb#chart-b >}}", 9, "did you mean chart-a"),
        ("{{< embed trust.ipynb#chart-a >}}", 7, "no executed notebook trust.ipynb"),
        ("{{< embed adoption.ipynb#chart-empty >}}", 7, "shows nothing"),
        ("{{< embed adoption.ipynb#chart-mute >}}", 7, "no alternative text"),
        ("As @fig-nope shows.", 7, "@fig-nope refers to nothing"),
        ("As @sec-nope says.", 7, "@sec-nope refers to nothing"),
        ("See @eq-one.", 7, "not supported"),
        ("Says [@wilson1928].", 7, r"did you mean wilson1927"),
        ("```{python}\n1\n```", 7, "a code cell"),
        ("::: {.callout-note}\nx\n:::", 7, "a Quarto block"),
        ("::: {layout-ncol=2}\nx\n:::", 7, "a layout"),
    ],
)
def test_what_points_to_nothing_is_refused_with_its_line(tmp_path, body, line, said):
    with pytest.raises(DocumentError, match=said) as refusal:
        check(tmp_path, body)
    assert f"paper.qmd, line {line}:" in str(refusal.value)
    assert "To mend:" in str(refusal.value)


def test_code_is_left_alone(tmp_path):
    assert check(tmp_path, "```\n@fig-nope\n```\n\nWrite `@fig-nope` so.").startswith("```")


@pytest.mark.parametrize(
    ("head", "said"),
    [
        ("no front matter", "no front matter"),
        ("---\ntitle: [\n---\n", "mend the YAML"),
        ("---\ntitle: T\nmetadata-files:\n  - results/de.yml\n---\n", "cannot be read"),
    ],
)
def test_broken_front_matter_is_refused(tmp_path, head, said):
    with pytest.raises(DocumentError, match=said):
        read_document(write(tmp_path, "", head), tmp_path)


def test_an_option_the_built_in_renderer_would_ignore_is_refused(tmp_path):
    text = (ROOT / "_quarto.yml").read_text(encoding="utf-8").replace("    toc: true\n", "    toc-location: left\n", 1)
    (tmp_path / "_quarto.yml").write_text(text, encoding="utf-8")
    with pytest.raises(PaperError, match=r"does not follow format\.html\.toc-location"):
        read_project(tmp_path)


def test_the_papers_own_project_is_followed():
    assert set(read_project(ROOT)["format"]) == {"html", "typst"}
