"""Recovery that only people can tell of."""

from __future__ import annotations

from datetime import date

from readiness.api import Status, Verdict, attested, check, failed, unknown
from readiness.facts.attestation import Attestation, latest_answer

from .durations import minutes


@check(
    "org-restore-tested",
    severity="high",
    effort="days",
    aggregate="any",
    maps=["eu-dora:DORA-Art12", "azure-waf-core:RE:09", "google-sre-prr:SRE-LCC-4", "nist-ai-600-1:MG-2.3-001"],
    question="When was AI data (index, conversations, configuration) last restored from backup, how long did it take (measured), "
    "and how long may it take (rto)? Date the answer with the test.",
)
def restore_tested(answers: list[Attestation], today: date, max_age_days: int = 365) -> Verdict:
    """A restore was tested and took no longer than allowed.

    Why: A backup nobody ever restored may be worth nothing on the day we need it. Only a test tells how long
    customers will wait.

    Fix: Restore into an empty environment and record it

        # attestations.yaml
        - check: org-restore-tested
          answer: true
          owner: jane.doe@example.com
          answered: 2026-06-01
          values: {rto: 4h, measured: 90 min}
          evidence: docs/drills/restore-2026-06.md
    """
    verdict = attested(
        answers,
        "org-restore-tested",
        today,
        max_age_days,
        denied="No restore of AI data was ever tested",
        outdated="The last restore test is too long ago",
    )
    answer = latest_answer(answers, "org-restore-tested")
    if verdict.status is not Status.PASS or answer is None:
        return verdict
    rto, measured = answer.values.get("rto", ""), answer.values.get("measured", "")
    allowed, taken = minutes(rto), minutes(measured)
    if allowed is None or taken is None:
        return unknown("the attestation does not give rto and measured time", at=answer.origin, rto=rto, measured=measured)
    if taken > allowed:
        return failed("Restoring took longer than allowed", at=answer.origin, rto=rto, measured=measured)
    return verdict


@check(
    "org-recovery-keys-escrowed",
    severity="high",
    effort="hours",
    aggregate="any",
    maps=["eu-dora:DORA-Art12", "azure-waf-core:SE:09", "azure-waf-core:RE:09"],
    question="Are the keys and salts without which backups of the AI system can't be read (LiteLLM, Langfuse, Dify, Flowise, n8n, "
    "databases) kept apart from them, and who can fetch them?",
)
def recovery_keys_escrowed(answers: list[Attestation], today: date, max_age_days: int = 365) -> Verdict:
    """Keys needed to read a backup are kept apart from it.

    Why: A backup that nobody can decrypt is lost data. Gateways, trace stores and flow builders encrypt credentials and
    records with a key or salt of their own; it has to outlive the machine it was made on.

    Fix: Keep the keys in a vault of another system and record it

        - check: org-recovery-keys-escrowed
          answer: true
          owner: <owner>
          answered: <date>
          evidence: docs/runbooks/recovery-keys.md
          values: {kept_in: "vault of the security team", fetched_by: "on-call and deputy"}
    """
    return attested(
        answers, "org-recovery-keys-escrowed", today, max_age_days, denied="Keys needed to read the backups are kept nowhere else"
    )


@check(
    "org-index-rebuild-tested",
    severity="medium",
    effort="days",
    aggregate="any",
    maps=["azure-waf-core:RE:09", "iso-42001-2023:A.7.6", "azure-waf-ai:AI-grounding-data-design:develop-an-ingestion-strategy"],
    question="When was the knowledge index last built again from its sources, with which embedding model, and how long did it take?",
)
def index_rebuild_tested(answers: list[Attestation], today: date, max_age_days: int = 365) -> Verdict:
    """The knowledge index was rebuilt from its sources.

    Why: Without a rebuild that works, a lost index stops the assistant for days. Sources move, parsers change and
    embedding models are withdrawn; whoever has never rebuilt the index does not know whether it can be done.

    Fix: Rebuild the index beside the old one and record it

        - check: org-index-rebuild-tested
          answer: true
          owner: <owner>
          answered: <date>
          evidence: docs/drills/index-rebuild.md
          values: {measured: 3h, embedding_model: text-embedding-3-large}
    """
    return attested(
        answers,
        "org-index-rebuild-tested",
        today,
        max_age_days,
        denied="The knowledge index was never rebuilt",
        outdated="The last rebuild of the index is too long ago",
    )
