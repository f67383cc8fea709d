"""Agreements about data that only people can tell of."""

from __future__ import annotations

from datetime import date

from readiness.api import Verdict, attested, check
from readiness.facts.attestation import Attestation


@check(
    "org-provider-data-terms",
    severity="high",
    effort="days",
    maps=[
        "nist-ai-600-1:GV-6.1-004",
        "iso-42001-2023:A.10.3",
        "eu-dora:DORA-Art30",
        "aws-ai-security-framework:AISF-DATA-06",
        "eu-ai-act:AIA-Art26",
    ],
    question="Are data processing, retention, region and 'no training on our data' agreed in writing with every model provider?",
)
def provider_data_terms(answers: list[Attestation], today: date, max_age_days: int = 365) -> Verdict:
    """Every model provider has agreed to our data terms.

    Why: A provider may keep our prompts or train on them unless agreed otherwise. Consumer terms and free tiers
    often allow both.

    Fix: Agree data terms with each provider and record them

        # attestations.yaml
        - check: org-provider-data-terms
          answer: true
          owner: jane.doe@example.com
          answered: 2026-06-01
          evidence: docs/contracts/model-providers.md
    """
    return attested(answers, "org-provider-data-terms", today, max_age_days, denied="A provider may use our data on its own terms")
