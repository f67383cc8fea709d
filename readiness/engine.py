"""Snapshot and checks in, findings out. Here alone it is decided what unknown means."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NoReturn

from readiness.api import Certainty, Check, Evidence, Status, Verdict, not_applicable
from readiness.collectors import collectors_at
from readiness.facts import Environment, Fact, Gap, GapReason, Model, Origin, UnreadFieldError
from readiness.snapshot import Snapshot, SnapshotTarget, in_order

SYSTEM = "system"
"""The resource of a verdict about the system as a whole."""

EXAMPLES = 10
"""How many files or places one unknown names; the snapshot has them all."""


class Finding(Model):
    """A verdict with everything a reader needs to go and look.

    Attributes:
        check: id of the check.
        status: the verdict.
        message: the problem or the reason.
        resource: canonical id.
        target: key of the target; empty for the system as a whole.
        location: `file:line` or the API call.
        file, line: the same, apart, for formats that want them.
        evidence: names and values.
        right: what to grant or provide, for an unknown.
        discovery: the unknown stands for resources that could not even be listed, or for many verdicts.
        certainty: how sure the check is of this verdict.
        fingerprint: stable key for waivers, baselines and tickets.
        waiver: reference of the waiver that accepts it.
    """

    check: str
    status: Status
    message: str = ""
    resource: str
    environment: Environment
    target: str = ""
    location: str = ""
    file: str | None = None
    line: int | None = None
    evidence: dict[str, Evidence] = {}
    right: str = ""
    discovery: bool = False
    certainty: Certainty = Certainty.CERTAIN
    fingerprint: str
    waiver: str = ""


def fingerprint(check: str, resource: str, sub_key: str = "") -> str:
    """Stable between runs, machines and versions (SCORING, Fingerprints)."""
    return hashlib.sha256("\x1f".join((check, resource, sub_key)).encode()).hexdigest()


@dataclass(frozen=True)
class _View:
    """The snapshot, indexed for judging."""

    snapshot: Snapshot
    facts: Mapping[type[Fact], list[Fact]]
    gaps: Mapping[str, list[Gap]]
    targets: Mapping[str, SnapshotTarget]
    producible: frozenset[type[Fact]]
    conditional: frozenset[type[Fact]]
    absence_tells: frozenset[type[Fact]]
    found: Mapping[str, frozenset[type[Fact]]]
    reached: dict[tuple[tuple[type[Fact], ...], str], list[Fact]] = field(default_factory=dict)

    @classmethod
    def over(cls, snapshot: Snapshot) -> _View:
        facts: dict[type[Fact], list[Fact]] = defaultdict(list)
        for fact in in_order(snapshot.facts):
            facts[type(fact)].append(fact)
        gaps: dict[str, list[Gap]] = defaultdict(list)
        for gap in sorted(set(snapshot.gaps), key=lambda each: each.model_dump_json()):
            for name in gap.facts:
                gaps[name].append(gap)
        kinds = {place.partition(":")[0] for target in snapshot.targets for place in target.places}
        collectors = collectors_at(*kinds)
        always = frozenset(kind for each in collectors for kind in each.gives - each.found)
        conditional = frozenset(kind for each in collectors for kind in each.found) - always
        collected = frozenset(Fact.by_name[name] for name in snapshot.collected if name in Fact.by_name)
        return cls(
            snapshot,
            facts,
            gaps,
            {place: target for target in snapshot.targets for place in target.places},
            ((always | collected) - conditional) | _found(conditional, facts, gaps),
            conditional,
            frozenset(kind for each in collectors for kind in each.absence_tells),
            {each.kind: each.found for each in collectors if each.found},
        )

    def can_answer(self, check: Check) -> bool:
        """Whether some target can: it gives the subject; what files tell of an account must be there, with all that decides."""
        if check.subject is None:
            return bool(check.needs & self.producible)
        if check.subject not in self.producible:
            return False
        return check.subject not in self.conditional or check.beside <= self.producible | self.absence_tells

    def every(self, kinds: Iterable[type[Fact]]) -> list[Fact]:
        """All facts of these types."""
        return [fact for kind in kinds for fact in self.facts.get(kind, ())]

    def in_reach(self, kinds: tuple[type[Fact], ...], subject: Fact) -> list[Fact]:
        """Facts that may concern the subject: of its own target, or of a target of another kind."""
        key = kinds, subject.origin.place
        if key not in self.reached:
            self.reached[key] = [
                fact for kind in kinds for fact in self.facts.get(kind, ()) if self._tells(kind, fact.origin.place, subject)
            ]
        return self.reached[key]

    def hiding(self, kinds: Iterable[type[Fact]], subject: Fact) -> list[Gap]:
        """Gaps that may hide facts of these types beside the subject."""
        return [
            gap
            for kind in kinds
            for gap in self.gaps.get(kind.__name__, ())
            if self._tells(kind, gap.place, subject) and _may_meet(gap.environment, subject.environment)
        ]

    def has(self, kind: type[Fact]) -> bool:
        """Whether a fact of this type was seen outside of samples."""
        return any(fact.environment is not Environment.SAMPLE for fact in self.facts.get(kind, ()))

    def _tells(self, kind: type[Fact], place: str, subject: Fact) -> bool:
        """Whether what a place holds of a type bears on the subject: what files say of an account is no news of a live one."""
        mine, other = self.targets.get(subject.origin.place), self.targets.get(place)
        planned = kind in self.found.get(place.partition(":")[0], ())
        return (mine is other or not planned) and self._reaches(place, subject)

    def _reaches(self, place: str, subject: Fact) -> bool:
        mine, other = self.targets.get(subject.origin.place), self.targets.get(place)
        return mine is other or mine is None or other is None or mine.kind != other.kind

    def target_of(self, place: str) -> str:
        """Key of the target a place belongs to."""
        target = self.targets.get(place)
        return target.key if target else place


def _found(
    conditional: frozenset[type[Fact]], facts: Mapping[type[Fact], list[Fact]], gaps: Mapping[str, list[Gap]]
) -> frozenset[type[Fact]]:
    """Those of the fact types that were seen, or that a gap names which does not name them all."""
    seen = conditional & facts.keys()
    names = {kind.__name__ for kind in conditional}
    hidden = {kind for kind in conditional if any(not names <= set(gap.facts) for gap in gaps.get(kind.__name__, ()))}
    return seen | hidden


def _may_meet(one: Environment, other: Environment) -> bool:
    apart = {Environment.PRODUCTION, Environment.STAGING, Environment.DEVELOPMENT, Environment.SAMPLE}
    return one == other or not (one in apart and other in apart)


def judge(snapshot: Snapshot, checks: Iterable[Check], settings: Mapping[str, Mapping[str, Any]] | None = None) -> tuple[Finding, ...]:
    """Run every check over the snapshot.

    Args:
        snapshot: what was seen.
        checks: what to ask.
        settings: check id to setting to value, from the configuration.

    Returns:
        Findings in the order of check id, environment and resource; at least one for every check.
    """
    view = _View.over(snapshot)
    findings: list[Finding] = []
    checks = tuple(checks)
    for check in sorted(checks, key=lambda each: each.id):
        findings.extend(_distinct(_judge_one(view, check, dict((settings or {}).get(check.id, {})))))
    contradictory = {check.id: check.contradicted_by for check in checks if check.contradicted_by}
    return tuple(_held_against(each, contradictory[each.check], findings) if each.check in contradictory else each for each in findings)


def _held_against(answer: Finding, others: tuple[str, ...], findings: list[Finding]) -> Finding:
    """A statement beside what was seen: a yes of which the scan shows the contrary is a failure that tells both."""
    if answer.status is not Status.PASS:
        return answer
    lived = (Environment.PRODUCTION, Environment.SHARED, Environment.UNCLASSIFIED)
    told = {other: [each for each in findings if each.check == other and each.environment in lived] for other in others}
    if any(each.status is Status.PASS for own in told.values() for each in own):
        return answer
    for other, own in told.items():
        failing = [each for each in own if each.status is Status.FAIL]
        if failing and all(each.status in (Status.FAIL, Status.NOT_APPLICABLE) for each in own):
            seen = [f"{each.message}: {each.location or each.resource}" for each in failing[:EXAMPLES]]
            evidence = {**answer.evidence, "contradicted_by": other, "seen": seen}
            return answer.model_copy(
                update={"status": Status.FAIL, "message": "What was seen contradicts the answer", "evidence": evidence}
            )
    return answer


def in_scope(snapshot: Snapshot, checks: Mapping[str, Check]) -> dict[str, Check]:
    """The checks that some target of the snapshot could answer; the others say nothing about this system."""
    view = _View.over(snapshot)
    return {id: check for id, check in checks.items() if view.can_answer(check)}


RUNNING = {"aws": "account", "kubernetes": "cluster"}
"""Platforms whose facts files tell of as well, and the place that runs there."""


def out_of_reach(snapshot: Snapshot, unasked: Mapping[str, Check]) -> dict[str, tuple[str, ...]]:
    """What only a running place could answer although files tell of it, by that place: `cluster` or `account`, in the order of ids.

    Such checks are not asked, so that a repository can be judged by itself; but that they were not must be said.

    Args:
        snapshot: what was seen.
        unasked: checks that are not `in_scope`.
    """
    seen = {_platform(kind) for kind in {type(fact) for fact in snapshot.facts if fact.environment is not Environment.SAMPLE}}
    visited = {place.partition(":")[0] for target in snapshot.targets for place in target.places}
    found: dict[str, list[str]] = defaultdict(list)
    for id, check in sorted(unasked.items()):
        asked = {_platform(kind) for kind in ({check.subject} if check.subject else check.needs)}
        for platform in sorted(asked & seen & RUNNING.keys() - visited):
            found[RUNNING[platform]].append(id)
    return {place: tuple(ids) for place, ids in sorted(found.items())}


def _platform(kind: type[Fact]) -> str:
    """The package of facts that a type stands in: they are grouped by platform."""
    return kind.__module__.removeprefix("readiness.facts.").partition(".")[0]


def _judge_one(view: _View, check: Check, settings: dict[str, Any]) -> list[Finding]:
    if not view.can_answer(check):
        return [_of_system(check, not_applicable("no target of this kind was assessed"))]
    missing = sorted(kind.__name__ for kind in check.needs & view.producible if kind.__name__ not in view.snapshot.collected)
    if missing:
        verdict = Verdict(Status.UNKNOWN, "not collected", {"facts": missing})
        return [_of_system(check, verdict, right="collect again with this check selected", discovery=True)]
    if check.subject is None:
        return _ask_of_system(view, check, settings)
    findings = [finding for fact in view.facts.get(check.subject, ()) for finding in _ask(view, check, fact, settings)]
    findings.extend(_gaps_as_findings(view, check, view.gaps.get(check.subject.__name__, ())))
    return _folded(findings) or [_of_system(check, not_applicable("nothing of this kind was found"))]


def _folded(findings: list[Finding]) -> list[Finding]:
    """With resources that a check does not concern for one reason told once: a result must not grow by what says nothing."""
    alike: dict[tuple[str, Environment, str], list[Finding]] = defaultdict(list)
    kept = []
    for each in findings:
        if each.status is Status.NOT_APPLICABLE:
            alike[each.target, each.environment, each.message].append(each)
        else:
            kept.append(each)
    return [*kept, *(group[0] if len(group) == 1 else _fold(group) for group in alike.values())]


def _fold(group: list[Finding]) -> Finding:
    first = min(group, key=_position)
    names = sorted({each.resource for each in group})
    more: dict[str, Evidence] = {"more": len(names) - EXAMPLES} if len(names) > EXAMPLES else {}
    return Finding(
        check=first.check,
        status=first.status,
        message=first.message,
        resource=f"{first.target}#{first.message}",
        environment=first.environment,
        target=first.target,
        evidence={"resources": names[:EXAMPLES], **more},
        certainty=first.certainty,
        fingerprint=fingerprint(first.check, f"{first.target}#{first.message}", first.environment),
    )


def _ask_of_system(view: _View, check: Check, settings: dict[str, Any]) -> list[Finding]:
    kinds = sorted(kind.__name__ for kind in check.needs if not (kind.by_presence and view.has(kind)))
    context: dict[str, Any] = {name: view.every(kinds) for name, kinds in check.context.items()}
    hidden = [gap for name in kinds for gap in view.gaps.get(name, ()) if gap.environment is not Environment.SAMPLE]
    if hidden:
        # The answer would count in every environment, so not having it does as well.
        hidden = [gap.model_copy(update={"environment": Environment.SHARED}) for gap in hidden]
        return [*_gaps_as_findings(view, check, hidden), *_failures_seen(view, check, context | settings, None)]
    return _call(view, check, context | settings, None)


def _ask(view: _View, check: Check, subject: Fact, settings: dict[str, Any]) -> list[Finding]:
    context: dict[str, Any] = {name: view.in_reach(kinds, subject) for name, kinds in check.context.items()}
    arguments = {check.subject_name: subject, **context, **settings}
    hidden = view.hiding(check.beside, subject)
    if hidden:
        own = _without_looking(view, check, arguments, subject)
        if own is not None:
            return own
        verdict = Verdict(Status.UNKNOWN, f"part of what decides this could not be read ({hidden[0].reason})", _places_of(hidden))
        unknown = _of(view, check, verdict, subject, right=_rights_of(hidden), discovery=check.many)
        if not view.hiding((kind for kind in check.beside if not kind.brings_into_scope), subject):
            answers = _call(view, check, arguments, subject)
            if any(each.status is Status.FAIL for each in answers):
                return answers
        return [unknown, *_failures_seen(view, check, arguments, subject)]
    return _call(view, check, arguments, subject)


class _LookedError(Exception):
    """A check asked for facts of which some are hidden."""


class _Hidden:
    """Stands for facts of which some are hidden: whoever looks at them is stopped."""

    def _look(self, *_: object) -> NoReturn:
        raise _LookedError

    __iter__ = __len__ = __bool__ = __getitem__ = __contains__ = __add__ = __radd__ = __eq__ = __hash__ = _look

    def __getattr__(self, name: str) -> NoReturn:
        raise _LookedError(name)


def _without_looking(view: _View, check: Check, arguments: dict[str, Any], subject: Fact) -> list[Finding] | None:
    """The answer that the subject alone decides, whatever is hidden beside it; None when there is none."""
    dark = {name for name, kinds in check.context.items() if view.hiding(kinds, subject)}
    try:
        answers = _call(view, check, {name: _Hidden() if name in dark else value for name, value in arguments.items()}, subject)
    except _LookedError:
        return None
    return None if any(each.status is Status.ERROR for each in answers) else answers


def _failures_seen(view: _View, check: Check, arguments: dict[str, Any], subject: Fact | None) -> list[Finding]:
    """Failures of single facts that were seen: what else is hidden can't mend a secret that was found."""
    if not check.many:
        return []
    return [
        each for each in _call(view, check, arguments, subject) if each.status is Status.FAIL and each.resource in _resources(arguments)
    ]


