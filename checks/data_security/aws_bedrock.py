"""Whether guardrails of Amazon Bedrock stand where models are called, and stop what they are there for."""

from __future__ import annotations

from readiness.api import Verdict, check, failed, not_applicable, passed
from readiness.facts.aws.account import AwsReference
from readiness.facts.aws.agents import AwsKnowledgeBase
from readiness.facts.aws.bedrock import DRAFT, INVOCATION_LOG, AwsBedrockRegion, AwsGuardrail
from readiness.facts.aws.meaning import naming
from readiness.facts.aws.watching import AwsBedrockTraffic, AwsLogGroup

UNUSED = "nothing in this region uses models of Bedrock that answer in words"


@check(
    "aws-bedrock-guardrail-ready",
    severity="high",
    effort="hours",
    maps=["aws-genai-lens:GENSEC02-BP01", "owasp-llm-top10-2025:LLM01:2025", "owasp-aisvs-1.0:AISVS-C2.1"],
)
def guardrail_ready(
    region: AwsBedrockRegion, traffic: list[AwsBedrockTraffic], references: list[AwsReference], guardrails: list[AwsGuardrail]
) -> Verdict:
    r"""A guardrail is ready in each region that calls models.

    Why: Without a guardrail the model says to customers whatever it is talked into. One that failed to build, or that
    stands in another region, screens nothing. A draft changes for users the moment somebody edits it.

    Fix: Create a guardrail, give it a version, name it in every call

        aws bedrock create-guardrail --region <region> --name assistant --blocked-input-messaging "…" \
          --blocked-outputs-messaging "…" --content-policy-config file://filters.json
        aws bedrock create-guardrail-version --region <region> --guardrail-identifier …
    """
    use = region.answers(traffic, references)
    if not use:
        return not_applicable(UNUSED)
    own = [each for each in guardrails if each.region == region.region]
    ready = [each for each in own if each.ready]
    numbered = [each for each in ready if "version" not in each.unread and each.version != DRAFT]
    if numbered:
        return passed(region=region.region, guardrails=[f"{each.name} version {each.version}" for each in numbered])
    if ready:
        drafts = [each.name for each in ready if each.version == DRAFT]
        return failed("Guardrails of this region are drafts only", region=region.region, guardrails=drafts, use=use)
    if own:
        status = sorted({each.status for each in own})
        return failed("No guardrail of this region is ready", region=region.region, status=status, use=use)
    return failed("Models are used without any guardrail", region=region.region, use=use)


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
def protects_personal_data(
    region: AwsBedrockRegion, traffic: list[AwsBedrockTraffic], references: list[AwsReference], guardrails: list[AwsGuardrail]
) -> Verdict:
    """A guardrail masks or blocks personal data both ways.

    Why: Personal data in a prompt or an answer can reach people it is not for. Masking at the guardrail works
    whichever model answers. A guardrail works in its own region only.

    Fix: Give the guardrail the kinds of personal data you handle

        # region <region>: pii.json, given to aws bedrock update-guardrail
        {"piiEntitiesConfig": [{"type": "EMAIL", "action": "ANONYMIZE"}, {"type": "NAME", "action": "ANONYMIZE"}]}
    """
    own = [each for each in guardrails if each.region == region.region]
    if not (own or region.answers(traffic, references)):
        return not_applicable(UNUSED)
    ready = [each for each in own if each.ready]
    protecting = [each.name for each in ready if "personal_data" not in each.unread and each.personal_data]
    if protecting:
        return passed(region=region.region, guardrails=protecting)
    if any(each.personal_data_one_way for each in ready):
        kinds = sorted({kind for each in ready for kind in each.personal_data_one_way})
        return failed("Personal data is protected in one direction only", region=region.region, kinds=kinds)
    return failed("No guardrail protects personal data", region=region.region, guardrails=sorted(each.name for each in own))


CONTENT = ("HATE", "INSULTS", "MISCONDUCT", "SEXUAL", "VIOLENCE")
"""Categories of harmful content; prompt attacks have no answers to filter."""


