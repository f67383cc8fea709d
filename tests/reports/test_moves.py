"""What moved the score: bars that lead from the earlier score to today's."""

from __future__ import annotations

from itertools import accumulate

from reports.cases import Case, assessed, many_cases

from readiness.reports import Options, render
from readiness.reports.charts import Move, waterfall
from readiness.reports.moves import moves_of


def test_bars_lead_from_the_earlier_score_to_todays():
    bars, told = moves_of(assessed(many_cases(26, 4)), assessed(many_cases(26, 9)))
    first, *between, last = bars
    assert first.total
    assert last.total
    assert [*accumulate((each.tenths for each in between), initial=first.tenths)][-1] == last.tenths
    assert last.tenths > first.tenths
    assert between[0].label == "Fixed"
    assert between[0].key == "pass"
    assert told == "Findings: 11 fixed, 7 failing as before."


def test_what_fails_anew_is_told_in_another_colour():
    bars, told = moves_of(assessed(many_cases(26, 9)), assessed(many_cases(26, 4)))
    assert [(each.label, each.key) for each in bars if each.tenths < 0 and each.label != "Cap"] == [("Newly failing", "high")]
    assert "11 new" in told


def test_nothing_is_told_without_two_scores():
    today = assessed(many_cases(26, 4))
    assert moves_of(today, None) == ((), "")
    assert moves_of(today, assessed([Case("sample-unused", states=())])) == ((), "")


def test_the_chart_says_its_numbers_and_stays_within_its_scale():
    svg = waterfall(
        [
            Move("1 May", 131, "total", total=True),
            Move("Fixed", 900, "pass"),
            Move("Cap", -42, "cap"),
            Move("2 May", 989, "total", total=True),
        ]
    )
    assert "What moved the score: 1 May 13.1, Fixed +90.0, Cap −4.2, 2 May 98.9" in svg
    assert "h-waterfall-cap" in svg


def test_reports_with_an_earlier_assessment_show_it():
    today, before = assessed(many_cases(26, 4)), assessed(many_cases(26, 9))
    assert b"What moved the score since" in render("html", today, Options(previous=before))
    assert b"What moved the score since" not in render("html", today)
