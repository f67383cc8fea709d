"""Several snapshots made one: no order counts, nothing read twice counts twice, and what is old is not known."""

from __future__ import annotations

import io
import json
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import MADE_UP, TAKEN, TARGETS, MadeUpAlarm, MadeUpPump, a_gap, a_snapshot, alarm, pump, snapshots

from readiness.api import Status
from readiness.assessment import assess
from readiness.errors import UserError
from readiness.facts import GapReason
from readiness.merge import NOT_ASKED, aged, merge, read_twice
from readiness.snapshot import Snapshot, in_order, load, save

KINDS = st.sampled_from([(MadeUpPump, MadeUpAlarm), (MadeUpPump,), (MadeUpAlarm,)])


@st.composite
def readings(draw: st.DrawFn) -> Snapshot:
    """A snapshot of some targets, some facts and some day."""
    whole = draw(snapshots())
    targets = draw(st.lists(st.sampled_from(TARGETS), min_size=1, unique=True))
    kinds = {each.__name__ for each in draw(KINDS)}
    places = {place for each in targets for place in each.places}
    return whole.model_copy(
        update={
            "taken": TAKEN + timedelta(days=draw(st.integers(0, 2))),
            "targets": tuple(targets),
            "collected": frozenset(kinds),
            "facts": tuple(each for each in whole.facts if each.origin.place in places and type(each).__name__ in kinds),
            "gaps": tuple(each for each in whole.gaps if each.place in places and kinds.issuperset(each.facts)),
        }
    )


def document(snapshot: Snapshot) -> str:
    out = io.StringIO()
    save(snapshot, out)
    return out.getvalue()


@given(st.lists(readings(), min_size=1, max_size=4), st.randoms(use_true_random=False))
def test_the_order_makes_no_difference(several, random):
    shuffled = list(several)
    random.shuffle(shuffled)
    assert document(merge(shuffled)) == document(merge(several))


@given(readings(), readings(), readings())
def test_merging_one_after_the_other_is_merging_at_once(one, two, three):
    assert document(merge([merge([one, two]), three])) == document(merge([one, two, three])) == document(merge([one, merge([two, three])]))


@given(st.lists(readings(), min_size=1, max_size=3))
def test_merging_again_changes_nothing(several):
    merged = merge(several)
    assert document(merge([merged])) == document(merge([merged, merged])) == document(merge([merged, *several])) == document(merged)


@given(readings())
def test_one_alone_says_what_it_said(one):
    merged = merge([one])
    assert merged.facts == in_order(one.facts)
    assert {(each.place, name) for each in merged.gaps for name in each.facts} == {
        (each.place, name) for each in one.gaps for name in each.facts
    }
    by_check = {(each.check, each.resource, each.status) for each in assess(one, MADE_UP).findings}
    assert {(each.check, each.resource, each.status) for each in assess(merged, MADE_UP).findings} == by_check


@given(st.lists(readings(), min_size=1, max_size=3), st.integers(0, 3))
def test_less_that_is_fresh_enough_never_raises_a_score(several, days):
    merged = merge(several)
    whole, less = assess(merged, MADE_UP).score.standing, assess(aged(merged, days), MADE_UP).score.standing
    if whole is not None and less is not None and whole.environment == less.environment and whole.score is not None:
        assert less.score is None or less.score <= whole.score


@given(st.lists(readings(), min_size=1, max_size=3))
def test_a_merged_snapshot_is_a_document_like_any_other(several):
    merged = merge(several)
    assert load(io.StringIO(document(merged))) == merged
    assert "readings" in json.loads(document(merged))


def at(day: int, *seen, targets=TARGETS[:1], collected=None):
    return a_snapshot(*seen, targets=targets, collected=collected).model_copy(update={"taken": TAKEN + timedelta(days=day)})


