"""Whether the stores of an AI workload on AWS follow its load."""

from __future__ import annotations

from readiness.api import Verdict, check, failed, not_applicable, passed
from readiness.facts.aws.account import AwsReference
from readiness.facts.aws.storage import AwsTable

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
