"""The archive for others, opened: whole, the same each time, described, and no chart without its origin."""

import html
import io
import json
import os
import py_compile
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache, partial
from itertools import islice, product
from pathlib import Path
from xml.etree import ElementTree

import nbformat
import openpyxl
import pandas as pd
import pytest
import yaml
from click.testing import CliRunner
from PIL import Image

import baromia
from baromia import charts
from baromia.analysis.parameters import Parameters
from baromia.cli import main
from baromia.paper import pictures as drawing
from baromia.paper.cards import Cards
from baromia.paper.export import archive as making
from baromia.paper.export.archive import Item, write_zip
from baromia.paper.export.crate import NAME, of_repository
from baromia.paper.export.croissant import croissant
from baromia.paper.export.pages import caveats, readme
from baromia.paper.export.spreadsheet import as_csv, as_xlsx, tables
from baromia.paper.formats import formats, index
from baromia.paper.pictures import files, pictures
from baromia.paper.schema_org import page
from baromia.project import LANGUAGES, PROJECT
from baromia.register import Register
from conftest import CAMPAIGN, REGISTER, ROOT, in_campaign
from nbpaper import clock
from nbpaper.errors import PaperError
from nbpaper.numbers.html import read_page
from nbpaper.numbers.stream import letters

pytestmark = pytest.mark.build
DATA = ROOT / "data"
CONTEXT = "https://w3id.org/ro/crate/1.2/context"
# What the validator would like to have and nobody knows: where authors work, identifiers and addresses on the web; and
# that a person be the author, where we are many.
UNKNOWABLE = ("affiliation", "organization SHOULD have a URL", "contactPoint", "ORCID", "ROR identifier", "`author`")


@pytest.fixture(scope="module")
def archive(paper, tmp_path_factory) -> zipfile.ZipFile:
    """The archive of the shared build; all French charts, French formats and sharp pictures in a campaign only."""
    target = tmp_path_factory.mktemp("export") / "baromia.zip"
    py_compile.compile(str(ROOT / "src" / "baromia" / "project.py"))  # what Python leaves beside the code
    with pytest.MonkeyPatch.context() as patch:
        if not CAMPAIGN:
            most = {"en": None, "fr": 1}
            patch.setattr(making, "pictures", lambda folder: islice(pictures(folder), most[folder.name]))
            patch.setattr(making, "formats", lambda *asked: formats(*asked) if asked[1] == "en" else {})
            patch.setattr(drawing, "PPI", 50)
            patch.setattr(drawing, "as_png", partial(drawing.as_png, ppi=50))
        write_zip(target, making.contents(paper, DATA), DATA)
    return zipfile.ZipFile(target)


def graph(text: str | bytes) -> dict[str, dict]:
    return {entity["@id"]: entity for entity in json.loads(text)["@graph"]}


def test_archive_holds_data_papers_and_charts_as_they_are(archive, paper):
    names = {name for name in archive.namelist() if not name.endswith("/")}
    assert not [name for name in names if Path(name).is_absolute() or ".." in Path(name).parts or name[-4:] == ".pyc"]
    for path in (*DATA.glob("*.csv"), DATA / "sources.yaml", DATA / "datapackage.json", DATA / "README.md"):
        assert archive.read(f"data/{path.name}") == path.read_bytes()
    for name in ("paper.html", "paper.pdf", "paper.fr.html", "paper.fr.pdf"):
        assert archive.read(f"paper/{name}") == (paper / name).read_bytes()
    assert {"README.md", "README.fr.md", "CAVEATS.md", "CAVEATS.fr.md", "CITATION.cff", "sources.bib", NAME} <= names
    executed = [path.read_text(encoding="utf-8") for path in paper.glob("executed/en/*")]
    drawn = sum(len(re.findall(r'"image/svg\+xml": (?:\[|"<)', text)) for text in executed)
    svg, png = ([name[:-4] for name in names if re.match(rf"charts/en/.*\.{kind}$", name)] for kind in ("svg", "png"))
    assert len(svg) == 2 * drawn > 20
    assert sorted(svg) == sorted(png)


