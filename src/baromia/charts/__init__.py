"""Charts: one style, a few forms, each a function of a data frame and of strings that are ready."""

from .chart import KEYS, MEDIA_TYPE, Chart, Panel, beside
from .columns import over_time, slopes, steps
from .matrix import matrix
from .page import Labels
from .points import answers, bars, pairs, points, stems
from .robustness import curve, unions
from .stacks import overlap, stack
from .summary import summary

__all__ = [
    "KEYS",
    "MEDIA_TYPE",
    "Chart",
    "Labels",
    "Panel",
    "answers",
    "bars",
    "beside",
    "curve",
    "matrix",
    "over_time",
    "overlap",
    "pairs",
    "points",
    "slopes",
    "stack",
    "stems",
    "steps",
    "summary",
    "unions",
]
