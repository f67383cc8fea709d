"""Placement and registries: situations and verdicts."""

from __future__ import annotations

from typing import Any

from readiness.facts import Environment, GapReason, Origin
from readiness.facts.ai import AiService
from readiness.facts.containers import Container, EnvironmentVariable, Image
from readiness.facts.kubernetes.ai_stack import AiRoute
from readiness.facts.kubernetes.networking import Service
from readiness.facts.kubernetes.rbac import ServiceAccount
from readiness.facts.kubernetes.references import Reference
from readiness.facts.kubernetes.secrets import ConfigMap
from readiness.facts.kubernetes.workloads import Workload
from readiness.testing import fact, row, table

SERVICE = fact(Service, name="chat", namespace="ai", selector={"app": "chat"})


def workload(*labels: str, image: str = "registry.example.com/chat", **values: Any) -> list[Any]:
    container = Container(name="chat", image=Image(repository=image, tag="1") if image else None)
    known = {"name": "chat", "namespace": "ai", "kind": "Deployment", "api_version": "apps/v1", "pod_labels": {"app": "chat"}}
    return [fact(Workload, **(known | {"containers": (container,), "node_labels": labels} | values)), SERVICE]


test_placement = table(
    "k8s-placement-portable",
    passes=[workload("nvidia.com/gpu.product"), workload("example.com/pool", "kubernetes.io/arch")],
    fails=[row(*workload("cloud.google.com/gke-accelerator"), says="gke-accelerator"), workload("node.kubernetes.io/instance-type", "a/b")],
    unknown=[[workload()[0].unknown("node_labels", GapReason.TEMPLATED), SERVICE]],
    not_applicable=[workload(), workload("cloud.google.com/gke-accelerator", kind="Job"), workload("eks.amazonaws.com/nodegroup")[:1]],
)


def account(name: str = "default", **values: Any) -> Any:
    return fact(ServiceAccount, name=name, namespace="ai", **values)


PULLING = (Reference(kind="Secret", name="hub", optional=True, pulls_image=True),)

test_registry = table(
    "k8s-docker-hub-known",
    passes=[
        workload(),
        workload(image="localhost/chat"),
        workload(image="registry:5000/chat"),
        workload(image="vllm/vllm-openai", references=PULLING),
        [*workload(image="vllm/vllm-openai"), account(pull_secrets=("hub",))],
        [*workload(image="vllm/vllm-openai", service_account="chat"), account(), account("chat", pull_secrets=("hub",))],
    ],
    fails=[
        row(*workload(image="vllm/vllm-openai"), says="vllm/vllm-openai:1"),
        workload(image="redis"),
        workload(image="docker.io/library/redis"),
        [*workload(image="redis"), account()],
    ],
    unknown=[[workload()[0].unknown("containers", GapReason.TEMPLATED), SERVICE]],
    not_applicable=[workload(image=""), workload(image="redis", environment=Environment.STAGING), workload(image="redis")[:1]],
)


LIVE = Origin(place="kubernetes:lab", call="it")
DIRECT = "https://api.openai.com/v1"


def app(value: str = "", config_map: str = "", **values: Any) -> Any:
    given = (EnvironmentVariable(name="OPENAI_BASE_URL", value=value),) if value else ()
    taken = (EnvironmentVariable(name="BASE_URL", source="configmap", reference=f"{config_map}/base-url"),) if config_map else ()
    container = Container(name="app", environment=(*given, *taken))
    known = {"resource": "k8s/chat", "name": "chat", "namespace": "ai", "kind": "Deployment", "api_version": "apps/v1", "origin": LIVE}
    return fact(Workload, **(known | {"containers": (container,)} | values))


def gateway(**values: Any) -> Any:
    known: dict[str, Any] = {"platform": "kubernetes", "container": Container(name="x"), "authentication": True, "origin": LIVE}
    named = {"role": "gateway", "product": "litellm", "workload": "k8s/litellm", "namespace": "gateway"}
    return fact(AiService, **(known | named | values))


def settings(*hosts: str, **values: Any) -> Any:
    return fact(ConfigMap, hosts=hosts, **({"name": "settings", "namespace": "ai", "origin": LIVE} | values))


test_gateway = table(
    "k8s-gateway-not-bypassed",
    passes=[
        row(app("http://litellm.gateway.svc/v1"), gateway(), says="litellm"),
        [app("http://litellm/v1", config_map="settings"), gateway(), settings("litellm.gateway.svc")],
        [app(config_map="settings"), gateway(), settings("litellm.gateway.svc")],
        [app("https://shop.example.com"), fact(AiRoute, name="models", namespace="x", origin=LIVE)],
    ],
    fails=[
        row(app(DIRECT), gateway(), says="OPENAI_BASE_URL: api.openai.com"),
        [app("https://claims.openai.azure.com/"), gateway()],
        [app("https://bedrock-runtime.eu-central-1.amazonaws.com"), gateway()],
        [app("https://europe-west4-aiplatform.googleapis.com/v1"), gateway()],
        row(app(config_map="settings"), gateway(), settings("api.anthropic.com"), says="ConfigMap settings: api.anthropic.com"),
        [app(DIRECT), gateway(), gateway(role="inference", product="vllm", workload="k8s/chat")],
        [app(DIRECT, kind="CronJob"), fact(AiRoute, name="models", namespace="x", origin=LIVE)],
    ],
    unknown=[[app(DIRECT).unknown("containers", GapReason.TEMPLATED), gateway()]],
    not_applicable=[
        [app(DIRECT), fact(AiRoute, name="tools", namespace="x", product="agentgateway", backends=("wiki",), origin=LIVE)],
        app(DIRECT),
        [app(), gateway()],
        [app("http://hub.internal"), gateway(), gateway(role="inference", product="vllm", workload="k8s/chat")],
        [app(DIRECT), gateway(workload="k8s/chat")],
        [app(DIRECT), gateway(environment=Environment.STAGING)],
        [app(DIRECT, environment=Environment.DEVELOPMENT), gateway(environment=Environment.DEVELOPMENT)],
        [app(config_map="other"), gateway(), settings("api.openai.com")],
        [app(config_map="settings"), gateway(), settings()],
    ],
)
