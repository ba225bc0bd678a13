"""Tables and sentences as notebook outputs: Markdown only, since HTML tables get lost on the way to PDF."""

import re
from dataclasses import dataclass

import pandas as pd
from tabulate import tabulate

# Whatever Markdown, pandoc or a shortcode could take for markup is shown as it stands.
MARKUP = re.compile(r"([\\`*_{}\[\]<>#&|$~^@])")
NAME = re.compile(r"[a-z][a-z0-9]*([._-][a-z0-9]+)*")  # of a column, or a code


@dataclass(frozen=True)
class Table:
    """A table to be shown in a notebook and embedded in the paper.

    Parameters
    ----------
    frame : pandas.DataFrame
        Cells as text, ready to be read.
    right : tuple of str
        Columns to align to the right (numbers).
    raw : bool
        Whether names of columns and codes stand in it: they are set as code, since they are no words of a language.
    """

    frame: pd.DataFrame
    right: tuple[str, ...] = ()
    raw: bool = False

    def markdown(self) -> str:
        """Return the table as a Markdown pipe table, its cells free of markup."""
        align = ["right" if column in self.right else "left" for column in self.frame.columns]
        write = _as_code if self.raw else escape
        rows = [[write(cell) for cell in row] for row in self.frame.itertuples(index=False)]
        headers = [write(column) for column in self.frame.columns]
        return tabulate(rows, headers=headers, tablefmt="pipe", colalign=align, disable_numparse=True)

    def _repr_mimebundle_(self, **_: object) -> dict:
        """Show the Markdown table."""
        return {"text/markdown": self.markdown(), "text/plain": self.frame.to_string(index=False)}


@dataclass(frozen=True)
class Said:
    """A sentence or a list of them, shown as Markdown."""

    markdown: str

    def _repr_mimebundle_(self, **_: object) -> dict:
        """Show the sentence."""
        return {"text/markdown": self.markdown, "text/plain": self.markdown}


def escape(text: object) -> str:
    """Return `text` so that Markdown shows it as it stands, in one line."""
    return MARKUP.sub(r"\\\1", re.sub(r"[\t\r\n]+", " ", str(text)))


def _as_code(text: object) -> str:
    """Return a name or a code as Markdown shows code, other text as it stands."""
    return f"`{text}`" if NAME.fullmatch(str(text)) else escape(text)
