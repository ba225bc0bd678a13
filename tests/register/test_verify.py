"""Every number of a text is a row or set aside; without the texts, every value is the number printed."""

from dataclasses import replace

import pandas as pd
import pytest
from click.testing import CliRunner

from baromia.cli import main
from baromia.register import Register
from baromia.register.verify import misprints, verify
from conftest import REGISTER
from damaged import line_where, rows_of, write_cell, write_rows
from nbpaper.texts import fingerprint, paragraphs, sentence_spans

TEXT = """Une enquête

En 2025, 9 soignants sur 10 (90 %) disent oui ; 10 % disent non1. Parmi eux, 54 % le regrettent.
Le titre suivant
Au total, 54 % des 200 répondants.
"""
LONG, ODD, LAST = (
    fingerprint(paragraph[start:end])
    for paragraph in paragraphs(TEXT)
    if "%" in paragraph
    for start, end in sentence_spans(paragraph)
)
ROWS = [("a.ten", 2, "9 | 10", LONG), ("a.yes", 2, "90", LONG), ("a.no", 2, "10", LONG), ("a.sorry", 2, "54", ODD),
        ("a.year", 2, "2025", LONG), ("a.total", 4, "54", LAST), ("a.n", 4, "200", LAST)]  # fmt: skip


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    return tmp_path


@pytest.fixture
def aside():
    entry = {"source": "a", "locator": 2, "token": "1", "occurrence": 1, "reason": "note"}
    return pd.DataFrame([entry])


@pytest.fixture
def figures():
    return pd.DataFrame(ROWS, columns=["id", "locator", "printed", "fingerprint"]).assign(source="a").set_index("id")


def report(folder, figures, aside, read=None):
    """Verify a register of these figures; its text is the one that was read, if that is not another one."""
    text = (folder / "a.txt").read_bytes().decode(errors="replace") if (folder / "a.txt").is_file() else TEXT
    entry = {"id": "a", "custom": {"text_sha256": fingerprint(read or text), "read": "2026-11-21"}}
    return verify(folder, replace(REGISTER, figures=figures, set_aside=aside, sources={"a": entry}))


def told(found):
    """Return what is wrong, without its place."""
    return [(problem.row, problem.what) for problem in found.problems]


def rewrite(folder, old, new):
    assert old in TEXT
    (folder / "a.txt").write_text(TEXT.replace(old, new), encoding="utf-8")


def test_every_number_is_a_row_or_set_aside(folder, figures, aside):
    found = report(folder, figures, aside)
    assert found.ok
    assert found.sources.to_dict("records") == [
        {"source": "a", "tokens": 9, "rows": 8, "set_aside": 1, "unaccounted": 0, "coverage": 1.0}
    ]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("Tout autre chose, avec 12 nombres.\n", "is another article: no sentence in it is one that was read"),
        ("Le texte de b : 12 nombres.\n", "is the text of b"),
    ],
)
def test_the_text_of_another_article_is_said_once(folder, figures, aside, text, what):
    (folder / "a.txt").write_text(text, encoding="utf-8")
    entries = {
        "a": {"id": "a", "custom": {"text_sha256": fingerprint(TEXT), "read": "2026-11-21"}},
        "b": {"id": "b", "custom": {"text_sha256": fingerprint("Le texte de b : 12 nombres.\n")}},
    }
    found = verify(folder, replace(REGISTER, figures=figures, set_aside=aside, sources=entries))
    assert [(one.file, one.what) for one in found.problems] == [("a.txt", what)]
    assert found.sources.loc[0, ["rows", "unaccounted", "coverage"]].tolist() == [0, 1, 0.0]


@pytest.mark.parametrize(
    ("old", "new", "same"),
    [
        ("Une enquête", "Une  enquête", True),
        ("90 %", "90\u202f%", True),
        ("oui ;", "oui;", True),
        ("regrettent", "déplorent", False),
        ("Le titre suivant\n", "", False),
    ],
)
def test_a_text_is_the_one_that_was_read(folder, figures, aside, old, new, same):
    assert report(folder, figures, aside, read=TEXT).ok
    rewrite(folder, old, new)
    said = [str(problem) for problem in report(folder, figures, aside, read=TEXT).problems if problem.row == "a"]
    assert (said == []) == same
    if not same:
        assert "a.txt is another text than the one read on 2026-11-21. To mend: " in said[0]
        assert fingerprint(TEXT.replace(old, new)) in said[0]


