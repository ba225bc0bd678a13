"""The whole register at once: every table, the relations between figures, and the sentences that show them."""

from pathlib import Path

from ..analysis.figures import Register
from ..register.relations import evaluate
from .formatting import Formatter
from .sentences import check_sentences


def check_register(data: Path | None = None) -> dict[str, int]:
    """Check a register against its schema and against itself; return how many rows each part has.

    Raises
    ------
    DataError
        Naming file, row and column of every fault, and how to mend it.
    """
    register = Register.load(data)
    Formatter("en", data)  # reads the labels
    check_sentences(data, register.figures.index)
    return {
        "figures": len(register.figures),
        "samples": len(register.samples),
        "indicators": len(register.indicators),
        "sources": register.figures["source"].nunique(),
        "relations": len(evaluate(register)),
    }
