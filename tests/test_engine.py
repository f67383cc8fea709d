"""What unknown means, row by row, and the laws of judging."""

from __future__ import annotations

import hashlib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import (
    MADE_UP,
    TAKEN,
    TARGETS,
    MadeUpAlarm,
    MadeUpPump,
    a_gap,
    a_snapshot,
    alarm,
    pump,
    snapshots,
)

from readiness.api import Status, Verdict, attested, check, failed, not_applicable, passed
from readiness.collectors import COLLECTORS, Collector, load_collectors
from readiness.engine import EXAMPLES, Finding, fingerprint, in_scope, judge, out_of_reach
from readiness.facts import Environment, Fact, GapReason, Origin
from readiness.facts.attestation import Attestation
from readiness.facts.kubernetes.networking import Service
from readiness.loader import load_checks
from readiness.score import score
from readiness.snapshot import SnapshotTarget

GOOD, ALARMED, RING, SOME, EVERY = (
    MADE_UP[id] for id in ("test-pump-good", "test-pump-alarmed", "test-alarms-ring", "test-some-alarm", "test-every-pump")
)


def one(findings: tuple[Finding, ...]) -> Finding:
    (only,) = findings
    return only


# The table of ARCHITECTURE, Unknown


def test_a_refused_place_is_one_unknown_that_names_the_right():
    gap = a_gap(MadeUpPump, detail="pump:List was refused", right="pump:List")
    found = one(judge(a_snapshot(gap, gap, gap), [GOOD]))
    assert (found.status, found.message) == (Status.UNKNOWN, "denied: pump:List was refused")
    assert (found.right, found.discovery, found.target) == ("pump:List", True, "folder:a")
    assert found.evidence == {"unread": ["folder:a"], "reason": "pump:List was refused"}


def test_a_refused_place_stands_beside_what_was_read():
    found = judge(a_snapshot(pump(), a_gap(MadeUpPump)), [GOOD])
    assert [each.status for each in found] == [Status.PASS, Status.UNKNOWN]


def test_a_thousand_unread_files_are_one_unknown_that_names_a_few():
    seen = [a_gap(MadeUpPump, file=f"{n:03}.yaml", reason=GapReason.UNPARSEABLE) for n in range(30)]
    found = one(judge(a_snapshot(*seen), [GOOD]))
    assert found.evidence["unread"] == [f"{n:03}.yaml" for n in range(EXAMPLES)]
    assert found.evidence["more"] == 20
    assert (found.message, found.location, found.file) == ("could not be read: unparseable", "000.yaml", "000.yaml")


def test_places_environments_and_reasons_stay_apart():
    seen = [
        a_gap(MadeUpPump, place=place, environment=environment, reason=reason)
        for place in ("folder:a", "folder:b")
        for environment in (Environment.PRODUCTION, Environment.STAGING)
        for reason in (GapReason.DENIED, GapReason.TOO_LARGE)
    ]
    found = judge(a_snapshot(*seen), [GOOD])
    assert len({(each.resource, each.environment) for each in found}) == len({each.fingerprint for each in found}) == 8


def test_an_unread_field_is_an_unknown_on_that_resource():
    hidden = pump().unknown("good", GapReason.DENIED, "AccessDenied", "pump:Look")
    found = one(judge(a_snapshot(hidden), [GOOD]))
    assert (found.status, found.message) == (Status.UNKNOWN, "good could not be read (denied)")
    assert (found.resource, found.right, found.discovery) == ("pump:p", "pump:Look", False)
    assert found.evidence == {"field": "good", "of": "pump:p", "detail": "AccessDenied"}


def test_an_unread_field_nobody_asks_for_is_no_matter():
    assert one(judge(a_snapshot(pump().unknown("name", GapReason.DENIED, right="x"), alarm()), [ALARMED])).status is Status.PASS


def test_an_unread_field_of_the_context_is_an_unknown_on_the_subject():
    found = one(judge(a_snapshot(pump(), alarm().unknown("rings", GapReason.DENIED)), [ALARMED]))
    assert (found.status, found.resource, found.evidence["of"]) == (Status.UNKNOWN, "pump:p", "alarm:a")


