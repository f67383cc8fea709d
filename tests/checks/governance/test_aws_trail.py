"""Whether an account is recorded and governed: situations and verdicts."""

from __future__ import annotations

from typing import Any

from readiness.facts import GapReason
from readiness.facts.aws.account import AwsAccount, AwsReference
from readiness.facts.aws.trail import AwsAuditStore, AwsContacts, AwsEventRecorder, AwsOrganization, EventSelector
from readiness.testing import fact, row, table

NUMBER = "123456789012"
ACCOUNT = fact(AwsAccount, account=NUMBER, identity="arn", resource="account")


def data(*types: str) -> EventSelector:
    return EventSelector(category="Data", resource_types=types)


def trail(*selectors: EventSelector, name: str = "audit", **more: Any) -> Any:
    values = {"account": NUMBER, "region": "eu-west-1", "form": "trail", "multi_region": True, "validated": True, "recording": True, **more}
    return fact(AwsEventRecorder, name=name, selectors=selectors, resource=f"trail:{name}", **values)


def store(**values: Any) -> Any:
    return fact(AwsAuditStore, bucket="audit-logs", trails=("audit",), **values)


test_audit_store_protected = table(
    "aws-audit-store-protected",
    passes=[store(versioning="Enabled"), store(locked=True), store(versioning="Enabled", kept_days=400)],
    fails=[
        row(store(), says="never on"),
        store(versioning="Suspended"),
        row(store(versioning="Enabled", kept_days=90), says="90"),
        row(store(locked=True, kept_days=364), says="too early"),
    ],
    unknown=[
        store(versioning="Enabled").unknown("kept_days", GapReason.DENIED),
        store().unknown("versioning", GapReason.DENIED),
        store(versioning="Enabled").unknown("locked", GapReason.DENIED),
    ],
)

test_trail_in_all_regions = table(
    "aws-trail-in-all-regions",
    passes=[[ACCOUNT, trail()], [ACCOUNT, trail(), trail(name="old", recording=False)]],
    fails=[
        row(ACCOUNT, says="No trail"),
        [ACCOUNT, trail(account="210987654321")],
        row(ACCOUNT, trail(recording=False), says="not logging"),
        [ACCOUNT, trail(multi_region=False)],
        [ACCOUNT, trail(validated=False)],
        row(ACCOUNT, trail(delivery_error="NoSuchBucket"), says="NoSuchBucket"),
        [ACCOUNT, trail(form="event data store", validated=None)],
    ],
    unknown=[[ACCOUNT, trail().unknown("recording", GapReason.DENIED)]],
)


def refers(user: str, used: str = "anthropic.claude", region: str = "eu-west-1") -> Any:
    service, _, name = user.partition(" ")
    arn = f"arn:aws:{service}:{region}:{NUMBER}:{name}"
    return fact(AwsReference, user=arn, used=used, role="model", resource=arn)


AGENT, BASE, ENDPOINT = refers("bedrock agent/A"), refers("bedrock knowledge-base/K"), refers("sagemaker endpoint/E")
AGENTS, BASES = "AWS::Bedrock::AgentAlias", "AWS::Bedrock::KnowledgeBase"
GATEWAY, RUNTIME = refers("bedrock-agentcore gateway/G"), refers("bedrock-agentcore runtime/R")
GUARDED = refers("lambda function:f", used=f"arn:aws:bedrock:eu-west-1:{NUMBER}:guardrail/G")

test_agent_data_events_recorded = table(
    "aws-agent-data-events-recorded",
    passes=[
        [ACCOUNT, AGENT, trail(data(AGENTS))],
        [ACCOUNT, AGENT, BASE, trail(data(AGENTS)), trail(data(BASES), name="lake", form="event data store")],
        [ACCOUNT, AGENT, trail(data(AGENTS), multi_region=False)],
        [ACCOUNT, GATEWAY, trail(data("AWS::BedrockAgentCore::Gateway"))],
        [ACCOUNT, RUNTIME, trail(data("AWS::BedrockAgentCore::Runtime"))],
        [ACCOUNT, RUNTIME, trail(data("AWS::BedrockAgentCore::RuntimeEndpoint"))],
    ],
    fails=[
        row(ACCOUNT, AGENT, trail(EventSelector(category="Management")), says="AgentAlias in eu-west-1"),
        [ACCOUNT, AGENT],
        [ACCOUNT, AGENT, BASE, trail(data(AGENTS))],
        [ACCOUNT, ENDPOINT, trail(data(AGENTS))],
        row(ACCOUNT, GATEWAY, trail(data(AGENTS)), says="BedrockAgentCore::Gateway"),
        row(ACCOUNT, RUNTIME, trail(data(AGENTS)), says="BedrockAgentCore::Runtime"),
        row(ACCOUNT, GUARDED, trail(data(AGENTS)), says="Guardrail"),
        [ACCOUNT, AGENT, trail(data(AGENTS), recording=False)],
        [ACCOUNT, AGENT, trail(data(AGENTS), multi_region=False, region="us-east-1")],
    ],
    unknown=[[ACCOUNT, AGENT, trail().unknown("selectors", GapReason.DENIED)]],
    not_applicable=[[ACCOUNT, trail()], [ACCOUNT, refers("lambda function:f")]],
)


def organization(**more: Any) -> Any:
    values = {"account": NUMBER, "organization": "o-1", "management_account": "210987654321", **more}
    return fact(AwsOrganization, **values)


test_ai_services_opt_out = table(
    "aws-ai-services-opt-out",
    passes=[organization(ai_opt_out={"default": "optOut"})],
    fails=[
        organization(),
        organization(ai_opt_out={"lex": "optOut"}),
        row(organization(ai_opt_out={"default": "optOut", "lex": "optIn"}), says="lex"),
    ],
    unknown=[organization().unknown("ai_opt_out", GapReason.DENIED)],
    not_applicable=[organization(organization=None)],
)


def contacts(*kinds: str) -> Any:
    return fact(AwsContacts, account=NUMBER, kinds=kinds)


test_contacts_named = table(
    "aws-contacts-named",
    passes=[contacts("OPERATIONS", "SECURITY")],
    fails=[contacts(), row(contacts("SECURITY"), says="OPERATIONS")],
    unknown=[contacts().unknown("kinds", GapReason.DENIED)],
)
