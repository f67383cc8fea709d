"""Laws over whole assessments of a cluster: what a denied rule leaves behind, and that seeing less never pays."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime
from functools import cache

import pytest
from cluster_world import NAME, FakeApiServer, access_to, observe, serving
from crowded_cluster import OBJECTS
from hypothesis import given, settings
from hypothesis import strategies as st

from readiness.api import Check, Status
from readiness.collectors import Observation, Place, load_collectors
from readiness.collectors.kubernetes.kinds import kinds_seen
from readiness.engine import Finding, in_scope, judge
from readiness.facts import Fact, Gap
from readiness.loader import load_checks
from readiness.planner import Work, plan
from readiness.runner import _hidden_before, _with_facts_before
from readiness.score import score
from readiness.snapshot import Snapshot, SnapshotTarget

load_collectors()
PLACE = f"kubernetes:{NAME}"
THERE = {(each["apiVersion"].rpartition("/")[0], each["kind"]) for each in OBJECTS}
RESOURCES = sorted({kinds[0].resource for kinds in kinds_seen("in clusters").values()})
HELD = sorted(kinds[0].resource for key, kinds in kinds_seen("in clusters").items() if key in THERE)
"""Kinds of which the world holds some: to deny another one that is served hides as much, and nothing of it is there to lose."""


@cache
def work() -> Work:
    """The plan of a scan of one cluster for every Kubernetes check."""
    asked = [each for id, each in load_checks().items() if id.startswith("k8s-")]
    return plan([Place(kind="kubernetes", name=NAME, target=PLACE, settings={})], asked)


@cache
def collected(denied: frozenset[str] = frozenset()) -> dict[str, list[Observation]]:
    """What every task gives when some lists are forbidden; those that none of it concerns are not read again."""
    whole = collected() if denied else {}
    ended: dict[str, list[Observation]] = {}
    with serving(FakeApiServer(objects=OBJECTS, forbidden=set(denied))) as server:
        access = access_to(server.url)
        for key in work().order().static_order():
            task = work().tasks[key]
            resource = task.collector.name.removeprefix("kubernetes.")
            if denied and resource not in denied and all(ended[each] is whole[each] for each in work().before[key]):
                ended[key] = whole[key]
                continue
            task = _with_facts_before(work(), task, ended)
            found = observe(resource, access, task.place.before)
            kept = (each for each in found if isinstance(each, Gap) or type(each) in task.wanted)
            ended[key] = [*_hidden_before(work(), task, ended), *kept]
    return ended


def snapshot(denied: frozenset[str] = frozenset()) -> Snapshot:
    seen = [each for observations in collected(denied).values() for each in observations]
    return Snapshot(
        taken=datetime(2026, 11, 1, tzinfo=UTC),
        targets=(SnapshotTarget(key=PLACE, kind="kubernetes", name=NAME, places=(PLACE,)),),
        collected=frozenset(kind.__name__ for kind in work().wanted),
        facts=tuple(each for each in seen if isinstance(each, Fact)),
        gaps=tuple(each for each in seen if isinstance(each, Gap)),
    )


@cache
def checks() -> dict[str, Check]:
    return in_scope(snapshot(), {id: each for id, each in load_checks().items() if id.startswith("k8s-")})


@cache
def verdicts(denied: frozenset[str] = frozenset()) -> tuple[Finding, ...]:
    return judge(snapshot(denied), checks().values())


def of_checks(findings: tuple[Finding, ...]) -> dict[str, dict[str, Finding]]:
    told: dict[str, dict[str, Finding]] = defaultdict(dict)
    for each in findings:
        told[each.check][each.fingerprint] = each
    return told


@cache
def points(denied: frozenset[str] = frozenset()) -> float:
    standing = score(verdicts(denied), checks()).standing
    return float(standing.score or 0) if standing else 0.0


def test_the_world_lets_every_check_speak() -> None:
    told = of_checks(verdicts())
    loud = {id for id, findings in told.items() if {each.status for each in findings.values()} & {Status.PASS, Status.FAIL}}
    assert set(checks()) - loud == set()
    assert [each.message for each in verdicts() if each.status is Status.ERROR] == []


@pytest.mark.parametrize("resource", HELD)
def test_a_denied_rule_gives_no_verdict_is_named_and_never_pays(resource: str) -> None:
    right = f"list {resource}"
    whole, less = of_checks(verdicts()), of_checks(verdicts(frozenset({resource})))
    for id, told in less.items():
        assert not [each.resource for each in told.values() if each.status is Status.ERROR], f"{id} breaks"
        earned = {key for key, each in told.items() if each.status in (Status.PASS, Status.FAIL)}
        new = [told[key] for key in earned if key not in whole[id] or whole[id][key].status is not told[key].status]
        assert new == [], f"{id} says of what it could not see: {new[0].status} {new[0].resource} {new[0].message}"
        lost = [each for key, each in whole[id].items() if each.status in (Status.PASS, Status.FAIL) and key not in earned]
        unknown = [each for each in told.values() if each.status is Status.UNKNOWN]
        if lost:
            assert any(right in each.right for each in unknown), f"{id} lost {lost[0].resource} and does not say why"
        # One for each environment whose namespaces were refused.
        places = [each for each in unknown if each.discovery and right in each.right and each.resource.partition("#")[0] == PLACE]
        assert len(places) == len({(each.resource, each.environment) for each in places}), f"{id} tells one gap twice"
    assert points(frozenset({resource})) <= points() + 1e-9


@settings(max_examples=15, deadline=None, derandomize=True)
@given(st.frozensets(st.sampled_from(HELD), min_size=2, max_size=12), st.sampled_from(HELD))
def test_losing_one_more_right_never_raises_the_score(denied: frozenset[str], resource: str) -> None:
    assert points(denied | {resource}) <= points(denied) + 1e-9
