"""The summary on a terminal: what fails, what nobody knows, where the hundred points went, what to do next."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from readiness.api import Certainty, Severity, Status
from readiness.assessment import Assessment, ProfileText
from readiness.errors import ExitCode
from readiness.facts import Environment
from readiness.printable import printable
from readiness.reports.lock_in import headline
from readiness.reports.record import out_of_reach, unfinished
from readiness.reports.scorecard import tenths_of
from readiness.reports.words import apportioned
from readiness.score import CheckScore, EnvironmentScore, shown
from readiness.snapshot import SnapshotTarget

if TYPE_CHECKING:
    from rich.text import Text

    from readiness.reports import Options

WIDTH = 96
"""What the page is made for; wider terminals don't stretch it."""
NARROWEST = 60
ROWS = 12
"""Failing checks shown; critical ones always are."""
BAR = 74
BESIDE, BELOW = 30, 6
"""Columns that a text needs beside its lead; with less it stands below, indented by so many."""

Piece = tuple[str, str] | str
"""Text with its style, or without one."""

STYLES: dict[Severity, str] = {
    Severity.CRITICAL: "bold #ff6c9f",
    Severity.HIGH: "bold #ff9f5a",
    Severity.MEDIUM: "#e0b04c",
    Severity.LOW: "dim",
}
GOOD, BAD, WAITING, ACCEPTED = "#4fc3b5", "bold #ff6c9f", "#e0b04c", "#b5a2f0"


class Page:
    """Lines for a terminal. What is written is data: no markup is understood and no control character survives."""

    def __init__(self, *, width: int = WIDTH, colour: bool = False) -> None:
        self.width = max(NARROWEST, min(WIDTH, width))
        self.colour = colour
        self._lines: list[Text] = []

    def line(self, *pieces: Piece) -> None:
        """One line; what is too long is cut."""
        from rich.text import Text

        text = Text(no_wrap=True, end="")
        for piece in pieces:
            words, style = (piece, "") if isinstance(piece, str) else piece
            text.append(printable(words), style=style)
        text.truncate(self.width, overflow="ellipsis")
        self._lines.append(text)

    def wrapped(self, lead: Iterable[Piece], text: str, style: str = "") -> None:
        """A lead and a text beside it, which goes on below itself."""
        lead = list(lead)
        indent = sum(cells(piece if isinstance(piece, str) else piece[0]) for piece in lead)
        if text and self.width - indent < BESIDE:
            self.line(*lead)
            lead, indent = [" " * BELOW], BELOW
        rows = textwrap.wrap(printable(text), self.width - indent, break_on_hyphens=False) or [""]
        self.line(*lead, (rows[0], style))
        for row in rows[1:]:
            self.line(" " * indent, (row, style))

    def text(self) -> str:
        """The page, with or without colours."""
        import io

        from rich.console import Console

        out = io.StringIO()
        console = Console(
            file=out,
            width=self.width,
            force_terminal=self.colour,
            color_system="truecolor" if self.colour else None,
            no_color=not self.colour,
            markup=False,
            highlight=False,
            emoji=False,
            legacy_windows=False,
        )
        for line in self._lines:
            console.print(line, soft_wrap=True)
        return "\n".join(row.rstrip() for row in out.getvalue().split("\n"))


def cells(text: str) -> int:
    """Columns a text takes."""
    from rich.cells import cell_len

    return cell_len(text)


def fitted(text: str, width: int) -> str:
    """The text cut or filled to a width."""
    from rich.cells import cell_len, set_cell_size

    text = printable(text)
    if cell_len(text) <= width:
        return text + " " * (width - cell_len(text))
    cut = set_cell_size(text, width - 1).rstrip() + "…"
    return cut + " " * (width - cell_len(cut))


def summary(assessment: Assessment, *, width: int = WIDTH, colour: bool = False, all_rows: bool = False) -> str:
    """The whole page.

    Args:
        assessment: what to tell of.
        width: columns of the terminal.
        colour: whether ANSI colours are welcome.
        all_rows: every failing check instead of the first dozen.
    """
    page = Page(width=width, colour=colour)
    _head(page, assessment)
    _targets(page, assessment)
    standing = assessment.score.standing
    if standing is None:
        page.line(("No score", "bold"), f": {assessment.score.basis}")
        page.line()
    else:
        _failing(page, assessment, standing, all_rows=all_rows)
        _aside(page, assessment, standing)
        _score(page, assessment, standing)
    _lock(page, assessment)
    _gate(page, assessment)
    _next(page, assessment)
    return page.text()


