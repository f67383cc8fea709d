"""Whether an AWS account is recorded and governed."""

from __future__ import annotations

from typing import Any

from readiness.api import Verdict, check, failed, not_applicable, passed
from readiness.facts.aws.account import AwsAccount, AwsReference
from readiness.facts.aws.trail import AwsAuditStore, AwsContacts, AwsEventRecorder, AwsOrganization


@check(
    "aws-trail-in-all-regions",
    severity="high",
    effort="hours",
    maps=["aws-genai-lens:GENSEC03-BP01", "aws-agentic-ai-lens:AGENTSEC05-BP01", "eu-dora:DORA-Art10", "azure-waf-core:SE:10"],
)
def trail_in_all_regions(account: AwsAccount, recorders: list[AwsEventRecorder]) -> Verdict:
    """A trail records all regions and delivers its files.

    Why: After an incident nobody can tell who did what. CloudTrail's own history ends after 90 days and can't be
    proved to be whole.

    Fix: Turn on a trail for all regions

        aws cloudtrail update-trail --name <trail> --is-multi-region-trail --enable-log-file-validation
        aws cloudtrail start-logging --name <trail>
        aws cloudtrail get-trail-status --name <trail>
    """
    trails = [each for each in recorders if each.account == account.account and each.form == "trail"]
    if not trails:
        return failed("No trail records the account", trail="none")
    faults = {each.name: _faults(each) for each in trails}
    sound = [name for name, found in faults.items() if not found]
    if sound:
        return passed(trails=sound)
    name, found = min(faults.items(), key=lambda item: (len(item[1]), item[0]))
    return failed("No trail records all regions soundly", trail=name, faults=found)


def _faults(trail: AwsEventRecorder) -> list[str]:
    told = {
        "not multi-region": not trail.multi_region,
        "not logging": not trail.recording,
        "log files not validated": not trail.validated,
        f"delivery failed: {trail.delivery_error}": bool(trail.delivery_error),
    }
    return [fault for fault, there in told.items() if there]


@check(
    "aws-audit-store-protected",
    severity="medium",
    effort="hours",
    maps=["aws-genai-lens:GENSEC03-BP01", "eu-dora:DORA-Art10", "azure-waf-core:SE:10"],
)
def audit_store_protected(store: AwsAuditStore, least_days: int = 365) -> Verdict:
    """The audit trail's files can't be lost unnoticed.

    Why: Who breaks in deletes the trail behind them. Versions or Object Lock keep what was deleted; a lifecycle rule that
    deletes early leaves an incident that is found late without evidence.

    Fix: Keep versions, and files for a year at least

        aws s3api put-bucket-versioning --bucket <bucket> --versioning-configuration Status=Enabled
        aws s3api get-bucket-lifecycle-configuration --bucket <bucket>
    """
    known: dict[str, Any] = {"bucket": store.bucket, "trails": store.trails}
    if store.kept_days is not None and store.kept_days < least_days:
        return failed("The audit trail is deleted too early", **known, kept_days=store.kept_days, least_days=least_days)
    if not store.locked and store.versioning != "Enabled":
        return failed("Files of the audit trail can be deleted", **known, versioning=store.versioning or "never on", locked=False)
    return passed(**known, versioning=store.versioning, locked=store.locked, kept_days=store.kept_days)


DATA_EVENTS = {
    ":agent/": ("AWS::Bedrock::AgentAlias",),
    ":agent-alias/": ("AWS::Bedrock::AgentAlias",),
    ":knowledge-base/": ("AWS::Bedrock::KnowledgeBase",),
    ":flow/": ("AWS::Bedrock::FlowAlias",),
    ":guardrail/": ("AWS::Bedrock::Guardrail",),
    ":endpoint/": ("AWS::SageMaker::Endpoint",),
    ":gateway/": ("AWS::BedrockAgentCore::Gateway",),
    ":runtime/": ("AWS::BedrockAgentCore::Runtime", "AWS::BedrockAgentCore::RuntimeEndpoint"),
    ":memory/": ("AWS::BedrockAgentCore::Memory",),
}
"""Part of an ARN to the resource types of its data events, one of which records its use. Calls of models are management events.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-data-events-with-cloudtrail.html#logging-data-events
"""


