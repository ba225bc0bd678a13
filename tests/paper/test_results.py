"""Results: what a notebook records is what the paper finds."""

import nbformat
import pytest

from baromia import record
from baromia.estimates import Refusal, interval
from nbpaper.errors import PaperError
from nbpaper.results import MEDIA_TYPE, collect_results, nested


def notebook_with(*results):
    cell = nbformat.v4.new_code_cell("record(…)")
    cell.outputs = [nbformat.v4.new_output("display_data", data=dict(result._repr_mimebundle_())) for result in results]
    return nbformat.v4.new_notebook(cells=[cell])


@pytest.mark.parametrize(
    ("value", "language", "text"),
    [
        (0.5, "en", "50%"),
        (0.5, "fr", "50\u202f%"),
        (12, "en", "12"),
        ("as it stands", "fr", "as it stands"),
        (interval(24, 45), "en", "39% to 67%"),
        (Refusal("n_not_reported"), "fr", "nombre de répondants non publié"),
    ],
)
def test_values_become_text(value, language, text):
    assert record("adoption.any_use", value, language=language).text == text


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        *((name, 0.5, "lower-case words") for name in ("adoption", "Adoption.use", "adoption.", "a.1st", "a use.x")),
        *(("adoption.x", value, "allowed") for value in (True, None, [1], {"a": 1})),
    ],
)
def test_a_name_the_paper_could_not_write_and_another_value_are_refused(name, value, said):
    with pytest.raises(ValueError, match=said):
        record(name, value)


def test_results_are_found_in_the_executed_notebook_and_nest_by_their_names():
    kept = notebook_with(record("adoption.a.any", 0.5, figures=["x.y"]), record("adoption.b", 2))
    found = collect_results(kept, "adoption")
    assert found["adoption.a.any"]["figures"] == ["x.y"]
    assert nested({name: result["text"] for name, result in found.items()}) == {
        "adoption": {"a": {"any": "50%"}, "b": "2"}
    }


def test_a_result_recorded_twice_or_below_another_is_refused():
    with pytest.raises(PaperError, match=r"records adoption\.a twice"):
        collect_results(notebook_with(record("adoption.a", 1), record("adoption.a", 2)), "adoption")
    with pytest.raises(PaperError, match="shorter name"):
        nested({"adoption.use": "1", "adoption.use.any": "2"})


@pytest.mark.parametrize(
    ("value", "behind"),
    [
        (0.5, {"value": 0.5, "unit": "share"}),
        (12, {"value": 12, "unit": "count"}),
        (float("nan"), {"value": None, "unit": "share", "reason": "left_out"}),
        (Refusal("n_not_reported"), {"value": None, "reason": "n_not_reported"}),
        (interval(24, 45), {"value": None, "unit": "share", "low": round(interval(24, 45).low, 12),
                            "high": round(interval(24, 45).high, 12)}),
    ],
)  # fmt: skip
def test_what_a_text_was_written_from_is_kept_beside_it(value, behind):
    kept = record("adoption.a", value)._repr_mimebundle_()[MEDIA_TYPE]
    assert {name: kept[name] for name in ("value", "unit", "low", "high", "reason") if name in kept} == behind
