"""The archive for others, opened: whole, the same each time, described, and no chart without its origin."""

import io
import json
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest
import yaml
from PIL import Image

import baromia
from baromia.paper.export.archive import Item, check_target, write_zip
from baromia.paper.export.contents import contents
from baromia.paper.export.crate import NAME, of_repository
from baromia.paper.export.pictures import Picture, as_png, check_source, signed
from baromia.paper.schema_org import page
from baromia.project import LANGUAGES
from conftest import ROOT, in_campaign
from nbpaper.errors import PaperError

pytestmark = pytest.mark.build
DATA = ROOT / "data"
CONTEXT = "https://w3id.org/ro/crate/1.1/context"
# What the validator would like to have and nobody knows: where authors work, and addresses on the web.
UNKNOWABLE = {"http://schema.org/affiliation", "http://schema.org/url"}


@pytest.fixture(scope="session")
def archive(built, tmp_path_factory) -> zipfile.ZipFile:
    """The archive of the shared build."""
    target = tmp_path_factory.mktemp("export") / "baromia.zip"
    write_zip(target, contents(built, DATA), DATA)
    return zipfile.ZipFile(target)


def graph(text: str | bytes) -> dict[str, dict]:
    return {entity["@id"]: entity for entity in json.loads(text)["@graph"]}


def test_archive_holds_data_papers_and_charts_as_they_are(archive, built):
    names = {name for name in archive.namelist() if not name.endswith("/")}
    for path in (*DATA.glob("*.csv"), DATA / "sources.yaml", DATA / "datapackage.json", DATA / "README.md"):
        assert archive.read(f"data/{path.name}") == path.read_bytes()
    for name in ("paper.html", "paper.pdf", "paper.fr.html", "paper.fr.pdf"):
        assert archive.read(f"paper/{name}") == (built / name).read_bytes()
    assert {"README.md", "README.fr.md", "CAVEATS.md", "CAVEATS.fr.md", "CITATION.cff", "sources.bib", NAME} <= names
    drawn = sum(path.read_text(encoding="utf-8").count('"image/svg+xml": [') for path in built.glob("executed/*/*"))
    drawn += sum(path.read_text(encoding="utf-8").count('"image/svg+xml": "<') for path in built.glob("executed/*/*"))
    assert len([name for name in names if name.endswith(".svg")]) == drawn > 20
    assert {name[:-4] for name in names if name.endswith(".svg")} == {n[:-4] for n in names if n.endswith(".png")}


def test_everything_unpacks_and_nothing_leaves_the_folder(archive, tmp_path):
    assert archive.testzip() is None
    for entry in archive.infolist():
        assert not Path(entry.filename).is_absolute()
        assert ".." not in Path(entry.filename).parts
    archive.extractall(tmp_path)
    loaded = baromia.load_figures(tmp_path / "data")
    assert len(loaded) == len(baromia.load_figures(DATA))


def test_twice_the_same_bytes(archive, built, tmp_path):
    write_zip(tmp_path / "again.zip", contents(built, DATA), DATA)
    assert (tmp_path / "again.zip").read_bytes() == Path(archive.filename).read_bytes()


