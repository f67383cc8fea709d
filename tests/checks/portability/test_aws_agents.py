"""What ties knowledge bases on AWS to one model: situations and verdicts."""

from __future__ import annotations

from datetime import date
from typing import Any

from readiness.facts import GapReason
from readiness.facts.aws.agents import AwsKnowledgeBase
from readiness.testing import fact, row, table


def base(lifecycle: str, **values: Any) -> Any:
    """A knowledge base whose embedding model is in this state."""
    return fact(AwsKnowledgeBase, name="handbook", id="KB", status="ACTIVE", embedding_model="titan", lifecycle=lifecycle, **values)


test_knowledge_base_embedding_alive = table(
    "aws-knowledge-base-embedding-alive",
    passes=[base("ACTIVE")],
    fails=[base("LEGACY"), row(base("LEGACY", end_of_life=date(2027, 1, 1)), says="2027-01-01")],
    unknown=[base("").unknown("lifecycle", GapReason.DENIED)],
    not_applicable=[base("")],
)