def test_the_paper_in_other_formats_has_its_words_and_charts(archive, paper):
    page = (paper / "paper.html").read_text(encoding="utf-8")
    drawn = [html.unescape(alt) for alt in re.findall(r'<div class="chart wide"><svg[^>]*? aria-label="([^"]+)"', page)]
    with zipfile.ZipFile(io.BytesIO(archive.read("paper/paper.docx"))) as document:
        text = document.read("word/document.xml").decode("utf-8")
        assert len([name for name in document.namelist() if name.endswith(".png")]) == len(drawn) > 10
    assert [html.unescape(alt) for alt in re.findall(r'<wp:docPr descr="([^"]+)"', text)] == drawn
    widths = [int(width) / 914_400 for width in re.findall(r'<wp:extent cx="(\d+)"', text)]
    assert max(widths) < 5.35, "wider, in inches, than the table that pandoc puts a chart in"
    plain = archive.read("paper/paper.txt").decode("utf-8")
    title = re.search(r'<h1 class="title">(.*?)</h1>', page, re.DOTALL)[1]
    abstract = re.sub(r"<[^>]+>", "", re.search(r'<div class="abstract">(.*?)</div>\s*</header>', page, re.DOTALL)[1])
    for said in (title, abstract, *drawn):
        assert letters(html.unescape(said)) in letters(plain)
    assert letters(html.unescape(title)) in letters(re.sub(r"<[^>]+>", "", text))
    assert [name for name in read_page(page).cards() if name not in plain] == []


def test_an_index_tells_machines_what_the_paper_says(paper, tmp_path):
    told = index(paper)
    for language in LANGUAGES:
        article = graph((paper / "results" / f"{language}.jsonld").read_text(encoding="utf-8"))["#article"]
        assert article["headline"] in told
        assert article["abstract"] in told
    with pytest.raises(PaperError, match=r"no results yet\. To mend: run `make paper` first"):
        index(tmp_path)


@in_campaign  # a build of it, below, says as much of the papers
def test_twice_the_same_bytes(archive, paper, tmp_path):
    write_zip(tmp_path / "again.zip", making.contents(paper, DATA), DATA)
    assert (tmp_path / "again.zip").read_bytes() == Path(archive.filename).read_bytes()


