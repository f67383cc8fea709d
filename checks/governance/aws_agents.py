"""Whether prompts kept on AWS are managed."""

from __future__ import annotations

from readiness.api import Verdict, check, failed, passed
from readiness.facts.aws.agents import AwsPrompt


@check(
    "aws-prompt-versioned",
    severity="medium",
    effort="minutes",
    maps=["aws-genai-lens:GENOPS03-BP01", "aws-genai-lens:GENREL04-BP01"],
)
def prompt_versioned(prompt: AwsPrompt) -> Verdict:
    """Bedrock prompts have versions and name their model.

    Why: Nobody can say which wording gave an answer if only a draft exists. A prompt without a model was tested with
    whatever model was at hand.

    Fix: Name a model in each variant, and make a version

        aws bedrock-agent get-prompt --prompt-identifier <prompt_id>
        aws bedrock-agent create-prompt-version --prompt-identifier <prompt_id>
    """
    if not prompt.versions:
        return failed("The prompt exists only as a draft", prompt_id=prompt.id)
    if prompt.without_model:
        return failed("A variant of the prompt names no model", prompt_id=prompt.id, variants=prompt.without_model)
    return passed(versions=prompt.versions)