def _resources(arguments: dict[str, Any]) -> set[str]:
    return {each.resource for value in arguments.values() if isinstance(value, list) for each in value if isinstance(each, Fact)}


def _call(view: _View, check: Check, arguments: dict[str, Any], subject: Fact | None) -> list[Finding]:
    if check.wants_today:
        arguments[check.wants_today] = view.snapshot.taken.date()
    try:
        answer = check.function(**arguments)
    except UnreadFieldError as error:
        if error.unread.reason is GapReason.NOT_IN_FILES:
            verdict = not_applicable(f"files don't tell {error.field.replace('_', ' ')}: {error.unread.detail}")
            return [_of(view, check, verdict, subject)]
        verdict = Verdict(
            Status.UNKNOWN,
            f"{error.field.replace('_', ' ')} could not be read ({error.unread.reason})",
            {"field": error.field, "of": error.fact.resource, "detail": error.unread.detail},
            at=None if subject else error.fact.origin,
        )
        return [_of(view, check, verdict, subject, right=error.unread.right, discovery=check.many)]
    except _LookedError:
        raise
    except Exception as error:  # noqa: BLE001 - one of two broad nets: a broken check must not take the run with it
        verdict = Verdict(Status.ERROR, f"the check itself failed: {type(error).__name__}", {})
        return [_of(view, check, verdict, subject, discovery=check.many)]
    verdicts = answer if isinstance(answer, list) else [answer]
    return [_of(view, check, verdict, verdict.about or subject, right=verdict.right) for verdict in verdicts]


