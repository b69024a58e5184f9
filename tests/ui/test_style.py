"""The style sheet: both themes complete, readable, small, and no word that an old browser does not know."""

import re

import pytest

from mingheng.ui.style import STYLE

CSS = STYLE.read_text(encoding="utf-8")

TEXT_ON = {
    "page": ("ink", "soft", "link", "mark", "alarm"),
    "card": ("ink", "soft", "link", "mark", "alarm", "blue", "green", "ochre", "grey"),
    "raised": ("ink", "soft", "link", "mark"),
    "faint": ("ink", "soft"),
    "band": ("on-band", "on-band-soft"),
    "press": ("on-press",),
    "mark-wash": ("mark", "ink", "soft"),
    "blue-wash": ("blue", "ink", "link"),
    "green-wash": ("green",),
    "ochre-wash": ("ochre",),
    "grey-wash": ("grey",),
    "alarm-wash": ("alarm",),
    "ochre": ("ochre-wash",),
}
"""Which text stands on which ground."""


def themes():
    light, dark = re.findall(r":root \{(.*?)\}", CSS, re.DOTALL)
    return [dict(re.findall(r"--([\w-]+): ([^;]+);", block)) for block in (light, dark)]


def luminance(colour):
    digits = colour.lstrip("#")
    digits = "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_both_themes_declare_the_same_variables():
    light, dark = themes()
    assert sorted(light) == sorted(dark)


def test_every_variable_is_declared_and_used():
    assert sorted(set(re.findall(r"var\(--([\w-]+)\)", CSS))) == sorted(themes()[0])


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("ground", TEXT_ON)
def test_text_can_be_read_on_its_ground(theme, ground):
    colours = themes()[theme]
    faint = {text: round(contrast(colours[text], colours[ground]), 2) for text in TEXT_ON[ground]}
    assert {text: ratio for text, ratio in faint.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_the_edge_of_a_control_can_be_seen(theme):
    colours = themes()[theme]
    assert contrast(colours["control"], colours["card"]) >= 3


def test_black_on_white_is_the_greatest_contrast():
    assert (round(contrast("#000", "#ffffff"), 2), contrast("#777", "#777")) == (21, 1)


def test_no_word_that_chromium_92_does_not_know():
    words = r"color-mix|light-dark|:has\(|@container|@layer|oklch|oklab|lch\(|@import|url\(|&|:is\(.*:has|inset:|dvh|subgrid|text-wrap"
    assert re.findall(words, CSS) == []


def test_no_rule_stands_inside_another():
    depth, deepest = 0, {}
    for line in CSS.splitlines():
        if line.startswith("@"):
            depth = -1
        for char in line:
            depth += {"{": 1, "}": -1}.get(char, 0)
            deepest[depth] = deepest.get(depth, 0) + 1
        if line == "}":
            depth = 0
    assert set(deepest) <= {-1, 0, 1}
    assert CSS.count("{") == CSS.count("}")


def test_the_style_sheet_stays_small():
    assert len(STYLE.read_bytes()) < 28_800
