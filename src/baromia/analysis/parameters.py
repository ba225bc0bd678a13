"""What a notebook may be asked: the parameters all share, checked before anything is computed."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from numbers import Integral, Real

from nbpaper.errors import PaperError, unknown

from ..estimates import METHODS
from ..project import LANGUAGES


class ParameterError(PaperError, ValueError):
    """A parameter's name or value will not do; the message says which would."""


@dataclass(frozen=True)
class Parameters:
    """The parameters every notebook has; their defaults are those of the published paper."""

    language: str = "en"
    confidence: float = 0.95
    interval_method: str = "wilson"
    design_effect: float = 1.0
    assumed_total: int | None = None
    exclude_sources: tuple[str, ...] = ()


def _number(low: float, high: float) -> Callable[[object], bool]:
    return lambda value: isinstance(value, Real) and not isinstance(value, bool) and low <= value <= high


def _is_total(value: object) -> bool:
    return isinstance(value, Integral) and not isinstance(value, bool) and 1 <= value <= 10**9


def _are_totals(value: object) -> bool:
    return isinstance(value, list | tuple) and bool(value) and all(map(_is_total, value))


Rules = dict[str, tuple[Callable[[object], bool], str]]  # parameter → whether it may have a value, and which it may
RULES: Rules = {
    "language": (lambda value: value in LANGUAGES, " or ".join(LANGUAGES)),
    "confidence": (_number(0.5, 0.999), "a number from 0.5 to 0.999"),
    "interval_method": (lambda value: value in METHODS, ", ".join(METHODS)),
    "design_effect": (_number(1, 100), "a number from 1 (simple random sample) to 100"),
    "assumed_total": (
        lambda value: value is None or _is_total(value),
        "a whole number of respondents from 1 to 1000000000, or none",
    ),
    "exclude_sources": (lambda value: isinstance(value, list | tuple), 'a list of source ids: ["campagna2025"]'),
}
NOTEBOOK_RULES: Rules = {"tried_totals": (_are_totals, "a list of whole numbers")}  # of one notebook alone


def check_parameters(values: dict, sources: Iterable[str], declared: Iterable[str] | None = None) -> None:
    """Refuse a value that will not do, or a parameter that is unknown or not among those a notebook has declared."""
    allowed = list(RULES if declared is None else declared)
    for name, value in values.items():
        if name not in allowed:
            raise ParameterError(unknown("parameter", name, allowed))
        check_value(name, value)
    source_ids = sorted(sources)
    for source in values.get("exclude_sources") or ():
        if source not in source_ids:
            raise ParameterError(f"parameter exclude_sources: {unknown('source', source, source_ids)}")


def check_value(name: str, value: object) -> None:
    """Refuse a value that will not do for the parameter of this name."""
    is_allowed, allowed = (RULES | NOTEBOOK_RULES).get(name, (lambda _: True, ""))
    if not is_allowed(value):
        raise ParameterError(f"parameter {name}: {value!r} will not do; it takes {allowed}.")


def make_parameters(values: dict, sources: Iterable[str]) -> Parameters:
    """Return checked parameters."""
    check_parameters(values, sources)
    return Parameters(**values | {"exclude_sources": tuple(values.get("exclude_sources") or ())})
