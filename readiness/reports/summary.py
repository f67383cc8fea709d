"""What the first page says: verdict, lede, four facts, three risks, and the decisions that are asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from readiness.api import Severity, Status
from readiness.assessment import Assessment, CheckText
from readiness.engine import Finding
from readiness.errors import ExitCode
from readiness.facts import Environment
from readiness.languages import N_, known, ngettext, number, spelt
from readiness.languages import gettext as _
from readiness.plan import Horizon, Step
from readiness.reports.places import seen_at
from readiness.reports.retold import retold
from readiness.reports.words import (
    capital,
    clipped,
    effort,
    ended,
    listed,
    long_date,
    percent,
    points,
    some,
    units,
    whole,
    work,
    work_spelt,
)
from readiness.score import CheckScore, EnvironmentScore

STRONG = 75
"""A pillar of this score or more is named as a strength; it is the floor of level B."""

EXPIRES_SOON_DAYS = 90


@dataclass(frozen=True)
class Fact:
    """One big figure and what it counts."""

    figure: str
    says: str


@dataclass(frozen=True)
class Risk:
    """A failing check in the words of the business; `consequence` and `cause` are the check's own, in English."""

    severity: Severity
    consequence: str
    cause: str
    seen: str
    foot: str
    check: str


@dataclass(frozen=True)
class Decision:
    """Something to decide: a bold verb phrase, what it brings, and what is named in the end, in its own language."""

    ask: str
    rest: str
    named: str = ""


@dataclass(frozen=True)
class Summary:
    """The texts of the first page."""

    verdict: str
    lede: str
    gate: str
    gate_state: str
    gate_heading: str
    gate_short: str
    facts: tuple[Fact, ...]
    risks: tuple[Risk, ...]
    decisions: tuple[Decision, ...]


