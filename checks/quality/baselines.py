"""Whether evaluations are compared with what was before."""

from __future__ import annotations

import re

from readiness.api import Verdict, check, failed, not_applicable, passed, unknown
from readiness.facts.delivery import EvaluationSuite, Step, Workflow
from readiness.facts.serving import without_samples

from .ai import Evaluation, evaluations, own_suites

COMPARES = re.compile(r"(?:^|[^a-z])(?:compar\w*|baselines?|regressions?|before[-_]after|golden[-_]results?)(?:[^a-z]|$)", re.IGNORECASE)
"""Words of commands, scripts and steps that set results against earlier ones."""
COMPARING_ACTIONS = re.compile(r"^(?:promptfoo/promptfoo-action|braintrustdata/eval-action)\b", re.IGNORECASE)
"""Actions that evaluate a change beside what it changes, by their own documentation."""
ATTACK = re.compile(r"\bred-?team\b", re.IGNORECASE)
KNOWN_TOOL = re.compile(r"\b(?:promptfoo(?:@[\w.-]+)?\s+eval|deepeval\s+test\s+run|inspect\s+eval|ragas\s+evaluate)\b")


@check(
    "ai-evaluation-compared",
    severity="low",
    effort="hours",
    certainty="heuristic",
    aggregate="any",
    maps=["aws-ml-lens:MLOPS02-BP03", "aws-genai-lens:GENPERF01-BP01"],
)
def evaluation_compared(suites: list[EvaluationSuite], workflows: list[Workflow]) -> Verdict:
    """Evaluations are compared with an earlier result.

    Why: Answers can get worse step by step while each step still passes. A threshold says that an answer is good enough; only
    a comparison with the version in use says that the change made it no worse. Told from the words of pipelines.

    Fix: Keep the result of the main branch, and compare with it

        - run: promptfoo eval -o results.json
        - run: python evals/compare.py results.json baseline.json
        # or the actions of promptfoo and Braintrust, which evaluate before and after
    """
    if not own_suites(suites):
        return not_applicable("no evaluation suite exists")
    found = [each for each in evaluations(without_samples(workflows)) if not any(ATTACK.search(line) for line in each.step.commands)]
    if not found:
        return not_applicable("no pipeline runs an evaluation")
    comparing = next(((each, step) for each in found if (step := _comparing(each)) is not None), None)
    if comparing is not None:
        run, step = comparing
        return passed(at=run.workflow.origin.at(step.line), workflow=run.workflow.name, job=run.job.id, step=step.name)
    own = [each for each in found if not any(KNOWN_TOOL.search(line) for line in each.step.commands)]
    if own:
        place = own[0].workflow.origin.at(own[0].step.line)
        return unknown("a script of its own may compare", at=place, workflow=own[0].workflow.name, job=own[0].job.id)
    first = found[0]
    return failed("Evaluations are compared with nothing", at=first.workflow.origin.at(first.step.line), workflow=first.workflow.name)


def _comparing(evaluation: Evaluation) -> Step | None:
    """The step that sets results against earlier ones: its own, or another one of its workflow."""
    if COMPARING_ACTIONS.match(evaluation.step.uses):
        return evaluation.step
    steps = [step for _, step in evaluation.workflow.steps]
    return next((each for each in steps if COMPARES.search(" ".join((each.name, *each.commands, *each.arguments.values())))), None)