@pytest.mark.parametrize(
    ("gap", "status"),
    [
        (a_gap(MadeUpAlarm), Status.UNKNOWN),
        (a_gap(MadeUpAlarm, environment=Environment.PRODUCTION), Status.UNKNOWN),
        (a_gap(MadeUpAlarm, environment=Environment.SHARED), Status.UNKNOWN),
        (a_gap(MadeUpAlarm, environment=Environment.STAGING), Status.PASS),
        (a_gap(MadeUpAlarm, environment=Environment.SAMPLE), Status.PASS),
        (a_gap(MadeUpAlarm, place="folder:b"), Status.PASS),
        (a_gap(MadeUpAlarm, place="cloud:c/2"), Status.UNKNOWN),
        (a_gap(MadeUpAlarm, place="cloud:c/2", environment=Environment.DEVELOPMENT), Status.PASS),
        (a_gap(MadeUpAlarm, place="somewhere:else"), Status.UNKNOWN),
        (a_gap(), Status.PASS),
    ],
)
def test_a_gap_in_the_context_counts_where_it_overlaps_target_and_environment(gap, status):
    found = one(judge(a_snapshot(pump(), alarm(), gap), [ALARMED]))
    assert (found.status, found.resource) == (status, "pump:p")


def test_a_gap_in_the_context_names_what_it_is_and_what_to_grant():
    found = one(judge(a_snapshot(pump(), a_gap(MadeUpAlarm, right="alarm:List", file="alarms.yaml", line=4)), [ALARMED]))
    assert found.message == "part of what decides this could not be read (denied)"
    assert (found.right, found.evidence) == ("alarm:List", {"unread": ["alarms.yaml:4"], "reason": "denied"})


@check("test-bad-pump-alarmed", severity="low", effort="days", pillar="observability")
def bad_pump_alarmed(pump: MadeUpPump, alarms: list[MadeUpAlarm]) -> Verdict:
    """Bad pumps have alarms.

    Why: Nobody hears a leak.

    Fix: Install an alarm
    """
    if pump.good:
        return not_applicable("it does not leak")
    return passed() if alarms else failed("No alarm")


@pytest.mark.parametrize(("good", "status"), [(True, Status.NOT_APPLICABLE), (False, Status.UNKNOWN)])
def test_a_gap_in_the_context_is_no_matter_where_the_subject_decides(good, status):
    found = one(judge(a_snapshot(pump(good=good), a_gap(MadeUpAlarm)), [bad_pump_alarmed.__readiness_check__]))
    assert found.status is status


def test_context_comes_from_the_own_target_and_from_targets_of_another_kind():
    def passes(place):
        return one(judge(a_snapshot(pump(), alarm(place=place)), [ALARMED])).status

    assert [passes(place) for place in ("folder:a", "folder:b", "cloud:c/1")] == [Status.PASS, Status.NOT_APPLICABLE, Status.PASS]


@pytest.fixture
def collectable(monkeypatch):
    load_collectors()
    monkeypatch.setitem(
        COLLECTORS,
        "made.up",
        Collector("made.up", "folder", frozenset({MadeUpPump, MadeUpAlarm}), frozenset(), frozenset(), 1.0, lambda place, wanted: iter(())),
    )


def test_what_was_not_collected_is_unknown(collectable):
    found = one(judge(a_snapshot(collected=[MadeUpAlarm]), [GOOD]))
    assert (found.status, found.message, found.evidence) == (Status.UNKNOWN, "not collected", {"facts": ["MadeUpPump"]})
    assert (found.right, found.discovery, found.environment) == ("collect again with this check selected", True, Environment.SHARED)


def test_context_that_was_not_collected_is_unknown(collectable):
    found = one(judge(a_snapshot(pump(), collected=[MadeUpPump]), [ALARMED]))
    assert (found.status, found.message, found.evidence) == (Status.UNKNOWN, "not collected", {"facts": ["MadeUpAlarm"]})


def test_context_that_no_target_can_give_is_empty():
    found = one(judge(a_snapshot(pump(), collected=[MadeUpPump]), [ALARMED]))
    assert (found.status, found.message) == (Status.NOT_APPLICABLE, "there are no alarms")


def test_a_kind_no_target_can_have_is_out_of_scope(collectable):
    found = one(judge(a_snapshot(targets=TARGETS[2:], collected=[]), [GOOD]))
    assert (found.status, found.message) == (Status.NOT_APPLICABLE, "no target of this kind was assessed")