def _gaps_as_findings(view: _View, check: Check, gaps: Iterable[Gap]) -> list[Finding]:
    """One unknown for each place, environment and reason, however many files it hides."""
    alike: dict[tuple[str, Environment, str], list[Gap]] = defaultdict(list)
    for gap in gaps:
        alike[gap.place, gap.environment, gap.reason].append(gap)
    return [
        Finding(
            check=check.id,
            status=Status.UNKNOWN,
            message=_reason_in_words(group),
            resource=f"{place}#{reason}",
            environment=environment,
            target=view.target_of(place),
            location=_where(group[0]),
            file=group[0].file,
            line=group[0].line,
            evidence=_places_of(group),
            right=_rights_of(group),
            discovery=True,
            certainty=check.certainty,
            fingerprint=fingerprint(check.id, f"{place}#{reason}", environment),
        )
        for (place, environment, reason), group in sorted(alike.items())
    ]


def _reason_in_words(group: list[Gap]) -> str:
    gap = group[0]
    others = len({each.detail for each in group}) - 1
    more = f", and {others} more" if others else ""
    return f"{gap.reason}: {gap.detail}{more}" if gap.detail and not gap.file else f"could not be read: {gap.reason}"


def _rights_of(group: list[Gap]) -> str:
    """Every right that would close one of the gaps."""
    rights = sorted({each.right for each in group if each.right})
    return ", ".join(rights[:EXAMPLES]) + (f" and {len(rights) - EXAMPLES} more" if len(rights) > EXAMPLES else "")


