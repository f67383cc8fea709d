"""Whether the stores of an AI workload on AWS follow its load: situations and verdicts."""

from __future__ import annotations

from typing import Any

from readiness.facts import GapReason
from readiness.facts.aws.storage import AwsTable
from readiness.testing import fact, row, table

READS, WRITES = "dynamodb:table:ReadCapacityUnits", "dynamodb:table:WriteCapacityUnits"


def dynamodb(*scaled: str, **values: Any) -> Any:
    """A table that the AI workload uses by its tag, unless told otherwise."""
    arn = "arn:aws:dynamodb:eu-west-1:123456789012:table/conversations"
    return fact(AwsTable, resource=arn, name="conversations", scaled=scaled, **{"tagged": {"readiness:scope": "ai"}, **values})


test_table_follows_load = table(
    "aws-table-capacity-follows-load",
    passes=[dynamodb(billing="PAY_PER_REQUEST"), dynamodb(READS, WRITES)],
    fails=[row(dynamodb(), says=READS), row(dynamodb(READS), says=WRITES)],
    unknown=[dynamodb().unknown("scaled", GapReason.DENIED, right="application-autoscaling:DescribeScalableTargets")],
    not_applicable=[dynamodb(tagged={})],
)
