"""The plan and the runner: order, bounds, gaps, resume and interruption."""

from __future__ import annotations

import _thread
import threading
from pathlib import Path
from types import SimpleNamespace

import pytest

from readiness.api import Verdict, check, passed
from readiness.collectors import COLLECTORS, Closed, Collector, Place, Trouble, load_collectors
from readiness.errors import UserError
from readiness.facts import Fact, Gap, GapReason, Origin
from readiness.planner import plan
from readiness.runner import InterruptedCollectionError, Silent, collect
from readiness.snapshot import load, save


class Bucket(Fact):
    """A made-up fact."""

    name: str


class Policy(Fact):
    """A made-up fact that needs the buckets first."""

    name: str


@check("test-bucket-named", severity="low", effort="hours", pillar="quality")
def _bucket_check(bucket: Bucket) -> Verdict:
    """Buckets have names.

    Why: Nobody finds what has no name.

    Fix: Name it
    """
    return passed(name=bucket.name)


@check("test-policy-named", severity="low", effort="hours", pillar="quality")
def _policy_check(policy: Policy) -> Verdict:
    """Policies have names.

    Why: Nobody finds what has no name.

    Fix: Name it
    """
    return passed(name=policy.name)


BUCKETS, POLICIES = (each.__readiness_check__ for each in (_bucket_check, _policy_check))
HERE = Place(kind="cloud", name="one", target="cloud:one")


def bucket(place: Place, name: str) -> Bucket:
    return Bucket(resource=f"bucket:{name}", origin=Origin(place=place.key), name=name)


@pytest.fixture
def declare(monkeypatch):
    """Replaces the registry by the test's own collectors."""
    load_collectors()
    for name in list(COLLECTORS):
        monkeypatch.delitem(COLLECTORS, name)

    def add(name, read, gives=(Bucket,), kind="cloud", after=(), deadline=30.0, rights=()):
        monkeypatch.setitem(COLLECTORS, name, Collector(name, kind, frozenset(gives), frozenset(rights), frozenset(after), deadline, read))

    return add


def test_only_collectors_that_a_check_needs_run(declare):
    declare("buckets", lambda place, wanted: iter([bucket(place, "a")]), rights=("s3:ListAllMyBuckets",))
    declare("policies", lambda place, wanted: pytest.fail("not wanted"), gives=(Policy,), rights=("iam:ListPolicies",))
    work = plan([HERE], [BUCKETS])
    snapshot = collect(work)
    assert work.rights == {"s3:ListAllMyBuckets"}
    assert [fact.resource for fact in snapshot.facts] == ["bucket:a"]
    assert snapshot.collected == {"Bucket"}
    assert snapshot.complete


def test_a_collector_gets_the_facts_it_comes_after(declare):
    def policies(place, wanted):
        for each in place.before:
            yield Policy(resource=f"policy:{each.name}", origin=Origin(place=place.key), name=each.name)

    declare("policies", policies, gives=(Policy,), after=(Bucket,))
    declare("buckets", lambda place, wanted: iter([bucket(place, "a"), bucket(place, "b")]))
    snapshot = collect(plan([HERE], [POLICIES]))
    assert [fact.resource for fact in snapshot.facts if isinstance(fact, Policy)] == ["policy:a", "policy:b"]


def made_of_buckets(place, wanted):
    for each in place.before:
        yield Policy(resource=f"policy:{each.name}", origin=Origin(place=place.key), name=each.name)


def test_what_hides_the_facts_a_collector_starts_from_hides_its_own(declare):
    """Without the buckets nobody knows which policies there are: none seen is not none there."""

    def buckets(place, wanted):
        if place.name == "one":
            yield Gap(place=place.key, facts=("Bucket",), reason=GapReason.DENIED, detail="denied", right="s3:ListAllMyBuckets")
        yield bucket(place, place.name)

    declare("buckets", buckets)
    declare("policies", made_of_buckets, gives=(Policy,), after=(Bucket,))
    places = [HERE, Place(kind="cloud", name="two", target=HERE.target)]
    snapshot = collect(plan(places, [POLICIES]))
    assert {(gap.place, gap.facts, gap.right) for gap in snapshot.gaps} == {
        ("cloud:one", ("Bucket",), "s3:ListAllMyBuckets"),
        ("cloud:one", ("Policy",), "s3:ListAllMyBuckets"),
    }


