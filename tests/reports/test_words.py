"""Figures and dates as reports print them."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.reports import words


def test_a_date_is_written_out_whatever_the_locale() -> None:
    assert words.long_date(date(2026, 8, 21)) == "21\N{NO-BREAK SPACE}August 2026"
    assert words.short_date(date(2026, 8, 21)) == "21\N{NO-BREAK SPACE}Aug"


@pytest.mark.parametrize(
    ("hours", "said"), [(1, "one hour of work"), (4, "four hours of work"), (8, "one day of work"), (20, "three days of work")]
)
def test_work_is_told_in_hours_below_a_day(hours: int, said: str) -> None:
    assert words.work_spelt(hours) == said


@pytest.mark.parametrize(("number", "said"), [(1, "1 query"), (2, "2 queries"), (1204, "1,204 queries")])
def test_things_are_counted(number: int, said: str) -> None:
    assert words.count(number, "query").replace("\N{NO-BREAK SPACE}", " ") == said


def test_points_are_rounded_down_and_never_to_nothing() -> None:
    assert words.points(Fraction(749, 10) + Fraction(9, 100)) == "74.9"
    assert words.points(Fraction(1, 100)) == "<0.1"
    assert words.points(Fraction(0)) == "0.0"
    assert words.whole(Fraction(7499, 100)) == 74


def test_a_cut_text_ends_at_a_word() -> None:
    assert words.clipped("one two three four", 12) == "one two…"
    assert words.clipped("  short   text ", 12) == "short text"
    assert len(words.clipped("x" * 500, 40)) == 40


@given(st.lists(st.fractions(min_value=0, max_value=100), min_size=2, max_size=8).filter(any))
def test_apportioned_units_add_up_and_the_score_is_never_rounded_up(parts: list[Fraction]) -> None:
    total = sum(parts, Fraction(0))
    units = words.apportioned(parts, 1000)

    assert sum(units) == 1000
    assert all(abs(unit - 1000 * part / total) <= 1 for unit, part in zip(units, parts, strict=True))
    if any(parts[1:]):
        assert units[0] <= 1000 * parts[0] / total
