"""The gate: configured conditions on an assessment, each answered in one sentence with figures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Literal, Protocol

from readiness import __version__
from readiness.api import Certainty, Severity, Status
from readiness.engine import Finding
from readiness.errors import ExitCode
from readiness.facts import Model
from readiness.score import EnvironmentScore, Score, Weighed, counts_in, score_over, shown
from readiness.waivers import AcceptedRisk

VERSION = 1


class GateRules(Model):
    """`gate:` of readiness.yaml (SCORING, Gate). What is not named is not asked.

    Attributes:
        min_score, min_pillar, min_environment: floors on the proven score.
        no_failing: severities of which no check may fail unaccepted.
        min_coverage: percent of points whose verdict is known.
        max_unknown: severity to the number of unknown checks allowed.
        no_regressions: against the baseline: no new failing fingerprint, no pillar lower.
        accepted_budget: points that accepted risks may cost.
        max_attested: points that may rest on statements alone.
        waivers_expire_within: days; a waiver that runs out sooner breaks the gate.
        max_drop: points that the score may fall against the baseline, changes of the rubric taken out.
        ignore_certainty: checks of these certainties are left out of every rule about scores and findings.
        mode: `warn` reports and always passes.
    """

    min_score: float | None = None
    min_pillar: dict[str, float] = {}
    min_environment: dict[str, float] = {}
    no_failing: tuple[Severity, ...] = ()
    min_coverage: float | None = None
    max_unknown: dict[Severity, int] = {}
    no_regressions: bool = False
    accepted_budget: float | None = None
    max_attested: float | None = None
    waivers_expire_within: int | None = None
    max_drop: float | None = None
    ignore_certainty: tuple[Certainty, ...] = ()
    mode: Literal["enforce", "warn"] = "enforce"

    @property
    def asked(self) -> bool:
        """Whether any condition is set."""
        return self != GateRules(mode=self.mode, ignore_certainty=self.ignore_certainty)

    @property
    def compares(self) -> tuple[str, ...]:
        """The rules that need a baseline."""
        return ("no_regressions",) * self.no_regressions + ("max_drop",) * (self.max_drop is not None)


class Condition(Model):
    """One condition and its answer.

    Attributes:
        rule: the key in the configuration (`min_score`, `min_pillar.quality`).
        asked: what it demands, in words.
        value: what was found, as shown.
        sentence: the whole answer, with figures.
        about_knowledge: it speaks of what was seen, not of how good it is; broken alone it means incomplete.
    """

    rule: str
    asked: str
    value: str
    met: bool
    sentence: str
    about_knowledge: bool = False


class GateResult(Model):
    """The verdict of the gate.

    Attributes:
        rules: what was asked.
        not_judged: rules that need a baseline, when there was none.
        left_out: checks that the gate leaves out, by their certainty.
    """

    asked: bool
    passed: bool
    mode: Literal["enforce", "warn"]
    conditions: tuple[Condition, ...]
    rules: GateRules = GateRules()
    not_judged: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()

    @property
    def broken(self) -> tuple[Condition, ...]:
        """Conditions that are not met."""
        return tuple(each for each in self.conditions if not each.met)

    @property
    def exit_code(self) -> ExitCode:
        """What CI is told."""
        if self.passed or self.mode == "warn":
            return ExitCode.OK
        return ExitCode.INCOMPLETE if all(each.about_knowledge for each in self.broken) else ExitCode.GATE_FAILED


class GateDocument(Model):
    """The gate's verdict for machines (`readiness gate --format json`), versioned.

    Attributes:
        score: of the environment, rounded down to a tenth; None where nothing applies.
        exit_code: what the process ends with.
    """

    version: int = VERSION
    tool: str = __version__
    system: str
    taken: datetime
    environment: str | None
    score: float | None
    exit_code: int
    gate: GateResult


class Baseline(Model):
    """What an earlier assessment says that the gate compares with.

    Attributes:
        standing: its score; None where nothing was assessed.
        failing: fingerprints of what failed.
        asked: checks that it asked and that weighed.
    """

    standing: EnvironmentScore | None
    failing: frozenset[str]
    asked: frozenset[str]


class Judged(Weighed, Protocol):
    """What the gate knows of a check."""

    @property
    def certainty(self) -> Certainty:
        """How sure it is."""
        ...


def judge_gate(
    rules: GateRules,
    *,
    score: Score,
    findings: Iterable[Finding],
    checks: Mapping[str, Judged],
    risks: Iterable[AcceptedRisk],
    today: date,
    baseline: Baseline | None = None,
) -> GateResult:
    """Answer every condition that is set, in the order of `GateRules`.

    Args:
        rules: what is asked.
        score: of the assessment.
        findings: after waivers.
        checks: those that weigh, previews left out.
        risks: waivers with what they did.
        today: the snapshot's date.
        baseline: an earlier assessment.
    """
    standing = score.standing
    kept = {id: each for id, each in checks.items() if each.certainty not in rules.ignore_certainty}
    left_out = tuple(sorted(checks.keys() - kept.keys()))
    own = [each for each in findings if standing and each.check in kept and counts_in(each, standing.environment)]
    severities = {id: each.severity for id, each in kept.items()}
    conditions = [
        *_floors(rules, score, kept, len(left_out)),
        *_no_failing(rules, own, severities),
        *_knowledge(rules, standing, own, severities),
        *_budgets(rules, score, risks, today),
        *(_against_baseline(rules, standing, own, kept, baseline) if baseline else ()),
    ]
    return GateResult(
        asked=rules.asked,
        passed=all(each.met for each in conditions),
        mode=rules.mode,
        conditions=tuple(conditions),
        rules=rules,
        not_judged=() if baseline else rules.compares,
        left_out=left_out,
    )


def _figure(points: Fraction | None) -> str:
    return "no score" if points is None else f"{shown(points):g}"


def _floor(rule: str, what: str, points: Fraction | None, least: float, left_out: int) -> Condition:
    met = points is not None and points >= Fraction(str(least))
    relation = "reaches" if met else "is below"
    without = f" ({left_out} {'check' if left_out == 1 else 'checks'} left out)" if left_out else ""
    return Condition(
        rule=rule,
        asked=f"{what} at least {least:g}",
        value=_figure(points),
        met=met,
        sentence=f"{what} {relation} {least:g}: {_figure(points)}{without}"
        if points is not None
        else f"{what} could not be computed: nothing was assessed; {least:g} is asked",
    )


def _floors(rules: GateRules, score: Score, kept: Mapping[str, Judged], left_out: int) -> list[Condition]:
    def part(standing: EnvironmentScore | None) -> tuple[Fraction | None, Mapping[str, Fraction | None]]:
        if left_out:
            over = score_over(standing, kept)
            return over.score, over.pillars
        return (standing.score, {each.pillar: each.score for each in standing.pillars}) if standing else (None, {})

    points, pillars = part(score.standing)
    conditions = [] if rules.min_score is None else [_floor("min_score", "score", points, rules.min_score, left_out)]
    for pillar, least in sorted(rules.min_pillar.items()):
        conditions.append(_floor(f"min_pillar.{pillar}", f"pillar {pillar}", pillars.get(pillar), least, left_out))
    environments = {each.environment: each for each in score.environments}
    for environment, least in sorted(rules.min_environment.items()):
        points, _ = part(environments.get(environment))
        conditions.append(_floor(f"min_environment.{environment}", f"environment {environment}", points, least, left_out))
    return conditions


def _no_failing(rules: GateRules, findings: list[Finding], severities: Mapping[str, Severity]) -> list[Condition]:
    conditions = []
    for severity in rules.no_failing:
        failing = sorted(
            {each.check for each in findings if each.status is Status.FAIL and not each.waiver and severities[each.check] is severity}
        )
        conditions.append(
            Condition(
                rule=f"no_failing.{severity}",
                asked=f"no open {severity} finding",
                value=f"{len(failing)} open",
                met=not failing,
                sentence=f"{len(failing)} {severity} {_checks(failing)} failing: {', '.join(failing)}"
                if failing
                else f"no {severity} check fails",
            )
        )
    return conditions


def _checks(names: list[str]) -> str:
    return "check is" if len(names) == 1 else "checks are"


def _knowledge(
    rules: GateRules, standing: EnvironmentScore | None, findings: list[Finding], severities: Mapping[str, Severity]
) -> list[Condition]:
    conditions = []
    if rules.min_coverage is not None:
        coverage = standing.coverage if standing else None
        met = coverage is not None and coverage >= Fraction(str(rules.min_coverage))
        value = "none" if coverage is None else f"{shown(coverage):g} %"
        conditions.append(
            Condition(
                rule="min_coverage",
                asked=f"at least {rules.min_coverage:g} % assessed",
                value=value,
                met=met,
                sentence=f"{value} of the points were assessed; {rules.min_coverage:g} % are asked",
                about_knowledge=True,
            )
        )
    unknown_statuses = (Status.UNKNOWN, Status.ERROR)
    for severity, most in sorted(rules.max_unknown.items(), key=lambda item: list(Severity).index(item[0])):
        unknown = sorted(
            {each.check for each in findings if each.status in unknown_statuses and not each.waiver and severities[each.check] is severity}
        )
        conditions.append(
            Condition(
                rule=f"max_unknown.{severity}",
                asked=f"at most {most} {severity} {'check' if most == 1 else 'checks'} unknown",
                value=str(len(unknown)),
                met=len(unknown) <= most,
                sentence=f"{len(unknown)} {severity} {_checks(unknown)} unknown, {most} allowed"
                + (f": {', '.join(unknown)}" if unknown else ""),
                about_knowledge=True,
            )
        )
    return conditions


def _budgets(rules: GateRules, score: Score, risks: Iterable[AcceptedRisk], today: date) -> list[Condition]:
    conditions = []
    standing = score.standing
    accepted = sum((each.accepted for each in (standing.checks if standing else ())), Fraction(0))
    for rule, what, points, most in (
        ("accepted_budget", "accepted risks", accepted, rules.accepted_budget),
        ("max_attested", "statements", score.statements, rules.max_attested),
    ):
        if most is not None:
            met = points <= Fraction(str(most))
            verb = "cost" if rule == "accepted_budget" else "carry"
            conditions.append(
                Condition(
                    rule=rule,
                    asked=f"{what} {verb} at most {most:g} points",
                    value=f"{shown(points):g}",
                    met=met,
                    sentence=f"{what} {verb} {shown(points):g} points, {most:g} allowed",
                )
            )
    if rules.waivers_expire_within is not None:
        limit = today + timedelta(days=rules.waivers_expire_within)
        soon = sorted(each.waiver.reference for each in risks if each.findings and each.waiver.expires <= limit)
        conditions.append(
            Condition(
                rule="waivers_expire_within",
                asked=f"no accepted risk expires within {rules.waivers_expire_within} days",
                value=str(len(soon)),
                met=not soon,
                sentence=f"{_risks_expire(len(soon))} by {limit.isoformat()}" + (f": {', '.join(soon)}" if soon else ""),
            )
        )
    return conditions


def _risks_expire(count: int) -> str:
    return {0: "no accepted risk expires", 1: "1 accepted risk expires"}.get(count, f"{count} accepted risks expire")


def _against_baseline(
    rules: GateRules, standing: EnvironmentScore | None, findings: list[Finding], kept: Mapping[str, Judged], baseline: Baseline
) -> list[Condition]:
    """Conditions against an earlier assessment, over the checks that both asked and in today's weights.

    So a release of ours that asks more, or weighs otherwise, breaks none of them by itself.
    """
    was = baseline.standing
    if standing and was and standing.environment != was.environment:
        return [_incomparable(rule, was.environment, standing.environment) for rule in rules.compares]
    common = {id: each for id, each in kept.items() if id in baseline.asked}
    before, now = score_over(was, common, standing), score_over(standing, common)
    conditions = []
    if rules.no_regressions:
        fresh = {
            each.check
            for each in findings
            if each.status is Status.FAIL and not each.waiver and each.check in common and each.fingerprint not in baseline.failing
        }
        lower = [pillar for pillar, points in now.pillars.items() if pillar in before.pillars and points < before.pillars[pillar]]
        conditions.append(_no_regressions(sorted(fresh), lower, len(kept) - len(common)))
    if rules.max_drop is not None and before.score is not None:
        drop = before.score - (now.score or Fraction(0))
        both = " over the checks that both asked" if len(common) < len(kept) else ""
        conditions.append(
            Condition(
                rule="max_drop",
                asked=f"score falls by at most {rules.max_drop:g} points",
                value=f"{-shown(-drop):g}" if drop > 0 else "0",
                met=drop <= Fraction(str(rules.max_drop)),
                sentence=f"score went from {_figure(before.score)} to {_figure(now.score)}{both}; a fall of {rules.max_drop:g} is allowed",
            )
        )
    return conditions


def _no_regressions(fresh: list[str], lower: list[str], new_checks: int) -> Condition:
    told = [f"new failures in {', '.join(fresh)}"] * bool(fresh) + [f"lower pillars: {', '.join(lower)}"] * bool(lower)
    not_counted = (
        f"; {new_checks} {'check' if new_checks == 1 else 'checks'} that the baseline did not ask can't regress" if new_checks else ""
    )
    return Condition(
        rule="no_regressions",
        asked="no regression against the baseline",
        value=f"{len(fresh)} new, {len(lower)} lower" if told else "none",
        met=not told,
        sentence=("; ".join(told) or "nothing is worse than in the baseline") + not_counted,
    )


def _incomparable(rule: str, before: str, now: str) -> Condition:
    return Condition(
        rule=rule,
        asked="a baseline of the same environment",
        value=f"{before}, not {now}",
        met=False,
        sentence=f"the baseline's score is that of {before} and this one that of {now}, so they can't be compared",
        about_knowledge=True,
    )
