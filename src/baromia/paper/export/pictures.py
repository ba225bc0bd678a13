"""Charts of the executed notebooks as files: SVG and PNG, at the shape of the page and as a slide."""

import io
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import nbformat
import typst
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from nbpaper.errors import PaperError
from nbpaper.paths import display_path
from nbpaper.render.documents import LABEL

from ...charts import MEDIA_TYPE
from ...charts.standalone import standalone

PPI = 300  # of the PNG: what a printer asks for
WIDTH = 510  # points: 18 cm
SHAPES = {"page": "", "slide": "-slide"}  # shape → end of the file's name


@dataclass(frozen=True)
class Picture:
    """A chart of an executed notebook: `adoption-use`, its drawing, title and words."""

    name: str
    svg: str
    title: str
    alt: str


def pictures(executed: Path) -> Iterator[Picture]:
    """Yield the labelled charts of a folder of executed notebooks; refuse one without a title, and so without source.

    Parameters
    ----------
    executed : Path
        `executed/<language>/` of a build.
    """
    for path in sorted(executed.glob("*.ipynb")):
        for cell in nbformat.read(path, as_version=4).cells:
            label = LABEL.search(cell.source)
            for output in cell.get("outputs", []) if label else []:
                data = output.get("data", {})
                if "image/svg+xml" not in data:
                    continue
                if MEDIA_TYPE not in data:
                    raise PaperError(
                        f"{display_path(path)}: chart {label[1]} has no title and no source. "
                        "To mend: draw it with baromia.charts."
                    )
                name = f"{path.stem}-{label[1].removeprefix('chart-')}"
                about = data[MEDIA_TYPE]
                yield Picture(name, data["image/svg+xml"], about["title"], about["alt"])


def files(charts: Sequence[Picture], facts: Sequence[Mapping[str, str]]) -> dict[str, tuple[Picture, bytes]]:
    """Return file name → the chart it shows and its bytes.

    Parameters
    ----------
    charts : sequence of Picture
    facts : sequence of mapping
        What each says of itself, by Dublin Core's names.
    """
    drawn = {
        chart.name + end: (chart, standalone(chart.svg, alt=chart.alt, facts=known, shape=shape), known)
        for chart, known in zip(charts, facts, strict=True)
        for shape, end in SHAPES.items()
    }
    found = {f"{name}.svg": (chart, svg.encode("utf-8")) for name, (chart, svg, _) in drawn.items()}
    pngs = as_png([svg for _, svg, _ in drawn.values()])
    for (name, (chart, _, known)), png in zip(drawn.items(), pngs, strict=True):
        found[f"{name}.png"] = (chart, _with_facts(png, {"description": chart.alt, **known}))
    return found


def as_png(drawings: Sequence[str], ppi: int = PPI) -> list[bytes]:
    """Return SVGs as PNG; typst, which sets the paper, draws them, each on a page of its size."""
    with tempfile.TemporaryDirectory(prefix="baromia-") as folder:
        for number, svg in enumerate(drawings):
            Path(folder, f"{number}.svg").write_text(svg, encoding="utf-8")
        images = "\n#pagebreak()\n".join(f'#image("{number}.svg", width: {WIDTH}pt)' for number in range(len(drawings)))
        page = Path(folder, "charts.typ")
        page.write_text(f"#set page(width: auto, height: auto, margin: 0pt, fill: white)\n{images}\n", encoding="utf-8")
        made = typst.compile(str(page), root=folder, format="png", ppi=ppi, ignore_system_fonts=True)
    return made if isinstance(made, list) else [made]


def _with_facts(png: bytes, facts: Mapping[str, str]) -> bytes:
    """Return a PNG that also says its resolution and these facts."""
    said, written = PngInfo(), io.BytesIO()
    for name, text in facts.items():
        said.add_itxt(name.capitalize(), text)
    Image.open(io.BytesIO(png)).convert("RGB").save(written, "PNG", pnginfo=said, dpi=(PPI, PPI))
    return written.getvalue()
