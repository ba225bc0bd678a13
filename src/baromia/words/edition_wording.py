"""Editions in words: when each was held, what a line of figures says, and how two editions differ."""

from datetime import date

from ..analysis.editions import PERIOD, Line, change, day, when
from ..estimates import Refusal
from .formatting import printed_decimals
from .wording import Wording


def title(line: Line, wording: Wording, *, named: bool) -> str:
    """Return what a line says, as its latest edition puts it; with the first edition's name where that is asked."""
    label = wording.with_base(line.figures[-1])
    return wording.write.label("time.barometer", label=label, source=wording.source(line.barometer)) if named else label


def date_of(figure: str, wording: Wording) -> str:
    """Return when an edition was held, to the month, or the next best that is known."""
    found = when(figure, wording.evidence)
    if found is None:
        return wording.write.label("unknown")
    kind, dates = found
    middle = date.fromordinal(int(day(dates))).isoformat()
    exact = min(len(one) for one in dates.split(PERIOD))
    return wording.write.label(f"time.{kind}", date=wording.write.date(middle[: min(exact, len("2025-06"))]))


def at(figure: str, wording: Wording) -> str:
    """Return a figure with the date of its edition."""
    return wording.write.label("time.value", date=date_of(figure, wording), value=wording.value(figure))


def step(before: str, after: str, wording: Wording) -> tuple[str, str]:
    """Return the difference between two editions and its interval; where there is none, that and why."""
    found, write = change(wording.evidence, before, after), wording.write
    if isinstance(found, Refusal):
        return write.label("time.no_difference"), write.label(f"refusal.{found.reason}")
    decimals = min(printed_decimals(wording.row(name)["value"]) for name in (before, after))
    low, high = (write.points((end, 0)) for end in (found.low, found.high))
    return write.points((found.estimate, decimals)), write.label("interval", low=low, high=high)


def in_words(line: Line, dots: list[str], wording: Wording, *, named: bool) -> str:
    """Return a line of the alternative text: what it says, and each edition with its date."""
    dated = [
        wording.write.label("time.dot", date=date_of(name, wording), dot=dot)
        for name, dot in zip(line.figures, dots, strict=True)
    ]
    return wording.write.label("alt.row", label=title(line, wording, named=named), dots="; ".join(dated))
