"""What goes wrong, said in sentences: the command line prints them and exits with 1."""

from collections.abc import Iterable
from dataclasses import dataclass

SHOWN = 25  # problems printed before the rest is only counted: a screenful


class BaromiaError(Exception):
    """The data or the build is at fault; the message is for the person who can mend it."""


@dataclass(frozen=True)
class Problem:
    """One fault in a data file: where it is, what is wrong, how to mend it."""

    file: str
    what: str
    mend: str
    line: int | None = None
    row: str | None = None
    column: str | None = None

    def __str__(self) -> str:
        place = self.file
        if self.line is not None:
            place += f", line {self.line}"
        if self.row is not None:
            place += f" (row {self.row})"
        if self.column is not None:
            place += f", column {self.column}"
        return f"{place}: {self.what}. To mend: {self.mend}."


class DataError(BaromiaError):
    """The register does not hold together; `problems` lists every fault found."""

    def __init__(self, problems: Iterable[Problem]):
        self.problems = list(problems)
        lines = [str(problem) for problem in self.problems[:SHOWN]]
        if len(self.problems) > SHOWN:
            lines.append(f"… and {len(self.problems) - SHOWN} more.")
        super().__init__("\n".join(lines))
