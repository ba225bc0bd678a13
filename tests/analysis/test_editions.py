"""Editions of a barometer: which figures continue each other, what a text shows then."""

import copy
import shutil
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

import baromia
from baromia.analysis.editions import changes, instruments_disclosed, repeated_answers
from baromia.estimates import difference
from baromia.register import Register
from baromia.words.evidence import register_of
from baromia.words.surveys import PANELS
from baromia.words.surveys import repeated as shown_over_time
from conftest import ROOT
from damaged import rows_of, write_rows

CARD = """\
- id: {name}
  type: webpage
  title: Next
  author:
  - literal: PulseLife
  issued:
    date-parts:
    - [{year}]
  custom:
    edition_of: {before}
    issued: "{year}"
    not_before: "{year}"
    text_sha256: 0000000000000000000000000000000000000000000000000000000000000000
    read: "2030-01-01"
    licence: not stated
"""


def add_edition(data: Path, name: str = "pulselife2026", before: str = "pulselife2025", year: int = 2026) -> Path:
    """Write the earlier edition's sample and figures again under another source."""
    file = data / "sources.yaml"
    card = CARD.format(name=name, before=before, year=year)
    file.write_text(file.read_text(encoding="utf-8") + card, encoding="utf-8")
    for table, column in (("samples", "id"), ("figures", "source")):
        rows = rows_of(data, table)
        place = rows[0].index(column)
        copies = [[cell.replace(before, name) for cell in row] for row in rows[1:] if row[place] == before]
        for row in copies if table == "samples" else ():
            for label in ("label_en", "label_fr"):
                row[rows[0].index(label)] += f" ({year})"
            for day in ("fieldwork_start", "fieldwork_end"):
                row[rows[0].index(day)] = row[rows[0].index(day)].replace("2025", str(year))
        write_rows(data, table, rows + copies)
    return data


@pytest.fixture
def two(register_copy: Path) -> Path:
    """A folder with a second edition that prints the same again, to be changed further."""
    return add_edition(register_copy)


@pytest.fixture(scope="module")
def again(tmp_path_factory: pytest.TempPathFactory) -> Register:
    """The register of such a folder, read once."""
    folder = tmp_path_factory.mktemp("again") / "data"
    return Register.read(add_edition(Path(shutil.copytree(ROOT / "data", folder))))


def repeated(data: Path | Register, **parameters: object) -> pd.DataFrame:
    register = register_of(data)
    return repeated_answers(baromia.evidence(data=register, **parameters), register.sources, register.samples)


def drawn(data: Path | Register) -> pd.DataFrame:
    """Return the rows that a chart over time shows."""
    return shown_over_time(baromia.Words("en", data), baromia.evidence(data=data))


def lines(data: Path | Register, **parameters: object) -> dict[str, list[str]]:
    """Return each line's figures by the first of them."""
    return {own.index[0]: list(own.index) for _, own in repeated(data, **parameters).groupby("line")}


# -- lines


def test_a_line_joins_the_same_answer_of_the_same_people(again):
    found = lines(again)
    everybody = "pulselife2025.use-general-purpose"
    assert found[everybody] == [everybody, "pulselife2026.use-general-purpose"]
    assert repeated(again).loc[everybody, ["barometer", "edition"]].tolist() == ["pulselife2025", 0]
    physicians = found["pulselife2025.use-general-purpose-physicians"]
    assert physicians[1] == "pulselife2026.use-general-purpose-physicians", "not the one of all professionals"
    assert "pulselife2025.weekly" in found, "a share of users beside a share of users"
    assert "pulselife2025.wrong-answers" not in found, "an unclear base continues nothing"
    assert "pulselife2025.sample-physicians" not in found, "the make-up of a sample is no answer"


def test_three_editions_stand_in_their_order_wherever_their_rows_stand(two):
    add_edition(two, "pulselife2027", "pulselife2026", 2027)
    rows = rows_of(two, "figures")
    write_rows(two, "figures", [rows[0], *reversed(rows[1:])])
    line = next(names for names in lines(two).values() if "pulselife2025.fear-legal" in names)
    assert [name.partition(".")[0] for name in line] == ["pulselife2025", "pulselife2026", "pulselife2027"]
    found = changes(repeated(two), baromia.evidence(data=two))
    assert sum("fear-legal" in formula for formula in found["formula"]) == 2


def test_an_edition_with_another_base_does_not_continue(again):
    changed = again.figures.copy()
    changed.loc["pulselife2026.weekly", "base"] = "all"
    assert "pulselife2026.weekly" not in repeated(replace(again, figures=changed)).index


