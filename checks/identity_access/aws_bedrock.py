"""Whether calls of Amazon Bedrock's models can leave out the guardrail."""

from __future__ import annotations

from readiness.api import Verdict, check, failed, not_applicable, passed, unknown
from readiness.facts.aws.account import AwsReference
from readiness.facts.aws.bedrock import AwsBedrockRegion
from readiness.facts.aws.iam import INVOKE, AwsRole
from readiness.facts.aws.watching import AwsBedrockTraffic


@check(
    "aws-guardrail-enforced",
    severity="high",
    effort="hours",
    maps=["aws-genai-lens:GENSEC02-BP01", "owasp-llm-top10-2025:LLM01:2025", "owasp-aisvs-1.0:AISVS-C2.1"],
)
def guardrail_enforced(
    region: AwsBedrockRegion, traffic: list[AwsBedrockTraffic], references: list[AwsReference], roles: list[AwsRole]
) -> Verdict:
    """No software can call a model without a guardrail.

    Why: One call that forgets the guardrail goes out unscreened. Whether it is named is up to each developer, unless the
    account enforces one or the rights to call models demand it. Service control policies are not weighed; roles
    of agents and flows are left out, since these name their guardrail themselves.

    Fix: Enforce a guardrail in the account, or deny calls without

        # region <region>: in the policies of <roles>
        {"Effect": "Deny", "Action": ["bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream"],
         "Resource": "*",
         "Condition": {"Null": {"bedrock:GuardrailIdentifier": "true"}}}
    """
    if not region.answers(traffic, references):
        return not_applicable("nothing in this region uses models of Bedrock that answer in words")
    able = [each for each in roles if _calls_models(each, references, region.region)]
    callers = [each for each in able if each.services != AGENTS]
    free = sorted(each.name for each in callers if any(each.unguarded(action, region.region) for action in INVOKE))
    enforced = region.enforced_guardrails if free or not callers else ()
    if free and not enforced:
        return failed("Software may call models without a guardrail", region=region.region, roles=free)
    if region.mantle_called:
        return unknown("what guards calls at bedrock-mantle is not read", region=region.region)
    if enforced:
        return passed(region=region.region, enforced=enforced)
    if callers:
        return passed(region=region.region, roles=sorted(each.name for each in callers))
    if able:
        return not_applicable("only agents and flows call models, whose guardrails are judged apart")
    return unknown("no role was seen with which software calls models here", region=region.region)


AGENTS = frozenset({"bedrock.amazonaws.com"})
"""Who assumes the roles of agents, flows and knowledge bases; conditions on a guardrail would break their own calls."""


def _calls_models(role: AwsRole, references: list[AwsReference], region: str) -> bool:
    """Whether software of the workload may call models of the region with the role."""
    return role.runtime and role.in_workload(references) and any(role.calling(action, region) for action in INVOKE)
