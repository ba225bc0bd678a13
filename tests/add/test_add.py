"""`baromia add`: what it proposes, what it refuses, and that it is all or nothing."""

import csv
import io
import os
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from baromia.add import add
from baromia.add.defaults import Defaults
from baromia.add.draft import propose, read_draft, read_numbers
from baromia.add.entering import locked
from baromia.add.form import empty_form, read_form
from baromia.cli import main
from baromia.register import load_figures, load_samples, load_sources
from baromia.register.cells import FORMULA
from baromia.register.descriptor import read_descriptor
from baromia.register.source_entries import read_plain
from conftest import REGISTER, ROOT, in_campaign
from nbpaper import staging
from nbpaper.errors import DataError, PaperError
from nbpaper.texts import fingerprint
from toy import contents
from worst import NEXT

DATA = ROOT / "data"
NAME = "pulselife2026"
DRAFT = f"{NAME}.figures.csv"
CALLED = ("id", "label_en", "label_fr", "note", "note_fr", "option_set", "answer_type")  # of a figure, not what it says
TITLE = 'title: "Baromètre : les soignants et les IA généralistes, un an après"'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Forms, drafts and texts that a test may change."""
    return Path(shutil.copytree(NEXT, tmp_path / "forms"))


def take_in(folder: Path, data: Path, source: str = NAME, text: Path | None = None) -> list[str]:
    """Add a publication in this process; return what was told."""
    told: list[str] = []
    add(read_form(folder / f"{source}.yaml", data), text or folder / f"{source}.txt", data, told.append)
    return told


def refused(folder: Path, data: Path, text: Path | None = None) -> str:
    """Return why a publication is refused; the register must be as it was, and nothing lie about."""
    before = contents(data)
    with pytest.raises(PaperError) as refusal:
        take_in(folder, data, text=text)
    assert contents(data) == before
    return str(refusal.value)


def swap(path: Path, *pairs: tuple[str, str]) -> None:
    text = path.read_text(encoding="utf-8")
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new, 1)
    path.write_text(text, encoding="utf-8")


def draft_of(folder: Path, source: str = NAME) -> list[dict[str, str]]:
    with open(folder / f"{source}.figures.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write_draft(path: Path, rows: list[dict[str, str]], delimiter=",", ends="\n", encoding="utf-8") -> None:
    with open(path, "w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), delimiter=delimiter, lineterminator=ends)
        writer.writeheader()
        writer.writerows(rows)


def change(folder: Path, **cells: dict[str, str]) -> None:
    """Change cells of the rows of numbers: `n63={"unit": "count"}`."""
    rows = draft_of(folder)
    for row in rows:
        row |= cells.get(f"n{row['token']}", {})
    write_draft(folder / DRAFT, rows)


def read(folder: Path) -> dict:
    """Read the draft against its text, without taking anything in."""
    known = Defaults(read_form(folder / f"{NAME}.yaml", DATA), REGISTER)
    return read_draft(folder / DRAFT, read_numbers(folder / f"{NAME}.txt"), known)


def faults(folder: Path) -> list[str]:
    with pytest.raises(DataError) as refusal:
        read(folder)
    return [str(problem) for problem in refusal.value.problems]


def form_faults(path: Path) -> dict[str, str]:
    """Return what is said of a form by column; every fault stands in a line of it that is not blank."""
    with pytest.raises(DataError) as refusal:
        read_form(path, DATA)
    lines = path.read_text(encoding="utf-8").splitlines()
    assert all(lines[problem.line - 1].strip() for problem in refusal.value.problems)
    return {problem.column: str(problem) for problem in refusal.value.problems}


# -- the form


def test_the_empty_form_asks_for_every_column_and_is_refused_with_the_words_each_takes(tmp_path):
    page = empty_form(read_descriptor(DATA), samples=2)
    assert CliRunner().invoke(main, ["add", "--form", "--samples", "2"]).output == page
    tree, _ = read_plain(page, "form")
    assert [set(sample) for sample in tree["samples"]] == [{*load_samples(DATA).reset_index()} - {"source"}] * 2
    assert all(f"AAPOR item {item}." in page for item in range(1, 12))
    assert (tree["samples"][0]["weighting"], tree["source"]["issued"]) == ("unknown", "unknown")
    assert (tree["source"]["title"], 'title: ""\n' in page) == ("", True)  # most French titles have a colon
    path = tmp_path / "next.yaml"
    path.write_text(page, encoding="utf-8")
    said = form_faults(path)
    assert "primary document" in said["evidence.primary_document"]
    assert "write professionals, physicians" in said["samples.1.population"]
    assert {"source.author", "source.title", "samples.1.label_en"} <= set(said)
    assert not {"source.publisher", "samples.1.weighting", "samples.1.weighting_fr", "samples.1.note"} & set(said)


def test_an_unsigned_publication_needs_a_short_name_and_no_author(folder):
    unsigned = "  short_name: Unsigned page\n  short_name_fr: Page non signée\n"
    swap(folder / f"{NAME}.yaml", ("  author: PulseLife\n", unsigned))
    entry = read_form(folder / f"{NAME}.yaml", DATA).entry.cells
    assert "author" not in entry
    assert entry["custom"]["short_name_fr"] == "Page non signée"


def test_all_faults_of_a_form_are_told_together(folder):
    path = folder / f"{NAME}.yaml"
    swap(path, ("second_reader: B. Relecteur", "second_reader: TODO"), ("type: webpage", "type: web page"),
         (TITLE, "title:"), ("author: PulseLife", "author:\n  - given: Ann"), ("  weighting:", "  weightings:"),
         ("publisher: PulseLife", "publisher: Baromètre #3"), ("issued:", "note: In English only.\n  issued:"),
         ("  mode_fr: Questionnaire en ligne.\n", ""))  # fmt: skip
    said = form_faults(path)
    assert "is missing" in said["evidence.second_reader"]
    assert "“web page” may not stand here. To mend: write" in said["source.type"]
    assert "has neither family nor literal" in said["source.author.1"]
    assert "write weighting, if that was meant" in said["samples.1.weightings"]
    assert "is empty. To mend: write unknown" in said["samples.1.weighting"]
    assert {"source.title", "source.note_fr", "samples.1.mode_fr"} <= set(said)
    assert "“Baromètre” ends where YAML takes “#3” for a comment" in said[None]
    swap(path, ("second_reader: TODO", "second_reader: a.  lectrice"), ("evidence:", "evidences:"))
    assert "is no field of the form. To mend: write evidence" in form_faults(path)["evidences"]
    swap(path, ("evidences:", "evidence:"), ("samples:", "samples: none\nrows:"))
    said = form_faults(path)
    assert "is the person who entered it" in said["evidence.second_reader"]
    assert "is no list" in said["samples"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("population: professionals", "population: profesionals", "write professionals, if that was meant"),
        ("id: pulselife2026\n  type", "id: pulselife2025\n  type", "“pulselife2025” is already in sources.yaml"),
        ("- id: pulselife2026", "- id: pulselife2025", "“pulselife2025” already stands in line"),
        ("edition_of: pulselife2025", "edition_of: nobody2025", "column source.edition_of: “nobody2025” is no card"),
        ("n: 742", "n: unknown", "column n: is unknown, but a figure gives it, 742. To mend: write 742"),
        ("n: 742", "n: 900", "“742” is not the n of the sample pulselife2026, 900. To mend: look it up again"),
        ("target: weekly", "target: monthly", "“pulselife2026.monthly” is no figure of the register"),
    ],
)
def test_a_form_that_does_not_fit_the_register_is_refused_with_its_line(folder, register_copy, old, new, said):
    swap(folder / f"{NAME}.yaml", (old, new))
    sentence = refused(folder, register_copy)
    assert said in sentence
    assert f"{NAME}.yaml, line" in sentence or "figures.csv, line" in sentence


# -- the draft


def test_the_first_call_writes_a_draft_and_nothing_else(folder, register_copy):
    (folder / DRAFT).unlink()
    before = contents(register_copy)
    told = take_in(folder, register_copy)
    assert contents(register_copy) == before
    assert "15 numbers" in told[0]
    assert "Nothing is in the register yet" in told[1]
    assert "  weekly: Among users: at least once a week" in told, "names of the edition before"
    rows = draft_of(folder)
    assert [row["token"] for row in rows[:4]] == ["14", "2 | 2026", "742", "51"]
    assert [row["value"] for row in rows[:3]] == ["2026-09-14", "2026-10-02", "742"]
    assert {row["decision"] for row in rows} == {""}
    share = rows[5]
    assert (share["locator"], share["occurrence"], share["value"], share["unit"]) == ("5", "1", "63", "percent")
    sentence = "Une IA généraliste sert désormais à 63 % des répondants dans leur pratique."
    assert share["fingerprint"] == fingerprint(sentence)
    assert "[63]" in share["seen"]
    assert [rows[5]["qualifier"], rows[13]["qualifier"]] == ["exact", "more_than"], "“Plus de 75 %”"
    assert share["indicator"] == share["label_en"] == share["base"] == "", "meaning is for people"
    assert rows[14]["note"] == "Number of an article, a page, a picture or a norm.", "of the number of a note"
    assert "not decided" in refused(folder, register_copy)


def test_a_text_may_be_hostile_broken_or_none(folder, register_copy):
    (folder / DRAFT).unlink()
    text = folder / "other.txt"
    assert "cannot be read" in refused(folder, register_copy, text)
    for raw, said in ((b"Aucun nombre ici.", "prints no number"), ("Déjà 5 %.".encode("latin-1"), "is not UTF-8")):
        text.write_bytes(raw)
        assert said in refused(folder, register_copy, text)
    text.write_text('=1+1;"@x";-2\n+3 ; =cmd|5\nEn tout 63\n% de refus\n', encoding="utf-8")
    assert "paragraph 3 seems to end within a number" in take_in(folder, register_copy, text=text)[1]
    assert not any(FORMULA.search(cell) for row in draft_of(folder) for cell in row.values())


@pytest.mark.parametrize(
    ("delimiter", "ends", "encoding"),
    [(",", "\r\n", "utf-8"), (";", "\r\n", "utf-8-sig"), ("\t", "\r\n", "utf-16"), (";", "\n", "utf-8")],
    ids=["CRLF", "Excel", "Unicode text", "semicolons"],
)
def test_a_draft_may_be_saved_by_any_spreadsheet(folder, delimiter, ends, encoding):
    before, rows = read(folder), draft_of(folder)
    rows.append(dict.fromkeys(rows[0], ""))  # an empty line at the end
    rows = [row | {"mine": "a column of one's own"} for row in rows]
    write_draft(folder / DRAFT, rows, delimiter, ends, encoding)
    assert read(folder) == before


def test_a_draft_in_an_old_encoding_or_without_a_column_is_refused(folder):
    path = folder / DRAFT
    rows = draft_of(folder)
    path.write_bytes(path.read_bytes().replace("’".encode(), "é".encode("latin-1")))
    assert "is not UTF-8, nor UTF-16. To mend: save it again as UTF-8 (Excel: Save As, “CSV UTF-8”" in faults(folder)[0]
    lost = ["token", "id", "value"]
    write_draft(folder / DRAFT, [{name: row[name] for name in row if name not in lost} for row in rows])
    said = f"{folder / DRAFT}, line 1, column {{}}: the column is missing. To mend: restore its name."
    assert faults(folder) == [said.format(name) for name in lost]


def test_a_comma_that_parts_a_reason_is_refused(folder):
    rows = draft_of(folder)
    rows[3] |= {"decision": "aside", "id": "", "note": "Year; in a title.", "note_fr": ""}
    write_draft(folder / DRAFT, rows)
    swap(folder / DRAFT, ("Year; in", "Year, in"))
    what = f"has {len(rows[0]) + 1} cells where the header has {len(rows[0])}"
    mend = "To mend: put text that holds a comma between quotation marks."
    assert faults(folder) == [f"{folder / DRAFT}, line 5: {what}. {mend}"]


def test_all_rows_that_do_not_hold_are_told_with_their_lines(folder):
    rows = draft_of(folder)
    rows[0] |= {"id": ""}
    rows[2] |= {"decision": "figur"}
    rows[3] |= {"decision": "joined", "id": ""}
    rows[4] |= {"token": "23"}
    rows[5] |= {"fingerprint": "0" * 64}
    write_draft(folder / DRAFT, [*rows, rows[6]])
    wanted = {
        2: "column decision: “14” in paragraph 3 is not decided",
        4: "“figur” is no decision. To mend: write figure",
        6: "“23” in paragraph “4” is not so in this text",
        7: "move the draft away to have a new one; where a spreadsheet changed the cell, write 266db",
        17: "the number already stands in line 8",
    }
    for (line, said), found in zip(wanted.items(), faults(folder), strict=True):
        assert said in found
        assert f"{NAME}.figures.csv, line {line}" in found
    rows = draft_of(NEXT)
    rows[3] |= {"decision": "joined", "id": ""}
    rows[4] |= {"decision": "aside", "id": ""}
    rows[5] |= {"id": "", "indicator": "use-general-purposes"}
    rows[6] |= {"base_literal": ""}
    rows[7] |= {"id": "new", "indicator": "use-general-purpose", "label_en": "New"}
    rows[8] |= {"id": "", "decision": "figure"}
    wanted = ["is joined, but no figure of its sentence stands above it", "column note: is set aside without a reason",
              "column note_fr: is set aside without a reason", "write use-general-purpose, if that was meant",
              "column base_literal: is empty, but the row is decided to be a figure. To mend: write all",
              "column label_fr: is empty", "column indicator: is empty"]  # fmt: skip
    write_draft(folder / DRAFT, rows)
    found = faults(folder)
    assert [said for said, one in zip(wanted, found, strict=True) if said not in one] == []


def test_a_row_may_be_taken_apart_but_no_number_may_drop_out(folder):
    rows = draft_of(folder)
    apart = [rows[1] | {"token": "2"}, dict.fromkeys(rows[1], "") | {"decision": "joined", "token": "2026"}]
    apart[1] |= {name: rows[1][name] for name in ("locator", "occurrence", "fingerprint")}
    write_draft(folder / DRAFT, [rows[0], *apart, *rows[2:]])
    assert read(folder)["figures"][1].cells["printed"] == "2 | 2026"
    write_draft(folder / DRAFT, [rows[0], apart[0], *rows[2:]])
    assert "“2026” (paragraph 3) is missing from the draft" in faults(folder)[0]


def test_figures_of_one_indicator_are_told_apart_by_their_people(folder):
    text = folder / "other.txt"
    text.write_text("Il inquiète 61 % des professionnels et 85 % du grand public.", encoding="utf-8")
    rows, *known = proposed(folder, "horizon2026", text)
    path = folder / "draft.csv"
    assert taken(path, [row | {"indicator": "risk-health-data"} for row in rows], *known)
    ids = [one.cells["id"] for one in read_draft(path, *known)["figures"]]
    assert ids == ["horizon2026.risk-health-data", "horizon2026.risk-health-data-public"]


def test_what_does_not_fit_the_register_is_refused_with_its_line_in_the_draft(folder, register_copy):
    change(
        folder,
        n63={"value": "63,5", "label_en": "=HYPERLINK(1)"},
        n51={"id": "acsel2025.use-any", "indicator": "use-any-ai"},
        n22={"population": "public"},
        n84={"id": "daily"},
    )
    said = refused(folder, register_copy)
    lines = (register_copy / "figures.csv").read_text(encoding="utf-8").splitlines()
    above = next(number for number, row in enumerate(lines, start=1) if row.startswith("acsel2025.use-any,"))
    assert (
        f"line 5 (row acsel2025.use-any), column id: “acsel2025.use-any” already stands in line {above} of figures.csv"
        in said
    )
    assert f"line 10 (row {NAME}.daily), column id: “{NAME}.daily” already stands in line 9." in said
    assert f"line 7 (row {NAME}.use-general-purpose), column label_en: “=HYPERLINK(1)” begins like a formula" in said
    change(
        folder,
        n63={"label_en": ""},
        n51={"id": "sample-physicians", "indicator": ""},
        n84={"id": "weekly"},
        n70={"group_en": "none", "group_fr": "none", "base_literal": "nobody"},
    )
    said = refused(folder, register_copy)
    assert f"line 6 (row {NAME}.sample-nurses), column population: “public” are not among those surveyed" in said
    assert "“pulselife2026.nobody” is no figure of the same source" in said
    change(folder, n22={"population": ""}, n70={"base_literal": "sample-physicians"})
    assert "column value: “63.5” is not the number printed, “63”" in refused(folder, register_copy)


# -- taking in


def test_what_comes_in_is_what_form_and_draft_say_and_what_the_register_knows(folder, register_copy):
    hostile = 'A, "B" – it’s 5 % = “c” | {d} [e] <f> $g$ *h* \\ `i`'
    change(folder, n63={"note": hostile, "note_fr": hostile}, n52={"base_literal": "use-general-purpose"})
    mode = "mode: '" + hostile.replace("'", "''") + "'"
    swap(folder / f"{NAME}.yaml", ("mode: Online questionnaire.", mode))
    before = contents(register_copy)
    told = take_in(folder, register_copy)
    after = contents(register_copy)
    assert set(after) == set(before), "nothing is left about"
    assert all(after[name].startswith(raw) for name, raw in before.items()), "what was there stands there byte for byte"
    entry = load_sources(register_copy)[NAME]
    assert (entry["issued"], entry["author"]) == ({"date-parts": [[2026, 11, 3]]}, [{"literal": "PulseLife"}])
    own = [entry["custom"][name] for name in ("second_reader", "in_text", "title_given", "text_sha256")]
    digest = fingerprint((folder / f"{NAME}.txt").read_text(encoding="utf-8"))
    assert own == ["B. Relecteur", "not yet", "yes", digest]
    sample = load_samples(register_copy).loc[NAME]
    assert (sample["weighting_fr"], sample["fieldwork_end"]) == ("unknown", "2026-10-02"), "as the source's fieldwork"
    figures = load_figures(register_copy)
    assert figures.at[f"{NAME}.fieldwork-end", "printed"] == "2 | 2026"
    assert [figures.at[f"{NAME}.use-general-purpose", "note"], sample["mode"]] == [hostile, hostile]
    weekly, earlier = figures.loc[f"{NAME}.weekly"], figures.loc["pulselife2025.weekly"]
    same = ["indicator", "theme", "population", "nature", "answer_type", "label_en", "label_fr"]
    assert weekly[same].tolist() == earlier[same].tolist()
    assert (weekly["base"], weekly["base_literal"]) == (f"{NAME}.use-general-purpose",) * 2
    assert "4 of 11 items disclosed, 10 fields unknown" in told[1]
    assert "Over time: 11 figures continue those of pulselife2025." in told
    assert "Look again: not-satisfied: base is use-general-purpose, and was unclear in pulselife2025." in told
    assert "Look again: fear-no-validation: base is use-general-purpose, and was all in pulselife2025." in told
    assert "already in sources.yaml" in refused(folder, register_copy)


def taken(path: Path, rows: list[dict[str, str]], numbers: list, known: Defaults) -> object:
    """Return what a draft says of its figures, whatever they are called; None if it is refused."""
    write_draft(path, rows)
    try:
        figures = [one.cells for one in read_draft(path, numbers, known)["figures"]]
    except DataError:
        return None
    place = {cells["id"]: number for number, cells in enumerate(figures)}
    said = [{name: place.get(cell, cell) for name, cell in one.items() if name not in CALLED} for one in figures]
    return said if len(place) == len(figures) else None


def proposed(folder: Path, source: str, text: Path) -> tuple[list[dict[str, str]], list, Defaults]:
    """Return the draft of a text, its numbers, and what is known of the publication."""
    known, numbers = Defaults(read_form(folder / f"{source}.yaml", DATA), REGISTER), read_numbers(text)
    return list(csv.DictReader(io.StringIO(propose(numbers, known)))), numbers, known


@pytest.mark.parametrize(
    ("source", "figures", "cells"), [(NAME, 14, 21), pytest.param("horizon2026", 18, 39, marks=in_campaign)]
)
def test_how_many_cells_a_person_has_to_fill(folder, source, figures, cells):
    """Those without which the same figures would not come in: labels, say, are those of the indicator."""
    path, (rows, *known) = folder / f"{source}.figures.csv", proposed(folder, source, folder / f"{source}.txt")
    filled = draft_of(folder, source)
    wanted, needed = taken(path, filled, *known), 0
    assert len(wanted) == figures
    for row, own in zip(filled, rows, strict=True):
        for name in sorted(row, key="id".__eq__):  # the name last: it may follow from the indicator
            cell, row[name] = row[name], own[name]
            if cell != own[name] and taken(path, filled, *known) != wanted:
                row[name] = cell
                needed += 1
    assert needed == cells


@pytest.mark.parametrize(
    ("words", "sample", "base"),
    [
        ("Ainsi 87 % des professionnels de santé l’emploient.", "professionals", "all"),
        ("Neuf soignants sur dix l’emploient.", "professionals", "all"),
        ("Selon elle, 85 % du grand public le craint.", "public", "all"),
        ("Parmi eux, 87 % des professionnels l’emploient.", "professionals", ""),
        ("Ainsi 87 % des professionnels qui l’emploient le regrettent.", "", ""),
        ("Ainsi 87 % d’entre eux l’emploient.", "", ""),
    ],
)
def test_sample_and_base_are_proposed_where_the_words_name_the_people(folder, words, sample, base):
    (folder / "other.txt").write_text(words, encoding="utf-8")
    row = proposed(folder, "horizon2026", folder / "other.txt")[0][0]
    assert (row["sample"].removeprefix("horizon2026-"), row["base_literal"]) == (sample, base)


@pytest.mark.parametrize(
    ("source", "restating", "first"), [("horizon2026", 9, "good-thing"), (NAME, 4, "sample-physicians")]
)
def test_a_figure_that_restates_another_needs_only_that(folder, source, restating, first):
    """Whether the other stands above it or below, in this edition alone or in the one before, too."""
    rows = draft_of(folder, source)
    own = ("seen", "token", "occurrence", "locator", "fingerprint", "value", "unit", "qualifier")
    rows[restating] = {name: cell if name in own else "" for name, cell in rows[restating].items()}
    rows[restating]["restates"] = first
    _, numbers, known = proposed(folder, source, folder / f"{source}.txt")
    path = folder / f"{source}.figures.csv"
    write_draft(path, rows)
    figures = {one.cells["id"]: one.cells for one in read_draft(path, numbers, known)["figures"]}
    told, other = figures[f"{source}.{first}-restated"], figures[f"{source}.{first}"]
    same = ("sample", "indicator", "population", "base", "base_literal", "answer_type", "label_en", "label_fr")
    assert [told[name] for name in same] == [other[name] for name in same]
    assert (told["restates"], other["restates"]) == (f"{source}.{first}", "none")


def test_a_figure_of_no_earlier_edition_takes_what_its_indicator_tells(folder):
    swap(folder / f"{NAME}.yaml", ("  edition_of: pulselife2025\n", ""))
    left_out = {"decision": "aside", "id": "", "note": "Not here.", "note_fr": "Pas ici."}
    rows = [row | left_out for row in draft_of(folder)]
    rows[5] |= {"decision": "", "indicator": "use-any-ai", "note": "", "note_fr": ""}
    write_draft(folder / DRAFT, rows)
    figure = read(folder)["figures"][0].cells
    told = ["id", "theme", "nature", "answer_type", "label_en", "population", "base", "note"]
    assert [figure[name] for name in told] == [
        f"{NAME}.use-any-ai", "adoption", "self_report", "unknown", "Use of any AI in practice", "professionals", "all",
        "none",
    ]  # fmt: skip


def test_a_name_in_one_language_is_said(folder, register_copy):
    (folder / "horizon2026.figures.csv").unlink()
    said = "Look again: source.short_name_fr is empty, so French pages say “Institut Horizon”, too."
    assert said in take_in(folder, register_copy, "horizon2026")


def test_a_relation_that_cannot_hold_is_said(folder, register_copy):
    told = take_in(folder, register_copy, "horizon2026")
    assert "Look again: the relation horizon2026.good-thing-nine-in-ten cannot hold, whatever the rounding." in told


@pytest.mark.parametrize(("moment", "error"), [(0, OSError(28, "No space left")), (3, KeyboardInterrupt())])
def test_a_write_that_fails_leaves_the_register_as_it_was(folder, register_copy, monkeypatch, moment, error):
    before, replace, left = contents(register_copy), os.replace, [moment]

    def failing(source: object, target: object) -> None:
        if Path(target).parent == register_copy:
            if not left[0]:
                left[0] = -1
                raise error
            left[0] -= 1
        replace(source, target)

    monkeypatch.setattr(staging.os, "replace", failing)
    with pytest.raises(type(error)):
        take_in(folder, register_copy)
    assert left == [-1], "the test met no write"
    assert contents(register_copy) == before


def test_what_a_killed_call_left_half_moved_is_finished_first(folder, register_copy, tmp_path):
    whole = tmp_path / "whole"
    whole.mkdir()
    for name, raw in contents(register_copy).items():
        (whole / name).write_bytes(raw)
    take_in(folder, whole)
    ready = register_copy / staging.READY
    ready.mkdir()
    for name in ("samples.csv", "figures.csv", "set_aside.csv", "relations.csv", "sources.yaml"):
        target = ready if name == "figures.csv" else register_copy  # killed before this one was moved
        (target / name).write_bytes((whole / name).read_bytes())
    with pytest.raises(PaperError, match=r"already in sources\.yaml"):
        take_in(folder, register_copy)
    assert contents(register_copy) == contents(whole)


def test_while_one_call_is_at_work_another_is_refused(folder, register_copy):
    with locked(register_copy), pytest.raises(PaperError, match="another `baromia add` is at work there"):
        take_in(folder, register_copy)


# -- the command


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "print an empty one"),
        (["{folder}/pulselife2026.yaml"], "name the publication's text too"),
        (["--numbered"], "no text to number"),
        (["{folder}/nothing.yaml"], "is not there"),
        (["{folder}/pulselife2026.yaml", "--text", "{folder}/pulselife2026.txt", "--data", "{folder}"], "right file"),
    ],
)
def test_wrong_words_are_answered_in_a_sentence(folder, arguments, said):
    done = CliRunner().invoke(main, ["add", *(word.format(folder=folder) for word in arguments)])
    assert done.exit_code == 1
    assert said in done.output


def test_paragraphs_are_numbered_as_locators_count_them(folder):
    done = CliRunner().invoke(main, ["add", "--text", str(folder / f"{NAME}.txt"), "--numbered"])
    assert done.output.splitlines()[4].startswith("   5  Une IA généraliste")
