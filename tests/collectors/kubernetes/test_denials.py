"""A cluster of which lists are forbidden: the laws of `denials` hold for each, and for some together."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from cluster_world import NAME, FakeApiServer, access_to, observe, serving
from crowded_cluster import OBJECTS
from denials import DeniableWorld, Denied, Reader
from hypothesis import given, settings
from hypothesis import strategies as st

from readiness.api import Status
from readiness.collectors import Place, load_collectors
from readiness.collectors.kubernetes.kinds import kinds_seen
from readiness.planner import Task

load_collectors()
PLACE = f"kubernetes:{NAME}"
THERE = {(each["apiVersion"].rpartition("/")[0], each["kind"]) for each in OBJECTS}
HELD = sorted(kinds[0].resource for key, kinds in kinds_seen("in clusters").items() if key in THERE)
"""Kinds of which the world holds some: to deny another one that is served hides as much, and nothing of it is there to lose."""


def resource_of(task: Task) -> str:
    return task.collector.name.removeprefix("kubernetes.")


@contextmanager
def reading(denied: Denied) -> Iterator[Reader]:
    with serving(FakeApiServer(objects=OBJECTS, forbidden=set(denied))) as server:
        access = access_to(server.url)
        yield lambda task: observe(resource_of(task), access, task.place.before)


PLACES = (Place(kind="kubernetes", name=NAME, target=PLACE, settings={}),)
WORLD = DeniableWorld("k8s-*", PLACES, reading, lambda task: frozenset({resource_of(task)}))


def test_the_world_lets_every_check_speak() -> None:
    assert WORLD.silent(Status.PASS, Status.FAIL) == set()
    assert [each.message for each in WORLD.verdicts() if each.status is Status.ERROR] == []


@pytest.mark.parametrize("resource", HELD)
def test_a_denied_rule_gives_no_verdict_is_named_and_never_pays(resource: str) -> None:
    assert WORLD.broken_by(resource, f"list {resource}") == []


@settings(max_examples=15, deadline=None, derandomize=True)
@given(st.frozensets(st.sampled_from(HELD), min_size=2, max_size=12), st.sampled_from(HELD))
def test_losing_one_more_right_never_raises_the_score(denied: frozenset[str], resource: str) -> None:
    assert WORLD.points(denied | {resource}) <= WORLD.points(denied) + 1e-9
