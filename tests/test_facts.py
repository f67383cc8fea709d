"""Facts are frozen, strict, and know what they do not know."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from strategies import FACT_TYPES, IDENTITY, MadeUpPump, facts, pump

from readiness.facts import Environment, Fact, GapReason, Origin, Unread, UnreadFieldError
from readiness.facts.ai import Gateway
from readiness.snapshot import revive, slim

GATEWAY = Gateway(resource="gateway:x", origin=Origin(place="folder:."), product="litellm")


def test_every_fact_type_is_registered_under_its_own_name():
    assert len(FACT_TYPES) > 20
    assert all(Fact.by_name[kind.__name__] is kind for kind in FACT_TYPES)


@pytest.mark.parametrize("kind", FACT_TYPES, ids=lambda kind: kind.__name__)
def test_every_fact_type_says_what_it_is(kind):
    assert (kind.__doc__ or "").strip()


@pytest.mark.parametrize("kind", FACT_TYPES, ids=lambda kind: kind.__name__)
def test_every_fact_type_can_be_built(kind):
    kind.model_rebuild(force=True)


def test_facts_are_frozen():
    with pytest.raises(ValidationError):
        GATEWAY.product = "other"
    with pytest.raises(ValidationError):
        GATEWAY.unknown("max_budget", GapReason.DENIED).product = "other"


def test_a_field_nobody_declared_is_refused():
    with pytest.raises(ValidationError, match="spelled_wrong"):
        Gateway(resource="g", origin=Origin(place="folder:."), product="x", spelled_wrong=1)
    with pytest.raises(AttributeError):
        _ = GATEWAY.spelled_wrong


def test_a_field_that_was_read_and_is_empty_is_none():
    assert GATEWAY.max_budget is None


def test_reading_an_unread_field_raises_and_names_field_reason_and_right():
    hidden = GATEWAY.unknown("max_budget", GapReason.DENIED, "AccessDenied", "gateway:Read")
    with pytest.raises(UnreadFieldError) as caught:
        _ = hidden.max_budget
    assert (caught.value.field, caught.value.unread.right) == ("max_budget", "gateway:Read")
    assert str(caught.value) == "max_budget of gateway:x could not be read: denied"
    assert hidden.product == "litellm"


def test_a_fact_can_be_born_with_unread_fields_even_required_ones():
    born = MadeUpPump(resource="p", origin=Origin(place="x"), unread={"good": Unread(reason=GapReason.TEMPLATED)})
    assert (born.name, born.environment) == ("", Environment.UNCLASSIFIED)
    with pytest.raises(UnreadFieldError):
        _ = born.good


@pytest.mark.parametrize(
    ("given_", "says"),
    [
        ({"unread": {"nonsense": Unread(reason=GapReason.DENIED)}}, "has no field 'nonsense'"),
        ({"nonsense": 1, "unread": {"good": Unread(reason=GapReason.DENIED)}}, "has no field 'nonsense'"),
        ({"resource": None, "unread": {"good": Unread(reason=GapReason.DENIED)}}, "valid string"),
        ({"unread": {"name": Unread(reason=GapReason.DENIED)}}, "needs 'good'"),
    ],
)
def test_unread_fields_do_not_open_the_door_to_nonsense(given_, says):
    with pytest.raises(ValueError, match=says):
        MadeUpPump(**{"resource": "p", "origin": Origin(place="x"), **given_})


@pytest.mark.parametrize("field", sorted(IDENTITY))
def test_what_identifies_a_fact_is_always_read(field):
    with pytest.raises(ValueError, match=f"{field!r} can't be unread"):
        pump().unknown(field, GapReason.DENIED)


def test_a_field_is_unread_or_given_never_both():
    both = MadeUpPump(resource="p", origin=Origin(place="x"), good=True, unread={"good": Unread(reason=GapReason.DENIED)})
    with pytest.raises(UnreadFieldError):
        _ = both.good


@given(facts())
def test_facts_survive_their_json(fact):
    again = revive({"fact": type(fact).__name__, **slim(fact)})
    assert again == fact
    assert again.unread == fact.unread
    assert hash(type(again)) == hash(type(fact))


@given(facts())
def test_unread_fields_raise_and_the_others_do_not(fact):
    for name in type(fact).model_fields:
        if name in fact.unread:
            with pytest.raises(UnreadFieldError):
                getattr(fact, name)
        else:
            getattr(fact, name)


@given(facts())
def test_facts_can_be_copied_shown_and_sent_to_another_process(fact):
    assert fact.model_copy(deep=True) == fact
    assert type(fact).__name__ in repr(fact)
    assert pickle.loads(pickle.dumps(fact)) == fact


@given(facts(), st.sampled_from(list(GapReason)))
def test_a_field_made_unread_twice_keeps_the_last_reason(fact, reason):
    field = next(name for name in sorted(type(fact).model_fields) if name not in IDENTITY)
    assert fact.unknown(field, GapReason.DENIED).unknown(field, reason).unread[field].reason is reason


@pytest.mark.parametrize(
    ("origin", "text"),
    [
        (Origin(place="folder:."), "folder:."),
        (Origin(place="aws:1", call="s3:ListBuckets"), "s3:ListBuckets"),
        (Origin(place="folder:.", file="a.yaml"), "a.yaml"),
        (Origin(place="folder:.", file="a.yaml").at(7), "a.yaml:7"),
    ],
)
def test_an_origin_reads_as_a_place_to_look_at(origin, text):
    assert str(origin) == text


def test_no_two_facts_share_a_name() -> None:
    def below(kind: type[Fact]) -> list[type[Fact]]:
        return [kind, *(each for inner in kind.__subclasses__() for each in below(inner))]

    own = {each for each in below(Fact) if each.__module__.startswith("readiness.facts")}
    assert len({each.__name__ for each in own}) == len(own), "a snapshot tells facts apart by name"
