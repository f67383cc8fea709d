"""Whether endpoints and services on AWS run more than once and grow with the load."""

from __future__ import annotations

from readiness.api import Verdict, check, failed, not_applicable, passed, unknown
from readiness.facts.aws.account import AwsReference
from readiness.facts.aws.hosting import (
    TASKS,
    VARIANTS,
    AwsContainerService,
    AwsEndpoint,
    AwsEndpointQuotas,
    AwsScalableTarget,
    EndpointVariant,
)
from readiness.facts.serving import before_production


def _why_not_asked(endpoint: AwsEndpoint) -> str:
    if before_production(endpoint):
        return "it is not for production"
    if endpoint.asynchronous:
        return "asynchronous requests wait in a queue"
    return "" if any(not each.serverless for each in endpoint.variants) else "it is serverless"


def _least(variant: EndpointVariant) -> int:
    return min(each for each in (variant.instances or 0, variant.managed_minimum) if each is not None)


@check(
    "aws-sagemaker-endpoint-replicated", severity="high", effort="minutes", maps=["aws-genai-lens:GENREL01-BP01", "azure-waf-core:RE:05"]
)
def endpoint_replicated(endpoint: AwsEndpoint, least: int = 2) -> Verdict:
    r"""SageMaker endpoints run on two instances or more.

    Why: The assistant stops when one machine or one zone does. SageMaker spreads instances over zones, which needs two of
    them to start with.

    Fix: Run at least two instances of each variant

        aws sagemaker update-endpoint-weights-and-capacities --endpoint-name <endpoint> \
          --desired-weights-and-capacities VariantName=<variants>,DesiredInstanceCount=2
    """
    if reason := _why_not_asked(endpoint):
        return not_applicable(reason)
    if any(each.instances is None and not each.serverless for each in endpoint.variants):
        return unknown("how many instances run is not told", status=endpoint.status)
    few = [each.name for each in endpoint.variants if not each.serverless and _least(each) < least]
    if few:
        return failed("Too few instances run", endpoint=endpoint.name, variants=few, least=least)
    return passed(variants=[f"{each.name}: {each.instances}" for each in endpoint.variants])


@check("aws-sagemaker-endpoint-scales", severity="high", effort="hours", maps=["aws-ml-lens:MLREL05-BP01", "aws-genai-lens:GENREL01-BP01"])
def endpoint_scales(endpoint: AwsEndpoint, targets: list[AwsScalableTarget]) -> Verdict:
    r"""SageMaker endpoints scale with their load.

    Why: At peak load users wait or get errors while nobody adds machines. Application Auto Scaling does it within minutes,
    up to a stated maximum.

    Fix: Register each variant as a target, and give it a policy

        aws application-autoscaling register-scalable-target --service-namespace sagemaker \
          --resource-id endpoint/<endpoint>/variant/<variants> \
          --scalable-dimension sagemaker:variant:DesiredInstanceCount --min-capacity 2 --max-capacity 6
    """
    if reason := _why_not_asked(endpoint):
        return not_applicable(reason)
    still = [each.name for each in endpoint.variants if not each.serverless and not _grows(endpoint, each, targets)]
    if still:
        return failed("Nothing scales the endpoint", endpoint=endpoint.name, variants=still)
    return passed()


def _grows(endpoint: AwsEndpoint, variant: EndpointVariant, targets: list[AwsScalableTarget]) -> bool:
    if variant.managed_minimum is not None and variant.managed_maximum is not None:
        return variant.managed_minimum < variant.managed_maximum
    target = f"endpoint/{endpoint.name}/variant/{variant.name}"
    return any(each.target == target and each.dimension == VARIANTS and each.grows for each in _beside(targets, endpoint.origin.place))


def _beside(targets: list[AwsScalableTarget], place: str) -> list[AwsScalableTarget]:
    return [each for each in targets if each.origin.place == place]


@check(
    "aws-sagemaker-ceiling-within-quota",
    severity="medium",
    effort="days",
    maps=["aws-genai-lens:GENREL01-BP01", "aws-ml-lens:MLREL05-BP01", "azure-waf-core:RE:06"],
)
def ceiling_within_quota(
    endpoint: AwsEndpoint, endpoints: list[AwsEndpoint], targets: list[AwsScalableTarget], quotas: list[AwsEndpointQuotas]
) -> Verdict:
    r"""Endpoints can scale to their maximum within the quota.

    Why: Scaling stops at the quota of instances, before the planned maximum. All endpoints of a region
    share it for each instance type. AWS may take days to raise it.

    Fix: Ask for a higher quota, or lower the maximum

        # <together> of <instance_type> are planned for, <quota> are allowed
        aws service-quotas list-service-quotas --service-code sagemaker \
          --query "Quotas[?QuotaName=='<instance_type> for endpoint usage']"
        # then: aws service-quotas request-service-quota-increase --service-code sagemaker --quota-code …
    """
    if before_production(endpoint):
        return not_applicable("it is not for production")
    beside = _beside(targets, endpoint.origin.place)
    growing = [each for each in endpoint.variants if not each.serverless and _may_grow(endpoint, each, beside)]
    if not growing:
        return not_applicable("nothing scales it")
    types = _types(endpoint)
    near = [each for each in endpoints if each.origin.place == endpoint.origin.place]
    if any(not _types(each).get(one.name) for each in near for one in each.variants if not one.serverless):
        return unknown("the type of some instances of the region's endpoints is not told", endpoint=endpoint.name)
    allowed = {kind: most for each in quotas if each.origin.place == endpoint.origin.place for kind, most in each.most.items()}
    told: list[str] = []
    for kind in sorted({types[each.name] for each in growing}):
        alike = [(each, one) for each in near for one in each.variants if not one.serverless and _types(each)[one.name] == kind]
        together = sum(_ceiling(each, one, beside) for each, one in alike)
        if kind not in allowed:
            return unknown("no quota for its instance type is told", endpoint=endpoint.name, instance_type=kind)
        if together > allowed[kind]:
            return failed(
                "The quota ends before scaling does", endpoint=endpoint.name, instance_type=kind, together=together, quota=allowed[kind]
            )
        if any(one.instances is None for _, one in alike):
            return unknown("how many instances run is not told", endpoint=endpoint.name, instance_type=kind)
        told.append(f"{kind}: {together} of {allowed[kind]}")
    return passed(endpoint=endpoint.name, planned=told)


