"""What evaluations measure: retrieval, attacks, and how many questions they rest on."""

from __future__ import annotations

import re
from datetime import date

from readiness.api import Verdict, attested, check, failed, not_applicable, passed, unknown
from readiness.facts.ai import AiService
from readiness.facts.attestation import Attestation, latest_answer
from readiness.facts.delivery import EvaluationSuite, Workflow
from readiness.facts.serving import without_samples
from readiness.facts.source import VectorStoreUse

from .ai import own_suites

RETRIEVAL = re.compile(r"faithful|context|grounded|retriev|citation|rag_?quality", re.IGNORECASE)
"""Metrics and assertions that judge what was found, or whether the answer rests on it."""


@check(
    "ai-retrieval-quality-measured",
    severity="medium",
    effort="days",
    certainty="likely",
    aggregate="any",
    maps=["aws-genai-lens:GENPERF04-BP01", "owasp-llm-top10-2025:LLM09:2025", "owasp-aisvs-1.0:AISVS-C7.2"],
)
def retrieval_measured(suites: list[EvaluationSuite], searches: list[VectorStoreUse], services: list[AiService]) -> Verdict:
    """What retrieval finds is measured against a threshold.

    Why: Wrong documents make wrong answers that read well. A model can only be as right as what it is given; without a measure
    of retrieval nobody sees the index decay.

    Fix: Measure retrieval, and fail below a threshold

        assert:
          # what the search found: an answer's field, or a variable from a script (context: file://search.py)
          - {type: context-recall, value: "three months", contextTransform: output.passages, threshold: 0.8}
          - {type: context-faithfulness, threshold: 0.8}
        # DeepEval: FaithfulnessMetric(threshold=0.8); without effect now: <without_threshold>
    """
    searched = {each.store for each in without_samples(searches)}
    stores = sorted(searched | {each.product for each in without_samples(services) if each.role == "vector store"})
    if not stores:
        return not_applicable("no retrieval was found")
    own = [each for each in own_suites(suites) if not each.adversarial]
    if not own:
        return not_applicable("no evaluation suite exists")
    judging = [(suite, name, least) for suite in own for name, least in suite.metrics.items() if RETRIEVAL.search(name)]
    measured = [(suite, name, least) for suite, name, least in judging if name not in suite.brought]
    held = [(suite, name, least) for suite, name, least in measured if least]
    if held:
        return passed(at=held[0][0].origin, metrics=sorted({f"{name} >= {least:g}" for _, name, least in held if least}))
    if measured:
        names = sorted({name for _, name, _ in measured})
        if any(suite.product not in INERT_WITHOUT_THRESHOLD for suite, _, _ in measured):
            return unknown("what its scores are compared with can't be told", at=measured[0][0].origin, metrics=names)
        return failed("Retrieval is measured and nothing fails", at=measured[0][0].origin, without_threshold=names)
    if any("cases" in each.unread for each in own):
        return unknown("assertions may stand where they could not be read", suites=sorted({each.product for each in own}))
    if judging:
        names = sorted({name for _, name, _ in judging})
        return failed(
            "Passages are judged that no search found", at=judging[0][0].origin, metrics=names, stores=stores, without_threshold=[]
        )
    return failed("No evaluation measures retrieval", at=own[0].origin, stores=stores, without_threshold=[])


INERT_WITHOUT_THRESHOLD = frozenset({"promptfoo"})
"""Tools whose retrieval assertions pass with any score unless a threshold is written."""


@check(
    "ai-golden-set-adequate",
    severity="medium",
    effort="days",
    certainty="heuristic",
    aggregate="any",
    maps=["aws-genai-lens:GENPERF01-BP01", "iso-42001-2023:A.7.4"],
)
def golden_set(suites: list[EvaluationSuite], least_cases: int = 50) -> Verdict:
    """The evaluation rests on enough questions.

    Why: A handful of lucky cases hides one wrong answer in ten. With twenty cases one failure more or less is chance; fifty and
    more tell a real change from noise.

    Fix: Add questions from production, with good answers

        tests: file://golden.csv   # now <cases> cases in: <suites>
    """
    own = [each for each in own_suites(suites) if not each.adversarial]
    if not own:
        return not_applicable("no evaluation suite exists")
    counted = [each for each in own if "cases" not in each.unread]
    cases = sum(each.cases for each in counted)
    names = sorted({each.origin.file or each.resource for each in own})
    if cases >= least_cases:
        return passed(cases=cases, suites=names)
    if len(counted) < len(own):
        return unknown("cases live where they could not be counted", counted=cases, wanted=least_cases, suites=names)
    return failed("Evaluations rest on few cases", at=own[0].origin, cases=cases, wanted=least_cases, suites=names)


ATTACKS = re.compile(
    r"\bpromptfoo(?:@[\w.-]+)?\s+redteam\s+(?:run|eval)\b|\bpromptfoo(?:@[\w.-]+)?\s+eval\b.*red[-_]?team"
    r"|\bgarak\b|\bpyrit\w*\b|\bdeepteam\s+run\b|\bpytest\b.*\b(?:red_?team|adversarial)\w*|\bpython3?\s+\S*red_?team\w*"
)
REGULARLY = ("schedule", "pull_request", "pull_request_target", "merge_group", "push")


@check(
    "org-adversarial-tested",
    severity="high",
    effort="days",
    aggregate="any",
    certainty="likely",
    maps=[
        "nist-ai-600-1:MS-2.7-007",
        "owasp-llm-top10-2025:LLM01:2025",
        "owasp-aisvs-1.0:AISVS-C11.1",
        "mitre-atlas-mitigations:AML.M0003",
        "eu-dora:DORA-Art25",
    ],
    question="When was the system last attacked on purpose (injection, leakage, misuse of tools), by whom, and what came of it?",
)
def adversarial_tested(
    answers: list[Attestation], workflows: list[Workflow], suites: list[EvaluationSuite], today: date, max_age_days: int = 90
) -> Verdict:
    """The system is attacked on purpose, again and again.

    Why: Attackers will try what nobody tried before the release. Prompts, models and tools change, and so do attacks; one test
    long ago says little. A pipeline that runs attacks answers this by itself.

    Fix: Run attacks on a schedule, or record a test

        on: {schedule: [{cron: "0 4 * * 1"}]}
        jobs: {attack: {steps: [{run: npx promptfoo@0.118 redteam run}]}}
        # or:
        - check: org-adversarial-tested
          answer: true
          owner: <owner>
          answered: <date>
          evidence: docs/red-team.md
    """
    for workflow in without_samples(workflows):
        for job, step in workflow.steps:
            command = next((line for line in step.commands if ATTACKS.search(line)), "")
            if command and any(event in workflow.triggers for event in REGULARLY) and not (step.ignores_failure or job.ignores_failure):
                return passed(at=workflow.origin.at(step.line or job.line), workflow=workflow.name, command=command[:120])
    verdict = attested(
        answers,
        "org-adversarial-tested",
        today,
        max_age_days,
        denied="The system was never attacked on purpose",
        outdated="The last adversarial test is too long ago",
    )
    attacks = [each for each in own_suites(suites) if each.adversarial]
    if attacks and latest_answer(answers, "org-adversarial-tested") is None:
        return unknown("a suite of attacks exists, and no pipeline runs it", at=attacks[0].origin, product=attacks[0].product)
    return verdict
