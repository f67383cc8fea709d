"""Laws over whole assessments of an account: what a denied call leaves behind, and that seeing less never pays."""

from __future__ import annotations

import importlib
import pkgutil
from collections import defaultdict
from datetime import UTC, datetime
from functools import cache

import aws_worlds
import pytest
from aws_world import ACCOUNT, REGION, Answer, observe, place_of, recorded
from hypothesis import example, given, settings
from hypothesis import strategies as st

from readiness.api import Check, Status
from readiness.collectors import Observation, load_collectors
from readiness.collectors.aws.reading import CALLS
from readiness.collectors.aws.rights import action_of
from readiness.engine import Finding, in_scope, judge
from readiness.facts import Fact, Gap
from readiness.loader import load_checks
from readiness.planner import Work, plan
from readiness.runner import _hidden_before, _with_facts_before
from readiness.score import score
from readiness.snapshot import Snapshot, SnapshotTarget

load_collectors()
EVERY_CALL = sorted({call for calls in CALLS.values() for call in calls})
PLACES = (f"aws-account:{ACCOUNT}", f"aws-region:{ACCOUNT}/{REGION}")
DENIED = "AccessDeniedException"
UNTOLD = {"aws-agent-gateway-authenticated", "aws-ecs-image-fixed", "aws-notebook-stops-when-idle"}
"""Of the recorded resources nobody can tell these: a function, a registry elsewhere and a script decide them."""


@cache
def world() -> dict[str, Answer]:
    answers: dict[str, Answer] = {}
    for module in pkgutil.iter_modules(aws_worlds.__path__):
        answers |= importlib.import_module(f"aws_worlds.{module.name}").ANSWERS
    return answers


@cache
def work() -> Work:
    """The plan of a scan of one account and one region for every AWS check."""
    access = recorded(world())
    asked = [each for id, each in load_checks().items() if id.startswith("aws-")]
    return plan([place_of("aws-account", access), place_of("aws-region", access)], asked)


@cache
def collected(denied: frozenset[str] = frozenset()) -> dict[str, list[Observation]]:
    """What every task gives when some calls are denied; those that none of it concerns are not run again."""
    whole = collected() if denied else {}
    answers = {**world(), **dict.fromkeys(denied, DENIED)}
    ended: dict[str, list[Observation]] = {}
    for key in work().order().static_order():
        task = work().tasks[key]
        if denied and not CALLS[task.collector.name] & denied and all(ended[each] is whole[each] for each in work().before[key]):
            ended[key] = whole[key]
            continue
        task = _with_facts_before(work(), task, ended)
        # An access of its own for each task, so that none waits for the token bucket of another.
        found = observe(task.collector.name, recorded(answers), task.place.before)
        ended[key] = [*_hidden_before(work(), task, ended), *(each for each in found if isinstance(each, Gap) or type(each) in task.wanted)]
    return ended


def snapshot(denied: frozenset[str] = frozenset()) -> Snapshot:
    seen = [each for observations in collected(denied).values() for each in observations]
    return Snapshot(
        taken=datetime(2026, 11, 1, tzinfo=UTC),
        targets=(SnapshotTarget(key=f"aws:{ACCOUNT}", kind="aws", name=ACCOUNT, places=PLACES),),
        collected=frozenset(kind.__name__ for kind in work().wanted),
        facts=tuple(each for each in seen if isinstance(each, Fact)),
        gaps=tuple(each for each in seen if isinstance(each, Gap)),
    )


@cache
def checks() -> dict[str, Check]:
    return in_scope(snapshot(), {id: each for id, each in load_checks().items() if id.startswith("aws-")})


@cache
def verdicts(denied: frozenset[str] = frozenset()) -> tuple[Finding, ...]:
    return judge(snapshot(denied), checks().values())


def of_checks(findings: tuple[Finding, ...]) -> dict[str, dict[str, Finding]]:
    told: dict[str, dict[str, Finding]] = defaultdict(dict)
    for each in findings:
        told[each.check][each.fingerprint] = each
    return told


def test_the_world_lets_every_check_speak():
    told = of_checks(verdicts())
    silent = {id for id, findings in told.items() if {each.status for each in findings.values()} <= {Status.UNKNOWN, Status.ERROR}}
    assert silent == UNTOLD


@cache
def points(denied: frozenset[str] = frozenset()) -> float:
    standing = score(verdicts(denied), checks()).standing
    return float(standing.score or 0) if standing else 0.0


@pytest.mark.parametrize("call", EVERY_CALL)
def test_a_denied_call_gives_no_verdict_is_named_and_never_pays(call):
    whole, less = of_checks(verdicts()), of_checks(verdicts(frozenset({call})))
    for id, told in less.items():
        assert not [each.resource for each in told.values() if each.status is Status.ERROR], f"{id} breaks"
        earned = {key for key, each in told.items() if each.status in (Status.PASS, Status.FAIL)}
        new = [told[key] for key in earned if key not in whole[id] or whole[id][key].status is not told[key].status]
        assert new == [], f"{id} says of what it could not see: {new[0].status} {new[0].resource} {new[0].message}"
        lost = [each for key, each in whole[id].items() if each.status in (Status.PASS, Status.FAIL) and key not in earned]
        unknown = [each for each in told.values() if each.status is Status.UNKNOWN]
        if lost:
            assert any(action_of(call) in each.right for each in unknown), f"{id} lost {lost[0].resource} and does not say why"
        places = [
            each for each in unknown if each.discovery and action_of(call) in each.right and each.resource.partition("#")[0] in PLACES
        ]
        assert len(places) == len({each.resource for each in places}), f"{id} tells one gap twice"
    assert points(frozenset({call})) <= points() + 1e-9


@example(frozenset({"account.get_alternate_contact", "bedrock-agent.get_agent"}), "bedrock-agent.get_knowledge_base")
@settings(max_examples=25, deadline=None, derandomize=True)
@given(st.frozensets(st.sampled_from(EVERY_CALL), min_size=2, max_size=12), st.sampled_from(EVERY_CALL))
def test_losing_one_more_right_never_raises_the_score(denied, call):
    assert points(denied | {call}) <= points(denied) + 1e-9
