"""The record: the AI system, what was read, what ran, and the state of every check."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from readiness.api import Severity, Status
from readiness.assessment import Assessment
from readiness.inventory import PARTS, InventoryItem
from readiness.languages import N_, NN_, known, ngettext, number
from readiness.languages import gettext as _
from readiness.reports.retold import retold
from readiness.reports.words import (
    capital,
    clipped,
    long_date,
    percent,
)
from readiness.score import CheckScore, EnvironmentScore
from readiness.snapshot import SnapshotTarget

PART_TITLES = {
    "model": N_("Models"),
    "provider": N_("Providers"),
    "gateway": N_("Gateways"),
    "server": N_("Model servers"),
    "agent": N_("Agents"),
    "tool server": N_("Tool servers"),
    "prompt": N_("Prompts"),
    "store": N_("Vector stores and memory"),
    "database": N_("Databases"),
    "guardrail": N_("Guardrails"),
    "evaluation": N_("Evaluations"),
    "trace sink": N_("Traces"),
}


CALL = re.compile(r"([a-z]{2}(?:-[a-z]+)+-\d) ([a-z0-9-]+)\.[a-z0-9_]+")
"""The place of what a call told; readers want the service and the region."""

DIGEST = re.compile(r"(?<=sha256:)([0-9a-f]{12})[0-9a-f]{52}")
"""Of a digest the first digits tell enough; the whole one stands in the assessment."""


@dataclass(frozen=True)
class PartRow:
    """A kind of part of the AI system, with its parts: name, product, detail, environment, location."""

    title: str
    items: tuple[tuple[str, str, str, str, str], ...]


@dataclass(frozen=True)
class CheckRow:
    """A check in the appendix; `reason` tells that its state is told in the check's own words, in English."""

    check: str
    title: str
    severity: Severity
    state: str
    says: str
    reason: bool = False

    @property
    def applies(self) -> bool:
        """Whether the system has anything that it judges."""
        return self.state != "not-applicable"


def part_rows(assessment: Assessment) -> tuple[PartRow, ...]:
    """The AI inventory, by kind of part."""
    rows = []
    for part in PARTS:
        items = tuple(
            (each.name, each.product, _detail(each), known(each.environment.value), _where(each))
            for each in assessment.inventory
            if each.part == part
        )
        if items:
            rows.append(PartRow(known(PART_TITLES[part]), items))
    return tuple(rows)


def _detail(item: InventoryItem) -> str:
    """What identifies it, with its model unless that is its name, and the day on which that ends."""
    model = item.model if item.model != item.name else ""
    detail = ", ".join(retold(each) for each in item.detail.split(", "))
    ends = _("ends %(date)s", date=long_date(item.end_of_life)) if item.end_of_life else ""
    return DIGEST.sub(r"\1…", ", ".join(filter(None, (model, detail, ends))))


def _where(item: InventoryItem) -> str:
    location = CALL.sub(r"\2, \1", item.location)
    if not item.further:
        return location
    return ngettext("%(items)s and %(more)s more", "%(items)s and %(more)s more", item.further, items=location, more=number(item.further))


def unfinished(assessment: Assessment) -> str:
    """Why the assessment is not complete; empty when it is."""
    if assessment.complete:
        return ""
    missed = sum(not each.reached for each in assessment.targets)
    if not missed:
        return _("collection did not end")
    return ngettext("%(number)s target could not be reached", "%(number)s targets could not be reached", missed)


OUT_OF_REACH = {
    "cluster": NN_(
        "%(number)s further check needs the running cluster, which files only describe, and counts nowhere: scan it (--kube-context).",
        "%(number)s further checks need the running cluster, which files only describe, and count nowhere: scan it (--kube-context).",
    ),
    "account": NN_(
        "%(number)s further check needs the running AWS account, which files only describe, and counts nowhere: scan it (--aws).",
        "%(number)s further checks need the running AWS account, which files only describe, and count nowhere: scan it (--aws).",
    ),
}
"""Running places to what is said of checks that only they can answer."""