def test_rows_are_found_in_any_order(folder, figures, aside):
    assert report(folder, figures[::-1], aside).ok


def test_a_row_of_one_number_does_not_split_a_row_of_two(tmp_path, aside):
    text = "Soit 9 sur 10, dont 9 % hésitent."
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    frame = pd.DataFrame({"printed": ["9", "9 | 10"]}, index=["a.some", "a.ten"]).assign(source="a", locator=1)
    assert report(tmp_path, frame.assign(fingerprint=fingerprint(text)), aside[:0]).ok


def test_a_number_is_found_whatever_its_typography(tmp_path, aside):
    text = "Soit 3\u202f077 soignants sur 1’200\u00a0000, et la moitie\u0301."
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    rows = ["3\u00a0077", "1'200 000", "moitié"]
    frame = pd.DataFrame({"printed": rows}, index=["a.n", "a.all", "a.half"]).assign(source="a", locator=1)
    assert report(tmp_path, frame.assign(fingerprint=fingerprint(text)), aside[:0]).ok


@pytest.mark.parametrize(("name", "token", "place"), [("a.ten", "9", 2), ("a.yes", "90", 2), ("a.n", "200", 4)])
def test_a_row_left_out_leaves_its_numbers_unaccounted(folder, figures, aside, name, token, place):
    found = report(folder, figures.drop(name), aside)
    what = f"“{token}” (occurrence 1) in paragraph {place} is no row and is not set aside"
    assert (None, what) in told(found)
    assert found.sources.at[0, "coverage"] == 1 - len(found.problems) / 9
    assert found.sources.at[0, "unaccounted"] == len(found.problems)


NOWHERE = "is not in paragraph 4, nor elsewhere in a sentence of this fingerprint"


def test_a_number_is_claimed_once(folder, figures, aside):
    twice = pd.concat([figures, figures.loc[["a.n"]].rename(index={"a.n": "a.again"})])
    assert told(report(folder, twice, aside)) == [("a.again", f"“200” {NOWHERE}")]


def test_a_number_set_aside_is_no_row(folder, figures, aside):
    more = pd.concat([aside, aside.assign(locator=4, token="200")], ignore_index=True)
    assert told(report(folder, figures, more)) == [("a.n", f"“200” {NOWHERE}")]


def test_a_number_set_aside_that_is_not_there(folder, figures, aside):
    found = report(folder, figures, aside.assign(occurrence=2))
    assert [problem.file for problem in found.problems] == ["data/set_aside.csv", "a.txt"]
    assert told(found)[0] == ("a", "“1” (occurrence 2) is not in paragraph 2")


def test_a_row_that_moved(folder, figures, aside):
    rewrite(folder, "Le titre suivant\n", "Le titre suivant\nUn autre\n")
    found = report(folder, figures, aside)
    assert told(found) == [(name, "now stands in paragraph 5") for name in ("a.total", "a.n")]
    place = "data/figures.csv, line 7 (row a.total), column locator"
    assert str(found.problems[0]) == f"{place}: now stands in paragraph 5. To mend: write that number."
    assert found.sources.at[0, "coverage"] == 1


def test_what_has_moved_is_found_before_what_has_changed(folder, figures, aside):
    rewrite(folder, "Le titre suivant\n", "Le titre suivant\nUn autre titre, 54.\n")
    assert told(report(folder, figures, aside)) == [
        *((name, "now stands in paragraph 5") for name in ("a.total", "a.n")),
        (None, "“54” (occurrence 1) in paragraph 4 is no row and is not set aside"),
    ]


def test_a_sentence_that_changed(folder, figures, aside):
    rewrite(folder, "Au total", "En tout")
    found = report(folder, figures, aside)
    what = "paragraph 4 prints “{}”, but in another sentence than this fingerprint's"
    assert told(found) == [("a.total", what.format(54)), ("a.n", what.format(200))]
    assert found.problems[0].mend.endswith(f"write {fingerprint('En tout, 54 % des 200 répondants.')}")


def test_a_number_that_changed(folder, figures, aside):
    rewrite(folder, "200", "201")
    assert told(report(folder, figures, aside)) == [
        ("a.total", "paragraph 4 prints “54”, but in another sentence than this fingerprint's"),
        ("a.n", f"“200” {NOWHERE}"),
        (None, "“201” (occurrence 1) in paragraph 4 is no row and is not set aside"),
    ]