@pytest.mark.parametrize("asked", [GOOD, EVERY])
def test_nothing_there_and_no_gap_is_not_applicable(asked):
    found = one(judge(a_snapshot(), [asked]))
    assert (found.status, found.resource, found.environment) == (Status.NOT_APPLICABLE, "system", Environment.SHARED)
    assert found.message in ("nothing of this kind was found", "there are no pumps")


def _raising(pump: MadeUpPump) -> Verdict:
    """It breaks.

    Why: It can.

    Fix: Mend it
    """
    raise ZeroDivisionError(f"secret in {pump.name}")


BROKEN = check("test-broken", severity="low", effort="hours", pillar="quality")(_raising).__readiness_check__


def test_a_check_that_raises_is_an_error_and_takes_nothing_with_it():
    found = judge(a_snapshot(pump()), [BROKEN, GOOD])
    assert [(each.check, each.status) for each in found] == [("test-broken", Status.ERROR), ("test-pump-good", Status.PASS)]
    assert found[0].message == "the check itself failed: ZeroDivisionError"
    assert found[0].resource == "pump:p"
    assert "secret" not in str(found)


# Verdicts and their place


def test_verdicts_in_a_list_stand_at_what_they_are_about():
    silent = alarm("silent", rings=False)
    found = judge(a_snapshot(pump(), alarm("loud"), silent), [RING])
    assert [(each.resource, each.status, each.location) for each in found] == [
        ("alarm:loud", Status.PASS, "loud.yaml:7"),
        ("alarm:silent", Status.FAIL, "silent.yaml:7"),
    ]


def test_an_empty_list_of_verdicts_says_not_applicable():
    found = one(judge(a_snapshot(pump()), [RING]))
    assert (found.status, found.message) == (Status.NOT_APPLICABLE, "nothing of this kind was found")


def _placed(pump: MadeUpPump, today: date, most: int = 3) -> Verdict:
    """It tells where.

    Why: It can.

    Fix: Mend it
    """
    return failed("here", at=pump.origin.at(42), today=today, most=most)


PLACED = check("test-placed", severity="low", effort="hours", pillar="quality")(_placed).__readiness_check__


def test_the_exact_place_the_snapshots_day_and_settings_reach_the_finding():
    found = one(judge(a_snapshot(pump()), [PLACED], {"test-placed": {"most": 9}}))
    assert (found.location, found.file, found.line) == ("p.yaml:42", "p.yaml", 42)
    assert found.evidence == {"today": "2026-06-01", "most": 9}


def test_a_question_about_the_system_is_asked_once():
    found = one(judge(a_snapshot(alarm(), alarm("b", place="folder:b")), [SOME]))
    assert (found.status, found.resource, found.environment, found.target) == (Status.PASS, "system", Environment.SHARED, "")


def test_a_gap_leaves_a_question_about_the_system_open_in_every_environment():
    found = one(judge(a_snapshot(alarm(), a_gap(MadeUpAlarm, environment=Environment.STAGING)), [SOME]))
    assert (found.status, found.environment, found.discovery) == (Status.UNKNOWN, Environment.SHARED, True)


def test_samples_that_could_not_be_read_leave_the_system_alone():
    assert one(judge(a_snapshot(alarm(), a_gap(MadeUpAlarm, environment=Environment.SAMPLE)), [SOME])).status is Status.PASS


def test_an_unread_field_leaves_a_question_about_the_system_open_in_every_environment():
    hidden = alarm(environment=Environment.STAGING).unknown("rings", GapReason.DENIED, right="alarm:Look")
    found = one(judge(a_snapshot(hidden), [SOME]))
    assert (found.status, found.environment, found.resource) == (Status.UNKNOWN, Environment.SHARED, "system")
    assert (found.evidence["of"], found.location, found.right) == ("alarm:a", "a.yaml:7", "alarm:Look")


@pytest.mark.parametrize(("environment", "status"), [(Environment.PRODUCTION, Status.PASS), (Environment.SAMPLE, Status.UNKNOWN)])
def test_a_fact_that_only_has_to_be_there_is_not_hidden_once_it_was_seen(monkeypatch, environment, status):
    monkeypatch.setattr(MadeUpAlarm, "by_presence", True)
    assert one(judge(a_snapshot(alarm(environment=environment), a_gap(MadeUpAlarm)), [SOME])).status is status


