"""Evaluations and the gate they form: situations and verdicts."""

from __future__ import annotations

from typing import Any

import pytest

from readiness.checks.quality.ai import EVALUATES, _matches
from readiness.facts import Environment, GapReason, Origin
from readiness.facts.ai import Gateway, ProviderUse, SourceModule
from readiness.facts.delivery import EvaluationSuite, Job, Step, Workflow
from readiness.testing import PLACE, fact, row, table

USE = fact(ProviderUse, provider="openai", via="gateway")


def suite(asserting: int = 20, cases: int | None = None, **values: Any) -> Any:
    known = {"product": "promptfoo", "cases": cases or asserting, "asserting_cases": asserting, "resource": f"suite:{asserting}"} | values
    return fact(EvaluationSuite, **known)


def standing_in(file: str, **values: Any) -> dict[str, Any]:
    return {"origin": Origin(place=PLACE, file=file, line=1), **values}


EVALUATE = "npx promptfoo@latest eval -c promptfooconfig.yaml"
ANY_CHANGE: dict[str, tuple[str, ...]] = {"pull_request": ()}


def workflow(
    run: str = EVALUATE, triggers: dict[str, tuple[str, ...]] | None = None, *, file: str = ".github/workflows/ci.yml", **job: Any
) -> Any:
    step = job.pop("step", None) or Step(run=run, line=14)
    known = {"id": "evaluate", "steps": (step,)} | job
    return fact(
        Workflow, name="CI", triggers=ANY_CHANGE if triggers is None else triggers, jobs=(Job(**known),), **standing_in(file, resource=file)
    )


UNCOUNTED = suite(resource="suite:far").unknown("asserting_cases", GapReason.UNSUPPORTED, "tests: https://example.com/cases.csv")

test_suite = table(
    "ai-evaluation-suite",
    passes=[
        [USE, suite(20)],
        [USE, suite(12), suite(8)],
        [suite(40)],
        [USE, UNCOUNTED, suite(25)],
        [USE, suite(30, **standing_in("tests/evals/promptfooconfig.yaml", environment=Environment.SAMPLE))],
        row(USE, suite(5), least_cases=5),
    ],
    fails=[
        [USE],
        row(USE, suite(0, 40), says="assert nothing"),
        row(USE, suite(19, 40), says="'asserting_cases': 19"),
        [USE, suite(30, **standing_in("examples/promptfooconfig.yaml", environment=Environment.SAMPLE))],
    ],
    unknown=[
        [USE, UNCOUNTED],
        [USE, UNCOUNTED, suite(4)],
        row(USE, workflow("python evals/evaluate.py"), says="could not be read"),
    ],
    not_applicable=[(), [fact(ProviderUse, provider="openai", via="source", environment=Environment.SAMPLE)]],
)

GATEWAY = fact(Gateway, product="litellm", **standing_in("config/litellm.yaml"))
LOCAL = fact(Gateway, product="litellm", **standing_in("local/litellm.yaml", environment=Environment.DEVELOPMENT))
MODULE = fact(SourceModule, language="python", **standing_in("src/assistant/answer.py"))


def limited(*paths: str) -> Any:
    return workflow(triggers={"pull_request": paths})


REUSED = workflow(triggers={"workflow_call": ()}, file=".github/workflows/evaluate.yml")
CALLER = workflow(steps=(), calls="./.github/workflows/evaluate.yml", file=".github/workflows/pr.yml")

test_gate = table(
    "ai-evaluation-gate",
    passes=[
        row(USE, workflow(), says="ci.yml:14"),
        [USE, workflow("deepeval test run tests/evals")],
        [USE, workflow("uv run pytest -q tests/evals")],
        [USE, workflow("make evals")],
        [USE, workflow("inspect eval tasks/answers.py")],
        [USE, workflow(step=Step(uses="promptfoo/promptfoo-action@v1"))],
        [USE, GATEWAY, limited("prompts/**", "config/*.yaml")],
        [USE, GATEWAY, MODULE, limited("src/**", "config/**")],
        [USE, GATEWAY, limited("**")],
        [USE, LOCAL, limited("prompts/**")],
        [USE, workflow(triggers={"schedule": ()}, file=".github/workflows/nightly.yml"), workflow()],
        [USE, REUSED, CALLER],
        [USE, workflow(condition="github.event_name == 'pull_request'")],
    ],
    fails=[
        row(USE, workflow("pytest -q tests/unit"), says="No pipeline runs"),
        [USE, workflow('eval "$(ssh-agent -s)"')],
        [USE, workflow("echo promptfoo eval")],
        row(USE, workflow(triggers={"schedule": (), "workflow_dispatch": ()}), says="do not run on changes"),
        row(USE, workflow(triggers={"push": ()}), says="after the merge only"),
        [USE, workflow(triggers={"push": ()})],
        [USE, workflow(condition="github.event_name != 'pull_request'")],
        [USE, workflow(condition="github.event_name == 'schedule'")],
        [USE, workflow(step=Step(run=EVALUATE, condition="github.event_name == 'schedule'"))],
        row(USE, workflow(step=Step(run=EVALUATE, ignores_failure=True)), says="stops nothing"),
        [USE, workflow(ignores_failure=True)],
        [USE, workflow(f"PROMPTFOO_FAILED_TEST_EXIT_CODE=0 {EVALUATE}")],
        row(USE, GATEWAY, limited("prompts/**"), says="config/litellm.yaml"),
        row(USE, GATEWAY, MODULE, limited("config/**"), says="prompts"),
        [USE, GATEWAY, limited("**", "!config/**")],
        row(USE, suite(ignored_keys=("passRateThreshold",)), workflow("pytest tests/unit"), says="passRateThreshold"),
        [USE, REUSED],
        [USE, REUSED, workflow(steps=(), calls="./.github/workflows/evaluate.yml", file=".github/workflows/pr.yml", ignores_failure=True)],
    ],
    unknown=[[USE], [USE, suite()], [USE, workflow().unknown("jobs", GapReason.TEMPLATED)]],
    not_applicable=[(), [workflow()]],
)


@pytest.mark.parametrize(
    ("path", "patterns", "held"),
    [
        ("prompts/a/b.md", ("prompts/**",), True),
        ("prompts/a/b.md", ("prompts/*",), False),
        ("litellm.yaml", ("**/*.yaml",), True),
        ("a/litellm.yaml", ("*.yaml",), False),
        ("docs/a.md", ("!docs/**",), False),
        ("src/a.py", ("!docs/**",), True),
        ("src/a.py", ("**", "!src/**", "src/a.py"), True),
    ],
)
def test_path_filters_match_as_github_does(path: str, patterns: tuple[str, ...], held: bool) -> None:
    assert _matches(path, patterns) is held


@pytest.mark.parametrize("line", ['eval "$(direnv hook bash)"', "python -m medieval", "pytest tests/retrieval", "promptfoo validate"])
def test_other_commands_are_no_evaluation(line: str) -> None:
    assert not EVALUATES.search(line)
