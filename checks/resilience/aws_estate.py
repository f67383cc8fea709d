"""Whether an AI workload on AWS could go on in a second region, and somebody knows what to do when it breaks."""

from __future__ import annotations

from typing import Any

from readiness.api import Verdict, check, failed, not_applicable, passed, unknown
from readiness.facts.aws.account import AwsAccount, AwsReference
from readiness.facts.aws.agents import AwsAgent
from readiness.facts.aws.estate import AwsDnsZone, AwsRegionalCopies, AwsResponsePlans
from readiness.facts.aws.trail import AwsContacts
from readiness.facts.serving import before_production

UNASKED = "no second region is asked for"
NOT_PRODUCTION = "it lives before production"
GEOGRAPHIES = ("us", "eu", "apac", "ap", "jp", "au", "ca", "sa", "us-gov", "global")


@check(
    "aws-state-in-second-region",
    severity="medium",
    effort="days",
    maps=["aws-genai-lens:GENREL05-BP02", "azure-waf-core:RE:05", "eu-dora:DORA-Art11"],
)
def state_in_second_region(copies: AwsRegionalCopies, references: list[AwsReference], second_region: str = "") -> Verdict:
    r"""Stores of the AI workload are kept in a second region.

    Why: When the region fails, conversations and documents are lost to us. Tables, buckets and database clusters are
    judged, where `second_region` names the region that is to take over.

    Fix: Replicate the store to the second region

        # <form> <store>, copies in: <regions>
        aws dynamodb update-table --table-name <store> \
          --replica-updates '[{"Create": {"RegionName": "<second_region>"}}]'
    """
    if not second_region:
        return not_applicable(UNASKED)
    if not copies.users(references):
        return not_applicable("the AI workload does not refer to it")
    if before_production(copies):
        return not_applicable(NOT_PRODUCTION)
    if copies.region == second_region:
        return not_applicable("it stands in the second region")
    evidence: dict[str, Any] = {"store": copies.name, "form": copies.form, "regions": copies.regions, "second_region": second_region}
    if second_region in copies.regions:
        return passed(**evidence)
    return failed("A store has no copy in the second region", **evidence)


@check(
    "aws-agents-in-second-region",
    severity="medium",
    effort="days",
    maps=["aws-genai-lens:GENREL05-BP03", "azure-waf-core:RE:05"],
)
def agents_in_second_region(agent: AwsAgent, agents: list[AwsAgent], accounts: list[AwsAccount], second_region: str = "") -> Verdict:
    """Agents stand ready in the second region.

    Why: When the region fails, there is nothing to fail over to. An agent of the same name, prepared and on the same
    model, counts, where `second_region` names the region that is to take over.

    Fix: Deploy the agent to the second region as well

        # <agent>: model here <model>, there <there>
        aws bedrock-agent list-agents --region <second_region>
    """
    if not second_region:
        return not_applicable(UNASKED)
    if before_production(agent):
        return not_applicable(NOT_PRODUCTION)
    evidence: dict[str, Any] = {"agent": agent.name, "second_region": second_region, "model": agent.model}
    twin = next((each for each in agents if each.name == agent.name and _region_of(each) == second_region), None)
    if twin is None:
        if not any(second_region in each.regions for each in accounts):
            return unknown("the second region is not among those that are read", **evidence)
        return failed("An agent is missing in the second region", there="none", **evidence)
    evidence["there"] = twin.model
    if twin.status != "PREPARED":
        return failed("An agent is not ready in the second region", status=twin.status, **evidence)
    if _model(agent) and _model(twin) and _model(agent) != _model(twin):
        return failed("An agent uses another model in the second region", **evidence)
    return passed(**evidence)


def _region_of(agent: AwsAgent) -> str:
    """The region in its ARN."""
    return agent.resource.removeprefix("arn:").split(":")[2] if agent.resource.count(":") > 3 else ""


def _model(agent: AwsAgent) -> str:
    """The model without its geography (`eu.`, `us.`); empty for profiles whose ids tell nothing."""
    name = agent.model.rsplit("/", 1)[-1]
    parts = name.split(".")
    if len(parts) < 2:
        return ""
    return ".".join(parts[1:] if parts[0] in GEOGRAPHIES else parts)


@check("aws-traffic-fails-over", severity="low", effort="days", maps=["aws-genai-lens:GENREL05-BP01", "azure-waf-core:RE:05"])
def traffic_fails_over(zone: AwsDnsZone, hostname: str = "") -> Verdict:
    """The service's name leads away from an unhealthy region.

    Why: Callers keep asking a region that no longer answers. Set `hostname` to the name under which the service is
    called, where it is served from two regions.

    Fix: Add records with health checks for both regions

        # zone <zone>, name <hostname>: <routing>, answers <answers>, with health check <checked>
        aws route53 list-resource-record-sets --hosted-zone-id <id> --start-record-name <hostname> --max-items 4
    """
    if not hostname:
        return not_applicable("no name of a service in two regions is given")
    host = hostname.rstrip(".").lower()
    if not zone.holds(host):
        return not_applicable("the name lies in another zone")
    if host in zone.fronted:
        return not_applicable("CloudFront or Global Accelerator chooses the region")
    id = zone.resource.rsplit("/", 1)[-1]
    evidence: dict[str, Any] = {"zone": zone.name, "id": id, "hostname": host}
    found = [each for each in zone.routed if each.name == host]
    if not found:
        return failed("A service's name has one answer", routing="none", answers=1, checked=0, **evidence)
    worst = min(found, key=lambda each: (each.checked, each.answers))
    evidence |= {"routing": worst.routing, "answers": worst.answers, "checked": worst.checked}
    if worst.answers < 2:
        return failed("A service's name has one answer", **evidence)
    # The last answer of a failover pair is given when all else fails; it needs no health check.
    needed = worst.answers - 1 if worst.routing == "failover" else worst.answers
    if worst.checked < needed:
        return failed("Answers for a service's name are not health-checked", **evidence)
    return passed(**evidence)


@check(
    "aws-incident-plan-known",
    severity="medium",
    effort="hours",
    certainty="likely",
    maps=["azure-waf-core:SE:12", "eu-dora:DORA-Art17", "aws-agentic-ai-lens:AGENTOPS07-BP01"],
)
def incident_plan_known(contacts: AwsContacts, regions: list[AwsResponsePlans], runbook: str = "") -> Verdict:
    """There is a plan for incidents, and a contact.

    Why: In an outage people search for what to do and whom to call. A response plan of Incident Manager counts, or a
    `runbook` named in the settings together with the account's contact for operations.

    Fix: Name the runbook, and the contact for operations

        # readiness.yaml: aws-incident-plan-known: {runbook: https://wiki.example.org/runbooks/assistant}
        # contacts now: <contacts>
        aws account get-alternate-contact --alternate-contact-type OPERATIONS
    """
    if before_production(contacts):
        return not_applicable(NOT_PRODUCTION)
    plans = sorted({plan for each in regions for plan in each.plans})
    evidence: dict[str, Any] = {"plans": plans, "runbook": runbook, "contacts": contacts.kinds}
    reachable = "OPERATIONS" in contacts.kinds
    if plans or (runbook and reachable):
        return passed(**evidence)
    if runbook:
        return failed("Nobody is named for operations", **evidence)
    if reachable:
        return unknown("no response plan stands here, and the settings name no runbook", **evidence)
    return failed("Neither a plan nor a contact for incidents is known", **evidence)
