"""Who asks, and which account is read."""

from __future__ import annotations

from collections.abc import Iterator

from readiness.collectors import Observation
from readiness.collectors.aws.reading import Aws, aws
from readiness.facts.aws.account import AwsAccount


@aws("aws-account", gives=(AwsAccount,), calls=("sts.get_caller_identity",))
def account(reading: Aws) -> Iterator[Observation]:
    """The account."""
    identity = reading.call("sts.get_caller_identity")
    yield reading.fact(
        AwsAccount,
        f"arn:{reading.partition}:iam::{reading.account}:root",
        "sts.get_caller_identity",
        account=reading.account,
        identity=identity["Arn"],
        regions=tuple(reading.place.settings.get("regions", ())),
    )
