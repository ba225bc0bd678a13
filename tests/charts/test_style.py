"""The style: populations told apart whatever one sees, letters that contrast, a typeface that travels along."""

import hashlib
import itertools

import matplotlib.colors
import numpy as np
import pytest
from matplotlib import font_manager

from baromia.charts import style
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
POPULATIONS = style.POPULATIONS.values()


def seen(shade: str, vision: str) -> np.ndarray:
    """Return a colour as somebody sees it, in CIE L*a*b*."""
    channel = np.array(matplotlib.colors.to_rgb(shade))
    linear = np.where(channel <= 0.04045, channel / 12.92, ((channel + 0.055) / 1.055) ** 2.4)
    linear = np.clip(np.array(VISIONS[vision]) @ linear, 0, 1)
    to_xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    xyz = to_xyz @ linear / [0.9505, 1.0, 1.089]
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("vision", VISIONS)
def test_populations_and_neighbouring_parts_of_a_bar_differ_for_every_eye(vision, scheme):
    pairs = [style.POPULATIONS[name].mark for name in ("professionals", "public")]
    told = [pairs] if vision == "grey" else itertools.combinations([one.mark for one in POPULATIONS], 2)
    parts = [[style.tint(one.mark, level) for level in STRENGTHS] for one in POPULATIONS]
    for one, other in (*told, *(pair for bar in parts for pair in itertools.pairwise(bar))):
        difference = seen(getattr(one, scheme), vision) - seen(getattr(other, scheme), vision)
        assert np.linalg.norm(difference) >= APART, (one, other)


def test_each_population_has_a_marker_of_its_own_also_one_the_style_does_not_know():
    assert len({one.marker for one in (*POPULATIONS, style.OTHER)}) == len(POPULATIONS) + 1
    assert style.population_style("institutions") is style.OTHER


@pytest.mark.parametrize("scheme", SCHEMES)
def test_marks_and_letters_contrast_with_what_they_stand_on(scheme):
    letters = [(one.text, style.PAPER) for one in POPULATIONS]
    letters += [(colour, style.PAPER) for colour in (style.INK, style.SOFT, style.MUTE)]
    fills = [style.REST, *(style.tint(one.mark, level) for one in POPULATIONS for level in STRENGTHS)]
    letters += [(style.text_on(fill), fill) for fill in fills]
    wanted = [(one.mark, style.PAPER, 3) for one in POPULATIONS] + [(*pair, 4.5) for pair in letters]
    for colour, ground, least in wanted:
        assert style.contrast(getattr(colour, scheme), getattr(ground, scheme)) >= least, (colour, ground)


DIGESTS = {
    "SourceSans3-Regular.ttf": "4644c81b86ec9caaa76b634889968ed3c4f4f52f054855933acc7c2b21e53b0f",
    "SourceSans3-Semibold.ttf": "a3f4f8dcf343a8f24dc61951de93f3ba1558b15cd250ba24af8a40e957081b7d",
    "SourceSans3-Regular.ttf.woff2": "53492fb3a0def77354f166a55d09b63a10855e91c206c7620a81cf56e97f8ec3",
    "SourceSans3-Semibold.ttf.woff2": "47b9b661b9f395fe7f0d0e119637fba5c8dad97bde3df60066fd24229c0792f4",
}


def test_the_typeface_is_as_its_makers_publish_it_under_its_licence_and_one_family_has_both_weights():
    assert {name: hashlib.sha256((style.FONTS / name).read_bytes()).hexdigest() for name in DIGESTS} == DIGESTS
    assert "SIL Open Font License, Version 1.1" in (style.FONTS / "OFL.md").read_text(encoding="utf-8")
    for weight, name in ((400, "Regular"), (600, "Semibold")):
        font = font_manager.FontProperties(family=style.FAMILY, weight=weight)
        assert font_manager.findfont(font, fallback_to_default=False).endswith(f"SourceSans3-{name}.ttf")


def test_lines_fit_and_only_spaces_break_them():
    for type_ in (style.TICK, style.LABEL, style.TITLE["wide"]):
        for text in ("Une IA généraliste comme ChatGPT", "« utilisent l’IA », selon ce qui compte : 24,4 %"):
            lines = style.wrap(text, 150, type_)
            assert " ".join(lines) == text
            assert all(style.text_width(line, type_) <= 150 for line in lines)
            assert len(lines) == len(style.fill(text, 150, type_))
    assert style.wrap("un Bundesausbildungsförderungsgesetz", 60) == ("un", "Bundesausbildungsförderungsgesetz")
