"""A table that notes which of its rows and columns are looked at; see `nbpaper.reads`."""

from collections.abc import Callable

import pandas as pd

from .reads import WATCHED, Notes, notes

INDEX = "id"


class Watched(pd.DataFrame):
    """A data frame that notes what is read of it.

    Looking up rows by their ids and columns by their names is noted as that. Everything else pandas does with
    a frame goes through its block manager, and is noted as reading the whole table.
    """

    def __init__(self, frame: pd.DataFrame, notes: Notes):
        object.__setattr__(self, "_plain", frame)
        object.__setattr__(self, "_notes", notes)
        object.__setattr__(self, "_flags", frame.flags)
        object.__setattr__(self, "_attrs", {})
        object.__setattr__(self, "_item_cache", {})

    @property
    def _constructor(self):
        return pd.DataFrame

    @property
    def _mgr(self):
        self._notes.note("file", WATCHED)
        return self._plain._mgr

    @property
    def index(self) -> pd.Index:
        """The ids of the rows."""
        self._notes.note("column", INDEX)
        return self._plain.index

    @property
    def loc(self) -> "Look":
        """Rows by id."""
        return Look(self, "loc")

    @property
    def at(self) -> "Look":
        """One cell by id and column; noted as its row."""
        return Look(self, "at")

    def __getitem__(self, key: object) -> pd.Series | pd.DataFrame:
        """Return columns by name, or the rows that a mask keeps."""
        names = [key] if isinstance(key, str) else key
        if isinstance(names, list) and all(isinstance(name, str) for name in names):
            for name in names:
                self._notes.note("column", name)
            return self._plain[key]
        found = self._plain[key]
        self._rows(found.index)
        return found

    def _rows(self, ids: object) -> None:
        for name in ids:
            self._notes.note("row", str(name))


class Look:
    """What `.loc` or `.at` of a watched table returns."""

    def __init__(self, table: Watched, how: str):
        self.table, self.how = table, how

    def __getitem__(self, key: object) -> object:
        """Look up rows; only their ids are asked for, the columns do not matter."""
        rows = key[0] if isinstance(key, tuple) else key
        names = [rows] if isinstance(rows, str) else rows
        if not (isinstance(names, list) and all(isinstance(name, str) for name in names)):
            names = self.table._plain.loc[rows].index
        self.table._rows(names)  # before the look, which fails for an id that is not there: that was read, too
        return getattr(self.table._plain, self.how)[key]

    def __setitem__(self, key: object, value: object) -> None:
        """Change the table; whoever does that has read all of it."""
        self.table._notes.note("file", WATCHED)
        getattr(self.table._plain, self.how)[key] = value


def watched(load: Callable[[], pd.DataFrame]) -> pd.DataFrame:
    """Return the table of figures that `load` reads; where notes are taken, one that notes what is looked at."""
    kept = notes()
    if kept is None:
        return load()
    kept.quiet.on = True  # opening the file does not mean that all of it is read
    try:
        return Watched(load(), kept)
    finally:
        kept.quiet.on = False
