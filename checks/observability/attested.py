"""What people say of who is called."""

from __future__ import annotations

from datetime import date

from readiness.api import Verdict, attested, check
from readiness.facts.attestation import Attestation


@check(
    "org-oncall-named",
    severity="high",
    effort="hours",
    aggregate="any",
    maps=["azure-waf-core:OE:08", "eu-dora:DORA-Art17", "aws-agentic-ai-lens:AGENTOPS07-BP04"],
    question="Who is on call for the AI service, how are they reached, and where is the runbook?",
    contradicted_by=["aws-alarms-reach-somebody"],
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
