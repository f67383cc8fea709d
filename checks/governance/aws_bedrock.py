"""Whether models that are called on Amazon Bedrock were evaluated."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

from readiness.api import Verdict, check, failed, not_applicable, passed, unknown
from readiness.facts.aws.bedrock import AwsEvaluation, AwsInferenceProfile, foundation_model
from readiness.facts.aws.watching import AwsBedrockTraffic
from readiness.facts.delivery import EvaluationSuite

NO_TEXT = re.compile(r"embed|rerank|image|canvas|reel|sonic|stability\.|twelvelabs\.|luma\.")
"""Models that answer with vectors, ranks, pictures, films or speech: Bedrock's evaluations are of text."""


@check(
    "aws-models-evaluated",
    severity="medium",
    effort="days",
    maps=["aws-genai-lens:GENOPS01-BP01", "iso-42001-2023:A.6.2.4", "nist-ai-600-1:MS-2.3-003"],
)
def models_evaluated(
    calls: AwsBedrockTraffic,
    profiles: list[AwsInferenceProfile],
    evaluations: list[AwsEvaluation],
    suites: list[EvaluationSuite],
    today: date,
    *,
    max_age_days: int = 90,
) -> Verdict:
    """Models that are called were evaluated lately.

    Why: Nobody can show that this model answers well enough for this task. Providers change what serves a model, and
    prompts change too. Evaluations in other accounts are not seen.

    Fix: Evaluate the model on your own questions

        # <model>
        aws bedrock create-evaluation-job --region <region> --cli-input-json file://evaluation.json
        aws bedrock list-evaluation-jobs --region <region> --status-equals Completed
    """
    names = _names(calls.model, profiles)
    if any(NO_TEXT.search(each) for each in names):
        return not_applicable("it does not answer with text")
    about = [each for each in evaluations if names & {name for model in each.models for name in _names(model, profiles)}]
    last = max(about, key=lambda each: (each.started, each.name), default=None)
    evidence: dict[str, Any] = {"model": calls.model, "region": calls.region}
    if last is not None and last.started >= today - timedelta(days=max_age_days):
        return passed(**evidence, evaluation=last.name, started=last.started)
    if any(name in provider for each in suites for provider in each.providers for name in names):
        return unknown("a suite outside of Bedrock names it, and its runs are not seen", **evidence)
    if last is not None:
        return failed(
            "A model was evaluated too long ago", **evidence, evaluation=last.name, started=last.started, max_age_days=max_age_days
        )
    return failed("A model in use was never evaluated", **evidence)


def _names(written: str, profiles: list[AwsInferenceProfile]) -> set[str]:
    """What a model is called: as written, by the id of the foundation model, and by that behind an inference profile."""
    behind = {model for each in profiles if each.is_called(written) for model in each.models}
    return {written, *behind, foundation_model(written)} - {""}
