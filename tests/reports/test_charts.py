"""The numbers that charts show, and that they say them."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest

from readiness.reports import charts

SVG = "{http://www.w3.org/2000/svg}"


def drawn(svg: str) -> ET.Element:
    return ET.fromstring(svg)


def texts(svg: str) -> list[str]:
    return [each.text or "" for each in drawn(svg).iter(f"{SVG}text")]


SEGMENTS = [
    charts.Segment("earned", "Earned and counted", 490),
    charts.Segment("cap", "Held back", 62),
    charts.Segment("critical", "Lost to critical findings", 83),
    charts.Segment("high", "Lost to high findings", 242),
    charts.Segment("medium", "Lost to medium findings", 52),
    charts.Segment("low", "Lost to low findings", 3),
    charts.Segment("accepted", "Accepted risks", 21),
    charts.Segment("unknown", "Not assessed", 47),
]


def test_the_bar_is_as_wide_as_its_points() -> None:
    svg = charts.bar(SEGMENTS, 75)
    widths = [float(each.get("width", 0)) for each in drawn(svg).findall(f"{SVG}rect") if "f-paper" not in each.get("class", "")]

    assert widths == pytest.approx([each.tenths * charts.WIDTH / 1000 for each in SEGMENTS], abs=0.01)
    assert sum(widths) == pytest.approx(charts.WIDTH, abs=0.05)


def test_the_gate_stands_at_its_score() -> None:
    line = drawn(charts.bar(SEGMENTS, 75)).find(f"{SVG}line")

    assert line is not None
    assert float(line.get("x1", 0)) == pytest.approx(0.75 * charts.WIDTH, abs=0.01)
    assert "Gate 75" in texts(charts.bar(SEGMENTS, 75))
    assert drawn(charts.bar(SEGMENTS, None)).find(f"{SVG}line") is None


@pytest.mark.parametrize("gate", [0, 100])
def test_a_gate_at_an_end_stays_inside_the_picture(gate: int) -> None:
    label = next(each for each in drawn(charts.bar(SEGMENTS, gate)).iter(f"{SVG}text") if each.text == f"Gate {gate}")

    assert label.get("text-anchor", "start") == ("end" if gate else "start")


def test_every_picture_says_its_numbers_in_its_title() -> None:
    column = charts.Column("Cost", "Cost control", 25, "E")
    pictures = {
        charts.bar(SEGMENTS, None): "Earned and counted 49.0, Held back 6.2",
        charts.strip(
            [column, charts.Column("Lock-in", "Provider lock-in", None, "")]
        ): "Cost control 25 E, Provider lock-in not applicable",
        charts.staircase([(8, 60.0), (16, 80.0)], [charts.Band("Now", 8, 60), charts.Band("Next", 24, 80)], 49.5, 75, 97.2): (
            "From 49 today, 60 after now, 80 after next, 97 with unknowns proven"
        ),
        charts.trend([charts.Mark(0, 39, "3 Jul"), charts.Mark(1, 85, "Plan", ahead=True)], 75): "3 Jul 39, Plan 85; gate 75",
        charts.points_bar("cost", [("high", 2.0)], 7, "Cost control: 2.0 lost to high findings"): "2.0 lost to high findings",
    }

    for svg, told in pictures.items():
        root = drawn(svg)
        title = root.find(f"{SVG}title")
        assert title is not None
        assert told in (title.text or "")
        assert root.get("aria-label") == title.text
        assert root.get("role") == "img"


def test_the_cover_is_decoration() -> None:
    root = drawn(charts.cover([charts.Column("Cost", "Cost control", 25, "E")]))

    assert root.get("aria-hidden") == "true"
    assert not list(root.iter(f"{SVG}text"))


def test_the_strip_is_as_high_as_the_scores() -> None:
    scores = [0, 50, 100]
    columns = [charts.Column(f"P{score}", f"Pillar {score}", score, "C") for score in scores]
    heights = [
        float(each.get("height", 0)) for each in drawn(charts.strip(columns)).findall(f"{SVG}rect") if "level" in each.get("class", "")
    ]

    assert heights == pytest.approx([0.8, 16, 32])
    assert [each for each in texts(charts.strip(columns)) if each.endswith("C")] == ["0 C", "50 C", "100 C"]


def test_the_staircase_reaches_down_to_the_start_and_rises_by_the_steps() -> None:
    steps = [(4, 30.0), (4, 60.0), (16, 90.0)]
    svg = charts.staircase(steps, [charts.Band("Now", 8, 60), charts.Band("Next", 24, 90)], 12.9, 75, None)
    path = drawn(svg).find(f"{SVG}path")
    assert path is not None
    ups = [float(each) for each in re.findall(r"V([\d.]+)", path.get("d", ""))]
    across = [float(each) for each in re.findall(r"H([\d.]+)", path.get("d", ""))]

    assert texts(svg)[:2] == ["Now", "Next"]
    assert "0" in texts(svg)
    assert ups == sorted(ups, reverse=True)
    assert ups[0] - ups[1] == pytest.approx(ups[1] - ups[2], abs=0.2), "equal gains are equally high"
    assert across[-1] - across[1] == pytest.approx(2 * across[1] - 2 * 20, abs=0.3), "twice the work is twice as wide"


def test_two_pictures_of_one_kind_share_no_ids() -> None:
    one, other = (set(re.findall(r'id="([^"]+)"', charts.points_bar(name, [("unknown", 1.0)], 7, name))) for name in ("cost", "quality"))

    assert one
    assert not one & other


def test_what_a_chart_is_given_is_text_and_nothing_else() -> None:
    svg = charts.strip([charts.Column("<script>", '"><img src=x>\x1b[31m\u202e', 5, "E")])

    assert not list(drawn(svg).iter("script"))
    assert "<script>" in texts(svg)
    assert "\x1b" not in svg
    assert "\u202e" not in svg
