"""Attested access: situations and verdicts."""

from __future__ import annotations

from attested import attested_table

test_access_reviewed = attested_table("org-production-access-reviewed", days=180, outdated="too old")
