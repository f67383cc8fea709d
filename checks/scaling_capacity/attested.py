"""What people say of the load the system bore."""

from __future__ import annotations

from datetime import date

from readiness.api import Verdict, attested, check
from readiness.facts.attestation import Attestation


@check(
    "org-load-tested",
    severity="high",
    effort="days",
    aggregate="any",
    maps=["aws-genai-lens:GENPERF02-BP01", "azure-waf-core:PE:06", "google-sre-prr:SRE-LCC-3"],
    question="When was the system last tested with 1.5 times the expected peak, and what were latency and tokens per second?",
)
def load_tested(answers: list[Attestation], today: date, max_age_days: int = 180) -> Verdict:
    """The expected peak was load-tested.

    Why: The first busy day is the first load test. Long prompts and answers use capacity in ways that request counts do not
    show; a test in tokens, latency and concurrency does.

    Fix: Test 1.5 times the expected peak and record the result

        - check: org-load-tested
          answer: true
          owner: <owner>
          answered: <date>
          evidence: docs/load-test.json
          values: {concurrency: 60, ttft_p95: 1.4 s, tokens_per_second: 2100}
    """
    return attested(
        answers,
        "org-load-tested",
        today,
        max_age_days,
        denied="The expected peak was never load-tested",
        outdated="The last load test is too long ago",
    )
