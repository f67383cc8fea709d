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
