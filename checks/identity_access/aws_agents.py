"""Who may call agents' gateways on AWS, and as whom agents act."""

from __future__ import annotations

from readiness.api import Verdict, check, failed, not_applicable, passed, unknown
from readiness.facts.aws.agents import AwsAgent, AwsAgentGateway


@check(
    "aws-agent-gateway-authenticated",
    severity="high",
    effort="hours",
    maps=["aws-agentic-ai-lens:AGENTSEC03-BP01", "aws-agentic-ai-lens:AGENTSEC02-BP01"],
)
def agent_gateway_authenticated(gateway: AwsAgentGateway) -> Verdict:
    r"""AgentCore gateways authenticate their callers.

    Why: Whoever finds an open gateway's address runs its tools in our name. A gateway calls tools with credentials of
    its own, whoever asks.

    Fix: Give the gateway an authorizer: IAM or JWT

        # callers then sign requests and need bedrock-agentcore:InvokeGateway; pass all other settings too
        aws bedrock-agentcore-control update-gateway --gateway-identifier <gateway_id> --name <name> \
          --role-arn <role> --authorizer-type AWS_IAM
    """
    if gateway.authorizer != "NONE":
        return passed(by=gateway.authorizer)
    if gateway.request_interceptors:
        return unknown("a function that sees requests first may authenticate", functions=gateway.request_interceptors)
    return failed("Anyone may call the gateway", name=gateway.name, gateway_id=gateway.id, role=gateway.role)


@check(
    "aws-agent-role-own",
    severity="medium",
    effort="hours",
    maps=["aws-agentic-ai-lens:AGENTSEC03-BP01", "aws-genai-lens:GENSEC05-BP01"],
)
def agent_role_own(agent: AwsAgent, agents: list[AwsAgent]) -> Verdict:
    """Every Bedrock agent has an execution role of its own.

    Why: Agents that share a role can each do all that any of them may. A role per agent keeps a misled one small, and
    tells in the trail who acted.

    Fix: Give each of these agents a role of its own

        # Terraform, aws_bedrockagent_agent
        agent_resource_role_arn = aws_iam_role.this_agent.arn
    """
    others = [each for each in agents if each.resource != agent.resource]
    if not others:
        return not_applicable("there is only one agent")
    sharing = sorted([each.name for each in others if each.role == agent.role])
    if sharing:
        return failed("Agents share an execution role", role=agent.role, with_agents=sharing)
    return passed(role=agent.role)
