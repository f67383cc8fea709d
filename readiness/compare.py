"""Two assessments side by side: what changed, and where every point of the change comes from."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from fractions import Fraction

from readiness.api import Severity, Status
from readiness.assessment import Assessment
from readiness.engine import Finding
from readiness.facts import Environment, Model
from readiness.languages import N_
from readiness.lock_in import LockIn
from readiness.score import CheckScore, EnvironmentScore, Points, counts_in, score_over

VERSION = 1


class Change(StrEnum):
    """What became of a finding."""

    NEW = "new"
    FIXED = "fixed"
    GONE = "gone"
    NEWLY_UNKNOWN = "newly unknown"
    NEWLY_ASSESSED = "newly assessed"
    NEWLY_ACCEPTED = "newly accepted"
    NO_LONGER_ACCEPTED = "no longer accepted"
    NOT_SEEN = "not seen any more"


CHANGES: dict[Change, str] = {
    Change.NEW: N_("fails now and did not before"),
    Change.FIXED: N_("failed before and passes now"),
    Change.GONE: N_("failed or was unknown before; the resource is not there any more, or the question does not arise"),
    Change.NEWLY_UNKNOWN: N_("can't be told now"),
    Change.NEWLY_ASSESSED: N_("was unknown before and passes now"),
    Change.NEWLY_ACCEPTED: N_("a waiver accepts it now"),
    Change.NO_LONGER_ACCEPTED: N_("its waiver is gone or expired"),
    Change.NOT_SEEN: N_("failed before; discovery failed now, so nobody can say that it is mended"),
}


class ChangedFinding(Model):
    """A finding whose verdict is another than before."""

    change: Change
    check: str
    severity: Severity
    title: str
    resource: str
    environment: Environment
    location: str
    before: str
    after: str
    fingerprint: str


class PillarChange(Model):
    """A pillar's score before and after; None where nothing applies."""

    pillar: str
    title: str
    before: Points | None
    after: Points | None

    @property
    def change(self) -> Fraction:
        """How much it rose; zero when one of the two has no score."""
        return self.after - self.before if self.before is not None and self.after is not None else Fraction(0)


class LockChange(Model):
    """How tight code was bound to a provider or a model, and how tight it is: one of the two locks, or a component of them.

    Attributes:
        before, after: points, more being tighter; None where no code touches a model, or too little of it was read to tell.
        most: points that there can be.
    """

    name: str
    before: float | None
    after: float | None
    most: int = 100

    @property
    def change(self) -> float:
        """How much tighter it became; zero when one of the two is not known."""
        return self.after - self.before if self.before is not None and self.after is not None else 0.0


class Part(StrEnum):
    """Where a change of the score comes from."""

    FIXED = "fixed"
    BROKEN = "newly failing"
    ASSESSED = "newly assessed"
    UNKNOWN = "newly unknown"
    ACCEPTED = "accepted risks"
    SCOPE = "other checks or weights"
    CAP = "cap"


class LikeForLike(Model):
    """Both scores over the checks that both asked, in today's weights: only what was found makes the difference."""

    before: Points
    after: Points


class Comparison(Model):
    """All that changed between two assessments.

    Attributes:
        change: points by which the score rose; None when one of the two has no score.
        parts: its parts, which add up to it exactly.
        same_environment: both scores are of one environment.
        unchanged: findings that failed before and still do.
        checks_added, checks_removed: checks that only one of the two asked.
        locks: provider lock and model lock; empty where no code touches a model, before and now.
        lock_components: what makes them; empty where one of the two has no number.
        like_for_like: the scores with changes of checks and weights taken out; None where there were none.
    """

    version: int = VERSION
    system: str
    before_taken: datetime
    after_taken: datetime
    before_environment: str | None
    after_environment: str | None
    before: Points | None
    after: Points | None
    change: Points | None
    parts: dict[Part, Points]
    pillars: tuple[PillarChange, ...]
    findings: tuple[ChangedFinding, ...]
    unchanged: int
    checks_added: tuple[str, ...]
    checks_removed: tuple[str, ...]
    before_profile: str = ""
    after_profile: str = ""
    like_for_like: LikeForLike | None = None
    locks: tuple[LockChange, ...] = ()
    lock_components: tuple[LockChange, ...] = ()

    @property
    def same_environment(self) -> bool:
        """Whether both scores are of one environment."""
        return self.before_environment == self.after_environment

    def of(self, change: Change) -> list[ChangedFinding]:
        """Findings of one kind of change."""
        return [each for each in self.findings if each.change is change]


