"""The assessment: all we say about a snapshot. Versioned JSON; reports read this and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from pydantic import ValidationError
from pydantic_core import PydanticSerializationError

from readiness import __version__
from readiness.api import Certainty, Check, Effort, Severity, Status
from readiness.engine import Finding, in_scope, judge, out_of_reach
from readiness.errors import UserError
from readiness.facts import Environment, Fact, Gap, Model
from readiness.facts.ai import Gateway, ModelRoute, ProviderUse, SourceModule
from readiness.facts.attestation import Attestation
from readiness.facts.aws.agents import AwsAgent, AwsKnowledgeBase
from readiness.facts.aws.bedrock import AwsGuardrail
from readiness.facts.delivery import EvaluationSuite
from readiness.facts.files import FolderRead
from readiness.facts.kubernetes.ai_stack import AiBackend, AiRoute
from readiness.gate import Baseline, GateResult, GateRules, judge_gate
from readiness.inventory import InventoryItem, inventory
from readiness.loader import Pillar, pillars
from readiness.lock_in import LockIn, Way, lock_in
from readiness.plan import Plan, plan
from readiness.score import Rubric, Score, counts_in, score
from readiness.snapshot import Snapshot, SnapshotTarget, as_json, read_document, write_whole
from readiness.waivers import AcceptedRisk, Waiver, apply

VERSION = 1

NAMED = 4
"""Checks that the line of a deviation names; the document has them all."""


class CheckText(Model):
    """A check as reports show it; findings refer to it by id, so that its texts stand once.

    Attributes:
        title: the control, in words of the good state.
        consequence: what a failure means for the business, in a sentence.
        action: the first line of the remedy.
        fix: the whole remedy; `<name>` is filled from a finding's evidence.
        preview: listed, weighs nothing.
        certainty: how sure its verdicts are.
        aggregate: `any` when one good resource is enough.
    """

    id: str
    pillar: str
    severity: Severity
    effort: Effort
    title: str
    why: str
    consequence: str
    fix: str
    action: str
    maps: tuple[str, ...] = ()
    question: str = ""
    preview: bool = False
    certainty: Certainty = Certainty.CERTAIN
    aggregate: str = ""


class PillarText(Model):
    """A pillar as reports show it."""

    id: str
    title: str
    question: str


class FolderCount(Model):
    """What was read in one folder, by format, and what was left out by rule."""

    target: str
    files_read: int
    formats: dict[str, int]
    skipped: dict[str, int]
    skipped_folders: tuple[str, ...]


class Deviation(Model):
    """A change to the standard checks, weights or severities, with its reason.

    Attributes:
        what: `severity`, `leaving out`, or what else is other than usual.
        checks: ids of the checks that it is about.
    """

    what: str
    standard: str
    used: str
    reason: str
    checks: tuple[str, ...] = ()

    @property
    def subject(self) -> str:
        """What it is about, in a line."""
        more = f" and {len(self.checks) - NAMED} more" if len(self.checks) > NAMED else ""
        return f"{self.what} of {', '.join(self.checks[:NAMED])}{more}" if self.checks else self.what


LEFT_OUT = "leaving out"
"""What a deviation is about whose checks are not asked."""


class ProfileText(Model):
    """The profile that was judged by, as reports show it; its lines stand among the deviations.

    Attributes:
        extends: the profiles that it changes, the lowest first.
    """

    name: str = "production"
    title: str = "Production"
    purpose: str = ""
    extends: tuple[str, ...] = ()


class Assessment(Model):
    """The result document.

    Attributes:
        taken: when the snapshot was taken.
        snapshot_tool: release that took it.
        complete: every target was reached and collection ran to its end.
        environments: environment to number of resources judged, unclassified ones included.
        readings: of a merged snapshot, place to the moment of its oldest reading.
        out_of_reach: checks that were not asked because only the running `cluster` or `account`, of which files tell, could answer.
        lock_in: how tightly code is bound to a model and to a provider; None where none touches a model.
    """

    version: int = VERSION
    tool: str = __version__
    taken: datetime
    snapshot_tool: str
    system: str = ""
    client: str = ""
    author: str = ""
    complete: bool
    targets: tuple[SnapshotTarget, ...]
    pillars: tuple[PillarText, ...]
    checks: dict[str, CheckText]
    score: Score
    gate: GateResult
    plan: Plan
    findings: tuple[Finding, ...]
    accepted: tuple[AcceptedRisk, ...] = ()
    profile: ProfileText = ProfileText()
    deviations: tuple[Deviation, ...] = ()
    inventory: tuple[InventoryItem, ...] = ()
    lock_in: LockIn | None = None
    folders: tuple[FolderCount, ...] = ()
    gaps: tuple[Gap, ...] = ()
    environments: dict[str, int] = {}
    readings: dict[str, datetime] = {}
    out_of_reach: dict[str, tuple[str, ...]] = {}

    def text(self, finding: Finding) -> CheckText:
        """The texts of a finding's check."""
        return self.checks[finding.check]

    def counted(self) -> list[Finding]:
        """Findings that count in the environment whose score is shown."""
        name = self.score.overall
        return [each for each in self.findings if name and counts_in(each, name) and not self.checks[each.check].preview]

    def baseline(self) -> Baseline:
        """What a later assessment compares with."""
        standing = self.score.standing
        return Baseline(
            standing=standing,
            failing=frozenset(each.fingerprint for each in self.findings if each.status is Status.FAIL),
            asked=frozenset(self.weighing()),
        )

    def weighing(self) -> dict[str, CheckText]:
        """The checks that weigh something: all but those in preview."""
        return {id: each for id, each in self.checks.items() if not each.preview}

    def accepting(self, waiver: Waiver) -> Assessment:
        """The same assessment as if this risk had been accepted, too: scored, gated and planned again."""
        findings, risks = apply(self.findings, [waiver], self.taken.date())
        weights = {each.pillar: int(each.weight) for each in (self.score.standing.pillars if self.score.standing else ())}
        preview = frozenset(id for id, each in self.checks.items() if each.preview)
        rubric = Rubric(pillar_weights=weights, target_environment=self.score.target, preview=preview)
        result = score(findings, self.checks, rubric)
        steps = plan(findings, self.checks, rubric, result.overall)
        again = {"findings": findings, "accepted": (*self.accepted, *risks), "score": result, "plan": steps}
        return self.model_copy(update=again).gated(self.gate.rules)

    def gated(self, rules: GateRules, baseline: Baseline | None = None) -> Assessment:
        """The same assessment, with its gate judged by these rules."""
        result = judge_gate(
            rules,
            score=self.score,
            findings=self.findings,
            checks=self.weighing(),
            risks=self.accepted,
            today=self.taken.date(),
            baseline=baseline,
        )
        return self.model_copy(update={"gate": result})

    def to_json(self) -> dict[str, Any]:
        """The document, in a stable order."""
        return self.model_dump(mode="json")


