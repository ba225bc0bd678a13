"""Parameters do something everywhere: every notebook, cell by cell, under parameters that leave little or nothing.

The cells run in this process, in the shell that a kernel runs them in; that papermill and a kernel give the same
is shown by the build's own tests.
"""

import re

import nbformat
import pytest

from cells import run_cells
from conftest import CAMPAIGN, ROOT
from nbpaper.results import MEDIA_TYPE

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
SOURCES = {
    "campagna2025": "Campagna",
    "acsel2025": "ACSEL",
    "pulselife2025": "PulseLife",
    "semble2025": "Semble",
    "medaviz2026": "Medaviz",
}
# Both languages have the same code (`test_in_step.py`): one of them says enough.
FRENCH = [path for path in NOTEBOOKS if path.stem.endswith(".fr")]
in_french = pytest.mark.parametrize("path", FRENCH, ids=lambda path: path.stem)
CHANGES = [
    {"confidence": 0.8},
    {"design_effect": 2.0},
    {"interval_method": "clopper-pearson"},
    {"assumed_total": 300},
    {"exclude_sources": ["acsel2025"]},
]
CODE = re.compile(r"`[^`]+`")  # names of columns and codes, in no language


def run(path, **parameters) -> dict:
    """Run a notebook's cells, in its own language; return its charts, tables and sentences, and its results."""
    shown, results = {}, {}
    for cell in run_cells(path, **parameters):
        bundles = [data[MEDIA_TYPE] for data in cell.displayed if MEDIA_TYPE in data]
        results |= {bundle["name"]: bundle["text"] for bundle in bundles}
        if cell.shown is not None:
            shown[cell.id] = cell.shown
    return {"shown": shown, "results": results}


@pytest.fixture(scope="module")
def plain() -> dict:
    return {path.stem: run(path) for path in FRENCH}


def kinds(outputs: dict) -> set[str]:
    return {kind for bundle in outputs["shown"].values() for kind in bundle}


def test_charts_and_tables_are_worth_a_paper(plain):
    shown = [bundle for outputs in plain.values() for bundle in outputs["shown"].values()]
    assert sum("image/svg+xml" in bundle for bundle in shown) >= 8
    assert sum(bundle.get("text/markdown", "").startswith("|") for bundle in shown) >= 8


@in_french
def test_french_speaks_no_english(path, plain):
    outputs = plain[path.stem]
    text = " ".join(bundle.get("text/markdown", bundle["text/plain"]) for bundle in outputs["shown"].values())
    text = CODE.sub("", text) + " ".join(outputs["results"].values())
    found = re.findall(r"\b(?:the|of|and|not|share|with|interval \d|reported|unknown|none|Source: )\b", text)
    assert found == []
    assert not re.search(r"\d\.\d+\s?%", text)
    assert not re.search(r"[^\s\u202f]%", text), "a narrow space stands before %"


@in_french
def test_leaving_every_source_out_ends_in_sentences(path):
    outputs = run(path, exclude_sources=[*SOURCES])
    assert "image/svg+xml" not in kinds(outputs)
    assert outputs["results"]
    assert all(outputs["results"].values())


# Every fifth pair in the suite: each source is kept somewhere.
PAIRS = [(path, kept) for path in FRENCH for kept in [*SOURCES][:4]]


@pytest.mark.parametrize(("path", "kept"), PAIRS if CAMPAIGN else PAIRS[::5], ids=lambda one: getattr(one, "stem", one))
def test_leaving_all_but_one_source_out_runs(path, kept):
    gone = {source: name for source, name in SOURCES.items() if source != kept}
    for bundle in run(path, exclude_sources=[*gone])["shown"].values():
        chart = bundle.get("text/plain", "") if "image/svg+xml" in bundle else ""
        assert not any(name in chart for name in gone.values()), chart


def test_every_notebook_hands_its_parameters_to_the_evidence_in_the_same_words():
    cells = {cell.source for path in NOTEBOOKS for cell in nbformat.read(path, as_version=4).cells
             if cell.cell_type == "code" and "settings = {" in cell.source}  # fmt: skip
    (source,) = {re.sub(r"  # .*", "", cell) for cell in cells}
    assert all(f'"{name}": {name},' in source for change in CHANGES for name in change)


@in_french
@pytest.mark.parametrize("change", CHANGES if CAMPAIGN else [CHANGES[0] | CHANGES[1] | CHANGES[4]], ids=str)
def test_parameters_move_something(path, change, plain):
    outputs = run(path, **change)
    if path.stem.startswith("evidence") and not {"exclude_sources", "assumed_total"} & set(change):
        assert outputs == plain[path.stem], "the evidence itself does not depend on how intervals are made"
    else:
        assert outputs["shown"] != plain[path.stem]["shown"]


def test_wrong_values_are_refused_in_the_notebook_too():
    for stem, wrong, said in (
        ("trust", {"language": "de"}, "en or fr"),
        ("trust", {"exclude_sources": ["acsel"]}, "did you mean acsel2025"),
        ("robustness", {"tried_totals": [0]}, "list of whole numbers"),
    ):
        with pytest.raises(ValueError, match=said):
            run(ROOT / "notebooks" / f"{stem}.ipynb", **wrong)
