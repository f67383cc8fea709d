"""Accepted risks: who accepts what, why and until when. An expired waiver is void and stays visible."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from fnmatch import fnmatchcase

from pydantic import model_validator

from readiness.api import Status
from readiness.engine import Finding
from readiness.facts import Environment, Model

LEAST = 12
"""Hexadecimal digits of a fingerprint that name one finding beyond doubt; reports show as many."""


class Waiver(Model):
    """One accepted risk. It covers the findings to which all that it names applies, and it names something.

    Attributes:
        expires: the last day on which it holds.
        fingerprint: of one finding, or its first twelve digits or more.
        check: id, or a pattern with `*`.
        resource: pattern of canonical resource ids.
        control: the compensating control.
        record: number in the client's own risk register.
    """

    owner: str
    reason: str
    expires: date
    fingerprint: str | None = None
    check: str | None = None
    resource: str = "*"
    environment: Environment | None = None
    control: str = ""
    record: str = ""

    @model_validator(mode="after")
    def _names_something(self) -> Waiver:
        if self.fingerprint is not None and not re.fullmatch(f"[0-9a-f]{{{LEAST},64}}", self.fingerprint):
            raise ValueError(f"a fingerprint has {LEAST} to 64 digits (0-9, a-f), as reports and 'readiness checks explain' show it")
        if not (self.fingerprint or self.check or self.environment or self.resource.strip("*?")):
            raise ValueError("name a fingerprint, a check, a pattern of resources or an environment")
        if not (self.owner.strip() and self.reason.strip()):
            raise ValueError("'owner' and 'reason' are words: who carries the risk, and why")
        return self

    @property
    def reference(self) -> str:
        """How findings point to it."""
        named = (self.check, self.resource if self.resource != "*" or not self.environment else None, self.environment)
        return self.record or (self.fingerprint or "")[:LEAST] or " ".join(each for each in named if each)

    def covers(self, finding: Finding) -> bool:
        """Whether it speaks of this finding, in force or not."""
        return (
            finding.fingerprint.startswith(self.fingerprint or "")
            and fnmatchcase(finding.check, self.check or "*")
            and (finding.resource == self.resource or fnmatchcase(finding.resource, self.resource))
            and self.environment in (None, finding.environment)
        )


class AcceptedRisk(Model):
    """A waiver with what it did in this assessment.

    Attributes:
        expired: it is void.
        findings: fingerprints that it covers, in force or not.
        unused: it covers nothing, so that it can go if its check was asked.
        asked: a check that it names was asked.
    """

    waiver: Waiver
    expired: bool
    findings: tuple[str, ...]
    unused: bool = False
    asked: bool = True


def apply(findings: Iterable[Finding], waivers: Iterable[Waiver], today: date) -> tuple[tuple[Finding, ...], tuple[AcceptedRisk, ...]]:
    """Mark findings that a waiver in force covers.

    Only failures and unknowns can be waived. A waiver holds through its day of expiry.

    Returns:
        The findings, and every waiver with the fingerprints it covers: none means it is not needed any more.
    """
    waivers = tuple(waivers)
    covered: dict[int, list[str]] = {number: [] for number in range(len(waivers))}
    marked, asked = [], set()
    for finding in findings:
        reference = ""
        asked.add(finding.check)
        if finding.status in (Status.FAIL, Status.UNKNOWN):
            for number, waiver in enumerate(waivers):
                if waiver.covers(finding):
                    covered[number].append(finding.fingerprint)
                    if waiver.expires >= today and not reference:
                        reference = waiver.reference
        marked.append(finding.model_copy(update={"waiver": reference}) if reference else finding)
    risks = tuple(
        AcceptedRisk(
            waiver=waiver,
            expired=waiver.expires < today,
            findings=tuple(covered[number]),
            unused=not covered[number],
            asked=any(fnmatchcase(each, waiver.check or "*") for each in asked),
        )
        for number, waiver in enumerate(waivers)
    )
    return tuple(marked), risks
