"""Charts of the executed notebooks as files: SVG and PNG, at the shape of the page and as a slide."""

import io
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import nbformat
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from nbpaper.errors import PaperError, display_path
from nbpaper.files import write_whole
from nbpaper.render.documents import LABEL
from nbpaper.render.programs import typeset

from ..charts import MEDIA_TYPE
from ..charts.svg import standalone

PPI = 300  # of the PNG: what a printer asks for
WIDTH = 510  # points: 18 cm
SHAPES = {"page": "", "slide": "-slide"}  # shape → end of the file's name


class Picture(NamedTuple):
    """A chart of an executed notebook: `adoption-use`, its drawing, title and words."""

    name: str
    svg: str
    title: str
    alt: str

    def standalone(self, shape: str = "page", **facts: str) -> str:
        """Return it as SVG that needs no page and no typeface, and says its title and these facts."""
        return standalone(self.svg, facts={"title": self.title, **facts}, shape=shape)


def pictures(executed: Path) -> Iterator[Picture]:
    """Yield the labelled charts of a folder of executed notebooks; refuse one without title, and so without source."""
    for path, label, data in charts_in(executed):
        if MEDIA_TYPE not in data:
            raise PaperError(
                f"{display_path(path)}: chart {label} has no title and no source. To mend: draw it with baromia.charts."
            )
        about = data[MEDIA_TYPE]
        yield Picture(_name(path.stem, label), data["image/svg+xml"], about["title"], about["alt"])


def charts_in(executed: Path) -> Iterator[tuple[Path, str, dict]]:
    """Yield the labelled charts of a folder of executed notebooks: file, label, output data."""
    for path in sorted(executed.glob("*.ipynb")):
        for label, data in labelled_charts(nbformat.read(path, as_version=4)):
            yield path, label, data


def save(notebook: nbformat.NotebookNode, stem: str, folder: Path) -> int:
    """Write the charts of a notebook that was run as a page: pictures and slides, SVG and PNG; return how many."""
    charts = [(label, data) for label, data in labelled_charts(notebook) if MEDIA_TYPE in data]
    drawn = {}
    for label, data in charts:
        drawn[_name(stem, label)] = data["image/svg+xml"]
        drawn[_name(stem, label) + SHAPES["slide"]] = data[MEDIA_TYPE]["slide"]
    for (name, svg), png in zip(drawn.items(), as_png([*drawn.values()]), strict=True):
        write_whole(folder / f"{name}.svg", svg)
        write_whole(folder / f"{name}.png", png)
    return len(charts)


def labelled_charts(notebook: nbformat.NotebookNode) -> Iterator[tuple[str, dict]]:
    """Yield the label and the output data of each chart that a labelled cell shows."""
    for cell in notebook.cells:
        if label := LABEL.search(cell.source):
            outputs = (output.get("data", {}) for output in cell.get("outputs", []))
            yield from ((label[1], data) for data in outputs if "image/svg+xml" in data)


def _name(stem: str, label: str) -> str:
    return f"{stem}-{label.removeprefix('chart-')}"


def files(charts: Sequence[Picture], facts: Mapping[str, str]) -> dict[str, tuple[Picture, bytes]]:
    """Return file name → the chart it shows and its bytes, which say these facts, too, by Dublin Core's names."""
    drawn = [
        (chart, chart.name + end, chart.standalone(shape, **facts)) for chart in charts for shape, end in SHAPES.items()
    ]
    contents = {f"{name}.svg": (chart, svg.encode("utf-8")) for chart, name, svg in drawn}
    for (chart, name, _), png in zip(drawn, as_png([svg for *_, svg in drawn]), strict=True):
        metadata, written = PngInfo(), io.BytesIO()
        for fact, text in {"description": chart.alt, "title": chart.title, **facts}.items():
            metadata.add_itxt(fact.capitalize(), text)
        Image.open(io.BytesIO(png)).convert("RGB").save(written, "PNG", pnginfo=metadata, dpi=(PPI, PPI))
        contents[f"{name}.png"] = (chart, written.getvalue())
    return contents


def as_png(drawings: Sequence[str], ppi: int = PPI) -> list[bytes]:
    """Return SVGs as PNG; typst, which sets the paper, draws them, each on a page of its size."""
    with tempfile.TemporaryDirectory(prefix="baromia-") as folder:
        for number, svg in enumerate(drawings):
            Path(folder, f"{number}.svg").write_text(svg, encoding="utf-8")
        images = "\n#pagebreak()\n".join(f'#image("{number}.svg", width: {WIDTH}pt)' for number in range(len(drawings)))
        page = Path(folder, "charts.typ")
        page.write_text(f"#set page(width: auto, height: auto, margin: 0pt, fill: white)\n{images}\n", encoding="utf-8")
        pngs = typeset("charts", str(page), root=folder, format="png", ppi=ppi)
    return pngs if isinstance(pngs, list) else [pngs]
