"""Attested terms: situations and verdicts."""

from __future__ import annotations

from attested import attested_table

test_provider_data_terms = attested_table("org-provider-data-terms", days=365)
