"""Who may call serving pods, and whom they may call: situations and verdicts."""

from __future__ import annotations

from typing import Any

from readiness.facts import Gap, GapReason, Origin
from readiness.facts.ai import AiService
from readiness.facts.containers import Container, Image
from readiness.facts.kubernetes.ai_stack import RayHead
from readiness.facts.kubernetes.networking import EdgeGateway, Ingress, MeshPolicy, NetworkPolicy, Service
from readiness.facts.kubernetes.objects import LabelSelector, Namespace
from readiness.facts.kubernetes.pod_security import ContainerSecurity, PodSecurity
from readiness.facts.kubernetes.workloads import Workload
from readiness.testing import PLACE, fact, row, table

LIVE = Origin(place="kubernetes:lab", call="it")
ANY = LabelSelector()
CHAT = LabelSelector(labels={"app": "chat"})
OTHER = LabelSelector(labels={"app": "other"})


def workload(**values: Any) -> Any:
    values = {"kind": "Deployment", "namespace": "models", "pod_labels": {"app": "chat"}, "containers": (Container(name="c"),), **values}
    return fact(Workload, name="chat", api_version="apps/v1", **values)


def service(**values: Any) -> Any:
    return fact(Service, **{"name": "chat", "namespace": "models", "selector": {"app": "chat"}, **values})


def namespace(**values: Any) -> Any:
    return fact(Namespace, **{"name": "models", **values})


def policy(selector: LabelSelector = ANY, **values: Any) -> Any:
    return fact(NetworkPolicy, selector=selector, **{"name": "p", "namespace": "models", **values})


def model(**values: Any) -> Any:
    values = {"role": "inference", "product": "vllm", "platform": "kubernetes", "authentication": False, "namespace": "models", **values}
    return fact(AiService, workload="workload:chat", container=Container(name="c"), **values)


BOTH = {"denies_ingress": True, "denies_egress": True}
UNSEEN = Gap(place=PLACE, facts=("NetworkPolicy",), reason=GapReason.DENIED)
SERVED = (workload(), service())
SERVED_LIVE = (workload(origin=LIVE), service(origin=LIVE))

test_default_deny = table(
    "k8s-network-default-deny",
    passes=[
        [namespace(), *SERVED, policy(**BOTH)],
        [namespace(), *SERVED, policy(denies_ingress=True), policy(name="q", resource="q", denies_egress=True)],
        [namespace(), *SERVED, policy(**BOTH, namespace=None, cluster_wide=True)],
        [
            namespace(labels={"tier": "ai"}),
            *SERVED,
            policy(**BOTH, namespace=None, cluster_wide=True, namespaces=LabelSelector(labels={"tier": "ai"})),
        ],
    ],
    fails=[
        row(namespace(), *SERVED, policy(denies_ingress=True), says="egress"),
        row(namespace(), *SERVED, policy(CHAT, **BOTH), says="ingress"),
        [namespace(origin=LIVE), *SERVED_LIVE],
        [namespace(), *SERVED, policy(**BOTH, namespace="other")],
        [
            namespace(),
            *SERVED,
            policy(**BOTH, namespace=None, cluster_wide=True, namespaces=LabelSelector(labels={"kubernetes.io/metadata.name": "other"})),
        ],
    ],
    unknown=[[namespace(), *SERVED], [namespace(), *SERVED, UNSEEN]],
    not_applicable=[namespace(), [namespace(), workload()], [namespace(name="kube-system"), workload(namespace="kube-system")]],
)

test_ingress_limited = table(
    "k8s-ingress-limited",
    passes=[
        [*SERVED, policy(CHAT, denies_ingress=True)],
        [*SERVED, policy(denies_ingress=True)],
        [*SERVED_LIVE, policy(namespace=None, cluster_wide=True, denies_ingress=True, origin=LIVE)],
        [*SERVED, policy(LabelSelector(labels={"io.kubernetes.pod.namespace": "models"}), namespace=None, cluster_wide=True, **BOTH)],
    ],
    fails=[
        row(*SERVED_LIVE, says="chat"),
        [*SERVED, policy(OTHER, denies_ingress=True)],
        [*SERVED, policy(CHAT, denies_egress=True)],
        [*SERVED, policy(CHAT, denies_ingress=True, namespace="other")],
    ],
    unknown=[[*SERVED], [*SERVED, UNSEEN], [*SERVED, policy().unknown("selector", GapReason.UNSUPPORTED)]],
    not_applicable=[workload(), [workload(host_network=True), service()], [workload(kind="Job"), service()]],
)

