"""What evaluations measure: situations and verdicts."""

from __future__ import annotations

from datetime import date
from typing import Any

from readiness.facts import Environment, GapReason
from readiness.facts.ai import AiService
from readiness.facts.attestation import Attestation
from readiness.facts.containers import Container
from readiness.facts.delivery import EvaluationSuite, Job, Step, Workflow
from readiness.facts.source import VectorStoreUse
from readiness.testing import fact, row, table

SEARCH = fact(VectorStoreUse, store="qdrant")
STORE = fact(
    AiService,
    role="vector store",
    product="weaviate",
    platform="compose",
    workload="compose:c.yaml#weaviate",
    container=Container(name="weaviate"),
    authentication=True,
)


def suite(cases: int = 60, product: str = "promptfoo", **values: Any) -> Any:
    """A suite whose cases all assert."""
    return fact(EvaluationSuite, **{"product": product, "cases": cases, "asserting_cases": cases} | values)


UNCOUNTED = suite().unknown("cases", GapReason.UNSUPPORTED)

test_retrieval_measured = table(
    "ai-retrieval-quality-measured",
    passes=[
        row(SEARCH, suite(metrics={"context-recall": 0.8}), says="context-recall >= 0.8"),
        [STORE, suite(product="deepeval", metrics={"FaithfulnessMetric": 0.5})],
        [SEARCH, suite(metrics={"contains": None}), suite(metrics={"context-faithfulness": 0.7})],
    ],
    fails=[
        row(SEARCH, suite(metrics={"contains": None}), says="No evaluation measures retrieval"),
        row(SEARCH, suite(metrics={"context-recall": 0.0}), says="nothing fails"),
        row(SEARCH, suite(metrics={"context-recall": 0.8}, brought=("context-recall",)), says="no search found"),
        [STORE, suite()],
    ],
    unknown=[
        row(SEARCH, suite(product="ragas", metrics={"faithfulness": None}), says="compared with"),
        [SEARCH, UNCOUNTED],
        [SEARCH, suite(metrics={"context-recall": 0.8}, brought=("context-recall",)).unknown("cases", GapReason.UNSUPPORTED)],
    ],
    not_applicable=[[], suite(), SEARCH, STORE],
)

test_golden_set = table(
    "ai-golden-set-adequate",
    passes=[suite(), [suite(30), suite(20)], [suite(50), UNCOUNTED]],
    fails=[row(suite(20), says="20"), [suite(20), suite(200, adversarial=True)]],
    unknown=[UNCOUNTED, [suite(10), UNCOUNTED]],
    not_applicable=[[], suite(200, adversarial=True)],
)


def answer(answered: date = date(2026, 5, 1), **values: Any) -> Any:
    known = {"check": "org-adversarial-tested", "question": "?", "answer": True, "owner": "Ada", "evidence": "docs/record.md"} | values
    return fact(Attestation, answered=answered, **known)


def pipeline(run: str, on: str = "schedule", **values: Any) -> Any:
    """A workflow with one step."""
    step = Step(run=run, ignores_failure=values.pop("ignored", False))
    return fact(Workflow, **{"name": "attack", "triggers": {on: ()}, "jobs": (Job(id="attack", steps=(step,)),)} | values)


test_adversarial_tested = table(
    "org-adversarial-tested",
    passes=[
        answer(),
        row(pipeline("npx promptfoo@0.118.11 redteam run --config evaluation/redteam.yaml"), says="redteam run"),
        pipeline("garak --model_type openai --probes promptinject", "push"),
        [pipeline("python -m garak -m rest"), answer(answer=False)],
    ],
    fails=[
        answer(answer=False),
        row(answer(date(2026, 1, 1)), says="too long ago"),
        [pipeline("promptfoo eval"), answer(answer=False)],
    ],
    unknown=[
        [],
        pipeline("promptfoo redteam run", "workflow_dispatch"),
        pipeline("promptfoo redteam run", ignored=True),
        pipeline("promptfoo redteam run", environment=Environment.SAMPLE),
        row(suite(adversarial=True), says="no pipeline runs it"),
    ],
)
