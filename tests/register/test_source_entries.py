"""The source entries: words stay words, and no YAML trick gets through, quickly."""

import time

import pytest
import yaml

from baromia import load_sources
from baromia.register.source_entries import read_sources
from cases import cases
from damaged import DATA, DESCRIPTOR, problems_of, refusal

RESOURCE = next(entry for entry in DESCRIPTOR["resources"] if entry["name"] == "sources")

GOOD = """references:
- id: one2025
  type: report
  title: First
  author:
  - literal: Somebody
- id: two2025
  type: report
  title: Second
"""


def load(folder):
    """Read sources.yaml alone, whatever the tables say."""
    return read_sources(folder, RESOURCE)


READ = (f"text_sha256: {'0' * 64}", "read: 2026-11-21", "licence: not stated")


def dated(*lines: str, read: tuple[str, ...] = READ) -> str:
    """Return a good file whose second card has more under `custom`, from line 14 on."""
    return GOOD + "  custom:\n" + "".join(f"    {line}\n" for line in (*read, *lines))


@pytest.fixture
def cards(tmp_path):
    """Write sources.yaml and load it."""

    def written(text):
        (tmp_path / "sources.yaml").write_text(text, encoding="utf-8")
        return load(tmp_path)

    return written


@pytest.fixture
def wrong(tmp_path):
    """Write sources.yaml and return the problem that names this line, row and column."""

    def refuse(text, line=None, column=None, row=None):
        raw = text if isinstance(text, bytes) else text.encode("utf-8", errors="surrogatepass")
        (tmp_path / "sources.yaml").write_bytes(raw)
        problem = refusal(tmp_path, "sources.yaml", line, column, load)
        assert problem.row == row
        return problem

    return refuse


# -- sound cards


def test_the_projects_cards_are_what_yaml_reads():
    with open(DATA / "sources.yaml", encoding="utf-8") as file:
        read = yaml.safe_load(file)["references"]
    assert load_sources() == {card["id"]: card for card in read}


def test_a_word_stays_a_word_and_a_whole_number_a_number(cards):
    words = "no true null ~ none 1e5 1.0 010 0x1F 2025-06-01 12:30:45 .inf 1_000 = ٣"
    rows = [f"- id: w{place}\n  type: report\n  title: {word}\n" for place, word in enumerate(words.split())]
    assert " ".join(card["title"] for card in [*cards(GOOD + "".join(rows)).values()][2:]) == words
    card = cards(GOOD + "  issued:\n    date-parts:\n    - [2025, 11, 8]\n  volume: 0\n")["two2025"]
    assert card["issued"]["date-parts"] == [[2025, 11, 8]]
    assert card["volume"] == 0
    assert set(cards(GOOD.replace("\n", "\r\n"))) == {"one2025", "two2025"}, "Windows' line ends are let through"


def test_markup_may_stand_in_what_pandoc_does_not_read(cards, wrong):
    assert cards(dated("note: as `printed` <b>there</b>"))["two2025"]["custom"]
    what = "“as `printed`” holds “`”, markup that pandoc would carry out"
    assert wrong(GOOD.replace("title: Second", "title: as `printed`"), 9, "title", "two2025").what == what


# -- broken files


KINDS = cases(__file__, "entries")
CARDS = {
    kind: (text.replace(old, new, 1) if old else text + new, *rest)
    for name, text in (("plain", GOOD), ("dated", dated()))
    for kind, (old, new, *rest) in KINDS[name].items()
}
CARDS |= {
    "empty": ("", None, None, None, "is empty"),
    "no cards": ("references: []\n", 1, None, None, "is empty"),
    "UTF-16": (GOOD.encode("utf-16"), 1, None, None, "UTF-16"),
    "latin-1": (GOOD.replace("Second", "Sécond").encode("latin-1"), 9, None, None, "not UTF-8"),
}


@pytest.mark.parametrize("kind", CARDS)
def test_what_does_not_fit_is_refused_with_its_place(wrong, kind):
    text, line, column, row, words = CARDS[kind]
    assert words in wrong(text, line, column, row).what