@pytest.mark.parametrize(("rings", "status"), [(False, Status.FAIL), (True, Status.UNKNOWN)])
def test_a_failure_stands_where_only_the_scope_is_hidden(monkeypatch, rings, status):
    monkeypatch.setattr(MadeUpAlarm, "brings_into_scope", True)
    seen = a_snapshot(pump(), alarm(rings=rings), a_gap(MadeUpAlarm))
    assert one(judge(seen, [ALARMED], {"test-pump-alarmed": {"least": 1}})).status is status


def test_one_unknown_in_place_of_many_verdicts_costs_all_of_them():
    seen = [pump(), *(alarm(str(n), rings=False) for n in range(3)), pump("q", place="folder:b"), alarm("z", place="folder:b")]
    before = score(judge(a_snapshot(*seen), [RING]), MADE_UP).standing
    after = score(judge(a_snapshot(*seen, a_gap(MadeUpAlarm)), [RING]), MADE_UP).standing
    assert after.score <= before.score
    assert after.coverage == 0


def test_a_failure_that_was_seen_stands_beside_what_is_hidden():
    found = judge(a_snapshot(pump(), alarm("loud"), alarm("silent", rings=False), a_gap(MadeUpAlarm)), [RING])
    assert [(each.resource, each.status) for each in found] == [("alarm:silent", Status.FAIL), ("pump:p", Status.UNKNOWN)]


# Laws


@given(snapshots())
def test_every_check_says_something(snapshot):
    assert {each.check for each in judge(snapshot, MADE_UP.values())} == set(MADE_UP)


@given(snapshots())
def test_fingerprints_are_unique(snapshot):
    twice = snapshot.model_copy(update={"facts": (*snapshot.facts, *snapshot.facts)})
    for each in (snapshot, twice):
        prints = [finding.fingerprint for finding in judge(each, MADE_UP.values())]
        assert len(prints) == len(set(prints))


@given(snapshots(), st.randoms(use_true_random=False))
def test_order_does_not_matter(snapshot, random):
    facts, gaps, checks = list(snapshot.facts), list(snapshot.gaps), list(MADE_UP.values())
    for each in (facts, gaps, checks):
        random.shuffle(each)
    shuffled = snapshot.model_copy(update={"facts": tuple(facts), "gaps": tuple(gaps)})
    assert judge(shuffled, checks) == judge(snapshot, MADE_UP.values())


def test_order_does_not_matter_for_facts_that_share_id_and_line():
    twins = [pump(good=True), pump(good=False)]
    assert judge(a_snapshot(*twins), [GOOD]) == judge(a_snapshot(*reversed(twins)), [GOOD])
    files = [each.model_copy(update={"origin": Origin(place="folder:a", file=file, line=3)}) for file in "ba" for each in twins]
    assert judge(a_snapshot(*files), [GOOD]) == judge(a_snapshot(*reversed(files)), [GOOD])


@given(snapshots())
def test_the_same_snapshot_says_the_same_thing(snapshot):
    assert judge(snapshot, MADE_UP.values()) == judge(snapshot.model_copy(deep=True), MADE_UP.values())


@given(snapshots(), st.integers(1, 500))
def test_fingerprints_survive_lines_that_move(snapshot, down):
    def moved(each):
        line = each.origin.line + down
        return each.model_copy(update={"origin": each.origin.at(line)})

    below = snapshot.model_copy(update={"facts": tuple(moved(each) for each in snapshot.facts)})
    before, after = ({(f.fingerprint, f.resource, f.status) for f in judge(each, MADE_UP.values())} for each in (snapshot, below))
    assert before == after


def test_a_fingerprint_is_what_scoring_says():
    assert fingerprint("a-b", "thing:1") == hashlib.sha256(b"a-b\x1fthing:1\x1f").hexdigest()
    assert fingerprint("a-b", "thing:1", "2") == hashlib.sha256(b"a-b\x1fthing:1\x1f2").hexdigest()
    assert one(judge(a_snapshot(pump()), [GOOD])).fingerprint == fingerprint("test-pump-good", "pump:p")


def test_two_verdicts_about_one_resource_have_two_fingerprints():
    found = judge(a_snapshot(pump(good=True), pump(good=False)), [GOOD])
    assert [each.fingerprint for each in found] == [fingerprint("test-pump-good", "pump:p", sub) for sub in ("", "2")]


