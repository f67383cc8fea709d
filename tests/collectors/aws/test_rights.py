"""Laws over every AWS collector: what it declares it uses, and what it is denied it tells."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

import aws_worlds
import pytest
from aws_world import Answer, observe, recorded

from readiness.collectors import COLLECTORS, load_collectors
from readiness.collectors.aws.reading import CALLS
from readiness.collectors.aws.rights import action_of
from readiness.facts import Fact, Gap

load_collectors()
WORLD: dict[str, Answer] = {}
for _module in pkgutil.iter_modules(aws_worlds.__path__):
    WORLD |= importlib.import_module(f"aws_worlds.{_module.name}").ANSWERS

NAMES = sorted(CALLS)


@cache
def before(name: str) -> tuple[Fact, ...]:
    """The facts that a collector comes after, from the collectors of its place that give them."""
    after = COLLECTORS[name].after
    givers = [each for each in NAMES if COLLECTORS[each].gives & after]
    return tuple(fact for each in givers for fact in observe(each, recorded(WORLD), before(each)) if type(fact) in after)


@pytest.mark.parametrize("name", NAMES)
def test_declared_calls_are_made_and_no_others(name):
    access = recorded(WORLD)
    seen = observe(name, access, before(name))
    assert [each for each in seen if isinstance(each, Gap)] == []
    assert seen
    assert set(access.calls) == CALLS[name]


@pytest.mark.parametrize(("name", "call"), [(name, call) for name in NAMES for call in sorted(CALLS[name])])
def test_a_denied_call_names_its_right_and_hides_nothing_else(name, call):
    first = before(name)
    seen = observe(name, recorded({**WORLD, call: "AccessDeniedException"}), first)
    rights = {each.right for each in seen if isinstance(each, Gap)}
    rights |= {unread.right for each in seen if isinstance(each, Fact) for unread in each.unread.values()}
    assert rights == {action_of(call)}
