"""The style: populations told apart whatever one sees, letters that contrast, a typeface that travels along."""

import hashlib
import itertools

import matplotlib.colors
import numpy as np
import pytest
from matplotlib import font_manager

from baromia.charts import font_face, style
from baromia.charts.stacks import STRENGTHS

# Machado, Oliveira and Fernandes 2009, IEEE TVCG 15:1291, severity 1; grey by the eye's weights of linear light.
VISIONS = {
    "full": np.eye(3),
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]],
    "grey": [[0.2126, 0.7152, 0.0722]] * 3,
}
SCHEMES = ("light", "dark")
APART = 3 * 2.3  # three differences that can just be noticed (Mahy, Van Eycken and Oosterlinck 1994)
POPULATIONS = list(style.POPULATIONS.values())
PAIRS = list(itertools.combinations(POPULATIONS, 2))
NAMES = [f"{one.mark.name}-{other.mark.name}" for one, other in PAIRS]


def seen(shade: str, vision: str) -> np.ndarray:
    """Return a colour as somebody sees it, in CIE L*a*b*."""
    channel = np.array(matplotlib.colors.to_rgb(shade))
    linear = np.where(channel <= 0.04045, channel / 12.92, ((channel + 0.055) / 1.055) ** 2.4)
    linear = np.clip(np.array(VISIONS[vision]) @ linear, 0, 1)
    to_xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    xyz = to_xyz @ linear / [0.9505, 1.0, 1.089]
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def distance(first: str, second: str, vision: str) -> float:
    return float(np.linalg.norm(seen(first, vision) - seen(second, vision)))


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("vision", [vision for vision in VISIONS if vision != "grey"])
@pytest.mark.parametrize(("first", "second"), PAIRS, ids=NAMES)
def test_populations_differ_for_every_eye(first, second, vision, scheme):
    assert distance(getattr(first.mark, scheme), getattr(second.mark, scheme), vision) >= APART


@pytest.mark.parametrize("scheme", SCHEMES)
def test_in_grey_professionals_and_the_public_differ_and_everybody_by_marker(scheme):
    professionals, public = (getattr(style.POPULATIONS[name].mark, scheme) for name in ("professionals", "public"))
    assert distance(professionals, public, "grey") >= APART
    assert len({population.marker for population in [*POPULATIONS, style.OTHER]}) == len(POPULATIONS) + 1


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("population", POPULATIONS, ids=lambda population: population.mark.name)
def test_marks_and_names_stand_out_from_the_paper(population, scheme):
    paper = getattr(style.PAPER, scheme)
    assert style.contrast(getattr(population.mark, scheme), paper) >= 3
    assert style.contrast(getattr(population.text, scheme), paper) >= 4.5


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("colour", [style.INK, style.SOFT, style.MUTE], ids=lambda colour: colour.name)
def test_letters_contrast_with_the_paper(colour, scheme):
    assert style.contrast(getattr(colour, scheme), getattr(style.PAPER, scheme)) >= 4.5


FILLS = [style.REST, *(style.tint(p.mark, level) for p in POPULATIONS for level in STRENGTHS)]


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("fill", FILLS, ids=lambda fill: fill.name)
def test_letters_contrast_with_the_part_they_stand_on(fill, scheme):
    assert style.contrast(getattr(style.text_on(fill), scheme), getattr(fill, scheme)) >= 4.5


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("vision", VISIONS)
@pytest.mark.parametrize("population", POPULATIONS, ids=lambda population: population.mark.name)
def test_neighbouring_parts_of_a_bar_differ_for_every_eye(population, vision, scheme):
    parts = [getattr(style.tint(population.mark, level), scheme) for level in STRENGTHS]
    for one, other in itertools.pairwise(parts):
        assert distance(one, other, vision) >= APART


def test_a_population_the_style_does_not_know_has_a_marker_of_its_own():
    assert style.population_style("institutions") is style.OTHER


FILES = {
    "SourceSans3-Regular.ttf": "4644c81b86ec9caaa76b634889968ed3c4f4f52f054855933acc7c2b21e53b0f",
    "SourceSans3-Semibold.ttf": "a3f4f8dcf343a8f24dc61951de93f3ba1558b15cd250ba24af8a40e957081b7d",
    "SourceSans3-Regular.ttf.woff2": "53492fb3a0def77354f166a55d09b63a10855e91c206c7620a81cf56e97f8ec3",
    "SourceSans3-Semibold.ttf.woff2": "47b9b661b9f395fe7f0d0e119637fba5c8dad97bde3df60066fd24229c0792f4",
}


@pytest.mark.parametrize("name", FILES)
def test_the_typeface_is_as_its_makers_publish_it(name):
    assert hashlib.sha256((style.FONTS / name).read_bytes()).hexdigest() == FILES[name]


def test_the_licence_of_the_typeface_lies_beside_it():
    assert "SIL Open Font License, Version 1.1" in (style.FONTS / "OFL.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(("weight", "name"), [(400, "Regular"), (600, "Semibold")])
def test_matplotlib_finds_both_weights_under_one_family(weight, name):
    font = font_manager.FontProperties(family=style.FAMILY, weight=weight)
    assert font_manager.findfont(font, fallback_to_default=False).endswith(f"SourceSans3-{name}.ttf")


def test_a_page_gets_both_weights_as_data():
    css = font_face()
    assert css.count("@font-face{font-family:'Source Sans 3'") == 2
    assert css.count("data:font/woff2;base64,") == 2
    assert len(css) < 300_000


@pytest.mark.parametrize("size", [12, 14, 20])
@pytest.mark.parametrize(
    "text", ["Une IA généraliste comme ChatGPT", "« utilisent l’IA », selon ce qui compte : 24,4 %"]
)
def test_lines_fit_and_only_spaces_break_them(text, size):
    lines = style.wrap(text, 150, size)
    assert " ".join(lines) == text
    assert all(style.text_width(line, size) <= 150 for line in lines)
    assert len(lines) == len(style.fill(text, 150, size))


def test_a_word_wider_than_the_line_stands_alone():
    assert style.wrap("un Bundesausbildungsförderungsgesetz", 60) == ("un", "Bundesausbildungsförderungsgesetz")
