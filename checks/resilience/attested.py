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


@check(
    "org-kill-switch",
    severity="medium",
    effort="hours",
    aggregate="any",
    maps=["owasp-aisvs-1.0:AISVS-C9.6", "nist-ai-600-1:GV-1.3-007", "nist-ai-600-1:MG-2.4-004", "eu-ai-act:AIA-Art14"],
    question="How are AI answers switched off without a release, who may do it, and when was it last tried?",
)
def kill_switch(answers: list[Attestation], today: date, max_age_days: int = 365) -> Verdict:
    """AI answers can be switched off without a release.

    Why: A harmful answer is repeated to every customer until somebody can stop it. A switch that leaves the rest of the service
    running is used in minutes; a release is debated.

    Fix: Put AI answers behind a switch and try it

        - check: org-kill-switch
          answer: true
          owner: <owner>
          answered: <date>
          evidence: docs/runbooks/README.md
          values: {switch: "flag ai_answers=false", who: on-call, tried: 2026-05-12}
    """
    return attested(answers, "org-kill-switch", today, max_age_days, denied="AI answers can't be switched off")
