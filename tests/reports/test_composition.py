"""How text stands on the pages of the PDF, whatever is told: inside the page, beside each other, and no page all but empty."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from reports.cases import GATE, PILLARS, Case, many_cases
from reports.test_html import HOSTILE

from readiness.assessment import Assessment
from readiness.reports import Options, pdf
from readiness.theme import ReportSettings, dressed

if problem := pdf.pdf_problem():
    pytest.skip(problem, allow_module_level=True)

PIXEL = 1.0
"""What two boxes may share, and how far one may stick out: rounding."""

FULL = 0.55
"""Share of a page's height that is used unless a part ends on it; what doesn't fit begins the next page as a whole."""

ARN = "arn:aws:bedrock:eu-central-1:123456789012:application-inference-profile/" + "a1b2c3d4e5f6" * 12
THEME = ReportSettings.model_validate(
    {
        "title": "Production readiness review of everything that answers customers",
        "house": "Halden Advisory",
        "cover": "#3B1F4B",
        "accent": "#7A2E8E",
        "paper": "letter",
        "confidentiality": "Strictly for {client}.",
        "disclaimer": "What was **seen** on the day of the assessment.",
        "sections": [{"title": "How we worked", "file": "approach.md", "after": "contents"}],
    }
)


@dataclass(frozen=True)
class Text:
    """A run of text, as tall as its letters: pixels from the page's upper left corner."""

    words: str
    element: str
    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Text) -> bool:
        """Whether they stand in each other's way."""
        across = min(self.right, other.right) - max(self.left, other.left)
        down = min(self.bottom, other.bottom) - max(self.top, other.top)
        return across > PIXEL and down > PIXEL


@dataclass(frozen=True)
class Sheet:
    """A page: its size, where its content ends at most and where it does, and the text on it."""

    width: float
    height: float
    first: float
    last: float
    end: float
    texts: tuple[Text, ...]

    @property
    def filled(self) -> float:
        """The share of the height for content that is used."""
        return (self.end - self.first) / (self.last - self.first)


def laid_out(assessment: Assessment, options: Options | None = None) -> list[Sheet]:
    """The pages, as WeasyPrint lays them out."""
    import weasyprint

    html = pdf.page(assessment, options or Options())
    document = weasyprint.HTML(string=html, base_url="package:", url_fetcher=pdf.fetcher()).render()
    return [_sheet(page._page_box) for page in document.pages]


def _sheet(page: Any) -> Sheet:
    texts = tuple(_texts(page))
    body = page.children[0]
    inside = [each.bottom for each in texts if page.content_box_y() <= each.top < page.content_box_y() + page.height]
    drawn = [each.position_y + each.margin_height() for each in body.descendants() if each.element_tag == "svg"]
    first = page.content_box_y()
    return Sheet(page.margin_width(), page.margin_height(), first, first + page.height, max([*inside, *drawn], default=first), texts)


def _texts(page: Any) -> Iterator[Text]:
    for each in page.descendants():
        words = getattr(each, "text", "")
        size = each.style["font_size"]
        if words.strip() and size > 2:  # smaller ones are no text but marks for running heads
            base = each.position_y + each.baseline
            yield Text(words, each.element_tag, each.position_x, base - 0.7 * size, each.position_x + each.width, base + 0.2 * size)


def outside(sheets: list[Sheet]) -> list[tuple[int, Text]]:
    """Text that the page does not hold."""
    return [
        (number, each)
        for number, sheet in enumerate(sheets, 1)
        for each in sheet.texts
        if each.left < -PIXEL or each.top < -PIXEL or each.right > sheet.width + PIXEL or each.bottom > sheet.height + PIXEL
    ]


def meeting(sheets: list[Sheet]) -> list[tuple[int, Text, Text]]:
    """Text that stands in the way of other text."""
    found = []
    for number, sheet in enumerate(sheets, 1):
        ordered = sorted(sheet.texts, key=lambda each: each.top)
        for at, one in enumerate(ordered):
            for other in ordered[at + 1 :]:
                if other.top >= one.bottom:
                    break
                if one.meets(other):
                    found.append((number, one, other))
    return found


def thin(sheets: list[Sheet]) -> list[tuple[int, float]]:
    """Pages with little on them after which the same part goes on."""
    inside = enumerate(pairwise(sheets[2:]), 3)  # after cover and summary
    return [(number, page.filled) for number, (page, after) in inside if page.filled < FULL and not begins(after)]


def begins(sheet: Sheet) -> bool:
    """Whether a part begins at the top of the page."""
    top = [each for each in sheet.texts if each.top >= sheet.first - PIXEL]
    return bool(top) and min(top, key=lambda each: each.top).element == "h2"


def hostile(make: Any) -> Assessment:
    """Every hostile text at once, each as a check's own words, and ARNs as evidence."""
    cases = [
        Case(
            f"sample-{kind}-{severity}",
            severity,
            pillar=PILLARS[at % 13],
            states=["fail"] * 5 + ["unknown"],
            texts={"title": text[:60], "why": f"{text}. {text}", "fix": f"{text[:60]}\n\n{text}", "problem": text[:80], "note": ARN},
        )
        for severity in ("critical", "medium")
        for at, (kind, text) in enumerate(HOSTILE.items())
    ]
    return make(cases, gate=GATE, system=HOSTILE["rtl"] * 9, client=ARN, author=HOSTILE["emoji"] * 9)


@pytest.fixture(params=["sample", "large", "nothing", "perfect", "hostile", "themed", "spanish"])
def sheets(request: pytest.FixtureRequest, make: Any, tmp_path: Path) -> list[Sheet]:
    match request.param:
        case "hostile":
            return laid_out(hostile(make))
        case "themed":
            (tmp_path / "approach.md").write_text("We read **everything** and asked those who run it.\n\n- one\n- two\n")
            assessment = make(many_cases(160, 90, resources=6), gate=GATE)
            return laid_out(assessment, Options(theme=dressed(THEME, tmp_path, trusted=True)))
        case "spanish":
            return laid_out(request.getfixturevalue("sample"), Options(language="es", paper="letter"))
        case name:
            return laid_out(request.getfixturevalue(name))


def test_text_stands_inside_the_page_and_not_on_other_text_and_no_page_is_all_but_empty(sheets: list[Sheet]) -> None:
    assert outside(sheets) == []
    assert meeting(sheets) == []
    assert thin(sheets) == []


def test_the_judges_see_what_they_look_for() -> None:
    text = Text("a", "p", 10, 10, 50, 20)
    page = Sheet(100, 100, 5, 95, 20, (text, Text("b", "p", 30, 15, 70, 25), Text("c", "p", 90, 50, 120, 60)))
    assert [(number, one.words, other.words) for number, one, other in meeting([page])] == [(1, "a", "b")]
    assert [(number, each.words) for number, each in outside([page])] == [(1, "c")]
    assert [number for number, _ in thin([page] * 4)] == [3]
    assert thin([page, page, page, Sheet(100, 100, 5, 95, 20, (Text("h", "h2", 5, 5, 20, 10),))]) == []
