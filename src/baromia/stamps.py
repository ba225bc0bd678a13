"""What has been built from what: digests of inputs, so that only what is stale is built again."""

import hashlib
import json
import sys
from collections.abc import Iterable
from pathlib import Path

from .paths import ROOT

FILE = "stamps.json"
# What runs a notebook and draws its charts: the lock file stands for every version at once.
ENVIRONMENT = (
    ROOT / "requirements.txt",
    *sorted((ROOT / "src" / "baromia").rglob("*.py")),
    *sorted((ROOT / "src" / "baromia").rglob("*.lua")),
)


def digest(files: Iterable[Path], *words: object) -> str:
    """Return one digest of files (name and bytes) and words."""
    total = hashlib.sha256(f"{sys.version}".encode())
    for path in files:
        total.update(f"\0{path.name}\0".encode())
        total.update(path.read_bytes() if path.is_file() else b"absent")
    total.update(json.dumps(words, sort_keys=True, default=str).encode())
    return total.hexdigest()


def read_stamps(folder: Path) -> dict[str, str]:
    """Return the digests of the last complete build; none where there was none or the file is damaged."""
    try:
        stamps = json.loads((folder / FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamps if isinstance(stamps, dict) else {}


def write_stamps(folder: Path, stamps: dict[str, str]) -> None:
    """Keep the digests of a complete build."""
    (folder / FILE).write_text(json.dumps(stamps, indent=1, sort_keys=True) + "\n", encoding="utf-8")
