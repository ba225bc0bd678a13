"""The worst register: hostile words in every cell of free text, and two made-up publications added to it."""

import re
import shutil
from itertools import cycle, product
from pathlib import Path

from baromia.add import add
from baromia.add.form import read_form
from baromia.register.descriptor import read_descriptor
from damaged import line_where, rows_of, write_cell, write_rows

NEXT = Path(__file__).with_name("next_survey")
SOURCES = ("pulselife2026", "horizon2026")
WORDS = {  # a figure that the paper shows in charts, tables and cards → what its label becomes; no number among it
    "campagna2025.use-regular": "<script>alert(x)</script>",
    "campagna2025.never-tried": "<img src=x onerror=alert(x)>",
    "acsel2025.use-any": "![x](https://example.org/x.png)",
    "acsel2025.good-thing": "[a](javascript:alert(x))",
    "pulselife2025.use-general-purpose": "{{< include ../../../etc/passwd >}}",
    "acsel2025.risk-data": '`#panic("x")`{=typst}',
    "campagna2025.training-introduction": "$\\input{/etc/passwd}$ #read(x)",
    "campagna2025.training-wish": '</svg><svg onload="alert(x)">',
}
SHORT = (  # at the end of every cell of free text, in turn; what pandoc reads as Markdown may not hold them at all
    "<script>alert(x)</script>",
    "<b onclick=alert(x)>",
    "[a](javascript:alert(x))",
    "![x](https://example.org/x)",
    "$\\input$ #panic()",
    "`#panic()`{=typst}",
    "{{< include x >}}",
    "[x]{onclick=alert(x)}",
)
READ_AS_MARKDOWN = ("labels", "sentences", "sources")
COMPARED = ("printed", "token", "expected", "corrected")  # with the article, or with another cell
NOTE = "::: {.card #x}\\ [x]{onclick=alert(x)} <b>bold</b> @campagna2025 {{< meta title >}} ```{=html} &lt;i&gt;"


def spoil(data: Path) -> None:
    """Write hostile words into every cell of free text, and into what the cards say beyond the bibliography."""
    for table in read_descriptor(data)["resources"]:
        name = table["name"]
        if name in READ_AS_MARKDOWN or name == "corrections":  # of which there is none yet
            continue
        fields = table["schema"]["fields"]
        free = [number for number, field in enumerate(fields) if is_free(field)]
        words = cycle(SHORT)
        header, *rows = rows_of(data, name)
        for row, place in product(rows, free):
            spoilt = f"{row[place]} {next(words)}"
            fits = len(spoilt) <= fields[place].get("constraints", {}).get("maxLength", len(spoilt))
            row[place] = spoilt if fits and row[place] not in ("", "none", "unknown") else row[place]
        write_rows(data, name, [header, *rows])
    cards = data / "sources.yaml"
    text = cards.read_text(encoding="utf-8")
    spoilt = re.sub(r"^ +\w+: >-\n +", lambda found: f"{found[0]}{' '.join(SHORT)} ", text, flags=re.MULTILINE)
    cards.write_text(spoilt, encoding="utf-8")


def is_free(field: dict) -> bool:
    """Tell whether a column takes any words."""
    bound = {"pattern", "enum"} & set(field.get("constraints", {}))
    verb = field["name"].startswith("says_")  # in a verb, as in a sentence, markup is refused
    return field["type"] == "string" and not bound and not verb and field["name"] not in COMPARED


def make_worst(root: Path, folder: Path) -> None:
    """Write the worst register as `data`, and as it was before the publications as `spoilt`."""
    data = Path(shutil.copytree(root / "data", folder / "data"))
    spoil(data)
    for figure, words in WORDS.items():
        line = line_where(data, "figures", lambda row, figure=figure: row["id"] == figure)
        write_cell(data, "figures", "label_en", words, line)
        write_cell(data, "figures", "note", NOTE, line)
    write_cell(data, "samples", "sponsor", NOTE, 2)
    write_cell(data, "indicators", "measures", NOTE, 3)
    shutil.copytree(data, folder / "spoilt")
    for source in SOURCES:
        add(read_form(NEXT / f"{source}.yaml", data), NEXT / f"{source}.txt", data, str)
