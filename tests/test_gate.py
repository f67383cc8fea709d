"""Every condition of the gate, met and broken, with the sentence people read."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import a_check, a_finding, many, worlds

from readiness.api import Certainty, Severity, Status
from readiness.errors import ExitCode
from readiness.facts import Environment
from readiness.gate import Baseline, GateRules, judge_gate
from readiness.score import score, score_over
from readiness.waivers import AcceptedRisk, Waiver

TODAY = date(2026, 6, 1)
CHECKS = {
    "test-critical": a_check("test-critical", "critical", "data_security"),
    "test-high": a_check("test-high", "high", "quality"),
    "test-low": a_check("test-low", "low", "quality", question="Is it?"),
}


def gate(rules, findings, *, baseline=None, risks=(), checks=CHECKS):
    result = score(findings, checks)
    return judge_gate(GateRules(**rules), score=result, findings=findings, checks=checks, risks=risks, today=TODAY, baseline=baseline)


def answer(rules, findings, **kwargs):
    (condition,) = gate(rules, findings, **kwargs).conditions
    return condition


def good(*but):
    return [a_finding(id, Status.PASS, id) for id in CHECKS if id not in but]


ALL_GOOD = good()
HIGH_FAILS = [*good("test-high"), a_finding("test-high", resource="h")]
CRITICAL_FAILS = [*good("test-critical"), a_finding("test-critical", resource="c")]
CRITICAL_UNKNOWN = [*good("test-critical"), a_finding("test-critical", Status.UNKNOWN, "c")]
HIGH_WAIVED = [*good("test-high"), a_finding("test-high", resource="h", waiver="R-1")]
STAGING = [*ALL_GOOD, a_finding("test-low", resource="s", environment=Environment.STAGING)]

# The score of HIGH_FAILS: 100 - 100 * 6/17 * 5/6 = 70.58...

SENTENCES = [
    ({"min_score": 75}, ALL_GOOD, True, "score reaches 75: 100"),
    ({"min_score": 75}, HIGH_FAILS, False, "score is below 75: 70.5"),
    ({"min_score": 70.5}, HIGH_FAILS, True, "score reaches 70.5: 70.5"),
    ({"min_score": 75}, [], False, "score could not be computed: nothing was assessed; 75 is asked"),
    ({"min_pillar": {"quality": 80}}, ALL_GOOD, True, "pillar quality reaches 80: 100"),
    ({"min_pillar": {"quality": 80}}, HIGH_FAILS, False, "pillar quality is below 80: 16.6"),
    (
        {"min_pillar": {"portability": 80}},
        ALL_GOOD,
        False,
        "pillar portability could not be computed: nothing was assessed; 80 is asked",
    ),
    ({"min_environment": {"production": 80}}, STAGING, True, "environment production reaches 80: 100"),
    ({"min_environment": {"staging": 80}}, STAGING, False, "environment staging is below 80: 0"),
    (
        {"min_environment": {"development": 80}},
        STAGING,
        False,
        "environment development could not be computed: nothing was assessed; 80 is asked",
    ),
    ({"no_failing": ["critical"]}, HIGH_FAILS, True, "no critical check fails"),
    ({"no_failing": ["critical"]}, CRITICAL_UNKNOWN, True, "no critical check fails"),
    ({"no_failing": ["critical"]}, CRITICAL_FAILS, False, "1 critical check is failing: test-critical"),
    ({"no_failing": ["high"]}, HIGH_WAIVED, True, "no high check fails"),
    ({"no_failing": ["low"]}, STAGING, True, "no low check fails"),
    ({"min_coverage": 90}, ALL_GOOD, True, "100 % of the points were assessed; 90 % are asked"),
    ({"min_coverage": 90}, CRITICAL_UNKNOWN, False, "35.2 % of the points were assessed; 90 % are asked"),
    ({"min_coverage": 90}, [], False, "none of the points were assessed; 90 % are asked"),
    ({"max_unknown": {"critical": 0}}, ALL_GOOD, True, "0 critical checks are unknown, 0 allowed"),
    ({"max_unknown": {"critical": 0}}, CRITICAL_UNKNOWN, False, "1 critical check is unknown, 0 allowed: test-critical"),
    ({"max_unknown": {"critical": 1}}, CRITICAL_UNKNOWN, True, "1 critical check is unknown, 1 allowed: test-critical"),
    ({"accepted_budget": 30}, HIGH_WAIVED, True, "accepted risks cost 29.4 points, 30 allowed"),
    ({"accepted_budget": 29}, HIGH_WAIVED, False, "accepted risks cost 29.4 points, 29 allowed"),
    ({"max_attested": 10}, ALL_GOOD, True, "statements carry 5.8 points, 10 allowed"),
    ({"max_attested": 5}, ALL_GOOD, False, "statements carry 5.8 points, 5 allowed"),
    ({"max_attested": 0}, [], True, "statements carry 0 points, 0 allowed"),
]


@pytest.mark.parametrize(("rules", "findings", "met", "sentence"), SENTENCES, ids=[each[3] for each in SENTENCES])
def test_a_condition_is_one_sentence_with_figures(rules, findings, met, sentence):
    condition = answer(rules, findings)
    assert (condition.met, condition.sentence) == (met, sentence)


def test_several_checks_are_named_in_order():
    checks = {id: a_check(id, "high") for id in ("test-b", "test-a", "test-c")}
    failing = [a_finding(id, resource=f"{id}:{n}") for id in ("test-b", "test-a") for n in range(3)]
    condition = answer({"no_failing": ["high"]}, failing, checks=checks)
    assert (condition.sentence, condition.value, condition.asked) == (
        "2 high checks are failing: test-a, test-b",
        "2 open",
        "no open high finding",
    )


# Expiry


def risk(expires, findings=("f",)):
    return AcceptedRisk(
        waiver=Waiver(check="test-high", record=f"R-{expires.day}", owner="jane", reason="later", expires=expires),
        expired=expires < TODAY,
        findings=tuple(findings),
    )


@pytest.mark.parametrize(
    ("risks", "met", "sentence"),
    [
        ([], True, "no accepted risk expires by 2026-06-15"),
        ([risk(date(2026, 6, 16))], True, "no accepted risk expires by 2026-06-15"),
        ([risk(date(2026, 6, 15))], False, "1 accepted risk expires by 2026-06-15: R-15"),
        ([risk(date(2026, 6, 15), ())], True, "no accepted risk expires by 2026-06-15"),
        ([risk(date(2026, 6, 9)), risk(date(2026, 6, 2))], False, "2 accepted risks expire by 2026-06-15: R-2, R-9"),
    ],
)
def test_waivers_that_soon_run_out(risks, met, sentence):
    condition = answer({"waivers_expire_within": 14}, ALL_GOOD, risks=risks)
    assert (condition.met, condition.sentence) == (met, sentence)


# Against a baseline


def before(findings, checks=CHECKS):
    return Baseline(
        standing=score(findings, checks).standing,
        failing=frozenset(each.fingerprint for each in findings if each.status is Status.FAIL),
        asked=frozenset(checks),
    )


@pytest.mark.parametrize(
    ("baseline", "findings", "met", "sentence"),
    [
        (before(ALL_GOOD), ALL_GOOD, True, "nothing is worse than in the baseline"),
        (before(HIGH_FAILS), HIGH_FAILS, True, "nothing is worse than in the baseline"),
        (before(HIGH_FAILS), ALL_GOOD, True, "nothing is worse than in the baseline"),
        (before(ALL_GOOD), HIGH_FAILS, False, "new failures in test-high; lower pillars: quality"),
        (before(ALL_GOOD), CRITICAL_UNKNOWN, False, "lower pillars: data_security"),
        (before([]), HIGH_FAILS, False, "new failures in test-high"),
        (before(HIGH_WAIVED), HIGH_WAIVED, True, "nothing is worse than in the baseline"),
    ],
)
def test_what_was_bad_before_does_not_block(baseline, findings, met, sentence):
    condition = answer({"no_regressions": True}, findings, baseline=baseline)
    assert (condition.met, condition.sentence) == (met, sentence)


@pytest.mark.parametrize(
    ("most", "now", "met", "sentence", "value"),
    [
        (30, HIGH_FAILS, True, "score went from 100 to 70.5; a fall of 30 is allowed", "29.5"),
        (29, HIGH_FAILS, False, "score went from 100 to 70.5; a fall of 29 is allowed", "29.5"),
        (0, ALL_GOOD, True, "score went from 100 to 100; a fall of 0 is allowed", "0"),
        (99, [], False, "score went from 100 to no score; a fall of 99 is allowed", "100"),
    ],
)
def test_a_fall_against_the_baseline(most, now, met, sentence, value):
    condition = answer({"max_drop": most}, now, baseline=before(ALL_GOOD))
    assert (condition.met, condition.sentence, condition.value) == (met, sentence, value)


def test_a_rise_is_no_fall():
    condition = answer({"max_drop": 0}, ALL_GOOD, baseline=before(HIGH_FAILS))
    assert (condition.met, condition.value) == (True, "0")


def test_without_a_baseline_nothing_is_compared():
    result = gate({"no_regressions": True, "max_drop": 1}, HIGH_FAILS)
    assert (result.conditions, result.not_judged) == ((), ("no_regressions", "max_drop"))
    assert gate({"no_regressions": True}, HIGH_FAILS, baseline=before(ALL_GOOD)).not_judged == ()


def test_a_check_that_the_baseline_did_not_ask_is_no_regression():
    rules = {"no_regressions": True, "max_drop": 0}
    narrow = {id: each for id, each in CHECKS.items() if id != "test-high"}
    result = gate(rules, HIGH_FAILS, baseline=before(good("test-high"), narrow))
    assert result.passed
    assert [each.sentence for each in result.conditions] == [
        "nothing is worse than in the baseline; 1 check that the baseline did not ask can't regress",
        "score went from 100 to 100 over the checks that both asked; a fall of 0 is allowed",
    ]


def test_a_check_that_did_not_apply_before_and_fails_now_is_a_regression():
    baseline = before([*good("test-high"), a_finding("test-high", Status.NOT_APPLICABLE, "h")])
    result = gate({"no_regressions": True, "max_drop": 0}, HIGH_FAILS, baseline=baseline)
    assert [each.met for each in result.conditions] == [False, False]


@pytest.mark.parametrize("severity", list(Severity))
def test_a_severity_that_was_raised_is_no_fall(severity):
    low_fails = [*good("test-low"), a_finding("test-low", resource="l")]
    heavier = {**CHECKS, "test-low": replace(CHECKS["test-low"], severity=severity)}
    assert gate({"max_drop": 0, "no_regressions": True}, low_fails, baseline=before(low_fails), checks=heavier).passed


def test_scores_of_two_environments_are_not_compared():
    staging = [each.model_copy(update={"environment": Environment.STAGING}) for each in ALL_GOOD]
    result = gate({"no_regressions": True, "max_drop": 0}, ALL_GOOD, baseline=before(staging))
    assert {each.sentence for each in result.conditions} == {
        "the baseline's score is that of staging and this one that of production, so they can't be compared"
    }
    assert result.exit_code is ExitCode.INCOMPLETE


# Certainty


GUESSING = {**CHECKS, "test-guess": replace(a_check("test-guess", "medium", "quality"), certainty=Certainty.HEURISTIC)}
GUESS_FAILS = [*ALL_GOOD, a_finding("test-guess", resource="g")]


@pytest.mark.parametrize(
    ("rules", "sentence"),
    [
        ({"min_score": 99}, "score reaches 99: 100 (1 check left out)"),
        ({"min_pillar": {"quality": 99}}, "pillar quality reaches 99: 100 (1 check left out)"),
        ({"min_environment": {"production": 99}}, "environment production reaches 99: 100 (1 check left out)"),
        ({"no_failing": ["medium"]}, "no medium check fails"),
        ({"no_regressions": True}, "nothing is worse than in the baseline"),
        ({"max_drop": 0}, "score went from 100 to 100; a fall of 0 is allowed"),
    ],
)
def test_guesses_can_be_left_out_of_the_gate(rules, sentence):
    baseline = before([*ALL_GOOD, a_finding("test-guess", Status.PASS, "g")], GUESSING)
    assert not gate(rules, GUESS_FAILS, checks=GUESSING, baseline=baseline).passed
    result = gate({**rules, "ignore_certainty": ["heuristic"]}, GUESS_FAILS, checks=GUESSING, baseline=baseline)
    assert (result.passed, result.left_out, result.conditions[0].sentence) == (True, ("test-guess",), sentence)


def test_unknown_guesses_can_be_left_out_too():
    unknown = [*ALL_GOOD, a_finding("test-guess", Status.UNKNOWN, "g")]
    assert not gate({"max_unknown": {"medium": 0}}, unknown, checks=GUESSING).passed
    assert gate({"max_unknown": {"medium": 0}, "ignore_certainty": ["heuristic"]}, unknown, checks=GUESSING).passed


def test_leaving_guesses_out_is_no_gate_by_itself():
    assert not gate({"ignore_certainty": ["heuristic"]}, GUESS_FAILS, checks=GUESSING).asked


@given(worlds(waivers=False), st.data())
def test_the_score_over_some_checks_is_the_score_had_only_they_been_asked(world, data):
    for standing in world.score.environments:
        assert score_over(standing, world.checks).score == standing.score
        kept = {id: each for id, each in world.checks.items() if data.draw(st.booleans())}
        alone = score([each for each in world.findings if each.check in kept], kept)
        expected = next((each for each in alone.environments if each.environment == standing.environment), None)
        over = score_over(standing, kept)
        if expected is not None and expected.checks:
            assert over.score == expected.score
            assert over.pillars == {each.pillar: each.score for each in expected.pillars if each.score is not None}


# Rounding


@pytest.mark.parametrize(("points", "met"), [("7499/100", False), ("75", True), ("7500001/100000", True), ("74999999/1000000", False)])
def test_a_score_that_only_rounds_to_the_floor_does_not_reach_it(points, met):
    fine = score(ALL_GOOD, CHECKS)
    result = fine.model_copy(
        update={"environments": tuple(each.model_copy(update={"score": Fraction(points)}) for each in fine.environments)}
    )
    gated = judge_gate(GateRules(min_score=75), score=result, findings=(), checks={}, risks=(), today=TODAY)
    assert gated.passed is met
    assert gated.conditions[0].sentence == ("score reaches 75: 75" if met else "score is below 75: 74.9")


def test_a_floor_with_decimals_is_taken_as_written():
    fine = score(ALL_GOOD, CHECKS)
    result = fine.model_copy(
        update={"environments": tuple(each.model_copy(update={"score": Fraction("70.1")}) for each in fine.environments)}
    )
    assert judge_gate(GateRules(min_score=70.1), score=result, findings=(), checks={}, risks=(), today=TODAY).passed


# The verdict


@pytest.mark.parametrize(
    ("rules", "findings", "code"),
    [
        ({}, CRITICAL_FAILS, ExitCode.OK),
        ({"min_score": 75}, ALL_GOOD, ExitCode.OK),
        ({"min_score": 75}, HIGH_FAILS, ExitCode.GATE_FAILED),
        ({"min_coverage": 99}, CRITICAL_UNKNOWN, ExitCode.INCOMPLETE),
        ({"max_unknown": {"critical": 0}}, CRITICAL_UNKNOWN, ExitCode.INCOMPLETE),
        ({"max_unknown": {"critical": 0}, "min_coverage": 99, "no_failing": ["critical"]}, CRITICAL_UNKNOWN, ExitCode.INCOMPLETE),
        ({"max_unknown": {"critical": 0}, "min_score": 99}, CRITICAL_UNKNOWN, ExitCode.GATE_FAILED),
        ({"min_score": 75, "mode": "warn"}, HIGH_FAILS, ExitCode.OK),
    ],
)
def test_the_exit_code_tells_bad_from_unseen(rules, findings, code):
    assert gate(rules, findings).exit_code is code


def test_a_warning_gate_still_says_what_is_broken():
    result = gate({"min_score": 75, "no_failing": ["critical"], "mode": "warn"}, HIGH_FAILS)
    assert (result.asked, result.passed, [each.rule for each in result.broken]) == (True, False, ["min_score"])


@pytest.mark.parametrize("rules", [{}, {"mode": "warn"}])
def test_no_condition_is_no_gate(rules):
    result = gate(rules, CRITICAL_FAILS)
    assert (result.asked, result.passed, result.conditions) == (False, True, ())


def test_conditions_come_in_the_order_of_the_rules():
    rules = {
        "max_drop": 1,
        "waivers_expire_within": 1,
        "max_attested": 1,
        "accepted_budget": 1,
        "no_regressions": True,
        "max_unknown": {"low": 1, "critical": 0},
        "min_coverage": 1,
        "no_failing": ["critical", "high"],
        "min_environment": {"production": 1},
        "min_pillar": {"quality": 1},
        "min_score": 1,
    }
    result = gate(rules, ALL_GOOD, baseline=before(ALL_GOOD))
    assert [each.rule for each in result.conditions] == [
        "min_score",
        "min_pillar.quality",
        "min_environment.production",
        "no_failing.critical",
        "no_failing.high",
        "min_coverage",
        "max_unknown.critical",
        "max_unknown.low",
        "accepted_budget",
        "max_attested",
        "waivers_expire_within",
        "no_regressions",
        "max_drop",
    ]


def test_only_what_counts_in_the_standing_environment_breaks_the_gate():
    staging = many("test-critical", start=50, fail=2, environment=Environment.STAGING)
    assert gate({"no_failing": ["critical"]}, [*ALL_GOOD, *staging]).passed
    shared = many("test-critical", start=50, fail=2, environment=Environment.SHARED)
    assert not gate({"no_failing": ["critical"]}, [*ALL_GOOD, *shared]).passed


def test_a_preview_check_cannot_break_the_gate():
    weighing = {id: each for id, each in CHECKS.items() if id != "test-critical"}
    rules = GateRules(no_failing=(Severity.CRITICAL,), max_unknown={Severity.CRITICAL: 0})
    result = judge_gate(rules, score=score(ALL_GOOD, CHECKS), findings=CRITICAL_FAILS, checks=weighing, risks=(), today=TODAY)
    assert result.passed


@given(worlds(), st.floats(0, 100), st.sampled_from(list(Severity)))
def test_a_gate_passes_only_when_every_condition_is_met(world, least, severity):
    rules = GateRules(min_score=least, min_coverage=least, no_failing=(severity,), max_unknown={severity: 0})
    result = judge_gate(rules, score=world.score, findings=world.findings, checks=world.checks, risks=(), today=TODAY)
    assert result.passed == all(each.met for each in result.conditions) == (not result.broken)
    assert all("\n" not in each.sentence and each.sentence for each in result.conditions)
    assert (result.exit_code is ExitCode.OK) == result.passed