@st.composite
def snapshots_and_some(draw):
    snapshot = draw(snapshots())
    return snapshot, draw(st.sets(st.sampled_from(range(len(snapshot.facts)))))


def assert_never_higher(less, more):
    """Neither the score nor the coverage of what stands for the system is above the other's."""
    low, high = (score(judge(each, MADE_UP.values()), MADE_UP) for each in (less, more))
    if low.standing is not None and high.standing is not None:
        assert low.standing.score <= high.standing.score
    before = {each.environment: each for each in high.environments}
    for each in low.environments:
        if each.environment in before:
            assert each.score <= before[each.environment].score
            assert each.coverage <= before[each.environment].coverage


@given(snapshots_and_some(), st.booleans())
def test_a_gap_in_place_of_facts_never_raises_the_score(given_, told):
    snapshot, hidden = given_
    lost = [fact for n, fact in enumerate(snapshot.facts) if n in hidden]
    gaps = [a_gap(type(fact), place=fact.origin.place, environment=fact.environment if told else Environment.UNCLASSIFIED) for fact in lost]
    kept = tuple(fact for n, fact in enumerate(snapshot.facts) if n not in hidden)
    assert_never_higher(snapshot.model_copy(update={"facts": kept, "gaps": (*snapshot.gaps, *gaps)}), snapshot)


@given(snapshots_and_some())
def test_an_unread_field_never_raises_the_score(given_):
    snapshot, hidden = given_

    def less(fact: Fact) -> Fact:
        return fact.unknown("good" if isinstance(fact, MadeUpPump) else "rings", GapReason.DENIED)

    facts = tuple(less(fact) if n in hidden else fact for n, fact in enumerate(snapshot.facts))
    assert_never_higher(snapshot.model_copy(update={"facts": facts}), snapshot)


@given(snapshots(), st.sampled_from([MadeUpPump, MadeUpAlarm]), st.sampled_from([target.places[0] for target in TARGETS]))
def test_a_further_gap_never_raises_the_score(snapshot, kind, place):
    assert_never_higher(snapshot.model_copy(update={"gaps": (*snapshot.gaps, a_gap(kind, place=place))}), snapshot)


@given(snapshots())
def test_another_target_of_the_same_kind_changes_no_finding_of_the_first(snapshot):
    def only(*keys):
        places = {place for target in TARGETS if target.key in keys for place in target.places}
        kept = {
            "targets": tuple(target for target in TARGETS if target.key in keys),
            "facts": tuple(fact for fact in snapshot.facts if fact.origin.place in places),
            "gaps": tuple(gap for gap in snapshot.gaps if gap.place in places),
        }
        return judge(snapshot.model_copy(update=kept), MADE_UP.values())

    def of_first(findings):
        return {
            (each.check, each.resource, each.environment, each.status, each.message)
            for each in findings
            if each.target == "folder:a" and each.check not in ("test-some-alarm", "test-every-pump")
        }

    assert of_first(only("folder:a", "folder:b")) == of_first(only("folder:a"))


def test_a_gap_says_more_than_a_missing_fact():
    """Nothing found is not applicable; nothing seen is unknown."""
    assert one(judge(a_snapshot(), [GOOD])).status is Status.NOT_APPLICABLE
    assert one(judge(a_snapshot(a_gap(MadeUpPump)), [GOOD])).status is Status.UNKNOWN


# Statements beside what was seen


@check(
    "test-somebody-listens",
    severity="high",
    effort="hours",
    pillar="observability",
    question="Who listens?",
    contradicted_by=["test-alarms-rung", "test-pages-answered"],
)
def somebody_listens(answers: list[Attestation], today: date) -> Verdict:
    """Somebody listens.

    Why: Nobody hears otherwise.

    Fix: Ask
    """
    return attested(answers, "test-somebody-listens", today, 100, denied="Nobody listens")


def is_page(alarm: MadeUpAlarm) -> bool:
    return alarm.resource.endswith("page")


@check("test-alarms-rung", severity="high", effort="hours", pillar="observability")
def alarms_rung(alarm: MadeUpAlarm) -> Verdict:
    """Alarms ring.

    Why: Nobody hears otherwise.

    Fix: Mend
    """
    if is_page(alarm):
        return not_applicable("a page")
    return passed() if alarm.rings else failed("An alarm is mute")


