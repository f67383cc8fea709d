"""What people say of the way back."""

from __future__ import annotations

from datetime import date

from readiness.api import Verdict, attested, check
from readiness.facts.attestation import Attestation


@check(
    "org-rollback-rehearsed",
    severity="high",
    effort="hours",
    aggregate="any",
    maps=["aws-agentic-ai-lens:AGENTOPS07-BP04", "eu-dora:DORA-Art25", "owasp-aisvs-1.0:AISVS-C3.3"],
    question="When was going back to the previous model, prompt and index last rehearsed, and how long did it take?",
)
def rollback_rehearsed(answers: list[Attestation], today: date, max_age_days: int = 180) -> Verdict:
    """Going back to the previous release was rehearsed.

    Why: The first attempt to go back happens during an outage. Model, prompt and index must go back together; only a
    rehearsal shows that they do, and how long it takes.

    Fix: Rehearse the rollback and record its date and duration

        - check: org-rollback-rehearsed
          answer: true
          owner: <owner>
          answered: <date>
          evidence: docs/drills/rollback.md
          values: {duration: 12 min, scope: "model, prompt, index"}
    """
    return attested(
        answers,
        "org-rollback-rehearsed",
        today,
        max_age_days,
        denied="The rollback was never rehearsed",
        outdated="The last rollback rehearsal is too long ago",
    )
