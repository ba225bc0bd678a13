"""Results: numbers a notebook keeps for the paper, written as text by the one formatter.

A result travels in the notebook's own output, under a media type of its own, so that the executed notebook
is the single place it comes from: running a cell in JupyterLab writes no file.
"""

import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass

from nbpaper.errors import PaperError
from nbpaper.results import MEDIA_TYPE

from ..estimates import Interval, Refusal
from .formatting import Formatter, decimals_for

NAME = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+")
KINDS = ("published", "computed")
BEHIND = ("unit", "low", "high", "reason")  # only there where something is known: what a text was written from
DIGITS = 12  # of a limit: beyond them lies only what the machine's arithmetic leaves
Limits = Interval | Refusal | tuple[float, float]


@dataclass(frozen=True)
class Result:
    """One result: what it is called, its number, its text, and the figures it rests on.

    A published number has a `unit`; a range or an interval has `low` and `high`; what is refused, a `reason`.
    """

    name: str
    text: str
    kind: str
    value: float | str | None
    figures: tuple[str, ...]
    formula: str | None = None
    unit: str | None = None
    low: float | None = None
    high: float | None = None
    reason: str | None = None

    def _repr_mimebundle_(self, **_: object) -> dict:
        """Show `name = text`, and carry the whole result for the paper."""
        whole = {name: value for name, value in asdict(self).items() if value is not None or name not in BEHIND}
        return {MEDIA_TYPE: whole, "text/plain": f"{self.name} = {self.text}"}


def record(
    name: str,
    value: object,
    *,
    figures: Iterable[str] = (),
    language: str = "en",
    text: str | None = None,
    kind: str = "computed",
    decimals: int | None = None,
    formula: str | None = None,
    unit: str | None = None,
    limits: Limits | None = None,
    data=None,
) -> Result:
    """Keep a result for the paper, formatted in its language.

    Parameters
    ----------
    name : str
        Dotted lower-case name, the notebook first: `adoption.any_use`. The paper writes
        `{{< meta results.adoption.any_use >}}`.
    value : float, int, str, Interval or Refusal
        A float is a share 0–1 and prints as a percent; an int is a count; a string prints as it stands;
        an interval prints as its limits, a refusal as its reason.
    figures : iterable of str
        Ids of the figures it rests on.
    language : {"en", "fr"}
        Language of the text.
    text : str, optional
        The text, where the formatter has already written it.
    kind : {"published", "computed"}
        Whether a source prints the number or a notebook computed it; the two are never mixed up.
    decimals : int, optional
        Decimals of a percent; what the sample size supports by default.
    formula : str, optional
        How it was computed, in words and figure ids.
    unit : str, optional
        Unit of a published number, as the register names it.
    limits : Interval, Refusal or (low, high), optional
        What the text was written from, where the value is only that text: kept beside it, as numbers.

    Returns
    -------
    Result
        Also displayed, which is what keeps it.

    Raises
    ------
    ValueError
        For a name the paper could not refer to, or a value of another type.

    Examples
    --------
    >>> record("adoption.example", 0.4444, figures=["pulselife2025.weekly"]).text
    '44%'
    """
    if not NAME.fullmatch(name):
        raise ValueError(f"result name {name!r}: write lower-case words joined by full stops, such as adoption.any_use")
    if kind not in KINDS:
        raise ValueError(f"kind is {kind!r}; allowed: {', '.join(KINDS)}")
    number, words = _number_and_words(value, Formatter(language, data), decimals)
    limits = value if limits is None and isinstance(value, Interval | Refusal) else limits
    behind = {} if limits is None else _behind(limits)
    result = Result(name, text or words, kind, number, tuple(figures), formula, unit, **behind)
    _display(result)
    return result


def _number_and_words(value: object, write: Formatter, decimals: int | None) -> tuple[float | str | None, str]:
    if isinstance(value, Interval):
        total = value.total[0] if isinstance(value.total, tuple) else value.total
        digits = decimals_for(total) if decimals is None else decimals
        return None, write.interval(value.low, value.high, digits)
    if isinstance(value, Refusal):
        return None, write.label(f"refusal.{value.reason}")
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise ValueError(f"value is {value!r}; allowed: a share (float), a count (int), text, Interval or Refusal")
    if isinstance(value, str):
        return value, value
    return value, write.number(value) if isinstance(value, int) else write.percent(value, decimals or 0)


def _behind(limits: object) -> dict[str, float | str]:
    """Return the limits as numbers, or the reason why there are none."""
    if isinstance(limits, Refusal):
        return {"reason": limits.reason}
    low, high = (limits.low, limits.high) if isinstance(limits, Interval) else limits
    return {"low": round(low, DIGITS), "high": round(high, DIGITS)}


def _display(result: Result) -> None:
    """Show the result if a notebook is running; elsewhere returning it is enough."""
    try:
        from IPython import get_ipython
        from IPython.display import display
    except ImportError:
        return
    if get_ipython() is not None:
        display(result)


def nested(results: dict[str, dict]) -> dict:
    """Return the texts of results as nested mappings, the way `{{< meta … >}}` looks them up."""
    tree: dict = {}
    for name, result in sorted(results.items()):
        *groups, leaf = name.split(".")
        place = tree
        for group in groups:
            place = place.setdefault(group, {})
            if not isinstance(place, dict):
                raise PaperError(f"result {name}: a shorter name is a result already. To mend: rename one of them.")
        place[leaf] = result["text"]
    return tree
