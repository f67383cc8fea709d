"""What people say of who is called."""

from __future__ import annotations

from datetime import date

from readiness.api import Verdict, attested, check, passed, unknown
from readiness.facts.attestation import Attestation, latest_answer
from readiness.facts.documents import ServiceObjective
from readiness.facts.serving import without_samples


@check(
    "org-oncall-named",
    severity="high",
    effort="hours",
    aggregate="any",
    maps=["azure-waf-core:OE:08", "eu-dora:DORA-Art17", "aws-agentic-ai-lens:AGENTOPS07-BP04"],
    question="Who is on call for the AI service, how are they reached, and where is the runbook?",
    contradicted_by=["ai-alert-routes-notify", "aws-alarms-reach-somebody"],
)
def oncall_named(answers: list[Attestation], today: date, max_age_days: int = 180) -> Verdict:
    """Alerts reach a named on-call with a runbook.

    Why: An alert that reaches nobody is an outage that lasts until morning. Whoever is called needs the steps for provider
    outage, runaway cost and a bad model or prompt at hand.

    Fix: Name the rota and the runbook

        - check: org-oncall-named
          answer: true
          owner: <owner>
          answered: <date>
          evidence: docs/runbooks/README.md
          values: {rota: "pagerduty: ai-assistant"}
    """
    return attested(answers, "org-oncall-named", today, max_age_days, denied="Nobody is on call for the AI service")


@check(
    "org-objectives-agreed",
    severity="medium",
    effort="days",
    aggregate="any",
    certainty="likely",
    maps=["azure-waf-core:RE:04", "azure-waf-ai:AI-PE:establish-performance-benchmarks"],
    question="Which service level objectives hold for the AI service (latency and availability at least), who agreed to them, and when?",
)
def objectives_agreed(answers: list[Attestation], objectives: list[ServiceObjective], today: date, max_age_days: int = 365) -> Verdict:
    """Objectives for latency and availability are agreed.

    Why: Without an agreed objective every slow day is a debate. Alerts, capacity and releases need a number to be held against.
    Files of OpenSLO, Sloth or Pyrra answer this by themselves.

    Fix: Write the objectives down

        apiVersion: openslo/v1
        kind: SLO
        metadata: {name: assistant-first-token-latency}
        spec: {service: assistant, objectives: [{target: 0.95}]}
        # or attest org-objectives-agreed with values: {availability: "99.5 %", first_token_p95: 2 s}
    """
    told = {each.indicator: each for each in reversed(without_samples(objectives))}
    if {"latency", "availability"} <= told.keys():
        return passed(at=told["latency"].origin, objectives=sorted(each.name for each in without_samples(objectives)))
    if told and latest_answer(answers, "org-objectives-agreed") is None:
        missing = [each for each in ("latency", "availability") if each not in told]
        return unknown("some objectives may be agreed elsewhere", at=next(iter(told.values())).origin, missing=missing)
    return attested(answers, "org-objectives-agreed", today, max_age_days, denied="No service level objective is agreed")
