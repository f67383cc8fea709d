"""Accountability that only people can tell of."""

from __future__ import annotations

from datetime import date

from readiness.api import Verdict, attested, check
from readiness.facts.attestation import Attestation


@check(
    "org-accountable-owner",
    severity="high",
    effort="hours",
    maps=[
        "iso-42001-2023:A.3.2",
        "nist-ai-rmf-1.0:GOVERN 2.1",
        "eu-ai-act:AIA-Art26",
        "aws-agentic-ai-lens:AGENTOPS03-BP01",
    ],
    question="Is one person named who is accountable for this AI system, with a deputy, and do both know it?",
)
def accountable_owner(answers: list[Attestation], today: date, max_age_days: int = 365) -> Verdict:
    """One person is accountable for the AI system.

    Why: Without a named owner, nobody may decide to stop a system that does harm. The owner accepts its risks and
    answers for it.

    Fix: Name an owner and a deputy, and tell them

        # attestations.yaml
        - check: org-accountable-owner
          answer: true
          owner: jane.doe@example.com
          answered: 2026-06-01
          values: {accountable: Jane Doe, deputy: John Roe}
          evidence: docs/ownership.md
    """
    return attested(answers, "org-accountable-owner", today, max_age_days, denied="Nobody is accountable for the AI system")
