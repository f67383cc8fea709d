"""Accountability that only people can tell of."""

from __future__ import annotations

from datetime import date
from typing import Any

from readiness.api import Verdict, attested, check, failed, not_applicable, passed
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


@check(
    "org-use-case-classified",
    severity="high",
    effort="days",
    aggregate="any",
    maps=[
        "eu-ai-act:AIA-Art6",
        "eu-ai-act:AIA-Art27",
        "eu-ai-act:AIA-Art50",
        "iso-42001-2023:A.5.2",
        "iso-42001-2023:A.5.4",
        "nist-ai-600-1:GV-3.2-003",
    ],
    question="Which risk class does this use of AI have (AI Act or your own), where is the impact assessment, and how are users told "
    "that they deal with AI?",
)
def use_case_classified(answers: list[Attestation], today: date, max_age_days: int = 365) -> Verdict:
    """The use case has a risk class and an impact assessment.

    Why: The system may break the law without anybody having looked. What must be documented, overseen and told to users
    follows from the class; a class found out later is a stop in production.

    Fix: Classify the use case and record the assessment

        - check: org-use-case-classified
          answer: true
          owner: <owner>
          answered: <date>
          evidence: docs/risk-classification.md
          values: {risk_class: limited, assessment: DPIA-2026-07, disclosure: "shown before the first answer"}
    """
    return attested(answers, "org-use-case-classified", today, max_age_days, denied="The use case was never classified")


@check(
    "ai-statements-renewed",
    severity="low",
    effort="hours",
    maps=["iso-42001-2023:A.3.2", "nist-ai-rmf-1.0:GOVERN 2.1", "eu-ai-act:AIA-Art26"],
)
def statements_renewed(answer: Attestation, today: date) -> Verdict:
    """Statements about the system are renewed in time.

    Why: A plan that nobody confirmed this year may be gone. An answer that expired proves nothing any more, and whoever
    gave it may have left.

    Fix: Ask its owner again, and date the answer

        # <check>, expired <expires>, owner <owner>
        readiness interview
    """
    if not answer.answer:
        return not_applicable("the answer is no, however old")
    if answer.expires is None:
        return not_applicable("it names no day on which it expires")
    evidence: dict[str, Any] = {"check": answer.check, "owner": answer.owner, "answered": answer.answered, "expires": answer.expires}
    if answer.expires < today:
        return failed("An answer expired and was not renewed", **evidence)
    return passed(**evidence)