@check(
    "aws-agent-data-events-recorded",
    severity="high",
    effort="hours",
    maps=["aws-genai-lens:GENSEC03-BP01", "aws-genai-lens:GENSEC01-BP04", "aws-agentic-ai-lens:AGENTOPS05-BP03", "eu-dora:DORA-Art10"],
)
def agent_data_events_recorded(account: AwsAccount, references: list[AwsReference], recorders: list[AwsEventRecorder]) -> Verdict:
    """The use of agents, knowledge bases and endpoints is recorded.

    Why: Nobody can tell who asked an agent, or what was retrieved for whom. CloudTrail records calls of models by
    default, but the use of agents, knowledge bases, flows, guardrails, endpoints and AgentCore only when told to.

    Fix: Record data events of <missing>

        aws cloudtrail put-event-selectors --trail-name <trail> --advanced-event-selectors '[
          {"FieldSelectors": [{"Field": "eventCategory", "Equals": ["Management"]}]},
          {"FieldSelectors": [{"Field": "eventCategory", "Equals": ["Data"]},
           {"Field": "resources.type", "Equals": ["AWS::Bedrock::AgentAlias"]}]}]'
    """
    used = _used_types(account.account, references)
    if not used:
        return not_applicable("no agent, knowledge base, flow, guardrail or endpoint was seen")
    recording = [each for each in recorders if each.account == account.account and each.recording]
    missing = sorted({f"{kinds[0]} in {region}" for kinds, region in used if not any(_records(each, kinds, region) for each in recording)})
    if missing:
        return failed("The use of agents or endpoints is not recorded", missing=missing, trail=[each.name for each in recording])
    return passed(recorded=sorted({kinds[0] for kinds, _ in used}))


def _used_types(account: str, references: list[AwsReference]) -> set[tuple[tuple[str, ...], str]]:
    """Resource types of data events with the region they happen in."""
    used = set()
    for arn in {name for each in references for name in (each.user, each.used)}:
        parts = arn.split(":")
        if len(parts) > 5 and parts[4] == account and parts[2] in ("bedrock", "bedrock-agentcore", "sagemaker"):
            used |= {(kinds, parts[3]) for part, kinds in DATA_EVENTS.items() if part in arn}
    return used


def _records(recorder: AwsEventRecorder, kinds: tuple[str, ...], region: str) -> bool:
    if not (recorder.multi_region or recorder.region == region):
        return False
    return any(each.category == "Data" and not set(kinds).isdisjoint(each.resource_types) for each in recorder.selectors)


@check(
    "aws-ai-services-opt-out",
    severity="low",
    effort="minutes",
    maps=["aws-genai-lens:GENSEC01-BP03", "aws-ml-lens:MLSEC03-BP03"],
)
def ai_services_opt_out(organization: AwsOrganization) -> Verdict:
    """The organization opts out of AI services' data use.

    Why: AWS's AI services may keep our content to improve themselves. The policy speaks of services such as Lex,
    Rekognition and Transcribe; Bedrock does not use content for training.

    Fix: Attach an opt-out policy to the organization's root

        aws organizations describe-effective-policy --policy-type AISERVICES_OPT_OUT_POLICY
        {"services": {"default": {"opt_out_policy": {"@@assign": "optOut"}}}}
    """
    if organization.organization is None:
        return not_applicable("the account is in no organization")
    if organization.ai_opt_out is None:
        return failed("AI services may keep our content", policy="none")
    kept = sorted(service for service, choice in organization.ai_opt_out.items() if choice != "optOut")
    if organization.ai_opt_out.get("default") != "optOut" or kept:
        return failed("Some AI services may keep our content", services=kept or ["default"])
    return passed(default="optOut")


@check(
    "aws-contacts-named",
    severity="low",
    effort="minutes",
    maps=["aws-ml-lens:MLOPS02-BP01", "azure-waf-core:SE:12", "eu-dora:DORA-Art14"],
)
def contacts_named(contacts: AwsContacts) -> Verdict:
    """Contacts for operations and security are named.

    Why: AWS's warnings reach a mailbox that nobody reads. Notices of abuse and of events go to the account's owner
    alone when no other contact is named.

    Fix: Name the contacts

        # missing: <missing>
        aws account get-alternate-contact --alternate-contact-type OPERATIONS
        aws account get-alternate-contact --alternate-contact-type SECURITY
    """
    missing: Any = sorted({"OPERATIONS", "SECURITY"} - set(contacts.kinds))
    if missing:
        return failed("A contact is missing", missing=missing)
    return passed(contacts=contacts.kinds)