class Terms(Model):
    """How a snapshot is to be judged: all that configuration may say.

    Attributes:
        left_out: checks that the profile does not ask.
        settings: check id to setting to value.
    """

    rubric: Rubric = Rubric()
    profile: ProfileText = ProfileText()
    left_out: frozenset[str] = frozenset()
    gate: GateRules = GateRules()
    waivers: tuple[Waiver, ...] = ()
    deviations: tuple[Deviation, ...] = ()
    settings: dict[str, dict[str, Any]] = {}
    system: str = ""
    client: str = ""
    author: str = ""


def assess(snapshot: Snapshot, checks: Mapping[str, Check], terms: Terms | None = None, baseline: Baseline | None = None) -> Assessment:
    """Judge a snapshot: findings, waivers, score, gate and plan. Pure: the same input gives the same document.

    Args:
        snapshot: what was seen.
        checks: checks to ask, by id; those that no target of the snapshot could answer are left out.
        terms: configuration of the judgement.
        baseline: an earlier assessment to compare the gate with.
    """
    terms = terms or Terms()
    chosen = {id: each for id, each in checks.items() if id not in terms.left_out}
    checks = in_scope(snapshot, chosen)
    findings, risks = apply(judge(snapshot, checks.values(), terms.settings), terms.waivers, snapshot.taken.date())
    result = score(findings, checks, terms.rubric)
    texts = {id: _text(check, terms.rubric) for id, check in sorted(checks.items())}
    return Assessment(
        taken=snapshot.taken,
        snapshot_tool=snapshot.tool,
        system=terms.system or snapshot.system,
        client=terms.client,
        author=terms.author,
        complete=snapshot.complete,
        targets=snapshot.targets,
        pillars=tuple(PillarText(id=each.id, title=each.title, question=each.question) for each in pillars().values()),
        checks=texts,
        score=result,
        gate=judge_gate(
            terms.gate,
            score=result,
            findings=findings,
            checks={id: each for id, each in texts.items() if not each.preview},
            risks=risks,
            today=snapshot.taken.date(),
            baseline=baseline,
        ),
        plan=plan(findings, checks, terms.rubric, result.overall),
        findings=findings,
        accepted=risks,
        profile=terms.profile,
        deviations=tuple(_of_these(each, checks) for each in terms.deviations if not each.checks or _applies(each, checks)),
        inventory=inventory(snapshot.facts),
        lock_in=_lock_in(snapshot),
        folders=tuple(_folder(each) for each in snapshot.facts if isinstance(each, FolderRead) and not _COUNTED & each.unread.keys()),
        gaps=snapshot.gaps,
        environments=_environments(findings),
        readings=_oldest(snapshot),
        out_of_reach=out_of_reach(snapshot, {id: each for id, each in chosen.items() if id not in checks}),
    )


def _oldest(snapshot: Snapshot) -> dict[str, datetime]:
    """The oldest reading of each place: what is told of it holds since then at best."""
    found: dict[str, datetime] = {}
    for each in snapshot.readings:
        found[each.place] = min(each.taken, found.get(each.place, each.taken))
    return found


