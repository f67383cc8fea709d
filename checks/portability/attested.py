"""Ways out that only people can tell of."""

from __future__ import annotations

from datetime import date

from readiness.api import Verdict, attested, check
from readiness.facts.attestation import Attestation


@check(
    "org-exit-plan",
    severity="medium",
    effort="days",
    maps=[
        "eu-dora:DORA-Art28",
        "eu-dora:DORA-Art29",
        "eu-dora:DORA-Art30",
        "nist-ai-600-1:GV-6.2-007",
        "iso-42001-2023:A.10.3",
    ],
    question="Is there an exit plan for each critical AI provider (notice, return of data, replacement), and when was it last reviewed?",
)
def exit_plan(answers: list[Attestation], today: date, max_age_days: int = 365) -> Verdict:
    """An exit plan exists for each critical AI provider.

    Why: A price rise or a withdrawal would find us with no alternative. A plan names the replacement, the notice
    period, and how we get our data back.

    Fix: Write an exit plan for each provider and review it

        # attestations.yaml
        - check: org-exit-plan
          answer: true
          owner: jane.doe@example.com
          answered: 2026-06-01
          evidence: docs/exit-plan.md
    """
    return attested(
        answers,
        "org-exit-plan",
        today,
        max_age_days,
        denied="A critical AI provider has no exit plan",
        outdated="The exit plan was not reviewed for too long",
    )
