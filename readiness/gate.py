"""The gate: configured conditions on an assessment, each answered in one sentence with figures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from fractions import Fraction
from typing import Literal

from readiness.api import Severity, Status
from readiness.engine import Finding
from readiness.errors import ExitCode
from readiness.facts import Model
from readiness.score import EnvironmentScore, Score, counts_in, shown
from readiness.waivers import AcceptedRisk


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
        max_drop: points that the score may fall against the baseline.
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
    mode: Literal["enforce", "warn"] = "enforce"

    @property
    def asked(self) -> bool:
        """Whether any condition is set."""
        return self != GateRules(mode=self.mode)


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
    """The verdict of the gate."""

    asked: bool
    passed: bool
    mode: Literal["enforce", "warn"]
    conditions: tuple[Condition, ...]

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


class Baseline(Model):
    """What an earlier assessment says that the gate compares with."""

    score: Fraction | None
    pillars: dict[str, Fraction | None]
    failing: frozenset[str]


def judge_gate(
    rules: GateRules,
    *,
    score: Score,
    findings: Iterable[Finding],
    severities: Mapping[str, Severity],
    risks: Iterable[AcceptedRisk],
    today: date,
    baseline: Baseline | None = None,
) -> GateResult:
    """Answer every condition that is set, in the order of `GateRules`."""
    standing = score.standing
    own = [each for each in findings if standing and each.check in severities and counts_in(each, standing.environment)]
    conditions = [
        *_floors(rules, score),
        *_no_failing(rules, own, severities),
        *_knowledge(rules, standing, own, severities),
        *_budgets(rules, score, risks, today),
        *_against_baseline(rules, standing, own, baseline),
    ]
    return GateResult(asked=rules.asked, passed=all(each.met for each in conditions), mode=rules.mode, conditions=tuple(conditions))


def _figure(points: Fraction | None) -> str:
    return "no score" if points is None else f"{shown(points):g}"


def _floor(rule: str, what: str, points: Fraction | None, least: float) -> Condition:
    met = points is not None and points >= Fraction(str(least))
    relation = "reaches" if met else "is below"
    return Condition(
        rule=rule,
        asked=f"{what} at least {least:g}",
        value=_figure(points),
        met=met,
        sentence=f"{what} {relation} {least:g}: {_figure(points)}"
        if points is not None
        else f"{what} could not be computed: nothing was assessed; {least:g} is asked",
    )


def _floors(rules: GateRules, score: Score) -> list[Condition]:
    standing = score.standing
    conditions = []
    if rules.min_score is not None:
        conditions.append(_floor("min_score", "score", standing.score if standing else None, rules.min_score))
    pillars = {each.pillar: each for each in (standing.pillars if standing else ())}
    for pillar, least in sorted(rules.min_pillar.items()):
        conditions.append(_floor(f"min_pillar.{pillar}", f"pillar {pillar}", pillars[pillar].score if pillar in pillars else None, least))
    environments = {each.environment: each.score for each in score.environments}
    for environment, least in sorted(rules.min_environment.items()):
        conditions.append(_floor(f"min_environment.{environment}", f"environment {environment}", environments.get(environment), least))
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
    rules: GateRules, standing: EnvironmentScore | None, findings: list[Finding], baseline: Baseline | None
) -> list[Condition]:
    if baseline is None:
        return []
    conditions = []
    if rules.no_regressions:
        fresh = sorted(
            {each.check for each in findings if each.status is Status.FAIL and not each.waiver and each.fingerprint not in baseline.failing}
        )
        lower = [
            each.pillar
            for each in (standing.pillars if standing else ())
            if each.score is not None and (before := baseline.pillars.get(each.pillar)) is not None and each.score < before
        ]
        told = [f"new failures in {', '.join(fresh)}"] * bool(fresh) + [f"lower pillars: {', '.join(lower)}"] * bool(lower)
        conditions.append(
            Condition(
                rule="no_regressions",
                asked="no regression against the baseline",
                value=f"{len(fresh)} new, {len(lower)} lower" if told else "none",
                met=not told,
                sentence="; ".join(told) or "nothing is worse than in the baseline",
            )
        )
    if rules.max_drop is not None and baseline.score is not None:
        now = standing.score if standing else None
        drop = baseline.score - (now or Fraction(0))
        conditions.append(
            Condition(
                rule="max_drop",
                asked=f"score falls by at most {rules.max_drop:g} points",
                value=f"{-shown(-drop):g}" if drop > 0 else "0",
                met=drop <= Fraction(str(rules.max_drop)),
                sentence=f"score went from {_figure(baseline.score)} to {_figure(now)}; a fall of {rules.max_drop:g} is allowed",
            )
        )
    return conditions
