"""`baromia add`: what it proposes, what it refuses, and that it is all or nothing."""

import csv
import io
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from baromia.add import add, empty_form, read_form
from baromia.add.asking import ask_form
from baromia.add.template import SOURCE, evidence_fields, source_fields
from baromia.cli import main
from baromia.register.cells import FORMULA
from baromia.register.descriptor import resource
from baromia.register.read import Register, load_figures, load_samples, load_sources
from baromia.register.source_entries import read_plain
from baromia.register.verify import verify
from conftest import ROOT
from nbpaper import staging as stage
from nbpaper.errors import DataError, PaperError, Problem
from nbpaper.texts import fingerprint
from next_survey_data import command, forms
from scratch import contents

DATA = ROOT / "data"
NAME = "pulselife2026"
HELD = "fieldwork: 2026-09-14/2026-10-02"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Forms, drafts and texts that a test may change."""
    return forms(tmp_path)


def take_in(folder: Path, data: Path, source: str = NAME, text: Path | None = None) -> list[str]:
    """Add a publication in this process; return what was told."""
    told: list[str] = []
    add(read_form(folder / f"{source}.yaml", data), text or folder / f"{source}.txt", data, told.append)
    return told


def refused(folder: Path, data: Path, source: str = NAME, text: Path | None = None) -> str:
    """Return why a publication is refused; the register must be as it was, and nothing lie about."""
    before = contents(data)
    with pytest.raises(PaperError) as refusal:
        take_in(folder, data, source, text)
    assert contents(data) == before
    said = str(refusal.value)
    assert "To mend:" in said
    assert "Traceback" not in said
    return said


def swap(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def draft_of(folder: Path, source: str = NAME) -> list[dict[str, str]]:
    with open(folder / f"{source}.figures.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write_draft(folder: Path, rows: list[dict[str, str]], source: str = NAME) -> None:
    page = io.StringIO()
    writer = csv.DictWriter(page, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    (folder / f"{source}.figures.csv").write_text(page.getvalue(), encoding="utf-8", newline="")


def changed(folder: Path, line: int, source: str = NAME, **cells: str) -> None:
    """Change cells of a row of the draft, named by its line."""
    rows = draft_of(folder, source)
    rows[line - 2] |= cells
    write_draft(folder, rows, source)


def line_of(folder: Path, token: str, source: str = NAME) -> int:
    return next(line for line, row in enumerate(draft_of(folder, source), start=2) if row["token"] == token)


# -- the empty form


def test_the_form_asks_for_every_column_of_a_sample_and_reads_as_a_form():
    page = empty_form(DATA, samples=2)
    columns = {field["name"] for field in resource(DATA, "samples")["schema"]["fields"]} - {"source"}
    tree, _ = read_plain(page, "form")
    assert [set(sample) for sample in tree["samples"]] == [columns, columns]
    assert set(tree["source"]) == set(SOURCE)
    for item in range(1, 12):
        assert f"AAPOR item {item}." in page
    assert "unknown" in page
    assert not [field.name for field in (*source_fields(DATA), *evidence_fields(DATA)) if field.help[-1:] != "."]
    assert "# The day, month or year of publication" in page
    assert command("add", "--form", "--samples", 2).stdout == page


def test_an_empty_form_is_refused_field_by_field(register_copy, tmp_path):
    path = tmp_path / "next.yaml"
    path.write_text(empty_form(DATA), encoding="utf-8")
    with pytest.raises(DataError) as refusal:
        read_form(path, register_copy)
    said = {problem.column: str(problem) for problem in refusal.value.problems}
    assert "write unknown, if the document does not say" in said["samples.1.weighting"]
    assert "fill it in" in said["samples.1.label_en"]
    assert "primary document" in said["evidence.primary_document"]
    assert "source.author" in said
    assert "source.publisher" not in said, "it may stay empty"
    lines = path.read_text(encoding="utf-8").splitlines()
    assert all(lines[problem.line - 1].strip() for problem in refusal.value.problems)


def test_an_empty_field_hides_no_fault_of_another(folder, register_copy):
    path = folder / f"{NAME}.yaml"
    swap(path, "  type: webpage", "  type: blog")
    swap(path, 'title: "Baromètre : les soignants et les IA généralistes, un an après"', "title:")
    with pytest.raises(DataError) as refusal:
        read_form(path, register_copy)
    assert [problem.column for problem in refusal.value.problems] == ["source.type", "source.title"]


# -- the draft


def test_the_first_call_writes_a_draft_and_nothing_else(folder, register_copy):
    draft = folder / f"{NAME}.figures.csv"
    draft.unlink()
    before = contents(register_copy)
    told = take_in(folder, register_copy)
    assert contents(register_copy) == before
    assert "16 numbers" in told[0]
    assert "Nothing is in the register yet" in told[1]
    rows = draft_of(folder)
    assert [row["token"] for row in rows] == [
        "14",
        "2",
        "2026",
        "742",
        "51",
        "22",
        "63",
        "70",
        "84",
        "31",
        "61",
        "90",
        "52",
        "24",
        "75",
        "3",
    ]
    assert {row["decision"] for row in rows} == {""}
    share = rows[6]
    assert (share["locator"], share["occurrence"], share["value"], share["unit"]) == ("5", "1", "63", "percent")
    sentence = "Une IA généraliste sert désormais à 63 % des répondants dans leur pratique."
    assert share["fingerprint"] == fingerprint(sentence)
    assert "[63]" in share["seen"]
    assert (share["sample"], share["population"], share["qualifier"]) == (NAME, "professionals", "exact")
    assert rows[14]["qualifier"] == "more_than", "“Plus de 75 %”"
    assert share["indicator"] == share["label_en"] == share["base"] == "", "meaning is for people"
    assert "not decided" in refused(folder, register_copy)


def test_what_is_seen_beside_a_number_is_nothing_a_spreadsheet_runs(folder, register_copy):
    (folder / f"{NAME}.figures.csv").unlink()
    text = folder / f"{NAME}.txt"
    text.write_text('=1+1;"@x";-2\n+3 ; =cmd|5\n', encoding="utf-8")
    take_in(folder, register_copy)
    for row in draft_of(folder):
        assert not any(FORMULA.search(cell) for cell in row.values()), row


def test_the_draft_read_against_another_text_is_refused(folder, register_copy):
    swap(folder / f"{NAME}.txt", "sert désormais à 63 %", "sert maintenant à 63 %")
    said = refused(folder, register_copy)
    assert "line 8, column fingerprint: “63” in paragraph “5” is not so in this text" in said
    assert "move the draft away" in said
    new = fingerprint("Une IA généraliste sert maintenant à 63 % des répondants dans leur pratique.")
    assert f"where a spreadsheet changed the cell, write {new}" in said


def test_an_empty_row_of_the_draft_is_told_without_risk_to_the_rest(folder, register_copy):
    draft = folder / f"{NAME}.figures.csv"
    draft.write_text(draft.read_text(encoding="utf-8") + "," * (len(draft_of(folder)[0]) - 1) + "\n", encoding="utf-8")
    assert "line 18: is empty. To mend: delete the line" in refused(folder, register_copy)


def test_a_row_above_is_named_with_the_file_it_stands_in(folder, register_copy):
    line, other = line_of(folder, "63"), line_of(folder, "84")
    changed(folder, line, id=draft_of(folder)[other - 2]["id"])
    said = refused(folder, register_copy)
    assert f"figures.csv, line {other} (row {NAME}.weekly)" in said
    assert f"already stands in line {line}." in said
    changed(folder, line, id="acsel2025.use-any")
    lines = (register_copy / "figures.csv").read_text(encoding="utf-8").splitlines()
    above = next(number for number, row in enumerate(lines, start=1) if row.startswith("acsel2025.use-any,"))
    assert f"already stands in line {above} of figures.csv" in refused(folder, register_copy)


@pytest.mark.parametrize(
    ("token", "cells", "said"),
    [
        ("63", {"decision": ""}, "column decision: “63” in paragraph 5 is not decided"),
        ("63", {"decision": "figur"}, "“figur” is no decision. To mend: write figure"),
        ("63", {"decision": "maybe"}, "write figure, aside, joined"),
        ("63", {"decision": "aside"}, "column note: is set aside without a reason"),
        ("63", {"decision": "joined"}, "is joined, but no figure of its sentence stands above it"),
        ("63", {"label_fr": ""}, "column label_fr: is empty, but the row is decided to be a figure"),
        ("63", {"indicator": "use-general-purposes"}, "write use-general-purpose, if that was meant"),
        ("63", {"indicator": ""}, "column indicator: is empty"),
        ("63", {"value": "163"}, "column value: “163” is out of range"),
        ("63", {"value": "63,0"}, "column value: “63,0”"),
        ("63", {"unit": "percents"}, "column unit"),
        ("63", {"id": "acsel2025.use-any"}, "column id: “acsel2025.use-any” already stands"),
        ("63", {"id": "n"}, "already stands"),
        ("63", {"base": "use-any"}, "column base: “pulselife2026.use-any” is no figure of the same source"),
        ("63", {"base": "unclear"}, "no reason is given"),
        ("63", {"sample": "pulselife2025"}, "is a sample of another source"),
        ("63", {"population": "public"}, "“public” are not among those surveyed in pulselife2026, professionals"),
        ("63", {"label_en": "=HYPERLINK(1)"}, "begins like a formula"),
        ("63", {"label_en": "two\nlines"}, "runs on to line"),
        ("63", {"label_en": "x" * 200}, "column label_en"),
        ("63", {"group_en": "none", "group_fr": "none"}, "other figures are shares of the people"),
        ("63", {"locator": "6"}, "is not so in this text"),
        ("63", {"fingerprint": "0" * 64}, "is not so in this text"),
        ("63", {"token": "64"}, "is not so in this text"),
    ],
)
def test_a_row_that_does_not_hold_is_refused_with_its_line_in_the_draft(folder, register_copy, token, cells, said):
    line = line_of(folder, token)
    changed(folder, line, **cells)
    sentence = refused(folder, register_copy)
    assert said in sentence
    assert f"{NAME}.figures.csv, line {line}" in sentence


def test_no_number_may_drop_out_of_the_draft_or_stand_in_it_twice(folder, register_copy):
    rows = draft_of(folder)
    write_draft(folder, rows[:5] + rows[6:])
    assert "“22” (paragraph 4) is missing from the draft" in refused(folder, register_copy)
    write_draft(folder, [*rows, rows[5]])
    assert "already stands in line 7" in refused(folder, register_copy)


def test_the_order_of_the_draft_does_not_matter(folder, register_copy):
    write_draft(folder, draft_of(folder)[::-1])
    take_in(folder, register_copy)
    printed = load_figures(register_copy)["printed"]
    assert printed[f"{NAME}.fieldwork-end"] == "2 | 2026"


# -- the form refused


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("second_reader: B. Relecteur", "second_reader:", "second_reader: is missing"),
        ("second_reader: B. Relecteur", "second_reader: unknown", "second_reader: is missing"),
        ("second_reader: B. Relecteur", "second_reader: a.  lectrice", "is the person who entered it"),
        ("  entered_by: A. Lectrice\n", "", "entered_by: is missing"),
        ('"https://example.org/barometre-2026 (invented)"', "none", "primary_document: is missing"),
        ("evidence:", "evidences:", "evidences: is no field of the form. To mend: write evidence"),
        ("  weighting: unknown", "  weightings: unknown", "write weighting, if that was meant"),
        ("  weighting: unknown", "  weighting:", "samples.1.weighting: is empty. To mend: write unknown"),
        ("  mode_fr: Questionnaire en ligne.\n", "", "samples.1.mode_fr: is empty"),
        ("id: pulselife2026\n  type", "id: pulselife2025\n  type", "“pulselife2025” is already in sources.yaml"),
        ("- id: pulselife2026", "- id: pulselife2025", "“pulselife2025” is already in samples.csv"),
        ("- id: pulselife2026-weekly-users", "- id: campagna-counts", "“campagna-counts” is already in relations.csv"),
        (
            "id: pulselife2026\n  type",
            "id: ../../evil\n  type",
            "write a permanent name: small letters and digits",
        ),
        (
            "type: webpage",
            "type: web page",
            "line 8, column source.type: “web page” may not stand here. To mend: write webpage",
        ),
        ("type: webpage", "type: blog", "write a type of CSL"),
        ("language: fr", "language: French", "write the code of the language"),
        ("title_given: yes", "title_given: perhaps", "write the word yes where the text gives the title, no where"),
        ("  language: fr", "  language: fr\n  URL: http://a.org", "write the whole address, beginning with https://"),
        (
            HELD,
            "fieldwork: 2026-10-02/2026-09-14",
            "source.fieldwork: ends before it begins",
        ),
        (HELD, "fieldwork: 2026-12", "ends after the day of publication, 2026-11-03"),
        (
            HELD,
            "fieldwork: in autumn",
            "2026-09-15/2026-10-01, 2026-09; unknown; none without",
        ),
        ("second_reader: B. Relecteur", "second_reader: TODO", "second_reader: is missing"),
        (
            "  author:\n  - literal: PulseLife",
            "  author: PulseLife",
            "author: is no list. To mend: write below it, after a hyphen: `- literal: PulseLife`",
        ),
        ("edition_of: pulselife2025", "edition_of: pulselife2024", "is no card"),
        ("issued: 2026-11-03", "issued: 2026-13-03", "is no date"),
        ("issued: 2026-11-03", "issued: soon", "“soon” may not stand here. To mend: write the day, month or year"),
        (
            "edition_of: pulselife2025",
            "edition_of: nobody2025",
            "line 15, column source.edition_of: “nobody2025” is no card",
        ),
        ("population: professionals", "population: profesionals", "write professionals, if that was meant"),
        ("n: 742", "n: many", "column n: “many” is no whole number"),
        ("fieldwork_end: 2026-10-02", "fieldwork_end: 2026-09-02", "is before fieldwork_start"),
        ("label_en: PulseLife, members of its community, second edition", "label_en: =1", "begins like a formula"),
        ("kind: subset", "kind: subsets", "kind"),
        ("target: weekly", "target: monthly", "“pulselife2026.monthly” is no figure of the register"),
        ("  - literal: PulseLife", "  - given: Ann", "given name alone"),
        ("  - literal: PulseLife", "  -", "source.author: is empty"),
        ("samples:", "samples: none\nrows:", "is no list"),
        ('title: "Baromètre', 'title: !!python/object:x "Baromètre', "asks for more than text"),
        ('title: "Baromètre', 'title: "<b>Baromètre', "title"),
        ('title: "Baromètre', 'title: ["Baromètre', "YAML"),
    ],
)
def test_a_form_that_does_not_hold_is_refused(folder, register_copy, old, new, said):
    swap(folder / f"{NAME}.yaml", old, new)
    if "evil" in new:
        (folder / "evil.figures.csv").write_text("")
    sentence = refused(folder, register_copy)
    assert said in sentence
    assert f"{NAME}.yaml" in sentence


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (None, "cannot be read"),
        (b"Aucun nombre ici.", "prints no number"),
        (b"", "prints no number"),
        ("Déjà 5 %.".encode("latin-1"), "is not UTF-8"),
    ],
)
def test_a_text_that_will_not_do_is_refused(folder, register_copy, raw, said):
    text = folder / "other.txt"
    if raw is not None:
        text.write_bytes(raw)
    assert said in refused(folder, register_copy, text=text)


def test_a_folder_without_a_register_is_refused(folder, tmp_path):
    form = read_form(folder / f"{NAME}.yaml", DATA)
    with pytest.raises(PaperError, match="no register there"):
        add(form, folder / f"{NAME}.txt", tmp_path)


# -- taking in


def test_what_comes_in_is_what_the_form_and_the_draft_say(folder, register_copy):
    before = contents(register_copy)
    told = take_in(folder, register_copy)
    after = contents(register_copy)
    assert set(after) == set(before), "nothing is left about"
    assert all(after[name].startswith(raw) for name, raw in before.items()), "what was there stands there byte for byte"
    card = load_sources(register_copy)[NAME]
    assert card["issued"] == {"date-parts": [[2026, 11, 3]]}
    assert card["custom"]["second_reader"] == "B. Relecteur"
    assert card["custom"]["in_text"] == "not yet"
    assert load_samples(register_copy).at[NAME, "weighting_fr"] == "unknown", "the word needs no French"
    figure = load_figures(register_copy).loc[f"{NAME}.weekly"]
    assert (figure["base"], figure["theme"]) == (f"{NAME}.use-general-purpose", "adoption"), "theme of the indicator"
    assert "4 of 11 items disclosed, 10 fields unknown" in told[1]
    assert "Over time: 9 answers continue those of pulselife2025." in told
    assert "already in sources.yaml" in refused(folder, register_copy)
    Register.read(register_copy)


def test_commas_quotation_marks_and_signs_come_back_as_they_were(folder, register_copy):
    hostile = 'A, "B" – it’s 5 % = “c” | {d} [e] <f> $g$ *h* \\ `i`'
    changed(folder, line_of(folder, "63"), note=hostile, note_fr=hostile)
    swap(folder / f"{NAME}.yaml", "mode: Online questionnaire.", "mode: '" + hostile.replace("'", "''") + "'")
    take_in(folder, register_copy)
    assert load_figures(register_copy).at[f"{NAME}.use-general-purpose", "note"] == hostile
    assert load_samples(register_copy).at[NAME, "mode"] == hostile


def test_nothing_enters_that_verify_does_not_find(folder, register_copy, monkeypatch):
    def lost(texts: Path, register, sources):
        assert [path.name for path in Path(texts).iterdir()] == [f"{NAME}.txt"]
        report = verify(texts, register, sources)
        report.problems.append(
            Problem("figures.csv", "is nowhere", "look it up", row=f"{NAME}.weekly", column="printed")
        )
        return report

    monkeypatch.setattr("baromia.add.entering.verify", lost)
    said = refused(folder, register_copy)
    assert f"{NAME}.figures.csv, line {line_of(folder, '84')} (row {NAME}.weekly), column printed: is nowhere" in said


def test_a_relation_that_cannot_hold_is_said(folder, register_copy):
    told = take_in(folder, register_copy, "horizon2026")
    assert "Look again: the relation horizon2026.good-thing-nine-in-ten cannot hold, whatever the rounding." in told


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
@pytest.mark.parametrize("moment", range(6))
def test_a_write_that_fails_leaves_the_register_as_it_was(folder, register_copy, monkeypatch, moment, error):
    before, replace, left = contents(register_copy), os.replace, [moment]

    def failing(source: object, target: object) -> None:
        if Path(target).parent == register_copy:
            if not left[0]:
                left[0] = -1
                raise error
            left[0] -= 1
        replace(source, target)

    monkeypatch.setattr(stage.os, "replace", failing)
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
    ready = register_copy / stage.READY
    ready.mkdir()
    for name in ("samples.csv", "figures.csv", "set_aside.csv", "relations.csv", "sources.yaml"):
        target = ready if name == "figures.csv" else register_copy  # killed before this one was moved
        (target / name).write_bytes((whole / name).read_bytes())
    with pytest.raises(PaperError, match=r"already in sources\.yaml"):
        take_in(folder, register_copy)
    assert contents(register_copy) == contents(whole)


# -- the command


def run(*arguments: object, **more: object):
    return CliRunner().invoke(main, ["add", *map(str, arguments)], **more)


def test_the_command_adds_in_two_calls(folder, register_copy):
    (folder / f"{NAME}.figures.csv").rename(folder / "filled")
    form, text = folder / f"{NAME}.yaml", folder / f"{NAME}.txt"
    first = run(form, "--text", text, "--data", register_copy)
    assert first.exit_code == 0, first.output
    assert "Nothing is in the register yet" in first.output
    (folder / "filled").replace(folder / f"{NAME}.figures.csv")
    second = run(form, "--text", text, "--data", register_copy)
    assert second.exit_code == 0, second.output
    assert "Every number of its text is in its place" in second.output
    assert run(form, "--text", text, "--data", register_copy).exit_code == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "print an empty one"),
        (["{folder}/pulselife2026.yaml"], "name the publication's text too"),
        (["--numbered"], "no text to number"),
        (["{folder}/nothing.yaml"], "is not there"),
        (["--set", "source.idd", "x"], "has no field 'source.idd' (did you mean source.id?)"),
        (["--set", "samples.2.n", "x"], "has no field 'samples.2.n'"),
        (["--set", "sorce.id", "x"], "did you mean source?"),
    ],
)
def test_wrong_words_are_answered_in_a_sentence(folder, register_copy, arguments, said):
    done = run(*(word.format(folder=folder) for word in arguments), "--data", register_copy)
    assert done.exit_code == 1
    assert said in done.output
    assert "Traceback" not in done.output


def test_paragraphs_are_numbered_as_locators_count_them(folder):
    lines = run("--text", folder / f"{NAME}.txt", "--numbered").output.splitlines()
    assert lines[4].startswith("   5  Une IA généraliste")


def test_fields_can_be_set_beside_the_form(folder, register_copy):
    form, text = folder / f"{NAME}.yaml", folder / f"{NAME}.txt"
    done = run(form, "--text", text, "--set", "samples.1.label_en", "Another label", "--data", register_copy)
    assert done.exit_code == 0, done.output
    assert load_samples(register_copy).at[NAME, "label_en"] == "Another label"


def test_a_size_that_the_text_does_not_print_is_refused(folder, register_copy):
    form, text = folder / f"{NAME}.yaml", folder / f"{NAME}.txt"
    done = run(form, "--text", text, "--set", "samples.1.n", "900", "--data", register_copy)
    assert done.exit_code == 1
    assert f"is not the n of the sample {NAME}, 900. To mend: look it up again" in done.output
    assert NAME not in load_samples(register_copy).index


def test_with_no_input_at_all_a_form_is_asked_for(register_copy, monkeypatch):
    monkeypatch.setattr("baromia.add.command.sys.stdin", None)
    with pytest.raises(PaperError, match="name a filled form"):
        _run(data=register_copy)


def test_a_terminal_is_asked_for_every_field(register_copy):
    asked: dict[str, str | None] = {}
    answers = iter(["yes", "no"])

    def ask(question: str, otherwise: str | None) -> str:
        name = question.partition(":")[0]
        asked[name] = otherwise
        return next(answers) if name.startswith("Another group") else otherwise or "answer"

    tree = ask_form(ask, register_copy)
    assert asked["second_reader"] is None, "an answer must be given"
    assert asked["weighting"] == "unknown", "an empty line is taken for unknown"
    assert asked["publisher"] == ""
    assert len(tree["samples"]) == 1
    assert set(tree["samples"][0]) == set(load_samples(register_copy).reset_index().columns) - {"source"}


def test_answers_at_a_terminal_are_kept_as_a_form(register_copy, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("baromia.add.command.sys.stdin", _Terminal())
    said = {"id": "asked2026", "issued": "2026", "type": "webpage", "language": "fr", "title_given": "no"}
    said["Another group of people surveyed? yes or no"] = "no"

    def prompt(question: str, default: str | None = None, **_: object) -> str:
        name = question.partition(":")[0]
        return said.get(name) or (name if default is None else default)

    monkeypatch.setattr("baromia.add.command.click.prompt", prompt)
    with pytest.raises(PaperError, match=r"asked2026\.yaml is filled in.*--text FILE"):
        _run(data=register_copy)
    form = read_form(tmp_path / "asked2026.yaml", register_copy)
    assert form.card["custom"]["fieldwork"] == "unknown"
    with pytest.raises(PaperError, match="already there"):
        _run(data=register_copy)


class _Terminal:
    def isatty(self) -> bool:
        return True


def _run(data: Path) -> None:
    from baromia.add.command import run as run_command

    call: Callable = run_command
    call(form=None, empty=False, samples=1, text=None, paragraphs=False, given=(), data=data)
