"""The record: the AI system, what was read, what ran, and the state of every check."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import dataclass

from readiness.api import Severity, Status
from readiness.assessment import Assessment
from readiness.inventory import PARTS, InventoryItem
from readiness.reports.words import (
    clipped,
    count,
    long_date,
    percent,
)
from readiness.score import CheckScore, EnvironmentScore

PART_TITLES = {
    "model": "Models",
    "provider": "Providers",
    "gateway": "Gateways",
    "server": "Model servers",
    "agent": "Agents",
    "tool server": "Tool servers",
    "prompt": "Prompts",
    "store": "Stores",
    "guardrail": "Guardrails",
    "evaluation": "Evaluations",
    "trace sink": "Traces",
}


@dataclass(frozen=True)
class PartRow:
    """A kind of part of the AI system, with its parts: name, product, detail, environment, location."""

    title: str
    items: tuple[tuple[str, str, str, str, str], ...]


@dataclass(frozen=True)
class CheckRow:
    """A check in the appendix."""

    check: str
    title: str
    severity: Severity
    state: str
    says: str


def part_rows(assessment: Assessment) -> tuple[PartRow, ...]:
    """The AI inventory, by kind of part."""
    rows = []
    for part in PARTS:
        items = tuple(
            (each.name, each.product, _detail(each), each.environment.value, _where(each))
            for each in assessment.inventory
            if each.part == part
        )
        if items:
            rows.append(PartRow(PART_TITLES[part], items))
    return tuple(rows)


def _detail(item: InventoryItem) -> str:
    """What identifies it, with its model unless that is its name, and the day on which that ends."""
    told = [item.model if item.model != item.name else "", item.detail, f"ends {long_date(item.end_of_life)}" if item.end_of_life else ""]
    return ", ".join(filter(None, told))


def _where(item: InventoryItem) -> str:
    return f"{item.location} and {item.further:,} more" if item.further else item.location


def unfinished(assessment: Assessment) -> str:
    """Why the assessment is not complete; empty when it is."""
    if assessment.complete:
        return ""
    missed = sum(not each.reached for each in assessment.targets)
    return f"{count(missed, 'target')} could not be reached" if missed else "collection did not end"


def scope_rows(assessment: Assessment) -> tuple[tuple[str, str], ...]:
    """Every target, and how far it was read."""
    rows = []
    for target in assessment.targets:
        files = [each for each in assessment.folders if each.target in target.places]
        gaps = sum(each.place in target.places for each in assessment.gaps)
        told = count(sum(each.files_read for each in files), "file") + " read" if files else "read"
        told = told if target.reached else "not reached"
        if gaps:
            told += f", {count(gaps, 'gap')}"
        rows.append((f"{target.kind} {target.name}", told))
    return tuple(rows)


def record_rows(assessment: Assessment) -> tuple[tuple[str, str], ...]:
    """What ran over what, and what could not be read."""
    standing = assessment.score.standing
    skipped = Counter[str]()
    formats = Counter[str]()
    for each in assessment.folders:
        skipped.update(each.skipped)
        formats.update(each.formats)
    gaps = Counter(each.reason.value for each in assessment.gaps)
    rows = [
        ("Tool", f"readiness {assessment.tool}, scoring {assessment.score.scoring}, {count(len(assessment.checks), 'check')}"),
        ("Snapshot", f"{assessment.taken.isoformat(timespec='seconds')}, taken by readiness {assessment.snapshot_tool}"),
        ("Targets", "; ".join(f"{name}: {told}" for name, told in scope_rows(assessment)) or "none"),
        *([("Read on", _read_on(assessment))] if assessment.readings else []),
        ("Environment", f"{assessment.score.overall or 'none'}: {assessment.score.basis}"),
        ("Profile", _profile(assessment)),
        ("Files read", _counted(formats) or "none"),
        ("Left out by rule", _counted(skipped) or "nothing"),
        ("Could not be read", _counted(gaps) or "nothing"),
        ("Collection", f"{unfinished(assessment)}; what is missing counts as unknown" if not assessment.complete else "ran to its end"),
        ("Assessed", percent(standing.coverage) + " of the points" if standing and standing.coverage is not None else "nothing"),
        ("Findings digest", digest(assessment)),
    ]
    return tuple(rows)


def _read_on(assessment: Assessment) -> str:
    """When each place was read, the oldest first."""
    told = sorted(assessment.readings.items(), key=lambda each: (each[1], each[0]))
    more = f" and {len(told) - 12} more places" if len(told) > 12 else ""
    return "; ".join(f"{place} {moment.date().isoformat()}" for place, moment in told[:12]) + more


def _profile(assessment: Assessment) -> str:
    """The profile that was judged by, what it is for, and how far it is from the standard."""
    profile = assessment.profile
    over = f", which extends {', '.join(reversed(profile.extends))}" if profile.extends else ""
    lines = count(len(assessment.deviations), "deviation") + " from the standard" if assessment.deviations else "the standard, unchanged"
    return f"{profile.name}{over}: {lines}" + (f". {profile.purpose}" if profile.purpose else "")


def _counted(numbers: Counter[str]) -> str:
    told = sorted(numbers.items(), key=lambda each: (-each[1], each[0]))
    return ", ".join(f"{number:,} {name}" for name, number in told[:12]) + (f" and {len(told) - 12} more kinds" if len(told) > 12 else "")


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
            says = f"preview, without weight; {says}" if says else "preview, without weight"
        rows.append(CheckRow(id, text.title, text.severity, state, says))
    return tuple(rows)


def _state(score: CheckScore | None, reason: str) -> tuple[str, str]:
    if score is None:
        return "not-applicable", clipped(reason or "not applicable", 60)
    if score.failed:
        return "failed", f"{score.failed:,} of {score.judged:,} fail" if score.judged > 1 else "fails"
    if score.unknown:
        return "unknown", f"{score.unknown:,} of {score.judged:,} not assessed" if score.judged > 1 else "not assessed"
    if score.waived:
        return "accepted", f"{score.waived:,} of {score.judged:,} accepted" if score.judged > 1 else "accepted"
    return "passed", f"{score.judged:,} hold" if score.judged > 1 else "holds"