def out_of_reach(assessment: Assessment) -> tuple[str, ...]:
    """What was not asked because no running place was a target, a sentence for each kind of place."""
    return tuple(ngettext(*OUT_OF_REACH[place], len(ids)) for place, ids in assessment.out_of_reach.items() if place in OUT_OF_REACH)


def scope_rows(assessment: Assessment) -> tuple[tuple[str, str], ...]:
    """Every target, and how far it was read."""
    rows = []
    for target in assessment.targets:
        if (target.kind, target.name) == ("attestations", "none"):
            rows.append((_("statements of people"), _("none were given")))
            continue
        files = [each for each in assessment.folders if each.target in target.places]
        gaps = sum(each.place in target.places for each in assessment.gaps)
        told = _how_far(sum(each.files_read for each in files) if files else None) if target.reached else _("not reached")
        if gaps:
            told = ngettext("%(told)s, %(number)s gap", "%(told)s, %(number)s gaps", gaps, told=told)
        rows.append((_target(target), told))
    return tuple(rows)


def _target(target: SnapshotTarget) -> str:
    match target.kind, target.name:
        case "folder", ".":
            return _("the folder that was named")
        case "attestations", name:
            return _("statements of people in %(file)s", file=name)
        case "aws", account:
            return _("AWS account %(account)s", account=account)
        case _:
            return f"{known(target.kind)} {target.name}"


def _how_far(files: int | None) -> str:
    return _("read") if files is None else ngettext("%(number)s file read", "%(number)s files read", files)


def record_rows(assessment: Assessment) -> tuple[tuple[str, str], ...]:
    """What ran over what, and what could not be read."""
    standing = assessment.score.standing
    skipped = Counter[str]()
    formats = Counter[str]()
    for each in assessment.folders:
        skipped.update(each.skipped)
        formats.update(each.formats)
    gaps = Counter(each.reason.value for each in assessment.gaps)
    checks = len(assessment.checks)
    return (
        (
            _("Tool"),
            ngettext(
                "readiness %(tool)s, scoring %(scoring)s, %(number)s check",
                "readiness %(tool)s, scoring %(scoring)s, %(number)s checks",
                checks,
                tool=assessment.tool,
                scoring=assessment.score.scoring,
            ),
        ),
        (
            _("Snapshot"),
            _("%(time)s, taken by readiness %(tool)s", time=assessment.taken.isoformat(timespec="seconds"), tool=assessment.snapshot_tool),
        ),
        (_("Targets"), "; ".join(f"{name}: {told}" for name, told in scope_rows(assessment)) or _("none")),
        *([(_("Read on"), _read_on(assessment))] if assessment.readings else []),
        (_("Environment"), scored_for(assessment)),
        (_("Profile"), _profile(assessment)),
        (_("Files read"), _counted(formats) or _("none")),
        (_("Left out by rule"), _counted(skipped) or _("nothing")),
        (_("Could not be read"), _counted(gaps) or _("nothing")),
        (_("Collection"), _collection(assessment)),
        (_("Assessed"), _assessed(standing.coverage if standing else None)),
        (_("Findings digest"), digest(assessment)),
    )


def scored_for(assessment: Assessment) -> str:
    """The environment whose score counts, and why that one."""
    environment, basis = assessment.score.overall, assessment.score.basis
    if environment and basis == f"{environment} is the target environment":
        return _("%(environment)s, the target environment", environment=known(environment))
    return _("%(environment)s: %(reason)s", environment=known(environment or "none"), reason=retold(basis))


def _collection(assessment: Assessment) -> str:
    if assessment.complete:
        return _("ran to its end")
    return _("%(unfinished)s; what is missing counts as unknown", unfinished=unfinished(assessment))


def _assessed(coverage: Fraction | None) -> str:
    return _("nothing") if coverage is None else _("%(share)s of the points", share=percent(coverage))


