"""A comparison of two assessments as people read it: on a terminal, in a pull request, and as a sheet for the second visit."""

from __future__ import annotations

import math
from collections import Counter
from fractions import Fraction
from typing import Any, Literal

from readiness.compare import CHANGES, Change, ChangedFinding, Comparison, LockChange, Part
from readiness.languages import N_, SOURCE, Language, known, ngettext, punctuated, speaking
from readiness.languages import gettext as _
from readiness.printable import printable
from readiness.reports.sheets import as_html, as_pdf
from readiness.reports.terminal import STYLES, Page
from readiness.reports.words import long_date
from readiness.score import shown

ROWS = 20
"""Findings shown of each kind of change."""

SHEET_ROWS = 60
"""Findings that a sheet shows of each kind of change."""


def as_text(comparison: Comparison, *, colour: bool = False) -> str:
    """The comparison as a page for a terminal."""
    page = Page(colour=colour)
    page.line((f"Score {arrow(comparison)}", "bold"), (f"   {_span(comparison)}", "dim"))
    for sentence in _caveats(comparison):
        page.wrapped([("NOTE  ", "dim")], sentence)
    page.line()
    for part, tenths in parts_in_tenths(comparison).items():
        page.line(f"  {part:<26}", f"{signed(tenths):>8}")
    if comparison.change is not None:
        page.line(("  change of the score".ljust(28), "bold"), (f"{signed(_total(comparison)):>8}", "bold"))
    page.line()
    _pillars(page, comparison)
    _locks(page, comparison)
    _findings(page, comparison)
    return page.text()


def arrow(comparison: Comparison) -> str:
    """The two scores."""

    def figure(points: Fraction | None) -> str:
        return "none" if points is None else f"{shown(points):.1f}"

    return f"{figure(comparison.before)} → {figure(comparison.after)}"


def _span(comparison: Comparison) -> str:
    return f"{comparison.before_taken.date().isoformat()} → {comparison.after_taken.date().isoformat()}"


def _caveats(comparison: Comparison) -> list[str]:
    told = []
    if not comparison.same_environment:
        before, after = known(comparison.before_environment or "none"), known(comparison.after_environment or "none")
        told.append(_("The scores are of different environments: %(before)s and %(after)s.", before=before, after=after))
    if comparison.checks_added:
        told.append(
            ngettext(
                "%(count)s check was not asked before: %(checks)s.",
                "%(count)s checks were not asked before: %(checks)s.",
                len(comparison.checks_added),
                count=len(comparison.checks_added),
                checks=", ".join(comparison.checks_added[:5]),
            )
        )
    if comparison.checks_removed:
        told.append(
            ngettext(
                "%(count)s check is not asked any more: %(checks)s.",
                "%(count)s checks are not asked any more: %(checks)s.",
                len(comparison.checks_removed),
                count=len(comparison.checks_removed),
                checks=", ".join(comparison.checks_removed[:5]),
            )
        )
    if comparison.before_profile != comparison.after_profile:
        profiles = {"before": comparison.before_profile, "after": comparison.after_profile}
        told.append(_("The profiles are different: %(before)s and %(after)s.", **profiles))
    if like := comparison.like_for_like:
        scores = {"before": punctuated(f"{shown(like.before):.1f}"), "after": punctuated(f"{shown(like.after):.1f}")}
        told.append(_("Over the checks that both asked, in today's weights: %(before)s → %(after)s.", **scores))
    return told


def parts_in_tenths(comparison: Comparison) -> dict[Part, int]:
    """The parts as they are shown: in tenths of points, adding up to the difference of the two scores as shown."""
    exact = {part: points * 10 for part, points in comparison.parts.items() if points}
    whole = {part: math.floor(points) for part, points in exact.items()}
    left = _total(comparison) - sum(whole.values())
    by_remainder = sorted(exact, key=lambda part: whole[part] - exact[part])
    for part in by_remainder[: max(left, 0)]:
        whole[part] += 1
    for part in by_remainder[len(by_remainder) + min(left, 0) :]:
        whole[part] -= 1
    return whole


def _total(comparison: Comparison) -> int:
    return math.floor((comparison.after or 0) * 10) - math.floor((comparison.before or 0) * 10)


def signed(tenths: int) -> str:
    """Tenths of points with their sign; a change too small to show says so."""
    return punctuated(f"{'+' if tenths > 0 else '−'}{abs(tenths) / 10:.1f}" if tenths else "<0.1")


def _pillars(page: Page, comparison: Comparison) -> None:
    def figure(points: Fraction | None) -> str:
        return "–" if points is None else f"{shown(points):.1f}"

    changed = [each for each in comparison.pillars if each.before != each.after]
    for each in changed:
        word = "better" if each.change > 0 else "worse" if each.change < 0 else ""
        page.line(f"  {each.title[:40]:<42}", f"{figure(each.before):>6} → {figure(each.after):>6}  ", (word, "dim"))
    if changed:
        page.line()


def _locks(page: Page, comparison: Comparison) -> None:
    for each in (*comparison.locks, *(one for one in comparison.lock_components if one.change)):
        indent = "" if each in comparison.locks else "  "
        page.line(f"  {indent}{each.name}".ljust(44), f"{points(each.before):>6} → {points(each.after):>6}  ", (way(each), "dim"))
    if comparison.locks:
        page.line()


