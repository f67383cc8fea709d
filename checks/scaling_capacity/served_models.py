"""Whether model servers refuse in time, and whether somebody waits for a model that sleeps."""

from __future__ import annotations

from readiness.api import Verdict, check, failed, not_applicable, passed, unknown
from readiness.facts.ai import AiService
from readiness.facts.kubernetes.scaling import Autoscaler
from readiness.facts.models import ServedModel
from readiness.facts.serving import before_production, without_samples

SETTINGS = {"ray": "max_queued_requests", "triton": "dynamic_batching.default_queue_policy.max_queue_size"}


@check(
    "ai-model-queue-bounded",
    severity="medium",
    effort="minutes",
    maps=["aws-genai-lens:GENOPS02-BP03", "owasp-aisvs-1.0:AISVS-C9.1", "azure-waf-core:RE:07", "aws-orr:ORR-ARCH-blast-radius"],
)
def queue_bounded(models: list[ServedModel]) -> Verdict | list[Verdict]:
    """Requests that wait for a model are bounded.

    Why: After a rush, users get answers to questions they gave up on. Ray Serve and Triton let any number of requests wait
    unless told otherwise, and work them off in order, long after the callers have gone.

    Fix: Bound the queue of each model

        # Ray Serve
        deployments: [{name: Chat, max_ongoing_requests: 64, max_queued_requests: 128}]
        # Triton, config.pbtxt
        dynamic_batching { default_queue_policy { max_queue_size: 128 default_timeout_microseconds: 5000000 timeout_action: REJECT } }
    """
    judged = [each for each in without_samples(models) if not before_production(each)]
    if not judged:
        return not_applicable("no configuration of Ray Serve or Triton was seen")
    return [
        _bounded(product, [each for each in judged if each.product == product]) for product in sorted({each.product for each in judged})
    ]


def _bounded(product: str, models: list[ServedModel]) -> Verdict:
    """One verdict for each product: the same setting is missing in every model's file."""
    told = [each for each in models if "most_waiting" not in each.unread]
    endless = [each for each in told if each.most_waiting is None and each.waits_at_most is None]
    setting = SETTINGS.get(product, "")
    if endless:
        names = sorted({each.name for each in endless})
        message = "Any number of requests may wait for a model"
        return failed(
            message, about=endless[0], at=endless[0].origin, product=product, setting=setting, models=names[:10], count=len(names)
        )
    if len(told) < len(models):
        hidden = next(each for each in models if each not in told)
        return unknown(hidden.unread["most_waiting"].detail, about=hidden, product=product, setting=setting)
    return passed(about=models[0], product=product, setting=setting, models=len(models))


@check(
    "ai-model-stays-warm",
    severity="low",
    effort="minutes",
    certainty="likely",
    maps=["aws-genai-lens:GENREL01-BP01", "aws-agentic-ai-lens:AGENTCOST06-BP03"],
)
def stays_warm(service: AiService, autoscalers: list[Autoscaler]) -> Verdict:
    """Model servers that users wait for do not scale to nothing.

    Why: The first user of the morning waits minutes for an answer. Loading a model takes so long that the caller's timeout
    ends the request before the server is there. For batches this is right: accept it with a waiver that says so.

    Fix: Keep one replica running

        keda: {minReplicaCount: 1}        # and no idleReplicaCount: 0
        predictor: {minReplicas: 1}       # KServe
    """
    if service.role != "inference":
        return not_applicable("it serves no model")
    if before_production(service):
        return not_applicable("it lives before production")
    if service.platform != "kubernetes":
        return not_applicable("nothing scales it")
    scaling = [each for each in autoscalers if _scales(each, service)]
    cold = [each for each in scaling if each.minimum == 0 and not each.paused]
    if cold:
        return failed("A model server scales to nothing", at=cold[0].origin, workload=service.workload, minimum=0, by=cold[0].kind)
    return passed(workload=service.workload, scaled_by=[each.kind for each in scaling])


def _scales(autoscaler: Autoscaler, service: AiService) -> bool:
    kind_and_name = f"/{autoscaler.target_kind}/{autoscaler.target_name}"
    same = service.workload.endswith((kind_and_name, f"#{autoscaler.target_name}"))
    return same and (autoscaler.namespace, autoscaler.environment) == (service.namespace, service.environment)
