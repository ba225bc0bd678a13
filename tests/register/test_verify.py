"""Every number of a text is a row or set aside; without the texts, every value is the number printed."""

from collections.abc import Callable
from dataclasses import replace

import pandas as pd
import pytest
from click.testing import CliRunner

from baromia.cli import main
from baromia.register import Register
from baromia.register.verify import Report, misprints, verify
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
FIGURES = pd.DataFrame(ROWS, columns=["id", "locator", "printed", "fingerprint"]).assign(source="a").set_index("id")
ASIDE = pd.DataFrame([{"source": "a", "locator": 2, "token": "1", "occurrence": 1, "reason": "note"}])


def entry(text: str) -> dict:
    return {"id": "a", "custom": {"text_sha256": fingerprint(text), "read": "2026-11-21"}}


@pytest.fixture
def report(tmp_path) -> Callable[..., Report]:
    """Verify a register of these figures against a text; the text is the one that was read, if that is not another."""

    def report(text=TEXT, figures=FIGURES, aside=ASIDE, read=None, **others):
        file = tmp_path / "a.txt"
        file.write_bytes(text) if isinstance(text, bytes) else file.write_text(text, encoding="utf-8")
        read = read or (text.decode(errors="replace") if isinstance(text, bytes) else text)
        entries = {"a": entry(read)} | {name: entry(other) for name, other in others.items()}
        return verify(tmp_path, replace(REGISTER, figures=figures, set_aside=aside, sources=entries))

    return report


def told(found):
    """Return what is wrong, without its place."""
    return [(problem.row, problem.what) for problem in found.problems]


def test_every_number_is_a_row_or_set_aside_in_any_order(report):
    for figures in (FIGURES, FIGURES[::-1]):
        found = report(figures=figures)
        assert found.problems == []
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
def test_the_text_of_another_article_is_said_once(report, text, what):
    found = report(text, read=TEXT, b="Le texte de b : 12 nombres.\n")
    assert [(one.file, one.what) for one in found.problems if one.file == "a.txt"] == [("a.txt", what)]
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
def test_a_text_is_the_one_that_was_read(report, old, new, same):
    text = TEXT.replace(old, new)
    said = [str(problem) for problem in report(text, read=TEXT).problems if problem.row == "a"]
    assert (said == []) == same
    if not same:
        assert "a.txt is another text than the one read on 2026-11-21. To mend: " in said[0]
        assert fingerprint(text) in said[0]


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        # a row of one number does not split a row of two
        ("Soit 9 sur 10, dont 9 % hésitent.", ["9", "9 | 10"]),
        (
            "Soit 3\u202f077 soignants sur 1’200\u00a0000, et la moitie\u0301.",
            ["3\u00a0077", "1'200 000", "moitié"],
        ),
    ],
)
def test_a_number_is_found_whatever_stands_beside_it_and_its_typography(report, text, printed):
    names = [f"a.{number}" for number, _ in enumerate(printed)]
    frame = pd.DataFrame({"printed": printed}, index=names).assign(source="a", locator=1, fingerprint=fingerprint(text))
    assert report(text, frame, ASIDE[:0]).problems == []


@pytest.mark.parametrize(("name", "token", "place"), [("a.ten", "9", 2), ("a.yes", "90", 2), ("a.n", "200", 4)])
def test_a_row_left_out_leaves_its_numbers_unaccounted(report, name, token, place):
    found = report(figures=FIGURES.drop(name))
    assert (None, f"“{token}” {UNACCOUNTED.format(place)}") in told(found)
    assert found.sources.at[0, "coverage"] == 1 - len(found.problems) / 9
    assert found.sources.at[0, "unaccounted"] == len(found.problems)


NOWHERE = "is not in paragraph 4, nor elsewhere in a sentence of this fingerprint"
UNACCOUNTED = "(occurrence 1) in paragraph {} is no row and is not set aside"
CHANGED = "paragraph 4 prints “{}”, but in another sentence than this fingerprint's"


def test_a_number_is_claimed_once_and_what_is_set_aside_is_no_row(report):
    twice = pd.concat([FIGURES, FIGURES.loc[["a.n"]].rename(index={"a.n": "a.again"})])
    assert told(report(figures=twice)) == [("a.again", f"“200” {NOWHERE}")]
    more = pd.concat([ASIDE, ASIDE.assign(locator=4, token="200")], ignore_index=True)
    assert told(report(aside=more)) == [("a.n", f"“200” {NOWHERE}")]
    found = report(aside=ASIDE.assign(occurrence=2))
    assert [problem.file for problem in found.problems] == ["data/set_aside.csv", "a.txt"]
    assert told(found)[0] == ("a", "“1” (occurrence 2) is not in paragraph 2")


def test_a_row_that_moved_is_found_before_what_has_changed(report):
    moved = [(name, "now stands in paragraph 5") for name in ("a.total", "a.n")]
    found = report(TEXT.replace("Le titre suivant\n", "Le titre suivant\nUn autre\n"))
    assert told(found) == moved
    place = "data/figures.csv, line 7 (row a.total), column locator"
    assert str(found.problems[0]) == f"{place}: now stands in paragraph 5. To mend: write that number."
    assert found.sources.at[0, "coverage"] == 1
    found = report(TEXT.replace("Le titre suivant\n", "Le titre suivant\nUn autre titre, 54.\n"))
    assert told(found) == [*moved, (None, f"“54” {UNACCOUNTED.format(4)}")]


def test_a_sentence_or_a_number_that_changed(report):
    found = report(TEXT.replace("Au total", "En tout"))
    assert told(found) == [("a.total", CHANGED.format(54)), ("a.n", CHANGED.format(200))]
    assert found.problems[0].mend.endswith(f"write {fingerprint('En tout, 54 % des 200 répondants.')}")
    assert told(report(TEXT.replace("200", "201"))) == [
        ("a.total", CHANGED.format(54)),
        ("a.n", f"“200” {NOWHERE}"),
        (None, f"“201” {UNACCOUNTED.format(4)}"),
    ]


def test_a_text_that_is_not_there_or_in_another_encoding(report, tmp_path):
    assert "is not UTF-8" in str(report(TEXT.encode("latin-1")).problems[0])
    (tmp_path / "a.txt").unlink()
    found = verify(tmp_path, replace(REGISTER, figures=FIGURES, set_aside=ASIDE, sources={"a": entry(TEXT)}))
    assert len(found.problems) == 1
    assert "a.txt: cannot be read (No such file or directory). To mend: put" in str(found.problems[0])
    assert found.sources.at[0, "coverage"] == 0


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
    line = line_where(register_copy, "figures", lambda row: row["id"] == "acsel2025.use-any")
    write_cell(register_copy, "figures", "value", "19", line)
    wrong = CliRunner().invoke(main, command)
    assert wrong.exit_code == 1
    assert "acsel2025.use-any" in wrong.stderr
