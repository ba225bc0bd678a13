"""The recorded results: what was edited, contradicts itself or the register, or is quoted nowhere is found."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from baromia.paper.binding import count_file, count_numbers
from baromia.paper.binding.known import Known
from baromia.paper.binding.recorded import result_faults
from binding_shared import SOURCE, said

pytestmark = pytest.mark.build


FACTORS = ["pulselife2025.use-general-purpose", "pulselife2025.weekly"]
CONTRADICTIONS = {  # by result: a text that is not so, and what it is by the register
    "adoption.any_use": ("91%", "90%"),
    "adoption.general_purpose_use_interval": ("51% to 60%", "52% to 60%"),
    "adoption.general_purpose_use_n": ("n = 607", "n\xa0=\xa0608"),
    "adoption.any_weekly": ("60%", "61%"),
    "adoption.general_purpose_weekly_of_all_rounding": ("between 46.2% and 47.0%", "between 44.7% and 46.0%"),
    "trust.inform_of_all_rounding": ("between 40.2% and 49.2%", "between 48.8% and 50.2%"),
    "adoption.generative_of_all_rounding": ("between 82.8% and 83.7%", "between 82.8% and 84.6%"),  # 83.7%: at its end
    "training_gap.wish_interval": ("70% to 80%", "54% to 80%"),
    "trust.middle_score_interval": ("39% to 53%", "39% to 67%"),  # 53.3%: within what is rounded
    "training_gap.gap_only": ("between 58.9% and 69.0%", "between 59.9% and 69.0%"),
    "training_gap.gap_acsel": ("52 points", "53 points"),
}


def results(copy: Path) -> str:
    return said(result_faults(Known(copy, "en"), SOURCE))


def edit(copy: Path, changes: dict[str, dict]) -> None:
    """Change the results as they are kept: in the notebooks that record them, and in the JSON made of them."""
    for path in [*(copy / "executed" / "en").glob("*.ipynb"), copy / "results" / "en.json"]:
        tree = json.loads(path.read_text(encoding="utf-8"))
        recorded = _recorded(tree, path)
        for result in recorded:
            result.update(changes.get(result["name"], {}))
        if path.suffix == ".json":
            tree["results"] = {result["name"]: result for result in recorded}
        path.write_text(json.dumps(tree), encoding="utf-8")


def _recorded(tree: dict, path: Path) -> list[dict]:
    if path.suffix == ".json":
        return list(tree["results"].values())
    data = [output.get("data", {}) for cell in tree["cells"] for output in cell.get("outputs", [])]
    return [one["application/vnd.nbpaper.result+json"] for one in data if "application/vnd.baromia.result+json" in one]


def test_results_edited_by_hand_are_found(copy):
    edits = {
        "en.yml": ("    any_weekly: '[61%](#adoption.any_weekly){.figure}'\n", ""),
        "en.json": ('"text": "61%"', '"text": "62%"'),
        "cards.en.md": ("**61%**", "**62%**"),
    }
    assert results(copy) == ""
    bound = count_file(SOURCE, copy / "results" / "en.yml")
    for name, (old, new) in edits.items():
        path = copy / "results" / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
    what = "is not what the executed notebooks say: build again, edit nothing."
    again, card, *rest = results(copy).split("\n")
    assert again == "en.json, adoption.any_weekly: '62%' is '61%' by the register: build again, edit nothing."
    assert card.startswith("cards.en.md, adoption.any_weekly: 'adoption.any_weekly .card source=")
    assert card.endswith(what)
    assert rest == [
        f"en.json, results.adoption.any_weekly.text: '62%' {what}",
        f"en.yml, results.adoption.any_weekly: '(absent)' {what}",
        f"en.yml, build.bound: '{bound}' is not the {bound - 1} numbers of the text.",
    ]


def test_a_results_file_that_is_gone_and_a_wrong_count_are_found(copy):
    (copy / "results" / "cards.en.md").unlink()
    path = copy / "results" / "en.yml"
    tree = yaml.safe_load(path.read_text(encoding="utf-8"))
    right = count_numbers(SOURCE, tree)
    tree["build"]["bound"] = str(right + 1)
    path.write_text(yaml.safe_dump(tree, allow_unicode=True), encoding="utf-8")
    assert results(copy).split("\n") == [
        "cards.en.md, file: 'cards.en.md' is missing: build again.",
        f"en.yml, build.bound: '{right + 1}' is not the {right} numbers of the text.",
    ]


def test_results_that_contradict_themselves_or_the_register_are_found(copy):
    """All at once: to read the results takes a second, and each fault is a sentence of its own."""
    computed, weekly = "adoption.generative_of_all", "adoption.general_purpose_weekly_of_all"
    double = {"figures": FACTORS, "formula": " × ".join(FACTORS)}
    changes = {
        "robustness.always": {"name": "robustness.ever"},
        computed: double,
        "training_gap.gap_interval": {"text": "−61 points to 75 points"},  # 60 lies within
        "training_gap.gap_acsel_interval": {"text": "54 points to 60 points"},
    }
    edit(copy, changes | {name: {"text": text} for name, (text, _) in CONTRADICTIONS.items()})
    nothing = f"{FACTORS[0]} is a share of all, not of {FACTORS[1]}: the product would mean nothing"
    again = "by the register: build again, edit nothing."
    faults = {fault for fault in results(copy).split("\n") if "executed notebooks" not in fault}
    assert faults == {
        *(f"en.json, {name}: {text!r} is {right!r} {again}" for name, (text, right) in CONTRADICTIONS.items()),
        "en.json, results: 'robustness.ever' is quoted nowhere: quote it, or record it no more.",
        f"en.json, results: {computed!r} is the same quantity as {weekly}: keep one name.",
        f"en.json, {computed}: {double['formula']!r} cannot be computed: {nothing}.",
        f"en.json, {weekly}: '45%' lies outside its interval, between 46.2% and 47.0%.",
        "en.json, trust.inform_of_all: '50%' lies outside its interval, between 40.2% and 49.2%.",
        "en.json, training_gap.wish: '68.9%' lies outside its interval, 70% to 80%.",
        "en.json, training_gap.gap_acsel: '52 points' lies outside its interval, 54 points to 60 points.",
    }


def test_results_of_a_source_left_out_are_not_one_quantity(copy):
    gone = {"figures": [], "formula": None, "text": "(source left out)", "value": "(source left out)"}
    names = ("training_gap.gap", "training_gap.gap_acsel")
    edit(copy, {name: gone | {"reason": "left_out"} for name in names})
    assert "is the same quantity" not in results(copy)
    edit(copy, {name: {"reason": "n_not_reported"} for name in names})
    assert "'training_gap.gap_acsel' is the same quantity as training_gap.gap" in results(copy)


def test_a_figure_outside_its_own_interval_is_found(paper, monkeypatch):
    known = Known(paper, "en")
    share, interval = known.evidence.share, known.evidence.interval
    wrong = {
        "campagna2025.use-regular": {"low": 0.1, "high": 0.2},
        "campagna2025.training-wish": {"low": 0.7, "high": 0.8},
        "campagna2025.never-tried": dict.fromkeys(("low", "high"), share("campagna2025.never-tried")),
    }
    monkeypatch.setattr(
        known.evidence,
        "interval",
        lambda name: replace(interval(name), **wrong[name]) if name in wrong else interval(name),
    )
    faults = {str(fault) for fault in result_faults(known, SOURCE) if fault.place in known.register.figures.index}
    assert faults == {
        "en.json, campagna2025.use-regular: '0.244' lies outside its interval, 0.1 to 0.2.",
        "en.json, campagna2025.training-wish: '0.689' lies outside its interval, 0.7 to 0.8.",
    }


def test_a_changed_figure_shows_until_the_paper_is_built_again(paper, register_copy):
    table = register_copy / "figures.csv"
    table.write_text(table.read_text(encoding="utf-8").replace(",37.8,percent", ",35.6,percent", 1), encoding="utf-8")
    faults = said(result_faults(Known(paper, "en", register_copy), SOURCE))
    assert "adoption.never_tried: '37.8%' is '35.6%' by the register" in faults
