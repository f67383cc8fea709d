"""Attested separation of environments: situations and verdicts."""

from __future__ import annotations

from attested import attested_table

test_test_data = attested_table("org-test-data-not-from-production", days=180)
