"""Quarto's conditional content, as far as the paper uses it: a block that depends on one value of the results.

    :::: {.content-visible when-meta="has.editions"}
    …
    ::::

`unless-meta` says the opposite. The fence has four colons or more, and the block ends at the next line with exactly
as many; it holds no other block of this kind.
"""

import re
from collections.abc import Iterable, Iterator

NAME = r"[a-z_]+(?:\.[a-z_]+)+"
OPEN = re.compile(rf'^(?P<fence>::::+) \{{\.content-visible (?P<kind>when|unless)-meta="(?P<name>{NAME})"\}}\s*$')


class ConditionError(ValueError):
    """A block that never ends, or depends on something that is neither true nor false; `line` counts from 0."""

    def __init__(self, line: int, what: str, mend: str):
        super().__init__(what)
        self.line, self.what, self.mend = line, what, mend


def visible(text: str, values: dict) -> str:
    """Return a text with the blocks that `values` hides, and the fences of the others, as empty lines.

    Parameters
    ----------
    text : str
        Body of a `.qmd`.
    values : dict
        The metadata a condition may name, as nested mappings.

    Raises
    ------
    ConditionError
        For a block without end, or a name that is neither true nor false.
    """
    return "\n".join(line if shown else "" for line, shown in _lines(text.split("\n"), values))


def _lines(lines: Iterable[str], values: dict) -> Iterator[tuple[str, bool]]:
    fence, keep, opened = None, True, 0
    for number, line in enumerate(lines):
        start = OPEN.match(line) if fence is None else None
        if start:
            fence, opened = start["fence"], number
            keep = _holds(start["name"], values, number) is (start["kind"] == "when")
            yield line, False
        elif fence is not None and line.rstrip() == fence:
            fence, keep = None, True
            yield line, False
        else:
            yield line, keep
    if fence is not None:
        raise ConditionError(opened, "a conditional block never ends", f"close it with {fence} on a line of its own")


def _holds(name: str, values: dict, line: int) -> bool:
    value: object = values
    for part in name.split("."):
        value = value.get(part) if isinstance(value, dict) else None
    if not isinstance(value, bool):
        raise ConditionError(line, f"{name} is neither true nor false", "name one of the values under `has`")
    return value
