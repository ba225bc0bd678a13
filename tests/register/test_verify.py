import pandas as pd
import pytest

from baromia.register.read import load_figures
from baromia.register.verify import fingerprints, load_set_aside, verify
from nbpaper.texts import fingerprint

TEXT = """Une enquête

En 2025, 9 soignants sur 10 (90 %) disent oui ; 10 % disent non1. Parmi eux, 54 % le regrettent.
Le titre suivant
Au total, 54 % des 200 répondants.
"""
ROWS = [("a.ten", 2, "9 | 10"), ("a.yes", 2, "90"), ("a.no", 2, "10"), ("a.sorry", 2, "54"),
        ("a.year", 2, "2025"), ("a.total", 4, "54"), ("a.n", 4, "200")]  # fmt: skip


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    return tmp_path


@pytest.fixture
def aside():
    entry = {"source": "a", "locator": 2, "token": "1", "occurrence": 1, "reason": "note"}
    return pd.DataFrame([entry])


@pytest.fixture
def figures(folder, aside):
    frame = pd.DataFrame(ROWS, columns=["id", "locator", "printed"]).assign(source="a")
    return frame.assign(fingerprint=fingerprints(folder, frame, aside)).set_index("id")


def rewrite(folder, old, new):
    assert old in TEXT
    (folder / "a.txt").write_text(TEXT.replace(old, new), encoding="utf-8")


def status(report, name):
    return report.rows.set_index("id").at[name, "status"]


def test_every_number_is_a_row_or_set_aside(folder, figures, aside):
    report = verify(folder, figures, aside)
    assert report.ok
    assert report.sources.to_dict("records") == [
        {"source": "a", "tokens": 9, "rows": 8, "set_aside": 1, "unaccounted": 0, "coverage": 1.0}
    ]
    assert set(report.rows["status"]) == {"found"}


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
    cards = {"a": {"id": "a", "custom": {"text_sha256": fingerprint(TEXT), "read": "2026-11-21"}}}
    assert verify(folder, figures, aside, cards).ok
    rewrite(folder, old, new)
    said = [str(problem) for problem in verify(folder, figures, aside, cards).problems if problem.row == "a"]
    assert (said == []) == same
    if not same:
        assert "a.txt is another text than the one read on 2026-11-21. To mend: " in said[0]
        assert fingerprint(TEXT.replace(old, new)) in said[0]


def test_rows_are_found_in_any_order(folder, figures, aside):
    assert verify(folder, figures[::-1], aside).ok


def test_a_row_of_one_number_does_not_split_a_row_of_two(tmp_path, aside):
    (tmp_path / "a.txt").write_text("Soit 9 sur 10, dont 9 % hésitent.", encoding="utf-8")
    frame = pd.DataFrame({"id": ["a.some", "a.ten"], "printed": ["9", "9 | 10"]}).assign(source="a", locator=1)
    frame = frame.assign(fingerprint=fingerprints(tmp_path, frame, aside[:0]))
    assert verify(tmp_path, frame, aside[:0]).ok


def test_a_frame_with_id_as_a_column_will_do(folder, figures, aside):
    assert verify(folder, figures.reset_index(), aside).ok


@pytest.mark.parametrize(("name", "token"), [("a.ten", "9"), ("a.yes", "90"), ("a.n", "200")])
def test_a_row_left_out_leaves_its_numbers_unaccounted(folder, figures, aside, name, token):
    report = verify(folder, figures.drop(name), aside)
    assert not report.ok
    assert token in set(report.unaccounted["token"])
    assert report.sources.at[0, "coverage"] == 1 - len(report.unaccounted) / 9
    assert "is no row and is not set aside" in str(report.problems[0])


def test_a_number_is_claimed_once(folder, figures, aside):
    twice = pd.concat([figures, figures.loc[["a.n"]].rename(index={"a.n": "a.again"})])
    report = verify(folder, twice, aside)
    assert status(report, "a.again") == "missing"


