"""What moved the score since the last assessment: the parts of the change, as bars of a waterfall and in a sentence."""

from __future__ import annotations

from readiness.assessment import Assessment
from readiness.compare import Change, Comparison, Part, compare
from readiness.reports import charts
from readiness.reports.words import count, short_date
from readiness.score import shown

LABELS: dict[Part, str] = {
    Part.FIXED: "Fixed",
    Part.BROKEN: "Newly failing",
    Part.ASSESSED: "Newly\nassessed",
    Part.UNKNOWN: "No longer\nassessed",
    Part.ACCEPTED: "Accepted\nrisks",
    Part.SCOPE: "Other checks\nor weights",
    Part.CAP: "Cap",
}
KEYS: dict[Part, str] = {Part.SCOPE: "unknown", Part.ACCEPTED: "accepted", Part.CAP: "cap"}
"""Colours of what is neither better nor worse work: a change of the rubric, of accepted risks, of the cap."""


def moves_of(assessment: Assessment, previous: Assessment | None) -> tuple[tuple[charts.Move, ...], str]:
    """The bars from the earlier score to today's, and what they say; nothing where one of the two has no score.

    Args:
        assessment: today's.
        previous: an earlier one of the same system.
    """
    from readiness.reports.comparison import parts_in_tenths

    if previous is None:
        return (), ""
    compared = compare(previous, assessment)
    if compared.before is None or compared.after is None or not compared.same_environment:
        return (), ""
    parts = parts_in_tenths(compared)
    bars = [
        charts.Move(LABELS[part], parts[part], KEYS.get(part) or ("pass" if parts[part] > 0 else "high")) for part in Part if part in parts
    ]
    first = charts.Move(short_date(previous.taken.date()), int(shown(compared.before) * 10), "total", total=True)
    last = charts.Move(short_date(assessment.taken.date()), int(shown(compared.after) * 10), "total", total=True)
    return (first, *bars, last), _told(compared)


def _told(compared: Comparison) -> str:
    changes = [each.change for each in compared.findings]
    told = [f"{changes.count(change):,} {change}" for change in Change if change in changes]
    told.append(f"{compared.unchanged:,} failing as before" if compared.unchanged else "none failing as before")
    asked = len(compared.checks_added) + len(compared.checks_removed)
    rubric = f" {count(asked, 'check')} asked in only one of the two; what they change is shown apart." if asked else ""
    return f"Findings: {', '.join(told)}.{rubric}"
