"""baromia: what French publications say about AI in health care, and what their figures allow one to say.

The names below are loaded when they are first asked for, so that a command that needs none of them starts at once.
"""

from importlib import import_module

__version__ = "0.1.0"

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
