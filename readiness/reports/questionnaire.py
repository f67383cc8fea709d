"""The questionnaire: what no scan can know, printed for people to fill in, and as files that come back to `interview --import`."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from readiness.answers import COLUMNS, figures_of
from readiness.api import Severity, Status
from readiness.languages import N_, known, speaking
from readiness.languages import gettext as _
from readiness.reports.markdown import text as inline
from readiness.reports.scorecard import title_of_pillar
from readiness.reports.sheets import as_html, as_pdf
from readiness.reports.words import long_date

if TYPE_CHECKING:
    from readiness.assessment import Assessment
    from readiness.reports import Options


@dataclass(frozen=True)
class Asked:
    """One question, as it is printed.

    Attributes:
        figures: names of values, with an example of each.
        why_open: why there is no answer that counts.
    """

    number: int
    check: str
    severity: str
    question: str
    control: str
    why: str
    figures: tuple[tuple[str, str], ...]
    why_open: str


@dataclass(frozen=True)
class Section:
    """The open questions of a pillar."""

    title: str
    asked: tuple[Asked, ...]


def sections(assessment: Assessment) -> tuple[Section, ...]:
    """The questions without an answer that counts, by pillar, the severest first."""
    reasons = {
        each.check: each.message for each in assessment.findings if each.status in (Status.UNKNOWN, Status.ERROR) and not each.waiver
    }
    order = list(Severity)
    texts = sorted(
        (each for each in assessment.checks.values() if each.question and each.id in reasons),
        key=lambda each: (each.pillar, order.index(each.severity), each.id),
    )
    numbered = {each.id: number for number, each in enumerate(texts, 1)}
    return tuple(
        Section(
            title_of_pillar(assessment, pillar),
            tuple(
                Asked(
                    numbered[each.id],
                    each.id,
                    each.severity,
                    each.question,
                    each.title,
                    each.why,
                    figures_of(each.fix),
                    reasons[each.id],
                )
                for each in texts
                if each.pillar == pillar
            ),
        )
        for pillar in dict.fromkeys(each.pillar for each in texts)
    )


def _values(assessment: Assessment) -> dict[str, Any]:
    return {
        "system": assessment.system or _("the AI system"),
        "client": assessment.client,
        "author": assessment.author,
        "date": long_date(assessment.taken.date()),
        "introduction": known(INTRODUCTION),
        "sections": sections(assessment),
        "answered": _answered(assessment),
        "tool": assessment.tool,
    }


def _answered(assessment: Assessment) -> list[tuple[str, str]]:
    """Questions that have an answer already, and what it comes to."""
    words = {Status.PASS: _("yes"), Status.FAIL: _("no, or contradicted")}
    questions = {id: each for id, each in assessment.checks.items() if each.question}
    return [
        (questions[each.check].title, words[each.status])
        for each in assessment.findings
        if each.check in questions and each.status in words
    ]


def render(assessment: Assessment, options: Options) -> bytes:
    """The questionnaire as HTML that prints well."""
    with speaking(options.speaks):
        return as_html("questionnaire.html", _values(assessment), options.paper)


def render_pdf(assessment: Assessment, options: Options) -> bytes:
    """The questionnaire as PDF."""
    with speaking(options.speaks):
        return as_pdf("questionnaire.html", _values(assessment), options.paper)


def render_markdown(assessment: Assessment, options: Options) -> bytes:
    """The questionnaire as Markdown."""
    with speaking(options.speaks):
        return as_markdown(assessment).encode("utf-8")


def render_csv(assessment: Assessment, options: Options) -> bytes:  # noqa: ARG001 - it has no options
    """The questionnaire as a table that `interview --import` reads."""
    return as_csv(assessment).encode("utf-8")


def render_yaml(assessment: Assessment, options: Options) -> bytes:  # noqa: ARG001 - it has no options
    """The questionnaire as YAML that `interview --import` reads."""
    return as_yaml(assessment).encode("utf-8")


def as_markdown(assessment: Assessment) -> str:
    """The questionnaire as Markdown, for a wiki or an issue."""
    lines = ["# " + _("Questions about %(system)s", system=inline(assessment.system or _("the AI system"))), "", known(INTRODUCTION), ""]
    for section in sections(assessment):
        lines += [f"## {inline(section.title)}", ""]
        for each in section.asked:
            severity = known(each.severity)
            lines += [f"### {each.number}. {inline(each.question)}", "", f"`{each.check}`, {severity}. {inline(each.why)}", ""]
            lines += ["- [ ] " + _("yes:") + f" {inline(each.control)}", "- [ ] " + _("no")]
            lines += [f"- {what}:" for what in (_("Who stands by this answer"), _("On which day was it so"))]
            for name, example in each.figures:
                told = _("%(name)s (such as %(example)s)", name=inline(name.replace("_", " ")), example=inline(example))
                lines += [f"- {told}:"]
            lines += [f"- {what}:" for what in (_("Evidence (URL or file)"), _("Valid until"), _("Anything else"))]
            lines.append("")
    if not sections(assessment):
        lines += [_("Every question has an answer that counts."), ""]
    return "\n".join(lines)


INTRODUCTION = N_(
    "No scan can know these answers. Each needs a person who stands by it, and the day on which it was so; "
    "evidence is a URL or a file. Leave blank what you can't answer: blank is better than a guess."
)


def as_csv(assessment: Assessment) -> str:
    """The questionnaire as a table to fill in, with a byte order mark for spreadsheets."""
    out = io.StringIO()
    rows = csv.DictWriter(out, COLUMNS, lineterminator="\r\n")
    rows.writeheader()
    for section in sections(assessment):
        for each in section.asked:
            rows.writerow({"check": each.check, "question": each.question, "values": "; ".join(f"{name}=" for name, _ in each.figures)})
    return "\ufeff" + out.getvalue()


def as_yaml(assessment: Assessment) -> str:
    """The questionnaire as a file of answers to fill in."""
    import yaml

    lines = ["# Fill in answer (yes or no), owner and answered (2026-04-02); leave blank what you can't answer.", "attestations:"]
    for section in sections(assessment):
        for each in section.asked:
            lines += [f"  - check: {each.check}", f"    question: {yaml.safe_dump(each.question, width=10**6).split(chr(10))[0]}"]
            lines += [f"    {name}:" for name in ("answer", "owner", "answered", "expires", "evidence")]
            lines += ["    values:", *(f"      {name}:  # such as {example}" for name, example in each.figures)] if each.figures else []
            lines += ["    note:"]
    return "\n".join(lines) + ("" if lines[2:] else " []") + "\n"
