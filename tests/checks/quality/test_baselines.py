"""Evaluations beside earlier results: situations and verdicts."""

from __future__ import annotations

from typing import Any

from readiness.facts import Environment, GapReason
from readiness.facts.delivery import EvaluationSuite, Job, Step, Workflow
from readiness.testing import fact, row, table

SUITE = fact(EvaluationSuite, product="promptfoo", cases=30, asserting_cases=30)


def workflow(*steps: Step, **values: Any) -> Any:
    return fact(Workflow, name="evaluate", jobs=(Job(id="evaluate", steps=steps),), **values)


EVAL = Step(run="npx promptfoo@0.120 eval -o results.json", line=9)

test_compared = table(
    "ai-evaluation-compared",
    passes=[
        row(SUITE, workflow(EVAL, Step(name="Compare", run="python evals/compare.py results.json main.json", line=14)), says="Compare"),
        [SUITE, workflow(Step(uses="promptfoo/promptfoo-action@v1"))],
        [SUITE, workflow(Step(run="deepeval test run evals --baseline main.json"))],
        [SUITE, workflow(EVAL, Step(name="Check for regressions", run="node check.js"))],
    ],
    fails=[row(SUITE, workflow(EVAL), says="compared with nothing"), [SUITE, workflow(EVAL, Step(run="promptfoo redteam run"))]],
    unknown=[
        row(SUITE, workflow(Step(run="python -m evals.run_eval")), says="of its own"),
        [SUITE, workflow(EVAL).unknown("jobs", GapReason.UNSUPPORTED)],
    ],
    not_applicable=[
        [],
        workflow(EVAL),
        [SUITE, workflow(Step(run="npm test"))],
        [SUITE, workflow(Step(run="promptfoo redteam run"))],
        [SUITE, workflow(EVAL, environment=Environment.SAMPLE)],
    ],
)
