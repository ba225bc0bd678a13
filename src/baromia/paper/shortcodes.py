"""What the paper's shortcodes stand for: results, figures and facts of a build, as text by name."""

import json
import re
from pathlib import Path

import yaml

from nbpaper.errors import PaperError, unknown
from nbpaper.render.documents import FRONT_MATTER, SHORTCODE

from ..project import PROJECT


def texts(built: Path, language: str) -> dict[str, str]:
    """Return the texts of a build by the names that the paper's shortcodes give them."""
    try:
        content = json.loads((built / "results" / f"{language}.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise PaperError("no results yet. To mend: run `make paper` first.") from None
    return shortcodes(content["results"], content["figures"], content["build"])


def shortcodes(results: dict[str, dict], figures: dict[str, dict], build: dict[str, str]) -> dict[str, str]:
    """Return results, figures and facts of a build as text, by the names that shortcodes give them."""
    values = {f"figures.{name}.{part}": text for name, row in figures.items() for part, text in row["texts"].items()}
    values |= {f"results.{name}": result["text"] for name, result in results.items()}
    return values | {f"build.{name}": text for name, text in build.items()}


def front_matter(language: str) -> dict:
    """Return the front matter of the paper; the built page takes its title and abstract from the same place."""
    return yaml.safe_load(FRONT_MATTER.match(PROJECT.document(language).read_text(encoding="utf-8"))[1])


def filled(text: str, texts: dict[str, str]) -> str:
    """Return a text with each `{{< meta … >}}` replaced, in one line."""
    text = SHORTCODE.sub(lambda match: text_of(match["argument"], texts), text)
    return re.sub(r"[ \n]+", " ", text).strip()  # a narrow no-break space, which French keeps before %, is not folded


def text_of(name: str, texts: dict[str, str]) -> str:
    """Return what a name stands for; refuse one that no build has."""
    if name not in texts:
        raise PaperError(unknown("text of the build", name, texts, "mend the name where it is shown"))
    return texts[name]
