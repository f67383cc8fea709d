"""Human answers to what no scan can know."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Literal

from readiness.facts.record import Fact

AttestationState = Literal["current", "denied", "outdated", "dated in the future", "without its evidence"]


class Attestation(Fact):
    """One answer, for one check.

    Attributes:
        check: id of the check it answers.
        answer: the statement holds.
        owner: who stands by it.
        answered: when it was true.
        expires: when it must be renewed; None leaves that to the check.
        evidence: URL, or path of a file in the folder.
        evidence_found: the file exists; None for a URL, which is never fetched.
        values: figures the check asks for (`rto`, `measured` …), as written.
    """

    check: str
    question: str
    answer: bool
    owner: str
    answered: date
    expires: date | None = None
    evidence: str = ""
    evidence_found: bool | None = None
    note: str = ""
    values: dict[str, str] = {}

    def state(self, today: date, max_age_days: int) -> AttestationState:
        """What the answer is worth today.

        `denied` when the answer is no, however old; `outdated` when it expired or is older than `max_age_days`;
        `without its evidence` when it names a file that does not exist.
        """
        if not self.answer:
            return "denied"
        if self.answered > today:
            return "dated in the future"
        expired = self.expires is not None and self.expires < today
        if expired or self.answered < today - timedelta(days=max_age_days):
            return "outdated"
        return "without its evidence" if self.evidence_found is False else "current"


def latest_answer(answers: Iterable[Attestation], check: str) -> Attestation | None:
    """The newest answer for this check, if anybody gave one."""
    return max((each for each in answers if each.check == check), key=lambda each: each.answered, default=None)
