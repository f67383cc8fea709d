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


def of(environment: Environment, name: str, **values: Any) -> Any:
    return workload(name, environment=environment, labels={"env": str(environment)}, **values)


PRODUCTION, STAGING, DEVELOPMENT = Environment.PRODUCTION, Environment.STAGING, Environment.DEVELOPMENT

test_one_environment = table(
    "k8s-environments-in-own-namespaces",
    passes=[
        [namespace(), of(PRODUCTION, "a"), of(PRODUCTION, "b")],
        # A name alone does not count.
        [namespace(), of(PRODUCTION, "a"), workload("dev-tools", environment=DEVELOPMENT)],
        # Two that hurt no user.
        [namespace(), of(DEVELOPMENT, "a"), of(STAGING, "b")],
        [namespace(), of(PRODUCTION, "a"), of(DEVELOPMENT, "b", namespace="other")],
    ],
    fails=[
        row(namespace(), of(PRODUCTION, "a"), of(DEVELOPMENT, "b"), says="development"),
        [namespace(), of(PRODUCTION, "a"), of(STAGING, "b", kind="Job")],
    ],
    unknown=[[namespace(), UNSEEN]],
    not_applicable=[
        namespace(),
        [namespace(), workload("prod-chat"), workload("dev-chat", environment=DEVELOPMENT)],
        [namespace(), of(Environment.UNCLASSIFIED, "a")],
    ],
)
