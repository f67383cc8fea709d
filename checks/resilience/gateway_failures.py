"""Whether a gateway deals with a failing model, and with more than one copy of itself."""

from __future__ import annotations

from readiness.api import Verdict, check, failed, not_applicable, passed, unknown
from readiness.facts.ai import AiService, Gateway, ModelRoute
from readiness.facts.kubernetes.scaling import Autoscaler
from readiness.facts.kubernetes.workloads import Workload
from readiness.facts.serving import before_production, least_replicas

COOLS_BY_DEFAULT = {"litellm": "LiteLLM leaves a failing deployment out for five seconds"}
"""Products that leave a failing deployment out unless told otherwise."""


@check(
    "ai-failing-model-left-out",
    severity="medium",
    effort="minutes",
    maps=["azure-waf-core:RE:07", "owasp-aisvs-1.0:AISVS-C9.1", "owasp-agentic-top10-2026:ASI08"],
)
def failing_model_left_out(route: ModelRoute, gateways: list[Gateway]) -> Verdict:
    """A model that fails gets no more requests for a while.

    Why: Every n-th user goes on meeting the model that is down. Without a pause the gateway sends it requests again and
    again, each of which waits for its timeout, although another one stands beside it.

    Fix: Leave a failing deployment out for a minute

        router_settings:
          allowed_fails: 3
          cooldown_time: 60      # seconds; never disable_cooldowns
    """
    if before_production(route):
        return not_applicable("it lives before production")
    if len(route.deployments) + len(route.fallbacks) < 2:
        return not_applicable("no other deployment could answer instead")
    product = next((each.product for each in gateways if each.resource == route.gateway), "")
    if route.cools_down:
        return passed(alias=route.alias, deployments=len(route.deployments), by="configuration")
    if route.cools_down is False:
        return failed("A failing model goes on getting requests", alias=route.alias, product=product)
    if product in COOLS_BY_DEFAULT:
        return passed(alias=route.alias, by=COOLS_BY_DEFAULT[product])
    return unknown("whether it is left out is set outside of this file", alias=route.alias, product=product)


REDIS_VARIABLES = ("REDIS_HOST", "REDIS_URL", "REDIS_CLUSTER_NODES", "REDIS_SENTINEL_NODES")
"""Variables by which LiteLLM finds Redis (LiteLLM 1.109)."""


@check(
    "ai-gateway-copies-share-state",
    severity="medium",
    effort="hours",
    maps=["azure-waf-core:RE:05", "owasp-llm-top10-2025:LLM10:2025"],
)
def copies_share_state(service: AiService, gateways: list[Gateway], workloads: list[Workload], autoscalers: list[Autoscaler]) -> Verdict:
    """Copies of the gateway count limits together.

    Why: With five copies, callers may consume five times their limit. Each copy of LiteLLM counts requests, tokens and
    failing deployments for itself unless Redis holds the counts.

    Fix: Give all copies one Redis

        router_settings:
          redis_host: os.environ/REDIS_HOST
          redis_port: os.environ/REDIS_PORT
          redis_password: os.environ/REDIS_PASSWORD
    """
    if service.product != "litellm":
        return not_applicable("it is no LiteLLM gateway")
    if before_production(service):
        return not_applicable("it lives before production")
    workload = next((each for each in workloads if each.resource == service.workload), None)
    replicas = least_replicas(workload, autoscalers) if workload else service.replicas
    if replicas is None:
        return unknown("how many copies run is decided elsewhere", workload=service.workload)
    if replicas < 2:
        return not_applicable("it runs once")
    if any(service.container.variable(name) is not None for name in REDIS_VARIABLES):
        return passed(workload=service.workload, replicas=replicas, by="variables of the container")
    own = [each for each in gateways if each.product == "litellm" and each.environment == service.environment]
    if any(each.redis for each in own):
        return passed(workload=service.workload, replicas=replicas, by=[str(each.origin) for each in own if each.redis])
    if not own or service.container.environment_from:
        return unknown("Redis may be named in configuration that was not seen", workload=service.workload, replicas=replicas)
    return failed("Each copy of the gateway counts for itself", workload=service.workload, replicas=replicas)
