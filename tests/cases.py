"""Tables of cases, which stand in YAML beside the tests that go through them."""

from pathlib import Path

import yaml

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # in C: each worker reads the tables of all tests


def cases(test: str, name: str) -> list | dict:
    """Return the table of this name beside a test file."""
    return yaml.load(Path(test).with_name(f"{name}.yaml").read_text(encoding="utf-8"), LOADER)
