"""Whether environments share secrets: situations and verdicts."""

from __future__ import annotations

from typing import Any

from readiness.facts import Environment
from readiness.facts.aws.account import AwsReference
from readiness.facts.aws.secret_stores import AwsSecret
from readiness.testing import fact, row, table

SECRET = fact(AwsSecret, name="s")


def used(user: str, environment: Environment = Environment.PRODUCTION, name: str = "s") -> Any:
    return fact(AwsReference, user=user, used=name, role="environment variable KEY", environment=environment, resource=user)


DEVELOPMENT, UNTOLD = Environment.DEVELOPMENT, Environment.UNCLASSIFIED

test_secret_per_environment = table(
    "aws-secret-per-environment",
    passes=[[SECRET, used("a")], [SECRET, used("a"), used("b")], [SECRET, used("a"), used("b", DEVELOPMENT, "other")]],
    fails=[row(SECRET, used("a"), used("b", DEVELOPMENT), says="b (development)"), [SECRET, used("a"), used("b", Environment.STAGING)]],
    unknown=[[SECRET, used("a"), used("b", UNTOLD)]],
    not_applicable=[SECRET, [SECRET, used("a", name="s2")]],
)
