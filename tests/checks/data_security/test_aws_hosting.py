"""Isolation of hosted models: situations and verdicts."""

from __future__ import annotations

from typing import Any

from readiness.facts import GapReason
from readiness.facts.aws.hosting import AwsEndpoint, AwsHostedModel, ConfiguredVariant
from readiness.testing import fact, row, table

ENDPOINT = fact(AwsEndpoint, name="chat", configured=(ConfiguredVariant(name="main", model="chat"),))


def model(**values: Any) -> Any:
    return fact(AwsHostedModel, name="chat", **values)


test_model_isolated = table(
    "aws-sagemaker-model-isolated",
    passes=[[model(network_isolation=True), ENDPOINT], [model(subnets=("subnet-a",)), ENDPOINT]],
    fails=[row(model(), ENDPOINT, says="chat")],
    unknown=[
        [model().unknown("network_isolation", GapReason.DENIED), ENDPOINT],
        [model(), ENDPOINT.unknown("configured", GapReason.DENIED)],
    ],
    not_applicable=[model()],
)
