"""Progress for whoever waits: one line at a terminal, gone at the end; elsewhere, as in a log, a sentence a step."""

import shutil
from collections.abc import Callable, Iterable
from concurrent.futures import Future

from tqdm import tqdm

FORM = "{n_fmt}/{total_fmt} {desc}, {elapsed}"  # the count first, and no bar: it fits a terminal of any width


class Progress:
    """How far some work has come.

    Parameters
    ----------
    watched : bool
        Whether somebody looks on at a terminal.
    tell : callable
        Takes the sentences where nobody does.
    """

    def __init__(self, *, watched: bool, tell: Callable[[str], None]):
        self.watched, self.tell = watched, tell
        width = shutil.get_terminal_size().columns - 1  # of a terminal that says 0, tqdm would cut off the last letter
        self.line = tqdm(
            total=0, disable=not watched, leave=False, bar_format=FORM, mininterval=0, delay=1e-9, ncols=width
        )

    def __enter__(self) -> "Progress":
        """Begin."""
        return self

    def __exit__(self, *_: object) -> None:
        """Remove the line."""
        self.line.close()

    def step(self, words: str, futures: Iterable[Future]) -> None:
        """Say what is done now, and count its tasks in whatever order they end."""
        futures = list(futures)
        if not self.watched:
            self.tell(f"{words} …")
            return
        self.line.set_description_str(words, refresh=False)
        self.line.reset(len(futures))
        for future in futures:
            future.add_done_callback(lambda _: self.line.update())
