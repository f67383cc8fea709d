"""What moved the score since the last assessment: the parts of the change, as bars of a waterfall and in a sentence."""

from __future__ import annotations

from readiness.assessment import Assessment
from readiness.compare import Change, Comparison, Part, compare
from readiness.languages import N_, NN_, known, ngettext, number
from readiness.languages import gettext as _
from readiness.reports import charts
from readiness.reports.words import short_date
from readiness.score import shown

LABELS: dict[Part, str] = {
    Part.FIXED: N_("Fixed"),
    Part.BROKEN: N_("Newly failing"),
    Part.ASSESSED: N_("Newly\nassessed"),
    Part.UNKNOWN: N_("No longer\nassessed"),
    Part.ACCEPTED: N_("Accepted\nrisks"),
    Part.SCOPE: N_("Other checks\nor weights"),
    Part.CAP: N_("Cap"),
}
KEYS: dict[Part, str] = {Part.SCOPE: "unknown", Part.ACCEPTED: "accepted", Part.CAP: "cap"}
"""Colours of what is neither better nor worse work: a change of the rubric, of accepted risks, of the cap."""

COUNTED: dict[Change, tuple[str, str]] = {
    Change.NEW: NN_("%(count)s new", "%(count)s new"),
    Change.FIXED: NN_("%(count)s fixed", "%(count)s fixed"),
    Change.GONE: NN_("%(count)s gone", "%(count)s gone"),
    Change.NEWLY_UNKNOWN: NN_("%(count)s newly unknown", "%(count)s newly unknown"),
    Change.NEWLY_ASSESSED: NN_("%(count)s newly assessed", "%(count)s newly assessed"),
    Change.NEWLY_ACCEPTED: NN_("%(count)s newly accepted", "%(count)s newly accepted"),
    Change.NO_LONGER_ACCEPTED: NN_("%(count)s no longer accepted", "%(count)s no longer accepted"),
    Change.NOT_SEEN: NN_("%(count)s not seen any more", "%(count)s not seen any more"),
}
"""What became of how many findings."""


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
        charts.Move(known(LABELS[part]), parts[part], KEYS.get(part) or ("pass" if parts[part] > 0 else "high"))
        for part in Part
        if part in parts
    ]
    first = charts.Move(short_date(previous.taken.date()), int(shown(compared.before) * 10), "total", total=True)
    last = charts.Move(short_date(assessment.taken.date()), int(shown(compared.after) * 10), "total", total=True)
    return (first, *bars, last), _told(compared)


def _told(compared: Comparison) -> str:
    changes = [each.change for each in compared.findings]
    told = [
        ngettext(*COUNTED[change], changes.count(change), count=number(changes.count(change))) for change in Change if change in changes
    ]
    still = compared.unchanged
    told.append(
        ngettext("%(count)s failing as before", "%(count)s failing as before", still, count=number(still))
        if still
        else _("none failing as before")
    )
    findings = _("Findings: %(changes)s.", changes=", ".join(told))
    asked = len(compared.checks_added) + len(compared.checks_removed)
    if not asked:
        return findings
    rubric = ngettext(
        "%(number)s check asked in only one of the two; what they change is shown apart.",
        "%(number)s checks asked in only one of the two; what they change is shown apart.",
        asked,
    )
    return f"{findings} {rubric}"