def test_the_commits_date_is_the_clock(tmp_path, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    write_zip(tmp_path / "a.zip", [Item("b", b"b"), Item("a", b"a")], DATA)
    entries = zipfile.ZipFile(tmp_path / "a.zip").infolist()
    assert [(entry.filename, entry.date_time) for entry in entries] == [(n, (2023, 11, 14, 22, 13, 20)) for n in "ab"]
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")  # before a zip's time begins
    write_zip(tmp_path / "old.zip", [Item("a", b"a")], DATA)
    assert zipfile.ZipFile(tmp_path / "old.zip").infolist()[0].date_time[0] == 1980


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_chart_says_where_it_comes_from(archive, language):
    begin = {"en": "Source:", "fr": "Source\u202f:"}[language]
    for name in (name for name in archive.namelist() if re.fullmatch(rf"charts/{language}/.+\.svg", name)):
        svg = archive.read(name).decode("utf-8")
        root = ElementTree.fromstring(svg)
        written = re.findall(r"<!-- (.*?) -->", svg)
        assert any(line.strip().startswith(begin) for line in written), name
        assert any(
            re.match(rf"baromia {baromia.__version__}, commit \w+, .*CC BY 4\.0.*CAVEATS", line) for line in written
        )
        assert len(root.find("{http://www.w3.org/2000/svg}desc").text) > 50
        assert "creativecommons.org/licenses/by/4.0" in "".join(root.itertext())
        ids = re.findall(r'\bid="([^"]+)"', svg)
        assert len(ids) == len(set(ids)), name


def test_the_picture_is_as_large_as_the_chart_and_its_origin_is_drawn(archive):
    for name in (name for name in archive.namelist() if name.endswith(".png")):
        image = Image.open(io.BytesIO(archive.read(name)))
        assert image.width >= 1800
        assert round(image.info["dpi"][0]) == 300
        assert {"Title", "Description", "Source", "Copyright", "Author"} <= set(image.info)
        grey = image.convert("L")
        strip = grey.crop((0, image.height - 50, image.width, image.height))  # the line the export adds
        assert strip.getextrema()[0] < 140, name
        source = grey.crop((0, image.height - 130, image.width, image.height - 65))  # the chart's own
        assert source.getextrema()[0] < 140, name


def test_a_chart_without_its_source_line_is_refused():
    bare = Picture("a-b", "a", "chart-b", "<svg><!-- Use AI --></svg>", "Dots.")
    with pytest.raises(PaperError, match="chart-b has no line that begins with 'Source:'"):
        check_source(bare, "Source:", Path("a.ipynb"))


def test_what_is_no_chart_of_ours_is_refused():
    with pytest.raises(PaperError, match="no SVG of ours"):
        signed(Picture("a-b", "a", "chart-b", "<svg></svg>", "Dots."), "baromia", {})


def test_words_of_a_chart_stay_words():
    svg = '<svg width="300pt" height="40pt" viewBox="0 0 300 40"></svg>'
    hostile = Picture("a-b", "a", "chart-b", svg, "Dots & </desc><script>", caption="<b>")
    made = signed(hostile, "baromia", {"title": "</dc:title>"})
    assert "<script>" not in made.svg
    ElementTree.fromstring(made.svg)
    assert as_png([made], [{"Title": "Nœud ‘é’"}])[0].startswith(b"\x89PNG")


@pytest.mark.parametrize("language", LANGUAGES)
def test_caveats_name_every_indicator_every_doubtful_base_and_every_interest(archive, language):
    end = "" if language == "en" else ".fr"
    text = archive.read(f"CAVEATS{end}.md").decode("utf-8").replace("\\", "").replace("\u202f", " ")
    figures, indicators = baromia.load_figures(), baromia.load_indicators()
    column = "is_not" if language == "en" else "is_not_fr"
    for name in figures["indicator"].unique():
        assert indicators.at[name, column].replace("\u202f", " ") in text
    doubtful = figures[figures["base_reason"].notna() & figures["restates"].isna()]
    assert len(doubtful) > 5
    assert all(f"`{name}`" in text for name in doubtful.index)
    for card in baromia.load_sources().values():
        if "custom" in card:
            assert " ".join(card["custom"][f"publisher_interest{end.replace('.', '_')}"].split()) in text
    assert "$" not in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_readme_says_how_to_cite_and_lists_what_is_there(archive, language):
    text = archive.read("README.md" if language == "en" else "README.fr.md").decode("utf-8")
    named = re.findall(r"`([\w./-]+)`", text.split("## ")[0])
    there = archive.namelist()
    assert len(named) > 7
    assert all(name in there or any(other.startswith(name) for other in there) for name in named)
    for source in baromia.load_figures()["source"].unique():
        assert f"`{source}`" in text
        assert f"{{{source}," in archive.read("sources.bib").decode("utf-8")
    assert yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))["title"] in text
    assert all(
        f"`{Path(name).stem}`" in text for name in there if name.startswith(f"charts/{language}/") and "." in name
    )


# RO-Crate


class Answer:
    """What the validator gets where it asks for the vocabulary of RO-Crate: the copy that is kept here."""

    headers = {"Content-Type": "application/ld+json"}  # noqa: RUF012

    def __init__(self, url: str):
        kept = ROOT / "tests" / "references" / "ro-crate-1.1-context.jsonld"
        self.status_code = 200 if url == CONTEXT else 504
        self.text = kept.read_text(encoding="utf-8") if url == CONTEXT else ""

    def json(self) -> object:
        return json.loads(self.text)


@pytest.fixture
def validated(tmp_path, monkeypatch):
    """Validate a crate without a network; return what is at fault: (severity, message, property)."""
    services = pytest.importorskip("rocrate_validator.services", reason="roc-validator is not installed: make test")
    from rocrate_validator.models import Severity
    from rocrate_validator.utils.http import HttpRequester

    for method in ("get", "head"):
        monkeypatch.setattr(HttpRequester, method, lambda _, url, **__: Answer(url), raising=False)

    def validate(crate: Path) -> list[tuple]:
        settings = services.ValidationSettings(
            rocrate_uri=crate,
            profile_identifier="ro-crate-1.1",
            requirement_severity=Severity.RECOMMENDED,
            cache_path=tmp_path / "cache",
            offline=True,
        )
        issues = services.validate(settings).get_issues()
        return [(one.severity.name, one.message, getattr(one, "violatingProperty", None)) for one in issues]

    return validate


def unmet(issues: list[tuple]) -> list[tuple]:
    """Return the issues that could be mended."""
    return [one for one in issues if one[0] != "RECOMMENDED" or one[2] not in UNKNOWABLE]


def test_the_archive_is_a_valid_crate(archive, validated):
    assert unmet(validated(Path(archive.filename))) == []


