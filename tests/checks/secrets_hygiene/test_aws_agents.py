"""What agents log in with elsewhere: situations and verdicts."""

from __future__ import annotations

from typing import Any

from readiness.facts import Environment, GapReason
from readiness.facts.aws.agents import AwsOutboundCredentials
from readiness.testing import fact, row, table


def credentials(**values: Any) -> Any:
    return fact(AwsOutboundCredentials, region="eu-west-1", **values)


test_agent_credentials_expire = table(
    "aws-agent-credentials-expire",
    passes=[credentials(oauth=("jira",)), credentials(api_keys=("search",), oauth=("jira",))],
    fails=[row(credentials(api_keys=("search",)), says="search")],
    unknown=[credentials(api_keys=("search",)).unknown("oauth", GapReason.DENIED)],
    not_applicable=[credentials(api_keys=("search",), environment=Environment.DEVELOPMENT)],
)
