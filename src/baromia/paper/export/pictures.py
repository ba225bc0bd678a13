"""Charts that stand alone: their source line is drawn, and the export adds who made them, when, and the licence."""

import re
import struct
import tempfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from xml.sax.saxutils import escape

import matplotlib
import nbformat
import typst
from matplotlib.figure import Figure

from nbpaper.errors import PaperError
from nbpaper.paths import display_path
from nbpaper.render.documents import LABEL

from ...charts.dots import GREY, THEME, as_svg

STRIP = 15  # points added below a chart for the line that says where it comes from
LINE = 160  # characters of a title
PPI = 300  # of the PNG: what a printer asks for
HEAD = re.compile(r'<svg\b[^>]*?viewBox="0 0 (?P<width>[\d.]+) (?P<height>[\d.]+)"[^>]*>')
WRITTEN = re.compile(r"<!-- (.*?) -->", re.DOTALL)  # matplotlib notes beside the outlines of letters what they say


@dataclass(frozen=True)
class Picture:
    """A chart of an executed notebook."""

    name: str  # notebook and label: `adoption-use`
    notebook: str
    label: str
    svg: str
    alt: str
    caption: str = ""

    @property
    def title(self) -> str:
        """What it shows in a line: its caption in the paper, or else how its alternative text begins."""
        return self.caption or self.alt[:LINE].rpartition(" ")[0] + " …"


def pictures(executed: Path, captions: dict[tuple[str, str], str]) -> Iterator[Picture]:
    """Yield the labelled charts of a folder of executed notebooks; refuse one without its source line.

    Parameters
    ----------
    executed : Path
        `executed/<language>/` of a build.
    captions : dict
        (notebook, label) → the caption the paper gives it.
    """
    for path in sorted(executed.glob("*.ipynb")):
        for cell in nbformat.read(path, as_version=4).cells:
            found = LABEL.search(cell.source)
            for output in cell.get("outputs", []) if found else []:
                data = output.get("data", {})
                if "image/svg+xml" in data:
                    name = f"{path.stem}-{found[1].removeprefix('chart-')}"
                    caption = captions.get((path.stem, found[1]), "")
                    yield Picture(name, path.stem, found[1], data["image/svg+xml"], data["text/plain"], caption)


def check_source(picture: Picture, begin: str, place: Path) -> None:
    """Refuse a chart in which no line begins as its source line must."""
    if not any(words.strip().startswith(begin) for words in WRITTEN.findall(picture.svg)):
        raise PaperError(
            f"{display_path(place)}: chart {picture.label} has no line that begins with {begin!r}. "
            "To mend: draw it with its source."
        )


def signed(picture: Picture, origin: str, facts: dict[str, str]) -> Picture:
    """Return the chart with one more line, drawn, that says where it comes from, and the same in its metadata.

    Parameters
    ----------
    picture : Picture
    origin : str
        The line.
    facts : dict
        Dublin Core names → values: title, creator, date, rights, source.
    """
    head = HEAD.search(picture.svg)
    if not head:
        raise PaperError(f"chart {picture.name} is no SVG of ours. To mend: build again.")
    width, height = float(head["width"]), float(head["height"])
    strip = _apart(_strip(origin, width))
    told = "".join(f"<dc:{name}>{escape(value)}</dc:{name}>" for name, value in facts.items())
    svg = (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" version="1.1" '
        f'width="{width:g}pt" height="{height + STRIP:g}pt" viewBox="0 0 {width:g} {height + STRIP:g}" role="img">\n'
        f"<title>{escape(picture.title)}</title>\n<desc>{escape(picture.alt)}</desc>\n"
        '<metadata><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f'<rdf:Description rdf:about="">{told}</rdf:Description></rdf:RDF></metadata>\n'
        f"{_placed(picture.svg, head, 0)}\n{_placed(strip, HEAD.search(strip), height)}\n</svg>\n"
    )
    return replace(picture, svg=svg)


def _strip(text: str, width: float) -> str:
    """Return a line of text as a picture of this width (points)."""
    with matplotlib.rc_context(THEME):
        figure = Figure(figsize=(width / 72, STRIP / 72))
        figure.text(0.015, 0.35, text, fontsize=7, color=GREY, va="baseline")
        return as_svg(figure)


def _apart(svg: str) -> str:
    """Return a picture whose ids are not those of another one."""
    return re.sub(r'(\bid="|href="#|url\(#)', r"\1origin-", svg)


def _placed(svg: str, head: re.Match, y: float) -> str:
    """Return a whole picture as part of another, `y` points below its top."""
    width, height, body = head["width"], head["height"], svg[head.end() :]
    return f'<svg y="{y:g}" width="{width}" height="{height}" viewBox="0 0 {width} {height}">{body.rstrip()}'


def as_png(charts: Sequence[Picture], facts: Sequence[dict[str, str]]) -> list[bytes]:
    """Return charts as PNG; typst, which sets the paper, draws them too, each on a page of its size.

    What `facts` says of each (keyword → text) is kept inside the file.
    """
    with tempfile.TemporaryDirectory(prefix="baromia-") as folder:
        for number, chart in enumerate(charts):
            (Path(folder) / f"{number}.svg").write_text(chart.svg, encoding="utf-8")
        images = "\n#pagebreak()\n".join(f'#image("{number}.svg")' for number in range(len(charts)))
        page = Path(folder) / "charts.typ"
        page.write_text(f"#set page(width: auto, height: auto, margin: 0pt, fill: white)\n{images}\n", encoding="utf-8")
        made = typst.compile(str(page), root=folder, format="png", ppi=PPI, ignore_system_fonts=True)
    pages = made if isinstance(made, list) else [made]
    return [_with_text(png, known) for png, known in zip(pages, facts, strict=True)]


def _with_text(png: bytes, facts: dict[str, str]) -> bytes:
    """Return a PNG that also says its resolution and these facts; both stand after the header."""
    after = 33  # signature and header
    metre = round(PPI / 0.0254)
    said = _chunk(b"pHYs", struct.pack(">IIB", metre, metre, 1)) if b"pHYs" not in png[:200] else b""
    for keyword, text in facts.items():
        said += _chunk(b"iTXt", keyword.encode("latin-1") + b"\0\0\0\0\0" + text.encode("utf-8"))
    return png[:after] + said + png[after:]


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