def summarise(assessment: Assessment, previous: Assessment | None = None) -> Summary:
    """The first page of an assessment, every text bounded in length."""
    state, gate = _gate(assessment)
    heading, short = GATES.get(state, ("", ""))
    return Summary(
        verdict=verdict(assessment),
        lede=lede(assessment),
        gate=gate,
        gate_state=state,
        gate_heading=known(heading),
        gate_short=known(short),
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
        return _("No verdict yet. Nothing was found that could be assessed.")
    rows = failing(assessment)
    return f"{_state(assessment, rows)} {_cause(assessment, rows)}"


NAMED = (Environment.PRODUCTION, Environment.STAGING, Environment.DEVELOPMENT)
"""Environments that the verdict names."""


def _state(assessment: Assessment, rows: list[CheckScore]) -> str:
    standing = assessment.score.standing
    place = known(standing.environment) if standing is not None and standing.environment in NAMED else ""
    gate = assessment.gate
    if gate.asked and not gate.passed and gate.exit_code is ExitCode.INCOMPLETE:
        return _("Not proven ready for %(environment)s yet.", environment=place) if place else _("Not proven ready yet.")
    held = (gate.asked and not gate.passed) or bool(_of_severity(assessment, rows, Severity.CRITICAL))
    match "E" if held else (standing.level if standing and standing.level else "E"):
        case "A":
            return _("Ready for %(environment)s.", environment=place) if place else _("Ready.")
        case "B":
            return _("Ready for %(environment)s, with conditions.", environment=place) if place else _("Ready, with conditions.")
        case "C":
            return _("Ready for a limited release.")
        case "D":
            return _("Ready for a pilot only.")
        case _other:
            return _("Not ready for %(environment)s yet.", environment=place) if place else _("Not ready yet.")


def _cause(assessment: Assessment, rows: list[CheckScore]) -> str:
    critical = _of_severity(assessment, rows, Severity.CRITICAL)
    steps = {each.check: each for each in assessment.plan.steps}
    if critical:
        remedy = _closes(sum(steps[each.check].hours for each in critical), len(critical))
        return ngettext(
            "One critical gap holds the release; %(remedy)s.",
            "%(Spelt)s critical gaps hold the release; %(remedy)s.",
            len(critical),
            remedy=remedy,
        )
    gate = assessment.gate
    if gate.asked and not gate.passed:
        broken, total, way_out = len(gate.broken), len(gate.conditions), _way_out(assessment, rows)
        if total == 1:
            return _("The gate's one rule is not met; %(way_out)s.", way_out=way_out)
        return ngettext(
            "One of %(total)s gate rules is not met; %(way_out)s.",
            "%(Spelt)s of %(total)s gate rules are not met; %(way_out)s.",
            broken,
            total=spelt(total),
            way_out=way_out,
        )
    if rows:
        closes = _closes(sum(each.hours for each in assessment.plan.steps), 1 if len(rows) == 1 else len(rows) + 1)
        return ngettext(
            "One finding remains, none critical; %(closes)s.",
            "%(Spelt)s findings remain, none critical; %(closes)s.",
            len(rows),
            closes=closes,
        )
    unknown = len(_unknown(assessment))
    if unknown:
        return ngettext(
            "Nothing that was assessed fails; one check still waits for an answer.",
            "Nothing that was assessed fails; %(spelt)s checks still wait for an answer.",
            unknown,
        )
    return _("Every check that applies was answered, and none fails.")


def _closes(hours: int, gaps: int) -> str:
    """A clause: how much work closes so many gaps; three and more are told alike."""
    work, taken = work_spelt(hours), units(hours)
    if gaps == 1:
        return ngettext("%(work)s closes it", "%(work)s close it", taken, work=work)
    if gaps == 2:
        return ngettext("%(work)s closes both", "%(work)s close both", taken, work=work)
    return ngettext("%(work)s closes them", "%(work)s close them", taken, work=work)


def _way_out(assessment: Assessment, rows: list[CheckScore]) -> str:
    """A clause: what would have the gate met."""
    if assessment.gate.exit_code is ExitCode.INCOMPLETE:
        return ngettext("one check waits for an answer", "%(spelt)s checks wait for an answer", len(_unknown(assessment)))
    hours = sum(each.hours for each in assessment.plan.steps)
    end = assessment.plan.steps[-1].score if assessment.plan.steps else assessment.plan.start
    if not rows or end is None:
        return _("no finding is behind it")
    return ngettext(
        "%(work)s lifts the score to %(score)s",
        "%(work)s lift the score to %(score)s",
        units(hours),
        work=work_spelt(hours),
        score=whole(end),
    )


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
        return _(
            "A score needs at least one check that applies to something that was read. "
            "The record of the run says what was read, and what could not be."
        )
    titles = {each.id: known(each.title) for each in assessment.pillars}
    unknown = len(_unknown(assessment))
    sentences = [_strengths(standing, titles), _where_lost(standing, titles)]
    if unknown:
        sentences.append(
            ngettext(
                "One check could not be answered; it counts as unproven, not as failed.",
                "%(Spelt)s checks could not be answered; they count as unproven, not as failed.",
                unknown,
            )
        )
    return " ".join(filter(None, sentences))


def _strengths(standing: EnvironmentScore, titles: Mapping[str, str]) -> str:
    scored = [(each.score, titles.get(each.pillar, each.pillar)) for each in standing.pillars if each.score is not None]
    strong = [title for value, title in sorted(scored, key=lambda each: (-each[0], each[1])) if value >= STRONG]
    passing = number(sum(not (each.failed or each.unknown or each.waived) for each in standing.checks))
    applying = len(standing.checks)
    if not strong:
        return ngettext(
            "%(passing)s of the %(number)s check that applies holds.",
            "%(passing)s of the %(number)s checks that apply hold.",
            applying,
            passing=passing,
        )
    told = ngettext(
        "%(passing)s of the %(number)s check that applies holds",
        "%(passing)s of the %(number)s checks that apply hold",
        applying,
        passing=passing,
    )
    return ngettext(
        "%(passing)s; %(pillars)s is strongest.",
        "%(passing)s; %(pillars)s are strongest.",
        len(strong),
        passing=told,
        pillars=_lower(strong[:3]),
    )


def _where_lost(standing: EnvironmentScore, titles: Mapping[str, str]) -> str:
    lost = sum((each.lost for each in standing.pillars), Fraction(0))
    worst = sorted((each for each in standing.pillars if each.lost), key=lambda each: (-each.lost, each.pillar))[:3]
    if not worst:
        return ""
    share = sum((each.lost for each in worst), Fraction(0))
    where = _lower([titles.get(each.pillar, each.pillar) for each in worst])
    if share < lost:
        return _(
            "Most of what is missing lies in %(pillars)s: %(share)s of %(lost)s points lost.",
            pillars=where,
            share=points(share),
            lost=points(lost),
        )
    return _("All that is missing lies in %(pillars)s: %(lost)s points lost.", pillars=where, lost=points(lost))


def _lower(titles: list[str]) -> str:
    """Titles inside a sentence, where some of them have an "and" of their own."""
    small = [each[:1].lower() + each[1:] for each in titles]
    return listed(small) if len(small) < 3 else _("%(items)s, and %(last)s", items=", ".join(small[:-1]), last=small[-1])


# Gate

GATES = {
    "passed": (N_("Release gate: passed."), N_("gate passed")),
    "failed": (N_("Release gate: failed."), N_("gate failed")),
    "incomplete": (N_("Release gate: incomplete."), N_("gate incomplete")),
}
"""State of the gate as a sentence, and in short."""


def _gate(assessment: Assessment) -> tuple[str, str]:
    gate = assessment.gate
    if not gate.asked:
        return "", _("No release gate is configured.")
    total = len(gate.conditions)
    if gate.passed:
        return "passed", ngettext("Its one rule is met.", "All %(number)s rules are met.", total)
    state = "incomplete" if gate.exit_code is ExitCode.INCOMPLETE or all(each.about_knowledge for each in gate.broken) else "failed"
    told = ngettext(
        "%(broken)s of %(number)s rule not met: %(rules)s.",
        "%(broken)s of %(number)s rules not met: %(rules)s.",
        total,
        broken=len(gate.broken),
        rules=some([retold(each.asked) for each in gate.broken], 3),
    )
    return state, clipped(told, 96)


# Facts


def facts(assessment: Assessment, previous: Assessment | None = None) -> tuple[Fact, ...]:
    """Criticals and highs, share assessed, accepted risks, and the change or what the plan promises."""
    return (_failing_fact(assessment), _coverage_fact(assessment), _accepted_fact(assessment), _change_fact(assessment, previous))


def _failing_fact(assessment: Assessment) -> Fact:
    rows = failing(assessment)
    figure = " + ".join(str(len(_of_severity(assessment, rows, each))) for each in (Severity.CRITICAL, Severity.HIGH))
    if not rows:
        return Fact(figure, _("critical and high checks fail, and no other"))
    told = ngettext("critical and high, of %(number)s check that fails", "critical and high, of %(number)s checks that fail", len(rows))
    return Fact(figure, told)


def _coverage_fact(assessment: Assessment) -> Fact:
    standing = assessment.score.standing
    coverage = standing.coverage if standing else None
    if coverage is None:
        return Fact("0", _("points were assessed"))
    unknown = len(_unknown(assessment))
    if not unknown:
        return Fact(percent(coverage), _("of the points were assessed; none is open"))
    told = ngettext(
        "of the points were assessed; %(number)s check could not be", "of the points were assessed; %(number)s checks could not be", unknown
    )
    return Fact(percent(coverage), told)


def _accepted_fact(assessment: Assessment) -> Fact:
    running = sorted(each.waiver.expires for each in assessment.accepted if each.findings and not each.expired)
    expired = sum(each.expired and bool(each.findings) for each in assessment.accepted)
    if not running and expired:
        return Fact("0", _("accepted risks; %(expired)s expired and void", expired=expired))
    if not running:
        return Fact("0", _("accepted risks"))
    told = ngettext(
        "accepted risk; the next expires on %(date)s",
        "accepted risks; the next expires on %(date)s",
        len(running),
        date=long_date(running[0]),
    )
    return Fact(str(len(running)), told)


def _change_fact(assessment: Assessment, previous: Assessment | None) -> Fact:
    now = assessment.score.standing
    before = previous.score.standing if previous else None
    if previous and now and before and now.score is not None and before.score is not None:
        change = whole(now.score) - whole(before.score)
        was, still = _failing_keys(previous), _failing_keys(assessment)
        told = ngettext(
            "points since %(date)s; %(fixed)s no longer fail, %(number)s new finding",
            "points since %(date)s; %(fixed)s no longer fail, %(number)s new findings",
            len(still - was),
            date=long_date(previous.taken),
            fixed=len(was - still),
        )
        return Fact(f"{'+' if change > 0 else '−' if change < 0 else '±'}{abs(change)}", told)
    steps = assessment.plan.steps
    if steps:
        taken = work(sum(each.hours for each in steps))
        return Fact(str(whole(steps[-1].score)), _("is the score when the plan is done: %(work)s, one person", work=taken))
    if now and now.ceiling is not None and now.score is not None and now.ceiling > now.score:
        return Fact(str(whole(now.ceiling)), _("is the score if everything unknown turns out good"))
    if now and now.score is not None:
        return Fact(points(assessment.score.statements), _("points rest on what people stated; the rest was seen"))
    return Fact("–", _("no score, so no plan yet"))


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
    where = next(filter(None, (each.file or seen_at(each) for each in findings)), "")
    return Risk(
        severity=text.severity,
        consequence=clipped(text.consequence.rstrip("."), 76),
        cause=ended(clipped(problem(text, findings).rstrip("."), 64)),
        seen=_seen(clipped(where, 48), row.failed - 1) if where else "",
        foot=f"{row.check} · {effort(text.effort)}",
        check=row.check,
    )


def _seen(where: str, more: int) -> str:
    if more:
        return ngettext("Seen in %(place)s and %(number)s more place.", "Seen in %(place)s and %(number)s more places.", more, place=where)
    return ended(_("Seen in %(place)s", place=where))


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
    told = ngettext(
        "to close %(number)s critical gap; until then the score can't rise above %(cap)s.",
        "to close %(number)s critical gaps; until then the score can't rise above %(cap)s.",
        len(steps),
        cap=_cap(assessment),
    )
    return Decision(_("Release %(work)s of work now", work=work(hours)), told)


def _cap(assessment: Assessment) -> int:
    standing = assessment.score.standing
    return standing.cap if standing else 0


def _schedule(assessment: Assessment) -> Decision | None:
    steps: list[Step] = [each for each in assessment.plan.steps if assessment.checks[each.check].severity is not Severity.CRITICAL]
    steps = [each for each in steps if each.horizon is not Horizon.LATER] or steps
    if not steps:
        return None
    hours = sum(each.hours for each in steps)
    told = ngettext(
        "for %(number)s further step; the score then reaches %(score)s.",
        "for %(number)s further steps; the score then reaches %(score)s.",
        len(steps),
        score=whole(steps[-1].score),
    )
    return Decision(_("Schedule %(work)s", work=work(hours)), told)


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
        owner = ended(clipped(waiver.owner, 34))
        if waiver.expires < today:
            ask = _("Renew or close %(record)s", record=reference)
            told.append(Decision(ask, _("which ran out on %(date)s and is void. Owner: %(owner)s", date=when, owner=owner)))
        else:
            rest = _("whether to keep carrying %(record)s Owner: %(owner)s", record=ended(reference), owner=owner)
            told.append(Decision(_("Decide by %(date)s", date=when), rest))
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
        ngettext("Provide %(number)s missing input", "Provide %(number)s missing inputs", len(rights)),
        ngettext("so that %(number)s check can be answered:", "so that %(number)s checks can be answered:", checks),
        ended(clipped(some(rights, 2), 70)),
    )


def _answer(assessment: Assessment) -> Decision | None:
    order = list(Severity)
    asked = sorted(
        (order.index(assessment.checks[id].severity), id)
        for id in {each.check for each in _open_questions(assessment) if assessment.checks[each.check].question}
    )
    if not asked:
        return None
    first = assessment.checks[asked[0][1]].title
    return Decision(
        ngettext("Answer %(number)s question", "Answer %(number)s questions", len(asked)),
        _("about what no scan can see, such as"),
        f"“{clipped(first, 70)}”.",
    )


def _classify(assessment: Assessment) -> Decision | None:
    unclassified = assessment.environments.get(Environment.UNCLASSIFIED, 0)
    if not unclassified:
        return None
    return Decision(
        ngettext("Say where %(number)s resource belongs", "Say where %(number)s resources belong", unclassified),
        ngettext(
            "whose environment nobody knows; until then it counts in each.",
            "whose environment nobody knows; until then they count in each.",
            unclassified,
        ),
    )


def _configure_gate(assessment: Assessment) -> Decision | None:
    if assessment.gate.asked or assessment.score.standing is None:
        return None
    return Decision(_("Agree on a release gate"), _("because none is configured: nothing stops a release that falls below today's score."))
