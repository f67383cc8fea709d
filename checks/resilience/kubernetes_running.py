"""Whether what runs on a Kubernetes cluster now is stable, stands in several places, and comes before batch work."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from readiness.api import Verdict, check, failed, not_applicable, passed, unknown
from readiness.facts import Environment, Fact
from readiness.facts.ai import AiService
from readiness.facts.indexing import by_key
from readiness.facts.kubernetes.networking import Service
from readiness.facts.kubernetes.nodes import ClusterNodes, Node
from readiness.facts.kubernetes.running import RunningPods, workloads_behind
from readiness.facts.kubernetes.scheduling import PriorityClass
from readiness.facts.kubernetes.workloads import Workload
from readiness.facts.serving import before_production, in_system_namespace, why_not_serving

UNREADY = timedelta(minutes=15)
RUN_TO_AN_END = ("Job", "JobSet", "Workflow", "TaskRun")


@check("k8s-pods-stable", severity="high", effort="hours", maps=["azure-waf-core:RE:10", "google-sre-prr:SRE-LCC-5"])
def pods_stable(running: RunningPods, restarts: int = 3) -> Verdict:
    """Pods run without crashing, and are ready.

    Why: Users meet a service that keeps falling over. Pods that restart, run out of memory or never become ready leave the
    load to the others, and a release on top of it hides the cause.

    Fix: Find the cause, beginning with the last log

        kubectl --namespace <namespace> describe <kind> <name>
        kubectl --namespace <namespace> logs <kind>/<name> --all-containers --previous
    """
    if in_system_namespace(running):
        return not_applicable("it belongs to the platform")
    if running.kind.endswith(RUN_TO_AN_END):
        return not_applicable("it runs to an end")
    lately = {running.read_at.date(), running.read_at.date() - timedelta(days=1)}
    told: dict[str, Any] = {"namespace": running.namespace, "kind": running.kind, "name": running.name}
    told |= {"pods": running.pods, "ready": running.ready, "restarts": running.restarts}
    for troubled, problem in (
        (running.not_pulled, "Pods can't pull their image"),
        (running.not_created, "Pods can't be created from their configuration"),
        (running.crash_looping, "Pods crash again and again"),
        (_of_days(running.out_of_memory, lately), "Containers are killed for lack of memory"),
    ):
        if troubled:
            return failed(problem, troubled=troubled, **told)
    ended = _of_days(running.ended, lately)
    if ended >= restarts:
        return failed("Containers restarted several times lately", troubled=ended, **told)
    if running.unready_since is not None and running.read_at - running.unready_since > UNREADY:
        minutes = int((running.read_at - running.unready_since).total_seconds() // 60)
        return failed("Pods have not been ready for long", minutes=minutes, **told)
    return passed(**told)


def _of_days(counted: dict[date, int], days: set[date]) -> int:
    return sum(count for day, count in counted.items() if day in days)


def _why_place_does_not_matter(
    running: RunningPods, workloads: list[Workload], services: list[Service], ai_services: list[AiService]
) -> str:
    """Why it may stand in one place; empty when it is a service of which several pods run."""
    if in_system_namespace(running):
        return "it belongs to the platform"
    if before_production(running):
        return "it lives before production"
    behind = workloads_behind(running, workloads)
    if not behind:
        return "its workload is not known"
    reasons = [why_not_serving(each, services, ai_services) for each in behind]
    if all(reasons):
        return reasons[0]
    if running.kind in ("LeaderWorkerSet", "RayCluster", "RayService"):
        return "its pods work as one"  # they may have to stand close to each other
    return "" if sum(running.nodes.values()) >= 2 else "fewer than two of its pods run"


@check("k8s-pods-on-several-nodes", severity="high", effort="minutes", maps=["azure-waf-core:RE:05", "google-sre-prr:SRE-LCC-2"])
def pods_on_several_nodes(
    running: RunningPods, workloads: list[Workload], services: list[Service], ai_services: list[AiService]
) -> Verdict:
    """The pods of a service stand on more than one node.

    Why: The loss of one machine stops the service now. All its pods run on the same node, so that the second replica
    protects against nothing until they are spread.

    Fix: Demand a spread, then let it be scheduled again

        kubectl --namespace <namespace> rollout restart <kind>/<name>
        # after adding to its pod template:
        topologySpreadConstraints:
          - {maxSkew: 1, topologyKey: kubernetes.io/hostname, whenUnsatisfiable: DoNotSchedule, labelSelector: …}
    """
    if reason := _why_place_does_not_matter(running, workloads, services, ai_services):
        return not_applicable(reason)
    told: dict[str, Any] = {"namespace": running.namespace, "kind": running.kind, "name": running.name, "pods": sum(running.nodes.values())}
    if len(running.nodes) == 1:
        return failed("All pods of a service stand on one node", node=next(iter(running.nodes)), **told)
    return passed(nodes=len(running.nodes), pods=sum(running.nodes.values()))


def _name_of(node: Node) -> str:
    return node.name


def _nodes_of(running: RunningPods, nodes: list[Node]) -> list[Node]:
    known = by_key(nodes, _name_of)
    return [node for name in running.nodes for node in known.get(name, ())]


@check("k8s-pods-in-several-zones", severity="medium", effort="minutes", maps=["azure-waf-core:RE:05", "google-sre-prr:SRE-LCC-2"])
def pods_in_several_zones(
    running: RunningPods, *, workloads: list[Workload], services: list[Service], ai_services: list[AiService], nodes: list[Node]
) -> Verdict:
    """The pods of a service stand in more than one zone.

    Why: The loss of one zone stops the service now. The cluster has nodes in other zones, yet every pod of the service runs
    in the same one.

    Fix: Spread the pods over zones

        topologySpreadConstraints:
          - maxSkew: 1
            topologyKey: topology.kubernetes.io/zone
            whenUnsatisfiable: ScheduleAnyway
            labelSelector: …
    """
    if reason := _why_place_does_not_matter(running, workloads, services, ai_services):
        return not_applicable(reason)
    beneath = _nodes_of(running, nodes)
    if len(beneath) < len(running.nodes):
        return unknown("nodes of its pods were not seen", nodes=len(running.nodes), seen=len(beneath))
    if any(each.zone is None for each in beneath):
        return not_applicable("its nodes have no zone")
    wanted = {frozenset(each.accelerators) for each in beneath}
    elsewhere = {zone for zone, has in by_key(nodes, _zone_and_accelerators) if zone and any(each <= has for each in wanted)}
    if len(elsewhere) < 2:
        return not_applicable("the cluster has nodes for it in one zone only")
    zones = sorted({each.zone for each in beneath if each.zone})
    if len(zones) == 1:
        return failed(
            "All pods of a service stand in one zone",
            namespace=running.namespace,
            kind=running.kind,
            name=running.name,
            zone=zones[0],
            zones_of_the_cluster=sorted(elsewhere),
        )
    return passed(zones=zones)


def _zone_and_accelerators(node: Node) -> tuple[str | None, frozenset[str]]:
    return node.zone, frozenset(node.accelerators)


@check("k8s-nodes-in-several-zones", severity="medium", effort="hours", maps=["azure-waf-core:RE:05", "google-sre-prr:SRE-LCC-2"])
def nodes_in_several_zones(cluster: ClusterNodes) -> Verdict:
    """The cluster has nodes and accelerators in two zones.

    Why: A zone that fails takes the whole system with it. Pods can only be spread over zones that have nodes for them, and
    nodes with accelerators often stand in one zone alone.

    Fix: Let the node pool use a second zone

        requirements:                                # Karpenter NodePool; a node group's subnets or zones elsewhere
          - key: topology.kubernetes.io/zone
            operator: In
            values: [eu-central-1a, eu-central-1b]
    """
    if before_production(cluster):
        return not_applicable("it lives before production")
    if cluster.nodes < 2 or not cluster.zones:
        return not_applicable("its nodes have no zone" if cluster.nodes else "it has no nodes")
    if len(cluster.zones) == 1:
        return failed("All nodes of a cluster stand in one zone", cluster=cluster.name, zone=next(iter(cluster.zones)), nodes=cluster.nodes)
    alone = {name: zones[0] for name, zones in cluster.accelerator_zones.items() if len(zones) == 1}
    if alone:
        return failed(
            "All nodes with an accelerator stand in one zone",
            cluster=cluster.name,
            accelerators=[f"{name} in {zone}" for name, zone in alone.items()],
            zones=cluster.zones,
        )
    return passed(zones=cluster.zones, accelerators=cluster.accelerator_zones)


@check("k8s-serving-not-only-on-spot", severity="medium", effort="hours", maps=["azure-waf-core:RE:05", "google-sre-prr:SRE-LCC-2"])
def serving_not_only_on_spot(
    running: RunningPods, *, workloads: list[Workload], services: list[Service], ai_services: list[AiService], nodes: list[Node]
) -> Verdict:
    """Services do not stand on spot capacity alone.

    Why: The cloud may take every replica away within minutes. Spot capacity of one kind is taken back together when demand
    rises, and new machines of that kind are then hard to get.

    Fix: Keep a share of the replicas on on-demand capacity

        requirements:                                # Karpenter NodePool
          - key: karpenter.sh/capacity-type
            operator: In
            values: [spot, on-demand]
    """
    if reason := _why_place_does_not_matter(running, workloads, services, ai_services):
        return not_applicable(reason)
    beneath = _nodes_of(running, nodes)
    kinds = {each.capacity_type for each in beneath}
    if len(beneath) < len(running.nodes):
        return unknown("nodes of its pods were not seen", nodes=len(running.nodes), seen=len(beneath))
    if kinds == {"spot"}:
        told: dict[str, Any] = {"namespace": running.namespace, "kind": running.kind, "name": running.name}
        return failed("A service stands on spot capacity alone", nodes=len(beneath), **told)
    if kinds == {None}:
        return not_applicable("its nodes do not say how they are paid for")
    return passed(nodes=len(beneath), spot=sum(each.capacity_type == "spot" for each in beneath))


BUILT_IN = {"system-cluster-critical": 2_000_000_000, "system-node-critical": 2_000_001_000}


def _place_of(fact: Fact) -> str:
    return fact.origin.place


def _priority(workload: Workload, classes: list[PriorityClass]) -> int | None:
    """What the priority of its pods is; None when the class was not seen."""
    name = workload.priority_class
    if name in BUILT_IN:
        return BUILT_IN[name]
    # A cluster-wide object's manifest often stands apart from its users'.
    near = (workload.environment, Environment.SHARED, Environment.UNCLASSIFIED)
    beside = [each for each in by_key(classes, _place_of).get(workload.origin.place, ()) if each.is_live or each.environment in near]
    if name is None:
        return next((each.value for each in beside if each.default), 0)
    return next((each.value for each in beside if each.name == name), None)


@check("k8s-serving-outranks-batch", severity="medium", effort="minutes", maps=["azure-waf-core:RE:06", "google-sre-prr:SRE-LCC-3"])
def serving_outranks_batch(
    workloads: list[Workload], services: list[Service], ai_services: list[AiService], classes: list[PriorityClass]
) -> list[Verdict]:
    """Model servers come before batch jobs that want the same GPUs.

    Why: A training run can keep the service from coming back. After a crash or a scale-up the scheduler gives the free
    accelerator to whoever waited first, unless the server's priority is higher.

    Fix: Give the server a priority class above the jobs'

        apiVersion: scheduling.k8s.io/v1
        kind: PriorityClass
        metadata: {name: serving}
        value: 100000
        # in the server's pod template: priorityClassName: serving
    """
    wanting = [each for each in workloads if any(one.accelerators for one in each.main_containers)]
    jobs = [each for each in wanting if not each.long_running and not in_system_namespace(each)]
    verdicts = []
    for server in wanting:
        rivals = by_key(jobs, _place_of).get(server.origin.place, ())
        rivals = [each for each in rivals if server.is_live or each.environment == server.environment]
        here = by_key(services, _place_of).get(server.origin.place, [])
        if rivals and not why_not_serving(server, here, ai_services) and server.environment is not Environment.SAMPLE:
            verdicts.append(_ranked(server, rivals, classes))
    return verdicts or [not_applicable("no batch job wants the accelerators of a service")]


def _ranked(server: Workload, rivals: list[Workload], classes: list[PriorityClass]) -> Verdict:
    mine = _priority(server, classes)
    theirs = [(each, _priority(each, classes)) for each in rivals]
    if mine is None or any(value is None for _, value in theirs):
        names = {each.priority_class or "" for each, value in [(server, mine), *theirs] if value is None}
        return unknown("a priority class was not seen", about=server, classes=sorted(names))
    ahead = [each.name for each, value in theirs if value is not None and value >= mine]
    if ahead:
        return failed(
            "Batch jobs rank as high as a service on accelerators", about=server, server=server.name, priority=mine, jobs=ahead[:10]
        )
    return passed(about=server, priority=mine, jobs=len(rivals))


@check("k8s-nodes-healthy", severity="high", effort="hours", maps=["azure-waf-core:RE:10", "google-sre-prr:SRE-LCC-5"])
def nodes_healthy(cluster: ClusterNodes) -> Verdict:
    """All nodes are ready and under no pressure.

    Why: Part of the capacity that you count on is gone. A node that is not ready runs nothing new, and one that is short of
    memory or disk evicts the pods it has.

    Fix: Repair or replace the nodes that are named

        kubectl describe node <node>
        kubectl drain <node> --ignore-daemonsets --delete-emptydir-data
    """
    told: dict[str, Any] = {"cluster": cluster.name, "nodes": cluster.nodes}
    if cluster.not_ready_count:
        names = cluster.not_ready
        return failed("Nodes are not ready", node=names[0], not_ready=names, count=cluster.not_ready_count, **told)
    if cluster.under_pressure_count:
        names = cluster.under_pressure
        return failed("Nodes are short of memory, disk or processes", node=names[0], under_pressure=names, **told)
    return passed(**told) if cluster.nodes else not_applicable("it has no nodes")


END_OF_LIFE = {
    30: date(2025, 6, 28),
    31: date(2025, 11, 11),
    32: date(2026, 2, 28),
    33: date(2026, 6, 28),
    34: date(2026, 10, 27),
    35: date(2027, 2, 28),
}
"""Last day on which Kubernetes 1.x gets patches, from https://kubernetes.io/releases/patch-releases/."""

