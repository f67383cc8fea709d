"""How reports say where something is."""

from __future__ import annotations

from typing import Any

import pytest

from readiness.api import Certainty, Status
from readiness.engine import Finding
from readiness.facts import Environment, GapReason
from readiness.reports.findings import MEANINGS, Example
from readiness.reports.places import beside, named, seen_at


@pytest.mark.parametrize(
    ("resource", "name"),
    [
        ("system", ""),
        ("folder:.", "."),
        ("kubernetes:production/default/Deployment/vllm#vllm", "production/default/Deployment/vllm#vllm"),
        ("trace-sink:.env:langfuse", ".env:langfuse"),
        ("arn:aws:lambda:eu-west-1:123456789012:function:answer", "lambda function:answer, eu-west-1"),
        ("arn:aws:s3:::claims-documents", "s3 claims-documents"),
        ("arn:aws:iam::123456789012:root", "account 123456789012"),
        ("123456789012/eu-west-1/bedrock", "bedrock, eu-west-1"),
        ("c:/x", "c:/x"),
        ("arn:aws", "aws"),
    ],
)
def test_a_resource_is_named_without_what_only_machines_need(resource: str, name: str) -> None:
    assert named(resource) == name


def test_what_the_file_tells_is_not_told_again() -> None:
    assert beside("compose:docker-compose.yml/litellm", "docker-compose.yml") == "litellm"
    assert beside("source:app/agent.py", "app/agent.py") == ""
    assert beside("kubernetes:prod/Deployment/x", "k8s/x.yaml") == "prod/Deployment/x"


def finding(**values: Any) -> Finding:
    return Finding(
        check="sample",
        environment=Environment.PRODUCTION,
        certainty=Certainty.CERTAIN,
        fingerprint="f",
        **{"status": Status.FAIL, "message": "bad", "resource": "system", **values},
    )


def test_a_place_is_a_line_a_resource_or_where_something_was_not_read() -> None:
    arn = "arn:aws:ecs:eu-west-1:123456789012:service/claims"
    assert seen_at(finding(resource="source:a.py", location="a.py:3", file="a.py", line=3)) == "a.py:3"
    assert seen_at(finding(resource=arn, location="eu-west-1 ecs.describe_services")) == "ecs service/claims, eu-west-1"
    gap = finding(resource="aws-region:123456789012/eu-west-1#denied: ListX", status=Status.UNKNOWN, discovery=True)
    assert seen_at(gap) == "123456789012/eu-west-1"
    assert seen_at(finding()) == ""


def test_paper_says_nothing_twice_and_the_page_says_all() -> None:
    arn = "arn:aws:ecs:eu-west-1:1:service/claims"
    asked = Example(arn, "eu-west-1 ecs.describe_services", "production", (("service", "claims"), ("breaker", "no")))
    assert (asked.where, asked.brief) == (arn, ("", (("breaker", "no"),)))
    assert asked.seen[-1] == ("read with", "eu-west-1 ecs.describe_services")
    read = Example(
        "mcp:.mcp.json#github", ".mcp.json:3", "production", (("file", ".mcp.json"), ("server", "github"), ("args", "-y")), ".mcp.json"
    )
    assert (read.where, read.line, read.brief) == (".mcp.json:3", "3", ("github", (("args", "-y"),)))


def test_every_gap_means_something_to_the_business() -> None:
    assert set(MEANINGS) == set(GapReason)