def test_the_commits_date_is_the_clock(tmp_path, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    write_zip(tmp_path / "a.zip", [Item("b", b"b"), Item("a", b"a")], DATA)
    entries = zipfile.ZipFile(tmp_path / "a.zip").infolist()
    assert [(entry.filename, entry.date_time) for entry in entries] == [(n, (2023, 11, 14, 22, 13, 20)) for n in "ab"]
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")  # before a zip's time begins
    write_zip(tmp_path / "old.zip", [Item("a", b"a")], DATA)
    assert zipfile.ZipFile(tmp_path / "old.zip").infolist()[0].date_time[0] == 1980


# To build it again


def test_the_archive_holds_all_that_a_build_is_made_from(archive):
    command = ["git", "-C", str(ROOT), "ls-files", "src", "notebooks", "reports"]
    kept = subprocess.run(command, capture_output=True, encoding="utf-8", check=True).stdout.splitlines()
    assert len(kept) > 150
    assert [name for name in kept if archive.read(name) != (ROOT / name).read_bytes()] == []


def test_what_else_lies_beside_notebooks_and_reports_is_not_for_others(tmp_path, monkeypatch):
    notebooks, reports = (Path(shutil.copytree(ROOT / name, tmp_path / name)) for name in ("notebooks", "reports"))
    monkeypatch.setattr(making, "ROOT", tmp_path)
    monkeypatch.setattr(making, "REPORTS", reports)
    monkeypatch.setattr(making, "PROJECT", replace(PROJECT, notebooks=notebooks, reports=reports))
    before = list(making.sources())
    assert {"adoption.fr.ipynb", "ruff.toml", "paper.fr.qmd"} <= {path.name for path in before}
    shutil.copy(notebooks / "adoption.ipynb", notebooks / "adoption-Copy1.ipynb")
    for folder, name in product((notebooks, reports), ("mine.csv", "mine.js", "draft.qmd", "class-sheet.pdf")):
        (folder / name).touch()
    assert list(making.sources()) == before


@in_campaign  # as it holds the same files, and what tells the commit
def test_the_archive_unpacked_builds_the_same_documents(archive, paper, tmp_path):
    archive.extractall(tmp_path)
    surroundings = {**os.environ, "PYTHONPATH": str(tmp_path / "src"), "GIT_CEILING_DIRECTORIES": str(tmp_path.parent)}
    command = [sys.executable, "-m", "baromia", "build", "--renderer", "builtin"]
    done = subprocess.run(command, cwd=tmp_path, env=surroundings, capture_output=True, text=True, timeout=500)
    assert done.returncode == 0, done.stderr
    for name in ("executed/fr/benefits.ipynb", "paper.html", "paper.pdf", "paper.fr.html", "paper.fr.pdf"):
        assert (tmp_path / "reports" / name).read_bytes() == (paper / name).read_bytes(), name


def test_the_archive_holds_what_make_paper_needs(archive):
    makefile = archive.read("Makefile").decode()
    for name in re.findall(r"[\w-]+\.txt|pyproject\.toml", makefile.partition("$(VENV)/.ready-test:")[0]):
        if name not in ("requirements-test.txt", "requirements-lowest.txt"):  # for tests, which are not in it
            assert name in archive.namelist()


def test_commit_and_date_travel_with_the_archive(archive, tmp_path):
    (tmp_path / clock.ARCHIVAL).write_bytes(archive.read(clock.ARCHIVAL))
    clock._commit.cache_clear()
    assert clock.commit(tmp_path) == clock.commit(ROOT)
    assert clock.build_time(tmp_path, DATA) == clock.build_time(ROOT, DATA)


@pytest.mark.parametrize(
    "text", ["", "node: $Format:%H$\nnode-date: $Format:%cI$\n", "node: 1\nnode-date: soon\n", "x"]
)
def test_a_copy_without_commit_takes_the_day_of_the_data(tmp_path, text):
    (tmp_path / clock.ARCHIVAL).write_text(text, encoding="utf-8")
    clock._commit.cache_clear()
    assert clock.commit(tmp_path) == "unknown"
    assert clock.build_time(tmp_path, DATA).isoformat()[:10] == REGISTER.descriptor["created"][:10]


# Tables


@pytest.fixture(scope="module")
def cards() -> dict[str, Cards]:
    return {language: Cards(REGISTER, Parameters(language)) for language in LANGUAGES}


@pytest.fixture(scope="module")
def table(cards) -> dict[str, pd.DataFrame]:
    return tables(cards)


@pytest.fixture(scope="module")
def sheets(archive) -> dict:
    workbook = openpyxl.load_workbook(io.BytesIO(archive.read("tables/baromia.xlsx")))
    return {sheet.title: [list(row) for row in sheet.iter_rows()] for sheet in workbook}


@pytest.mark.parametrize("name", ["figures", "computed"])
def test_cells_of_the_spreadsheet_have_the_type_their_column_says(table, sheets, name):
    told = table["columns"][table["columns"]["table"] == name].set_index("name")["type"].to_dict()
    head, *rows = sheets[name]
    assert [cell.value for cell in head] == [*told] == [*table[name].columns]
    kinds = {"text": str, "integer": int, "number": int | float}
    for row in rows:
        for cell, (column, kind) in zip(row, told.items(), strict=True):
            assert cell.value is None or isinstance(cell.value, kinds[kind]), (row[0].value, column)


def test_a_row_says_number_share_n_interval_refusal_and_labels_in_both_languages(table):
    rows = pd.read_csv(io.BytesIO(as_csv(table["figures"]))).set_index("id")
    known, unknown = rows.loc["pulselife2025.use-general-purpose"], rows.loc["acsel2025.use-any"]
    assert (known["number"], known["unit"], known["share"], known["n_low"]) == (56, "percent", 0.56, 608)
    assert 0.51 < known["low"] < 0.56 < known["high"] < 0.61
    assert unknown[["n_low", "low", "high"]].isna().all()
    assert (unknown["refusal"], unknown["reason_fr"]) == ("n_not_reported", "nombre de répondants non publié")
    assert (unknown["label_en"], unknown["label_fr"][:9]) == ("Use AI tools in their practice", "Utilisent")
    assert unknown["sentence_fr"].startswith("Selon une page non signée")
    assert pd.isna(rows.at["semble2025.decree", "number"])
    assert rows.at["semble2025.decree", "value"] == "2022-11-10"
    assert len(rows) == len(baromia.load_figures())


def test_published_and_computed_numbers_are_two_tables(table):
    assert not set(table["figures"]["id"]) & set(table["computed"]["id"])
    row = table["computed"].set_index("id").loc["derived.campagna-wish-not-introduced"]
    assert (row["count_low"], row["count_high"], row["n_low"], row["share_low"]) == (27, 31, 45, 0.6)


def test_what_looks_like_a_formula_or_a_number_stays_text_and_every_row_can_be_filtered():
    cells = pd.DataFrame({"id": ["=1+1", "https://example.org", "007"]})
    sheet = openpyxl.load_workbook(io.BytesIO(as_xlsx({"x": cells}, datetime(2026, 1, 1, tzinfo=UTC))))["x"]
    assert [(cell.value, cell.data_type) for (cell,) in sheet.iter_rows(min_row=2)] == [
        (text, "s") for text in cells["id"]
    ]
    assert sheet["A3"].hyperlink is None
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("B2", "A1:A4")


def test_the_archive_has_the_tables_as_csv_and_as_one_workbook(archive, table, sheets):
    for name, rows in table.items():
        assert archive.read(f"tables/{name}.csv") == as_csv(rows)
    assert [*sheets] == ["figures", "computed", "columns"]
    assert archive.read("tables/baromia.xlsx") == as_xlsx(table, clock.build_time(ROOT, DATA))


# Charts


def executed(folder: Path, data: dict) -> Path:
    """Write an executed notebook with one chart."""
    cell = nbformat.v4.new_code_cell("#| label: chart-use\nchart")
    cell.outputs = [nbformat.v4.new_output("display_data", data=data)]
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), folder / "adoption.ipynb")
    return folder


