"""What the first page says: verdict, lede, four facts, three risks, and the decisions that are asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from readiness.api import Severity, Status
from readiness.assessment import Assessment, CheckText
from readiness.engine import Finding
from readiness.errors import ExitCode
from readiness.facts import Environment
from readiness.plan import Horizon, Step
from readiness.reports.words import (
    EFFORTS,
    capital,
    clipped,
    count,
    ended,
    listed,
    long_date,
    percent,
    plural,
    points,
    some,
    spelt,
    whole,
    work,
    work_spelt,
)
from readiness.score import CheckScore

STRONG = 75
"""A pillar of this score or more is named as a strength; it is the floor of level B."""

EXPIRES_SOON_DAYS = 90

ONE = (1, 8)
"""Hours that read as one hour and as one day."""


@dataclass(frozen=True)
class Fact:
    """One big figure and what it counts."""

    figure: str
    says: str


@dataclass(frozen=True)
class Risk:
    """A failing check in the words of the business."""

    severity: Severity
    consequence: str
    cause: str
    foot: str
    check: str


@dataclass(frozen=True)
class Decision:
    """Something to decide: a bold verb phrase, and what it brings."""

    ask: str
    rest: str


@dataclass(frozen=True)
class Summary:
    """The texts of the first page."""

    verdict: str
    lede: str
    gate: str
    gate_state: str
    facts: tuple[Fact, ...]
    risks: tuple[Risk, ...]
    decisions: tuple[Decision, ...]


def summarise(assessment: Assessment, previous: Assessment | None = None) -> Summary:
    """The first page of an assessment, every text bounded in length."""
    state, gate = _gate(assessment)
    return Summary(
        verdict=verdict(assessment),
        lede=lede(assessment),
        gate=gate,
        gate_state=state,
        facts=facts(assessment, previous),
        risks=risks(assessment),
        decisions=decisions(assessment),
    )


def failing(assessment: Assessment) -> list[CheckScore]:
    """Failing checks of the environment that counts, the worst first: by severity, then points lost."""
    standing = assessment.score.standing
    order = list(Severity)
    rows = [each for each in (standing.checks if standing else ()) if each.failed]
    return sorted(rows, key=lambda each: (order.index(assessment.checks[each.check].severity), -each.lost, each.check))


def problem(text: CheckText, findings: Sequence[Finding]) -> str:
    """What is wrong, as a title: the message most of the findings have, the first one in case of a tie."""
    messages = [each.message for each in findings if each.message]
    return capital(max(messages, key=messages.count)) if messages else text.title


def open_failures(assessment: Assessment, check: str) -> list[Finding]:
    """Failures of a check that count and that nobody accepted."""
    return [each for each in assessment.counted() if each.check == check and each.status is Status.FAIL and not each.waiver]


# Verdict


def verdict(assessment: Assessment) -> str:
    """State, cause and size of the remedy, in two sentences a reader can repeat."""
    standing = assessment.score.standing
    if standing is None or standing.score is None:
        return "No verdict yet. Nothing was found that could be assessed."
    rows = failing(assessment)
    return f"{_state(assessment, rows)} {_cause(assessment, rows)}"


def _state(assessment: Assessment, rows: list[CheckScore]) -> str:
    standing = assessment.score.standing
    named = standing is not None and standing.environment in (Environment.PRODUCTION, Environment.STAGING, Environment.DEVELOPMENT)
    place = f" for {standing.environment}" if standing and named else ""
    gate = assessment.gate
    if gate.asked and not gate.passed and gate.exit_code is ExitCode.INCOMPLETE:
        return f"Not proven ready{place} yet."
    if (gate.asked and not gate.passed) or _of_severity(assessment, rows, Severity.CRITICAL):
        return f"Not ready{place} yet."
    return {
        "A": f"Ready{place}.",
        "B": f"Ready{place}, with conditions.",
        "C": "Ready for a limited release.",
        "D": "Ready for a pilot only.",
    }.get(standing.level if standing and standing.level else "E", f"Not ready{place} yet.")


def _cause(assessment: Assessment, rows: list[CheckScore]) -> str:
    critical = _of_severity(assessment, rows, Severity.CRITICAL)
    steps = {each.check: each for each in assessment.plan.steps}
    if critical:
        hours = sum(steps[each.check].hours for each in critical)
        number = len(critical)
        verb, gaps = ("holds", "it") if number == 1 else ("hold", "both" if number == 2 else "them")
        remedy = _closes(hours, gaps)
        return f"{capital(spelt(number))} critical {plural(number, 'gap')} {verb} the release; {remedy}."
    gate = assessment.gate
    if gate.asked and not gate.passed:
        broken, total = len(gate.broken), len(gate.conditions)
        told = f"{capital(spelt(broken))} of {spelt(total)} gate rules {'is' if broken == 1 else 'are'} not met"
        told = "The gate's one rule is not met" if total == 1 else told
        return f"{told}; {_way_out(assessment, rows)}."
    if rows:
        hours = sum(each.hours for each in assessment.plan.steps)
        remain = "remains" if len(rows) == 1 else "remain"
        closes = _closes(hours, "it" if len(rows) == 1 else "them")
        return f"{capital(spelt(len(rows)))} {plural(len(rows), 'finding')} {remain}, none critical; {closes}."
    unknown = _unknown(assessment)
    if unknown:
        return f"Nothing that was assessed fails; {spelt(len(unknown))} {plural(len(unknown), 'check')} still {_wait(len(unknown))}."
    return "Every check that applies was answered, and none fails."


def _closes(hours: int, what: str) -> str:
    return f"{work_spelt(hours)} {'closes' if hours in ONE else 'close'} {what}"


def _wait(number: int) -> str:
    return "waits for an answer" if number == 1 else "wait for an answer"


def _way_out(assessment: Assessment, rows: list[CheckScore]) -> str:
    if assessment.gate.exit_code is ExitCode.INCOMPLETE:
        unknown = len(_unknown(assessment))
        return f"{spelt(unknown)} {plural(unknown, 'check')} {_wait(unknown)}"
    hours = sum(each.hours for each in assessment.plan.steps)
    end = assessment.plan.steps[-1].score if assessment.plan.steps else assessment.plan.start
    if not rows or end is None:
        return "no finding is behind it"
    return f"{work_spelt(hours)} {'lifts' if hours in ONE else 'lift'} the score to {whole(end)}"


def _of_severity(assessment: Assessment, rows: Sequence[CheckScore], severity: Severity) -> list[CheckScore]:
    return [each for each in rows if assessment.checks[each.check].severity is severity]


def _unknown(assessment: Assessment) -> list[CheckScore]:
    standing = assessment.score.standing
    return [each for each in (standing.checks if standing else ()) if each.unknown]


# Lede


def lede(assessment: Assessment) -> str:
    """What is good first, then where the points are missing, then what nobody knows."""
    standing = assessment.score.standing
    if standing is None or standing.score is None:
        return (
            "A score needs at least one check that applies to something that was read. "
            "The record of the run says what was read, and what could not be."
        )
    titles = {each.id: each.title for each in assessment.pillars}
    scored = [(each.score, titles.get(each.pillar, each.pillar), each) for each in standing.pillars if each.score is not None]
    strong = [title for value, title, _ in sorted(scored, key=lambda each: (-each[0], each[1])) if value >= STRONG]
    passing = [each for each in standing.checks if not (each.failed or each.unknown or each.waived)]
    sentences = [f"{len(passing)} of {count(len(standing.checks), 'check')} that {_applies(len(standing.checks))} hold{_s(len(passing))}."]
    if strong:
        sentences[0] = sentences[0][:-1] + f"; {_lower(strong[:3])} {'is' if len(strong) == 1 else 'are'} strongest."
    lost = sum((each.lost for each in standing.pillars), Fraction(0))
    worst = sorted((each for each in standing.pillars if each.lost), key=lambda each: (-each.lost, each.pillar))[:3]
    if worst:
        share = sum((each.lost for each in worst), Fraction(0))
        where = _lower([titles.get(each.pillar, each.pillar) for each in worst])
        told = f"{points(share)} of the {points(lost)} lost points" if share < lost else f"all {points(lost)} lost points"
        sentences.append(f"What is missing lies most in {where}: {told}.")
    unknown = len(_unknown(assessment))
    if unknown:
        be = "it counts" if unknown == 1 else "they count"
        sentences.append(f"{capital(spelt(unknown))} {plural(unknown, 'check')} could not be answered; {be} as unproven, not as failed.")
    return " ".join(sentences)


def _applies(number: int) -> str:
    return "applies" if number == 1 else "apply"


def _s(number: int) -> str:
    return "s" if number == 1 else ""


def _lower(titles: list[str]) -> str:
    """Titles inside a sentence, where some of them have an "and" of their own."""
    small = [each[:1].lower() + each[1:] for each in titles]
    return listed(small) if len(small) < 3 else ", ".join(small[:-1]) + ", and " + small[-1]


# Gate


def _gate(assessment: Assessment) -> tuple[str, str]:
    gate = assessment.gate
    if not gate.asked:
        return "", "No release gate is configured."
    total = len(gate.conditions)
    if gate.passed:
        return "passed", f"All {count(total, 'rule')} are met." if total != 1 else "Its one rule is met."
    state = "incomplete" if gate.exit_code is ExitCode.INCOMPLETE or all(each.about_knowledge for each in gate.broken) else "failed"
    words = some([each.asked for each in gate.broken], 3)
    return state, clipped(f"{len(gate.broken)} of {count(total, 'rule')} not met: {words}.", 96)


# Facts


def facts(assessment: Assessment, previous: Assessment | None = None) -> tuple[Fact, ...]:
    """Criticals and highs, share assessed, accepted risks, and the change or what the plan promises."""
    rows = failing(assessment)
    critical, high = (len(_of_severity(assessment, rows, each)) for each in (Severity.CRITICAL, Severity.HIGH))
    standing = assessment.score.standing
    unknown = len(_unknown(assessment))
    unanswered = f"; {count(unknown, 'check')} could not be" if unknown else "; none is open"
    coverage = standing.coverage if standing else None
    return (
        Fact(f"{critical} + {high}", "critical and high checks fail, " + (f"of {len(rows)} failing" if rows else "and no other")),
        Fact(percent(coverage), f"of the points were assessed{unanswered}") if coverage is not None else Fact("0", "points were assessed"),
        _accepted_fact(assessment),
        _change_fact(assessment, previous),
    )


def _accepted_fact(assessment: Assessment) -> Fact:
    running = sorted(each.waiver.expires for each in assessment.accepted if each.findings and not each.expired)
    expired = sum(each.expired and bool(each.findings) for each in assessment.accepted)
    if not running:
        return Fact("0", "accepted risks" + (f"; {expired} expired and void" if expired else ""))
    return Fact(str(len(running)), f"accepted {plural(len(running), 'risk')}; the next expires on {long_date(running[0])}")


def _change_fact(assessment: Assessment, previous: Assessment | None) -> Fact:
    now = assessment.score.standing
    before = previous.score.standing if previous else None
    if previous and now and before and now.score is not None and before.score is not None:
        change = whole(now.score) - whole(before.score)
        was, still = _failing_keys(previous), _failing_keys(assessment)
        fixed, fresh = len(was - still), len(still - was)
        sign = "+" if change > 0 else "−" if change < 0 else "±"
        return Fact(
            f"{sign}{abs(change)}", f"points since {long_date(previous.taken)}; {fixed} no longer fail, {count(fresh, 'new finding')}"
        )
    steps = assessment.plan.steps
    if steps:
        return Fact(
            str(whole(steps[-1].score)), f"is the score when the plan is done: {work(sum(each.hours for each in steps))}, one person"
        )
    if now and now.ceiling is not None and now.score is not None and now.ceiling > now.score:
        return Fact(str(whole(now.ceiling)), "is the score if everything unknown turns out good")
    if now and now.score is not None:
        return Fact(points(assessment.score.statements), "points rest on what people stated; the rest was seen")
    return Fact("–", "no score, so no plan yet")


def _failing_keys(assessment: Assessment) -> set[str]:
    return {each.fingerprint for each in assessment.counted() if each.status is Status.FAIL and not each.waiver}


# Risks


def risks(assessment: Assessment, most: int = 3) -> tuple[Risk, ...]:
    """The failing checks that hurt the business most: worst severity first, one pillar before the next of the same."""
    left = failing(assessment)
    chosen: list[CheckScore] = []
    told: set[str] = set()
    order = list(Severity)
    while left and len(chosen) < most:
        pillars = {assessment.checks[each.check].pillar for each in chosen}
        left = [each for each in left if assessment.checks[each.check].consequence not in told]
        if not left:
            break
        first = min(
            left,
            key=lambda each: (
                order.index(assessment.checks[each.check].severity),
                assessment.checks[each.check].pillar in pillars,
                -each.lost,
                each.check,
            ),
        )
        chosen.append(first)
        told.add(assessment.checks[first.check].consequence)
    return tuple(_risk(assessment, each) for each in chosen)


def _risk(assessment: Assessment, row: CheckScore) -> Risk:
    text = assessment.checks[row.check]
    findings = open_failures(assessment, row.check)
    where = next((each.location for each in findings if each.location), "")
    more = f" and {count(row.failed - 1, 'more place')}" if row.failed > 1 and where else ""
    cause = problem(text, findings).rstrip(".")
    return Risk(
        severity=text.severity,
        consequence=clipped(text.consequence.rstrip("."), 76),
        cause=ended(clipped(cause, 64)) + (f" Seen in {ended(f'{clipped(where, 48)}{more}')}" if where else ""),
        foot=f"{row.check} · {EFFORTS[text.effort]}",
        check=row.check,
    )


# Decisions


def decisions(assessment: Assessment, most: int = 5) -> tuple[Decision, ...]:
    """What somebody has to decide, in the order of urgency; nothing is asked that the assessment does not call for."""
    asked = (
        _close_criticals(assessment),
        _schedule(assessment),
        *_expiring(assessment),
        _grant(assessment),
        _answer(assessment),
        _classify(assessment),
        _configure_gate(assessment),
    )
    return tuple(each for each in asked if each)[:most]


def _close_criticals(assessment: Assessment) -> Decision | None:
    steps = [each for each in assessment.plan.steps if assessment.checks[each.check].severity is Severity.CRITICAL]
    if not steps:
        return None
    hours = sum(each.hours for each in steps)
    number = len(steps)
    return Decision(
        f"Release {work(hours)} of work now",
        f"to close {count(number, 'critical gap')}; until then the score can't rise above {_cap(assessment)}.",
    )


def _cap(assessment: Assessment) -> int:
    standing = assessment.score.standing
    return standing.cap if standing else 0


def _schedule(assessment: Assessment) -> Decision | None:
    steps: list[Step] = [each for each in assessment.plan.steps if assessment.checks[each.check].severity is not Severity.CRITICAL]
    steps = [each for each in steps if each.horizon is not Horizon.LATER] or steps
    if not steps:
        return None
    hours = sum(each.hours for each in steps)
    return Decision(f"Schedule {work(hours)}", f"for {count(len(steps), 'further step')}; the score then reaches {whole(steps[-1].score)}.")


def _expiring(assessment: Assessment) -> list[Decision]:
    today = assessment.taken.date()
    soon = sorted(
        (each.waiver for each in assessment.accepted if each.findings and (each.waiver.expires - today).days <= EXPIRES_SOON_DAYS),
        key=lambda each: (each.expires, each.reference),
    )
    told = []
    for waiver in soon[:2]:
        when = long_date(waiver.expires)
        reference = clipped(waiver.reference, 28)
        owner = f" Owner: {ended(clipped(waiver.owner, 34))}"
        if waiver.expires < today:
            told.append(Decision(f"Renew or close {reference}", f"which ran out on {when} and is void.{owner}"))
        else:
            told.append(Decision(f"Decide by {when}", f"whether to keep carrying {ended(reference)}{owner}"))
    return told


def _open_questions(assessment: Assessment) -> list[Finding]:
    return [each for each in assessment.counted() if each.status in (Status.UNKNOWN, Status.ERROR) and not each.waiver]


def _grant(assessment: Assessment) -> Decision | None:
    waiting = [each for each in _open_questions(assessment) if each.right and not assessment.checks[each.check].question]
    rights = list(dict.fromkeys(each.right for each in waiting))
    if not rights:
        return None
    checks = len({each.check for each in waiting})
    return Decision(
        f"Provide {count(len(rights), 'missing input')}",
        f"so that {count(checks, 'check')} can be answered: {ended(clipped(some(rights, 2), 70))}",
    )


def _answer(assessment: Assessment) -> Decision | None:
    ids = sorted({each.check for each in _open_questions(assessment) if assessment.checks[each.check].question})
    if not ids:
        return None
    titles = some([f"“{assessment.checks[each].title}”" for each in ids], 2)
    return Decision(
        f"Answer {count(len(ids), 'question')}",
        f"that no scan can, such as {ended(clipped(titles, 80))}",
    )


def _classify(assessment: Assessment) -> Decision | None:
    number = assessment.environments.get(Environment.UNCLASSIFIED, 0)
    if not number:
        return None
    belongs, counts = ("belongs", "it counts") if number == 1 else ("belong", "they count")
    return Decision(f"Say where {count(number, 'resource')} {belongs}", f"whose environment nobody knows; until then {counts} in each.")


def _configure_gate(assessment: Assessment) -> Decision | None:
    if assessment.gate.asked or assessment.score.standing is None:
        return None
    return Decision("Agree on a release gate", "because none is configured: nothing stops a release that falls below today's score.")
