"""Whether hosted models can send data anywhere."""

from __future__ import annotations

from readiness.api import Verdict, check, failed, not_applicable, passed
from readiness.facts.aws.hosting import AwsEndpoint, AwsHostedModel


@check("aws-sagemaker-model-isolated", severity="medium", effort="hours", maps=["aws-genai-lens:GENSEC01-BP02", "aws-ml-lens:MLSEC04-BP01"])
def model_isolated(model: AwsHostedModel, endpoints: list[AwsEndpoint]) -> Verdict:
    """Hosted models run in network isolation or in a VPC.

    Why: A tampered model can send our users' prompts anywhere. Isolated containers make no calls, and a VPC's rules bound
    the others.

    Fix: Create the model in isolation or in a VPC

        aws sagemaker create-model --model-name new --enable-network-isolation …
    """
    if not model.served_by(endpoints):
        return not_applicable("no endpoint serves it")
    if model.network_isolation:
        return passed(by="network isolation")
    if model.subnets:
        return passed(by="VPC", subnets=model.subnets)
    return failed("The model may call any address", model=model.name)