@pytest.fixture(scope="module")
def drawn(tmp_path_factory) -> dict[str, bytes]:
    rows = charts.points(baromia.evidence().loc[["pulselife2025.use-general-purpose"]])
    words = {"title": "Used & not “trusted”", "alt": "Dots </desc><script>."}
    shown = charts.Chart(rows, **words, subtitle="", source="Source: a & b.", labels=charts.Labels("{number}%", {}))
    data = {"image/svg+xml": shown.page_svg(), charts.MEDIA_TYPE: words}
    (chart,) = pictures(executed(tmp_path_factory.mktemp("executed"), data))
    facts = {"creator": "Nœud ‘é’", "rights": "</dc:rights>"}
    return {name: content for name, (_, content) in files([chart], facts).items()}


def test_a_chart_is_drawn_as_svg_and_png_for_page_and_slide(drawn):
    assert [*drawn] == ["adoption-use.svg", "adoption-use-slide.svg", "adoption-use.png", "adoption-use-slide.png"]
    for end in ("", "-slide"):
        root = ElementTree.fromstring(drawn[f"adoption-use{end}.svg"])
        image = Image.open(io.BytesIO(drawn[f"adoption-use{end}.png"]))
        assert image.width / image.height == pytest.approx(float(root.get("width")) / float(root.get("height")), 0.01)
        assert image.width > 2000
        assert round(image.info["dpi"][0]) == 300
        assert image.convert("L").getextrema() == (pytest.approx(25, abs=15), 255)  # ink on white
    assert image.width / image.height == pytest.approx(16 / 9, 0.01)


def test_a_picture_needs_no_typeface_and_says_what_it_is(drawn):
    root = ElementTree.fromstring(drawn["adoption-use.svg"])
    named = {element.tag.partition("}")[2]: element for element in root.iter()}
    assert "text" not in named
    assert named["title"].text == "Used & not “trusted”"
    assert named["desc"].text == "Dots </desc><script>."
    assert (named["creator"].text, named["rights"].text) == ("Nœud ‘é’", "</dc:rights>")
    image = Image.open(io.BytesIO(drawn["adoption-use.png"]))
    assert image.info["Title"] == "Used & not “trusted”"
    assert image.info["Creator"] == "Nœud ‘é’"


