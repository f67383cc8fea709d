"""Accepted risks: who accepts what, why and until when. An expired waiver is void and stays visible."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from fnmatch import fnmatchcase

from pydantic import model_validator

from readiness.api import Status
from readiness.engine import Finding
from readiness.facts import Environment, Model


class Waiver(Model):
    """One accepted risk. At least a fingerprint or a check is named.

    Attributes:
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
        if not (self.fingerprint or self.check):
            raise ValueError("name a fingerprint or a check")
        return self

    @property
    def reference(self) -> str:
        """How findings point to it."""
        return self.record or self.fingerprint or f"{self.check} {self.resource}"

    def covers(self, finding: Finding) -> bool:
        """Whether it speaks of this finding, in force or not."""
        if self.fingerprint:
            return finding.fingerprint.startswith(self.fingerprint)
        return (
            fnmatchcase(finding.check, self.check or "")
            and fnmatchcase(finding.resource, self.resource)
            and self.environment in (None, finding.environment)
        )


class AcceptedRisk(Model):
    """A waiver with what it did in this assessment."""

    waiver: Waiver
    expired: bool
    findings: tuple[str, ...]


def apply(findings: Iterable[Finding], waivers: Iterable[Waiver], today: date) -> tuple[tuple[Finding, ...], tuple[AcceptedRisk, ...]]:
    """Mark findings that a waiver in force covers.

    Only failures and unknowns can be waived. A waiver holds through its day of expiry.

    Returns:
        The findings, and every waiver with the fingerprints it covers: none means it is not needed any more.
    """
    waivers = tuple(waivers)
    covered: dict[int, list[str]] = {number: [] for number in range(len(waivers))}
    marked = []
    for finding in findings:
        reference = ""
        if finding.status in (Status.FAIL, Status.UNKNOWN):
            for number, waiver in enumerate(waivers):
                if waiver.covers(finding):
                    covered[number].append(finding.fingerprint)
                    if waiver.expires >= today and not reference:
                        reference = waiver.reference
        marked.append(finding.model_copy(update={"waiver": reference}) if reference else finding)
    risks = tuple(
        AcceptedRisk(waiver=waiver, expired=waiver.expires < today, findings=tuple(covered[number]))
        for number, waiver in enumerate(waivers)
    )
    return tuple(marked), risks
