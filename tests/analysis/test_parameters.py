"""Parameters do something everywhere: every notebook, cell by cell, under parameters that leave little or nothing.

The cells run in this process, in the shell that a kernel runs them in; that papermill and a kernel give the same
is shown by the build's own tests.
"""

import re

import pytest

from cells import run_cells
from conftest import CAMPAIGN, ROOT
from nbpaper.results import MEDIA_TYPE

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
SOURCES = ["campagna2025", "acsel2025", "pulselife2025", "medaviz2026", "semble2025"]
EVIDENCE = [path for path in NOTEBOOKS if path.stem.startswith("evidence")]
FRENCH = [path for path in NOTEBOOKS if path.stem.endswith(".fr")]
CODE = re.compile(r"`[^`]+`")  # names of columns and codes, in no language
by_name = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
# Both languages have the same code (`test_in_step.py`): in the suite one of them says enough.
in_french = pytest.mark.parametrize("path", NOTEBOOKS if CAMPAIGN else FRENCH, ids=lambda path: path.stem)


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
    return {path.stem: run(path) for path in NOTEBOOKS}


def kinds(outputs: dict) -> set[str]:
    return {kind for bundle in outputs["shown"].values() for kind in bundle}


def test_charts_and_tables_are_worth_a_paper(plain):
    shown = [bundle for outputs in plain.values() for bundle in outputs["shown"].values()]
    assert sum("image/svg+xml" in bundle for bundle in shown) >= 8
    assert sum(bundle.get("text/markdown", "").startswith("|") for bundle in shown) >= 8


@pytest.mark.parametrize("path", FRENCH, ids=lambda path: path.stem)
def test_french_speaks_no_english(path, plain):
    outputs = plain[path.stem]
    text = " ".join(bundle.get("text/markdown", bundle["text/plain"]) for bundle in outputs["shown"].values())
    text = CODE.sub("", text) + " ".join(outputs["results"].values())
    found = re.findall(r"\b(?:the|of|and|not|share|with|interval \d|reported|unknown|none|Source: )\b", text)
    assert found == []
    assert not re.search(r"\d\.\d+\s?%", text)
    assert not re.search(r"[^\s\u202f]%", text), "a narrow space stands before %"


@by_name
def test_leaving_every_source_out_ends_in_sentences(path):
    outputs = run(path, exclude_sources=SOURCES)
    assert "image/svg+xml" not in kinds(outputs)
    assert outputs["results"]
    assert all(outputs["results"].values())


@in_french
@pytest.mark.parametrize("kept", ["campagna2025", "acsel2025", "pulselife2025", "semble2025"])
def test_leaving_all_but_one_source_out_runs(path, kept):
    gone = [source for source in SOURCES if source != kept]
    outputs = run(path, exclude_sources=gone)
    names = {"campagna2025": "Campagna", "acsel2025": "ACSEL", "pulselife2025": "PulseLife", "semble2025": "Semble"}
    for bundle in outputs["shown"].values():
        chart = bundle.get("text/plain", "") if "image/svg+xml" in bundle else ""
        assert not any(names[source] in chart for source in gone if source in names), chart


@in_french
@pytest.mark.parametrize(
    "changed",
    [
        {"confidence": 0.8},
        {"design_effect": 2.0},
        {"interval_method": "clopper-pearson"},
        {"assumed_total": 300},
        {"exclude_sources": ["acsel2025"]},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_each_parameter_moves_something(path, changed, plain):
    outputs = run(path, **changed)
    if path in EVIDENCE and not {"exclude_sources", "assumed_total"} & set(changed):
        assert outputs == plain[path.stem], "the evidence itself does not depend on how intervals are made"
    else:
        assert outputs["shown"] != plain[path.stem]["shown"]


@by_name
def test_wrong_values_are_refused_in_the_notebook_too(path):
    with pytest.raises(ValueError, match="en or fr"):
        run(path, language="de")
    with pytest.raises(ValueError, match="did you mean acsel2025"):
        run(path, exclude_sources=["acsel"])


def test_an_own_parameter_is_checked_by_its_notebook():
    with pytest.raises(ValueError, match="list of whole numbers"):
        run(ROOT / "notebooks" / "robustness.ipynb", tried_totals=[0])
