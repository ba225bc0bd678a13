"""`baromia diff`: what lies between two states of the register."""

import json
import shutil
import subprocess
from itertools import compress
from pathlib import Path

import pytest

from baromia.paper.cards import Cards
from baromia.paper.diff import Change, Difference, Move, _state, as_json, as_markdown, difference
from baromia.project import LANGUAGES
from baromia.register.read import Register, contents
from baromia.words.check import check_register
from conftest import ROOT
from damaged import rows_of, write_rows
from nbpaper.errors import PaperError
from nbpaper.project import Project

pytestmark = pytest.mark.build


@pytest.fixture(scope="module")
def corrected(tmp_path_factory):
    """The difference when one value is corrected, one figure goes, and a word that notebooks need comes in."""
    folder = tmp_path_factory.mktemp("corrected")
    data, before = (Path(shutil.copytree(ROOT / "data", folder / name)) for name in ("data", "before"))
    labels = (before / "labels.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    (before / "labels.csv").write_text("".join(line for line in labels if line[:8] != "between,"), encoding="utf-8")
    for name in ("figures.csv", "second_coding.csv"):
        rows = (data / name).read_text(encoding="utf-8").splitlines(keepends=True)
        kept = "".join(row for row in rows if not row.startswith("medaviz2026.author-since,"))
        assert kept.count(",37.8,percent,") == (name == "figures.csv")
        (data / name).write_text(kept.replace(",37.8,percent,", ",35.6,percent,"), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:  # two stand for all seven notebooks, which take half a minute
        patch.setattr(Project, "stems", lambda _: ["adoption", "evidence"])
        return difference(str(before), str(data))


def test_rows_results_charts_and_sentences_are_found(corrected):
    assert (
        Change("figures", "campagna2025.never-tried", "changed", {"value": "37.8"}, {"value": "35.6"}) in corrected.rows
    )
    assert ("labels", "between", "added") in {(change.table, change.row, change.kind) for change in corrected.rows}
    moved = {move.name: move for move in corrected.results}
    assert moved["adoption.never_tried"].by == pytest.approx(-2.2)
    assert corrected.charts == ["adoption#chart-often"]
    for document in ("reports/paper.qmd", "reports/paper.fr.qmd"):
        places = [place.partition(": ")[2] for place in corrected.sentences if place.startswith(f"{document}, line ")]
        assert places == [
            "results.evidence.figures",
            "figures.campagna2025.never-tried.value",
            "results.evidence.agreement_rows",
            "results.evidence.agreement_base",
        ]


def test_it_is_told_to_people_and_to_machines(corrected):
    text = as_markdown(corrected)
    assert "value: 37.8 → 35.6" in text
    assert "`adoption.never_tried`: 37.8% → 35.6% (-2.2)" in text
    assert "- `a.b`: x → y\n" in as_markdown(Difference([], [Move("a.b", "x", "y")], [], []))  # no numbers, no amount
    assert json.loads(as_json(corrected))["rows"][0]["table"] == "figures"


def test_nothing_changed_is_said_at_once(monkeypatch):
    monkeypatch.setattr("baromia.paper.diff.build", None)  # nothing is executed
    assert difference(str(ROOT / "data"), str(ROOT / "data")) == Difference([], [], [], [])
    assert as_markdown(Difference([], [], [], [])) == "Nothing changed: no row, no result, no chart."


@pytest.mark.parametrize("old", ["no-such-revision", "--output={}"])  # git would take this for an option
def test_what_is_neither_folder_nor_revision_is_refused(old, tmp_path):
    kept = tmp_path / "kept"
    kept.write_text("precious", encoding="utf-8")
    with pytest.raises(PaperError, match="neither a folder"):
        difference(old.format(kept), str(ROOT / "data"))
    assert kept.read_text(encoding="utf-8") == "precious"


@pytest.mark.skipif(
    subprocess.run(["git", "-C", str(ROOT), "rev-parse", "HEAD"], capture_output=True).returncode != 0,
    reason="no version control here",
)
def test_a_revision_is_laid_out(tmp_path):
    with _state("HEAD") as folder:
        assert (folder / "datapackage.json").is_file()
    assert not folder.exists()


def test_a_table_without_a_key_is_compared_by_all_its_cells(register_copy):
    path = register_copy / "datapackage.json"
    described = json.loads(path.read_text(encoding="utf-8"))
    del next(entry for entry in described["resources"] if entry["name"] == "headlines")["schema"]["primaryKey"]
    path.write_text(json.dumps(described), encoding="utf-8")
    headlines = [contents(Register.read(data))["headlines"] for data in (register_copy, ROOT / "data")]
    assert len(headlines[0]) == len(headlines[1])


def test_a_register_older_than_a_table_is_compared_by_its_rows(register_copy):
    descriptor = json.loads((register_copy / "datapackage.json").read_text("utf-8"))
    descriptor["resources"] = [one for one in descriptor["resources"] if one["name"] != "derived"]
    (register_copy / "datapackage.json").write_text(json.dumps(descriptor), "utf-8")
    (register_copy / "derived.csv").unlink()
    found = difference(str(register_copy), str(ROOT / "data"))
    assert {change.table for change in found.rows} == {"datapackage.json", "derived"}
    assert as_markdown(found).splitlines()[-1].startswith("Results and charts are not compared")


@pytest.mark.parametrize(
    ("columns", "tables"), [({"design"}, ["samples"]), ({"says_en", "says_fr"}, ["indicators", "derived"])]
)
def test_a_register_older_than_a_column_is_checked_and_cited(register_copy, columns, tables):
    path = register_copy / "datapackage.json"
    descriptor = json.loads(path.read_text("utf-8"))
    for schema in (one["schema"] for one in descriptor["resources"] if one["name"] in tables):
        schema["fields"] = [field for field in schema["fields"] if field["name"] not in columns]
    path.write_text(json.dumps(descriptor), "utf-8")
    for table in tables:
        rows = rows_of(register_copy, table)
        kept = [name not in columns for name in rows[0]]
        write_rows(register_copy, table, [list(compress(row, kept)) for row in rows])
    for language in LANGUAGES:
        cards = Cards(check_register(register_copy), language)
        assert all(map(cards.sentence, cards.rows))