def test_the_repository_is_a_valid_crate(validated, tmp_path):
    crate = tmp_path / "crate"
    described = [name for name in graph(of_repository()) if (ROOT / name).exists() and name not in ("./", NAME)]
    for name in described:  # the repository itself may hold much more than git keeps
        (crate / name).parent.mkdir(parents=True, exist_ok=True)
        (crate / name).mkdir(exist_ok=True) if name.endswith("/") else shutil.copyfile(ROOT / name, crate / name)
    shutil.copyfile(ROOT / NAME, crate / NAME)
    assert len(described) > 20
    assert unmet(validated(crate)) == []


def test_the_validator_would_see_a_fault(archive, validated, tmp_path):
    archive.extractall(tmp_path / "crate")
    path = tmp_path / "crate" / NAME
    path.write_text(path.read_text(encoding="utf-8").replace('"datePublished"', '"datePubliched"'), encoding="utf-8")
    (tmp_path / "crate" / "paper" / "paper.pdf").unlink()
    said = " ".join(message for _, message, _ in unmet(validated(tmp_path / "crate")))
    assert "datePublished" in said
    assert "paper/paper.pdf" in said


def test_kept_metadata_of_the_repository_is_todays():
    assert (ROOT / NAME).read_text(encoding="utf-8") == of_repository(), f"{NAME} is not today's: run `make codebook`"


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
def test_page_carries_what_search_engines_read(built, language):
    name = "paper.html" if language == "en" else f"paper.{language}.html"
    text = (built / name).read_text(encoding="utf-8")
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL)
    assert len(found) == 1
    entities = graph(found[0])
    article, dataset = entities["#article"], entities["#dataset"]
    assert article["headline"] in re.search(r"<h1[^>]*>(.*?)</h1>", text, re.DOTALL)[1].replace("\n", " ")
    results = json.loads((built / "results" / f"{language}.json").read_text(encoding="utf-8"))["results"]
    assert results["adoption.any_use"]["text"] in article["abstract"]
    assert "{{<" not in article["abstract"]
    assert article["inLanguage"].startswith(language)
    assert dataset["license"]["@id"].endswith("/publicdomain/zero/1.0/")
    assert article["license"]["@id"].endswith("/licenses/by/4.0/")
    assert {ref["@id"] for ref in article["citation"]} == {f"#{one}" for one in baromia.load_figures()["source"]}
    refs = re.findall(r'\{\s*"@id": "(#[^"]+)"\s*\}', found[0])
    assert set(refs) <= set(entities)


def test_dates_are_the_clocks(monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    texts = json.loads(json.dumps({}))
    with pytest.raises(PaperError, match=r"results\.\S+, which no notebook records"):
        page("en", DATA, texts, LANGUAGES)
    every = {
        f"results.{name}": "x" for name in re.findall(r"meta results\.(\S+)", (ROOT / "reports/paper.qmd").read_text())
    }
    assert graph(page("en", DATA, every, LANGUAGES))["#article"]["datePublished"] == "2023-11-14"


def test_no_card_can_end_the_script(register_copy):
    path = register_copy / "sources.yaml"
    text = path.read_text(encoding="utf-8")
    assert "Publisher’s announcement of its own barometer" in text
    path.write_text(text.replace("Publisher’s announcement", "</script><script>alert(1)</script>"), encoding="utf-8")
    every = {
        f"results.{name}": "x" for name in re.findall(r"meta results\.(\S+)", (ROOT / "reports/paper.qmd").read_text())
    }
    made = page("en", register_copy, every, LANGUAGES)
    assert "<" not in made
    assert graph(made)["#pulselife2025"]["description"].startswith("</script>")


# Where it is written


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("baromia.tar", "ends in .zip"),
        ("baromia", "ends in .zip"),
        ("nowhere/b.zip", "no such folder"),
        ("f.zip", "folder"),
    ],
)
def test_a_place_that_will_not_do_is_refused_before_anything_is_built(tmp_path, name, said):
    (tmp_path / "f.zip").mkdir()
    with pytest.raises(PaperError, match=re.escape(said)):
        check_target(tmp_path / name)
    command = [sys.executable, "-m", "baromia", "export", str(tmp_path / name), "--output", str(tmp_path / "reports")]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", timeout=120)
    assert done.returncode == 1
    assert said in done.stderr
    assert "Traceback" not in done.stderr
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
def test_export_builds_what_is_stale_and_writes(tmp_path, built):
    copy = Path(shutil.copytree(built, tmp_path / "reports"))
    (copy / "paper.fr.pdf").unlink()
    command = [sys.executable, "-m", "baromia", "export", "made.ZIP", "--output", str(copy), "--renderer", "builtin"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, encoding="utf-8", timeout=600)
    assert done.returncode == 0, done.stderr
    assert "building it first" in done.stderr
    with zipfile.ZipFile(tmp_path / "made.ZIP") as made:
        assert made.read("paper/paper.fr.pdf") == (built / "paper.fr.pdf").read_bytes()
        assert f"{len([name for name in made.namelist() if not name.endswith('/')])} files" in done.stdout
