"""Examples in docstrings are run as they stand; the functions that others call have one."""

import doctest
import importlib
import inspect
import pkgutil

import pytest

import baromia
from baromia import estimates
from baromia.paper import cite

MODULES = [name for _, name, _ in pkgutil.walk_packages(baromia.__path__, "baromia.") if not name.endswith("__main__")]
FIRST_CALLED = [
    *(
        getattr(baromia, name)
        for name in ("load_figures", "load_samples", "load_sources", "evidence", "Words", "record")
    ),
    cite.cite,
    *(getattr(estimates, name) for name in ("difference", "difference_bounds", "grim", "interval")),
    *(getattr(estimates, name) for name in ("break_even_total", "limits", "overlap_bounds", "people", "pool")),
]


def with_examples(names: list[str]) -> list[str]:
    return [name for name in names if ">>>" in inspect.getsource(importlib.import_module(name))]


@pytest.mark.parametrize("name", with_examples(MODULES))
def test_examples_say_what_happens(name):
    outcome = doctest.testmod(importlib.import_module(name), verbose=False, report=True)
    assert outcome.attempted > 0
    assert outcome.failed == 0, f"{name}: what differs is printed above"


@pytest.mark.parametrize("thing", FIRST_CALLED, ids=lambda thing: thing.__name__)
def test_what_others_call_has_an_example(thing):
    assert "\nExamples\n--------\n" in inspect.getdoc(thing)
    assert ">>> " in inspect.getdoc(thing)