def _types(endpoint: AwsEndpoint) -> dict[str, str]:
    return {each.name: each.instance_type for each in endpoint.configured}


def _planned(endpoint: AwsEndpoint, variant: EndpointVariant, targets: list[AwsScalableTarget]) -> list[tuple[int, int]]:
    """Bounds between which the variant is scaled."""
    if variant.managed_minimum is not None and variant.managed_maximum is not None:
        return [(variant.managed_minimum, variant.managed_maximum)]
    target = f"endpoint/{endpoint.name}/variant/{variant.name}"
    return [(each.minimum, each.maximum) for each in targets if each.target == target and each.dimension == VARIANTS]


def _may_grow(endpoint: AwsEndpoint, variant: EndpointVariant, targets: list[AwsScalableTarget]) -> bool:
    return any(minimum < maximum for minimum, maximum in _planned(endpoint, variant, targets))


def _ceiling(endpoint: AwsEndpoint, variant: EndpointVariant, targets: list[AwsScalableTarget]) -> int:
    """Most instances it may come to have: its maximum, or what runs."""
    return max(variant.instances or 0, *(maximum for _, maximum in _planned(endpoint, variant, targets)), 0)


@check("aws-ecs-service-scales", severity="high", effort="hours", maps=["aws-genai-lens:GENREL01-BP01", "azure-waf-core:RE:06"])
def service_scales(
    service: AwsContainerService, references: list[AwsReference], targets: list[AwsScalableTarget], least: int = 2
) -> Verdict:
    r"""ECS services of the AI workload run twice and scale.

    Why: The assistant stops with a single task, and slows down when it can't grow. Two tasks survive the loss of one; a
    scalable target adds more under load.

    Fix: Want two tasks, and register a scalable target

        aws application-autoscaling register-scalable-target --service-namespace ecs \
          --resource-id service/<cluster>/<service> \
          --scalable-dimension ecs:service:DesiredCount --min-capacity 2 --max-capacity 6
    """
    if before_production(service):
        return not_applicable("it is not for production")
    if not service.users(references):
        return not_applicable("the AI workload does not refer to it")
    if service.scheduling == "DAEMON" or service.stateful:
        return not_applicable("more tasks are not more of the same")
    cluster, name = service.cluster, service.name
    if service.wanted < least:
        return failed("Too few tasks are wanted", cluster=cluster, service=name, wanted=service.wanted, least=least)
    wanted = f"service/{service.cluster}/{service.name}"
    mine = [each for each in _beside(targets, service.origin.place) if each.target == wanted and each.dimension == TASKS]
    if not any(each.grows for each in mine):
        return failed("Nothing scales the service", cluster=cluster, service=name)
    if any(each.minimum < least for each in mine):
        return failed(
            "It may shrink to too few tasks", cluster=cluster, service=name, minimum=min(each.minimum for each in mine), least=least
        )
    return passed(wanted=service.wanted)


@check("aws-async-endpoint-bounded", severity="low", effort="minutes", maps=["aws-genai-lens:GENOPS02-BP03"])
def asynchronous_bounded(endpoint: AwsEndpoint) -> Verdict:
    """Asynchronous endpoints say how much they do at once.

    Why: A model can run out of memory on requests it takes all at once. SageMaker chooses a number when none is given, and
    it knows nothing of the size of your documents. Serverless endpoints can't be made without such a number.

    Fix: Give the endpoint configuration a number that was tried

        # for <endpoint>, in aws_sagemaker_endpoint_configuration
        async_inference_config {
          client_config { max_concurrent_invocations_per_instance = 4 }
          output_config { s3_output_path = "s3://example/answers" }
        }
    """
    if before_production(endpoint):
        return not_applicable("it is not for production")
    if not endpoint.asynchronous:
        return not_applicable("it is not asynchronous")
    if endpoint.at_once is None:
        return failed("How much it does at once is left to chance", endpoint=endpoint.name)
    return passed(endpoint=endpoint.name, at_once=endpoint.at_once)
