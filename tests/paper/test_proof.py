"""No number of the paper is typed or unbound: the proof holds on the real build; what is done to a build is said."""

import json
import random
import shutil
from collections import Counter
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from baromia.cli import main, papers
from baromia.paper.proof import prove
from baromia.project import LANGUAGES
from conftest import ROOT, in_campaign
from damages import entries
from nbpaper.errors import PaperError
from nbpaper.numbers import Report
from nbpaper.numbers.bindings import Bindings
from nbpaper.numbers.source import Source
from nbpaper.numbers.stream import letters
from processes import baromia

pytestmark = pytest.mark.build
DAMAGES = 400  # seeded
FILES = ("results/en.json", "results/en.yml", "results/cards.en.md", "results/en.jsonld", "paper.html")
VALUES = (None, "", 0, -1, 1.5, True, [], {}, "x", "12%", "a × b", "a + b", "[x](#y)", ["x"], {"a": 1}, "9" * 400)
WRECKS = ("", "</div>", "12", "<a href='#x' class='figure'>9</a>", "<table><tr><td>9", "::: {#x .card}\n**9**\n")


@pytest.fixture(scope="session")
def reports(paper) -> dict[str, Report]:
    return {report.language: report for report in prove(paper)}


def copied(paper: Path, folder: Path) -> Path:
    """Copy a build, to be damaged, as far as one language needs it."""
    for name in ("results", "executed/en"):
        shutil.copytree(paper / name, folder / name)
    for name in ("paper.html", "paper.pdf"):
        shutil.copyfile(paper / name, folder / name)
    return folder


@pytest.fixture
def whole(paper, tmp_path) -> Path:
    return copied(paper, tmp_path)


def faults(build: Path) -> str:
    (report,) = prove(build, languages=("en",))
    return "\n".join(map(str, report.faults))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_number_of_the_paper_is_bound(paper, reports, language):
    report = reports[language]
    assert list(map(str, report.faults)) == []
    assert min(report.text, report.tables, report.charts) > 100
    assert report.pdf > 1000
    assert 0 < report.allowed < 120
    colophon = yaml.safe_load((paper / "results" / f"{language}.yml").read_text(encoding="utf-8"))["build"]
    assert colophon["bound"] == str(report.text)


def test_the_command_proves_both_languages_unless_one_is_named(paper, reports, monkeypatch):
    assert reports["en"].numbers == reports["fr"].numbers, "both languages show the same numbers"
    monkeypatch.setattr(papers, "prove_numbers", lambda *_, languages, **__: [reports[name] for name in languages])
    for named, told in (((), ["en", "fr"]), (("--language", "fr"), ["fr"])):
        done = CliRunner().invoke(main, ["prove", "--output", str(paper), *named])
        assert done.exit_code == 0
        assert [line[:2] for line in done.output.splitlines()] == told


def test_an_outside_audit_finds_numbers_as_numbers(paper):
    tree = json.loads((paper / "results" / "en.json").read_text(encoding="utf-8"))
    assert tree["build"]["commit"]
    for name, one in tree["results"].items():
        assert isinstance(one["value"], int | float) or one.get("reason") or {"low", "high"} <= one.keys(), name
        assert one["unit"] in {"percent", "share", "points", "count", "hours", "EUR_million"}, name
        assert one["level"] in {"published", "arithmetic", "reading"}, name
        assert (one["kind"] == "published") == (not one["formula"]), name
        assert {*one["figures"]} <= tree["figures"].keys(), name
        assert one["figures"] or " " in one["formula"], f"{name}: what is counted stands in words"
        says = {**tree["results"], **tree["derived"]}.get(one["card"], one)  # the same number, or a figure of its own
        assert says["formula"] == one["formula"], name
        assert says is not one or one["card"] in (name, *one["figures"]), name
        assert one["kind"] == "published" or one["unit"] != "percent", name
    assert {one["unit"] for one in tree["figures"].values()} >= {"percent", "count", "ratio"}


# What is damaged together, since each shows by itself: file, what is replaced in it, what is said of it.
DAMAGED = [
    ("results/en.json", '"text": "61%"', '"text": "62%"', 'en.json, line '),
    ("results/en.yml", "'[61%](#derived.acsel-at-least-weekly){.figure}'", "'62%'", "any_weekly: '62"),
    ("results/cards.en.md", "**61%**", "**62%**", "cards.en.md, line "),
    ("paper.html", "any such tool counts,", "any of 17 such tools counts,", "on the question': '17' is not"),
    ("paper.html", "<td>24.4%</td>", "<td>24.5%</td>", "fig-definitions, data: '24.5' is not"),
    ("paper.html", ">24.4%<", ">24.5%<", "paper.html, fig-definitions, picture: "),
    ("paper.html", "L195.7 170L195.7 197", "L205.7 170L205.7 197", "paper.html, fig-often, picture: "),
    ("paper.html", ">Headline</th>", ">Holds in</th>", "tbl-stands: 'Holds in | "),
    ("paper.html", 'class="chart-data"><summary>', 'class="chart-data"><summary>77 ', "data: '77' is not"),
    ("paper.pdf", None, None, "paper.pdf, page 1: "),
    ("executed/en/adoption.ipynb", "24.4%; neither", "24.5%; neither", "fig-often, alternative text"),
    ("executed/en/adoption.ipynb", "\u00a0=\u00a0608", "\u00a0=\u00a0609", "'609' is the n of nobody"),
    ("executed/en/robustness.ipynb", "| 100%", "| 99%", "| 108 | 100% | "),
]  # fmt: skip


