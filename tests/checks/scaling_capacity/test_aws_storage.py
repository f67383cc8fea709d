"""Whether the stores of an AI workload on AWS follow its load: situations and verdicts."""

from __future__ import annotations

from typing import Any

from readiness.facts import Environment, GapReason
from readiness.facts.aws.storage import AwsTable, AwsVectorCapacity, AwsVectorCollection
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


VECTORS = fact(AwsVectorCollection, name="kb", id="1", collection_type="VECTORSEARCH")


def capacity(indexing: float | None, search: float | None, **values: Any) -> Any:
    told = {"region": "eu-west-1", "collections": 1, "most_indexing": 10, "most_search": 10, **values}
    return fact(AwsVectorCapacity, indexing=indexing, search=search, **told)


test_vector_headroom = table(
    "aws-vector-capacity-headroom",
    passes=[[VECTORS, capacity(2, 4)], [VECTORS, capacity(2, 8)], row(VECTORS, capacity(2, 9), most_percent=90)],
    fails=[row(VECTORS, capacity(2, 8.5), says="8.5 of 10 units for search"), row(VECTORS, capacity(10, None), says="for indexing")],
    unknown=[
        [VECTORS, capacity(None, 2)],
        [VECTORS, capacity(2, 2, most_search=None)],
        [VECTORS, capacity(2, 2).unknown("search", GapReason.DENIED, right="cloudwatch:GetMetricData")],
        [VECTORS, capacity(2, 2).unknown("most_search", GapReason.DENIED, right="aoss:GetAccountSettings")],
    ],
    not_applicable=[
        capacity(9, 9),
        [capacity(9, 9), fact(AwsVectorCollection, name="logs", id="2", collection_type="TIMESERIES")],
        [capacity(9, 9), VECTORS.model_copy(update={"environment": Environment.DEVELOPMENT})],
    ],
)
