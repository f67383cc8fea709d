"""What people say of failures they practised."""

from __future__ import annotations

from datetime import date

from readiness.api import Verdict, attested, check
from readiness.facts.attestation import Attestation


@check(
    "org-provider-failure-drill",
    severity="high",
    effort="hours",
    aggregate="any",
    maps=["nist-ai-600-1:GV-6.2-003", "nist-ai-600-1:GV-6.2-006", "eu-dora:DORA-Art25", "eu-dora:DORA-Art11"],
    question="When was the failure of the model provider last practised, and what happened?",
)
def provider_failure_drill(answers: list[Attestation], today: date, max_age_days: int = 180) -> Verdict:
    """The failure of the model provider was practised.

    Why: Nobody knows what users see when the model provider fails. Fallbacks that were never used tend not to work: keys have
    expired, quotas are too small, prompts do not fit.

    Fix: Block the provider in staging and record what happened

        - check: org-provider-failure-drill
          answer: true
          owner: <owner>
          answered: <date>
          evidence: docs/drills/provider-failure.md
          values: {scenario: "provider host blocked", result: "fallback in 4 s"}
    """
    return attested(
        answers,
        "org-provider-failure-drill",
        today,
        max_age_days,
        denied="A provider failure was never practised",
        outdated="The last provider-failure drill is too long ago",
    )