@check(
    "aws-guardrail-filters-answers",
    severity="medium",
    effort="minutes",
    maps=["aws-genai-lens:GENSEC02-BP01", "owasp-llm-top10-2025:LLM05:2025"],
)
def filters_answers(guardrail: AwsGuardrail) -> Verdict:
    """Guardrails filter harmful answers, not only prompts.

    Why: A harmless question can get a harmful answer. What the model says is what customers see, and a filter with
    output strength NONE, or one that only reports, lets all of it through.

    Fix: Set an output strength for every content category

        # filters.json of guardrail <guardrail>, given to aws bedrock update-guardrail; now open: <open>
        {"filtersConfig": [{"type": "HATE", "inputStrength": "HIGH", "outputStrength": "HIGH"}]}
    """
    filtered = [each.type for each in guardrail.filters if each.output_strength != "NONE" and each.blocks_output]
    missing = [each for each in CONTENT if each not in filtered]
    if missing:
        message = "A guardrail lets harmful answers through" if len(missing) < len(CONTENT) else "A guardrail does not look at answers"
        return failed(message, guardrail=guardrail.name, version=guardrail.version, open=missing)
    return passed(guardrail=guardrail.name, version=guardrail.version)


@check(
    "aws-guardrail-grounds-answers",
    severity="medium",
    effort="hours",
    maps=["aws-genai-lens:GENSEC02-BP01", "owasp-llm-top10-2025:LLM09:2025"],
)
def grounds_answers(region: AwsBedrockRegion, bases: list[AwsKnowledgeBase], guardrails: list[AwsGuardrail]) -> Verdict:
    """A guardrail checks answers against their sources.

    Why: A made-up answer looks like one from your documents. Contextual grounding compares each answer with the passages
    it was made from and with the question, and stops those that do not fit.

    Fix: Add contextual grounding to the guardrail

        # region <region>: grounding.json, given to aws bedrock update-guardrail
        {"filtersConfig": [{"type": "GROUNDING", "threshold": 0.7, "action": "BLOCK"},
                           {"type": "RELEVANCE", "threshold": 0.7, "action": "BLOCK"}]}
    """
    asked = sorted(each.name for each in bases if f":{region.region}:" in each.resource)
    if not asked:
        return not_applicable("this region has no knowledge base")
    ready = [each for each in guardrails if each.region == region.region and each.ready]
    grounding = [each.name for each in ready if "grounding" not in each.unread and not each.ungrounded]
    if grounding:
        return passed(region=region.region, guardrails=grounding, knowledge_bases=asked)
    if names := [each.name for each in ready if each.grounding]:
        return failed("Grounding is checked in part, or only reported", region=region.region, guardrails=names, knowledge_bases=asked)
    return failed("Answers are not checked against their sources", region=region.region, knowledge_bases=asked)


@check(
    "aws-invocation-log-group-encrypted",
    severity="medium",
    effort="hours",
    maps=["aws-ml-lens:MLSEC02-BP01", "azure-waf-core:SE:07", "owasp-llm-top10-2025:LLM02:2025"],
)
def invocation_log_group_encrypted(group: AwsLogGroup, references: list[AwsReference]) -> Verdict:
    r"""Log groups with prompts and answers have a KMS key.

    Why: Whoever may read the log group may read every prompt and answer. CloudWatch encrypts with its own key otherwise,
    which asks nobody for a further right and can't be withdrawn. What was written before stays as it was.

    Fix: Encrypt the log group with a KMS key

        aws logs associate-kms-key --log-group-name <log_group> \
          --kms-key-id arn:aws:kms:…:key/…
    """
    if not any(
        (each.user, each.role, each.used) == (_recorder(group), INVOCATION_LOG, group.name) for each in naming(references, group.name)
    ):
        return not_applicable("Bedrock records no calls in it")
    if not group.kms_key:
        return failed("Prompts and answers are stored without a KMS key", log_group=group.name)
    return passed(log_group=group.name, key=group.kms_key)


def _recorder(group: AwsLogGroup) -> str:
    """Who refers to a log group of its region and account as the record of model calls."""
    _, _, _, region, account, *_ = group.resource.split(":")
    return f"{account}/{region}/bedrock"
