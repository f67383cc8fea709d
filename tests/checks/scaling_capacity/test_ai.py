"""Load on gateways, servers and clients: situations and verdicts."""

from __future__ import annotations

from typing import Any

from readiness.facts import Environment, GapReason
from readiness.facts.ai import AiService, Deployment, Gateway, ModelClient, ModelRoute, SourceModule
from readiness.facts.containers import Container, EnvironmentVariable
from readiness.facts.kubernetes.scaling import Autoscaler
from readiness.facts.kubernetes.workloads import Workload
from readiness.testing import fact, row, table


def service(product: str = "vllm", role: str = "inference", **values: Any) -> Any:
    known = {"platform": "kubernetes", "workload": "k8s/vllm", "authentication": True, "container": Container(name=product)} | values
    return fact(AiService, role=role, product=product, **known)


def workload(**values: Any) -> Any:
    known = {
        "name": "vllm",
        "namespace": "ai",
        "kind": "Deployment",
        "api_version": "apps/v1",
        "resource": "k8s/vllm",
        "replicas": 1,
    } | values
    return fact(Workload, containers=(Container(name="vllm"),), **known)


def scaler(minimum: int, target: str = "vllm") -> Any:
    return fact(
        Autoscaler,
        name=target,
        namespace="ai",
        kind="HorizontalPodAutoscaler",
        target_kind="Deployment",
        target_name=target,
        minimum=minimum,
    )


def composed(role: str = "gateway", product: str = "litellm", **values: Any) -> Any:
    return service(product, role, platform="compose", workload="compose/litellm", **values)


test_replicated = table(
    "ai-service-replicated",
    passes=[
        service(replicas=2),
        [service(replicas=1), workload(), scaler(2)],
        service("weaviate", "vector store", replicas=3),
        service("qdrant", "vector store", replicas=3, settings={"QDRANT__STORAGE__COLLECTION__REPLICATION_FACTOR": "2"}),
    ],
    fails=[
        service(replicas=1),
        [service(replicas=2), workload(replicas=2), scaler(1)],
        [service(replicas=1), workload(), scaler(3, target="other")],
        row(service("qdrant", "vector store", replicas=3, settings={"storage.collection.replication_factor": "1"}), says="no copies"),
        row(composed(), says="single host"),
        composed(replicas=2),
        composed(environment=Environment.UNCLASSIFIED),
        [composed(), workload(replicas=2)],
        [composed(environment=Environment.UNCLASSIFIED), workload(replicas=2, environment=Environment.DEVELOPMENT)],
    ],
    unknown=[service("qdrant", "vector store", replicas=3), service().unknown("replicas", GapReason.TEMPLATED)],
    not_applicable=[
        service("postgres", "database"),
        service("pgvector", "vector store"),
        service(environment=Environment.DEVELOPMENT),
        service(environment=Environment.STAGING),
        service(replicas=None),
        composed(on_demand=True),
        [composed(environment=Environment.UNCLASSIFIED), workload(replicas=2)],
    ],
)


def gateway(**values: Any) -> Any:
    return fact(Gateway, **({"product": "litellm", "resource": "gateway"} | values))


test_gateway_bound = table(
    "ai-gateway-concurrency-bounded",
    passes=[gateway(max_parallel_requests=200), gateway(max_parallel_requests=1, stored_in_database=True)],
    fails=[gateway(), gateway(max_parallel_requests=0)],
    unknown=[gateway(stored_in_database=True), gateway().unknown("max_parallel_requests", GapReason.TEMPLATED)],
    not_applicable=[()],
)


def told(name: str, value: str | None) -> Container:
    return Container(name="server", environment=(EnvironmentVariable(name=name, value=value),))


