"""Human answers to what no scan can know."""

from __future__ import annotations

from datetime import date

from readiness.facts.record import Fact


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
