"""`baromia run`: one notebook under one's own parameters, as a page that needs nothing beside it or as a notebook."""

import html
import re
from pathlib import Path

import nbformat
import pytest
from click.testing import CliRunner, Result
from PIL import Image

from baromia.cli import main
from conftest import ROOT, in_campaign
from nbpaper.render.notebook_page import write_page

OUTSIDE = re.compile(r"""\s(?:src|href)=(?!["']?(?:data:|#))|url\((?!["']?data:)|@import|<script|<link""")


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["run", *map(str, arguments)])


@pytest.fixture(scope="module")
def what_if(tmp_path_factory) -> Path:
    """A French page, at another confidence and without a source."""
    file = tmp_path_factory.mktemp("run") / "training.html"
    given = ("-p", "confidence", "0.9", "-p", "exclude_sources", "campagna2025", "--charts", file.parent / "a" / "b")
    done = run("training-gap", "--language", "fr", *given, "--output", file)
    said = ("checking data and parameters", "executing training-gap")
    assert (done.exit_code, done.stderr) == (0, "".join(f"baromia: {step} …\n" for step in said))
    return file


@pytest.mark.build
def test_a_page_holds_its_charts_names_its_what_if_and_fetches_nothing(what_if):
    page = what_if.read_text(encoding="utf-8")
    assert '<html xmlns="http://www.w3.org/1999/xhtml" lang="fr"' in page
    head = page.partition("<h2")[0]
    title, below = re.search(r"<h1[^>]*>([^<]+)</h1>(.*)", head, re.DOTALL).groups()
    assert f"<title>{title}</title>" in page
    assert "Un essai, et non l’article publié." in below
    assert "<code>confidence</code> 0.9, <code>exclude_sources</code> campagna2025" in head
    assert "Cette phrase repose sur une source écartée" in page
    pictures = re.findall(r"<img[^>]*>", page)
    drawn = [page.count(f'class="chart {width}"') for width in ("wide", "narrow")]  # one of the two is shown
    assert drawn[0] == drawn[1] == len(pictures) / 2 >= 2
    for picture in pictures:
        assert re.search(r'\ssrc="data:image/svg\+xml;base64,', picture)
        assert re.search(r'\salt="[^"]{40,}"', picture)
    assert not OUTSIDE.search(re.sub(r"<pre.*?</pre>", "", page, flags=re.DOTALL))
    assert "default-src 'none'; img-src data:" in html.unescape(page)
    assert {path.name for path in what_if.parent.iterdir()} == {"a", what_if.name}


def test_the_words_of_a_chart_are_read_whole(tmp_path):
    said, picture = 'Of those who "use" it, < 5%', '<svg xmlns="http://www.w3.org/2000/svg"/>'
    drawn = nbformat.v4.new_output("display_data", {"image/svg+xml": picture, "text/plain": said})
    cells = [nbformat.v4.new_markdown_cell("# Why?"), nbformat.v4.new_code_cell("draw()", outputs=[drawn])]
    write_page(nbformat.v4.new_notebook(cells=cells), tmp_path / "a.html", language="en")
    (alt,) = re.findall(r'\salt="([^"]*)"', (tmp_path / "a.html").read_text(encoding="utf-8"))
    assert html.unescape(alt) == said


@pytest.mark.build
def test_its_charts_are_pictures_and_slides_too(what_if):
    files = {path.name: path for path in (what_if.parent / "a" / "b").iterdir()}
    names = [f"training-gap-{chart}{end}" for chart in ("gap", "levers") for end in ("", "-slide")]
    assert set(files) == {f"{name}.{kind}" for name in names for kind in ("svg", "png")}
    for name in names:
        svg = files[f"{name}.svg"].read_text(encoding="utf-8")
        assert "<text" not in svg
        wide, high = map(float, re.search(r'viewBox="\S+ \S+ (\S+) (\S+)"', svg).groups())
        drawn = Image.open(files[f"{name}.png"])
        assert drawn.width / drawn.height == pytest.approx(wide / high, rel=0.01)
        assert name[-6:] != "-slide" or wide / high == pytest.approx(16 / 9, rel=0.001)


