"""Whether the stores of an AI workload on AWS outlive the loss of a zone."""

from __future__ import annotations

from typing import Any

from readiness.api import Verdict, check, failed, not_applicable, passed, unknown
from readiness.facts import Environment
from readiness.facts.aws.account import AwsReference
from readiness.facts.aws.storage import AwsCache, AwsDatabase, AwsSearchDomain, AwsVectorCollection

NOT_OURS = "the AI workload does not refer to it"
BEFORE_PRODUCTION = (Environment.DEVELOPMENT, Environment.STAGING)
NOT_PRODUCTION = "it lives before production"


@check(
    "aws-database-multi-az",
    severity="high",
    effort="hours",
    maps=["aws-agentic-ai-lens:AGENTREL03-BP02", "azure-waf-core:RE:05", "eu-dora:DORA-Art11"],
)
def database_multi_az(database: AwsDatabase, references: list[AwsReference]) -> Verdict:
    """Databases of the AI workload run in two zones.

    Why: When a zone fails, the assistant waits hours for its database. With a standby elsewhere RDS switches within
    minutes; an Aurora cluster needs a reader in another zone for that.

    Fix: Add a standby in another zone

        aws rds modify-db-instance --db-instance-identifier <database> --multi-az --apply-immediately
        # Aurora: aws rds create-db-instance --db-cluster-identifier <database> --availability-zone …
        # zones now: <zones>
    """
    if not database.users(references):
        return not_applicable(NOT_OURS)
    if database.environment in BEFORE_PRODUCTION:
        return not_applicable(NOT_PRODUCTION)
    if database.replica_of:
        return not_applicable("it is a read replica")
    if database.multi_az or len(database.zones) > 1:
        return passed(database=database.name, form=database.form, zones=database.zones)
    return failed("A database runs in one zone only", database=database.name, form=database.form, zones=database.zones)


@check(
    "aws-vector-collection-standby",
    severity="high",
    effort="days",
    maps=["aws-agentic-ai-lens:AGENTREL03-BP02", "azure-waf-core:RE:05"],
)
def collection_standby(collection: AwsVectorCollection, references: list[AwsReference]) -> Verdict:
    r"""Vector collections have standby replicas in another zone.

    Why: When a zone fails, the assistant can't look anything up. Standby replicas can't be added to a collection later;
    it takes a new one, filled again.

    Fix: Create the collection again with standby replicas

        aws opensearchserverless create-collection --name <collection>-2 --type VECTORSEARCH \
          --standby-replicas ENABLED
        # now: <standby_replicas>
    """
    if not collection.users(references):
        return not_applicable(NOT_OURS)
    if collection.environment in BEFORE_PRODUCTION:
        return not_applicable(NOT_PRODUCTION)
    state = collection.standby_replicas
    if not state:
        return unknown("whether it has standby replicas is not told", collection=collection.name)
    if state != "ENABLED":
        return failed("A vector collection has no standby replicas", collection=collection.name, standby_replicas=state)
    return passed(collection=collection.name, standby_replicas=state)


@check(
    "aws-search-domain-multi-az",
    severity="high",
    effort="hours",
    maps=["aws-agentic-ai-lens:AGENTREL03-BP02", "azure-waf-core:RE:05"],
)
def domain_multi_az(domain: AwsSearchDomain, references: list[AwsReference], min_data_nodes: int = 3, min_masters: int = 3) -> Verdict:
    r"""OpenSearch vector domains survive the loss of a zone.

    Why: When a zone fails, the assistant can't look anything up. Without three dedicated masters the rest may not agree
    on who leads, and without nodes to spare the copies find no place.

    Fix: Spread the domain over zones

        aws opensearch update-domain-config --domain-name <domain> --cluster-config \
          InstanceCount=3,DedicatedMasterEnabled=true,DedicatedMasterCount=3,\
          ZoneAwarenessEnabled=true,ZoneAwarenessConfig={AvailabilityZoneCount=3}
        # it lacks: <missing>
    """
    if not domain.users(references):
        return not_applicable(NOT_OURS)
    if domain.environment in BEFORE_PRODUCTION:
        return not_applicable(NOT_PRODUCTION)
    if domain.standby:
        return passed(domain=domain.name, standby=True)
    wanted = {
        "a second zone": domain.zones > 1,
        f"{min_data_nodes} data nodes": domain.data_nodes >= min_data_nodes,
        f"{min_masters} dedicated masters": domain.dedicated_masters >= min_masters,
    }
    missing = [name for name, there in wanted.items() if not there]
    if missing:
        return failed("A vector domain may not survive the loss of a zone", domain=domain.name, zones=domain.zones, missing=missing)
    return passed(domain=domain.name, zones=domain.zones, data_nodes=domain.data_nodes)


@check(
    "aws-cache-fails-over",
    severity="medium",
    effort="hours",
    maps=["aws-agentic-ai-lens:AGENTREL03-BP02", "azure-waf-core:RE:05"],
)
def cache_fails_over(cache: AwsCache, references: list[AwsReference]) -> Verdict:
    r"""Caches of the AI workload fail over to another zone.

    Why: When its only node fails, sessions and cached answers are lost. All requests then go to the models at once, at
    full cost, or fail.

    Fix: Add a replica in another zone and automatic failover

        aws elasticache modify-replication-group --replication-group-id <cache> \
          --automatic-failover-enabled --multi-az-enabled --apply-immediately
        # now: Multi-AZ <multi_az>, failover <failover>
    """
    if not cache.users(references):
        return not_applicable(NOT_OURS)
    if cache.environment in BEFORE_PRODUCTION:
        return not_applicable(NOT_PRODUCTION)
    if cache.tagged.get("disposable") == "true":
        return not_applicable("it is tagged as disposable")
    evidence: dict[str, Any] = {"cache": cache.name, "multi_az": cache.multi_az, "failover": cache.failover, "nodes": cache.nodes}
    if cache.multi_az == "enabled" and cache.failover in ("enabled", "enabling"):
        return passed(**evidence)
    return failed("A cache does not fail over", **evidence)
