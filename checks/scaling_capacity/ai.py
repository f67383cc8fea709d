"""Whether gateways, model servers and stores bear the load, and clients do not wait for ever."""

from __future__ import annotations

from dataclasses import dataclass

from readiness.api import Verdict, check, failed, not_applicable, passed, unknown
from readiness.facts.ai import AiService, Gateway, ModelRoute, SourceModule
from readiness.facts.containers import Container
from readiness.facts.kubernetes.scaling import Autoscaler
from readiness.facts.kubernetes.workloads import Workload
from readiness.facts.serving import before_production, least_replicas, stands_beside_kubernetes

REPLICATED_ROLES = ("inference", "gateway", "vector store")


@check(
    "ai-service-replicated",
    severity="high",
    effort="hours",
    maps=[
        "aws-genai-lens:GENREL05-BP01",
        "azure-waf-core:RE:05",
        "azure-waf-ai:AI-R:mitigate-single-points-of-failure",
        "google-sre-prr:SRE-LCC-2",
    ],
)
def service_replicated(service: AiService, workloads: list[Workload], autoscalers: list[Autoscaler], least: int = 2) -> Verdict:
    """Gateways, model servers and vector stores run replicated.

    Why: The loss of one machine stops the assistant. Every answer passes the gateway, the model server and the vector store;
    the one of them that runs once decides how often the whole is down.

    Fix: Run two replicas of the service on different nodes

        # workload <workload>
        spec:
          replicas: 2          # minReplicas: 2 in its autoscaler
        # vector stores: copy the data too
        config: {replication_factor: 2}
    """
    if service.role not in REPLICATED_ROLES or service.product == "pgvector":
        return not_applicable("it is no gateway, model server or store of that kind")
    if before_production(service):
        return not_applicable("it lives before production")
    if service.on_demand:
        return not_applicable("it runs only when its profile is chosen")
    if service.platform == "compose":
        if stands_beside_kubernetes(service, workloads):
            return not_applicable("Kubernetes manifests beside it carry production")
        return failed("A part of the assistant runs on a single host", workload=service.workload, product=service.product)
    workload = next((each for each in workloads if each.resource == service.workload), None)
    replicas = least_replicas(workload, autoscalers) if workload else service.replicas
    if replicas is None:
        return not_applicable("an operator decides how many run")
    if replicas < least:
        return failed("A service runs as a single replica", workload=service.workload, product=service.product, replicas=replicas)
    if service.role == "vector store" and (factor := _replication_factor(service)) is not None and factor < 2:
        return failed("Replicas hold no copies of the data", workload=service.workload, replicas=replicas, replication_factor=factor)
    if service.product == "qdrant" and _replication_factor(service) is None:
        return unknown("collections choose their own replication factor", replicas=replicas)
    return passed(product=service.product, replicas=replicas)


def _replication_factor(service: AiService) -> int | None:
    written = next((value for name, value in sorted(service.settings.items()) if name.lower().endswith("replication_factor")), "")
    return int(written) if written.isdigit() else None


@check(
    "ai-gateway-concurrency-bounded",
    severity="medium",
    effort="minutes",
    maps=["aws-genai-lens:GENOPS02-BP03", "owasp-llm-top10-2025:LLM10:2025", "owasp-aisvs-1.0:AISVS-C9.1", "azure-waf-core:RE:07"],
)
def gateway_concurrency_bounded(gateway: Gateway) -> Verdict:
    """The gateway bounds how many requests run at once.

    Why: One busy caller can stop the assistant for everybody. Without a bound the gateway accepts requests until it runs out
    of memory or of the provider's quota.

    Fix: Bound the requests under way in the gateway

        general_settings:
          global_max_parallel_requests: 200
    """
    if gateway.product != "litellm":
        return not_applicable("the proxy it is built on bounds its connections")
    if gateway.max_parallel_requests is not None and gateway.max_parallel_requests > 0:
        return passed(max_parallel_requests=gateway.max_parallel_requests)
    if gateway.stored_in_database:
        return unknown("settings may live in the gateway's database", product=gateway.product)
    return failed(
        "The gateway does not bound requests under way", product=gateway.product, max_parallel_requests=gateway.max_parallel_requests
    )


