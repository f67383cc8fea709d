"""Reading AWS: each call once, paced, declared; what its errors become."""

from __future__ import annotations

import threading

import pytest
from aws_world import ACCOUNT, REGION, observe, place_of, recorded

from readiness.collectors.aws.access import TokenBucket
from readiness.collectors.aws.reading import Aws, UndeclaredCallError
from readiness.collectors.aws.rights import action_of
from readiness.errors import UserError
from readiness.facts import Gap, GapReason, Unread
from readiness.facts.aws.account import AwsAccount

WHO = {"sts.get_caller_identity": {"Account": ACCOUNT, "Arn": f"arn:aws:iam::{ACCOUNT}:role/readiness", "UserId": "A"}}


def test_who_we_are_over_http(access):
    (account,) = observe("aws.identity.account", access)
    assert isinstance(account, AwsAccount)
    assert (account.account, account.regions) == (ACCOUNT, (REGION,))


@pytest.mark.parametrize(
    ("code", "reason", "right"),
    [
        ("AccessDenied", GapReason.DENIED, "sts:GetCallerIdentity"),
        ("ThrottlingException", GapReason.THROTTLED, ""),
        ("ValidationException", GapReason.FAILED, ""),
    ],
)
def test_errors_become_gaps(code, reason, right, monkeypatch):
    monkeypatch.setattr("readiness.collectors.aws.access.AwsAccess.attempts", 1)
    (gap,) = observe("aws.identity.account", recorded({"sts.get_caller_identity": code}))
    assert isinstance(gap, Gap)
    assert (gap.reason, gap.right) == (reason, right)
    assert "not for you" not in gap.detail


def test_a_region_without_the_service_is_no_gap():
    assert observe("aws.identity.account", recorded({"sts.get_caller_identity": "UnrecognizedClientException"})) == []


def test_expired_credentials_end_the_run():
    with pytest.raises(UserError, match="can't be used any more"):
        observe("aws.identity.account", recorded({"sts.get_caller_identity": "ExpiredToken"}))


def test_a_call_is_made_once_also_side_by_side():
    access = recorded(WHO)
    together = threading.Barrier(8)

    def ask():
        together.wait(timeout=20)
        access.call("sts", "get_caller_identity", REGION)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(timeout=20)
    assert access.calls == {"sts.get_caller_identity": 1}


def test_calls_that_are_not_declared_are_refused():
    with pytest.raises(UndeclaredCallError):
        Aws(place_of("aws-region", recorded(WHO)), frozenset()).call("sts.get_caller_identity")


def test_an_optional_call_leaves_a_field_unread():
    reading = Aws(place_of("aws-account", recorded({"sts.get_caller_identity": "AccessDenied"})), frozenset(WHO))
    arn = reading.optional(lambda: reading.call("sts.get_caller_identity")["Arn"])
    assert arn == Unread(reason=GapReason.DENIED, detail="sts:GetCallerIdentity was denied", right="sts:GetCallerIdentity")
    fact = reading.fact(AwsAccount, "a", "sts.get_caller_identity", account=ACCOUNT, identity=arn)
    assert fact.unread["identity"].right == "sts:GetCallerIdentity"
    assert reading.optional(lambda: reading.call("sts.get_caller_identity"), absent={"AccessDenied": None}) is None


def test_pages_without_a_paginator_are_followed():
    access = recorded({"bedrock.list_guardrails": [{"guardrails": [], "nextToken": "n"}, {"guardrails": []}]})
    assert access.pages("bedrock", "list_guardrails", "guardrails", REGION) == []
    assert access.calls["bedrock.list_guardrails"] >= 2


def test_pages_of_cost_explorer_are_followed():
    first, second = ({"TimePeriod": {"Start": day, "End": day}} for day in ("2026-01-01", "2026-01-02"))
    access = recorded({"ce.get_cost_and_usage": [{"ResultsByTime": [first], "NextPageToken": "n"}, {"ResultsByTime": [second]}]})
    asked = {"TimePeriod": {"Start": "2026-01-01", "End": "2026-01-03"}, "Granularity": "DAILY", "Metrics": ["UnblendedCost"]}
    assert access.pages("ce", "get_cost_and_usage", "ResultsByTime", REGION, **asked) == [first, second]
    assert access.calls == {"ce.get_cost_and_usage": 2}


def test_the_token_bucket_lets_a_burst_pass_and_then_a_rate():
    waited: list[float] = []
    bucket = TokenBucket(rate=10, burst=3, clock=lambda: 0.0, sleep=waited.append)
    for _ in range(5):
        bucket.take()
    assert waited == pytest.approx([0.1, 0.2])


@pytest.mark.parametrize(
    ("call", "action"),
    [
        ("bedrock-agent.list_agents", "bedrock:ListAgents"),
        ("s3.list_buckets", "s3:ListAllMyBuckets"),
        ("s3.get_bucket_encryption", "s3:GetEncryptionConfiguration"),
        ("apigateway.get_rest_apis", "apigateway:GET"),
        ("opensearch.describe_domains", "es:DescribeDomains"),
        ("opensearchserverless.list_collections", "aoss:ListCollections"),
        ("service-quotas.list_service_quotas", "servicequotas:ListServiceQuotas"),
        ("stepfunctions.list_state_machines", "states:ListStateMachines"),
        ("resourcegroupstaggingapi.get_resources", "tag:GetResources"),
    ],
)
def test_actions(call, action):
    assert action_of(call) == action
