"""Whether what agents are made of delivers logs of its own."""

from __future__ import annotations

from typing import Any

from readiness.api import Verdict, check, failed, not_applicable, passed
from readiness.facts.aws.agents import AwsAgentGateway, AwsAgentMemory, AwsKnowledgeBase
from readiness.facts.aws.log_delivery import AwsLogDelivery
from readiness.facts.serving import before_production

MAPS = ["aws-agentic-ai-lens:AGENTOPS05-BP01", "aws-genai-lens:GENOPS02-BP01"]


@check("aws-knowledge-base-logs-delivered", severity="medium", effort="minutes", maps=MAPS)
def knowledge_base_logs(base: AwsKnowledgeBase, deliveries: list[AwsLogDelivery]) -> Verdict:
    """Knowledge bases deliver their own logs.

    Why: Documents that could not be taken in go missing without a word. Only its log says which, and why.

    Fix: Deliver its application logs to a log group

        aws logs put-delivery-source --name <base> --log-type APPLICATION_LOGS --resource-arn $KNOWLEDGE_BASE_ARN
        aws logs create-delivery --delivery-source-name <base> --delivery-destination-arn $DESTINATION_ARN
    """
    return _told(base, deliveries, base=base.name)


@check("aws-agent-gateway-logs-delivered", severity="medium", effort="minutes", maps=MAPS)
def gateway_logs(gateway: AwsAgentGateway, deliveries: list[AwsLogDelivery]) -> Verdict:
    """AgentCore gateways deliver their own logs.

    Why: A tool call that failed can't be explained. The gateway's log holds what was asked and what the tool said.

    Fix: Deliver its application logs to a log group

        aws logs put-delivery-source --name <gateway> --log-type APPLICATION_LOGS --resource-arn $GATEWAY_ARN
        aws logs create-delivery --delivery-source-name <gateway> --delivery-destination-arn $DESTINATION_ARN
    """
    return _told(gateway, deliveries, gateway=gateway.name)


@check("aws-agent-memory-logs-delivered", severity="low", effort="minutes", maps=MAPS)
def memory_logs(memory: AwsAgentMemory, deliveries: list[AwsLogDelivery]) -> Verdict:
    """AgentCore memories deliver their own logs.

    Why: What an agent failed to remember can't be explained. The memory's log says what it took out of a conversation.

    Fix: Deliver its application logs to a log group

        aws logs put-delivery-source --name <memory> --log-type APPLICATION_LOGS --resource-arn $MEMORY_ARN
        aws logs create-delivery --delivery-source-name <memory> --delivery-destination-arn $DESTINATION_ARN
    """
    return _told(memory, deliveries, memory=memory.id)


def _told(thing: AwsKnowledgeBase | AwsAgentGateway | AwsAgentMemory, deliveries: list[AwsLogDelivery], **evidence: Any) -> Verdict:
    if before_production(thing):
        return not_applicable("it is before production")
    delivered = [each.name for each in deliveries if each.delivers(thing.resource)]
    if delivered:
        return passed(**evidence, sources=delivered)
    named = [each.name for each in deliveries if thing.resource in each.resources]
    if named:
        return failed("Its application logs are delivered nowhere", **evidence, sources=named)
    return failed("It delivers no logs of its own", **evidence)