@check("test-pages-answered", severity="high", effort="hours", pillar="observability")
def pages_answered(alarm: MadeUpAlarm) -> Verdict:
    """Pages are answered.

    Why: Nobody hears otherwise.

    Fix: Mend
    """
    if not is_page(alarm):
        return not_applicable("no page")
    return passed() if alarm.rings else failed("A page is mute")


LISTENING = [each.__readiness_check__ for each in (somebody_listens, alarms_rung, pages_answered)]
YES = Attestation(
    resource="attestation:test-somebody-listens",
    origin=Origin(place="attestations:a", file="attestations.yaml", line=3),
    environment=Environment.SHARED,
    check="test-somebody-listens",
    question="",
    answer=True,
    owner="jane",
    answered=TAKEN.date(),
)


def answered(*alarms, yes=True):
    targets = (*TARGETS, SnapshotTarget(key="attestations:a", kind="attestations", name="a", places=("attestations:a",)))
    seen = a_snapshot(YES.model_copy(update={"answer": yes}), *alarms, targets=targets, collected=(Attestation, MadeUpAlarm))
    return next(each for each in judge(seen, LISTENING) if each.check == "test-somebody-listens")


@pytest.mark.parametrize(
    ("alarms", "status"),
    [
        ((), Status.PASS),
        ((alarm("a"),), Status.PASS),
        ((alarm("a"), alarm("b", rings=False)), Status.PASS),
        ((alarm("a", rings=False),), Status.FAIL),
        ((alarm("a", rings=False), alarm("b", rings=False, environment=Environment.SHARED)), Status.FAIL),
        ((alarm("a", rings=False, environment=Environment.SAMPLE),), Status.PASS),
        ((alarm("a", rings=False, environment=Environment.STAGING),), Status.PASS),
        ((alarm("a", rings=False), alarm("b", environment=Environment.STAGING)), Status.FAIL),
        ((alarm("a", rings=False), a_gap(MadeUpAlarm)), Status.PASS),
        ((alarm("a", rings=False), alarm("page")), Status.PASS),
        ((alarm("a"), alarm("page", rings=False)), Status.PASS),
        ((alarm("a", rings=False), alarm("page", rings=False)), Status.FAIL),
    ],
)
def test_an_answer_that_the_scan_contradicts_fails(alarms, status):
    assert answered(*alarms).status is status


def test_a_contradicted_answer_shows_both():
    finding = answered(alarm("a", rings=False))
    assert finding.message == "What was seen contradicts the answer"
    assert (finding.evidence["owner"], finding.evidence["contradicted_by"]) == ("jane", "test-alarms-rung")
    assert finding.evidence["seen"] == ["An alarm is mute: a.yaml:7"]
    assert finding.fingerprint == answered().fingerprint, "a waiver of the answer stays what it is"


FOLDER = SnapshotTarget(key="folder:f", kind="folder", name="f", places=("folder:f",))
CLUSTER = SnapshotTarget(key="kubernetes:c", kind="kubernetes", name="c", places=("kubernetes:c",))
MANIFEST = Service(
    resource="kubernetes:-/Service/-/chat",
    origin=Origin(place="folder:f", file="a.yaml", line=1),
    environment=Environment.SHARED,
    name="chat",
)


@pytest.mark.parametrize(
    ("seen", "targets", "places"),
    [
        ((MANIFEST,), [FOLDER], {"cluster"}),
        ((MANIFEST,), [FOLDER, CLUSTER], set()),
        ((), [FOLDER], set()),
        ((MANIFEST.model_copy(update={"environment": Environment.SAMPLE}),), [FOLDER], set()),
    ],
)
def test_what_only_a_running_place_can_answer_is_told_where_files_tell_of_it(seen, targets, places):
    snapshot, checks = a_snapshot(*seen, targets=targets, collected=()), load_checks()
    asked = in_scope(snapshot, checks)
    told = out_of_reach(snapshot, {id: each for id, each in checks.items() if id not in asked})
    assert told.keys() == places
    assert ("k8s-nodes-healthy" in told.get("cluster", ())) is bool(places)
    assert not {id for ids in told.values() for id in ids} & asked.keys()


def test_a_no_stays_a_no_whatever_is_seen():
    assert answered(alarm("a", rings=False), yes=False).message == "Nobody listens"
