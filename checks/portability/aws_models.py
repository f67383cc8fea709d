"""What ties a workload to single models of Bedrock: their end, their region, and what cannot be taken along."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from readiness.api import Verdict, check, failed, not_applicable, passed, unknown
from readiness.facts.aws.hosting import AwsContainerService
from readiness.facts.aws.models import PROVISIONED, AwsFallbackModel, AwsTunedModel, AwsUsedModel, family, model_name
from readiness.facts.aws.serverless import AwsFunction
from readiness.facts.aws.storage import AwsBucket
from readiness.facts.serving import before_production

ANOTHERS_KEY = re.compile(r"variable (?!\w*(BEDROCK|AWS))\w+_(API_)?KEY")
UNRESOLVED = "which foundation model it stands on can't be told"


def _is_imported(used: AwsUsedModel) -> bool:
    return all(model_name(each).kind == "imported-model" for each in used.written)


@check(
    "aws-models-not-ending",
    severity="high",
    effort="days",
    maps=["azure-waf-ai:AI-application-design#plan-for-model-deprecation", "aws-genai-lens:GENREL04-BP02"],
)
def models_not_ending(used: AwsUsedModel, today: date, least_days: int = 180) -> Verdict:
    r"""No model in use is legacy or near its end of life.

    Why: On the day a model ends, every request to it fails. No request is passed on to a newer model, and prompts must be
    tested anew with another one. Legacy models may cost more, and accounts that pause lose access to them.

    Fix: Test a model that stays, and switch to it

        # <model> in <region>: <status>, ends <end_of_life>; used by <users>
        aws bedrock list-foundation-models --region <region> \
          --query "modelSummaries[?modelLifecycle.status=='ACTIVE'].[modelId,modelLifecycle.endOfLifeTime]"
    """
    if not used.model:
        if _is_imported(used):
            return not_applicable("it is no foundation model of Bedrock")
        return unknown(UNRESOLVED, called_as=used.written)
    if not used.listed:
        return unknown("the region does not list the model", model=used.model, region=used.region)
    evidence: dict[str, Any] = {
        "model": used.model,
        "region": used.region,
        "status": used.status,
        "end_of_life": used.end_of_life,
        "called_as": used.written,
        "users": used.users,
    }
    if used.status != "ACTIVE":
        return failed("A legacy model is in use", **evidence)
    if used.end_of_life is not None and (used.end_of_life - today).days < least_days:
        return failed("A model in use nears its end of life", **evidence)
    return passed(**evidence)


def _other_providers(software: Iterable[AwsFunction | AwsContainerService]) -> Iterator[str]:
    """Variables that hold keys of model providers other than Bedrock, each with the software that has it."""
    for each in software:
        if before_production(each) or {"ai_evidence", "signs"} & set(each.unread):
            continue
        signs = each.ai_evidence if isinstance(each, AwsFunction) else each.signs
        yield from (f"{sign} of {each.name}" for sign in signs if ANOTHERS_KEY.fullmatch(sign))


@check(
    "aws-second-model-in-use",
    severity="low",
    effort="days",
    certainty="likely",
    maps=["azure-waf-ai:AI-application-design#multi-model-routing-patterns", "eu-dora:DORA-Art28"],
)
def second_model(models: list[AwsUsedModel], functions: list[AwsFunction], services: list[AwsContainerService]) -> Verdict:
    """More than one line of models can answer.

    Why: When the only model is withdrawn or full, nothing can answer. A second line of models that is already called has been
    tested with the workload's prompts. Newer versions of the same line do not count; neither do embedding models.

    Fix: Test a second model, and name it as fallback

        # all answers come from <families>
        resource "aws_lambda_function" "assistant" {
          environment { variables = { MODEL_ID = var.model, FALLBACK_MODEL_ID = var.fallback_model } }
        }
    """
    serving = [each for each in models if not before_production(each) and not _is_imported(each)]
    known = [each for each in serving if each.model and each.listed and each.makes_text]
    families = sorted({family(each.model) for each in known})
    if len(families) > 1:
        return passed(families=families)
    hidden = sorted(name for each in serving if not (each.model and each.listed) for name in each.written)
    if hidden:
        return unknown("what kind of model one of them is can't be told", called_as=hidden)
    if not families:
        return not_applicable("no text model of Bedrock is in use")
    if others := [*_other_providers(functions), *_other_providers(services)]:
        return unknown("software holds a key of another provider, whose models may answer", families=families, keys=sorted(others))
    return failed("All answers hang on one line of models", families=families, models=sorted({each.model for each in known}))


@check(
    "aws-cross-region-inference",
    severity="medium",
    effort="minutes",
    maps=["aws-genai-lens:GENREL05-BP01"],
)
def cross_region_inference(used: AwsUsedModel) -> Verdict:
    """Models are called through cross-region inference profiles.

    Why: When one region is full, requests are refused that another could serve. An inference profile sends them to regions of
    the same geography, at the same price. Where data must stay in one region, waive this and say so. Global profiles are
    not asked for.

    Fix: Call the profile instead of the model

        # in place of <called_as>, one of <profiles>
        aws bedrock-runtime converse --region <region> --model-id $PROFILE --messages file://messages.json
    """
    if before_production(used):
        return not_applicable("it is before production")
    if all(model_name(each).reach == PROVISIONED for each in used.written) or _is_imported(used):
        return not_applicable("it has capacity of its own")
    if set(used.written) == set(used.at_mantle) and not used.called_in_region:
        return not_applicable("bedrock-mantle, where it is called, has no inference profiles")
    if not used.model:
        return unknown(UNRESOLVED, called_as=used.written)
    if not used.profiles:
        return not_applicable("no inference profile of a geography serves it here")
    if used.called_in_region:
        return failed(
            "A model is called in one region only",
            model=used.model,
            region=used.region,
            called_as=used.called_in_region,
            profiles=used.profiles,
        )
    return passed(model=used.model, region=used.region, called_as=used.written)


@check(
    "aws-tuned-model-data-kept",
    severity="medium",
    effort="hours",
    maps=["aws-genai-lens:GENREL04-BP02", "azure-waf-core:RE:09"],
)
def tuned_model_data_kept(model: AwsTunedModel, buckets: list[AwsBucket]) -> Verdict:
    """What a tuned model was made from is kept.

    Why: A tuned model that is lost can't be made again. Bedrock gives out no weights: when its base model ends, the model must
    be tuned anew from the same data. Versions keep the data from being overwritten or deleted.

    Fix: Keep training data in a versioned bucket of your own

        # made from <buckets>
        aws s3api put-bucket-versioning --bucket $BUCKET --versioning-configuration Status=Enabled
    """
    if not model.buckets:
        return unknown("AWS does not tell what it was made from", model=model.name)
    read = {each.name: each for each in buckets}
    evidence: dict[str, Any] = {"model": model.name, "customization": model.customization, "base": model.base}
    if model.foreign:
        return failed("Training data is in no bucket of this account", **evidence, buckets=model.foreign)
    elsewhere = [each for each in model.buckets if each not in read]
    if elsewhere:
        return unknown("its training data is in a region that was not read", **evidence, buckets=elsewhere)
    loose = [each for each in model.buckets if read[each].versioning != "Enabled"]
    if loose:
        return failed("Training data is in a bucket without versions", **evidence, buckets=loose)
    return passed(**evidence, buckets=model.buckets)


@check(
    "aws-fallback-model-granted",
    severity="medium",
    effort="minutes",
    maps=["azure-waf-ai:AI-application-design#multi-model-routing-patterns", "aws-genai-lens:GENREL03-BP01"],
)
def fallback_granted(fallback: AwsFallbackModel) -> Verdict:
    """Declared fallback models may be called.

    Why: A fallback without access fails when it is needed. Access to a model is granted for account and region; nobody notices
    that it is missing as long as the first model answers.

    Fix: Grant access to the model now, and call it once

        # <variable> of <function>
        aws bedrock get-foundation-model-availability --region <region> --model-id <model>
    """
    evidence: dict[str, Any] = {
        "function": fallback.function,
        "variable": fallback.variable,
        "model": fallback.model,
        "region": fallback.region,
        "authorization": fallback.authorization,
        "entitlement": fallback.entitlement,
        "agreement": fallback.agreement,
    }
    if fallback.in_region != "AVAILABLE":
        return failed("A fallback model is not offered in its region", **evidence)
    if fallback.authorization != "AUTHORIZED" or fallback.entitlement != "AVAILABLE":
        return failed("The account may not call a fallback model", **evidence)
    return passed(**evidence)
