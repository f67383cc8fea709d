"""Namespaces: situations and verdicts."""

from __future__ import annotations

from typing import Any

from readiness.facts import Environment, Gap, GapReason
from readiness.facts.containers import Container
from readiness.facts.kubernetes.networking import Service
from readiness.facts.kubernetes.objects import AdmissionPolicy, Namespace
from readiness.facts.kubernetes.workloads import Workload
from readiness.testing import PLACE, fact, row, table


def workload(name: str = "chat", **values: Any) -> Any:
    values = {"kind": "Deployment", "namespace": "models", "pod_labels": {"app": "x"}, **values}
    return fact(Workload, name=name, api_version="apps/v1", containers=(Container(name="app"),), **values)


def namespace(**values: Any) -> Any:
    return fact(Namespace, **{"name": "models", **values})


SERVICE = fact(Service, name="chat", namespace="models", selector={"app": "x"})
SYSTEM = [
    namespace(name="kube-system"),
    workload(namespace="kube-system"),
    fact(Service, name="c", namespace="kube-system", selector={"app": "x"}),
]
UNSEEN = Gap(place=PLACE, facts=("Workload",), reason=GapReason.DENIED)


def policy(**values: Any) -> Any:
    return fact(AdmissionPolicy, **{"name": "disallow-privileged", "kind": "ClusterPolicy", "enforced": True, "about_pods": True, **values})


test_pod_security = table(
    "k8s-pod-security-enforced",
    passes=[
        [namespace(pod_security="baseline"), workload(), SERVICE],
        [namespace(pod_security="restricted"), workload(), SERVICE],
        [namespace(constrained=True), workload(), SERVICE],
        [namespace(), workload(), SERVICE, policy()],
        [namespace(), workload(), SERVICE, policy(namespace="models")],
    ],
    fails=[
        row(namespace(warned_of="restricted"), workload(), SERVICE, says="restricted"),
        [namespace(pod_security="privileged"), workload(), SERVICE],
        [namespace(), workload(), SERVICE, policy(enforced=False)],
        [namespace(), workload(), SERVICE, policy(about_pods=False)],
        [namespace(), workload(), SERVICE, policy(namespace="other")],
    ],
    unknown=[[namespace(), UNSEEN]],
    not_applicable=[namespace(), [namespace(), workload()], SYSTEM],
)

test_namespace_labelled = table(
    "k8s-namespace-labelled",
    passes=[
        [namespace(labels={"env": "prod", "team": "a"}), workload(), SERVICE],
        [namespace(labels={"environment": "prod", "owner": "a"}), workload(), SERVICE],
    ],
    fails=[
        row(namespace(labels={"team": "a"}), workload(), SERVICE, says="environment"),
        row(namespace(labels={"environment": "prod", "owner": ""}), workload(), SERVICE, says="owner"),
    ],
    unknown=[[namespace(), UNSEEN]],
    not_applicable=[namespace(), SYSTEM],
)


def of(environment: str, name: str) -> Any:
    return workload(name, labels={"environment": environment}, environment=Environment.UNCLASSIFIED)


test_one_environment = table(
    "k8s-environments-in-own-namespaces",
    passes=[
        [namespace(), of("prod", "a"), of("production", "b")],
        [namespace(), of("prod", "a"), workload("b")],
        # Two that hurt no user.
        [namespace(), of("dev", "a"), of("staging", "b")],
        [namespace(), of("prod", "a"), workload("b", labels={"environment": "dev"}, namespace="other")],
    ],
    fails=[
        row(namespace(), of("prod", "a"), of("dev", "b"), says="development"),
        [namespace(), of("prod", "a"), workload("b", pod_labels={"env": "staging"})],
    ],
    unknown=[[namespace(), UNSEEN]],
    not_applicable=[namespace(), [namespace(), workload("prod-chat"), workload("dev-chat")]],
)
