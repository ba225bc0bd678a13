"""baromia: what publications in French say about AI in health care, and what their figures allow one to say.

evidence         The one table: every figure as a row, its words, numbers and interval, or why there is none.
select           Rows of it whose columns hold given values.
sums             Exclusive answers to one question, added.
both             How many can have given both of two answers.
without          How many can have given one answer and not another.
differences      The difference between two answers of the same people.
Words            Numbers, labels, sentences and tables in English or French.
panel            A panel of a chart, from rows.
draw             A chart, from panels, with its title, note and source.
record           Keeps a result for the paper.
Register         All tables and publications of a data folder, read and checked.
load_figures     The figures as they stand in the register.
load_samples     The groups of people surveyed.
load_indicators  What the figures measure.
load_sources     The publications and the methods literature.

`baromia.estimates` has the intervals and bounds alone, `baromia.charts` the forms of charts.
"""

from importlib import import_module

__version__ = "0.1.0"

# Loaded when they are first asked for, so that a command that needs none of them starts at once.
_PLACES = {
    "load_figures": "register",
    "load_samples": "register",
    "load_indicators": "register",
    "load_sources": "register",
    "evidence": "words.evidence",
    "Register": "register",
    "Words": "words.words",
    "both": "analysis.quantities",
    "differences": "analysis.quantities",
    "draw": "words.drawing",
    "panel": "words.drawing",
    "select": "analysis.table",
    "sums": "analysis.quantities",
    "without": "analysis.quantities",
    "record": "words.recording",
}

__all__ = [*_PLACES]


def __getattr__(name: str) -> object:
    """Load a public name from its module."""
    if name not in _PLACES:
        raise AttributeError(f"module 'baromia' has no attribute {name!r}")
    return getattr(import_module(f".{_PLACES[name]}", __name__), name)


def __dir__() -> list[str]:
    """List the public names, for completion in a notebook."""
    return sorted([*globals(), *__all__])
