"""What the tests of the proof write alike."""

from collections.abc import Iterable

from conftest import ROOT

SOURCE = ROOT / "reports" / "paper.qmd"
ABOUT = {"version": "0.1.0", "commit": "abc1234567", "date": "13 November 2026", "bound": "2026"}


def said(faults: Iterable) -> str:
    """Return faults as their sentences, one a line."""
    return "\n".join(map(str, faults))
