"""Whether answers are evaluated, and whether a bad evaluation stops a change."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath

from readiness.api import Verdict, check, failed, not_applicable, passed, unknown
from readiness.facts import Environment, Origin
from readiness.facts.ai import Gateway, ProviderUse, SourceModule
from readiness.facts.delivery import EvaluationSuite, Job, Step, Workflow
from readiness.facts.serving import before_production, without_samples

EXAMPLES = frozenset(
    {
        "example",
        "examples",
        "sample",
        "samples",
        "demo",
        "demos",
        "docs",
        "doc",
        "tutorials",
        "cookbook",
        "cookbooks",
        "notebooks",
        "fixtures",
    }
)


def own_suites(suites: Iterable[EvaluationSuite]) -> list[EvaluationSuite]:
    """Suites of the system itself. They rightly live among the tests, which are samples of anything else."""
    return [
        each
        for each in suites
        if each.environment is not Environment.SAMPLE or not EXAMPLES.intersection(PurePosixPath(each.origin.file or "").parts)
    ]


@check(
    "ai-evaluation-suite",
    severity="high",
    effort="days",
    certainty="likely",
    aggregate="any",
    maps=[
        "aws-genai-lens:GENOPS01-BP01",
        "aws-agentic-ai-lens:AGENTOPS06-BP01",
        "iso-42001-2023:A.6.2.4",
        "nist-ai-600-1:MS-2.3-003",
    ],
)
def evaluation_suite(uses: list[ProviderUse], suites: list[EvaluationSuite], workflows: list[Workflow], least_cases: int = 20) -> Verdict:
    """Answers are tested by a suite that asserts.

    Why: Nobody can show that the answers are good enough. A suite of cases with assertions is the only evidence that survives
    a change of prompt, model or index.

    Fix: Write cases that assert what a good answer is

        tests:
          - vars: {question: "How long is the notice period?"}
            assert:
              - {type: contains, value: "three months"}
              - {type: llm-rubric, value: "cites its source"}
    """
    own = own_suites(suites)
    if not own and not without_samples(uses):
        return not_applicable("no model is used")
    if not own and (run := evaluations(without_samples(workflows))):
        return unknown("a pipeline runs an evaluation that could not be read", at=_place(run[0]), job=run[0].job.id)
    if not own:
        return failed("No evaluation suite was seen")
    counted = [each for each in own if "asserting_cases" not in each.unread]
    asserting = sum(each.asserting_cases for each in counted)
    if asserting >= least_cases:
        return passed(at=own[0].origin, asserting_cases=asserting, products=sorted({each.product for each in own}))
    if len(counted) < len(own):
        elsewhere = next(each for each in own if each not in counted)
        return unknown("cases live where they could not be counted", at=elsewhere.origin, counted=asserting, wanted=least_cases)
    message = "Evaluations assert too few cases" if asserting else "Evaluations assert nothing"
    return failed(message, at=own[0].origin, asserting_cases=asserting, wanted=least_cases)


EVALUATES = re.compile(
    r"\bpromptfoo(?:@[\w.-]+)?\s+(?:eval|redteam\s+(?:run|eval))\b|\bdeepeval\s+test\s+run\b|\binspect\s+eval\b|\bragas\s+evaluate\b"
    r"|\bpytest\b[^|;&]*\beval\w*|\b(?:make|just|task|nox\s+-s|tox\s+-e|poe|(?:npm|pnpm|yarn)(?:\s+run)?)\s+[\w:.-]*\beval\w*"
    r"|\bpython3?\s+(?:-m\s+)?\S*\beval\w*"
)
EVALUATION_ACTIONS = re.compile(r"^(?:promptfoo/promptfoo-action|braintrustdata/eval-action|microsoft/ai-agent-evals)\b", re.IGNORECASE)
NO_FAILURE = re.compile(r"PROMPTFOO_FAILED_TEST_EXIT_CODE=['\"]?0\b|PROMPTFOO_PASS_RATE_THRESHOLD=['\"]?0\b")
CHANGE_EVENTS = ("pull_request", "pull_request_target", "merge_group")


@dataclass(frozen=True)
class Evaluation:
    """A step that evaluates, with what starts it."""

    workflow: Workflow
    job: Job
    step: Step
    triggers: dict[str, tuple[str, ...]]
    ignored: bool

    @property
    def limits(self) -> tuple[str, ...] | None:
        """The paths a change must touch to start it; None when no change starts it."""
        events = [event for event in CHANGE_EVENTS if event in self.triggers]
        if not events or not (_runs_on_changes(self.job.condition) and _runs_on_changes(self.step.condition)):
            return None
        return () if any(not self.triggers[event] for event in events) else tuple(path for event in events for path in self.triggers[event])


def _runs_on_changes(condition: str) -> bool:
    if re.search(r"event_name\s*!=\s*['\"]pull_request['\"]", condition):
        return False
    return "event_name" not in condition or bool(re.search(r"pull_request|merge_group", condition))


def evaluations(workflows: list[Workflow]) -> list[Evaluation]:
    """Every step that evaluates, and once more for each workflow that calls its own."""
    found = []
    for workflow in workflows:
        for job, step in workflow.steps:
            if not (EVALUATION_ACTIONS.match(step.uses) or any(EVALUATES.search(line) for line in step.commands)):
                continue
            ignored = step.ignores_failure or job.ignores_failure or bool(NO_FAILURE.search(step.run))
            found.append(Evaluation(workflow, job, step, workflow.triggers, ignored))
            found += [
                Evaluation(caller, calling, step, caller.triggers, ignored or calling.ignores_failure)
                for caller in workflows
                for calling in caller.jobs
                if workflow.origin.file and calling.calls.removeprefix("./") == workflow.origin.file
            ]
    return found


def _matches(path: str, patterns: tuple[str, ...]) -> bool:
    """Whether a change of this path passes a workflow's path filter (GitHub Actions filter patterns)."""
    held = all(pattern.startswith("!") for pattern in patterns)
    for pattern in patterns:
        # Repeated stars say no more than one set, and would make matching explode.
        plain = re.sub(r"\*{3,}", "**", re.sub(r"(\*\*/)+", "**/", pattern.removeprefix("!")))
        glob = re.escape(plain).replace(r"\*\*/", "(?:.*/)?").replace(r"\*\*", ".*").replace(r"\*", "[^/]*").replace(r"\?", ".?")
        if re.fullmatch(glob, path):
            held = not pattern.startswith("!")
    return held


