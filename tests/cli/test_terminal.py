"""The summary as people see it."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import MADE_UP, MadeUpAlarm, a_gap, a_snapshot, alarm, pump, snapshots

from readiness import __version__
from readiness.assessment import Assessment, Terms, assess
from readiness.facts import Environment
from readiness.gate import GateRules
from readiness.reports.scorecard import tenths_of
from readiness.reports.terminal import Page, cells, fitted, summary
from readiness.reports.words import apportioned
from readiness.score import shown
from readiness.waivers import Waiver

GOLDEN = Path(__file__).parent / "golden"
UPDATE = "UPDATE_GOLDEN" in os.environ


def everything() -> Assessment:
    """An assessment that has something of all there is."""
    seen = [pump(f"p{n}", good=n > 2) for n in range(12)]
    elsewhere = [pump("s", good=False, environment=Environment.STAGING), pump("u", good=False, environment=Environment.UNCLASSIFIED)]
    waiver = Waiver(check="test-every-pump", resource="pump:p1", owner="CISO", reason="pilot", expires=date(2026, 7, 1), record="RISK-7")
    rules = GateRules(min_score=75, no_failing=("critical",), max_unknown={"high": 0}, min_coverage=10)
    snapshot = a_snapshot(*seen, *elsewhere, alarm("a", rings=False), a_gap(MadeUpAlarm, right="alarm:Read"))
    return assess(snapshot, MADE_UP, Terms(system="Waterworks", gate=rules, waivers=(waiver,)))


def nothing() -> Assessment:
    return assess(a_snapshot(), {"test-pump-good": MADE_UP["test-pump-good"]}, Terms(gate=GateRules(min_score=75)))


def good() -> Assessment:
    return assess(a_snapshot(pump("a"), alarm("a")), MADE_UP, Terms(gate=GateRules(min_score=75)))


@pytest.mark.parametrize(("name", "width"), [("everything", 96), ("everything", 70), ("nothing", 96), ("good", 96)])
def test_the_summary_is_as_it_was_reviewed(name: str, width: int):
    made = {"everything": everything, "nothing": nothing, "good": good}[name]()
    told = summary(made, width=width).replace(f"readiness {__version__}", "readiness VERSION", 1)
    path = GOLDEN / f"{name}-{width}.txt"
    if UPDATE:
        path.write_text(told, encoding="utf-8")
    assert told == path.read_text(encoding="utf-8")


@given(snapshots(), st.integers(min_value=60, max_value=120))
def test_any_assessment_fits_any_terminal(snapshot, width):
    for colour in (False, True):
        told = summary(assess(snapshot, MADE_UP), width=width, colour=colour)
        assert ("\x1b[" in told) is colour
        if not colour:
            assert max(cells(line) for line in told.splitlines()) <= min(width, 96)


@given(snapshots())
def test_the_ledger_adds_up_as_it_is_shown_and_the_score_is_rounded_down(snapshot):
    assessment = assess(snapshot, MADE_UP)
    standing = assessment.score.standing
    if standing is not None and standing.score is not None:
        tenths = tenths_of(assessment, standing)
        assert sum(tenths.values()) == 1000
        assert tenths["earned"] / 10 == shown(standing.score)


@given(st.lists(st.fractions(min_value=0, max_value=100), min_size=2, max_size=6).filter(any), st.integers(min_value=1, max_value=1000))
def test_units_are_shared_out_completely(parts, units):
    shared = apportioned(tuple(parts), units)
    assert sum(shared) == units
    assert all(
        abs(count - units * part / sum(parts)) <= 1 or number == 0 for number, (count, part) in enumerate(zip(shared, parts, strict=True))
    )
    assert all(count >= 0 for count in shared)


@given(st.text(max_size=60), st.integers(min_value=2, max_value=40))
def test_a_column_is_as_wide_as_it_is(text, width):
    assert cells(fitted(text, width)) == width


@given(st.text(max_size=200))
def test_no_text_breaks_a_page(text):
    page = Page(width=60)
    page.line(text, (text, "bold"))
    page.wrapped([("x", "dim")], text)
    told = page.text()
    assert not {"\x1b", "\r", "\x07", "\u202e", "\u2028", "\x9b"} & set(told)
    assert max(cells(line) for line in told.split("\n")) <= 60
