"""`readiness compare`: what changed between two assessments."""

from __future__ import annotations

import sys
from enum import StrEnum
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from readiness.cli.options import verb

if TYPE_CHECKING:
    from readiness.compare import Comparison
    from readiness.reports.terminal import Page

ROWS = 20
"""Findings shown of each kind of change."""


class ComparisonFormat(StrEnum):
    """Formats of a comparison."""

    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"


@verb
def compare(
    *,
    old: Annotated[Path, typer.Argument(metavar="OLD", help="The earlier assessment (JSON).")],
    new: Annotated[Path, typer.Argument(metavar="NEW", help="The later assessment (JSON).")],
    format: Annotated[
        ComparisonFormat, typer.Option("--format", "-f", envvar="READINESS_FORMAT", help="Format of the result.")
    ] = ComparisonFormat.TEXT,
    output: Annotated[
        Path, typer.Option("--output", "-o", envvar="READINESS_OUTPUT", metavar="PATH", help="Where it goes; '-' is standard output.")
    ] = Path("-"),
) -> None:
    """Tell what changed between two assessments, and where the change of the score comes from."""
    import json

    from readiness import assessment as assessments
    from readiness.cli import console
    from readiness.cli.results import check_writable
    from readiness.compare import compare as compared
    from readiness.snapshot import write_whole

    to_stdout = str(output) == "-"
    if not to_stdout:
        check_writable(output)
    comparison = compared(assessments.load(old), assessments.load(new))
    match format:
        case ComparisonFormat.JSON:
            text = json.dumps(comparison.model_dump(mode="json"), indent=1, ensure_ascii=False) + "\n"
        case ComparisonFormat.MARKDOWN:
            text = as_markdown(comparison)
        case ComparisonFormat.TEXT:
            text = as_text(comparison, colour=to_stdout and console.wants_colour(sys.stdout))
    if to_stdout:
        console.result(text.encode())
    else:
        write_whole(output, text)
        console.say(f"wrote {output}")


def as_text(comparison: Comparison, *, colour: bool = False) -> str:
    """The comparison as a page for a terminal."""
    from readiness.reports.terminal import Page

    page = Page(colour=colour)
    page.line((f"Score {_arrow(comparison)}", "bold"), (f"   {_span(comparison)}", "dim"))
    for sentence in _caveats(comparison):
        page.wrapped([("NOTE  ", "dim")], sentence)
    page.line()
    for part, points in comparison.parts.items():
        if points:
            page.line(f"  {part:<26}", f"{signed(points):>8}")
    if comparison.change is not None:
        page.line(("  change of the score".ljust(28), "bold"), (f"{signed(comparison.change):>8}", "bold"))
    page.line()
    _pillars(page, comparison)
    _findings(page, comparison)
    return page.text()


def _arrow(comparison: Comparison) -> str:
    from readiness.score import shown

    def figure(points: Fraction | None) -> str:
        return "none" if points is None else f"{shown(points):.1f}"

    return f"{figure(comparison.before)} → {figure(comparison.after)}"


def _span(comparison: Comparison) -> str:
    return f"{comparison.before_taken.date().isoformat()} → {comparison.after_taken.date().isoformat()}"


def _caveats(comparison: Comparison) -> list[str]:
    told = []
    if not comparison.same_environment:
        told.append(f"The scores are of different environments: {comparison.before_environment} and {comparison.after_environment}.")
    if comparison.checks_added:
        told.append(f"{len(comparison.checks_added)} checks were not asked before: {', '.join(comparison.checks_added[:5])}.")
    if comparison.checks_removed:
        told.append(f"{len(comparison.checks_removed)} checks are not asked any more: {', '.join(comparison.checks_removed[:5])}.")
    return told


def signed(points: Fraction) -> str:
    """Points with their sign, rounded towards zero; a change too small to show says so."""
    tenths = int(abs(points) * 10)
    figure = f"{tenths / 10:.1f}" if tenths or not points else "<0.1"
    return figure if not points else f"{'+' if points > 0 else '−'}{figure}"


def _pillars(page: Page, comparison: Comparison) -> None:
    from readiness.score import shown

    def figure(points: Fraction | None) -> str:
        return "–" if points is None else f"{shown(points):.1f}"

    changed = [each for each in comparison.pillars if each.before != each.after]
    for each in changed:
        word = "better" if each.change > 0 else "worse" if each.change < 0 else ""
        page.line(f"  {each.title[:40]:<42}", f"{figure(each.before):>6} → {figure(each.after):>6}  ", (word, "dim"))
    if changed:
        page.line()


def _findings(page: Page, comparison: Comparison) -> None:
    from readiness.compare import CHANGES
    from readiness.reports.terminal import STYLES

    for change, meaning in CHANGES.items():
        found = comparison.of(change)
        if not found:
            continue
        page.line((f"{change.upper()}  {len(found)}", "bold"), (f"  {meaning}", "dim"))
        for each in found[:ROWS]:
            page.line(
                "  ", (f"{each.severity.upper():<10}", STYLES[each.severity]), f"{each.check}  {each.title}", (f"  {each.location}", "dim")
            )
        if len(found) > ROWS:
            page.line((f"  … {len(found) - ROWS} more; --format json has them all", "dim"))
        page.line()
    page.line(f"{comparison.unchanged} failing before and now")


def as_markdown(comparison: Comparison) -> str:
    """The comparison for a pull request: one screen, the worst first."""
    from readiness.compare import CHANGES, Change

    lines = [f"### Readiness {_arrow(comparison)}", "", *_caveats(comparison), "", "| part | points |", "|---|---:|"]
    lines += [f"| {part} | {signed(points)} |" for part, points in comparison.parts.items() if points]
    lines += ["", "| change | severity | check | where |", "|---|---|---|---|"]
    shown = [each for change in CHANGES for each in comparison.of(change)][:ROWS]
    lines += [f"| {each.change} | {each.severity} | `{each.check}` {_cell(each.title)} | {_cell(each.location)} |" for each in shown]
    counts = ", ".join(f"{len(comparison.of(change))} {change}" for change in Change if comparison.of(change))
    return "\n".join([*lines, "", f"{counts or 'no finding changed'}; {comparison.unchanged} failing before and now.", ""])


def _cell(text: str) -> str:
    """Foreign text in a table of Markdown, inert."""
    from readiness.printable import printable

    plain = printable(text)
    for mark in "\\`*_[]<>|#@":
        plain = plain.replace(mark, f"\\{mark}" if mark not in "<>@" else {"<": "&lt;", ">": "&gt;", "@": "@\u200b"}[mark])
    return plain