def test_a_chart_without_title_and_source_is_refused(tmp_path):
    with pytest.raises(PaperError, match="chart-use has no title and no source"):
        list(pictures(executed(tmp_path, {"image/svg+xml": "<svg></svg>", "text/plain": "Dots."})))


def test_every_chart_of_the_archive_has_title_alternative_text_and_licence(archive):
    for name in (name for name in archive.namelist() if re.fullmatch(r"charts/.+\.svg", name)):
        root = ElementTree.fromstring(archive.read(name))
        said = {element.tag.partition("}")[2]: element.text for element in root.iter()}
        assert len(said["desc"]) > len(said["title"]) > 15, name
        assert said["rights"] == "https://creativecommons.org/licenses/by/4.0/"
        assert re.search(rf"{baromia.__version__}, commit \w+", said["source"])
        ids = [element.get("id") for element in root.iter() if element.get("id")]
        assert len(ids) == len(set(ids)), name


@pytest.mark.parametrize("language", LANGUAGES)
def test_caveats_name_every_indicator_every_doubtful_base_and_every_interest(archive, cards, language):
    made, end = caveats(cards[language]), "" if language == "en" else "_fr"
    assert archive.read(f"CAVEATS{end.replace('_', '.')}.md").decode("utf-8") == made
    text = made.replace("\\", "").replace("\u202f", " ")
    figures, indicators = baromia.load_figures(), baromia.load_indicators()
    for name in figures["indicator"].unique():
        assert indicators.at[name, f"is_not{end}"].replace("\u202f", " ") in text
    doubtful = figures[figures["base_reason"].notna() & figures["restates"].isna()]
    assert len(doubtful) > 5
    assert all(f"`{name}`" in text for name in doubtful.index)
    for card in baromia.load_sources().values():
        if "custom" in card:
            assert " ".join(card["custom"][f"publisher_interest{end}"].split()) in text
    heads = [line.split("|")[1].strip() for line in text.splitlines() if line.startswith("|")]
    for row in baromia.load_samples().itertuples():  # what a publication only cites is no survey of its own
        assert (getattr(row, f"label_{language}") in heads) == (row.second_hand == "no"), row.Index
    assert "$" not in text


def test_readme_says_how_to_cite_and_lists_what_is_there(archive, cards):
    text, there = archive.read("README.md").decode("utf-8"), archive.namelist()
    named = re.findall(r"`([\w./-]+)`", text.split("## ")[0])
    assert len(named) > 7
    assert all(any(other.startswith(name) for other in there) for name in named)
    for source in baromia.load_figures()["source"].unique():
        assert f"`{source}`" in text
        assert f"{{{source}," in archive.read("sources.bib").decode("utf-8")
    assert yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))["title"] in text
    drawn = {Path(name).stem.removesuffix("-slide") for name in there if re.match("charts/en/.", name)}
    assert [name for name in drawn if f"`{name}`" not in text] == []
    french = readme(cards["fr"], dict.fromkeys(drawn, "x"))
    assert [name for name in re.findall(r"`([\w./-]+)`", text) if f"`{name}" not in french.replace(".fr", "")] == []


# RO-Crate


class Answer:
    """What the validator gets where it asks for the vocabulary of RO-Crate: the copy that is kept here."""

    headers = {"Content-Type": "application/ld+json"}  # noqa: RUF012

    def __init__(self, url: str):
        kept = ROOT / "tests" / "references" / "ro-crate-1.2-context.jsonld"
        self.status_code = 200 if url == CONTEXT else 504
        self.text = kept.read_text(encoding="utf-8") if url == CONTEXT else ""

    def json(self) -> object:
        return json.loads(self.text)


