"""Attested ways out: situations and verdicts."""

from __future__ import annotations

from attested import attested_table

test_exit_plan = attested_table("org-exit-plan", days=365, outdated="too long")
test_knowledge_portable = attested_table("org-knowledge-portable", days=365)
