"""The numbers and sentences of a report, before anything is drawn."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from fractions import Fraction

from reports.cases import GATE, TAKEN, UNREADABLE, Case, many_cases

from readiness.api import Severity, Status
from readiness.assessment import Assessment
from readiness.facts import Environment
from readiness.gate import GateRules
from readiness.reports import charts
from readiness.reports.summary import decisions, facts, risks, verdict
from readiness.reports.view import View, view
from readiness.score import CHECK_WEIGHTS, Column
from readiness.waivers import Waiver

Make = Callable[..., Assessment]


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


# The hundred points


def test_the_bar_shows_a_hundred_points_and_the_score_rounded_down(sample: Assessment) -> None:
    shown = view(sample)
    standing = sample.score.standing

    assert standing is not None
    assert standing.score is not None
    assert sum(each.tenths for each in shown.segments) == 1000
    assert shown.segments[0].tenths == int(standing.score * 10)
    assert shown.score == int(standing.score)


def test_each_segment_is_the_ledger_s_sum_to_a_tenth(sample: Assessment) -> None:
    standing = sample.score.standing
    assert standing is not None
    shown = {each.key: each.tenths for each in view(sample).segments}

    for severity in Severity:
        lost = sum(
            entry.points for entry in standing.ledger if entry.column is Column.LOST and sample.checks[entry.check].severity is severity
        )
        assert abs(shown[severity] - 10 * lost) <= 1
    for key, column in (("accepted", Column.ACCEPTED), ("unknown", Column.UNPROVEN), ("cap", Column.CAP)):
        assert abs(shown[key] - 10 * sum(entry.points for entry in standing.ledger if entry.column is column)) <= 1


def test_pillar_bars_add_up_to_what_the_pillars_miss(sample: Assessment) -> None:
    standing = sample.score.standing
    assert standing is not None
    missing = {each.pillar: float(each.lost + each.accepted + each.unproven) for each in standing.pillars}

    for row in view(sample).pillars:
        assert abs(sum(value for _, value in row.bar) - missing[row.id]) < 1e-9


def test_pillars_come_by_points_missing_and_the_strip_weakest_first(sample: Assessment) -> None:
    shown = view(sample)
    totals = [sum(value for _, value in row.bar) for row in shown.pillars]
    scores = [each.score for each in shown.strip if each.score is not None]

    assert totals == sorted(totals, reverse=True)
    assert scores == sorted(scores)
    assert len(shown.strip) == 13


def test_the_worked_example_can_be_followed_to_the_ledger(sample: Assessment) -> None:
    standing = sample.score.standing
    example = view(sample).example
    assert standing is not None
    assert example is not None
    row = next(each for each in standing.checks if each.check == example.check)

    assert example.result.endswith(f"= {float(row.lost):.2f} points lost")
    assert f"this {sample.checks[row.check].severity} one {CHECK_WEIGHTS[sample.checks[row.check].severity]}" in plain(example.lines[0])
    assert f"{row.failed} of {row.judged}" in plain(example.lines[1])


# Sentences


def test_the_verdict_names_state_cause_and_remedy(sample: Assessment) -> None:
    hours = sum(each.hours for each in sample.plan.steps if sample.checks[each.check].severity is Severity.CRITICAL)

    assert hours == 5
    assert verdict(sample) == "Not ready for production yet. Two critical gaps hold the release; five hours of work close both."


def test_one_critical_gap_reads_in_the_singular(make: Make) -> None:
    found = verdict(make([Case("sample-one", "critical", effort="minutes"), Case("sample-two", states=("pass",))]))

    assert found == "Not ready for production yet. One critical gap holds the release; one hour of work closes it."


def test_without_criticals_and_without_a_gate_the_level_speaks(make: Make) -> None:
    good = make([*many_cases(60, 0), Case("sample-low", "low", effort="minutes")])

    assert verdict(good) == "Ready for production. One finding remains, none critical; one hour of work closes it."


def test_a_broken_gate_without_criticals_says_how_far_the_plan_leads(make: Make) -> None:
    found = verdict(make([Case("sample-one"), Case("sample-two", states=("pass",))], gate=GateRules(min_score=90)))

    assert found == "Not ready for production yet. The gate's one rule is not met; four hours of work lift the score to 100."


def test_what_only_lacks_knowledge_is_not_proven_rather_than_not_ready(make: Make) -> None:
    found = verdict(make([Case("sample-one", states=("unknown",)), Case("sample-two", states=("pass",))], gate=GateRules(min_coverage=90)))

    assert found == "Not proven ready for production yet. The gate's one rule is not met; one check waits for an answer."


def test_no_score_is_no_verdict(nothing: Assessment) -> None:
    shown = view(nothing)

    assert shown.summary.verdict == "No verdict yet. Nothing was found that could be assessed."
    assert shown.score is None
    assert shown.segments == ()
    assert shown.example is None
    assert shown.trend == ()
    assert "%" not in " ".join(each.figure for each in shown.summary.facts)


def test_a_perfect_result_claims_no_more_than_was_asked(perfect: Assessment) -> None:
    shown = view(perfect)

    assert shown.summary.verdict == "Ready for production. Every check that applies was answered, and none fails."
    assert shown.score == 100
    assert shown.findings == ()
    assert shown.summary.risks == ()


def test_the_four_facts_are_the_assessment_s_numbers(sample: Assessment) -> None:
    severe, assessed, accepted, plan = facts(sample)
    standing = sample.score.standing
    assert standing is not None
    failing = [sample.checks[each.check].severity for each in standing.checks if each.failed]

    assert severe.figure == f"{failing.count(Severity.CRITICAL)} + {failing.count(Severity.HIGH)}"
    assert f"of {len(failing)}\N{NO-BREAK SPACE}checks that fail" in severe.says
    assert "2 checks could not be" in plain(assessed.says)
    assert accepted.figure == "1"
    assert plain(accepted.says).endswith("30 September 2026")
    assert plan.figure == str(int(sample.plan.steps[-1].score))


def test_a_previous_assessment_gives_the_change_and_without_one_there_is_no_trend(sample: Assessment, make: Make) -> None:
    before = make([*many_cases(60, 40)], taken=TAKEN - timedelta(days=49))
    change = facts(sample, before)[3]
    marks = view(sample, before).trend
    alone = view(sample).trend

    assert change.figure.startswith("+")
    assert "3 July 2026" in plain(change.says)
    assert [plain(each.label) for each in marks[:2]] == ["3 Jul", "21 Aug"]
    assert [each.ahead for each in alone] == [False, True, True, True]
    assert alone[0].value == view(sample).score


def test_risks_are_the_worst_and_say_each_consequence_once(make: Make) -> None:
    same = {"why": "Everything stops. And more."}
    found = risks(
        make(
            [
                Case("sample-low", "low", pillar="quality"),
                Case("sample-bad", "critical", pillar="quality", texts=same),
                Case("sample-too", "critical", pillar="governance", texts=same),
                Case("sample-high", "high"),
            ]
        )
    )

    assert [each.check for each in found] == ["sample-bad", "sample-high", "sample-low"]
    assert found[0].consequence == "Everything stops"


def test_decisions_ask_for_what_the_assessment_calls_for(make: Make) -> None:
    waiver = Waiver(owner="M. Okafor", reason="Later.", expires=date(2026, 9, 30), check="sample-accepted", record="RISK-218")
    found = decisions(
        make(
            [
                Case("sample-bad", "critical", effort="days"),
                Case("sample-high"),
                Case("sample-accepted"),
                Case("sample-asked", states=("unknown",), question="Who is on call?"),
                Case("sample-lost", states=("pass",), environment=Environment.UNCLASSIFIED),
            ],
            waivers=[waiver],
        )
    )
    said = [plain(f"{each.ask} {each.rest}") for each in found]

    assert said[0] == "Release 2 days of work now to close 1 critical gap; until then the score can't rise above 59."
    assert said[2] == "Decide by 30 September 2026 whether to keep carrying RISK-218. Owner: M. Okafor."
    assert said[3].startswith("Answer 1 question about what no scan can see")
    assert said[4].startswith("Say where 1 resource belongs")


def test_a_right_to_grant_is_a_decision_and_stands_under_not_assessed(make: Make) -> None:
    hidden = make([Case("sample-one"), Case("sample-two", "critical")], gaps=[UNREADABLE])
    shown = view(hidden)

    assert any("read access to deploy/" in each.named for each in shown.summary.decisions)
    assert all("read access to deploy/" in each.provide for each in shown.unknown)
    assert {each.check for each in shown.unknown} == {"sample-one", "sample-two"}


# Findings


def test_findings_are_grouped_by_check_in_order_of_severity(sample: Assessment) -> None:
    shown = view(sample).findings
    order = list(Severity)

    assert [order.index(each.severity) for each in shown] == sorted(order.index(each.severity) for each in shown)
    failing = {each.fingerprint for each in sample.counted() if each.status is Status.FAIL and not each.waiver}
    assert sum(each.failed for each in shown) == len(failing)


def test_a_finding_shows_ten_resources_and_keeps_the_others_behind_them(large: Assessment) -> None:
    finding = view(large).findings[0]

    assert (len(finding.examples), len(finding.more), finding.unlisted, finding.failed) == (10, 90, 0, 100)


def test_what_a_waiver_covers_is_no_finding_and_another_environment_does_not_count(sample: Assessment) -> None:
    shown = view(sample)

    assert "sample-accepted" not in {each.check for each in shown.findings}
    assert [each.check for each in shown.elsewhere] == ["sample-staging"]
    assert shown.accepted[0].warning == "in 40\N{NO-BREAK SPACE}days"
    assert shown.accepted[0].covers == 1


def test_the_remedy_is_filled_from_the_evidence(sample: Assessment) -> None:
    finding = next(each for each in view(sample).findings if each.check == "sample-check-000")

    assert finding.action == "Put sample check 000 in place"
    assert finding.snippet == ("service:", "  name: 1", "  replicas: 2")


def test_every_check_stands_in_the_appendix_with_its_state(sample: Assessment) -> None:
    states = {each.check: each.state for each in view(sample).checks}

    assert set(states) == set(sample.checks)
    assert states["sample-check-000"] == "failed"
    assert states["sample-check-059"] == "passed"
    assert states["sample-accepted"] == "accepted"
    assert states["sample-asked"] == "unknown"
    assert states["sample-unused"] == "not-applicable"


def test_the_staircase_ends_where_the_plan_ends(sample: Assessment) -> None:
    shown = view(sample)

    assert len(shown.stairs) == len(sample.plan.steps)
    assert shown.bands[-1] == charts.Band("Later", sum(each.hours for each in sample.plan.steps), int(sample.plan.steps[-1].score))
    assert Fraction(shown.stairs[-1][1]) == Fraction(float(sample.plan.steps[-1].score))


def test_the_view_is_the_same_every_time_and_its_digest_follows_the_findings(sample: Assessment, make: Make) -> None:
    def digest(shown: View) -> str:
        return dict(shown.record)["Findings digest"]

    assert view(sample) == view(sample)
    assert digest(view(sample)) != digest(view(make([Case("sample-one")], gate=GATE)))


def test_the_gate_stands_at_the_score_that_is_configured(sample: Assessment, large: Assessment) -> None:
    assert view(sample).gate_at == 75
    assert view(large).gate_at is None