def unmet(crate: Path, store: Path) -> list[str]:
    """Validate a crate without a network; return what is at fault and could be mended."""
    services = pytest.importorskip("rocrate_validator.services", reason="roc-validator is not installed: make test")
    from rdflib.plugins.sparql import processor
    from rocrate_validator.models import Severity
    from rocrate_validator.utils.http import HttpRequester

    parse, translate = processor.parseQuery, processor.translateQuery
    translated = cache(lambda query, base, prefixes: translate(parse(query), base, dict(prefixes)))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(processor, "parseQuery", str)  # parsed once a query, not for each entity
        patch.setattr(processor, "translateQuery", lambda text, base, names: translated(text, base, (*names.items(),)))
        for method in ("get", "head"):
            patch.setattr(HttpRequester, method, lambda _, url, **__: Answer(url), raising=False)
        settings = services.ValidationSettings(
            rocrate_uri=crate,
            profile_identifier="ro-crate-1.2",
            requirement_severity=Severity.RECOMMENDED,
            cache_path=store,
            offline=True,
        )
        found = services.validate(settings).get_issues()
    return [one.message for one in found if not any(words in one.message for words in UNKNOWABLE)]


def test_the_archive_is_a_valid_crate_but_for_the_faults_put_into_it(archive, tmp_path):
    """Of a few files, one of each kind in each folder; of all in a campaign."""
    tree = json.loads(archive.read(NAME))
    kinds = {(path.parts[0], path.suffix): name for name in archive.namelist() if (path := Path(name))}
    few = {*kinds.values()} if not CAMPAIGN else {*archive.namelist()}
    gone = {name for name in archive.namelist() if not name.endswith("/")} - few - {NAME}
    tree["@graph"] = [one for one in tree["@graph"] if one["@id"] not in gone]
    for one in tree["@graph"]:
        if "hasPart" in one:
            parts = [part for part in one["hasPart"] if part["@id"] not in gone]
            one["hasPart"] = parts if len(parts) > 1 else parts[0]
        if one["@id"] == "./":
            del one["datePublished"]
    archive.extractall(tmp_path / "crate", few - {"README.md"})
    (tmp_path / "crate" / NAME).write_text(json.dumps(tree), encoding="utf-8")
    said = sorted(unmet(tmp_path / "crate", tmp_path / "store"))
    assert len(said) == 3
    assert all("'README.md'" in one for one in said[:2])
    assert "`datePublished`" in said[2]


def test_kept_metadata_of_the_repository_is_todays():
    assert (ROOT / NAME).read_text(encoding="utf-8") == of_repository(), f"{NAME} is not today's: run `make codebook`"
    assert "{{<" not in of_repository()
    kept = (DATA / "croissant.json").read_text(encoding="utf-8")
    assert kept == croissant(Register.read()), "croissant.json is not today's: run `make codebook`"


def test_croissant_loads_every_table_without_a_warning():
    mlcroissant = pytest.importorskip("mlcroissant", reason="mlcroissant is not installed: make test installs it")
    dataset, register = mlcroissant.Dataset(jsonld=DATA / "croissant.json"), Register.read()
    issues = dataset.metadata.issues
    assert not [*issues.errors, *issues.warnings], issues.report()
    tables = [resource["name"] for resource in register.descriptor["resources"] if resource["type"] == "table"]
    assert [one.id for one in dataset.metadata.record_sets] == tables
    for name in ("figures", "samples", "labels"):
        ids = [record[f"{name}/id"].decode() for record in dataset.records(name)]
        assert ids == register.table(name).index.tolist()


def test_crate_describes_every_file_and_no_other(archive):
    entities = graph(archive.read(NAME))
    files = {name for name, one in entities.items() if "File" in one["@type"]}
    assert files == {name for name in archive.namelist() if not name.endswith("/")} - {NAME}
    for name in files:
        assert entities[name]["contentSize"] == str(archive.getinfo(name).file_size)
        assert entities[name]["license"]["@id"] in entities
    assert {ref["@id"] for ref in entities["./"]["isBasedOn"]} == {f"#{s}" for s in baromia.load_figures()["source"]}


def test_versions_and_titles_agree_wherever_they_stand():
    cff = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    zenodo = json.loads((ROOT / ".zenodo.json").read_text(encoding="utf-8"))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    described = json.loads((DATA / "datapackage.json").read_text(encoding="utf-8"))
    assert {cff["version"], project["version"], described["version"]} == {baromia.__version__}
    assert cff["title"] == zenodo["title"]
    assert cff["abstract"] == zenodo["description"]
    assert cff["keywords"] == zenodo["keywords"]
    assert [one["name"] for one in cff["authors"]] == [one["name"] for one in zenodo["creators"]]


