"""Read the pinned reference values."""

import json
from pathlib import Path


def cases(name: str) -> list[dict]:
    """Return the cases of tests/references/<name>.json; each file names its maker, versions and call."""
    path = Path(__file__).parents[1] / "references" / f"{name}.json"
    return json.loads(path.read_text(encoding="utf-8"))["cases"]