def test_dates_that_can_be(cards):
    for lines in (
        ("fieldwork: 2026-02/2026-03", "issued: 2026-03-01"),  # of a month and a day in it, neither is later
        ("fieldwork: 2026-02-01", "issued: unknown"),
        ("fieldwork: none", "issued: 2026-03-01", "not_before: 2025-12"),
        ('issued: "2026-02"', "note: y\n  issued:\n    date-parts:\n    - [2026, 2, 3]"),
    ):
        assert set(cards(dated(*lines))) == {"one2025", "two2025"}


def test_a_refusal_says_how_to_mend(wrong):
    assert "quotation marks" in wrong(GOOD.replace("Second", "Second: part"), 9).mend
    text, line, column, row, _ = CARDS["no date"]
    assert wrong(text, line, column, row).mend.startswith("write the day, month or year of publication: 2026-11-18,")
    text, line, column, row, _ = CARDS["year as a number"]
    assert wrong(text, line, column, row).mend == "put it between quotation marks"
    text, line, column, row, _ = CARDS["another name"]
    assert wrong(text, line, column, row).mend == "write issued, if that was meant"
    slip = GOOD.replace("type: report\n  title: S", "type: reports\n  title: S")
    assert wrong(slip, 8, "type", "two2025").mend == "write report, if that was meant"


def followed(*before):
    """Return cards a, b, c, … of which each follows the edition that is named."""
    names = "abcdef"[: len(before)]
    custom = "  custom:\n    edition_of: {}\n" + "".join(f"    {line}\n" for line in READ)
    parts = [
        f"- id: {name}\n  type: report\n  title: T\n" + (custom.format(earlier) if earlier else "")
        for name, earlier in zip(names, before, strict=True)
    ]
    return "references:\n" + "".join(parts)


@pytest.mark.parametrize(
    ("before", "line", "row", "said"),
    [
        (("", "x"), 9, "b", "“x” is no card"),
        (("", "a", "a"), 17, "c", "“a” is already followed by b"),
        (("c", "a", "b"), 6, "a", "“c” leads back to this card, in a circle"),
        (("a",), 6, "a", "“a” leads back to this card, in a circle"),
    ],
)
def test_editions_that_do_not_follow_each_other(wrong, before, line, row, said):
    assert wrong(followed(*before), line, "custom.edition_of", row).what == said


def test_editions_that_follow_each_other(cards):
    assert len(cards(followed("", "a", "b", ""))) == 4


def test_all_faults_are_told_in_one_go(tmp_path):
    text = GOOD.replace("Second", '""').replace("literal", "nickname").replace("title: First", "title: 3")
    (tmp_path / "sources.yaml").write_text(text, encoding="utf-8")
    assert [problem.line for problem in problems_of(tmp_path, load)] == [4, 6, 9]


# -- hostile files


BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]\n"
    for before, name in zip("abcdefghi", "bcdefghij", strict=True)
)
HOSTILE = {
    "laughs": BOMB + GOOD,
    "laughs in a card": GOOD + "  title2: &a [x, x]\n  custom: [*a, *a]\n",
    "python object": GOOD.replace("Second", "!!python/object/apply:os.system ['echo']"),
    "own tag": GOOD.replace("Second", "!mine Second"),
    "day": GOOD.replace("Second", "!!timestamp 2025-06-01"),
    "unknown anchor": GOOD.replace("Second", "*nobody"),
    "deep": GOOD.replace("Second", "[" * 5000 + "]" * 5000),
    "deep blocks": GOOD + "  custom:\n" + "".join(" " * (4 + depth) + "a:\n" for depth in range(1500)),
}  # fmt: skip


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_file_is_refused_quickly(tmp_path, kind):
    (tmp_path / "sources.yaml").write_text(HOSTILE[kind], encoding="utf-8")
    start = time.perf_counter()
    problem = problems_of(tmp_path, load)[0]
    assert time.perf_counter() - start < 2
    assert problem.file.endswith("sources.yaml")
    assert "To mend: " in str(problem)
    assert len(str(problem)) < 1000


def test_a_hostile_file_does_not_hide_what_else_is_wrong(register_copy):
    (register_copy / "sources.yaml").write_text(BOMB + GOOD, encoding="utf-8")
    (register_copy / "labels.csv").write_text("id,en\n", encoding="utf-8")
    assert {problem.file.rpartition("/")[2] for problem in problems_of(register_copy)} == {"sources.yaml", "labels.csv"}
