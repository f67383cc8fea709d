"""Frameworks, control by control: what the checks that map to each control said, and which controls no check covers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from readiness.assessment import Assessment
from readiness.errors import UserError
from readiness.frameworks import Control, Framework, framework, framework_keys
from readiness.languages import N_, NN_, known, ngettext, number
from readiness.loader import load_checks
from readiness.reports.words import listed
from readiness.score import CheckScore

STATES = {
    "failed": N_("fails"),
    "unknown": N_("not assessed"),
    "accepted": N_("accepted risk"),
    "passed": N_("no gap found"),
    "not-applicable": N_("does not apply"),
    "unasked": N_("not asked here"),
    "uncovered": N_("no check covers it"),
}
"""A control's state, the first that one of its checks brings about; `uncovered` is about us, all others about the system."""

COUNTED = {
    "failed": NN_("%(count)s fails", "%(count)s fails"),
    "unknown": NN_("%(count)s not assessed", "%(count)s not assessed"),
    "accepted": NN_("%(count)s accepted risk", "%(count)s accepted risk"),
    "passed": NN_("%(count)s no gap found", "%(count)s no gap found"),
    "not-applicable": NN_("%(count)s does not apply", "%(count)s does not apply"),
    "unasked": NN_("%(count)s not asked here", "%(count)s not asked here"),
    "uncovered": NN_("%(count)s no check covers it", "%(count)s no check covers it"),
}
"""The same, with how many controls."""


@dataclass(frozen=True)
class ControlRow:
    """A control, its state, and its checks with what each said."""

    id: str
    title: str
    url: str
    state: str
    says: str
    checks: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class FrameworkTable:
    """A framework at one edition, with a sentence that counts its controls by state."""

    key: str
    edition: str
    url: str
    note: str
    summary: str
    rows: tuple[ControlRow, ...]


def framework_tables(assessment: Assessment, keys: Iterable[str]) -> tuple[FrameworkTable, ...]:
    """One table for each framework.

    Args:
        assessment: what was said.
        keys: frameworks, as `readiness/frameworks/` names them.

    Raises:
        UserError: there is no such framework.
    """
    keys = tuple(dict.fromkeys(keys))
    if not keys:
        return ()
    frameworks = [_framework(key) for key in keys]
    maps = _maps(assessment)
    return tuple(_table(assessment, each, maps) for each in frameworks)


def _framework(key: str) -> Framework:
    found = framework(key)
    if found is None:
        raise UserError(f"unknown framework {key!r}", help=f"one of: {', '.join(framework_keys())}")
    return found


def _maps(assessment: Assessment) -> dict[str, list[str]]:
    """Reference to the checks that map to it: those that were asked, and those that this release could ask."""
    found: dict[str, list[str]] = defaultdict(list)
    asked = {id: text.maps for id, text in assessment.checks.items()}
    for id, maps in sorted({**{id: check.maps for id, check in load_checks().items()}, **asked}.items()):
        for reference in maps:
            found[reference].append(id)
    return found


def _table(assessment: Assessment, framework: Framework, maps: dict[str, list[str]]) -> FrameworkTable:
    standing = assessment.score.standing
    scores = {each.check: each for each in (standing.checks if standing else ())}
    rows = tuple(_row(assessment, each, maps.get(f"{framework.key}:{each.id}", []), scores) for each in framework.controls.values())
    counts = {state: sum(each.state == state for each in rows) for state in STATES}
    told = [ngettext(*COUNTED[state], counts[state], count=number(counts[state])) for state in STATES if counts[state]]
    return FrameworkTable(
        key=framework.key,
        edition=framework.edition,
        url=framework.url,
        note=framework.note,
        summary=ngettext("%(number)s control: %(states)s.", "%(number)s controls: %(states)s.", len(rows), states=listed(told)),
        rows=rows,
    )


def _row(assessment: Assessment, control: Control, checks: list[str], scores: dict[str, CheckScore]) -> ControlRow:
    states = {id: _state(assessment, id, scores.get(id)) for id in checks}
    state = next((name for name in STATES if name in states.values()), "uncovered")
    return ControlRow(
        id=control.id,
        title=control.title,
        url=control.url,
        state=state,
        says=known(STATES[state]),
        checks=tuple((id, known(STATES[said])) for id, said in sorted(states.items(), key=lambda each: list(STATES).index(each[1]))),
    )


def _state(assessment: Assessment, check: str, score: CheckScore | None) -> str:
    if check not in assessment.checks:
        return "unasked"
    if score is None or not score.judged:
        return "not-applicable"
    return "failed" if score.failed else "unknown" if score.unknown else "accepted" if score.waived else "passed"
