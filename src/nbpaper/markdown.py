"""Tables and sentences as notebook outputs: Markdown only, since HTML tables get lost on the way to PDF."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tabulate import tabulate

if TYPE_CHECKING:  # a build, which imports this module, needs no pandas by itself
    import pandas as pd

# Whatever Markdown, pandoc or a shortcode could take for markup is shown as it stands.
MARKUP = re.compile(r"([\\`*_{}\[\]<>#&|$~^@])")


@dataclass(frozen=True)
class Table:
    """A table to be shown in a notebook and embedded in the paper.

    Parameters
    ----------
    frame : pandas.DataFrame
        Cells as text, ready to be read.
    right : tuple of str
        Columns to align to the right (numbers).
    codes : frozenset of str
        Names of columns and cells that are no words of a language: they are set as code.
    """

    frame: "pd.DataFrame"
    right: tuple[str, ...] = ()
    codes: frozenset[str] = frozenset()

    def markdown(self) -> str:
        """Return the table as a Markdown pipe table, its cells free of markup."""
        align = ["right" if column in self.right else "left" for column in self.frame.columns]
        rows = [[self._set(cell) for cell in row] for row in self.frame.itertuples(index=False)]
        headers = [self._set(column) for column in self.frame.columns]
        return tabulate(rows, headers=headers, tablefmt="pipe", colalign=align, disable_numparse=True)

    def _set(self, text: object) -> str:
        return f"`{text}`" if text in self.codes else escape(text)

    def _repr_mimebundle_(self, **_: object) -> dict:
        """Show the Markdown table."""
        return {"text/markdown": self.markdown(), "text/plain": self.frame.to_string(index=False)}


@dataclass(frozen=True)
class Sentence:
    """A sentence or a list of them, in Markdown; `sourced` is the same with what tells where its numbers come from."""

    markdown: str
    sourced: str = ""

    def _repr_mimebundle_(self, **_: object) -> dict:
        """Show the sentence and where its numbers come from."""
        return {"text/markdown": self.sourced or self.markdown, "text/plain": self.markdown}


def heading(text: str) -> str:
    """Return the words of the heading that a text begins with."""
    return text.partition("\n")[0].lstrip("# ")


def folded(title: str, text: str, name: str = "") -> str:
    """Return `text` folded away under a title."""
    opening = f'<details class="{name}">' if name else "<details>"
    return f"{opening}<summary>{title}</summary>\n\n{text}\n\n</details>"


def escape(text: object) -> str:
    """Return `text` so that Markdown shows it as it stands, in one line."""
    return MARKUP.sub(r"\\\1", re.sub(r"[\t\r\n]+", " ", str(text)))