def test_where_two_figures_would_fit_none_does(again):
    double = again.figures.loc[["pulselife2026.fear-legal"]].rename(lambda name: f"{name}-again")
    twice = replace(again, figures=pd.concat([again.figures, double]))
    assert "pulselife2025.fear-legal" not in repeated(twice).index


def test_a_source_that_is_left_out_takes_its_lines_along(again):
    assert repeated(again, exclude_sources=["pulselife2025"]).empty


def test_dates_are_the_next_best_known(again):
    register = replace(again, samples=again.samples.copy(), sources=copy.deepcopy(again.sources))
    known, words, name = baromia.evidence(data=again), baromia.Words("en", register), "pulselife2026.daily"

    def dated():
        row = repeated_answers(known, register.sources, register.samples).loc[name]
        return None if pd.isna(row["dated"]) else (row["dated"], row["dates"])

    assert dated() == ("fieldwork", "2026-09-15/2026-10-01")
    assert "September 2026" in shown_over_time(words, known)["when"].tolist()
    register.samples.loc["pulselife2026", ["fieldwork_start", "fieldwork_end"]] = ["2024-09-15", "2024-10-01"]
    assert shown_over_time(words, known).empty, "dated before the edition that it follows"
    register.samples.loc["pulselife2026", ["fieldwork_start", "fieldwork_end"]] = pd.NA
    assert dated() == ("published", "2026")
    assert "published 2026" in shown_over_time(words, known)["when"].tolist()
    del register.sources["pulselife2026"]["custom"]["issued"]
    assert dated() == ("not_before", "2026")
    del register.sources["pulselife2026"]["custom"]["not_before"]
    assert dated() is None
    again = repeated_answers(known, register.sources, register.samples)
    assert len(changes(again, known)) > 5, "a table can do without dates"
    assert shown_over_time(words, known).empty, "an axis cannot"


def difference_of_fear(register: Register, confidence: float = 0.95, **cells: object) -> pd.Series:
    """Return how an answer changed, whose cells are others in the later edition."""
    later, earlier = "pulselife2026.fear-legal", "pulselife2025.fear-legal"
    figures = register.figures.copy()
    figures.loc[later, list(cells)] = list(cells.values())
    register = replace(register, figures=figures)
    found = changes(repeated(register), baromia.evidence(data=register), confidence=confidence)
    return found.set_index("formula").loc[f"{later} - {earlier}"]


def test_difference_is_that_of_two_samples_each_rounded_as_it_is_printed(again):
    row, alone = difference_of_fear(again, 0.9), difference(0.39, 608, 0.39, 608, confidence=0.9, decimals=0)
    assert row[["gap", "low", "high"]].tolist() == pytest.approx([alone.estimate, alone.low, alone.high])
    assert row[["gap_low", "gap_high"]].tolist() == pytest.approx([-5 / 608, 5 / 608])  # of 235 to 240 people each
    finer = difference_of_fear(again, value="45.2", number=45.2)
    alone = difference(0.452, 608, 0.39, 608, decimals=(1, 0))
    assert finer[["gap", "low", "high"]].tolist() == pytest.approx([alone.estimate, alone.low, alone.high])
    assert finer["decimals"] == 0


def test_a_bound_has_no_difference(again):
    row = difference_of_fear(again, qualifier="more_than")
    assert (row["refusal"], pd.isna(row["gap"])) == ("bound_only", True)


def test_words_can_be_compared_where_both_questionnaires_are_disclosed(again):
    samples = again.samples.loc[["pulselife2025", "pulselife2026"]]
    assert not instruments_disclosed(samples)
    assert instruments_disclosed(samples.assign(instrument="The questionnaire is printed in full."))


def test_a_chart_takes_no_more_answers_than_fit(again):
    assert repeated(again)["line"].nunique() > PANELS
    rows = drawn(again)
    assert rows["line"].nunique() == PANELS
    assert rows.index[0] in ("pulselife2025.use-general-purpose", "pulselife2025.use-general-purpose-physicians")
    assert set(rows["when"]) == {"September 2025", "September 2026"}


def test_two_publications_of_one_name_stay_two(two):
    file = two / "sources.yaml"
    text = file.read_text(encoding="utf-8").replace("- [2026]", "- [2025]").replace('issued: "2026"', 'issued: "2025"')
    file.write_text(text, encoding="utf-8")
    names = baromia.Words("en", two).publication
    assert names["pulselife2026"] == "PulseLife 2025 (pulselife2026)"
    assert names["semble2025"] == "Semble 2025"