def _where(gap: Gap) -> str:
    return str(Origin(place=gap.place, file=gap.file, line=gap.line))


def _places_of(gaps: list[Gap]) -> dict[str, Evidence]:
    places = sorted({_where(gap) for gap in gaps})
    more: dict[str, Evidence] = {"more": len(places) - EXAMPLES} if len(places) > EXAMPLES else {}
    return {"unread": places[:EXAMPLES], "reason": gaps[0].detail or str(gaps[0].reason), **more}


def _of(view: _View, check: Check, verdict: Verdict, about: Fact | None, right: str = "", *, discovery: bool = False) -> Finding:
    if about is None:
        return _of_system(check, verdict, right, discovery=discovery)
    origin = verdict.at or about.origin
    return Finding(
        check=check.id,
        status=verdict.status,
        message=verdict.message,
        resource=about.resource,
        environment=about.environment,
        target=view.target_of(about.origin.place),
        location=str(origin),
        file=origin.file,
        line=origin.line,
        evidence=verdict.evidence,
        right=right,
        discovery=discovery,
        certainty=_less_sure(check.certainty, verdict.certainty),
        fingerprint=fingerprint(check.id, about.resource),
    )


def _of_system(check: Check, verdict: Verdict, right: str = "", *, discovery: bool = False) -> Finding:
    return Finding(
        check=check.id,
        status=verdict.status,
        message=verdict.message,
        resource=SYSTEM,
        environment=Environment.SHARED,
        location=str(verdict.at) if verdict.at else "",
        file=verdict.at.file if verdict.at else None,
        line=verdict.at.line if verdict.at else None,
        evidence=verdict.evidence,
        right=right,
        discovery=discovery,
        certainty=_less_sure(check.certainty, verdict.certainty),
        fingerprint=fingerprint(check.id, SYSTEM),
    )


def _less_sure(one: Certainty, other: Certainty) -> Certainty:
    return max(one, other, key=list(Certainty).index)


def _distinct(findings: list[Finding]) -> list[Finding]:
    """In order, with a sub-key where one check speaks of one resource more than once."""
    findings.sort(key=_position)
    seen: Counter[str] = Counter()
    distinct = []
    for finding in findings:
        seen[finding.fingerprint] += 1
        again = seen[finding.fingerprint]
        if again > 1:
            finding = finding.model_copy(update={"fingerprint": fingerprint(finding.check, finding.resource, str(again))})  # noqa: PLW2901
        distinct.append(finding)
    return distinct


def _position(finding: Finding) -> tuple[str, str, str, int, str, str, str]:
    where = finding.file or "", finding.line or 0
    return finding.environment, finding.resource, *where, finding.message, finding.status, repr(finding.evidence)
