"""Quarto's conditional content, as far as the paper uses it: a block that depends on one value of the results.

    :::: {.content-visible when-meta="has.editions"}
    …
    ::::

`unless-meta` says the opposite. The fence has four colons or more, and the block ends at the next line with exactly
as many; it holds no other block of this kind.
"""

import re

from ..trees import at

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
    shown, fence, opened, keep = [], None, 0, True
    for number, line in enumerate(text.split("\n")):
        start = None if fence else OPEN.match(line)
        ends = fence is not None and line.rstrip() == fence
        if start:
            fence, opened = start["fence"], number
            keep = _holds(start["name"], values, number) is (start["kind"] == "when")
        elif ends:
            fence, keep = None, True
        shown.append(line if keep and not start and not ends else "")
    if fence:
        raise ConditionError(opened, "a conditional block never ends", f"close it with {fence} on a line of its own")
    return "\n".join(shown)


def _holds(name: str, values: dict, line: int) -> bool:
    value = at(values, name)
    if not isinstance(value, bool):
        raise ConditionError(line, f"{name} is neither true nor false", "name one of the values under `has`")
    return value