def compare(old: Assessment, new: Assessment) -> Comparison:
    """Compare two assessments of one system.

    Args:
        old: the earlier one.
        new: the later one.
    """
    before, after = old.score.standing, new.score.standing
    scores = (before.score if before else None, after.score if after else None)
    known = scores[0] is not None and scores[1] is not None
    return Comparison(
        system=new.system or old.system,
        before_taken=old.taken,
        after_taken=new.taken,
        before_environment=before.environment if before else None,
        after_environment=after.environment if after else None,
        before=scores[0],
        after=scores[1],
        change=scores[1] - scores[0] if scores[0] is not None and scores[1] is not None else None,
        parts=_parts(before, after) if before and after and known else {},
        pillars=_pillars(old, new),
        findings=_changed(old, new),
        unchanged=len(_failing(old) & _failing(new)),
        checks_added=tuple(sorted(new.checks.keys() - old.checks.keys())),
        checks_removed=tuple(sorted(old.checks.keys() - new.checks.keys())),
        before_profile=old.profile.name,
        after_profile=new.profile.name,
        like_for_like=_like_for_like(old, new),
        locks=_locks(old.lock_in, new.lock_in),
        lock_components=_lock_components(old.lock_in, new.lock_in),
    )


def _like_for_like(old: Assessment, new: Assessment) -> LikeForLike | None:
    """The scores over the checks that both asked and that weigh in both, in the weights of the later."""
    before, after, earlier = old.score.standing, new.score.standing, old.weighing()
    common = {id: each for id, each in new.weighing().items() if id in earlier}
    same = {id: each.severity for id, each in earlier.items()} == {id: each.severity for id, each in new.weighing().items()}
    if before is None or after is None or (same and _weights(before) == _weights(after)):
        return None
    was, now = score_over(before, common, after), score_over(after, common)
    return LikeForLike(before=was.score, after=now.score) if was.score is not None and now.score is not None else None


def _weights(score: EnvironmentScore) -> dict[str, Fraction]:
    return {each.pillar: each.weight for each in score.pillars}


def _locks(old: LockIn | None, new: LockIn | None) -> tuple[LockChange, ...]:
    if old is None and new is None:
        return ()
    return (
        LockChange(name=N_("Provider lock"), before=old.provider if old else None, after=new.provider if new else None),
        LockChange(name=N_("Model lock"), before=old.model if old else None, after=new.model if new else None),
    )


def _lock_components(old: LockIn | None, new: LockIn | None) -> tuple[LockChange, ...]:
    if old is None or new is None or old.total is None or new.total is None:
        return ()
    before = {each.id: each for each in old.components}
    return tuple(
        LockChange(name=each.title, before=was.points if (was := before.get(each.id)) else None, after=each.points, most=each.most)
        for each in new.components
    )


# The score


def _parts(before: EnvironmentScore, after: EnvironmentScore) -> dict[Part, Fraction]:
    """Split the change exactly, and so that comparing the other way round gives the same parts with the other sign.

    What a check earned is its worth times its share. Each of the two factors changes while the other stands at
    the mean of before and after: `Δ(w·s) = Δs·mean(w) + Δw·mean(s)`, which holds to the last fraction.
    """
    parts = dict.fromkeys(Part, Fraction(0))
    olds, news = {each.check: each for each in before.checks}, {each.check: each for each in after.checks}
    for check in olds.keys() | news.keys():
        old, new = olds.get(check), news.get(check)
        if old is None or new is None or not (old.worth and new.worth):
            parts[Part.SCOPE] += (new.earned if new else Fraction(0)) - (old.earned if old else Fraction(0))
            continue
        weight = (old.worth + new.worth) / 2
        lost, accepted, unproven = (weight * each for each in _net(_less(old, new)))
        parts[Part.FIXED if lost > 0 else Part.BROKEN] += lost
        parts[Part.ASSESSED if unproven > 0 else Part.UNKNOWN] += unproven
        parts[Part.ACCEPTED] += accepted
        parts[Part.SCOPE] += (new.worth - old.worth) * (old.earned / old.worth + new.earned / new.worth) / 2
    parts[Part.CAP] = _held(before) - _held(after)
    return parts


def _less(old: CheckScore, new: CheckScore) -> tuple[Fraction, Fraction, Fraction]:
    """By how much the shares lost, accepted and unproven shrank."""
    return (
        old.lost / old.worth - new.lost / new.worth,
        old.accepted / old.worth - new.accepted / new.worth,
        old.unproven / old.worth - new.unproven / new.worth,
    )