test_callers_known = table(
    "k8s-model-callers-known",
    passes=[
        [model(authentication=True), workload()],
        [model(), workload(), policy(CHAT, denies_ingress=True)],
    ],
    fails=[
        row(model(), workload(), policy(OTHER, denies_ingress=True), says="vllm"),
        [model(origin=LIVE), workload(origin=LIVE)],
        # One open policy is enough, as policies add up.
        [model(), workload(), policy(CHAT, denies_ingress=True), policy(CHAT, denies_ingress=True, open_ingress=True, resource="b")],
        # A policy of the mesh for other pods.
        [model(origin=LIVE), workload(origin=LIVE), fact(MeshPolicy, name="m", namespace="models", kind="x", selector=OTHER, origin=LIVE)],
    ],
    unknown=[
        [model(), workload()],
        [model(), workload(), UNSEEN],
        [model(origin=LIVE), workload(origin=LIVE), fact(MeshPolicy, name="m", namespace="models", kind="x", selector=CHAT, origin=LIVE)],
        [model().unknown("authentication", GapReason.UNSUPPORTED), workload()],
    ],
    not_applicable=[
        [model(role="vector store"), workload()],
        [model(platform="compose")],
        [model(), workload(kind="Job")],
        [model(), workload(namespace="kserve-system")],
    ],
)

test_egress_named = table(
    "k8s-egress-named",
    passes=[[*SERVED, policy(denies_egress=True)]],
    fails=[
        row(*SERVED, policy(name="all", denies_egress=True, open_egress=True), says="all"),
        [*SERVED, policy(denies_egress=True), policy(CHAT, open_egress=True, denies_egress=True, resource="b")],
    ],
    unknown=[[*SERVED, UNSEEN]],
    not_applicable=[[*SERVED], [*SERVED, policy(OTHER, denies_egress=True, open_egress=True)], workload()],
)


def edge(**values: Any) -> Any:
    return fact(
        Ingress, **{"name": "chat", "namespace": "models", "kind": "Ingress", "services": ("chat",), "hosts": ("a.example",), **values}
    )


def route(*parents: str, **values: Any) -> Any:
    return edge(kind="HTTPRoute", parents=parents, **values).unknown("tls", GapReason.UNSUPPORTED)


def gateway(**listeners: bool) -> Any:
    return fact(EdgeGateway, name="edge", namespace="infra", kind="Gateway", listeners=listeners)


test_edge_encrypted = table(
    "k8s-edge-encrypted",
    passes=[
        edge(tls=True),
        [route("infra/edge"), gateway(http=False, https=True)],
        [route("infra/edge/https"), gateway(http=False, https=True)],
        [route("infra/gone", "infra/edge"), gateway(https=True)],
    ],
    fails=[
        row(edge(), says="a.example"),
        edge(kind="Route"),
        [route("infra/edge"), gateway(http=False)],
        [route("infra/edge/http"), gateway(http=False, https=True)],
        [edge(), service(type="LoadBalancer")],
    ],
    unknown=[
        [route("infra/edge")],
        [route("models/edge"), gateway(https=True)],
        [route("infra/edge/gone"), gateway(https=True)],
        [route("infra/gone", "infra/edge"), gateway(http=False)],
        [edge(), service(name="nginx", type="LoadBalancer", certificate=True)],
    ],
    not_applicable=[route(), route("infra/edge/http", redirects=True), edge(namespace="kube-system"), edge(hosts=("x.minikube.local",))],
)

PORTS = PodSecurity(containers=(ContainerSecurity(name="c", host_ports=(8000,)),))

