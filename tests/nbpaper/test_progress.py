"""Progress as a terminal shows it: one line, which fits, and nothing left of it at the end."""

import fcntl
import os
import pty
import re
import struct
import subprocess
import sys
import termios

import pytest

WORK = """
import sys, time
from concurrent.futures import ThreadPoolExecutor
from nbpaper.progress import progress
told = lambda said: print(said, file=sys.stderr)
with ThreadPoolExecutor(2) as pool, progress(watched=sys.stderr.isatty(), tell=told) as step:
    for words, number in ("executing 6 notebooks", 6), ("rendering 2 documents in two formats with pandoc", 4):
        futures = [pool.submit(time.sleep, 0.02) for _ in range(number)]
        step(words, futures)
        [future.result() for future in futures]
print("done", file=sys.stderr)
"""


def at_a_terminal(columns: int, rows: int) -> str:
    """Return what the work writes to a terminal of this size."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    process = subprocess.Popen([sys.executable, "-c", WORK], stdin=theirs, stdout=theirs, stderr=theirs)
    os.close(theirs)
    said = b""
    try:
        while chunk := os.read(ours, 4096):
            said += chunk
    except OSError:
        pass  # Linux: the other side has closed it
    assert process.wait() == 0
    return said.decode()


def shown(said: str) -> list[str]:
    """Return the lines that a terminal shows in the end."""
    lines = []
    for line in said.replace("\r\n", "\n").split("\n"):
        seen = ""
        for part in line.split("\r"):
            seen = part + seen[len(part) :]
        lines.append(seen.rstrip())
    return lines


@pytest.mark.parametrize(("columns", "rows"), [(30, 30), (0, 0)])
def test_one_line_that_counts_and_is_gone_at_the_end(columns, rows):
    said = at_a_terminal(columns, rows)
    assert shown(said) == ["done", ""]
    parts = [part for part in said.split("\r") if part.strip()]
    assert parts[0].startswith("0/6 executing 6 notebooks"[: columns - 1 if columns else None])
    assert "4/4 rendering 2 documents" in said
    assert columns == 30 or all(re.search(r", \d\d:\d\d *$", part) for part in parts[:-1])
    assert "\x1b" not in said
    if columns:
        assert max(map(len, parts)) < columns or "done" in parts[-1]


def test_the_line_is_written_anew_while_nothing_ends(monkeypatch):
    often = "from nbpaper import progress as module\nmodule.TICK = 0.01\n"
    monkeypatch.setattr(f"{__name__}.WORK", often + WORK.replace("0.02", "0.4").replace("range(number)", "range(1)"))
    assert at_a_terminal(80, 24).count("0/1 executing 6 notebooks, 00:0") > 3
