"""Keys that people vouch for: situations and verdicts."""

from __future__ import annotations

from attested import attested_table

test_provider_keys_rotated = attested_table("org-provider-keys-rotated", days=180, outdated="too long ago")
