"""What people say of failures they practised."""

from __future__ import annotations

from datetime import date
from pathlib import PurePosixPath

from readiness.api import Verdict, attested, check, passed, unknown
from readiness.facts.attestation import Attestation, latest_answer
from readiness.facts.documents import RunbookPage


@check(
    "org-provider-failure-drill",
    severity="high",
    effort="hours",
    aggregate="any",
    maps=["nist-ai-600-1:GV-6.2-003", "nist-ai-600-1:GV-6.2-006", "eu-dora:DORA-Art25", "eu-dora:DORA-Art11"],
    question="When was the failure of the model provider last practised, and what happened?",
)
def provider_failure_drill(answers: list[Attestation], today: date, max_age_days: int = 180) -> Verdict:
    """The failure of the model provider was practised.

    Why: Nobody knows what users see when the model provider fails. Fallbacks that were never used tend not to work: keys have
    expired, quotas are too small, prompts do not fit.

    Fix: Block the provider in staging and record what happened

        - check: org-provider-failure-drill
          answer: true
          owner: <owner>
          answered: <date>
          evidence: docs/drills/provider-failure.md
          values: {scenario: "provider host blocked", result: "fallback in 4 s"}
    """
    return attested(
        answers,
        "org-provider-failure-drill",
        today,
        max_age_days,
        denied="A provider failure was never practised",
        outdated="The last provider-failure drill is too long ago",
    )


@check(
    "org-kill-switch",
    severity="medium",
    effort="hours",
    aggregate="any",
    maps=["owasp-aisvs-1.0:AISVS-C9.6", "nist-ai-600-1:GV-1.3-007", "nist-ai-600-1:MG-2.4-004", "eu-ai-act:AIA-Art14"],
    question="How are AI answers switched off without a release, who may do it, and when was it last tried?",
)
def kill_switch(answers: list[Attestation], today: date, max_age_days: int = 365) -> Verdict:
    """AI answers can be switched off without a release.

    Why: A harmful answer is repeated to every customer until somebody can stop it. A switch that leaves the rest of the service
    running is used in minutes; a release is debated.

    Fix: Put AI answers behind a switch and try it

        - check: org-kill-switch
          answer: true
          owner: <owner>
          answered: <date>
          evidence: docs/runbooks/README.md
          values: {switch: "flag ai_answers=false", who: on-call, tried: 2026-05-12}
    """
    return attested(answers, "org-kill-switch", today, max_age_days, denied="AI answers can't be switched off")


SCENARIOS = ("provider outage", "cost runaway", "prompt injection", "bad model or prompt", "data leak", "index corruption")
EXAMPLES = frozenset({"example", "examples", "sample", "samples", "tests", "test", "fixtures", "templates"})
"""Folders whose pages are nobody's runbook; `docs` is a runbook's home, though documents are samples of anything else."""
LEAST_WORDS = 25
"""Words below which a page is a heading waiting for its text."""


@check(
    "org-ai-runbooks",
    severity="high",
    effort="days",
    aggregate="any",
    certainty="likely",
    maps=[
        "azure-waf-core:OE:08",
        "eu-dora:DORA-Art11",
        "nist-ai-600-1:MG-2.3-001",
        "aws-agentic-ai-lens:AGENTOPS07-BP04",
    ],
    question="Where are the runbooks for incidents of AI (provider outage, runaway cost, prompt injection, bad model or prompt, data leak, "
    "lost index), and when were they last read through?",
)
def ai_runbooks(answers: list[Attestation], pages: list[RunbookPage], today: date, max_age_days: int = 180, least: int = 4) -> Verdict:
    """Runbooks exist for incidents that only AI systems have.

    Why: The first hour of an incident is spent working out what to do. Nobody has met these incidents often enough to know the
    steps by heart. Pages in the repository answer this; others can be attested.

    Fix: Write a page for each kind of incident

        docs/runbooks/provider-outage.md
        # or, where they stand elsewhere:
        - check: org-ai-runbooks
          answer: true
          owner: <owner>
          answered: <date>
          evidence: https://wiki.example.com/runbooks/assistant
    """
    written = [
        each for each in pages if each.words >= LEAST_WORDS and not EXAMPLES.intersection(PurePosixPath(each.origin.file or "").parts)
    ]
    covered = {scenario for each in written for scenario in each.scenarios}
    missing = [each for each in SCENARIOS if each not in covered]
    if len(covered) >= least:
        return passed(at=written[0].origin, covered=sorted(covered), missing=missing)
    if covered and latest_answer(answers, "org-ai-runbooks") is None:
        return unknown("other runbooks may stand elsewhere", at=written[0].origin, covered=sorted(covered), missing=missing)
    return attested(answers, "org-ai-runbooks", today, max_age_days, denied="No runbook tells what to do in an AI incident")