def test_of_a_place_that_was_read_twice_the_newest_counts():
    old, new = at(0, pump("a", good=False), pump("gone")), at(9, pump("a"))
    merged = merge([old, new])
    assert [(each.resource, each.good) for each in merged.facts] == [("pump:a", True)]
    assert read_twice([old, new]) == {"folder:a": [new.taken, old.taken]}
    assert merged.taken == new.taken


def test_places_that_were_read_apart_stand_together_with_their_dates():
    merged = merge([at(0, pump("a")), at(5, pump("b", place="folder:b"), targets=TARGETS[1:2])])
    assert {each.resource for each in merged.facts} == {"pump:a", "pump:b"}
    assert {each.place: each.taken for each in merged.readings} == {"folder:a": TAKEN, "folder:b": TAKEN + timedelta(days=5)}
    assert assess(merged, MADE_UP).readings == {"folder:a": TAKEN, "folder:b": TAKEN + timedelta(days=5)}
    assert read_twice([at(0, pump("a")), at(5, pump("b", place="folder:b"), targets=TARGETS[1:2])]) == {}


def test_what_was_not_asked_for_at_a_place_is_a_gap_and_never_a_pass():
    pumps_only = at(0, pump("a"), collected=(MadeUpPump,))
    alarms_only = at(1, alarm("b", place="folder:b"), targets=TARGETS[1:2], collected=(MadeUpAlarm,))
    merged = merge([pumps_only, alarms_only])
    assert {(each.place, each.facts, each.reason, each.detail) for each in merged.gaps} == {
        ("folder:a", ("MadeUpAlarm",), GapReason.NOT_COLLECTED, NOT_ASKED),
        ("folder:b", ("MadeUpPump",), GapReason.NOT_COLLECTED, NOT_ASKED),
    }
    statuses = {each.status for each in assess(merged, MADE_UP).findings if each.check == "test-pump-alarmed"}
    assert Status.PASS not in statuses
    assert Status.UNKNOWN in statuses


def test_a_gap_that_a_later_reading_closed_is_gone():
    merged = merge([at(0, a_gap(MadeUpPump)), at(1, pump("a"))])
    assert (merged.gaps, len(merged.facts)) == ((), 1)
    assert len(merge([at(1, a_gap(MadeUpPump)), at(0, pump("a"))]).facts) == 0, "what can't be read now is not known, whatever it was"


@pytest.mark.parametrize(("days", "known"), [(10, True), (9, True), (8, False), (0, False)])
def test_what_is_too_old_is_unknown(days, known):
    merged = merge([at(0, pump("a")), at(9, pump("b", place="folder:b"), targets=TARGETS[1:2])])
    found = aged(merged, days)
    assert ({each.resource for each in found.facts} == {"pump:a", "pump:b"}) is known
    if not known:
        gap = next(each for each in found.gaps if each.place == "folder:a")
        assert (gap.reason, gap.facts) == (GapReason.STALE, ("MadeUpAlarm", "MadeUpPump"))
        assert gap.detail == f"read on 2026-06-01, more than {days} days before the newest reading"
        unknown = [each for each in assess(found, MADE_UP).findings if each.check == "test-pump-good" and each.status is Status.UNKNOWN]
        assert [each.message for each in unknown] == [f"too old: {gap.detail}"]


def test_systems_of_two_names_are_not_one_unless_somebody_says_so():
    one, other = at(0).model_copy(update={"system": "a"}), at(0).model_copy(update={"system": "b"})
    with pytest.raises(UserError, match="snapshots of different systems: a, b"):
        merge([one, other])
    assert merge([one, other], "both").system == "both"
    assert merge([one, at(0)]).system == "a"


def test_a_target_that_was_reached_later_is_reached():
    closed = at(0, targets=(TARGETS[0].model_copy(update={"reached": False}),)).model_copy(update={"complete": False})
    assert merge([closed, at(1, pump("a"))]).complete
    assert not merge([at(1, targets=closed.targets), at(0, pump("a"))]).complete