def _net(columns: tuple[Fraction, ...]) -> tuple[Fraction, ...]:
    """Points that only moved from one column to another are no gain and no loss: a waiver mends nothing."""
    gains, losses = sum(max(each, Fraction(0)) for each in columns), sum(max(-each, Fraction(0)) for each in columns)
    if not (gains and losses):
        return columns
    up = gains > losses
    kept = abs(gains - losses) / max(gains, losses)
    return tuple(each * kept if (each > 0) is up else Fraction(0) for each in columns)


def _held(score: EnvironmentScore) -> Fraction:
    """Points that the cap holds."""
    return (score.before_cap or Fraction(0)) - (score.score or Fraction(0))


def _pillars(old: Assessment, new: Assessment) -> tuple[PillarChange, ...]:
    titles = {each.id: each.title for each in (*old.pillars, *new.pillars)}
    before, after = _by_pillar(old), _by_pillar(new)
    return tuple(
        PillarChange(pillar=pillar, title=titles.get(pillar, pillar), before=before.get(pillar), after=after.get(pillar))
        for pillar in {**before, **after}
    )


def _by_pillar(assessment: Assessment) -> dict[str, Fraction | None]:
    standing = assessment.score.standing
    return {each.pillar: each.score for each in standing.pillars} if standing else {}


# Findings


def _judged(assessment: Assessment) -> dict[str, Finding]:
    return {each.fingerprint: each for each in assessment.findings if each.environment is not Environment.SAMPLE}


def _failing(assessment: Assessment) -> set[str]:
    return {key for key, each in _judged(assessment).items() if each.status is Status.FAIL and not each.waiver}


def _changed(old: Assessment, new: Assessment) -> tuple[ChangedFinding, ...]:
    before, after = _judged(old), _judged(new)
    hidden = _hidden(after.values())
    changed = []
    for key in {**before, **after}:
        change = _change(before.get(key), after.get(key), hidden)
        finding = after.get(key) or before[key]
        document = new if key in after else old
        asked_twice = finding.check in old.checks and finding.check in new.checks
        if change is not None and (asked_twice or change in (Change.NEW, Change.NEWLY_UNKNOWN)):
            changed.append(_described(change, finding, before.get(key), after.get(key), document))
    order = list(Severity)
    return tuple(sorted(changed, key=lambda each: (list(Change).index(each.change), order.index(each.severity), each.check, each.resource)))


def _hidden(findings: Iterable[Finding]) -> set[tuple[str, str]]:
    """Check and environment in which discovery failed: what is absent there may only be unseen."""
    failed = [each for each in findings if each.discovery]
    return {(each.check, name) for each in failed for name in Environment if counts_in(each, name)}


UNTOLD = (Status.UNKNOWN, Status.ERROR)


def _change(old: Finding | None, new: Finding | None, hidden: set[tuple[str, str]]) -> Change | None:
    was, now = _status(old), _status(new)
    unseen = old is not None and new is None and (old.check, old.environment) in hidden
    waived = (bool(old and old.waiver), bool(new and new.waiver))
    table = (
        (Change.NEWLY_ACCEPTED, waived == (False, True)),
        (Change.NEW, now is Status.FAIL and was is not Status.FAIL),
        (Change.NEWLY_UNKNOWN, now in UNTOLD and was not in UNTOLD),
        (Change.FIXED, was is Status.FAIL and now is Status.PASS),
        (Change.NEWLY_ASSESSED, was in UNTOLD and now is Status.PASS),
        (Change.NOT_SEEN, was is Status.FAIL and unseen),
        (Change.GONE, was in (Status.FAIL, *UNTOLD) and now is None),
        (Change.NO_LONGER_ACCEPTED, waived == (True, False)),
    )
    return next((change for change, holds in table if holds), None)


def _status(finding: Finding | None) -> Status | None:
    """The verdict; None when there is none, because nothing is there or nothing applies."""
    return None if finding is None or finding.status is Status.NOT_APPLICABLE else finding.status


def _described(change: Change, finding: Finding, old: Finding | None, new: Finding | None, document: Assessment) -> ChangedFinding:
    text = document.text(finding)
    return ChangedFinding(
        change=change,
        check=finding.check,
        severity=text.severity,
        title=finding.message or text.title,
        resource=finding.resource,
        environment=finding.environment,
        location=finding.location,
        before=old.status if old else "absent",
        after=new.status if new else "absent",
        fingerprint=finding.fingerprint,
    )
