"""Where things stand on the pages of the sample reports: within the margins, one page for what is one page, nothing too small."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from pypdf import PageObject, PdfReader
from pypdf.generic import Destination, DictionaryObject, NameObject

KEPT = Path(__file__).parents[2] / "docs" / "samples"
POINTS = 72 / 25.4
"""Points of a millimetre."""
SIDE, TOP, BOTTOM = 18 * POINTS, 8 * POINTS, 6 * POINTS
"""Margins of A4 in points; running heads and feet stand within those above and below."""

every_sample = pytest.mark.parametrize("name", ["pilot", "production"])


@dataclass(frozen=True)
class Piece:
    """A run of text: its words, and where it begins in points from the page's lower left corner."""

    text: str
    x: float
    y: float
    size: float


@cache
def reader(name: str) -> PdfReader:
    return PdfReader(KEPT / f"{name}.pdf")


@cache
def pieces(name: str, number: int) -> list[Piece]:
    """Runs of text on a page, but for those in its charts."""
    page = reader(name).pages[number - 1]
    found: list[Piece] = []

    def see(text: str, cm: list[float], tm: list[float], font: Any, size: float) -> None:
        if text.strip():
            x = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
            y = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
            found.append(Piece(text.strip(), x, y, abs(size * tm[3] * cm[3])))

    page["/Resources"][NameObject("/XObject")] = DictionaryObject()  # type: ignore[index] # charts have a scale of their own
    page.extract_text(visitor_text=see)
    return found


def parts(name: str) -> dict[str, int]:
    """Parts by their bookmark, with the page they begin on."""
    told = reader(name).outline
    return {str(each.title): reader(name).get_destination_page_number(each) or 0 for each in told if isinstance(each, Destination)}


def inside(name: str) -> Iterator[tuple[int, PageObject]]:
    """Every page but the cover."""
    yield from ((number, page) for number, page in enumerate(reader(name).pages, 1) if number > 1)


@every_sample
def test_the_summary_and_the_roadmap_are_one_page_each(name: str) -> None:
    begins = list(parts(name).items())
    pages = {title: after - page for (title, page), (_, after) in pairwise(begins)}
    one = [title for title in pages if title in ("Executive summary", "Contents", "Scorecard", "Roadmap")]
    assert {"Scorecard", "Roadmap"} <= set(one)
    assert {pages[title] for title in one} == {1}
    assert parts(name)["Contents"] == 2, "the summary is the second page, and only that"


@every_sample
def test_no_text_begins_outside_the_margins(name: str) -> None:
    for number, page in inside(name):
        width, height = float(page.mediabox.width), float(page.mediabox.height)
        outside = [each for each in pieces(name, number) if not (SIDE - 1 <= each.x <= width - SIDE and BOTTOM <= each.y <= height - TOP)]
        assert outside == [], number


@every_sample
def test_no_page_holds_only_a_line_or_two(name: str) -> None:
    for number, page in inside(name):
        body = {round(each.y) for each in pieces(name, number) if 20 * POINTS < each.y < float(page.mediabox.height) - 18 * POINTS}
        assert len(body) > 2, number


@every_sample
def test_each_page_says_which_it_is(name: str) -> None:
    last = len(reader(name).pages)
    for number, _ in inside(name):
        assert f"{number} / {last}" in " ".join(each.text for each in pieces(name, number))
