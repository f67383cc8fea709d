"""Keys that people vouch for: situations and verdicts."""

from __future__ import annotations

from datetime import date
from typing import Any

from readiness.facts.attestation import Attestation
from readiness.testing import fact, row, table


def answer(answered: date = date(2026, 5, 1), **values: Any) -> Any:
    known = {"question": "?", "answer": True, "owner": "Ada", "evidence": "docs/record.md"} | values
    return fact(Attestation, answered=answered, **known)


test_provider_keys_rotated = table(
    "org-provider-keys-rotated",
    passes=[
        answer(check="org-provider-keys-rotated"),
        row(answer(check="org-provider-keys-rotated", answered=date(2026, 4, 1)), says="Ada"),
    ],
    fails=[
        answer(check="org-provider-keys-rotated", answer=False),
        row(answer(check="org-provider-keys-rotated", answered=date(2024, 1, 1)), says="too long ago"),
    ],
    unknown=[(), answer(check="org-other"), answer(check="org-provider-keys-rotated", evidence="docs/record.md", evidence_found=False)],
)
