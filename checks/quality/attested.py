"""What people say of the answers they read."""

from __future__ import annotations

from datetime import date

from readiness.api import Verdict, attested, check
from readiness.facts.attestation import Attestation


@check(
    "org-answers-sampled",
    severity="medium",
    effort="hours",
    aggregate="any",
    maps=["aws-genai-lens:GENOPS01-BP01", "aws-genai-lens:GENOPS01-BP02", "iso-42001-2023:A.6.2.6", "eu-ai-act:AIA-Art14"],
    question="When did people last review a sample of production answers, how many, and what did they find?",
)
def answers_sampled(answers: list[Attestation], today: date, max_age_days: int = 90) -> Verdict:
    """People review samples of production answers.

    Why: Bad answers reach customers for weeks before anybody notices. Test cases hold what was foreseen; a reviewed sample shows
    what users ask, and how the answers drift.

    Fix: Review a sample of answers and record the result

        - check: org-answers-sampled
          answer: true
          owner: <owner>
          answered: <date>
          evidence: docs/reviews/answers.md
          values: {sample: 100, acceptable: 97}
    """
    return attested(
        answers,
        "org-answers-sampled",
        today,
        max_age_days,
        denied="Nobody reviews production answers",
        outdated="The last review of answers is too long ago",
    )


@check(
    "org-release-criteria-met",
    severity="high",
    effort="hours",
    aggregate="any",
    maps=["nist-ai-600-1:GV-1.3-002", "iso-42001-2023:A.6.2.4", "aws-agentic-ai-lens:AGENTOPS06-BP01"],
    question="Which thresholds must a release meet, does the version in production meet them, and who signed that off? Date the answer "
    "with the sign-off.",
)
def release_criteria_met(answers: list[Attestation], today: date, max_age_days: int = 180) -> Verdict:
    """The release met criteria that somebody signed off.

    Why: A release goes out because nobody said no. Thresholds that were agreed beforehand turn a debate into a
    comparison, and the signature says who accepted the rest.

    Fix: Agree on thresholds and record the sign-off

        - check: org-release-criteria-met
          answer: true
          owner: <owner>
          answered: <date>
          evidence: docs/releases/2026-06.md
          values: {build: "2026.6.1", faithfulness: ">= 0.85", approver: Ada Example}
    """
    return attested(
        answers,
        "org-release-criteria-met",
        today,
        max_age_days,
        denied="The release met no agreed criteria",
        outdated="The release was signed off too long ago",
    )
