"""Placement and registries: situations and verdicts."""

from __future__ import annotations

from typing import Any

from readiness.facts import Environment, GapReason
from readiness.facts.containers import Container, Image
from readiness.facts.kubernetes.networking import Service
from readiness.facts.kubernetes.rbac import ServiceAccount
from readiness.facts.kubernetes.references import Reference
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
