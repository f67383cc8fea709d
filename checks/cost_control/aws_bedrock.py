"""Whether what models of Amazon Bedrock cost can be told apart."""

from __future__ import annotations

from typing import Any

from readiness.api import Verdict, check, failed, not_applicable, passed
from readiness.facts.aws.bedrock import AwsInferenceProfile
from readiness.facts.aws.models import model_name
from readiness.facts.aws.watching import AwsBedrockTraffic


@check(
    "aws-model-spend-attributable",
    severity="medium",
    effort="hours",
    maps=["aws-agentic-ai-lens:AGENTCOST05-BP01", "aws-ml-lens:MLCOST04-BP12", "azure-waf-core:CO:03"],
)
def spend_attributable(calls: AwsBedrockTraffic, profiles: list[AwsInferenceProfile], cost_tags: tuple[str, ...] = ()) -> Verdict:
    r"""Models are called by inference profiles with cost tags.

    Why: The bill names the model, not who called it. Calls through an application inference profile are billed under its
    tags; calls by the model's id go into one sum for everybody in the account.

    Fix: Create a tagged inference profile and call the model by it

        # <model>, in <region>
        aws bedrock create-inference-profile --region <region> --inference-profile-name assistant \
          --model-source copyFrom=… --tags key=project,value=assistant
    """
    own = [each for each in profiles if each.region == calls.region]
    through = next((each for each in own if each.is_called(calls.model)), None)
    where: dict[str, Any] = {"model": calls.model, "region": calls.region}
    if through is not None:
        if _tells(through, cost_tags):
            return passed(**where, profile=through.name)
        return failed("An inference profile lacks cost tags", **where, profile=through.name, tags=sorted(through.tagged))
    model = model_name(calls.model).model
    if not model:
        return not_applicable("it is called as a resource with a bill of its own")
    if not any(model in each.models for each in own):
        return failed("A model is called without an inference profile", **where)
    return failed("Calls go past the model's inference profile", **where, profiles=[each.name for each in own if model in each.models])


def _tells(profile: AwsInferenceProfile, cost_tags: tuple[str, ...]) -> bool:
    """Whether its tags divide the bill: those that were agreed on, or any that is not AWS's own."""
    return all(each in profile.tagged for each in cost_tags) and any(not each.startswith("aws:") for each in profile.tagged)
