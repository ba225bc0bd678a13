"""Imported once for all processes of a build: load the register and draw a chart, which is slow the first time.

Faults of the register are reported by the check.
"""

from contextlib import suppress

from nbpaper.errors import PaperError

from .. import charts
from ..analysis.parameters import Parameters
from ..register import Register
from . import results_files  # noqa: F401 what else the processes of a build need
from .cards import Cards

with suppress(PaperError):
    cards = Cards(Register.read(), Parameters())
    rows = cards.figures[cards.figures["low"].notna()][:3]
    labels = charts.Labels("{number}", {})
    charts.Chart(charts.points(rows), title="A chart", subtitle="", source="", alt="Points.", labels=labels).as_svg()