def test_a_cap_ends_a_collector_and_says_how_many_were_read(declare):
    asked: list[int] = []

    def buckets(place, wanted):
        for number in range(1000):
            asked.append(number)
            yield bucket(place, str(number))

    declare("buckets", buckets)
    declare("policies", made_of_buckets, gives=(Policy,), after=(Bucket,))
    snapshot = collect(plan([HERE], [BUCKETS, POLICIES]), caps={"Bucket": 3})
    assert [each.name for each in snapshot.facts if isinstance(each, Bucket)] == ["0", "1", "2"]
    assert len(asked) == 4
    assert {(gap.facts, gap.reason, gap.detail) for gap in snapshot.gaps} == {
        ((kind,), GapReason.TOO_LARGE, "the first 3 were read, and no more (max_resources)") for kind in ("Bucket", "Policy")
    }
    assert {gap.right for gap in snapshot.gaps} == {"a larger number for Bucket in max_resources"}


def test_a_cap_that_does_not_bite_leaves_no_gap_and_other_kinds_go_on(declare):
    def both(place, wanted):
        for number in range(3):
            yield bucket(place, str(number))
            yield Policy(resource=f"policy:{number}", origin=Origin(place=place.key), name=str(number))

    declare("both", both, gives=(Bucket, Policy))
    work = plan([HERE], [BUCKETS, POLICIES])
    assert collect(work, caps={"Bucket": 3}).gaps == ()
    snapshot = collect(work, caps={"Bucket": 1})
    assert [type(each).__name__ for each in snapshot.facts] == ["Bucket", "Policy", "Policy", "Policy"]
    assert [gap.facts for gap in snapshot.gaps] == [("Bucket",)]


def test_other_caps_are_another_run(declare, tmp_path: Path):
    declare("buckets", lambda place, wanted: iter([bucket(place, "a"), bucket(place, "b")]))
    work = plan([HERE], [BUCKETS])
    assert len(collect(work, run_folder=tmp_path, caps={"Bucket": 1}).facts) == 1
    assert len(collect(work, run_folder=tmp_path, caps={"Bucket": 1}).facts) == 1
    assert len(collect(work, run_folder=tmp_path).facts) == 2


def test_a_target_is_ended_and_let_go_before_the_next_is_begun(declare):
    told: list[str] = []

    class Access:
        def __init__(self, name: str) -> None:
            self.name = name

        def release(self) -> None:
            told.append(f"{self.name} released")

    def reads(kind):
        def read(place, wanted):
            told.append(f"{place.name} {kind}")
            yield from ()

        return read

    declare("buckets", reads("buckets"))
    declare("policies", reads("policies"), gives=(Policy,), after=(Bucket,))
    places = [Place(kind="cloud", name=name, target=f"cloud:{name}", access=Access(name)) for name in ("b", "a")]
    collect(plan(places, [BUCKETS, POLICIES]), jobs=1)
    assert told == ["b buckets", "b policies", "b released", "a buckets", "a policies", "a released"]


def test_a_target_that_can_t_be_read_is_one_gap(declare):
    def never(place, wanted):
        pytest.fail("nothing can be read there")
        yield

    declare("buckets", never)
    declare("policies", never, gives=(Policy,), kind="cloud-region")
    closed = Closed(Trouble(GapReason.DENIED, "refused", "cloud:Enter"), ("cloud", "cloud-region"))
    place = Place(kind="cloud", name="one", target="cloud:one", settings={"environment": "production"}, closed=closed)
    snapshot = collect(plan([place], [BUCKETS, POLICIES]))
    (gap,) = snapshot.gaps
    assert (gap.place, gap.facts, gap.reason, gap.right) == ("cloud:one", ("Bucket", "Policy"), GapReason.DENIED, "cloud:Enter")
    assert gap.environment == "production"
    assert not snapshot.complete
    assert [each.reached for each in snapshot.targets] == [False]


def test_places_are_read_side_by_side(declare):
    together = threading.Barrier(4, timeout=20)

    def buckets(place, wanted):
        together.wait()
        yield bucket(place, place.name)

    declare("buckets", buckets)
    places = [Place(kind="cloud", name=str(n), target=f"cloud:{n}") for n in range(4)]
    assert len(collect(plan(places, [BUCKETS]), jobs=4).facts) == 4


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (PermissionError(13, "Permission denied"), GapReason.DENIED),
        (TimeoutError(), GapReason.TIMED_OUT),
        (OSError(5, "Input/output error"), GapReason.FAILED),
        (ValueError("sk-secret-in-a-message"), GapReason.FAILED),
    ],
)
def test_a_collector_that_fails_leaves_its_facts_and_a_gap(declare, error, reason):
    def buckets(place, wanted):
        yield bucket(place, "a")
        raise error

    declare("buckets", buckets)
    snapshot = collect(plan([HERE], [BUCKETS]))
    assert [fact.resource for fact in snapshot.facts] == ["bucket:a"]
    (gap,) = snapshot.gaps
    assert (gap.reason, gap.facts, gap.place) == (reason, ("Bucket",), "cloud:one")
    assert "sk-secret" not in gap.detail


