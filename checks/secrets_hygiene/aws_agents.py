"""What agents on AWS log in with elsewhere."""

from __future__ import annotations

from readiness.api import Verdict, check, failed, not_applicable, passed
from readiness.facts.aws.agents import AwsOutboundCredentials
from readiness.facts.serving import before_production


@check(
    "aws-agent-credentials-expire",
    severity="low",
    effort="hours",
    certainty="likely",
    maps=["aws-agentic-ai-lens:AGENTSEC03-BP01", "azure-waf-core:SE:09"],
)
def agent_credentials_expire(credentials: AwsOutboundCredentials) -> Verdict:
    """AgentCore's agents log in by OAuth, not by API keys alone.

    Why: An API key that leaks works until somebody notices. Tokens of OAuth 2 expire, and can stand for the user whom
    the agent works for.

    Fix: Make a provider of OAuth 2 where the service has it

        # <region>: <api_keys>
        aws bedrock-agentcore-control create-oauth2-credential-provider --cli-input-json file://provider.json
    """
    if before_production(credentials):
        return not_applicable("it is before production")
    if not credentials.oauth:
        return failed("Agents log in by API keys alone", region=credentials.region, api_keys=credentials.api_keys)
    return passed(region=credentials.region, oauth=credentials.oauth)