@dataclass(frozen=True)
class _Bound:
    """How a model server is told its bound.

    Attributes:
        options, variables, settings: where it may be written.
        bounded_by_default: the product has a finite default.
        zero_is_unlimited: nought or less lifts the bound.
    """

    options: tuple[str, ...] = ()
    variables: tuple[str, ...] = ()
    settings: tuple[str, ...] = ()
    bounded_by_default: bool = True
    zero_is_unlimited: bool = False


BOUNDS = {
    "vllm": _Bound(options=("--max-num-seqs",), settings=("maxNumSeqs", "max_num_seqs")),
    "sglang": _Bound(options=("--max-running-requests",)),
    "nim": _Bound(options=("--max-num-seqs", "--max-running-requests")),
    "llama.cpp": _Bound(options=("--parallel", "-np"), variables=("LLAMA_ARG_N_PARALLEL",)),
    "tgi": _Bound(options=("--max-concurrent-requests",), variables=("MAX_CONCURRENT_REQUESTS",)),
    "tei": _Bound(options=("--max-concurrent-requests",), variables=("MAX_CONCURRENT_REQUESTS",)),
    "ollama": _Bound(variables=("OLLAMA_MAX_QUEUE",)),
    "dify": _Bound(variables=("APP_MAX_ACTIVE_REQUESTS",), bounded_by_default=False, zero_is_unlimited=True),
    "ray": _Bound(settings=("max_queued_requests",), bounded_by_default=False, zero_is_unlimited=True),
    "triton": _Bound(settings=("max_queue_size",), bounded_by_default=False, zero_is_unlimited=True),
}
"""Products whose bounds are known, from their own documentation."""


def _written(bound: _Bound, container: Container, settings: dict[str, str]) -> str | None:
    """The bound as written; "" where it comes from elsewhere, None where nothing is written."""
    if (option := container.option(*bound.options)) is not None:
        return option
    for name in bound.variables:
        if variable := container.variable(name):
            return variable.value or ""
    return next((settings[name] for name in (*bound.variables, *bound.settings) if name in settings), None)


@check(
    "ai-server-load-bounded",
    severity="medium",
    effort="minutes",
    maps=["aws-genai-lens:GENOPS02-BP03", "owasp-aisvs-1.0:AISVS-C9.1", "azure-waf-core:RE:07", "aws-orr:ORR-ARCH-blast-radius"],
)
def server_load_bounded(service: AiService) -> Verdict:
    """Model servers bound the requests they take at once.

    Why: A rush of requests makes every answer late at once. A server that queues without end serves nobody in time and
    recovers long after the rush; some products read nought as "no limit".

    Fix: Set a bound above nought that fits the hardware

        # <product>: the setting that is unlimited now
        <setting>: 128
    """
    if service.product == "vllm-router":
        return not_applicable("it passes on to servers that bound their load")
    bound = BOUNDS.get(service.product)
    if bound is None:
        if service.role == "inference":
            return unknown("how this product bounds its load is not known", product=service.product)
        return not_applicable("it is no model server")
    name = (*bound.options, *bound.variables, *bound.settings)[0]
    written = _written(bound, service.container, service.settings)
    if written is None:
        if bound.bounded_by_default:
            return passed(product=service.product, bound="the product's default")
        if service.product == "triton" or service.container.environment_from:
            return unknown("the bound is set outside what was read", product=service.product, setting=name)
        return failed("A model server takes requests without end", product=service.product, setting=name)
    if not written.lstrip("-").isdigit():
        return unknown("the bound comes from a variable", product=service.product, setting=name)
    if bound.zero_is_unlimited and int(written) <= 0:
        return failed("A model server takes requests without end", product=service.product, setting=name, value=written)
    return passed(product=service.product, setting=name, value=written)


