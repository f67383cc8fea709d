"""An account of which calls are denied: the laws of `denials` hold for each, and for some together."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from contextlib import contextmanager

import aws_worlds
import pytest
from aws_world import Answer, observe, place_of, recorded
from denials import DeniableWorld, Denied, Reader
from hypothesis import example, given, settings
from hypothesis import strategies as st

from readiness.api import Status
from readiness.collectors import load_collectors
from readiness.collectors.aws.reading import CALLS
from readiness.collectors.aws.rights import action_of

load_collectors()
EVERY_CALL = sorted({call for calls in CALLS.values() for call in calls})
DENIED = "AccessDeniedException"
UNTOLD = {"aws-agent-gateway-authenticated", "aws-ecs-image-fixed", "aws-notebook-stops-when-idle"}
"""Of the recorded resources nobody can tell these: a function, a registry elsewhere and a script decide them."""

ANSWERS: dict[str, Answer] = {}
for _module in pkgutil.iter_modules(aws_worlds.__path__):
    ANSWERS |= importlib.import_module(f"aws_worlds.{_module.name}").ANSWERS


@contextmanager
def reading(denied: Denied) -> Iterator[Reader]:
    # An access of its own for each task, so that none waits for the token bucket of another.
    answers = {**ANSWERS, **dict.fromkeys(denied, DENIED)}
    yield lambda task: observe(task.collector.name, recorded(answers), task.place.before)


PLACES = tuple(place_of(kind, recorded(ANSWERS)) for kind in ("aws-account", "aws-region"))
WORLD = DeniableWorld("aws-*", PLACES, reading, lambda task: CALLS[task.collector.name])


def test_the_world_lets_every_check_speak():
    assert WORLD.silent(Status.PASS, Status.FAIL, Status.NOT_APPLICABLE) == UNTOLD


@pytest.mark.parametrize("call", EVERY_CALL)
def test_a_denied_call_gives_no_verdict_is_named_and_never_pays(call):
    assert WORLD.broken_by(call, action_of(call)) == []


@example(frozenset({"account.get_alternate_contact", "bedrock-agent.get_agent"}), "bedrock-agent.get_knowledge_base")
@settings(max_examples=25, deadline=None, derandomize=True)
@given(st.frozensets(st.sampled_from(EVERY_CALL), min_size=2, max_size=12), st.sampled_from(EVERY_CALL))
def test_losing_one_more_right_never_raises_the_score(denied, call):
    assert WORLD.points(denied | {call}) <= WORLD.points(denied) + 1e-9