def _unseen(limits: tuple[str, ...], gateways: list[Gateway], modules: list[SourceModule]) -> list[str]:
    """What may change without starting a workflow that is limited to these paths."""
    if not limits:
        return []
    unseen = [each.origin.file for each in gateways if each.origin.file and not _matches(each.origin.file, limits)]
    sees_prompts = any("prompt" in pattern.lower() for pattern in limits if not pattern.startswith("!")) or _matches(
        "prompts/system.md", limits
    )
    if not sees_prompts and not any(_matches(each.origin.file, limits) for each in modules if each.origin.file):
        unseen.append("prompts")
    return sorted(set(unseen))


@check(
    "ai-evaluation-gate",
    severity="high",
    effort="hours",
    certainty="likely",
    aggregate="any",
    maps=[
        "aws-genai-lens:GENOPS04-BP02",
        "aws-agentic-ai-lens:AGENTOPS03-BP02",
        "owasp-aisvs-1.0:AISVS-C3.2",
        "nist-ai-600-1:GV-1.3-002",
    ],
)
def evaluation_gate(
    uses: list[ProviderUse], suites: list[EvaluationSuite], workflows: list[Workflow], gateways: list[Gateway], modules: list[SourceModule]
) -> Verdict:
    """A failed evaluation stops a change of prompt or model.

    Why: A change of prompt or model can make answers worse unnoticed. Only an evaluation that runs on each such change, and
    whose failure fails the pipeline, keeps it out of production.

    Fix: Run the evaluation on each pull request

        on:
          pull_request:
            paths: ["prompts/**", "config/models*.yaml"]
        jobs:
          evaluate:
            steps:
              - run: npx promptfoo@latest eval
    """
    own = own_suites(suites)
    if not own and not without_samples(uses):
        return not_applicable("no model is used")
    pipelines = without_samples(workflows)
    if not pipelines:
        return unknown("no pipeline is visible here")
    found = evaluations(pipelines)
    inert = sorted({key for suite in own for key in suite.ignored_keys})
    released = [each for each in without_samples(gateways) if not before_production(each)]
    problems: list[tuple[str, Evaluation, list[str]]] = []
    for each in found:
        if each.limits is None:
            late = "push" in each.triggers
            problems.append(("Evaluations run after the merge only" if late else "Evaluations do not run on changes", each, []))
        elif each.ignored:
            problems.append(("A failed evaluation stops nothing", each, []))
        elif unseen := _unseen(each.limits, released, without_samples(modules)):
            problems.append(("The evaluation misses prompts or models", each, unseen))
        else:
            return passed(at=_place(each), workflow=each.workflow.name, job=each.job.id, merge_blocked="only the code host knows")
    if not problems:
        return failed("No pipeline runs an evaluation", workflows=len(pipelines), keys_without_effect=inert)
    # The problem nearest to a working gate is the one worth mending.
    message, nearest, unseen = max(problems, key=lambda each: (not each[1].ignored, each[1].limits is not None))
    return failed(message, at=_place(nearest), workflow=nearest.workflow.name, job=nearest.job.id, unseen=unseen, keys_without_effect=inert)


def _place(evaluation: Evaluation) -> Origin:
    return evaluation.workflow.origin.at(evaluation.step.line or evaluation.job.line)
