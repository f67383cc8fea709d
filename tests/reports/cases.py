"""Assessments to report on, made by the real engine over small facts: how many checks, and what becomes of each resource."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from readiness.api import Certainty, Check, Effort, Severity, Verdict, failed, not_applicable, passed, unknown
from readiness.assessment import Assessment, Terms, assess
from readiness.facts import Environment, Fact, Gap, GapReason, Origin
from readiness.facts.ai import Deployment, ModelRoute
from readiness.facts.files import FolderRead
from readiness.gate import GateRules
from readiness.score import PILLAR_WEIGHTS
from readiness.snapshot import Snapshot, SnapshotTarget
from readiness.waivers import Waiver

TAKEN = datetime(2026, 8, 21, 7, 42, 10, tzinfo=UTC)
PLACE = "folder:."


class Part(Fact):
    """Something a check judges; `state` is the verdict it gets."""

    about: str
    state: str
    problem: str = "A part is not as it should be"
    note: str = ""


@dataclass(frozen=True)
class Case:
    """A check and its resources: what becomes of each."""

    id: str
    severity: str = "high"
    states: Sequence[str] = ("fail",)
    pillar: str = "observability"
    effort: str = "hours"
    environment: Environment = Environment.PRODUCTION
    question: str = ""
    certainty: Certainty = Certainty.CERTAIN
    texts: Mapping[str, str] = field(default_factory=dict)


def _check_of(case: Case) -> Check:
    def judge(parts: list[Part]) -> list[Verdict]:
        return [_verdict(part) for part in parts if part.about == case.id] or [not_applicable("nothing of this kind is used")]

    words = case.id.replace("-", " ")
    return Check(
        id=case.id,
        pillar=case.pillar,
        severity=Severity(case.severity),
        effort=Effort(case.effort),
        function=judge,
        title=case.texts.get("title", f"The control {words} is in place"),
        why=case.texts.get("why", f"Without {words} the service stops. More words on why that matters to the business and to users."),
        fix=case.texts.get("fix", f"Put {words} in place\n\nservice:\n  name: <name>\n  replicas: 2"),
        maps=("owasp-llm-top10-2025:LLM10:2025",),
        context={"parts": (Part,)},
        many=True,
        question=case.question,
        certainty=case.certainty,
    )


def _verdict(part: Part) -> Verdict:
    where: dict[str, Any] = {"about": part, "at": part.origin, "name": part.resource.rpartition("/")[2]}
    if part.note:
        where["note"] = part.note
    match part.state:
        case "pass":
            return passed(**where)
        case "fail":
            return failed(part.problem, **where)
        case "unknown":
            return unknown("the console was not readable", **where)
        case _:
            return not_applicable("not used", about=part)


def _parts_of(case: Case) -> list[Part]:
    return [
        Part(
            resource=f"part:{case.id}/{number}",
            origin=Origin(place=PLACE, file=f"deploy/{case.id}.yaml", line=number),
            environment=case.environment,
            about=case.id,
            state=state,
            problem=case.texts.get("problem", f"Without a good {case.id.replace('-', ' ')}"),
            note=case.texts.get("note", ""),
        )
        for number, state in enumerate(case.states, 1)
    ]


ROUTE = ModelRoute(
    resource="litellm:gateway.yaml#model/chat",
    origin=Origin(place=PLACE, file="gateway.yaml", line=3),
    environment=Environment.PRODUCTION,
    gateway="litellm:gateway.yaml",
    alias="chat",
    deployments=(Deployment(provider="openai", model="gpt-4.1-2025-04-14", failure_domain="openai"),),
)


def assessed(
    cases: Sequence[Case],
    *,
    gate: GateRules | None = None,
    waivers: Sequence[Waiver] = (),
    system: str = "Claims assistant",
    client: str = "Meridian Mutual",
    author: str = "Halden Advisory",
    taken: datetime = TAKEN,
    gaps: Sequence[Gap] = (),
    complete: bool = True,
) -> Assessment:
    """The real assessment of these cases."""
    folder = FolderRead(
        resource="folder:.",
        origin=Origin(place=PLACE),
        environment=Environment.SHARED,
        files_read=len(cases),
        formats={"kubernetes": len(cases)},
        skipped={"binary": 3},
        skipped_folders=(),
    )
    parts = [part for case in cases for part in _parts_of(case)]
    snapshot = Snapshot(
        taken=taken,
        system=system,
        targets=(SnapshotTarget(key=PLACE, kind="folder", name=".", places=(PLACE,)),),
        collected=frozenset({"Part", "ModelRoute", "FolderRead"}),
        complete=complete,
        facts=(folder, ROUTE, *parts),
        gaps=tuple(gaps),
    )
    checks = {case.id: _check_of(case) for case in cases}
    return assess(snapshot, checks, Terms(gate=gate or GateRules(), waivers=tuple(waivers), system=system, client=client, author=author))


GATE = GateRules(min_score=75, no_failing=(Severity.CRITICAL,), min_coverage=90)
PILLARS = tuple(PILLAR_WEIGHTS)
SEVERITIES = ("high", "medium", "low", "high", "medium")
EFFORTS = ("minutes", "hours", "days")


def many_cases(number: int, failing: int, resources: int = 3) -> list[Case]:
    """Checks over all pillars, of which the first ones fail."""
    return [
        Case(
            id=f"sample-check-{at:03}",
            severity="critical" if at in (0, 7) else SEVERITIES[at % 5],
            pillar=PILLARS[at % 13],
            effort=EFFORTS[at % 3],
            states=["fail"] * (1 + at % resources) + ["pass"] * (at % 4) if at < failing else ["pass"] * (1 + at % 3),
        )
        for at in range(number)
    ]


UNREADABLE = Gap(facts=("Part",), place=PLACE, reason=GapReason.DENIED, right="read access to deploy/", environment=Environment.PRODUCTION)