@pytest.fixture(scope="module")
def told(paper, tmp_path_factory) -> str:
    """What is said of the damaged build."""
    folder = copied(paper, tmp_path_factory.mktemp("damaged"))
    shutil.copyfile(paper / "paper.fr.pdf", folder / "paper.pdf")
    for name, old, new, _ in DAMAGED:
        if old:
            text = (folder / name).read_text(encoding="utf-8")
            assert old in text, old
            (folder / name).write_text(text.replace(old, new), encoding="utf-8")
    return faults(folder)


@pytest.mark.parametrize("said", [one[3] for one in DAMAGED])
def test_each_kind_of_fault_is_told_with_its_file_and_place(told, said):
    assert said in told


def test_an_added_empty_line_hides_no_edit_behind_it(whole):
    path = whole / "results" / "en.json"
    path.write_text("\n" + path.read_text(encoding="utf-8").replace('"value": 0.', '"value": 1.'), encoding="utf-8")
    assert "en.json, line 1: '(nothing)' is not what the executed notebooks" in faults(whole)


def test_each_result_is_quoted_or_stands_beside_one_that_is(paper):
    known = Bindings(paper / "results" / "en.json", "en")
    source = Source(ROOT / "reports" / "paper.qmd", paper, known, {})
    quoted = {card for _, _, card in source.filled()}
    cells = {(shown.notebook, letters(cell)) for shown in source.embeds.values() for row in shown.rows for cell in row}
    for name, one in known.results.items():
        main = one.get("part_of", name)
        shown = (name.partition(".")[0].replace("_", "-"), letters(one["text"])) in cells
        assert shown or {known.results[main]["card"], one["card"]} & quoted, f"{name}: quote it, or record it no more"


def test_a_missing_build_is_a_sentence(tmp_path):
    with pytest.raises(PaperError, match="build the paper first"):
        prove(tmp_path)


@in_campaign
@pytest.mark.parametrize("left_out", ["[pulselife2025]", "[campagna2025, acsel2025, medaviz2026]"])
def test_a_paper_without_some_publications_is_proved_too(tmp_path, left_out):
    done = baromia("build", "--renderer", "builtin", "--output", tmp_path, "-p", "exclude_sources", left_out)
    assert done.returncode == 0, done.stderr
    assert [str(fault) for report in prove(tmp_path) for fault in report.faults] == []


# What is broken is named


@pytest.mark.parametrize(
    ("name", "raw", "said"),
    [
        ("results/en.json", b"{", ""),
        ("results/en.json", b"[" * 100_000, ""),
        ("results/en.json", b'{"results": {"trust.x": {"text": 3}}}', "result trust.x has no text"),
        ("results/en.json", b'{"results": {}, "figures": {"x": {"texts": {"n": 3}}}}', "figure x has a text"),
        ("results/en.json", b'{"parameters": {}}', "KeyError: 'results'"),
        ("executed/en/trust.ipynb", b"{", ""),
        ("executed/en/trust.ipynb", b'{"cells": 3}', "TypeError: "),
        ("executed/en/trust.ipynb", b'{"nbformat": 4, "metadata": 3, "cells": []}', "ValidationError: "),
    ],
)
def test_a_broken_file_is_named_with_a_mend(whole, name, raw, said):
    (whole / name).write_bytes(raw)
    with pytest.raises(PaperError, match=rf"{name}: cannot be read \({said}.*\)\. To mend: build the paper again"):
        prove(whole, languages=("en",))


def damage(path: Path, dice: random.Random) -> str:
    """Cut a file, or damage it somewhere inside; return how."""
    raw = path.read_bytes()
    text, at = raw.decode("utf-8"), dice.randrange(len(raw))
    if dice.random() < 0.15:
        path.write_bytes(raw[:at])
        return "cut"
    if path.suffix in (".html", ".md"):
        path.write_text(text[:at] + dice.choice(WRECKS) + text[at + dice.randrange(200) :], encoding="utf-8")
        return f"inside at {at}"
    tree = yaml.safe_load(raw) if path.suffix == ".yml" else json.loads(raw)
    holder, key = dice.choice(list(entries(tree)))
    if dice.random() < 0.35:
        del holder[key]
    else:
        holder[key] = dice.choice(VALUES)
    path.write_text(json.dumps(tree), encoding="utf-8")
    return f"at {key}"


@in_campaign  # broken files of each kind are refused above
def test_no_damage_of_a_build_ends_in_a_traceback(paper, whole):
    names = [*FILES, *(f"executed/en/{path.name}" for path in sorted((paper / "executed" / "en").glob("*.ipynb")))]
    ends = Counter()
    for seed in range(DAMAGES):
        dice = random.Random(seed)
        name = dice.choice(names)
        how = damage(whole / name, dice)
        try:
            ends["faults" if faults(whole) else "harmless"] += 1
        except PaperError:
            ends["refused"] += 1
        except Exception as error:
            raise AssertionError(f"damage {seed}, {name}, {how}") from error
        shutil.copyfile(paper / name, whole / name)
    print(f"\n{DAMAGES} damages of a build: {dict(ends)}")
    assert ends["refused"] + ends["faults"] > DAMAGES / 2