@check(
    "ai-provider-quotas-encoded",
    severity="medium",
    effort="hours",
    maps=[
        "aws-genai-lens:GENREL01-BP01",
        "azure-waf-ai:AI-application-platform:understand-your-quotas-and-limits",
        "azure-waf-core:RE:06",
    ],
)
def provider_quotas_encoded(route: ModelRoute) -> Verdict:
    """Each provider's quota is known to the gateway.

    Why: Users see errors as soon as a provider's quota is used up. A gateway that knows requests and tokens per minute spreads
    the load and sheds it in time; routing by usage is blind without them.

    Fix: Write the quota of each deployment beside it

        model_list:
          - model_name: <alias>
            litellm_params:
              rpm: 600
              tpm: 120000
    """
    hosted = [each for each in route.deployments if not each.self_hosted]
    if not hosted:
        return not_applicable("the model runs on your own servers")
    without = [each for each in hosted if not (each.requests_per_minute or each.tokens_per_minute)]
    if not without:
        return passed(alias=route.alias, deployments=len(hosted))
    if len(route.deployments) > 1 and (route.routing_strategy or "").startswith("usage-based"):
        return failed("Routing by usage knows no quota", alias=route.alias, without_quota=[each.failure_domain for each in without])
    return unknown("the quota stands in the provider's console", alias=route.alias, without_quota=[each.failure_domain for each in without])


TIMEOUT_MAPS = [
    "aws-genai-lens:GENREL03-BP02",
    "aws-orr:ORR-ARCH-timeouts",
    "azure-waf-core:RE:07",
    "google-sre-prr:SRE-LCC-4",
]


@check("ai-gateway-timeout", severity="medium", effort="minutes", maps=TIMEOUT_MAPS)
def gateway_timeout(gateway: Gateway, routes: list[ModelRoute], longest_seconds: float = 600.0) -> Verdict:
    """The gateway gives up on a model call in time.

    Why: One slow provider can bring the whole assistant to a halt. Calls that hang hold connections and workers until none is
    left; the gateway's own default is longer than an hour.

    Fix: Set a timeout for all model calls

        litellm_settings:
          request_timeout: 60
    """
    own = [each for each in routes if each.gateway == gateway.resource]
    # A route's own deployments may set it instead of the gateway; 0 means none.
    timeouts = {each.alias: _timeout_of(each) or gateway.request_timeout or None for each in own}
    without = [alias for alias, timeout in timeouts.items() if timeout is None]
    longest = max((each for each in (*timeouts.values(), gateway.request_timeout) if each), default=None)
    if without or longest is None:
        if gateway.stored_in_database and not without:
            return unknown("settings may live in the gateway's database", product=gateway.product)
        return failed("Model calls through the gateway have no timeout", product=gateway.product, routes=without)
    if longest > longest_seconds:
        return failed(
            "The timeout of model calls is too long", product=gateway.product, timeout_seconds=longest, longest_accepted=longest_seconds
        )
    return passed(timeout_seconds=longest)


def _timeout_of(route: ModelRoute) -> float | None:
    if route.timeout:
        return route.timeout
    timeouts = [each.timeout for each in route.deployments]
    return max((each for each in timeouts if each), default=None) if all(timeouts) else None


@check("ai-client-timeout", severity="medium", effort="minutes", maps=TIMEOUT_MAPS)
def client_timeout(module: SourceModule, gateways: list[Gateway]) -> Verdict:
    """Model clients in code give up in time.

    Why: One slow provider can bring the whole assistant to a halt. The usual client libraries wait ten minutes, or without
    end, so that hanging calls use up all workers long before the first one fails. boto3 and Groq's wait one, and pass.

    Fix: Give each client a timeout and few retries

        client = OpenAI(timeout=30, max_retries=2)
    """
    if not module.clients:
        return not_applicable("no model client is made here")
    through_gateway = all(each.coupling in ("openai-configurable", "neutral") for each in module.clients)
    if through_gateway and any(each.request_timeout for each in gateways):
        return not_applicable("the gateway it calls enforces one")
    without = [each for each in module.clients if each.timeout is False]
    if without:
        return failed(
            "A model client sets no timeout",
            at=module.origin.at(without[0].line),
            provider=without[0].provider,
            lines=[each.line for each in without],
        )
    if any(each.timeout is None for each in module.clients):
        return unknown("the client's arguments come from elsewhere", lines=[each.line for each in module.clients if each.timeout is None])
    return passed(clients=len(module.clients))
