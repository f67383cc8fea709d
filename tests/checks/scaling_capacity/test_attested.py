"""Load tests that people vouch for: situations and verdicts."""

from __future__ import annotations

from attested import answer, attested_table

from readiness.testing import row

test_load_tested = attested_table(
    "org-load-tested",
    days=180,
    outdated="too long ago",
    passes=[row(answer("org-load-tested", values={"ttft_p95": "1.4 s"}), says="1.4 s")],
)
