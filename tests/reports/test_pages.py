"""Colours that can be read in both themes, fonts that may be shipped, and templates that print text only."""

from __future__ import annotations

import re

import pytest

from readiness.reports.pages import FONTS, filled, font_file, resource
from readiness.theme import Theme

PILLAR_LEVELS = "ABCDE"


def themes() -> dict[str, dict[str, str]]:
    css = filled("report.css", {"theme": Theme()})
    light = re.search(r"\n:root\{(.*?)\n\}", css, re.DOTALL)
    dark = re.search(r":root\[data-theme=dark\]\{(.*?)\}\}", css, re.DOTALL)
    assert light
    assert dark
    found = {name: dict(re.findall(r"--([\w-]+):(#[0-9A-Fa-f]{3,6})", block[1])) for name, block in (("light", light), ("dark", dark))}
    return {
        name: {key: value if len(value) == 7 else "#" + "".join(2 * each for each in value[1:]) for key, value in colours.items()}
        for name, colours in found.items()
    }


def luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (each / 12.92 if each <= 0.03928 else ((each + 0.055) / 1.055) ** 2.4 for each in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_words_have_the_contrast_that_text_needs(theme: str) -> None:
    colours = themes()[theme]
    words = ["ink", "muted", "link", *(f"w-{each}" for each in ("critical", "high", "medium", "low", "pass", "accepted"))]

    for word in words:
        for ground in ("bg", "panel"):
            assert contrast(colours[word], colours[ground]) >= 4.5, (word, ground)
    for level in PILLAR_LEVELS:
        assert contrast(colours[f"on-{level}"], colours[level]) >= 4.5, level


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_marks_have_the_contrast_that_pictures_need(theme: str) -> None:
    colours = themes()[theme]

    for mark in ("critical", "high", "medium-line", "low", "pass", "unknown", "accepted", "focus"):
        assert contrast(colours[mark], colours["bg"]) >= 3, mark


def test_fonts_are_complete_and_bring_their_licence() -> None:
    for _, _, stem, weight in FONTS:
        for subset in ("latin", "latin-ext"):
            assert resource(font_file(stem, weight, subset))[:4] == b"wOF2"
    assert b"SIL OPEN FONT LICENSE Version 1.1" in resource("fonts/OFL.txt")


def test_fonts_that_stand_in_a_page_weigh_little() -> None:
    assert sum(len(resource(font_file(stem, weight, "latin"))) for _, _, stem, weight in FONTS) * 4 / 3 < 175_000


def test_a_template_does_not_guess() -> None:
    from jinja2 import UndefinedError

    with pytest.raises(UndefinedError):
        filled("report.html", {})
