"""The clock of a build is the commit's date, so that two builds of one commit give the same bytes."""

import json
import os
import subprocess
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from .errors import PaperError

LONG_AGO = "1970-01-01T00:00:00Z"
ARCHIVAL = ".git_archival.txt"  # in an archive, commit and date stand here; `git archive` fills them in, too


def build_time(root: Path, data: Path) -> datetime:
    """Return SOURCE_DATE_EPOCH if set, else the date of the project's commit, else the day the data were created.

    An archive of the project carries its commit's name and date in `ARCHIVAL`.
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if epoch is not None:
        if not epoch.isdecimal() or len(epoch) > 11:
            raise PaperError(f"SOURCE_DATE_EPOCH is {epoch!r}; it takes seconds since 1970, as whole digits.")
        return datetime.fromtimestamp(int(epoch), UTC)
    if committed := _commit(root)[0]:
        return datetime.fromtimestamp(int(committed), UTC)
    return datetime.fromisoformat(_created(data).replace("Z", "+00:00")).astimezone(UTC)


def commit(root: Path) -> str:
    """Return the short hash of the project's commit, or `unknown` where there is no version control."""
    return _commit(root)[1] or "unknown"


def archival(name: str, when: datetime) -> str:
    """Return the text of `ARCHIVAL` for a commit."""
    return f"node: {name}\nnode-date: {when.isoformat()}\n"


def _created(data: Path) -> str:
    """Return when a Data Package says it was created, or long ago: its loader complains of one that is broken."""
    try:
        created = json.loads((data / "datapackage.json").read_text(encoding="utf-8")).get("created", LONG_AGO)
        datetime.fromisoformat(created.replace("Z", "+00:00"))
    except (OSError, ValueError, AttributeError):
        return LONG_AGO
    return created


@cache
def _commit(root: Path) -> tuple[str, str]:
    """Return date and short hash of the commit, empty where there is none."""
    if not (root / ".git").exists():  # an archive unpacked inside somebody else's repository is not that commit
        return _archived(root / ARCHIVAL)
    # The folder may be another user's: the clock must be the same for all who build there.
    command = ["git", "-c", "safe.directory=*", "-C", str(root), "log", "-1", "--format=%ct %H"]
    try:
        log = subprocess.run(command, capture_output=True, text=True, timeout=20)
    except (OSError, subprocess.TimeoutExpired):
        return "", ""
    date, _, name = log.stdout.strip().partition(" ")
    return (date, name[:10]) if log.returncode == 0 else ("", "")


def _archived(path: Path) -> tuple[str, str]:
    """Return date and short hash as `ARCHIVAL` has them, empty where `git archive` has not filled them in."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        fields = dict(line.split(": ", 1) for line in lines)
        return str(int(datetime.fromisoformat(fields["node-date"]).timestamp())), fields["node"][:10]
    except (OSError, ValueError, KeyError):
        return "", ""
