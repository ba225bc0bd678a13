"""Parameters do something everywhere: every notebook, cell by cell, under parameters that leave little or nothing.

The cells run in this process, in the shell that a kernel runs them in; that papermill and a kernel give the same
is shown by the build's own tests. Both languages have the same code (`test_in_step.py`): French says enough.
"""

import re
from pathlib import Path

import nbformat
import pytest

from baromia.estimates import METHODS
from baromia.project import CHARTS_VARIABLE
from baromia.words.words import Words
from cells import Ran, run_cells
from conftest import CAMPAIGN, REGISTER, ROOT, in_campaign
from nbpaper.results import MEDIA_TYPE

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
in_french = pytest.mark.parametrize("path", [path for path in NOTEBOOKS if path.stem.endswith(".fr")],
                                    ids=lambda path: path.stem)  # fmt: skip
SOURCES = {
    "campagna2025": "Campagna",
    "acsel2025": "ACSEL",
    "pulselife2025": "PulseLife",
    "medaviz2026": "Gachiniard|Medaviz",
    "semble2025": "Semble",
}
SURVEYS = ["acsel2025", "pulselife2025"]  # the large ones
LEAVES = [[source for source in SOURCES if source not in SURVEYS], [*SOURCES]]
MOVES = [{"confidence": 0.8, "design_effect": 2.0, "interval_method": "clopper-pearson", "assumed_total": 300}]
if CAMPAIGN:
    LEAVES += [SURVEYS, *([source] for source in SOURCES)]
    LEAVES += [[other for other in SOURCES if other != source] for source in SOURCES]
    MOVES += [{name: value} for name, value in MOVES[0].items()] + [{"confidence": 0.999}]
CODE = re.compile(r"`[^`]+`")  # names of columns and codes, in no language
WORDS = Words("fr")
LEFT_OUT = tuple(WORDS.label(name, sources="\n").partition("\n")[0]
                 for name in ("rests_on.one", "rests_on.several", "nothing.excluded"))  # fmt: skip


def bundles(cell: Ran) -> list[dict]:
    """Return what a cell displays and shows, by media type."""
    return [*cell.displayed, *([cell.shown] if cell.shown else [])]


def said(bundle: dict) -> str:
    return bundle.get("text/markdown", bundle.get("text/plain", ""))


def published(paper: Path, path: Path) -> list[dict]:
    """Return what a notebook displays and shows with the parameters of the paper."""
    executed = nbformat.read(paper / "executed" / "fr" / path.name.replace(".fr", ""), as_version=4)
    outputs = (output for cell in executed.cells for output in cell.get("outputs", ()))
    return [output.data for output in outputs if "data" in output]


@pytest.mark.build
@in_french
def test_french_speaks_no_english(path, paper):
    shown = published(paper, path)
    text = CODE.sub("", " ".join(said(bundle) for bundle in shown if MEDIA_TYPE not in bundle))
    text += " ".join(bundle[MEDIA_TYPE]["text"] for bundle in shown if MEDIA_TYPE in bundle)
    found = re.findall(r"\b(?:the|of|and|not|share|with|interval \d|reported|unknown|none|Source: )\b", text)
    assert found == []
    assert not re.search(r"\d\.\d+\s?%", text)
    assert not re.search(r"[^\s\u202f]%", text), "a narrow space stands before %"


@pytest.mark.build
@in_french
@pytest.mark.parametrize("lost", LEAVES, ids=lambda lost: "-".join(name.rstrip("0123456789") for name in lost))
def test_all_that_rests_on_a_source_follows_when_it_is_left_out(path, lost, monkeypatch):
    monkeypatch.setenv(CHARTS_VARIABLE, "1" if lost == LEAVES[0] else "0")  # drawn once; nobody sees the others
    for cell in run_cells(path, exclude_sources=lost):
        for bundle in bundles(cell):
            words = said(bundle)
            assert not re.search(r"\bnan\b|<NA>|\bNone\b", words), cell.source
            ours = words.startswith(LEFT_OUT) or cell.id.startswith("by-hand")  # lessons keep the paper's choices
            assert ours or not [source for source in lost if re.search(SOURCES[source], words)], (cell.source, words)
            if result := bundle.get(MEDIA_TYPE):
                rests_on = {figure.partition(".")[0] for figure in result["figures"]}
                assert result["text"]
                if rests_on:  # a share of all rows rests on none: without any source it is left out, too
                    assert (result.get("reason") == "left_out") == (not rests_on.isdisjoint(lost)), result


def test_every_notebook_hands_its_parameters_to_the_evidence_in_the_same_words():
    cells = {cell.source for path in NOTEBOOKS for cell in nbformat.read(path, as_version=4).cells
             if cell.cell_type == "code" and "settings = {" in cell.source}  # fmt: skip
    (source,) = {re.sub(r"  # .*", "", cell) for cell in cells}
    assert all(f'"{name}": {name},' in source for name in [*MOVES[0], "exclude_sources"])
    assert set(SOURCES) == set(REGISTER.figures["source"]), "a new source is to be left out here, too"


@pytest.mark.build
@in_french
@pytest.mark.parametrize("change", MOVES, ids=str)
def test_parameters_move_something(path, change, paper, monkeypatch):
    monkeypatch.setenv(CHARTS_VARIABLE, "0")
    shown = [said(bundle) for cell in run_cells(path, **change) for bundle in bundles(cell)]
    still = path.stem.startswith("evidence") and "assumed_total" not in change  # it shows what is published
    assert (shown == [said(bundle) for bundle in published(paper, path)]) == still


@in_campaign
@pytest.mark.build
@in_french
def test_each_method_moves_something(path, monkeypatch):
    """Where ten are assumed: of many, the limits of two methods are often the same when they are rounded."""
    monkeypatch.setenv(CHARTS_VARIABLE, "0")
    shown = {}
    for method in METHODS:
        cells = run_cells(path, interval_method=method, assumed_total=10)
        shown[method] = [said(bundle) for cell in cells for bundle in bundles(cell)]
    still = path.stem.startswith("evidence")
    for method in METHODS:
        assert (shown[method] == shown["wilson"]) == (still or method == "wilson"), method


def test_wrong_values_are_refused_in_the_notebook_too():
    for stem, wrong, refusal in (
        ("trust", {"language": "de"}, "en or fr"),
        ("trust", {"exclude_sources": ["acsel"]}, "did you mean acsel2025"),
        ("robustness", {"tried_totals": [0]}, "list of whole numbers"),
    ):
        with pytest.raises(ValueError, match=refusal):
            list(run_cells(ROOT / "notebooks" / f"{stem}.ipynb", **wrong))
