"""A number that is bound to nothing, or to the wrong thing: where it stands and what is wrong."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """One fault.

    Attributes
    ----------
    file, place : str
        The file, and in it the line, page, section, table or result.
    number : str
        The number, or the name, at fault.
    what : str
        What is wrong and how to mend it.
    """

    file: str
    place: str
    number: str
    what: str

    def __str__(self) -> str:
        """Return the fault as a sentence."""
        return f"{self.file}, {self.place}: {self.number!r} {self.what}"
