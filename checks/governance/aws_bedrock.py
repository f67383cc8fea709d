"""Whether models that are called on Amazon Bedrock were evaluated."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

from readiness.api import Verdict, check, failed, not_applicable, passed, unknown
from readiness.facts.aws.bedrock import AwsEvaluation, AwsInferenceProfile
from readiness.facts.aws.models import AwsUsedModel, model_name
from readiness.facts.delivery import EvaluationSuite

NOT_JUDGED = re.compile(r"rerank|sonic")
"""Models that put passages in order or hold a spoken conversation: Bedrock's evaluations are of written answers."""


@check(
    "aws-models-evaluated",
    severity="medium",
    effort="days",
    certainty="likely",
    maps=["aws-genai-lens:GENOPS01-BP01", "iso-42001-2023:A.6.2.4", "nist-ai-600-1:MS-2.3-003"],
)
def models_evaluated(
    used: AwsUsedModel,
    profiles: list[AwsInferenceProfile],
    evaluations: list[AwsEvaluation],
    suites: list[EvaluationSuite],
    today: date,
    *,
    max_age_days: int = 90,
) -> Verdict:
    """Models that are called were evaluated lately.

    Why: Nobody can show that the model in use answers well enough. Providers change what serves a model, and
    prompts change too. Evaluations in other accounts are not seen.

    Fix: Evaluate the model on your own questions

        # <model>
        aws bedrock create-evaluation-job --region <region> --cli-input-json file://evaluation.json
        aws bedrock list-evaluation-jobs --region <region> --status-equals Completed
    """
    if not used.called:
        return not_applicable("it was not called in two weeks")
    names = {used.model, *(name for each in used.written for name in _names(each, profiles))} - {""}
    if not used.makes_text or any(NOT_JUDGED.search(each) for each in names):
        return not_applicable("it does not answer in writing")
    about = [each for each in evaluations if any(names & _names(model, profiles) for model in each.models)]
    last = max(about, key=lambda each: (each.started, each.name), default=None)
    evidence: dict[str, Any] = {"model": used.model or used.written[0], "region": used.region}
    if last is not None and last.started >= today - timedelta(days=max_age_days):
        return passed(**evidence, evaluation=last.name, started=last.started)
    if any(name in provider for each in suites for provider in each.providers for name in names):
        return unknown("a suite outside of Bedrock names it, and its runs are not seen", **evidence)
    if last is not None:
        return failed(
            "A model was evaluated too long ago", **evidence, evaluation=last.name, started=last.started, max_age_days=max_age_days
        )
    return failed("No evaluation of a model in use was seen", **evidence)


def _names(written: str, profiles: list[AwsInferenceProfile]) -> set[str]:
    """What a model is called: as written, by the id of the foundation model, and by that behind an inference profile."""
    behind = {model for each in profiles if each.is_called(written) for model in each.models}
    return {written, *behind, model_name(written).model} - {""}
