"""What publications are called in charts, tables and sentences."""

from collections import Counter


def publication_names(sources: dict[str, dict], language: str) -> dict[str, str]:
    """Return source → the name it goes by in charts and sentences; two editions of one name keep their ids."""
    short = {source: _short(source, entry, language) for source, entry in sources.items()}
    borne = Counter(short.values())
    return {source: f"{name} ({source})" if borne[name] > 1 else name for source, name in short.items()}


def _short(source: str, entry: dict, language: str) -> str:
    custom = entry.get("custom", {})
    if name := custom.get(f"short_name_{language}") or custom.get("short_name"):
        return name
    author = entry.get("author", [{"literal": source}])[0]
    year = entry.get("issued", {}).get("date-parts", [[""]])[0][0]
    return f"{author.get('family') or author.get('literal')} {year}".strip()
