"""Whether guardrails of Amazon Bedrock stand where models are called, and stop what they are there for."""

from __future__ import annotations

from readiness.api import Verdict, check, failed, not_applicable, passed
from readiness.facts.aws.bedrock import AwsBedrockRegion, AwsGuardrail
from readiness.facts.aws.watching import AwsBedrockTraffic


@check(
    "aws-bedrock-guardrail-ready",
    severity="high",
    effort="hours",
    maps=["aws-genai-lens:GENSEC02-BP01", "owasp-llm-top10-2025:LLM01:2025", "owasp-aisvs-1.0:AISVS-C2.1"],
)
def guardrail_ready(region: AwsBedrockRegion, traffic: list[AwsBedrockTraffic], guardrails: list[AwsGuardrail]) -> Verdict:
    r"""A guardrail is ready in each region that calls models.

    Why: Without a guardrail the model says to customers whatever it is talked into. One that failed to build, or that
    stands in another region, screens nothing.

    Fix: Create a guardrail and name it in every call

        aws bedrock create-guardrail --region <region> --name assistant --blocked-input-messaging "…" \
          --blocked-outputs-messaging "…" --content-policy-config file://filters.json
    """
    if not any(each.region == region.region for each in traffic):
        return not_applicable("no model was called in this region in two weeks")
    own = [each for each in guardrails if each.region == region.region]
    ready = sorted(each.name for each in own if each.status == "READY")
    if ready:
        return passed(region=region.region, guardrails=ready)
    if own:
        return failed("No guardrail of this region is ready", region=region.region, status=sorted({each.status for each in own}))
    return failed("Models are called without any guardrail", region=region.region)


@check(
    "aws-guardrail-blocks-prompt-attacks",
    severity="high",
    effort="minutes",
    maps=["owasp-llm-top10-2025:LLM01:2025", "aws-genai-lens:GENSEC04-BP02", "owasp-aisvs-1.0:AISVS-C2.1"],
)
def blocks_prompt_attacks(guardrail: AwsGuardrail) -> Verdict:
    """Guardrails block prompt attacks at full strength.

    Why: A crafted message can turn the assistant against its owner. At low strength, or when it only reports, the filter
    lets most of them pass.

    Fix: Set the prompt-attack filter to HIGH

        # filters.json of guardrail <guardrail>, given to aws bedrock update-guardrail
        {"filtersConfig": [{"type": "PROMPT_ATTACK", "inputStrength": "HIGH", "outputStrength": "NONE"}]}
    """
    attack = guardrail.filter("PROMPT_ATTACK")
    if attack is None or attack.input_strength == "NONE":
        return failed("A guardrail does not look for prompt attacks", guardrail=guardrail.name, version=guardrail.version)
    if not attack.blocks_input:
        return failed("A guardrail only reports prompt attacks", guardrail=guardrail.name, version=guardrail.version)
    if attack.input_strength != "HIGH":
        return failed("A guardrail is lax with prompt attacks", guardrail=guardrail.name, strength=attack.input_strength)
    return passed(guardrail=guardrail.name, version=guardrail.version)


@check(
    "aws-guardrail-protects-personal-data",
    severity="high",
    effort="hours",
    maps=["owasp-llm-top10-2025:LLM02:2025", "aws-genai-lens:GENSEC02-BP01"],
)
def protects_personal_data(guardrails: list[AwsGuardrail], traffic: list[AwsBedrockTraffic]) -> Verdict:
    """A guardrail masks or blocks personal data.

    Why: Personal data in a prompt or an answer can reach people it is not for. Masking at the guardrail works
    whichever model answers.

    Fix: Give the guardrail the kinds of personal data you handle

        # pii.json, given to aws bedrock update-guardrail
        {"piiEntitiesConfig": [{"type": "EMAIL", "action": "ANONYMIZE"}, {"type": "NAME", "action": "ANONYMIZE"}]}
    """
    if not (traffic or guardrails):
        return not_applicable("no model of Bedrock is used")
    protecting = sorted(each.name for each in guardrails if each.personal_data)
    if not protecting:
        return failed("No guardrail protects personal data", guardrails=sorted(each.name for each in guardrails))
    return passed(guardrails=protecting)