def test_a_number_set_aside_is_no_row(folder, figures, aside):
    other = pd.concat([aside, aside.assign(locator=4, token="200")])
    assert status(verify(folder, figures, other), "a.n") == "missing"


def test_a_number_set_aside_that_is_not_there(folder, figures, aside):
    report = verify(folder, figures, aside.assign(occurrence=2))
    assert [problem.file for problem in report.problems] == ["set_aside.csv", "a.txt"]


def test_a_row_that_moved(folder, figures, aside):
    rewrite(folder, "Le titre suivant\n", "Le titre suivant\nUn autre\n")
    report = verify(folder, figures, aside)
    moved = report.rows[report.rows["status"] == "moved"]
    assert list(moved["id"]) == ["a.total", "a.n"]
    assert set(moved["paragraph"]) == {5}
    assert "(row a.total), column locator: now stands in paragraph 5" in str(report.problems[0])
    assert report.sources.at[0, "coverage"] == 1


def test_a_sentence_that_changed(folder, figures, aside):
    rewrite(folder, "Au total", "En tout")
    report = verify(folder, figures, aside)
    assert status(report, "a.total") == "sentence changed"
    assert status(report, "a.sorry") == "found"
    assert "another sentence" in str(report.problems[0])


def test_a_number_that_changed(folder, figures, aside):
    rewrite(folder, "200", "201")
    report = verify(folder, figures, aside)
    assert status(report, "a.n") == "missing"
    assert report.unaccounted.to_dict("records") == [{"source": "a", "locator": 4, "token": "201", "occurrence": 1}]


def test_typography_is_no_change(folder, figures, aside):
    rewrite(folder, "54 % des 200", "54\u202f% des\u00a0200")
    assert verify(folder, figures, aside).ok


def test_a_text_that_is_not_there(folder, figures, aside):
    (folder / "a.txt").unlink()
    report = verify(folder, figures, aside)
    assert len(report.problems) == 1
    assert "a.txt: cannot be read (No such file or directory). To mend: put" in str(report.problems[0])
    assert set(report.rows["status"]) == {"text not read"}
    assert report.sources.at[0, "coverage"] == 0


def test_a_text_in_another_encoding(folder, figures, aside):
    (folder / "a.txt").write_text(TEXT, encoding="latin-1")
    assert "is not UTF-8" in str(verify(folder, figures, aside).problems[0])


def test_fingerprints_of_a_row_that_is_not_there_are_missing(folder, figures, aside):
    wrong = figures.assign(locator=1)
    assert fingerprints(folder, wrong, aside).isna().all()


# -- the register against the articles, which are not redistributed


def test_the_register_covers_every_article(articles):
    report = verify(articles, load_figures(), load_set_aside())
    assert [str(problem) for problem in report.problems] == []
    assert set(report.sources["coverage"]) == {1.0}
    assert (report.sources["rows"] + report.sources["set_aside"] == report.sources["tokens"]).all()


def test_the_fingerprints_of_the_register_can_be_made_again(articles):
    figures = load_figures()
    assert fingerprints(articles, figures, load_set_aside()).equals(figures["fingerprint"])


@pytest.mark.parametrize("column", ["locator", "printed", "fingerprint"])
def test_damage_to_a_row_is_found(articles, column):
    figures = load_figures()
    line = figures.index[len(figures) // 2]
    figures.at[line, column] = {"locator": 999, "printed": "999", "fingerprint": "0" * 64}[column]
    report = verify(articles, figures, load_set_aside())
    assert [problem.row for problem in report.problems if problem.row] == [line]


def test_the_register_without_one_row_leaves_a_number_over(articles):
    figures, aside = load_figures(), load_set_aside()
    for source, own in figures.groupby("source"):
        for line in own.index:
            assert not verify(articles, own.drop(line), aside[aside["source"] == source]).ok, line
