"""The plan: what first, and the exact score after each step."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from strategies import World, a_check, a_finding, many, worlds

from readiness.api import Effort, Status
from readiness.facts import Environment
from readiness.plan import HOURS, Horizon, Plan, Step, plan
from readiness.score import Rubric, Scale, tally

PRODUCTION = Environment.PRODUCTION


def planned(world: World) -> Plan:
    return plan(world.findings, world.checks, Rubric(), world.score.overall)


def mended(world: World, checks: set[str]) -> World:
    own = [n for n, each in enumerate(world.findings) if each.check in checks and each.status is Status.FAIL and not each.waiver]
    return world.but(own, status=Status.PASS)


@given(worlds())
def test_the_score_after_each_step_is_that_of_the_mended_findings(world):
    result = planned(world)
    name = world.score.overall
    if name is None:
        assert result == Plan(environment=None, start=None, steps=(), with_unknowns_proven=None)
        return
    assert result.start == world.environments[name].score
    done: set[str] = set()
    for step in result.steps:
        done.add(step.check)
        assert step.score == mended(world, done).environments[name].score
    assert result.with_unknowns_proven == mended(world, done).environments[name].ceiling


@given(worlds())
def test_every_failing_check_is_mended_once_and_no_step_lowers_the_score(world):
    result = planned(world)
    if result.environment is None:
        return
    standing = world.score.standing
    assert sorted(step.check for step in result.steps) == [each.check for each in standing.checks if each.failed]
    assert {step.check: step.resources for step in result.steps} == {each.check: each.failed for each in standing.checks if each.failed}
    scores = [result.start, *(step.score for step in result.steps), result.with_unknowns_proven]
    assert scores == sorted(scores)
    assert all(step.gain >= 0 for step in result.steps)


@given(worlds())
def test_steps_are_sorted_by_horizon_then_criticals_then_points_per_hour(world):
    result = planned(world)
    if result.environment is None:
        return
    lost = {each.check: each.lost for each in world.score.standing.checks}

    def urgency(step: Step) -> tuple[int, bool, Fraction]:
        critical = world.checks[step.check].severity == "critical"
        return list(Horizon).index(step.horizon), not critical, -lost[step.check] / step.hours

    assert [urgency(step) for step in result.steps] == sorted(urgency(step) for step in result.steps)


@pytest.mark.parametrize(
    ("severity", "effort", "horizon"),
    [
        ("critical", "days", "now"),
        ("critical", "minutes", "now"),
        ("high", "minutes", "now"),
        ("medium", "minutes", "now"),
        ("low", "minutes", "later"),
        ("high", "hours", "next"),
        ("high", "days", "next"),
        ("medium", "hours", "later"),
        ("low", "days", "later"),
    ],
)
def test_horizons(severity, effort, horizon):
    world = World({"test-a": a_check(severity=severity, effort=effort)}, (a_finding(),))
    (step,) = planned(world).steps
    assert step.horizon == horizon
    assert step.hours == HOURS[Effort(effort)] == {"minutes": 1, "hours": 4, "days": 16}[effort]


def test_a_plan_by_hand():
    checks = {
        "test-critical": a_check("test-critical", "critical", "quality", effort="days"),
        "test-quick": a_check("test-quick", "high", "governance", effort="minutes"),
        "test-good": a_check("test-good", "high", "governance"),
        "test-unknown": a_check("test-unknown", "low", "portability"),
    }
    found = (
        a_finding("test-quick", resource="q"),
        a_finding("test-critical", resource="c"),
        a_finding("test-good", Status.PASS, "g"),
        a_finding("test-unknown", Status.UNKNOWN, "u"),
    )
    result = planned(World(checks, found))
    governance, quality, portability = (Fraction(100 * weight, 16) for weight in (5, 6, 5))
    assert result.start == governance / 2
    assert [(step.check, step.gain, step.score) for step in result.steps] == [
        ("test-critical", quality, governance / 2 + quality),
        ("test-quick", governance / 2, governance + quality),
    ]
    assert result.with_unknowns_proven == 100 == governance + quality + portability


def test_the_score_stays_capped_until_the_last_critical_is_mended():
    checks = {f"test-{n}": a_check(f"test-{n}", "critical", "portability") for n in range(3)} | {
        "test-good": a_check("test-good", "low", "data_security")
    }
    found = [a_finding(f"test-{n}", resource=str(n)) for n in range(3)] + [a_finding("test-good", Status.PASS, "g")]
    assert [step.score for step in planned(World(checks, tuple(found))).steps] == [49, 59, 100]


def test_only_the_environment_that_counts_is_planned():
    found = many("test-a", passed=1) + many("test-a", start=9, fail=3, environment=Environment.STAGING)
    found += many("test-a", start=20, fail=3, environment=Environment.SAMPLE)
    world = World({"test-a": a_check()}, tuple(found))
    assert planned(world).steps == ()
    assert plan(world.findings, world.checks, Rubric(), "staging").steps[0].resources == 3


def test_a_preview_check_and_an_accepted_risk_are_no_step():
    checks = {"test-a": a_check(), "test-b": a_check("test-b")}
    found = [a_finding("test-a", waiver="R-1"), a_finding("test-b")]
    assert plan(found, checks, Rubric(preview=frozenset({"test-b"})), PRODUCTION).steps == ()


@given(worlds())
def test_mending_everything_leaves_nothing_lost(world):
    for each in mended(world, set(world.checks)).score.environments:
        assert not sum(check.lost for check in each.checks)
    tallies = tally(world.findings)
    assert all(not each.mended().failed for each in tallies.values())
    assert Scale(world.checks, Rubric()).points({}) is None
