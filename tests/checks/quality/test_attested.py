"""Reviewed answers that people vouch for: situations and verdicts."""

from __future__ import annotations

from attested import attested_table

test_answers_sampled = attested_table("org-answers-sampled", days=90, outdated="too long ago")
test_release_criteria_met = attested_table("org-release-criteria-met", days=180, outdated="too long ago")