PROVIDERS = {"eks": "EKS", "gke": "GKE", "aks": "AKS"}
PROVIDER_DAYS = 500
"""How long, at most, a provider of managed clusters may give patches after Kubernetes does: EKS supports a version for 26
months after its own release of it, extended support included; Kubernetes for about 14 after its.

https://docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions.html
"""

MOST_APART = 3
"""A kubelet may be three minor versions older than the API server, which is at least as new as the newest kubelet."""


@check("k8s-node-version-supported", severity="medium", effort="days", maps=["azure-waf-core:OE:11", "google-sre-prr:SRE-LCC-5"])
def node_version_supported(cluster: ClusterNodes, today: date, extended_months: int = 0) -> Verdict:
    """Nodes run a version of Kubernetes that gets patches.

    Why: Known holes stay open, and the next upgrade is a leap. A version without patches gets no security fixes, and nodes
    that fall too far behind the API server are not supported at all.

    Fix: Upgrade the control plane, then the nodes, one version each

        kubectl get nodes -o wide
        # a provider's extended support: checks.k8s-node-version-supported.extended_months in readiness.yaml
    """
    if not cluster.kubelet_minors:
        return unknown("no node tells its version") if cluster.nodes else not_applicable("it has no nodes")
    oldest, newest = min(cluster.kubelet_minors), max(cluster.kubelet_minors)
    told: dict[str, Any] = {"cluster": cluster.name, "oldest": f"1.{oldest}", "newest": f"1.{newest}"}
    if newest - oldest > MOST_APART:
        return failed("Versions of the nodes lie too far apart", **told)
    ended = END_OF_LIFE.get(oldest, date.max if oldest > max(END_OF_LIFE) else date.min)
    if ended != date.max and today > ended + timedelta(days=31 * extended_months):
        if cluster.provider in PROVIDERS and ended != date.min and today <= ended + timedelta(days=PROVIDER_DAYS):
            name = PROVIDERS[cluster.provider]
            return unknown(f"{name} may give patches for longer than Kubernetes does; its calendar tells", ended=str(ended), **told)
        last = str(ended) if ended != date.min else f"before {min(END_OF_LIFE.values())}"
        return failed("Nodes run a version that gets no patches", patched_until=last, **told)
    return passed(patched_until="" if ended == date.max else str(ended), **told)
