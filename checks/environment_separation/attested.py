"""Separation of environments that only people can tell of."""

from __future__ import annotations

from datetime import date

from readiness.api import Verdict, attested, check
from readiness.facts.attestation import Attestation


@check(
    "org-test-data-not-from-production",
    severity="high",
    effort="days",
    maps=["aws-ml-lens:MLSEC03-BP03", "iso-42001-2023:A.7.2", "eu-ai-act:AIA-Art10"],
    question="Are test and evaluation data free of production data (synthetic, masked, or used with consent)?",
)
def production_data_unused(answers: list[Attestation], today: date, max_age_days: int = 180) -> Verdict:
    """Tests and evaluations use no customers' data.

    Why: Customers' data in tests leaks where nobody guards it. Test systems have more readers and weaker controls,
    and the use may not be covered by what customers agreed to.

    Fix: Replace production data by synthetic or masked data

        # attestations.yaml
        - check: org-test-data-not-from-production
          answer: true
          owner: jane.doe@example.com
          answered: 2026-06-01
          evidence: docs/test-data.md
    """
    return attested(answers, "org-test-data-not-from-production", today, max_age_days, denied="Production data is used in tests")
