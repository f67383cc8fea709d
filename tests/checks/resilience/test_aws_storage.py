"""Whether the stores of an AI workload on AWS outlive the loss of a zone: situations and verdicts."""

from __future__ import annotations

from typing import Any

from readiness.facts import Environment, GapReason
from readiness.facts.aws.account import AwsReference
from readiness.facts.aws.storage import AwsCache, AwsDatabase, AwsSearchDomain, AwsVectorCollection
from readiness.testing import fact, row, table

IN_SCOPE = {"readiness:scope": "ai"}
DEVELOPMENT = {"environment": Environment.DEVELOPMENT}


def used(what: str) -> Any:
    """Somebody of the AI workload uses it."""
    return fact(AwsReference, user="arn:aws:lambda:eu-west-1:123456789012:function:chat", used=what, role="environment variable STORE")


def database(**values: Any) -> Any:
    """A database that the AI workload uses by its tag, unless told otherwise."""
    arn = "arn:aws:rds:eu-west-1:123456789012:db:app"
    return fact(AwsDatabase, resource=arn, name="app", **{"tagged": IN_SCOPE, "form": "instance", **values})


CLUSTER = {"form": "cluster"}

test_database_multi_az = table(
    "aws-database-multi-az",
    passes=[
        database(multi_az=True, zones=("eu-west-1a",)),
        database(**CLUSTER, zones=("eu-west-1a", "eu-west-1b")),
    ],
    fails=[
        database(zones=("eu-west-1a",)),
        row(database(**CLUSTER, zones=("eu-west-1a",)), says="eu-west-1a"),
        [database(tagged={}), used("arn:aws:rds:eu-west-1:123456789012:db:app")],
    ],
    unknown=[database(**CLUSTER).unknown("zones", GapReason.DENIED, right="rds:DescribeDBInstances")],
    not_applicable=[database(tagged={}), database(**DEVELOPMENT), database(replica_of="other")],
)


def collection(standby: str, collection_type: str = "VECTORSEARCH", **values: Any) -> Any:
    """A collection."""
    return fact(AwsVectorCollection, name="kb", id="abc", collection_type=collection_type, standby_replicas=standby, **values)


test_collection_standby = table(
    "aws-vector-collection-standby",
    passes=[collection("ENABLED")],
    fails=[collection("DISABLED"), [collection("DISABLED", "SEARCH"), used("kb")]],
    unknown=[collection("")],
    not_applicable=[collection("DISABLED", "SEARCH"), collection("DISABLED", **DEVELOPMENT)],
)


def domain(**values: Any) -> Any:
    """A domain that survives, but for what is told."""
    return fact(AwsSearchDomain, name="vectors", **{"tagged": IN_SCOPE, "zones": 3, "data_nodes": 3, "dedicated_masters": 3, **values})


test_domain_multi_az = table(
    "aws-search-domain-multi-az",
    passes=[domain(), domain(zones=2), domain(standby=True, dedicated_masters=0), row(domain(data_nodes=2), min_data_nodes=2)],
    fails=[
        row(domain(zones=1), says="second zone"),
        row(domain(data_nodes=2), says="3 data nodes"),
        row(domain(dedicated_masters=0), says="dedicated masters"),
    ],
    unknown=[domain().unknown("zones", GapReason.FAILED)],
    not_applicable=[domain(zones=1, tagged={}), domain(zones=1, **DEVELOPMENT)],
)


def cache(multi_az: str = "enabled", failover: str = "enabled", **values: Any) -> Any:
    """A cache that the AI workload uses by its tag, unless told otherwise."""
    host = "sessions.x.euw1.cache.amazonaws.com"
    return fact(AwsCache, name="sessions", endpoints=(host,), multi_az=multi_az, failover=failover, **{"tagged": IN_SCOPE, **values})


test_cache_fails_over = table(
    "aws-cache-fails-over",
    passes=[cache(), [cache(tagged={}), used("rediss://sessions.x.euw1.cache.amazonaws.com:6379")]],
    fails=[cache("disabled"), cache(failover="disabled")],
    unknown=[cache().unknown("failover", GapReason.FAILED)],
    not_applicable=[
        cache("disabled", tagged={}),
        cache("disabled", **DEVELOPMENT),
        cache("disabled", tagged={**IN_SCOPE, "disposable": "true"}),
    ],
)