@pytest.mark.build
def test_a_page_keeps_nobody_out(what_if, browser):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed")
    page = browser.new_context(bypass_csp=True, color_scheme="light").new_page()  # axe is a script of ours
    page.goto(what_if.as_uri())
    only = {"resultTypes": ["violations"]}  # of the rest axe would say each element
    found = axe.Axe().run(page, options=only).response["violations"]
    page.emulate_media(color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") != "rgb(255, 255, 255)"
    contrast = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
    found += axe.Axe().run(page, options=contrast | only).response["violations"]
    page.context.close()
    assert {violation["id"] for violation in found} <= {
        "empty-table-header"
    }  # above the names of rows a frame has none


@pytest.mark.build
@in_campaign
def test_a_notebook_says_so_too_and_runs_on(tmp_path):
    assert run("risks", "--output", tmp_path / "risks.ipynb").exit_code == 0  # with the paper's own parameters
    assert "what-if" not in {cell.id for cell in nbformat.read(tmp_path / "risks.ipynb", as_version=4).cells}
    file = tmp_path / "benefits.ipynb"
    assert run("benefits", "-p", "design_effect", "2", "--output", file).exit_code == 0
    notebook = nbformat.read(file, as_version=4)
    nbformat.validate(notebook)
    title, what_if, parameters, injected = notebook.cells[:4]
    assert title.source.startswith("# Benefits")
    assert "A what-if, not the published paper." in what_if.source
    assert "`design_effect` 2" in what_if.source
    assert parameters.metadata.tags == ["parameters"]
    assert "design_effect = 2" in injected.source
    drawn = [output.data["image/svg+xml"] for cell in notebook.cells for output in cell.get("outputs", [])
             if "image/svg+xml" in output.get("data", {})]  # fmt: skip
    assert drawn
    assert not any("<text" in svg for svg in drawn)  # it brings no typeface


@pytest.mark.parametrize(
    ("name", "language"),
    [
        ("trust.fr.ipynb", "fr"),
        ("notebooks/trust.fr.ipynb", "fr"),
        ("{root}/notebooks/trust.fr.ipynb", "fr"),
        ("{mine}/adoption-Copy1.ipynb", "en"),
        ("{mine}/mon étude.fr.ipynb", "fr"),
    ],
)
def test_a_notebook_may_be_named_as_its_file(name, language, monkeypatch, tmp_path):
    name, ran = name.format(root=ROOT, mine=tmp_path), []
    monkeypatch.setattr("baromia.cli.papers.run_notebook", lambda asked, *rest: ran.append((asked.languages, rest[1])))
    monkeypatch.chdir(ROOT / "notebooks" if name.startswith("trust") else ROOT)
    if name.startswith(str(tmp_path)):
        Path(name).touch()
    done = run(name, "--output", tmp_path / "a.html")
    assert (done.exit_code, ran) == (0, [((language,), Path(name).resolve())]), done.output


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["adption", "--output", "a.html"], 1, "no notebook is called 'adption' (did you mean adoption?)"),
        (["adoption", "-p", "confidense", "0.9", "--output", "a.html"], 1, "did you mean confidence?"),
        (["adoption", "-p", "confidence", "9", "--output", "a.html"], 1, "it takes a number from 0.5 to 0.999"),
        (["adoption", "-p", "confidence", "9", "--output", "a.html", "--charts", "a.charts/b"], 1, "it takes a number"),
        (["adoption", "-p", "language", "fr", "--output", "a.html"], 1, "write --language fr"),
        (["adoption", "-p", "confidence=0.9", "--output", "a.html"], 2, "two words: -p confidence 0.9"),
        (["adoption", "-p", "confidence", "--output", "a.html"], 2, "confidence has no value: -p confidence VALUE"),
        (["adoption", "-p", "confidence", "-p", "design_effect", "2"], 2, "confidence has no value"),
        (["elsewhere/adoption.fr.ipynb", "--output", "a.html"], 1, "did you mean adoption?"),
        (["adoption", "--output", "a.pdf"], 1, "let its name end in .html or .ipynb"),
        (["adoption", "--output", "a.ipynb", "--charts", "a.charts"], 2, "--charts goes with a page"),
        (["adoption", "--output", "none/a.html"], 1, "its folder is not there"),
        (["adoption", "--output", f"a.{'b' * 240}.html"], 1, "/a.bbb"),  # the file beside it has a name too long
        (["adoption"], 2, "Missing option '--output'"),
    ],
)
def test_a_mistake_is_answered_and_leaves_what_was_there(tmp_path, arguments, code, said):
    (tmp_path / "a.html").write_text("yesterday's", encoding="utf-8")
    words = [str(tmp_path / word) if word.startswith(("a.", "none/")) else word for word in arguments]
    done = run(*words)
    assert done.exit_code == code
    assert said in done.stderr
    assert "executing" not in done.stderr
    assert {path.name: path.read_text("utf-8") for path in tmp_path.iterdir()} == {"a.html": "yesterday's"}
