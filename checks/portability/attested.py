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


@check(
    "org-knowledge-portable",
    severity="medium",
    effort="days",
    aggregate="any",
    maps=["eu-dora:DORA-Art28", "nist-ai-600-1:GV-6.2-005", "iso-42001-2023:A.7.5"],
    question="Where are the sources and the chunks of the knowledge base kept besides the vector store, and when was an export last tried?",
)
def knowledge_portable(answers: list[Attestation], today: date, max_age_days: int = 365) -> Verdict:
    """The knowledge base can be taken elsewhere.

    Why: If the only copy sits in one provider's service, leaving it means starting over. Sources, chunks with their metadata and
    the name of the embedding model are enough to build the index anywhere.

    Fix: Keep sources and chunks in storage of your own

        - check: org-knowledge-portable
          answer: true
          owner: <owner>
          answered: <date>
          evidence: docs/knowledge-export.md
          values: {sources: "s3://kb-sources", chunks: "s3://kb-chunks (Parquet)"}
    """
    return attested(answers, "org-knowledge-portable", today, max_age_days, denied="The only copy of the knowledge base is the provider's")