def points(lock: float | None) -> str:
    """Points of lock-in; a dash where they are not known."""
    return "–" if lock is None else f"{lock:g}"


def way(lock: LockChange) -> str:
    """Whether it became tighter."""
    return N_("tighter") if lock.change > 0 else N_("looser") if lock.change < 0 else ""


def _findings(page: Page, comparison: Comparison) -> None:
    for change, meaning in CHANGES.items():
        found = comparison.of(change)
        if not found:
            continue
        page.line((f"{change.upper()}  {len(found)}", "bold"), (f"  {meaning}", "dim"))
        rows = _alike(found)
        for each, count in rows[:ROWS]:
            more = f" ×{count}" if count > 1 else ""
            severity = (f"{each.severity.upper():<10}", STYLES[each.severity])
            page.line("  ", severity, f"{each.check}{more}  {each.title}", (f"  {each.location}", "dim"))
        if len(rows) > ROWS:
            page.line((f"  … {len(rows) - ROWS} more; --format json has them all", "dim"))
        page.line()
    page.line(f"{comparison.unchanged} failing before and now")


def _alike(found: list[ChangedFinding]) -> list[tuple[ChangedFinding, int]]:
    """The first finding of each check, and how many there are."""
    counts = Counter(each.check for each in found)
    firsts = {each.check: each for each in reversed(found)}
    return [(firsts[check], count) for check, count in counts.items()]


def as_markdown(comparison: Comparison) -> str:
    """The comparison for a pull request: one screen, the worst first."""
    lines = [f"### Readiness {arrow(comparison)}", "", *_caveats(comparison), "", "| part | points |", "|---|---:|"]
    lines += [f"| {part} | {signed(tenths)} |" for part, tenths in parts_in_tenths(comparison).items()]
    if comparison.locks:
        lines += ["", "| lock-in | points |", "|---|---:|"]
        lines += [f"| {each.name} | {points(each.before)} → {points(each.after)} |" for each in comparison.locks]
    lines += ["", "| change | severity | check | where |", "|---|---|---|---|"]
    shown = [each for change in CHANGES for each, _ in _alike(comparison.of(change))][:ROWS]
    lines += [f"| {each.change} | {each.severity} | `{each.check}` {_cell(each.title)} | {_cell(each.location)} |" for each in shown]
    counts = ", ".join(f"{len(comparison.of(change))} {change}" for change in Change if comparison.of(change))
    return "\n".join([*lines, "", f"{counts or 'no finding changed'}; {comparison.unchanged} failing before and now.", ""])


def _cell(text: str) -> str:
    """Foreign text in a table of Markdown, inert."""
    plain = printable(text)
    for mark in "\\`*_[]<>|#@":
        plain = plain.replace(mark, f"\\{mark}" if mark not in "<>@" else {"<": "&lt;", ">": "&gt;", "@": "@\u200b"}[mark])
    return plain


# Sheets


def render_html(comparison: Comparison, paper: Literal["A4", "letter"] = "A4", language: Language = SOURCE) -> bytes:
    """The comparison as one HTML file that loads nothing and prints well."""
    with speaking(language):
        return as_html("comparison.html", _values(comparison), paper)


def render_pdf(comparison: Comparison, paper: Literal["A4", "letter"] = "A4", language: Language = SOURCE) -> bytes:
    """The comparison as PDF.

    Raises:
        UserError: WeasyPrint or Pango is missing.
    """
    with speaking(language):
        return as_pdf("comparison.html", _values(comparison), paper)


def _sheet_span(comparison: Comparison) -> str:
    dates = {"before": long_date(comparison.before_taken.date()), "after": long_date(comparison.after_taken.date())}
    if comparison.after_environment:
        return _("Between %(before)s and %(after)s, environment %(environment)s", **dates, environment=known(comparison.after_environment))
    return _("Between %(before)s and %(after)s", **dates)


def _lock(lock: LockChange) -> tuple[str, str, str, int, str]:
    return (known(lock.name), punctuated(points(lock.before)), punctuated(points(lock.after)), lock.most, way(lock))


def _values(comparison: Comparison) -> dict[str, Any]:
    def figure(points: Fraction | None) -> str:
        return "–" if points is None else punctuated(f"{shown(points):.1f}")

    groups = []
    for change, meaning in CHANGES.items():
        found = comparison.of(change)
        if found:
            rows = [
                (each.severity, each.check, each.title, each.location or each.resource, each.environment) for each in found[:SHEET_ROWS]
            ]
            groups.append((known(change).capitalize(), len(found), known(meaning), rows, len(found) - len(rows)))
    return {
        "system": comparison.system or _("AI system"),
        "before": figure(comparison.before),
        "after": figure(comparison.after),
        "span": _sheet_span(comparison),
        "caveats": _caveats(comparison),
        "parts": [(known(part).capitalize(), signed(tenths), tenths > 0) for part, tenths in parts_in_tenths(comparison).items()],
        "total": signed(_total(comparison)) if comparison.change is not None else "",
        "pillars": [
            (known(each.title), figure(each.before), figure(each.after), "up" if each.change > 0 else "down" if each.change < 0 else "")
            for each in comparison.pillars
            if each.before is not None or each.after is not None
        ],
        "locks": [_lock(each) for each in comparison.locks],
        "lock_components": [_lock(each) for each in comparison.lock_components],
        "groups": groups,
        "unchanged": comparison.unchanged,
    }