def test_a_text_that_is_not_there(folder, figures, aside):
    (folder / "a.txt").unlink()
    found = report(folder, figures, aside)
    assert len(found.problems) == 1
    assert "a.txt: cannot be read (No such file or directory). To mend: put" in str(found.problems[0])
    assert found.sources.at[0, "coverage"] == 0


def test_a_text_in_another_encoding(folder, figures, aside):
    (folder / "a.txt").write_text(TEXT, encoding="latin-1")
    assert "is not UTF-8" in str(report(folder, figures, aside).problems[0])


# -- the register against the articles, which are not redistributed


def test_the_register_covers_every_article(articles):
    found = verify(articles, REGISTER)
    assert [str(problem) for problem in found.problems] == []
    assert set(found.sources["coverage"]) == {1.0}
    assert (found.sources["rows"] + found.sources["set_aside"] == found.sources["tokens"]).all()


# -- without the texts


def test_the_register_is_as_printed():
    assert misprints(REGISTER) == []


def said(**cells):
    """Return what is said of a register in which cells of one figure are others."""
    figures = REGISTER.figures.copy()
    name = cells.pop("figure")
    for column, cell in cells.items():
        figures.at[name, column] = cell
    return [str(problem).partition(f"(row {name}), ")[2] for problem in misprints(replace(REGISTER, figures=figures))]


@pytest.mark.parametrize(
    ("figure", "value", "printed"),
    [
        ("acsel2025.use-any", "9", "90"),
        ("acsel2025.use-any", "90.0", "90"),
        ("campagna2025.never-tried", "3.78", "37,8"),
        ("acsel2025.use-any-nine-in-ten", "8/10", "9 | 10"),
        ("acsel2025.use-any-nine-in-ten", "9/11", "9 | 10"),
        ("campagna2025.trust-score", "4/5", "3/5"),
        ("pulselife2025.daily-quarter", "1/3", "un quart"),
        ("medaviz2026.gp-long-weeks", "1/3", "Deux tiers"),
        ("pulselife2025.published", "2025-11-17", "18 | 2025"),
        ("pulselife2025.published", "2024-11-18", "18 | 2025"),
        ("semble2025.training-funding", "8", "81 | millions"),
    ],
)
def test_another_number_than_the_one_printed_is_told(figure, value, printed):
    mend = "To mend: write it as it is printed, digit for digit, with a decimal point; or mend `printed`."
    what = f"column value: “{value}” is not the number printed, “{printed}”. {mend}"
    assert said(figure=figure, value=value) == [what]


@pytest.mark.parametrize(
    ("value", "printed"), [("1200", "1\u202f200"), ("1200", "1,200"), ("1.200", "1,200"), ("1200", "1.200")]
)
def test_thousands_may_be_parted(value, printed):
    assert said(figure="semble2025.decree-hours", value=value, printed=printed) == []


def test_a_corrected_value_is_not_what_was_printed(register_copy):
    given = ["figures", "campagna2025.never-tried", "value", "37.8", "35.6", "Made up", "Inventé", "2026-11-21"]
    write_rows(register_copy, "corrections", [rows_of(register_copy, "corrections")[0], given])
    assert misprints(Register.read(register_copy)) == []


def test_a_sample_has_the_size_that_is_printed(register_copy):
    line = line_where(register_copy, "samples", lambda row: row["id"] == "pulselife2025")
    write_cell(register_copy, "samples", "n", "68", line)
    figures = REGISTER.figures
    printed = figures.index[(figures["indicator"] == "sample-size") & (figures["sample"] == "pulselife2025")]
    found = misprints(Register.read(register_copy))
    assert [problem.row for problem in found] == list(printed)
    assert {problem.what for problem in found} == {"“608” is not the n of the sample pulselife2025, 68"}


def test_the_command_ends_with_one_where_a_value_is_a_misprint(articles, register_copy):
    command = ["verify", str(articles), "--data", str(register_copy)]
    fine = CliRunner().invoke(main, command)
    assert (fine.exit_code, fine.stderr) == (0, "")
    write_cell(
        register_copy,
        "figures",
        "value",
        "19",
        line_where(register_copy, "figures", lambda row: row["id"] == "acsel2025.use-any"),
    )
    wrong = CliRunner().invoke(main, command)
    assert wrong.exit_code == 1
    assert "acsel2025.use-any" in wrong.stderr
