"""Access that only people can tell of."""

from __future__ import annotations

from datetime import date

from readiness.api import Verdict, attested, check
from readiness.facts.attestation import Attestation


@check(
    "org-production-access-reviewed",
    severity="high",
    effort="hours",
    maps=["aws-agentic-ai-lens:AGENTSEC03-BP04", "aws-ai-security-framework:AISF-IAM-02", "azure-waf-core:SE:05", "eu-dora:DORA-Art9"],
    question="Was access to production (people, keys, roles) reviewed, and what nobody needs removed? Date the answer with the review.",
)
def access_reviewed(answers: list[Attestation], today: date, max_age_days: int = 180) -> Verdict:
    """Access to production was reviewed in the last 180 days.

    Why: People who left or moved on can still reach customers' data. Rights only ever grow unless somebody takes
    them back.

    Fix: Review who has access and record it

        # attestations.yaml
        - check: org-production-access-reviewed
          answer: true
          owner: jane.doe@example.com
          answered: 2026-06-01
          evidence: docs/access-review-2026-06.md
    """
    return attested(
        answers,
        "org-production-access-reviewed",
        today,
        max_age_days,
        denied="Nobody reviewed who has access to production",
        outdated="The last review of production access is too old",
    )