def _head(page: Page, assessment: Assessment) -> None:
    subject: list[Piece] = [("  system ", "dim"), assessment.system] if assessment.system else []
    target: list[Piece] = [("  environment ", "dim"), assessment.score.overall] if assessment.score.overall else []
    standard = assessment.profile.name == ProfileText().name
    if not standard:
        target += [("  profile ", "dim"), assessment.profile.name]
    told = f"  {_count(len(assessment.checks), 'check')}" + (", read-only" if standard else "")
    page.line((f"readiness {assessment.tool}", "bold"), *subject, *target, (told, "dim"))
    page.line()


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}" if number == 1 else f"{number:,} {what}s"


def _targets(page: Page, assessment: Assessment) -> None:
    for target in assessment.targets:
        gaps = sum(gap.place in target.places for gap in assessment.gaps)
        told, whole = _told_of(assessment, target)
        mark = ("✔", GOOD) if target.reached and whole and not gaps else ("!", WAITING)
        unread = (f"  {_count(gaps, 'gap')}", WAITING) if gaps else ""
        page.line(mark, "  ", fitted(f"{target.kind} {target.name}", page.width // 2 - 4), "  ", (told, "dim"), unread)
    if not assessment.complete:
        page.line(("!", WAITING), f"  {unfinished(assessment)}; what is missing counts as unknown")
    page.line()


def _told_of(assessment: Assessment, target: SnapshotTarget) -> tuple[str, bool]:
    """What was read of a target, and whether it was all."""
    if not target.reached:
        return "not reached", False
    match target.kind:
        case "attestations":
            return _answers(assessment)
        case "folder":
            return _files(assessment, target.places)
        case _:
            regions = sum(place.startswith("aws-region:") for place in target.places)
            return f"{_count(regions, 'region')} read", bool(regions)


def _files(assessment: Assessment, places: tuple[str, ...]) -> tuple[str, bool]:
    """How many files were read, and whether any was; nothing where no check asked for the count."""
    counts = [each.files_read for each in assessment.folders if each.target in places]
    return f"{_count(sum(counts), 'file')} read" if counts else "", bool(sum(counts)) or not counts


def _answers(assessment: Assessment) -> tuple[str, bool]:
    """How many questions are answered, and whether all are."""
    asked = {id for id, each in assessment.checks.items() if each.question}
    answered = {each.check for each in assessment.findings if each.check in asked and each.status in (Status.PASS, Status.FAIL)}
    return f"{len(answered)} of {_count(len(asked), 'question')} answered", answered == asked


def _failing(page: Page, assessment: Assessment, standing: EnvironmentScore, *, all_rows: bool) -> None:
    rows = by_severity(assessment, [each for each in standing.checks if each.failed])
    if not rows:
        page.line(("Nothing that was assessed fails.", GOOD))
        page.line()
        return
    critical = sum(assessment.checks[each.check].severity is Severity.CRITICAL for each in rows)
    kept = rows if all_rows or len(rows) <= ROWS + 1 else rows[: max(ROWS, critical)]
    wide = min(max(cells(each.check) for each in kept), 34)
    problems = problems_of(assessment)
    room = page.width - 10 - wide - 2 - 14
    page.line(" " * (10 + wide + 2 + room), (f"{'fails':>7}{'pts':>7}", "dim"))
    for each in kept:
        severity = assessment.checks[each.check].severity
        page.line(
            (f"{severity.upper():<10}", STYLES[severity]),
            (fitted(each.check, wide), "dim"),
            "  ",
            fitted(problems.get(each.check, ""), room),
            (f"{f'{each.failed}/{each.judged}':>7}", "dim"),
            f"{minus(each.lost):>7}",
        )
    if len(rows) > len(kept):
        left = Counter(assessment.checks[each.check].severity for each in rows[len(kept) :])
        told = ", ".join(f"{left[severity]} {severity}" for severity in Severity if left[severity])
        page.line((f"… {len(rows) - len(kept)} more ({told}). Show all: ", "dim"), ("--verbose", "bold"))
    page.line()


def by_severity(assessment: Assessment, checks: Iterable[CheckScore]) -> list[CheckScore]:
    """The worst first: by severity, then by points lost."""
    order = list(Severity)
    return sorted(checks, key=lambda each: (order.index(assessment.checks[each.check].severity), -each.lost, each.check))


def problems_of(assessment: Assessment) -> dict[str, str]:
    """What is wrong, as a title: the message of each check's first failing finding."""
    failing = [each for each in assessment.counted() if each.status is Status.FAIL and not each.waiver]
    return {each.check: each.message for each in reversed(failing)}


def minus(points: Fraction) -> str:
    """Points lost, with a minus sign; what is lost but too little to show says so."""
    figure = f"{shown(points):.1f}"
    return f"−{figure}" if figure != "0.0" else "−<0.1"


def _aside(page: Page, assessment: Assessment, standing: EnvironmentScore) -> None:
    """What does not stand in the table: unknown, accepted, elsewhere, unclassified, preview."""
    unknown = [each for each in standing.checks if each.unknown]
    tenths = tenths_of(assessment, standing)
    if unknown:
        lead: list[Piece] = [("NOT ASSESSED", WAITING), f"  {_count(len(unknown), 'check')}, {tenths['unknown'] / 10:.1f} points  "]
        page.wrapped(lead, _why_unknown(assessment), "dim")
    if assessment.accepted:
        risks = _count(len([each for each in assessment.accepted if not each.expired]), "risk")
        page.wrapped([("ACCEPTED", ACCEPTED), f"      {risks}, {tenths['accepted'] / 10:.1f} points  "], _waivers(assessment), "dim")
    said = _said_aloud(assessment, standing)
    for sentence in said:
        page.wrapped([("NOTE          ", "dim")], sentence)
    if unknown or assessment.accepted or said:
        page.line()


def _why_unknown(assessment: Assessment) -> str:
    told = [each for each in assessment.counted() if each.status in (Status.UNKNOWN, Status.ERROR) and not each.waiver]
    reasons = Counter(each.right or each.message for each in told)
    return "; ".join(f"{reason} ({number})" if number > 1 else reason for reason, number in reasons.most_common(3) if reason)


def _waivers(assessment: Assessment) -> str:
    today = assessment.taken.date()
    running = sorted((each.waiver for each in assessment.accepted if not each.expired), key=lambda each: each.expires)
    expired = [each.waiver.reference for each in assessment.accepted if each.expired]
    unused = [each.waiver.reference for each in assessment.accepted if each.unused and each.asked]
    elsewhere = [each.waiver.reference for each in assessment.accepted if each.unused and not each.asked]
    told = [f"{running[0].reference} expires {_in_days(running[0].expires, today)}"] if running else []
    told += [f"expired and void: {_few(expired)}"] if expired else []
    told += [f"not needed any more: {_few(unused)}"] if unused else []
    told += [f"about no check that was asked: {_few(elsewhere)}"] if elsewhere else []
    return "; ".join(told)


def _few(names: list[str]) -> str:
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")


def _in_days(day: date, today: date) -> str:
    days = (day - today).days
    return "today" if days == 0 else f"in {_count(days, 'day')}"


def _said_aloud(assessment: Assessment, standing: EnvironmentScore) -> list[str]:
    said = []
    if unclassified := assessment.environments.get(Environment.UNCLASSIFIED):
        where = "it counts" if unclassified == 1 else "they count"
        said.append(
            f"{_count(unclassified, 'resource')} could not be told to belong to an environment; {where} in each. "
            "Say where with 'environments:' in readiness.yaml."
        )
    if assessment.score.overall and "nothing was classified" in assessment.score.basis:
        said.append(f"{assessment.score.basis}.")
    own = {each.fingerprint for each in assessment.counted()}
    elsewhere = Counter(
        each.environment for each in assessment.findings if each.status is Status.FAIL and not each.waiver and each.fingerprint not in own
    )
    preview = {each.check for each in assessment.findings if each.status is Status.FAIL and assessment.checks[each.check].preview}
    told = [f"{elsewhere[name]} in {name}" for name in Environment if elsewhere[name] and name != standing.environment and not preview]
    if told:
        said.append(f"Further failures that do not count here: {', '.join(told)}.")
    if preview:
        said.append(f"{_count(len(preview), 'preview check')} failing, without weight yet: {', '.join(sorted(preview))}.")
    guessed = sorted(
        {
            each.check
            for each in assessment.counted()
            if each.status is Status.FAIL and each.certainty is Certainty.HEURISTIC and not each.waiver
        }
    )
    if guessed:
        said.append(f"Guessed from names, so look before you act: {', '.join(guessed)}.")
    said += out_of_reach(assessment)
    if assessment.deviations:
        said.append(
            f"{_count(len(assessment.deviations), 'deviation')} from the standard checks, severities or weights; reports list them."
        )
    return said


LEDGER: dict[str, tuple[str, str, str]] = {
    "earned": ("earned", "█", GOOD),
    "cap": ("held by cap", "▓", GOOD),
    "lost": ("lost", "▒", "#ff6c9f"),
    "accepted": ("accepted", "░", ACCEPTED),
    "unknown": ("unproven", "·", "dim"),
}
"""Parts of the bar: name, cell, style."""


def _score(page: Page, assessment: Assessment, standing: EnvironmentScore) -> None:
    score = standing.score if standing.score is not None else Fraction(0)
    before = standing.before_cap if standing.before_cap is not None else score
    held = f"   {shown(before):.1f} before the cap for {_count(len(standing.held_by), 'open check')}" if before > score else ""
    page.line(
        (f"Score {shown(score):.1f}", "bold"),
        " of 100   ",
        (f" {standing.level} ", "reverse bold"),
        f" {str(standing.level_name).capitalize()}",
        (held, "dim"),
    )
    tenths = tenths_of(assessment, standing)
    widths = apportioned((Fraction(tenths[key]) for key in LEDGER), min(BAR, page.width))
    page.line(*((cell * count, style) for (_, cell, style), count in zip(LEDGER.values(), widths, strict=True)))
    told = [f"{name} {tenths[key] / 10:.1f}" for key, (name, _, _) in LEDGER.items()]
    page.wrapped([(told[0], GOOD), " "], "+ " + " + ".join(told[1:]) + " = 100", "dim")
    facts = [f"{shown(standing.coverage):.1f} % of the points assessed"] if standing.coverage is not None else []
    facts += [f"at most {shown(standing.ceiling):.1f} if all unknown turns out good"] if standing.ceiling not in (None, score) else []
    facts += [f"{shown(assessment.score.statements):.1f} points rest on statements"] if assessment.score.statements else []
    page.wrapped([], "; ".join(facts), "dim")
    page.line()


def _lock(page: Page, assessment: Assessment) -> None:
    """Both locks in a line, with the step that takes off most."""
    lock = assessment.lock_in
    if lock is None or (lock.total is not None and not lock.remedies):
        return
    page.wrapped([("Lock-in  ", "bold")], headline(lock))
    if lock.total is not None:
        page.wrapped(["         "], f"{lock.remedies[0].action}: {lock.remedies[0].total:g} of {lock.total} points less", "dim")
    page.line()


def _gate(page: Page, assessment: Assessment) -> None:
    gate = assessment.gate
    if not gate.asked:
        return
    verdict = ("passed", GOOD) if gate.passed else ("FAILED", BAD)
    if not gate.passed and gate.exit_code is ExitCode.INCOMPLETE:
        verdict = ("INCOMPLETE", WAITING)
    page.line(
        ("Gate ", "bold"), verdict, (" (mode: warn, so the exit code stays 0)" if gate.mode == "warn" and not gate.passed else "", "dim")
    )
    for each in gate.conditions:
        mark = ("✔", GOOD) if each.met else ("✘", BAD)
        lead: list[Piece] = [mark, "  ", fitted(each.asked, 42), f"{each.value:>12}  "]
        page.wrapped(lead, "" if each.met else each.sentence, "dim")
    page.line()


def _next(page: Page, assessment: Assessment) -> None:
    standing = assessment.score.standing
    commands = [f"readiness checks explain {step.check}" for step in assessment.plan.steps[:1]]
    commands += ["readiness doctor"] if standing and any(each.unknown for each in standing.checks) else []
    commands += ["readiness scan -o report.html"]
    for number, command in enumerate(commands):
        page.line(("Next:  " if not number else "       ", "dim"), (command, "bold"))


MARKS = {"failed": ("✘", BAD), "unknown": ("?", WAITING), "accepted": ("!", ACCEPTED), "passed": ("✔", GOOD)}
"""How a control's state is marked; what says nothing of the system has no mark."""


def frameworks(assessment: Assessment, keys: Iterable[str], *, width: int = WIDTH, colour: bool = False) -> str:
    """Each framework's controls with their state and the checks that brought it about; nothing where none is asked for."""
    from readiness.reports.framework_tables import framework_tables

    page = Page(width=width, colour=colour)
    for table in framework_tables(assessment, keys):
        page.line()
        page.wrapped([], table.edition, "bold")
        page.wrapped([], table.summary)
        page.line()
        wide = min(max(cells(each.id) for each in table.rows), 20)
        for row in table.rows:
            told = ", ".join(id for id, says in row.checks if says == row.says)
            mark = MARKS.get(row.state, ("·", "dim"))
            page.wrapped([mark, "  ", (fitted(row.id, wide), "dim"), f"  {row.says:<20}"], f"{row.title}{f' ({told})' if told else ''}")
    return page.text()


def render(assessment: Assessment, options: Options) -> bytes:
    """The summary as a file holds it: plain, every row."""
    return (summary(assessment, all_rows=True) + frameworks(assessment, options.frameworks)).encode()