def _read_on(assessment: Assessment) -> str:
    """When each place was read, the oldest first."""
    told = sorted(assessment.readings.items(), key=lambda each: (each[1], each[0]))
    places = "; ".join(f"{place} {moment.date().isoformat()}" for place, moment in told[:12])
    more = len(told) - 12
    if more <= 0:
        return places
    return ngettext("%(places)s and %(more)s more place", "%(places)s and %(more)s more places", more, places=places, more=more)


def _profile(assessment: Assessment) -> str:
    """The profile that was judged by, what it is for, and how far it is from the standard."""
    profile = assessment.profile
    name = profile.name
    if profile.extends:
        name = _("%(profile)s, which extends %(others)s", profile=name, others=", ".join(reversed(profile.extends)))
    lines = len(assessment.deviations)
    far = ngettext("%(number)s deviation from the standard", "%(number)s deviations from the standard", lines)
    told = f"{name}: " + (far if lines else _("the standard, unchanged"))
    return f"{told}. {known(profile.purpose)}" if profile.purpose else told


def _counted(numbers: Counter[str]) -> str:
    told = sorted(numbers.items(), key=lambda each: (-each[1], each[0]))
    kinds = ", ".join(f"{number(times)} {known(name)}" for name, times in told[:12])
    more = len(told) - 12
    if more <= 0:
        return kinds
    return ngettext("%(kinds)s and %(more)s more kinds", "%(kinds)s and %(more)s more kinds", more, kinds=kinds, more=more)


def digest(assessment: Assessment) -> str:
    """SHA-256 over the findings, so that two reports can be told to rest on the same evidence."""
    text = json.dumps([each.model_dump(mode="json") for each in assessment.findings], sort_keys=True, ensure_ascii=False)
    return f"sha256:{hashlib.sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()}"


def check_rows(assessment: Assessment, standing: EnvironmentScore | None) -> tuple[CheckRow, ...]:
    """Every check with its state in the environment that counts."""
    scores = {each.check: each for each in (standing.checks if standing else ())}
    reasons: dict[str, str] = {}
    for each in assessment.findings:
        if each.status is Status.NOT_APPLICABLE and each.message:
            reasons.setdefault(each.check, each.message)
    rows = []
    for id, text in assessment.checks.items():
        state, says = _state(scores.get(id), reasons.get(id, ""))
        if text.preview:
            says = _("preview, without weight; %(state)s", state=says) if says else _("preview, without weight")
        rows.append(CheckRow(id, text.title, text.severity, state, says, reason=id not in scores and id in reasons))
    return tuple(rows)


def idle_rows(rows: Sequence[CheckRow]) -> tuple[tuple[str, bool, tuple[str, ...]], ...]:
    """Checks that do not apply by why that is, the commonest reason first: the reason, whether it is told in English, the checks."""
    checks: dict[tuple[str, bool], list[str]] = defaultdict(list)
    for each in rows:
        if not each.applies:
            checks[capital(each.says), each.reason].append(each.check)
    return tuple((*why, tuple(ids)) for why, ids in sorted(checks.items(), key=lambda each: (-len(each[1]), each[0])))


def _state(score: CheckScore | None, reason: str) -> tuple[str, str]:
    if score is None:
        return "not-applicable", clipped(reason or _("not applicable"), 120)
    state, part, alone, several = _row(score)
    if score.judged == 1:
        return state, known(alone)
    return state, _(several, part=number(part), judged=number(score.judged))


def _row(score: CheckScore) -> tuple[str, int, str, str]:
    """State, resources in it, what it is called for a single resource, and for several."""
    if score.failed:
        return "failed", score.failed, N_("fails"), N_("%(part)s of %(judged)s fail")
    if score.unknown:
        return "unknown", score.unknown, N_("not assessed"), N_("%(part)s of %(judged)s not assessed")
    if score.waived:
        return "accepted", score.waived, N_("accepted"), N_("%(part)s of %(judged)s accepted")
    return "passed", score.judged, N_("holds"), N_("%(judged)s hold")
