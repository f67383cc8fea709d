"""Logs that resources deliver: situations and verdicts."""

from __future__ import annotations

from typing import Any

from readiness.facts import Environment, Gap, GapReason
from readiness.facts.aws.agents import AwsAgentGateway, AwsAgentMemory, AwsKnowledgeBase
from readiness.facts.aws.log_delivery import AwsLogDelivery
from readiness.testing import PLACE, fact, row, table

ARN = "arn:aws:bedrock:eu-west-1:123456789012:thing/1"
HIDDEN = Gap(place=PLACE, facts=(AwsLogDelivery.__name__,), reason=GapReason.DENIED)


def delivery(log_type: str = "APPLICATION_LOGS", resource: str = ARN, **values: Any) -> Any:
    told = {"destinations": ("CWL",), **values}
    return fact(AwsLogDelivery, name="source", service="bedrock", log_type=log_type, resources=(resource,), **told)


def rows(thing: Any) -> dict[str, Any]:
    return {
        "passes": [[thing, delivery()], [thing, delivery("TRACES"), delivery()]],
        "fails": [
            row(thing, says="no logs of its own"),
            row(thing, delivery("TRACES"), says="delivered nowhere"),
            row(thing, delivery(destinations=()), says="delivered nowhere"),
            [thing, delivery(resource=ARN + "2")],
        ],
        "unknown": [[thing, HIDDEN], [thing, delivery(destinations=()).unknown("destinations", GapReason.DENIED)]],
        "not_applicable": [thing.model_copy(update={"environment": Environment.STAGING})],
    }


test_knowledge_base_logs = table(
    "aws-knowledge-base-logs-delivered", **rows(fact(AwsKnowledgeBase, name="policies", id="1", status="ACTIVE", resource=ARN))
)
test_gateway_logs = table(
    "aws-agent-gateway-logs-delivered", **rows(fact(AwsAgentGateway, name="tools", id="1", authorizer="AWS_IAM", resource=ARN))
)
test_memory_logs = table("aws-agent-memory-logs-delivered", **rows(fact(AwsAgentMemory, id="1", event_days=30, resource=ARN)))
