"""Attested recovery: situations and verdicts."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from readiness.checks.backups_recovery.durations import minutes
from readiness.facts.attestation import Attestation
from readiness.testing import fact, row, table

CHECK = "org-restore-tested"


def answer(rto: str = "4h", measured: str = "90 min", check: str = CHECK, **values: Any) -> Any:
    """An answer of March 2026; the tables judge in June."""
    figures = {name: value for name, value in (("rto", rto), ("measured", measured)) if value}
    known = {"question": "?", "answer": True, "owner": "Ada", "answered": date(2026, 3, 1), "values": figures} | values
    return fact(Attestation, check=check, resource=f"attestation:{check}", **known)


test_restore_tested = table(
    CHECK,
    passes=[
        row(answer(), says="measured: 90 min"),
        answer("1h30m", "90 minutes"),
        answer(answered=date(2025, 6, 1)),
        [answer("1h", "2h", answered=date(2025, 9, 1)), answer()],
    ],
    fails=[
        row(answer("1h", "90 min"), says="longer than allowed"),
        row(answer(answered=date(2025, 5, 31)), says="too long ago"),
        answer(expires=date(2026, 5, 1)),
        answer(answer=False),
        row(answer(), max_age_days=30, says="max_age_days"),
    ],
    unknown=[
        [],
        answer(check="org-exit-plan"),
        answer(rto=""),
        answer(measured="quick"),
        answer(answered=date(2026, 6, 2)),
        answer(evidence="docs/drill.md", evidence_found=False),
    ],
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("90 min", 90), ("4h", 240), ("1h30m", 90), ("1 hour, 30 minutes", 90), ("2 days", 2880), ("30s", 0.5), ("1.5h", 90)],
)
def test_durations_are_read_as_people_write_them(text: str, expected: float) -> None:
    assert minutes(text) == expected


@pytest.mark.parametrize("text", ["", "soon", "90", "4h or so", "-1h", "h"])
def test_what_is_no_duration_is_none(text: str) -> None:
    assert minutes(text) is None


test_recovery_keys_escrowed = table(
    "org-recovery-keys-escrowed",
    passes=[
        answer(check="org-recovery-keys-escrowed"),
        row(answer(check="org-recovery-keys-escrowed", answered=date(2026, 4, 1)), says="Ada"),
    ],
    fails=[answer(check="org-recovery-keys-escrowed", answer=False)],
    unknown=[
        (),
        answer(check="org-other"),
        answer(check="org-recovery-keys-escrowed", evidence="docs/record.md", evidence_found=False),
        answer(check="org-recovery-keys-escrowed", answered=date(2024, 1, 1)),
    ],
)


test_index_rebuild_tested = table(
    "org-index-rebuild-tested",
    passes=[answer(check="org-index-rebuild-tested"), row(answer(check="org-index-rebuild-tested", answered=date(2026, 4, 1)), says="Ada")],
    fails=[
        answer(check="org-index-rebuild-tested", answer=False),
        row(answer(check="org-index-rebuild-tested", answered=date(2024, 1, 1)), says="too long ago"),
    ],
    unknown=[(), answer(check="org-other"), answer(check="org-index-rebuild-tested", evidence="docs/record.md", evidence_found=False)],
)
