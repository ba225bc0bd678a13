"""`baromia diff`: what lies between two states of the register."""

import json
import shutil
from itertools import compress
from pathlib import Path

import pytest

from baromia.analysis.parameters import Parameters
from baromia.paper.cards import Cards
from baromia.paper.diff import Change, Difference, Move, as_json, as_markdown, difference
from baromia.project import LANGUAGES
from baromia.register import Register, contents
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
        (data / name).write_text(kept.replace(",29,percent,", ",28,percent,", 1), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:  # one stands for all seven notebooks, which take half a minute
        patch.setattr(Project, "stems", lambda _: ["adoption"])
        return difference(str(before), str(data))


def test_rows_results_charts_and_sentences_are_found(corrected):
    row = "figures", "acsel2025.use-daily", "changed"
    assert Change(*row, {"value": "29"}, {"value": "28"}) in corrected.rows
    assert ("labels", "between", "added") in {(change.table, change.row, change.kind) for change in corrected.rows}
    moved = {move.name: move for move in corrected.results}
    assert moved["adoption.any_weekly"].by == pytest.approx(-0.01)
    assert corrected.charts == ["adoption#chart-often"]
    for document in ("reports/paper.qmd", "reports/paper.fr.qmd"):
        places = [place.partition(": ")[2] for place in corrected.sentences if place.startswith(f"{document}, line ")]
        daily, adoption = "figures.acsel2025.use-daily.value", "results.adoption"
        assert places == [daily, f"{adoption}.daily_of_users_range", f"{adoption}.any_weekly"]


def test_it_is_told_to_people_and_to_machines(corrected):
    text = as_markdown(corrected)
    assert "value: 29 → 28" in text
    assert "`adoption.any_weekly`: 61% → 60% (-0.01)" in text
    assert "- `a.b`: x → y\n" in as_markdown(Difference([], [Move("a.b", "x", "y")], [], []))  # no numbers, no amount
    assert json.loads(as_json(corrected))["rows"][0]["table"] == "figures"


def test_nothing_changed_between_a_revision_and_itself_is_said_at_once(monkeypatch):
    monkeypatch.setattr("baromia.paper.diff.build", None)  # nothing is executed
    found = difference("HEAD", "HEAD")
    assert found == Difference([], [], [], [])
    assert as_markdown(found) == "Nothing changed: no row, no result, no chart."


@pytest.mark.parametrize("old", ["no-such-revision", "--output={}"])  # git would take this for an option
def test_what_is_neither_folder_nor_revision_is_refused(old, tmp_path):
    kept = tmp_path / "kept"
    kept.write_text("precious", encoding="utf-8")
    with pytest.raises(PaperError, match="neither a folder"):
        difference(old.format(kept), str(ROOT / "data"))
    assert kept.read_text(encoding="utf-8") == "precious"


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
        cards = Cards(check_register(register_copy), Parameters(language))
        assert all(map(cards.sentence, cards.rows))