def test_a_collector_past_its_deadline_is_abandoned(declare, monkeypatch):
    forever, now = threading.Event(), [0]
    monkeypatch.setattr("readiness.runner.time", SimpleNamespace(monotonic=lambda: now[0]))

    def buckets(place, wanted):
        yield bucket(place, "a")
        now[0] += 31
        forever.wait()
        yield bucket(place, "late")

    declare("buckets", buckets, deadline=30)
    snapshot = collect(plan([HERE], [BUCKETS]))
    assert [fact.resource for fact in snapshot.facts] == ["bucket:a"]
    assert [gap.reason for gap in snapshot.gaps] == [GapReason.TIMED_OUT]
    forever.set()


def test_input_that_the_user_must_mend_ends_the_run(declare):
    def buckets(place, wanted):
        raise UserError("bucket.yaml:3: no owner", help="name one")
        yield

    declare("buckets", buckets)
    with pytest.raises(UserError, match=r"bucket\.yaml:3"):
        collect(plan([HERE], [BUCKETS]))


def test_a_run_resumes_where_it_was_interrupted(declare, tmp_path: Path):
    reads: list[str] = []

    def buckets(place, wanted):
        reads.append(place.name)
        if place.name == "2" and reads.count("2") == 1:
            raise UserError("expired credentials", help="log in again")
        yield bucket(place, place.name)
        yield Gap(place=place.key, facts=("Bucket",), reason=GapReason.DENIED)

    declare("buckets", buckets)
    work = plan([Place(kind="cloud", name=str(n), target=f"cloud:{n}") for n in range(3)], [BUCKETS])
    with pytest.raises(UserError):
        collect(work, run_folder=tmp_path, jobs=1)
    snapshot = collect(work, run_folder=tmp_path, jobs=1)
    assert sorted(reads) == ["0", "1", "2", "2"]
    assert [fact.resource for fact in snapshot.facts] == ["bucket:0", "bucket:1", "bucket:2"]
    assert len(snapshot.gaps) == 3


def test_another_plan_starts_afresh(declare, tmp_path: Path):
    declare("buckets", lambda place, wanted: iter([bucket(place, place.name)]))
    first = collect(plan([HERE], [BUCKETS]), run_folder=tmp_path)
    other = Place(kind="cloud", name="two", target="cloud:two")
    second = collect(plan([other], [BUCKETS]), run_folder=tmp_path)
    assert [fact.resource for fact in first.facts + second.facts] == ["bucket:one", "bucket:two"]


def test_ctrl_c_keeps_what_arrived(declare, tmp_path: Path):
    arrived, forever = threading.Event(), threading.Event()

    def quick(place, wanted):
        yield bucket(place, "a")

    def slow(place, wanted):
        yield Policy(resource="policy:a", origin=Origin(place=place.key), name="a")
        arrived.set()
        forever.wait()

    declare("quick", quick)
    declare("slow", slow, gives=(Policy,))

    class Watch(Silent):
        def finished(self, task, facts, gaps, seconds):
            if task.collector.name == "quick":
                arrived.wait(timeout=20)
                _thread.interrupt_main()

    with pytest.raises(InterruptedCollectionError) as caught:
        collect(plan([HERE], [BUCKETS, POLICIES]), run_folder=tmp_path, jobs=2, progress=Watch())
    forever.set()
    snapshot = caught.value.snapshot
    assert not snapshot.complete
    assert [fact.resource for fact in snapshot.facts] == ["bucket:a", "policy:a"]
    assert [(gap.reason, gap.facts) for gap in snapshot.gaps] == [(GapReason.NOT_COLLECTED, ("Policy",))]
    save(snapshot, tmp_path / "partial.json")
    assert load(tmp_path / "partial.json") == snapshot


def test_a_run_folder_that_cannot_be_written_is_said(declare, tmp_path: Path):
    declare("buckets", lambda place, wanted: iter([bucket(place, "a")]))
    (tmp_path / "file").write_text("")
    with pytest.raises(UserError, match="can't be written"):
        collect(plan([HERE], [BUCKETS]), run_folder=tmp_path / "file" / "run")


def test_a_full_disk_ends_the_run_with_one_clear_line(declare, tmp_path: Path, monkeypatch):
    work_folder = tmp_path / "run"

    opened = Path.open

    def full(self, *args, **kwargs):
        return opened(Path("/dev/full") if self.suffix == ".part" and self.parent == work_folder else self, *args, **kwargs)

    declare("buckets", lambda place, wanted: (bucket(place, str(n)) for n in range(5000)))
    monkeypatch.setattr(Path, "open", full)
    with pytest.raises(UserError, match="No space left"):
        collect(plan([HERE], [BUCKETS]), run_folder=work_folder)
