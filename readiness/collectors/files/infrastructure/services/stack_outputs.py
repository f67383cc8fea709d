"""Outputs of CloudFormation templates, which may show a secret."""

from __future__ import annotations

from collections.abc import Iterator

from readiness.collectors.files.infrastructure.cloudformation import OUTPUT
from readiness.collectors.files.infrastructure.mapping import View, maps
from readiness.facts import Fact
from readiness.facts.aws.secret_stores import AwsStackOutput


@maps(OUTPUT, gives=(AwsStackOutput,), name="name", arn="arn:aws:cloudformation::output/{name}")
def output(view: View) -> Iterator[Fact]:
    """An output, and what it shows."""
    yield view.fact(AwsStackOutput, f"{view.resource.path}/{view.name}", name=view.name, shows=view.text("shows"))
