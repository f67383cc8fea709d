"""Markdown for comments on pull requests and for step summaries: one screen, and the rest folded away."""

from __future__ import annotations

import re
from collections.abc import Iterable
from fractions import Fraction

from readiness.api import Status
from readiness.assessment import Assessment
from readiness.engine import Finding
from readiness.printable import printable
from readiness.reports import Options
from readiness.reports.open_findings import is_untold, open_findings, spot
from readiness.reports.record import out_of_reach
from readiness.reports.scorecard import tenths_of
from readiness.reports.summary import failing, open_failures, problem, summarise
from readiness.reports.words import capital, clipped, count, long_date, points
from readiness.score import CheckScore

MAX_BYTES = 60_000
"""A comment holds 65,536 characters, a step summary a mebibyte."""

ROWS = 10
MORE = 100
"""Rows of the table, and rows folded away behind it."""


def render(assessment: Assessment, options: Options) -> bytes:
    """Score, gate and the worst findings. The first line tells a comment of ours from others, so that it can be updated."""
    blocks = [
        f"<!-- readiness:{assessment.score.overall or 'all'} -->",
        _title(assessment, options.previous),
        summarise(assessment, options.previous).verdict,
        _gate(assessment),
        _table(assessment, options.previous),
        _aside(assessment),
        _places(assessment),
        _unknown(assessment),
    ]
    return _bounded(escape_surrogates(each) for each in blocks if each).encode()


def _title(assessment: Assessment, previous: Assessment | None) -> str:
    standing, before = assessment.score.standing, previous.score.standing if previous else None
    if standing is None or standing.score is None:
        return "### Readiness: no score, nothing was assessed"
    score = points(standing.score)
    was = f"{points(before.score)} → " if before and before.score is not None else ""
    gate = "" if not assessment.gate.asked else " · gate passed" if assessment.gate.passed else " · gate **failed**"
    return f"### Readiness {was}{score} of 100 · level {standing.level}, {standing.level_name}{gate}"


def _gate(assessment: Assessment) -> str:
    broken = [f"- {text(capital(each.sentence))}" for each in assessment.gate.broken]
    return "\n".join(["**What the gate holds against it**", "", *broken]) if broken else ""


def _table(assessment: Assessment, previous: Assessment | None) -> str:
    rows = failing(assessment)
    if not rows:
        return "Nothing that was assessed fails." if assessment.score.standing else ""
    known = {each.fingerprint for each in previous.findings if each.status is Status.FAIL} if previous else None
    head = [
        "| | finding | where | points |" + (" |" if known is not None else ""),
        "|---|---|---|---:|" + ("---|" if known is not None else ""),
    ]
    shown = "\n".join([*head, *(_row(assessment, each, known) for each in rows[:ROWS])])
    rest = rows[ROWS:MORE]
    if not rest:
        return shown
    left = len(rows) - ROWS - len(rest)
    more = "\n".join([*head, *(_row(assessment, each, known) for each in rest)]) + (f"\n\nand {left:,} more" if left else "")
    return f"{shown}\n\n{_folded(count(len(rows) - ROWS, 'more finding'), more)}"


def _row(assessment: Assessment, row: CheckScore, known: set[str] | None) -> str:
    own = open_failures(assessment, row.check)
    check = assessment.checks[row.check]
    first = spot(assessment, own[0]) if own else None
    where = f"{first.path}:{first.line}" if first and first.own else own[0].resource if own else ""
    others = f" and {len(own) - 1:,} more" if len(own) > 1 else ""
    new = "" if known is None else f" {'new' if any(each.fingerprint not in known for each in own) else ''} |"
    title = text(clipped(problem(check, own), 160))
    finding = f"{title} ({row.failed:,} of {row.judged:,}) `{row.check}`"
    place = code(clipped(where, 120)).replace("|", "\\|")  # a table's cell ends at a bar even in code
    return f"| {check.severity} | {finding} | {place}{others} | {points(row.lost)} |{new}"


def _aside(assessment: Assessment) -> str:
    standing = assessment.score.standing
    told = []
    if standing and (unknown := [each for each in standing.checks if each.unknown]):
        tenths = tenths_of(assessment, standing)["unknown"]
        told.append(f"Not assessed: {count(len(unknown), 'check')}, {points(Fraction(tenths, 10))} points.")
    told += out_of_reach(assessment)
    if accepted := [each for each in assessment.accepted if not each.expired]:
        told.append(f"Accepted: {count(len(accepted), 'risk')}, the next until {long_date(min(each.waiver.expires for each in accepted))}.")
    if expired := [each for each in assessment.accepted if each.expired]:
        told.append(f"Expired and void: {count(len(expired), 'accepted risk')}.")
    return " ".join(told)


def _places(assessment: Assessment) -> str:
    """Every place of every open finding, as far as there is room."""
    found = open_findings(assessment)
    if not found:
        return ""
    lines = [_place(assessment, each) for each in found[: MORE * 2]]
    left = len(found) - len(lines)
    return _folded(count(len(found), "place"), "\n".join(lines) + (f"\n\nand {left:,} more, in the assessment" if left else ""))


def _place(assessment: Assessment, finding: Finding) -> str:
    where = spot(assessment, finding)
    at = code(clipped(f"{where.path}:{where.line}" if where.own else finding.resource, 160))
    said = text(clipped(finding.message, 160))
    return f"- {assessment.checks[finding.check].severity} `{finding.check}` {at} in {finding.environment}: {said}"


def _unknown(assessment: Assessment) -> str:
    found: dict[str, str] = {}
    for each in assessment.counted():
        if is_untold(each):
            found.setdefault(each.check, each.right or each.message)
    lines = [f"- `{check}` {text(assessment.checks[check].title)}: {text(clipped(reason, 200))}" for check, reason in found.items()]
    return _folded(f"{count(len(lines), 'check')} not assessed", "\n".join(lines)) if lines else ""


def _folded(summary: str, body: str) -> str:
    return f"<details><summary>{summary}</summary>\n\n{body}\n\n</details>"


def _bounded(blocks: Iterable[str]) -> str:
    """Blocks as long as there is room; what is left out is said."""
    kept, size = [], 0
    for block in blocks:
        size += len(block.encode()) + 2
        if size > MAX_BYTES:
            kept.append("More is in the assessment: there was no room for it here.")
            break
        kept.append(block)
    return "\n\n".join(kept) + "\n"


_ALIVE = re.compile(r"(?P<markup>[\\`*_{}\[\]<>|~!&$])|[@#]|:(?=/)|\bwww(?=\.)", re.IGNORECASE)
"""Markup, and what code hosts make mentions, references and links of after Markdown has been read."""
GAP = "&#8203;"
"""A space without width: what stands behind it is no name any more."""


def text(words: str) -> str:
    """Foreign text on one line that is shown as it is: no markup, HTML, picture, link, reference or mention."""
    return _ALIVE.sub(lambda sign: f"&#{ord(sign[0])};" if sign["markup"] else f"{sign[0]}{GAP}", " ".join(printable(words).split()))


def code(words: str) -> str:
    """Foreign text as code, in which nothing is markup; nothing for no text."""
    clean = " ".join(printable(words).split()).replace("`", "ʼ")
    return f"`{clean}`" if clean else ""


def escape_surrogates(words: str) -> str:
    """The text without halves of characters, which UTF-8 can't hold."""
    return words.encode("utf-8", "replace").decode()
