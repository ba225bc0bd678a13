"""The clock of a build is the commit's date, so that two builds of one commit give the same bytes."""

import os
import subprocess
from datetime import UTC, datetime
from pathlib import Path

from .descriptor import read_descriptor
from .errors import BaromiaError
from .paths import ROOT

UNKNOWN = "unknown"


def build_time(data: Path) -> datetime:
    """Return SOURCE_DATE_EPOCH if set, else the date of the commit, else the date the register was created."""
    given = os.environ.get("SOURCE_DATE_EPOCH")
    if given is not None:
        if not given.isdigit():
            raise BaromiaError(f"SOURCE_DATE_EPOCH is {given!r}; it takes seconds since 1970, as whole digits.")
        return datetime.fromtimestamp(int(given), UTC)
    committed = _git("log", "-1", "--format=%ct")
    if committed:
        return datetime.fromtimestamp(int(committed), UTC)
    created = read_descriptor(data).get("created", "1970-01-01T00:00:00Z")
    return datetime.fromisoformat(created.replace("Z", "+00:00"))


def commit() -> str:
    """Return the short hash of the commit, or `unknown` where there is no version control."""
    return _git("rev-parse", "--short=10", "HEAD") or UNKNOWN


def _git(*arguments: str) -> str:
    if not (ROOT / ".git").exists():  # an archive unpacked inside somebody else's repository is not that commit
        return ""
    try:
        done = subprocess.run(["git", "-C", str(ROOT), *arguments], capture_output=True, text=True, timeout=20)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""
