"""Keys that only people can tell of."""

from __future__ import annotations

from datetime import date

from readiness.api import Verdict, attested, check
from readiness.facts.attestation import Attestation


@check(
    "org-provider-keys-rotated",
    severity="medium",
    effort="hours",
    aggregate="any",
    maps=["aws-ai-security-framework:AISF-IAM-03", "owasp-aisvs-1.0:AISVS-C5.1", "eu-dora:DORA-Art9"],
    question="When were the keys of the model providers last replaced, and is each limited to what its holder needs?",
    contradicted_by=["k8s-secret-rotated"],
)
def provider_keys_rotated(answers: list[Attestation], today: date, max_age_days: int = 180) -> Verdict:
    """Provider keys were replaced lately and are limited.

    Why: A key that leaked long ago still spends our model budget. Keys of hosted models seldom expire by themselves: only
    replacing them ends what an old copy allows, and only limits bound what a stolen one does.

    Fix: Replace the keys and record when, or use identities

        - check: org-provider-keys-rotated
          answer: true
          owner: <owner>
          answered: <date>
          evidence: docs/reviews/provider-keys.md
          values: {scope: "one project and one budget for each key"}
    """
    return attested(
        answers,
        "org-provider-keys-rotated",
        today,
        max_age_days,
        denied="The provider keys were never replaced or limited",
        outdated="The provider keys were replaced too long ago",
    )
