"""Whether it can be shown who asked what and what was answered."""

from __future__ import annotations

from readiness.api import Verdict, check, failed, not_applicable, passed, unknown
from readiness.facts.ai import Gateway, ProviderUse, TraceSink
from readiness.facts.serving import before_production, without_samples

RECORDERS = frozenset(
    {
        "argilla",
        "arize",
        "arize_phoenix",
        "athina",
        "azure_storage",
        "braintrust",
        "datadog",
        "datadog_llm_observability",
        "deepeval",
        "dynamodb",
        "elasticsearch",
        "galileo",
        "gcs_bucket",
        "gcs_pubsub",
        "generic_api",
        "helicone",
        "humanloop",
        "langfuse",
        "langfuse_otel",
        "langsmith",
        "langtrace",
        "literalai",
        "logfire",
        "lunary",
        "mlflow",
        "opik",
        "otel",
        "s3",
        "s3_v2",
        "sqs",
        "aws_sqs",
        "supabase",
        "traceloop",
        "wandb",
        "weave_otel",
    }
)
"""LiteLLM callbacks that hand the request and the answer to a store."""

NO_RECORDERS = frozenset(
    {
        "batch_redis_requests",
        "cloudzero",
        "detect_prompt_injection",
        "dynamic_rate_limiter",
        "dynamic_rate_limiter_v3",
        "email",
        "hide_secrets",
        "lago",
        "openmeter",
        "pagerduty",
        "presidio",
        "prometheus",
        "resend_email",
        "sentry",
        "slack",
        "smtp_email",
        "vantage",
    }
)
"""Callbacks that count, bill, alert or screen, and record no conversation."""


@check(
    "ai-requests-recorded",
    severity="high",
    effort="hours",
    maps=[
        "eu-ai-act:AIA-Art12",
        "eu-ai-act:AIA-Art19",
        "eu-ai-act:AIA-Art26",
        "iso-42001-2023:A.6.2.8",
        "aws-genai-lens:GENSEC03-BP01",
        "owasp-aisvs-1.0:AISVS-C12.1",
        "mitre-atlas-mitigations:AML.M0024",
    ],
)
def requests_recorded(uses: list[ProviderUse], gateways: list[Gateway], sinks: list[TraceSink]) -> Verdict | list[Verdict]:
    """Requests to models and their answers are recorded.

    Why: Without records we can't show what our AI told a customer. Incidents, complaints and audits all begin with
    the conversation. Keep records as long as your policy says; high-risk systems at least six months. If the law
    forbids to keep content, accept this finding with a waiver that says so.

    Fix: Send requests and answers to a store of your own

        litellm_settings:
          success_callback: ["s3_v2"]   # now: <callbacks>
          failure_callback: ["s3_v2"]
          s3_callback_params: {s3_bucket_name: llm-records, s3_region_name: eu-west-1}
    """
    judged = without_samples(gateways)
    traced = [each for each in without_samples(sinks) if not before_production(each)]
    if not judged and not traced and not without_samples(uses):
        return not_applicable("no model is used")
    recording = [each for each in traced if _captures(each) and each.via != "gateway"]
    if recording:
        return passed(at=recording[0].origin, products=sorted({each.product for each in recording}))
    if judged:
        return [_recorded(each) for each in judged]
    if traced:
        products = sorted({each.product for each in traced})
        return unknown("calls are traced without their content; code may keep a record of its own", at=traced[0].origin, products=products)
    return unknown("no record of model calls was seen; code may write one of its own")


def _captures(sink: TraceSink) -> bool:
    return sink.content_by_default if sink.captures_content is None else sink.captures_content


def _recorded(gateway: Gateway) -> Verdict:
    if before_production(gateway):
        return not_applicable("it lives before production", about=gateway)
    callbacks = sorted({*gateway.callbacks, *gateway.success_callbacks})
    recorders = [each for each in callbacks if each in RECORDERS]
    if gateway.product != "litellm" and not gateway.stores_prompts:
        return unknown("what it records is set outside of this file", about=gateway, product=gateway.product)
    if gateway.masks_messages and (recorders or gateway.stores_prompts):
        return failed("Requests are recorded without their content", about=gateway, callbacks=callbacks)
    if recorders or gateway.stores_prompts:
        return passed(about=gateway, callbacks=recorders, in_spend_logs=gateway.stores_prompts)
    own = [each for each in callbacks if each not in NO_RECORDERS]
    if own:
        return unknown("what its own callbacks record can't be told", about=gateway, callbacks=own)
    if gateway.stored_in_database:
        return unknown("its callbacks may be set in the gateway's database", about=gateway, callbacks=callbacks)
    return failed("Requests and answers are not recorded", about=gateway, callbacks=callbacks)
