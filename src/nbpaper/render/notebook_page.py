"""An executed notebook as one page that needs nothing beside it: prose and outputs, the code folded away."""

import html
import re
import shutil
import tempfile
from pathlib import Path

import nbformat

from ..markdown import heading
from ..results import CHART
from .builtin import embed_resources
from .documents import OPTION
from .programs import pandoc_file

STYLE = Path(__file__).with_suffix(".css")
FETCHES_NOTHING = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
POLICY = f'<meta http-equiv="Content-Security-Policy" content="{FETCHES_NOTHING}">'


def write_page(notebook: nbformat.NotebookNode, output: Path, *, language: str) -> None:
    """Write an executed notebook as an HTML page, its charts in it; whoever opens it fetches nothing."""
    title = heading(next((cell.source for cell in notebook.cells if cell.cell_type == "markdown"), output.stem))
    with tempfile.TemporaryDirectory(prefix="nbpaper-") as name:
        folder = Path(name)
        text = "\n\n".join(_cell(cell, number, folder) for number, cell in enumerate(notebook.cells))
        defaults = {
            "from": "gfm-tex_math_dollars-emoji",
            "to": "html5",
            "output-file": "page.html",
            "css": [str(STYLE)],
            "metadata": {"lang": language, "pagetitle": title},
            "variables": {"header-includes": [POLICY]},
        }
        pandoc_file(output.name, f"<main>\n\n{text}\n\n</main>\n", folder, defaults)
        embed_resources(folder / "page.html")
        shutil.copyfile(folder / "page.html", output)


def _cell(cell: nbformat.NotebookNode, number: int, folder: Path) -> str:
    """Return a cell as Markdown, and write its charts into a folder."""
    if cell.cell_type != "code":
        return cell.source
    code = OPTION.sub("", cell.source)
    parts = ['<details class="code"><summary>Code</summary>', _fenced(code, "python"), "</details>"]
    printed = []  # lines of text stand together
    for place, output in enumerate(cell.outputs):
        data = output.get("data", {})
        if "image/svg+xml" in data:
            drawings = {"wide": data["image/svg+xml"], "narrow": data.get(CHART, {}).get("narrow")}
            for width, drawing in drawings.items() if drawings["narrow"] else [("only", drawings["wide"])]:
                picture = f"{number}-{place}-{width}.svg"
                (folder / picture).write_text(drawing, encoding="utf-8")
                alt = html.escape(data.get("text/plain", ""))
                parts.append(f'<p class="chart {width}"><img src="{picture}" alt="{alt}"></p>')
        elif "text/markdown" in data:
            parts.append(data["text/markdown"])
        else:
            printed.append(data.get("text/plain", output.get("text", "")).rstrip())
    return "\n\n".join([*parts, *([_fenced("\n".join(printed))] if printed else [])])


def _fenced(text: str, language: str = "") -> str:
    fence = "`" * max([3, *(len(run) + 1 for run in re.findall("`+", text))])
    return f"{fence}{language}\n{text}\n{fence}"