test_behind_gateway = table(
    "k8s-model-server-behind-gateway",
    passes=[
        [model(), workload(), service()],
        [model(), workload(), service(type="LoadBalancer", internal_load_balancer=True)],
        [model(), workload(), service(type="LoadBalancer", source_ranges=("10.0.0.0/8",))],
        [model(), workload(), service(type="LoadBalancer", selector={"app": "other"})],
    ],
    fails=[
        row(model(authentication=True), workload(), service(type="LoadBalancer"), says="LoadBalancer chat"),
        [model(), workload(), service(type="NodePort")],
        [model(), workload(), service(type="LoadBalancer", source_ranges=("0.0.0.0/0",))],
        [model(role="database"), workload(), service(type="NodePort")],
        row(model(), workload(security=PORTS), says="hostPort 8000"),
        [model(), workload(host_network=True)],
    ],
    unknown=[[model(), workload(), Gap(place=PLACE, facts=("Service",), reason=GapReason.DENIED)]],
    not_applicable=[
        [model(role="gateway"), workload(), service(type="LoadBalancer")],
        [model(platform="compose")],
        [model(), workload(namespace="kube-system")],
    ],
)


def console(repository: str, **ports: int) -> Any:
    return workload(containers=(Container(name="c", image=Image(repository=repository), named_ports=ports),))


JUPYTER = console("quay.io/jupyter/scipy-notebook", web=8888)
OPEN = {"type": "LoadBalancer", "target_numbers": (8888,)}
RAY = {"selector": {"ray.io/node-type": "head"}}

test_dashboards_not_published = table(
    "k8s-dashboards-not-published",
    passes=[
        [JUPYTER, service(target_numbers=(8888,))],
        [JUPYTER, service(**OPEN, source_ranges=("10.0.0.0/8",))],
        [service(**RAY, target_numbers=(8265,))],
        [JUPYTER, service(target_numbers=(8888,)), edge(authenticated=True)],
    ],
    fails=[
        row(JUPYTER, service(**OPEN), says="Jupyter"),
        row(JUPYTER, service(target_ports=("web",)), edge(authenticated=False), says="Ingress chat"),
        row(service(**RAY, type="NodePort", target_numbers=(8000, 8265)), says="Ray"),
        [console("ghcr.io/mlflow/mlflow"), service(type="NodePort", target_numbers=(5000,))],
    ],
    unknown=[
        [JUPYTER, service(target_numbers=(8888,)), edge(authenticated=None)],
        [service(**RAY, target_numbers=(8265,)), Gap(place=PLACE, facts=("Ingress",), reason=GapReason.DENIED)],
    ],
    not_applicable=[
        service(type="LoadBalancer"),
        # Another port of a server that has a console, and another product at a port of one.
        [console("nvcr.io/nvidia/tritonserver"), service(type="LoadBalancer", target_numbers=(8000,))],
        [console("example.org/app"), service(type="LoadBalancer", target_numbers=(5000,))],
        [service(**RAY, type="LoadBalancer", target_numbers=(8000,))],
        service(**RAY, type="NodePort", target_numbers=(8265,), namespace="ray-system"),
    ],
)


def head(**values: Any) -> Any:
    return fact(
        RayHead, **{"name": "ray", "namespace": "models", "kind": "RayCluster", "pod_labels": {"ray.io/node-type": "head"}, **values}
    )


HEADS = LabelSelector(labels={"ray.io/node-type": "head"})

test_ray_head_guarded = table(
    "k8s-ray-head-guarded",
    passes=[head(asks_for_token=True), [head(), policy(HEADS, denies_ingress=True)], [head(), policy(denies_ingress=True)]],
    fails=[
        row(head(origin=LIVE), says="ray"),
        [head(), policy(CHAT, denies_ingress=True)],
        [head(), policy(denies_ingress=True), policy(HEADS, denies_ingress=True, open_ingress=True, resource="b")],
        head(origin=LIVE, asks_for_certificate=True),
    ],
    unknown=[head(), [head(), UNSEEN]],
    not_applicable=[head(namespace="kuberay-system", origin=LIVE), workload()],
)
