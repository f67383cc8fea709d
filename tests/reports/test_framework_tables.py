"""Frameworks control by control: verdicts of the checks that map to them, and honesty about what no check covers."""

from __future__ import annotations

import pytest
from reports.cases import Case, assessed

from readiness.errors import UserError
from readiness.frameworks import framework, framework_keys
from readiness.loader import load_checks
from readiness.reports import Options, render
from readiness.reports.framework_tables import STATES, framework_tables

OWASP = "owasp-llm-top10-2025"
"""The made-up checks of these tests all map to LLM10 of it."""


def row(cases, id="LLM10:2025"):
    (table,) = framework_tables(assessed(cases), [OWASP])
    return next(each for each in table.rows if each.id == id)


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        ([("fail", "pass"), ("unknown",)], "failed"),
        ([("unknown", "pass"), ("pass",)], "unknown"),
        ([("pass",), ("pass",)], "passed"),
        ([()], "not-applicable"),
    ],
)
def test_a_control_is_what_the_worst_of_its_checks_says(states, expected):
    cases = [Case(f"sample-{number}", states=each) for number, each in enumerate(states)]
    assert row(cases).state == expected


def test_a_check_that_no_target_could_answer_is_not_asked():
    covered = {check.id for check in load_checks().values() if f"{OWASP}:LLM06:2025" in check.maps}
    assert covered
    found = row([Case("sample-a")], "LLM06:2025")
    assert found.state == "unasked"
    assert {id for id, _ in found.checks} == covered


def test_a_control_without_checks_says_so_about_us():
    mapped = {reference for check in load_checks().values() for reference in check.maps}
    for key in framework_keys():
        (table,) = framework_tables(assessed([Case("sample-a")]), [key])
        assert [each.id for each in table.rows] == list(framework(key).controls)
        lonely = {each.id for each in table.rows if each.state == "uncovered"}
        assert lonely == {id for id in framework(key).controls if f"{key}:{id}" not in mapped and (key, id) != (OWASP, "LLM10:2025")}


def test_the_summary_counts_every_control_once():
    (table,) = framework_tables(assessed([Case("sample-a")]), ["aws-genai-lens"])
    figures = [int(word.replace(",", "")) for word in table.summary.replace("\u00a0", " ").split() if word.replace(",", "").isdigit()]
    assert figures[0] == len(table.rows) == sum(figures[1:])


def test_an_edition_always_stands_beside_the_name():
    for key in framework_keys():
        assert "(" in framework(key).edition
        assert any(each.isdigit() for each in framework(key).edition)


def test_an_unknown_framework_is_refused_by_name():
    with pytest.raises(UserError, match="unknown framework 'nope'"):
        framework_tables(assessed([Case("sample-a")]), ["nope"])


@pytest.mark.parametrize("name", ["text", "html", "pdf"])
def test_reports_show_frameworks_only_when_asked(name):
    made = assessed([Case("sample-a")])
    without, asked = render(name, made), render(name, made, Options(frameworks=(OWASP,)))
    assert len(asked) > len(without)
    if name != "pdf":
        assert framework(OWASP).edition.encode() in asked
        assert framework(OWASP).edition.encode() not in without
        assert all(says.encode() in asked for state, says in STATES.items() if state in ("failed", "unasked"))