def _text(check: Check, rubric: Rubric) -> CheckText:
    return CheckText(
        id=check.id,
        pillar=check.pillar,
        severity=rubric.severity(check),
        effort=check.effort,
        title=check.title,
        why=" ".join(check.why.split()),
        consequence=check.consequence,
        fix=check.fix,
        action=check.action,
        maps=check.maps,
        question=check.question,
        preview=check.id in rubric.preview,
        certainty=check.certainty,
        aggregate=check.aggregate,
    )


def _applies(deviation: Deviation, checks: Mapping[str, Check]) -> bool:
    """Whether it concerns what was asked here; that something was not asked always does."""
    return deviation.what == LEFT_OUT or any(id in checks for id in deviation.checks)


def _of_these(deviation: Deviation, checks: Mapping[str, Check]) -> Deviation:
    if deviation.what == LEFT_OUT or not deviation.checks:
        return deviation
    return deviation.model_copy(update={"checks": tuple(id for id in deviation.checks if id in checks)})


_MANAGED: tuple[tuple[type[Fact], str], ...] = (
    (AwsAgent, "Bedrock agents"),
    (AwsKnowledgeBase, "Bedrock knowledge bases"),
    (AwsGuardrail, "Guardrails of Bedrock"),
)
"""Facts of an account, or of its templates, that show what only one provider offers."""


def _lock_in(snapshot: Snapshot) -> LockIn | None:
    facts = snapshot.facts
    whole = [each for each in facts if not each.unread]
    return lock_in(
        modules=(each for each in facts if isinstance(each, SourceModule)),
        gateways=(each for each in facts if isinstance(each, Gateway)),
        routes=(each for each in whole if isinstance(each, ModelRoute)),
        ways=_ways(whole),
        uses=(each for each in whole if isinstance(each, ProviderUse)),
        suites=(each for each in facts if isinstance(each, EvaluationSuite)),
        features=((name, each.origin) for each in facts for kind, name in _MANAGED if isinstance(each, kind)),
        answers=(each for each in whole if isinstance(each, Attestation)),
        gaps=snapshot.gaps,
        today=snapshot.taken.date(),
    )


def _ways(facts: list[Fact]) -> list[Way]:
    """Rules of Envoy AI Gateway with the providers of their backends."""
    dialects = {each.name: each.dialect for each in facts if isinstance(each, AiBackend)}
    return [
        (route.name, frozenset(dialects[name] for each in rule.backends if (name := each.rpartition("/")[2]) in dialects), route.origin)
        for route in facts
        if isinstance(route, AiRoute)
        for rule in route.rules
    ]


_COUNTED = frozenset({"files_read", "formats", "skipped", "skipped_folders"})


def _folder(fact: FolderRead) -> FolderCount:
    return FolderCount(
        target=fact.origin.place,
        files_read=fact.files_read,
        formats=fact.formats,
        skipped=fact.skipped,
        skipped_folders=fact.skipped_folders,
    )


def _environments(findings: Iterable[Finding]) -> dict[str, int]:
    resources: dict[str, set[str]] = {}
    for each in findings:
        if each.status is not Status.NOT_APPLICABLE:
            resources.setdefault(each.environment, set()).add(each.resource)
    return {name: len(resources[name]) for name in Environment if name in resources}


def remedy(text: CheckText, finding: Finding) -> str:
    """The remedy with `<name>` filled from the finding's evidence; what the evidence lacks stays as it is."""

    def fill(match: re.Match[str]) -> str:
        value = finding.evidence.get(match[1])
        if isinstance(value, list):
            return ", ".join(value) or match[0]
        return match[0] if value is None else str(value)

    return re.sub(r"<([a-z_]+)>", fill, text.fix)


def dump(assessment: Assessment) -> str:
    """The document as text."""
    return encoded(assessment).decode()


def encoded(assessment: Assessment) -> bytes:
    """The document as UTF-8, without ever holding it as text: it may be large."""
    try:
        return type(assessment).__pydantic_serializer__.to_json(assessment, indent=1) + b"\n"
    except PydanticSerializationError:  # a snapshot from elsewhere holds text that is no UTF-8
        return as_json(assessment.to_json()).encode()


def save(assessment: Assessment, path: Path) -> None:
    """Write the document whole or not at all."""
    write_whole(path, encoded(assessment))


def load(source: Path | IO[str]) -> Assessment:
    """Read an assessment of this or an earlier version.

    Raises:
        UserError: it can't be read, is truncated, is no assessment, or comes from a newer release.
    """
    document = read_document(source, "assessment", VERSION)
    try:
        return Assessment.model_validate(document)
    except ValidationError as error:
        name = str(source) if isinstance(source, Path) else "standard input"
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise UserError(
            f"{name}: not a readable assessment: {where}: {first['msg'].lower()}", help="write it again with 'readiness assess'"
        ) from error


__all__ = ["Assessment", "CheckText", "Pillar", "Terms", "assess", "dump", "encoded", "load", "remedy", "save"]
