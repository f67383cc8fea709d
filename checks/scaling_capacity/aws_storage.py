"""Whether the stores of an AI workload on AWS follow its load."""

from __future__ import annotations

from typing import Any

from readiness.api import Verdict, check, failed, not_applicable, passed, unknown
from readiness.facts.aws.account import AwsReference
from readiness.facts.aws.storage import AwsTable, AwsVectorCapacity, AwsVectorCollection
from readiness.facts.serving import before_production

DIMENSIONS = ("dynamodb:table:ReadCapacityUnits", "dynamodb:table:WriteCapacityUnits")


@check(
    "aws-table-capacity-follows-load",
    severity="medium",
    effort="minutes",
    maps=["aws-agentic-ai-lens:AGENTREL01-BP05", "azure-waf-core:RE:06"],
)
def table_follows_load(table: AwsTable, references: list[AwsReference]) -> Verdict:
    """Capacity of the AI workload's tables follows its load.

    Why: A busy hour would end in throttled conversations. A fixed capacity is also paid for at night; on demand, or
    with scaling of reads and writes, a table takes what it needs.

    Fix: Switch the table to on-demand capacity

        aws dynamodb update-table --table-name <table> --billing-mode PAY_PER_REQUEST
        # nothing scales: <missing>
    """
    if not table.users(references):
        return not_applicable("the AI workload does not refer to it")
    if table.billing == "PAY_PER_REQUEST":
        return passed(table=table.name, billing=table.billing)
    missing = [each for each in DIMENSIONS if each not in table.scaled]
    if missing:
        return failed("A table's capacity is fixed", table=table.name, missing=missing)
    return passed(table=table.name, billing=table.billing, scaled=table.scaled)


@check(
    "aws-vector-capacity-headroom",
    severity="medium",
    effort="minutes",
    maps=["aws-genai-lens:GENREL01-BP01", "azure-waf-core:RE:06"],
)
def vector_headroom(
    capacity: AwsVectorCapacity, collections: list[AwsVectorCollection], references: list[AwsReference], most_percent: int = 80
) -> Verdict:
    r"""Vector collections stay below the account's capacity limit.

    Why: Searches slow down and fail once the limit is reached. All collections of OpenSearch Serverless in the region
    share it, one for indexing and one for search; those in collection groups have limits of their own.

    Fix: Raise the limit before it is reached

        # in <region>: <used>
        aws opensearchserverless update-account-settings \
          --capacity-limits maxIndexingCapacityInOCU=20,maxSearchCapacityInOCU=20
    """
    near = [each for each in collections if each.origin.place == capacity.origin.place]
    if not any(each.users(references) and not before_production(each) for each in near):
        return not_applicable("no collection of the AI workload's production is in the region")
    told = {"indexing": (capacity.indexing, capacity.most_indexing), "search": (capacity.search, capacity.most_search)}
    figures = {what: (used, most) for what, (used, most) in told.items() if used is not None and most is not None}
    evidence: dict[str, Any] = {"region": capacity.region, "most_percent": most_percent}
    words = {what: f"{used:g} of {most} units for {what}" for what, (used, most) in figures.items()}
    near_limit = [words[what] for what, (used, most) in figures.items() if used * 100 > most_percent * most]
    if near_limit:
        return failed("Vector collections are close to their limit", used=near_limit, **evidence)
    if len(figures) < len(told):
        return unknown("limits or figures of use are not told", used=list(words.values()), **evidence)
    return passed(used=list(words.values()), **evidence)
