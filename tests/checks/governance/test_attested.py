"""Attested accountability: situations and verdicts."""

from __future__ import annotations

from datetime import date

from attested import answer, attested_table

from readiness.testing import row, table

CHECK = "org-accountable-owner"

test_accountable_owner = attested_table(CHECK, days=365)
test_use_case_classified = attested_table("org-use-case-classified", days=365)

test_statements_renewed = table(
    "ai-statements-renewed",
    passes=[row(answer(CHECK, expires=date(2026, 6, 1)), says="Ada"), answer(CHECK, expires=date(2027, 1, 1))],
    fails=[row(answer(CHECK, expires=date(2026, 5, 31)), says="expired"), answer(CHECK, expires=date(2025, 1, 1))],
    not_applicable=[(), answer(CHECK), answer(CHECK, answer=False, expires=date(2025, 1, 1))],
)
