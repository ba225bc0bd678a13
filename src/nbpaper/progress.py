"""Progress for whoever waits: one line at a terminal, gone at the end; elsewhere, as in a log, a sentence a step."""

import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from threading import Event, Thread

from tqdm import tqdm

ROWS = 20  # where a terminal says that it has none, as under `script`, tqdm would write nothing
TICK = 1  # seconds after which a line is written anew
FORM = "{n_fmt}/{total_fmt} {desc}, {elapsed}"  # the count first, and no bar: it fits a terminal of any width


@contextmanager
def progress(*, watched: bool, tell: Callable[[str], None]) -> Iterator[Callable[[str, list[Future]], None]]:
    """Yield a function that shows which step is at work, and counts its tasks in whatever order they end.

    Parameters
    ----------
    watched : bool
        Whether somebody looks on at a terminal.
    tell : callable
        Takes the sentences where nobody does.
    """
    width = shutil.get_terminal_size().columns - 1  # of a terminal that says 0, tqdm would cut off the last letter
    form = {"disable": not watched, "leave": False, "bar_format": FORM, "mininterval": 0, "delay": 1e-9}
    form |= {"ncols": width, "nrows": ROWS}
    ended = Event()
    with tqdm(total=0, **form) as line:
        clock = Thread(target=_tick, args=(line, ended), daemon=True)

        def step(words: str, futures: list[Future]) -> None:
            if not watched:
                tell(f"{words} …")
                return
            line.set_description_str(words, refresh=False)
            line.reset(len(futures))
            for future in futures:
                future.add_done_callback(lambda _: line.update())
            if not clock.ident:
                clock.start()

        try:
            yield step
        finally:
            ended.set()
            if clock.ident:
                clock.join()


def _tick(line: tqdm, ended: Event) -> None:
    """Write the line anew again and again, so that it shows how long its step has taken."""
    while not ended.wait(TICK):
        line.refresh()
