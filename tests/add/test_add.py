"""`baromia add`: what it proposes, what it refuses, and that it is all or nothing."""

import csv
import io
import os
from pathlib import Path

import pytest
from click.testing import CliRunner

from baromia.add import add, empty_form, read_form
from baromia.cli import main
from baromia.register.cells import FORMULA
from baromia.register.descriptor import read_descriptor
from baromia.register.read import load_figures, load_samples, load_sources
from baromia.register.source_entries import read_plain
from conftest import ROOT
from nbpaper import staging
from nbpaper.errors import DataError, PaperError
from nbpaper.texts import fingerprint
from next_survey_data import command, forms
from scratch import contents

DATA = ROOT / "data"
NAME = "pulselife2026"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Forms, drafts and texts that a test may change."""
    return forms(tmp_path)


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
    said = str(refusal.value)
    assert "To mend:" in said
    return said


def swap(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def draft_of(folder: Path, source: str = NAME) -> list[dict[str, str]]:
    with open(folder / f"{source}.figures.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write_draft(folder: Path, rows: list[dict[str, str]], delimiter: str = ",", ends: str = "\n") -> str:
    page = io.StringIO()
    writer = csv.DictWriter(page, list(rows[0]), delimiter=delimiter, lineterminator=ends)
    writer.writeheader()
    writer.writerows(rows)
    (folder / f"{NAME}.figures.csv").write_text(page.getvalue(), encoding="utf-8", newline="")
    return page.getvalue()


def changed(folder: Path, number: str, /, **cells: str) -> int:
    """Change cells of the first row of a number in the draft; return its line."""
    rows = draft_of(folder)
    line = next(line for line, row in enumerate(rows, start=2) if row["token"] == number)
    rows[line - 2] |= cells
    write_draft(folder, rows)
    return line


# -- the empty form


def test_the_form_asks_for_every_column_of_a_sample_and_reads_as_a_form():
    page = empty_form(read_descriptor(DATA), samples=2)
    columns = {*load_samples(DATA).reset_index()} - {"source"}
    tree, _ = read_plain(page, "form")
    assert [set(sample) for sample in tree["samples"]] == [columns, columns]
    assert all(f"AAPOR item {item}." in page for item in range(1, 12))
    assert "One of: professionals, physicians" in page
    assert (tree["samples"][0]["weighting"], tree["source"]["issued"], tree["source"]["language"]) == (
        "unknown",
        "unknown",
        "fr",
    )
    assert command("add", "--form", "--samples", 2).stdout == page


def test_what_is_left_empty_is_refused_with_the_words_it_takes(register_copy, tmp_path):
    path = tmp_path / "next.yaml"
    path.write_text(empty_form(read_descriptor(DATA)), encoding="utf-8")
    with pytest.raises(DataError) as refusal:
        read_form(path, register_copy)
    said = {problem.column: str(problem) for problem in refusal.value.problems}
    assert "primary document" in said["evidence.primary_document"]
    assert "write professionals, physicians" in said["samples.1.population"]
    assert {"source.author", "source.title", "samples.1.label_en"} <= set(said)
    assert not {"source.publisher", "samples.1.weighting", "samples.1.weighting_fr", "samples.1.note"} & set(said)
    lines = path.read_text(encoding="utf-8").splitlines()
    assert all(lines[problem.line - 1].strip() for problem in refusal.value.problems)


def test_all_faults_of_a_form_are_told_together(folder, register_copy):
    path = folder / f"{NAME}.yaml"
    swap(path, "  type: webpage", "  type: blog")
    swap(path, 'title: "Baromètre : les soignants et les IA généralistes, un an après"', "title:")
    with pytest.raises(DataError) as refusal:
        read_form(path, register_copy)
    assert [problem.column for problem in refusal.value.problems] == ["source.type", "source.title"]


def test_an_unsigned_publication_needs_a_short_name_and_no_author(folder, register_copy):
    swap(
        folder / f"{NAME}.yaml",
        "  author: PulseLife\n",
        "  short_name: Unsigned page\n  short_name_fr: Page non signée\n",
    )
    entry = read_form(folder / f"{NAME}.yaml", register_copy).entry.cells
    assert "author" not in entry
    assert entry["custom"]["short_name_fr"] == "Page non signée"


# -- the draft


def test_the_first_call_writes_a_draft_and_nothing_else(folder, register_copy):
    (folder / f"{NAME}.figures.csv").unlink()
    before = contents(register_copy)
    told = take_in(folder, register_copy)
    assert contents(register_copy) == before
    assert "16 numbers" in told[0]
    assert "Nothing is in the register yet" in told[1]
    assert "  weekly: Among users: at least once a week" in told, "names of the edition before"
    rows = draft_of(folder)
    assert " ".join(row["token"] for row in rows) == "14 2 2026 742 51 22 63 70 84 31 61 90 52 24 75 3"
    assert {row["decision"] for row in rows} == {""}
    share = rows[6]
    assert (share["locator"], share["occurrence"], share["value"], share["unit"]) == ("5", "1", "63", "percent")
    sentence = "Une IA généraliste sert désormais à 63 % des répondants dans leur pratique."
    assert share["fingerprint"] == fingerprint(sentence)
    assert "[63]" in share["seen"]
    assert [rows[6]["qualifier"], rows[14]["qualifier"]] == ["exact", "more_than"], "“Plus de 75 %”"
    assert share["indicator"] == share["label_en"] == share["base"] == "", "meaning is for people"
    assert "not decided" in refused(folder, register_copy)


def test_what_the_form_says_of_the_samples_is_checked_before_the_draft_is_written(folder, register_copy):
    (folder / f"{NAME}.figures.csv").unlink()
    swap(folder / f"{NAME}.yaml", "population: professionals", "population: profesionals")
    assert "write professionals, if that was meant" in refused(folder, register_copy)
    assert not (folder / f"{NAME}.figures.csv").exists()


def test_what_is_seen_beside_a_number_is_nothing_a_spreadsheet_runs(folder, register_copy):
    (folder / f"{NAME}.figures.csv").unlink()
    (folder / f"{NAME}.txt").write_text('=1+1;"@x";-2\n+3 ; =cmd|5\n', encoding="utf-8")
    take_in(folder, register_copy)
    assert not any(FORMULA.search(cell) for row in draft_of(folder) for cell in row.values())


def test_a_mark_out_of_a_total_is_a_score(folder, register_copy):
    (folder / f"{NAME}.figures.csv").unlink()
    (folder / f"{NAME}.txt").write_text("La confiance est notée 6,4 sur 10.\n", encoding="utf-8")
    take_in(folder, register_copy)
    assert [draft_of(folder)[0][column] for column in ("value", "unit")] == ["6.4/10", "score"]


@pytest.mark.parametrize(
    ("delimiter", "ends", "encoding"),
    [(",", "\r\n", "utf-8"), (";", "\r\n", "utf-8-sig"), ("\t", "\r\n", "utf-16"), (";", "\n", "utf-8")],
    ids=["CRLF", "Excel", "Unicode text", "semicolons"],
)
def test_a_draft_may_be_saved_by_any_spreadsheet(folder, register_copy, delimiter, ends, encoding):
    rows = draft_of(folder)
    rows.append(dict.fromkeys(rows[0], ""))  # an empty line at the end
    page = write_draft(folder, [row | {"mine": "a column of one's own"} for row in rows], delimiter, ends)
    (folder / f"{NAME}.figures.csv").write_bytes(page.encode(encoding))
    take_in(folder, register_copy)
    assert load_figures(register_copy).at[f"{NAME}.weekly", "label_fr"].startswith("Parmi les utilisateurs")


def test_a_draft_in_an_old_encoding_is_refused(folder, register_copy):
    path = folder / f"{NAME}.figures.csv"
    path.write_bytes(path.read_bytes().replace("’".encode(), "é".encode("latin-1")))
    assert "is not UTF-8" in refused(folder, register_copy)


def test_the_draft_read_against_another_text_is_refused(folder, register_copy):
    swap(folder / f"{NAME}.txt", "sert désormais à 63 %", "sert maintenant à 63 %")
    said = refused(folder, register_copy)
    assert "line 8, column fingerprint: “63” in paragraph “5” is not so in this text" in said
    assert "move the draft away" in said
    new = fingerprint("Une IA généraliste sert maintenant à 63 % des répondants dans leur pratique.")
    assert f"where a spreadsheet changed the cell, write {new}" in said


@pytest.mark.parametrize(
    ("token", "cells", "said"),
    [
        ("63", {"decision": ""}, "column decision: “63” in paragraph 5 is not decided"),
        ("63", {"decision": "figur"}, "“figur” is no decision. To mend: write figure"),
        ("63", {"decision": "aside"}, "column note: is set aside without a reason"),
        ("63", {"decision": "joined"}, "is joined, but no figure of its sentence stands above it"),
        ("63", {"id": ""}, "column indicator: is empty"),
        ("63", {"indicator": "use-general-purposes"}, "write use-general-purpose, if that was meant"),
        (
            "63",
            {"base_literal": ""},
            "column base: is empty, but the row is decided to be a figure. To mend: write all",
        ),
        ("742", {"unit": "", "indicator": "wrong-answers-received"}, "column unit: is empty"),
        (
            "63",
            {"id": "new", "indicator": "use-general-purpose", "label_en": "New", "base_literal": "weekly"},
            "label_fr",
        ),
        ("63", {"value": "63,5"}, "“63.5” is not the number printed, “63”"),
        ("63", {"id": "acsel2025.use-any", "indicator": "use-any-ai"}, "column id: “acsel2025.use-any” already stands"),
        ("63", {"base_literal": "use-any"}, "“pulselife2026.use-any” is no figure of the same source"),
        ("63", {"population": "public"}, "“public” are not among those surveyed in pulselife2026, professionals"),
        ("63", {"label_en": "=HYPERLINK(1)"}, "begins like a formula"),
        ("63", {"group_en": "none", "group_fr": "none"}, "other figures are shares of the people"),
        ("63", {"token": "64"}, "is not so in this text"),
    ],
)
def test_a_row_that_does_not_hold_is_refused_with_its_line_in_the_draft(folder, register_copy, token, cells, said):
    line = changed(folder, token, **cells)
    sentence = refused(folder, register_copy)
    assert said in sentence
    assert f"{NAME}.figures.csv, line {line}" in sentence


def test_a_row_above_is_named_with_the_file_it_stands_in(folder, register_copy):
    line = changed(folder, "63", id="weekly", indicator="general-purpose-weekly-of-users")
    assert f"already stands in line {line}." in refused(folder, register_copy)
    changed(folder, "63", id="acsel2025.use-any", indicator="use-any-ai")
    lines = (register_copy / "figures.csv").read_text(encoding="utf-8").splitlines()
    above = next(number for number, row in enumerate(lines, start=1) if row.startswith("acsel2025.use-any,"))
    assert f"already stands in line {above} of figures.csv" in refused(folder, register_copy)


def test_no_number_may_drop_out_of_the_draft_or_stand_in_it_twice(folder, register_copy):
    rows = draft_of(folder)
    write_draft(folder, rows[:5] + rows[6:])
    assert "“22” (paragraph 4) is missing from the draft" in refused(folder, register_copy)
    write_draft(folder, [*rows, rows[5]])
    assert "already stands in line 7" in refused(folder, register_copy)
    write_draft(folder, [{name: row[name] for name in row if name != "token"} for row in rows])
    assert "column token: the column is missing" in refused(folder, register_copy)


# -- the form


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("second_reader: B. Relecteur", "second_reader: TODO", "second_reader: is missing"),
        ("second_reader: B. Relecteur", "second_reader: a.  lectrice", "is the person who entered it"),
        ("evidence:", "evidences:", "evidences: is no field of the form. To mend: write evidence"),
        ("  weighting: unknown", "  weightings: unknown", "write weighting, if that was meant"),
        ("  weighting: unknown", "  weighting:", "samples.1.weighting: is empty. To mend: write unknown"),
        ("  mode_fr: Questionnaire en ligne.\n", "", "samples.1.mode_fr: is empty"),
        ("issued:", "note: In English only.\n  issued:", "source.note_fr: is empty"),
        ("id: pulselife2026\n  type", "id: pulselife2025\n  type", "“pulselife2025” is already in sources.yaml"),
        ("- id: pulselife2026", "- id: pulselife2025", "“pulselife2025” already stands in line"),
        ("id: pulselife2026\n  type", "id: ../../evil\n  type", "write a permanent name: small letters and digits"),
        (
            "type: webpage",
            "type: web page",
            "line 8, column source.type: “web page” may not stand here. To mend: write",
        ),
        ("fieldwork: 2026-09-14/2026-10-02", "fieldwork: 2026-12", "ends after the day of publication, 2026-11-03"),
        ("author: PulseLife", "author:\n  - given: Ann", "source.author.1: has neither family nor literal"),
        ("edition_of: pulselife2025", "edition_of: nobody2025", "column source.edition_of: “nobody2025” is no card"),
        ("n: 742", "n: unknown", "column n: is unknown, but a figure gives it, 742. To mend: write 742"),
        ("n: 742", "n: 900", "“742” is not the n of the sample pulselife2026, 900. To mend: look it up again"),
        ("target: weekly", "target: monthly", "“pulselife2026.monthly” is no figure of the register"),
        ("samples:", "samples: none\nrows:", "samples: is no list"),
        ('title: "Baromètre', 'title: ["Baromètre', "YAML"),
        ("publisher: PulseLife", "publisher: Baromètre #3", "“Baromètre” ends where YAML takes “#3” for a comment"),
    ],
)
def test_a_form_that_does_not_hold_is_refused_with_its_line(folder, register_copy, old, new, said):
    swap(folder / f"{NAME}.yaml", old, new)
    sentence = refused(folder, register_copy)
    assert said in sentence
    assert f"{NAME}.yaml, line" in sentence or "figures.csv, line" in sentence


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (None, "cannot be read"),
        (b"Aucun nombre ici.", "prints no number"),
        ("Déjà 5 %.".encode("latin-1"), "is not UTF-8"),
    ],
)
def test_a_text_that_will_not_do_is_refused(folder, register_copy, raw, said):
    text = folder / "other.txt"
    if raw is not None:
        text.write_bytes(raw)
    assert said in refused(folder, register_copy, text)


def test_a_folder_without_a_register_is_refused(folder, tmp_path):
    form = read_form(folder / f"{NAME}.yaml", DATA)
    with pytest.raises(PaperError, match="name the right folder"):
        add(form, folder / f"{NAME}.txt", tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["forms"]


# -- taking in


def test_what_comes_in_is_what_form_and_draft_say_and_what_the_register_knows(folder, register_copy):
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
    typed = {"decision", "id", "base_literal", "value", "unit", "qualifier"}
    assert {name for name, cell in draft_of(folder)[8].items() if cell} - typed == {
        "seen", "token", "occurrence", "locator", "fingerprint"
    }  # fmt: skip
    weekly, earlier = figures.loc[f"{NAME}.weekly"], figures.loc["pulselife2025.weekly"]
    same = ["indicator", "theme", "population", "nature", "answer_type", "label_en", "label_fr"]
    assert weekly[same].tolist() == earlier[same].tolist()
    assert (weekly["base"], weekly["base_literal"]) == (f"{NAME}.use-general-purpose",) * 2
    assert "4 of 11 items disclosed, 10 fields unknown" in told[1]
    assert "Over time: 12 figures continue those of pulselife2025." in told
    assert "Look again: not-satisfied: base is use-general-purpose, and was unclear in pulselife2025." in told
    assert "already in sources.yaml" in refused(folder, register_copy)


def test_a_figure_of_no_earlier_edition_takes_what_its_indicator_tells(folder, register_copy):
    swap(folder / f"{NAME}.yaml", "  edition_of: pulselife2025\n", "")
    form = folder / f"{NAME}.yaml"
    form.write_text(form.read_text(encoding="utf-8").partition("relations:")[0], encoding="utf-8")
    rows = [row | {"decision": "aside", "note": "Not here.", "note_fr": "Pas ici."} for row in draft_of(folder)]
    rows[6] |= {"decision": "figure", "id": "", "indicator": "use-any-ai", "note": "", "note_fr": ""}
    write_draft(folder, rows)
    take_in(folder, register_copy)
    figure = load_figures(register_copy).loc[f"{NAME}.use-any-ai"]
    told = ["theme", "nature", "answer_type", "label_en", "population", "base"]
    assert figure[told].tolist() == [
        "adoption", "self_report", "unknown", "Use of any AI in practice", "professionals", "all"
    ]  # fmt: skip


def test_other_people_or_another_base_than_in_the_edition_before_are_said(folder, register_copy):
    changed(folder, "52", base_literal="use-general-purpose")
    told = take_in(folder, register_copy)
    assert "Look again: fear-no-validation: base is use-general-purpose, and was all in pulselife2025." in told
    assert "Over time: 11 figures continue those of pulselife2025." in told


def test_commas_quotation_marks_and_signs_come_back_as_they_were(folder, register_copy):
    hostile = 'A, "B" – it’s 5 % = “c” | {d} [e] <f> $g$ *h* \\ `i`'
    changed(folder, "63", note=hostile, note_fr=hostile)
    swap(folder / f"{NAME}.yaml", "mode: Online questionnaire.", "mode: '" + hostile.replace("'", "''") + "'")
    take_in(folder, register_copy)
    assert load_figures(register_copy).at[f"{NAME}.use-general-purpose", "note"] == hostile
    assert load_samples(register_copy).at[NAME, "mode"] == hostile


def test_a_relation_that_cannot_hold_is_said(folder, register_copy):
    told = take_in(folder, register_copy, "horizon2026")
    assert "Look again: the relation horizon2026.good-thing-nine-in-ten cannot hold, whatever the rounding." in told


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
@pytest.mark.parametrize("moment", [0, 3, 5])
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
        take_in(folder, register_copy, "horizon2026")
    assert left == [-1], "the test met no write"
    monkeypatch.undo()
    assert contents(register_copy) == before
    take_in(folder, register_copy, "horizon2026")


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


# -- the command


def run(*arguments: object):
    return CliRunner().invoke(main, ["add", *map(str, arguments)])


def test_the_command_adds_in_two_calls(folder, register_copy):
    (folder / f"{NAME}.figures.csv").rename(folder / "filled")
    arguments = (folder / f"{NAME}.yaml", "--text", folder / f"{NAME}.txt", "--data", register_copy)
    first = run(*arguments)
    assert first.exit_code == 0, first.output
    assert "Nothing is in the register yet" in first.output
    (folder / "filled").replace(folder / f"{NAME}.figures.csv")
    second = run(*arguments)
    assert second.exit_code == 0, second.output
    assert "Every number of its text is in its place" in second.output
    assert run(*arguments).exit_code == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "print an empty one"),
        (["{folder}/pulselife2026.yaml"], "name the publication's text too"),
        (["--numbered"], "no text to number"),
        (["{folder}/nothing.yaml"], "is not there"),
    ],
)
def test_wrong_words_are_answered_in_a_sentence(folder, register_copy, arguments, said):
    done = run(*(word.format(folder=folder) for word in arguments), "--data", register_copy)
    assert done.exit_code == 1
    assert said in done.output


def test_paragraphs_are_numbered_as_locators_count_them(folder):
    lines = run("--text", folder / f"{NAME}.txt", "--numbered").output.splitlines()
    assert lines[4].startswith("   5  Une IA généraliste")
