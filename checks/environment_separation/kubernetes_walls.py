"""What stands between production and the other environments of one cluster."""

from __future__ import annotations

from typing import Any

from readiness.api import Verdict, check, failed, not_applicable, passed
from readiness.facts import Environment
from readiness.facts.indexing import by_key
from readiness.facts.kubernetes.networking import NetworkPolicy, policies_in
from readiness.facts.kubernetes.nodes import ClusterNodes
from readiness.facts.kubernetes.objects import KubernetesObject, Namespace
from readiness.facts.kubernetes.running import RunningPods
from readiness.facts.kubernetes.tenancy import ResourceQuota
from readiness.facts.kubernetes.workloads import Workload, workloads_in
from readiness.facts.serving import before_production, is_of_platform

SHOWN = 10


def _place(thing: KubernetesObject) -> tuple[str, bool]:
    return thing.origin.place, thing.is_live


def _home(thing: KubernetesObject) -> tuple[tuple[str, str], str | None]:
    return thing.world, thing.namespace


@check(
    "k8s-environments-walled-off",
    severity="high",
    effort="days",
    certainty="likely",
    maps=["cis-kubernetes-2.0.1-s5:CIS-K8S-5.6.1", "azure-waf-core:SE:04", "azure-waf-core:OE:11"],
)
def walled_off(
    cluster: ClusterNodes,
    *,
    namespaces: list[Namespace],
    workloads: list[Workload],
    policies: list[NetworkPolicy],
    quotas: list[ResourceQuota],
    running: list[RunningPods],
) -> Verdict:
    """Production is walled off from tests in its cluster.

    Why: A test can take production down, or read its traffic. In one cluster only a default-deny policy, quotas, and nodes of
    its own keep production apart from the rest.

    Fix: Give production a cluster, or all three walls

        # lacks <lacks>
        # a NetworkPolicy that denies ingress in each production namespace
        # a ResourceQuota in each other one
        # a taint on production's nodes, which production's pods tolerate
    """
    here = by_key(namespaces, _place).get((cluster.origin.place, True), [])
    busy = [each for each in here if not is_of_platform(each.name) and any(one.long_running for one in workloads_in(each, workloads))]
    production = [each for each in busy if each.environment is Environment.PRODUCTION]
    tests = [each for each in busy if before_production(each)]
    if not (production and tests):
        return not_applicable("the cluster holds one environment")
    exposed = [each.name for each in production if not _denies(each, policies)]
    unbounded = [each.name for each in tests if not by_key(quotas, _home).get((each.world, each.name))]
    shared = sorted(_nodes(production, running) & _nodes(tests, running))
    walls = {"network policies": exposed, "quotas": unbounded, "own nodes": shared}
    lacks = [name for name, holes in walls.items() if holes]
    told: dict[str, Any] = {
        "production": sorted(each.name for each in production)[:SHOWN],
        "others": sorted(each.name for each in tests)[:SHOWN],
    }
    if not lacks:
        return passed(**told)
    return failed(
        "Tests run beside production without walls",
        lacks=lacks,
        without_policy=sorted(exposed)[:SHOWN],
        without_quota=sorted(unbounded)[:SHOWN],
        shared_nodes=shared[:SHOWN],
        **told,
    )


def _denies(namespace: Namespace, policies: list[NetworkPolicy]) -> bool:
    return any(each.selects_all and each.denies_ingress for each in policies_in(namespace, namespace.name, policies, [namespace]))


def _nodes(namespaces: list[Namespace], running: list[RunningPods]) -> set[str]:
    """The nodes that pods of these namespaces stand on."""
    found = by_key(running, _home)
    return {node for each in namespaces for pods in found.get((each.world, each.name), ()) for node in pods.nodes}