test_server_bound = table(
    "ai-server-load-bounded",
    passes=[
        service(container=Container(name="vllm", arguments=("--max-num-seqs", "64"))),
        row(service(), says="default"),
        service("ollama"),
        service("tgi", container=told("MAX_CONCURRENT_REQUESTS", "64")),
        service("dify", "interface", container=told("APP_MAX_ACTIVE_REQUESTS", "50")),
        service("ray", settings={"max_queued_requests": "128"}),
    ],
    fails=[
        service("dify", "interface"),
        row(service("dify", "interface", container=told("APP_MAX_ACTIVE_REQUESTS", "0")), says="APP_MAX_ACTIVE_REQUESTS"),
        service("ray", settings={"max_queued_requests": "-1"}),
        service("triton", settings={"max_queue_size": "0"}),
    ],
    unknown=[
        service("something-new"),
        service("triton"),
        service("tgi", container=told("MAX_CONCURRENT_REQUESTS", None)),
        service("dify", "interface", container=Container(name="dify", environment_from=("configmap/dify",))),
    ],
    not_applicable=[service("litellm", "gateway"), service("qdrant", "vector store")],
)


def backend(provider: str = "openai", **values: Any) -> Deployment:
    return Deployment(**({"provider": provider, "model": "gpt-4o-2024-08-06", "failure_domain": provider} | values))


def route(*deployments: Deployment, **values: Any) -> Any:
    return fact(ModelRoute, **({"gateway": "gateway", "alias": "chat", "deployments": deployments} | values))


KNOWN = {"requests_per_minute": 600}

test_quotas = table(
    "ai-provider-quotas-encoded",
    passes=[
        route(backend(**KNOWN)),
        route(backend(tokens_per_minute=120000), backend("azure", **KNOWN), routing_strategy="usage-based-routing-v2"),
        route(backend(**KNOWN), backend("hosted_vllm")),
    ],
    fails=[
        route(backend(), backend("azure"), routing_strategy="usage-based-routing-v2"),
        row(route(backend(**KNOWN), backend("azure"), routing_strategy="usage-based-routing"), says="azure"),
    ],
    unknown=[route(backend()), route(backend(), backend("azure"), routing_strategy="simple-shuffle")],
    not_applicable=[route(backend("hosted_vllm")), route(backend("ollama"))],
)

test_gateway_timeout = table(
    "ai-gateway-timeout",
    passes=[
        gateway(request_timeout=60),
        [gateway(request_timeout=60), route(backend())],
        [gateway(), route(backend(), timeout=30)],
        [gateway(), route(backend(timeout=30), backend("azure", timeout=45))],
        gateway(request_timeout=600),
    ],
    fails=[
        gateway(),
        [gateway(), route(backend())],
        row(gateway(), route(backend(), timeout=30), route(backend(), alias="embed"), says="embed"),
        [gateway(), route(backend(timeout=30), backend("azure"))],
        row(gateway(request_timeout=6000), says="6000"),
        row(gateway(request_timeout=60), longest_seconds=30),
        [gateway(stored_in_database=True), route(backend())],
    ],
    unknown=[gateway(stored_in_database=True), gateway().unknown("request_timeout", GapReason.TEMPLATED)],
    not_applicable=[()],
)


def module(*clients: ModelClient, **values: Any) -> Any:
    return fact(SourceModule, language="python", clients=clients, **values)


def client(*, timeout: bool | None, coupling: str = "openai-fixed", line: int = 12) -> ModelClient:
    return ModelClient(provider="openai", coupling=coupling, timeout=timeout, line=line)


test_client_timeout = table(
    "ai-client-timeout",
    passes=[module(client(timeout=True)), module(client(timeout=True), client(timeout=True, coupling="native"))],
    fails=[
        row(module(client(timeout=False)), says="config.yaml:12"),
        module(client(timeout=True), client(timeout=False)),
        module(client(timeout=None), client(timeout=False)),
        [module(client(timeout=False)), gateway(request_timeout=60)],
        [module(client(timeout=False, coupling="openai-configurable")), gateway()],
    ],
    unknown=[module(client(timeout=None))],
    not_applicable=[
        module(),
        [module(client(timeout=False, coupling="openai-configurable")), gateway(request_timeout=60)],
        [module(client(timeout=None, coupling="neutral")), gateway(request_timeout=60)],
    ],
)
