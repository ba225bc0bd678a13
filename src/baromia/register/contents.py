"""All that a register holds, as text, so that two states of it can be laid side by side: nothing is left out."""

from collections.abc import Iterator
from pathlib import Path

from .descriptor import DESCRIPTOR, read_descriptor
from .read import load_figures, load_indicators, load_samples, load_sources
from .tables import read_table

LOADERS = {"figures": load_figures, "samples": load_samples, "indicators": load_indicators}
COMPUTED = "number"  # a column of the loader, that follows from another
Rows = dict[str, dict[str, str]]


def contents(data: Path) -> dict[str, Rows]:
    """Return every table, the cards and the descriptor: name → row → column → text, absent cells as `none`.

    Raises
    ------
    DataError
        Where the register does not hold.
    """
    entries = read_descriptor(data)["resources"]
    tables = {entry["name"]: _table(data, entry) for entry in entries if entry["type"] == "table"}
    cards = {name: dict(_leaves(card)) for name, card in load_sources(data).items()}
    described = {"package": dict(_leaves({**read_descriptor(data), "resources": []}))}
    described |= {entry["name"]: dict(_leaves(entry)) for entry in entries}
    return {**tables, "sources": cards, DESCRIPTOR: described}


def _table(data: Path, entry: dict) -> Rows:
    name = entry["name"]
    if name in LOADERS:
        frame = LOADERS[name](data).drop(columns=COMPUTED, errors="ignore")
        keys = frame.index.tolist()
    else:
        frame = read_table(data, entry)
        named = entry["schema"].get("primaryKey") or list(frame.columns)  # without a key a row is known by all it says
        keys = [" | ".join(map(str, key)) for key in frame[named].itertuples(index=False)]
    cells = frame.astype(object).where(frame.notna(), "none").astype(str)
    return dict(zip(keys, cells.to_dict("records"), strict=True))


def _leaves(value: object, above: str = "") -> Iterator[tuple[str, str]]:
    """Yield what a tree of mappings and lists holds, each with its way there: `schema.fields.value.type`."""
    if isinstance(value, dict) and value:
        for key, item in value.items():
            yield from _leaves(item, f"{above}.{key}" if above else str(key))
    elif isinstance(value, list) and value:
        for place, item in enumerate(value, start=1):
            name = item.get("name", place) if isinstance(item, dict) else place
            yield from _leaves(item, f"{above}.{name}")
    else:
        yield above, "none" if value is None or isinstance(value, dict | list) else str(value)
