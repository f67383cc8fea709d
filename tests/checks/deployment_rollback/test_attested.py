"""Rehearsed ways back that people vouch for: situations and verdicts."""

from __future__ import annotations

from attested import attested_table

test_rollback_rehearsed = attested_table("org-rollback-rehearsed", days=180, outdated="too long ago")
