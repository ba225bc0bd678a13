"""Looks that can be measured: colours told apart by everyone, scripts the page's policy knows, pages well filled."""

import base64
import hashlib
import itertools
import re

import numpy as np
import pytest

from baromia.charts.dots import STYLES
from conftest import ROOT

COLOURS = [colour for colour, _ in STYLES]

# Machado, Oliveira & Fernandes 2009, IEEE Trans Vis Comput Graph 15:1291: full deficiency, on linear RGB.
DEFICIENCIES = {
    "none": np.eye(3),
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}
TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.119192, 0.9503041]]
)
WHITE = np.array([0.95047, 1.0, 1.08883])  # of sRGB (D65)
TOLD_APART = 10  # CIE 1976 colour difference; about 2 is just noticeable side by side
GREY_APART = 3  # lightness (0–100); little, hence the markers


def linear(colour: str) -> np.ndarray:
    """Return linear RGB (0–1) of a colour written #rrggbb."""
    given = np.array([int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)])
    return np.where(given <= 0.04045, given / 12.92, ((given + 0.055) / 1.055) ** 2.4)


def lab(rgb: np.ndarray) -> np.ndarray:
    """Return CIE L*a*b* of linear RGB."""
    xyz = TO_XYZ @ np.clip(rgb, 0, 1) / WHITE
    x, y, z = np.where(xyz > 216 / 24389, np.cbrt(xyz), (24389 / 27 * xyz + 16) / 116)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def contrast(colour: str, other: str = "#ffffff") -> float:
    """Return the contrast of WCAG 2.1 between two colours."""
    low, high = sorted(float(TO_XYZ[1] @ linear(each)) for each in (colour, other))
    return (high + 0.05) / (low + 0.05)


def test_the_conversion_agrees_with_known_values():
    assert lab(linear("#ffffff")) == pytest.approx([100, 0, 0], abs=0.01)
    assert lab(linear("#ff0000")) == pytest.approx([53.24, 80.09, 67.20], abs=0.02)
    assert contrast("#767676") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("deficiency", DEFICIENCIES)
def test_populations_are_told_apart_whatever_one_sees(deficiency):
    seen = {colour: lab(np.array(DEFICIENCIES[deficiency]) @ linear(colour)) for colour in COLOURS}
    for one, other in itertools.combinations(COLOURS, 2):
        assert np.linalg.norm(seen[one] - seen[other]) >= TOLD_APART, (one, other)
    white = lab(np.ones(3))
    assert all(np.linalg.norm(colour - white) >= 3 * TOLD_APART for colour in seen.values())


def test_populations_differ_in_grey_and_by_marker():
    lightness = sorted(lab(linear(colour))[0] for colour in COLOURS)
    assert min(np.diff(lightness)) >= GREY_APART
    assert len({marker for _, marker in STYLES}) == len(STYLES)


def test_marks_stand_out_from_the_paper():
    assert all(contrast(colour) >= 3 for colour in COLOURS)  # WCAG 2.1, 1.4.11


@pytest.mark.parametrize("name", ["minisearch.js", "register.js"])
def test_the_policy_knows_each_script(name):
    digest = base64.b64encode(hashlib.sha256((ROOT / "reports" / name).read_bytes()).digest()).decode()
    known = re.search(rf'"{re.escape(name)}", "(sha256-[^"]+)"', (ROOT / "reports" / "paper.lua").read_text("utf-8"))
    assert known[1] == f"sha256-{digest}", f"{name} has changed: write its new digest into reports/paper.lua"


def test_the_borrowed_library_comes_with_its_licence_and_fetches_nothing():
    text = (ROOT / "reports" / "minisearch.js").read_text(encoding="utf-8")
    assert "Permission is hereby granted, free of charge" in text
    assert not re.search(r"\beval\(|new Function|XMLHttpRequest|sourceMappingURL", text)