# What the page says of itself


@pytest.mark.parametrize("language", LANGUAGES)
def test_page_carries_what_search_engines_read(paper, language):
    name = "paper.html" if language == "en" else f"paper.{language}.html"
    text = (paper / name).read_text(encoding="utf-8")
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL)
    assert len(found) == 1
    entities = graph(found[0])
    article, dataset = entities["#article"], entities["#dataset"]
    assert article["headline"] in re.search(r"<h1[^>]*>(.*?)</h1>", text, re.DOTALL)[1].replace("\n", " ")
    counted = json.loads((paper / "results" / f"{language}.json").read_text(encoding="utf-8"))["build"]["publications"]
    assert counted in article["headline"]
    assert letters(article["abstract"]) in letters(html.unescape(re.sub(r"<[^>]+>", "", text.split("<body")[1])))
    assert "{{" not in article["abstract"] + article["alternativeHeadline"]
    assert article["inLanguage"].startswith(language)
    assert dataset["license"]["@id"].endswith("/publicdomain/zero/1.0/")
    assert article["license"]["@id"].endswith("/licenses/by/4.0/")
    assert {ref["@id"] for ref in article["citation"]} == {f"#{one}" for one in baromia.load_figures()["source"]}
    refs = re.findall(r'\{\s*"@id": "(#[^"]+)"\s*\}', found[0])
    assert set(refs) <= set(entities)


def test_the_pages_date_is_the_clocks_and_no_card_can_end_the_script(register_copy, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    path = register_copy / "sources.yaml"
    text = path.read_text(encoding="utf-8")
    assert "Publisher’s announcement of its own barometer" in text
    path.write_text(text.replace("Publisher’s announcement", "</script><script>alert(1)</script>"), encoding="utf-8")
    every = dict.fromkeys(re.findall(r"meta (\S+)", (ROOT / "reports/paper.qmd").read_text(encoding="utf-8")), "x")
    register = Register.read(register_copy)
    made = page("en", register, every)
    assert "<" not in made
    assert graph(made)["#pulselife2025"]["description"].startswith("</script>")
    assert graph(made)["#article"]["datePublished"] == "2023-11-14"
    with pytest.raises(PaperError, match=r"no text of the build is called '\S+'\. To mend"):
        page("en", register, {})


# Where it is written


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("baromia.tar", "ends in .zip"),
        ("baromia", "ends in .zip"),
        ("nowhere/b.zip", "no such folder"),
        ("f.zip", "folder"),
        (f"{'b' * 250}.zip", "/bbb"),  # as a disk that cannot be written to: by its own name
    ],
)
def test_a_place_that_will_not_do_is_refused_before_anything_is_built(tmp_path, name, said):
    (tmp_path / "f.zip").mkdir()
    done = CliRunner().invoke(main, ["export", str(tmp_path / name), "--output", str(tmp_path / "reports")])
    assert done.exit_code == 1
    assert said in done.output
    assert not (tmp_path / "reports").exists()


def test_all_or_nothing(tmp_path, monkeypatch):
    target = tmp_path / "a.zip"
    target.write_bytes(b"the last good one")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_zip(target, [Item("a", b"a")], DATA)
    assert target.read_bytes() == b"the last good one"
    assert [path.name for path in tmp_path.iterdir()] == ["a.zip"]


@in_campaign
def test_export_builds_what_is_stale_and_writes(tmp_path, paper):
    copy = Path(shutil.copytree(paper, tmp_path / "reports"))
    (copy / "paper.fr.pdf").unlink()
    command = [sys.executable, "-m", "baromia", "export", "made.ZIP", "--output", str(copy), "--renderer", "builtin"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, encoding="utf-8", timeout=600)
    assert done.returncode == 0, done.stderr
    assert "building it first" in done.stderr
    with zipfile.ZipFile(tmp_path / "made.ZIP") as made:
        assert made.read("paper/paper.fr.pdf") == (paper / "paper.fr.pdf").read_bytes()
        assert f"{len([name for name in made.namelist() if not name.endswith('/')])} files" in done.stdout
