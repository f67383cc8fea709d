"""Whether what namespaces and services may take together is there, and shared by rule."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from readiness.api import Verdict, check, failed, not_applicable, passed, unknown
from readiness.facts.indexing import by_key
from readiness.facts.kubernetes.nodes import ClusterNodes, Node, is_accelerator
from readiness.facts.kubernetes.objects import KubernetesObject, Namespace
from readiness.facts.kubernetes.scaling import Autoscaler, NodePool
from readiness.facts.kubernetes.tenancy import ClusterQueue, LimitRange, LocalQueue, ResourceQuota
from readiness.facts.kubernetes.workloads import Workload, workloads_in
from readiness.facts.serving import in_system_namespace, is_of_platform

CAPACITY_MAPS = ("azure-waf-core:PE:02", "google-sre-prr:SRE-LCC-3")
KARPENTER = "karpenter.sh/nodepool"
BOUNDED = 10_000
"""A maximum above this is none: the autoscaler was never told one."""
SHOWN = 10


def _place(thing: KubernetesObject) -> tuple[str, bool]:
    return thing.origin.place, thing.is_live


def _target(autoscaler: Autoscaler) -> tuple[str, str]:
    return autoscaler.target_kind, autoscaler.target_name


def _most_replicas(workload: Workload, autoscalers: list[Autoscaler]) -> int | None:
    """How many may run at once; None where nothing seen tells."""
    scaling = [each for each in by_key(autoscalers, _target).get((workload.kind, workload.name), ()) if each.scales(workload)]
    if scaling:
        most = max((each.maximum or BOUNDED + 1) for each in scaling)
        return most if most <= BOUNDED else None
    # Each replica of a LeaderWorkerSet is a group of pods.
    return None if workload.kind == "LeaderWorkerSet" else 1 if workload.kind == "Pod" else workload.replicas


@check("k8s-accelerators-suffice-at-peak", severity="high", effort="days", maps=CAPACITY_MAPS)
def accelerators_suffice(
    cluster: ClusterNodes, *, nodes: list[Node], pools: list[NodePool], workloads: list[Workload], autoscalers: list[Autoscaler]
) -> Verdict:
    """The cluster has the accelerators that a peak needs.

    Why: Services stop growing before they reach their maximum. The replicas that autoscalers may ask for together need more
    accelerators than the nodes have and node pools may buy.

    Fix: Add capacity, or lower maxima to what there is

        kubectl get hpa --all-namespaces   # short of <short>
        kubectl get nodepools
    """
    here = by_key(workloads, _place).get(_place(cluster), [])
    asking = {each.resource: each for each in here if each.long_running and not in_system_namespace(each) and each.accelerators}
    if not asking:
        return not_applicable("no service asks for an accelerator")
    peak, unbounded = Counter[str](), []
    for each in asking.values():
        most = _most_replicas(each, autoscalers)
        if most is None:
            unbounded.append(f"{each.namespace}/{each.name}")
        for name, count in each.accelerators.items():
            peak[name] += count * (most or 0)
    own, bought = _existing(by_key(nodes, _place).get(_place(cluster), []))
    buying = [each for each in by_key(pools, _place).get(_place(cluster), []) if not each.fixed and (each.accelerators or each.any_machine)]
    limits = _limits(buying)
    room = {name: own[name] + max(bought[name], limits.get(name, 0)) for name in peak}
    told: dict[str, Any] = {"peak": _listed(peak), "room": _listed(room)}
    short = sorted(name for name in peak if peak[name] > room[name])
    if not short:
        if unbounded:
            return unknown("how many replicas some services may reach is not told", services=sorted(unbounded)[:SHOWN], **told)
        return passed(**told)
    if any(limits.get(name) is None for name in short) and buying:
        return unknown("limits of node pools do not say how many accelerators they may buy", short=short, **told)
    if not buying and any(each.pool for each in by_key(nodes, _place).get(_place(cluster), [])):
        return unknown("how far node groups may grow only the cloud tells", short=short, **told)
    return failed("A peak needs more accelerators than there are", short=short, **told)


def _listed(counts: Mapping[str, int]) -> list[str]:
    return [f"{name}: {count}" for name, count in sorted(counts.items())]


def _existing(nodes: list[Node]) -> tuple[Counter[str], Counter[str]]:
    """Accelerators of nodes that are there anyway, and of those that Karpenter bought."""
    own, bought = Counter[str](), Counter[str]()
    for each in nodes:
        (bought if KARPENTER in each.labels else own).update(each.accelerators)
    return own, bought


def _limits(pools: list[NodePool]) -> dict[str, int]:
    """How many accelerators the pools may buy together, by resource; a resource that one of them does not limit is left out."""
    names = {name for each in pools for name in each.limits if is_accelerator(name)}
    return {
        name: sum(int(each.limits[name]) for each in pools)
        for name in names
        if all(each.limits.get(name, "").isdigit() for each in pools)
    }  # fmt: skip


def _asks_where(workload: Workload) -> tuple[tuple[str, str], bool]:
    return workload.world, bool(workload.accelerators) and not in_system_namespace(workload)


def _home(thing: KubernetesObject) -> tuple[tuple[str, str], str | None]:
    return thing.world, thing.namespace


def _world(thing: KubernetesObject) -> tuple[str, str]:
    return thing.world


@check("k8s-accelerators-shared-by-quota", severity="medium", effort="minutes", maps=[*CAPACITY_MAPS, "azure-waf-core:CO:12"])
def shared_by_quota(namespace: Namespace, *, workloads: list[Workload], quotas: list[ResourceQuota], queues: list[LocalQueue]) -> Verdict:
    """A quota says how many accelerators a namespace may take.

    Why: One team's experiment leaves no accelerator for the others. Where several namespaces want the same accelerators, the
    first to ask gets them all.

    Fix: Give each namespace its share

        apiVersion: v1
        kind: ResourceQuota
        metadata: {name: accelerators, namespace: <namespace>}
        spec:
          hard: {requests.nvidia.com/gpu: "8"}
    """
    asked = sorted({name for each in workloads_in(namespace, workloads) for name in each.accelerators})
    if not asked or is_of_platform(namespace.name):
        return not_applicable("nothing in it asks for an accelerator")
    asking = (each for world in namespace.worlds for each in by_key(workloads, _asks_where).get((world, True), ()))
    if not any(each.namespace != namespace.name for each in asking):  # ends with the first one
        return not_applicable("no other namespace asks for accelerators")
    told: dict[str, Any] = {"namespace": namespace.name, "accelerators": asked}
    own = [each for world in namespace.worlds for each in by_key(quotas, _home).get((world, namespace.name), ())]
    limited = {name.removeprefix("requests.") for each in own for name in each.hard}
    queued = [each.name for world in namespace.worlds for each in by_key(queues, _home).get((world, namespace.name), ())]
    if set(asked) <= limited:
        return passed(quotas=sorted(each.name for each in own), **told)
    if queued:
        return passed(queues=sorted(queued), **told)
    if not namespace.is_live and not any(by_key(quotas, _world).get(world) for world in namespace.worlds):
        return unknown("no quota is written here; they may be kept elsewhere", **told)
    return failed("No quota limits a namespace's accelerators", **told)


@check("k8s-container-defaults-set", severity="low", effort="minutes", maps=["cis-kubernetes-2.0.1-s5:CIS-K8S-5.6.1", *CAPACITY_MAPS])
def container_defaults(namespace: Namespace, workloads: list[Workload], ranges: list[LimitRange]) -> Verdict:
    """Namespaces give defaults to containers that ask for nothing.

    Why: A single careless deployment can slow down its neighbours. Containers without requests are packed onto full nodes, and
    no default corrects it.

    Fix: Set defaults for the namespace

        apiVersion: v1
        kind: LimitRange
        metadata: {name: defaults, namespace: <namespace>}
        spec:
          limits:
            - type: Container
              defaultRequest: {cpu: 100m, memory: 128Mi}
              default: {memory: 512Mi}
    """
    if is_of_platform(namespace.name):
        return not_applicable("it belongs to the platform")
    bare = sorted({each.name for each in workloads_in(namespace, workloads) if "resources" not in each.injected and _asks_nothing(each)})
    if not bare:
        return not_applicable("its containers say what they need")
    told: dict[str, Any] = {"namespace": namespace.name, "workloads": bare[:SHOWN]}
    own = [each for world in namespace.worlds for each in by_key(ranges, _home).get((world, namespace.name), ())]
    if any({"cpu", "memory"} <= each.requests for each in own):
        return passed(defaults=[each.name for each in own], **told)
    if not namespace.is_live and not own:
        return unknown("no default is written here; it may be kept elsewhere", **told)
    return failed("A namespace sets no defaults for containers", **told)


def _asks_nothing(workload: Workload) -> bool:
    return any(not {"cpu", "memory"} <= each.requests.keys() for each in workload.main_containers)


@check("k8s-queue-admits-jobs", severity="medium", effort="minutes", maps=CAPACITY_MAPS)
def queue_admits(queue: ClusterQueue) -> Verdict:
    """Job queues are active.

    Why: Training and batch jobs wait for ever, and nothing reports it. A queue that names a flavor or a check that does not
    exist admits no job.

    Fix: Create what the queue names

        kubectl get clusterqueue <queue> --output yaml   # <reason>
        kubectl get resourceflavors,admissionchecks
    """
    if queue.held:
        return not_applicable("somebody stopped it")
    if not queue.active:
        return failed("A job queue admits nothing", queue=queue.name, reason=queue.reason)
    return passed(queue=queue.name)


def _cohort(queue: ClusterQueue) -> tuple[tuple[str, str], str]:
    return queue.world, queue.cohort


@check("k8s-queue-takes-quota-back", severity="medium", effort="minutes", maps=CAPACITY_MAPS)
def queue_takes_quota_back(queue: ClusterQueue, queues: list[ClusterQueue]) -> Verdict:
    """Queues get lent accelerators back when they need them.

    Why: A team waits days for accelerators that are its own. Queues of one cohort lend what they don't use, and Kueue ends no
    borrower's job unless told to.

    Fix: Take quota back, or lend less

        spec:
          preemption: {reclaimWithinCohort: Any}
          # or in resourceGroups: lendingLimit for <accelerators>
    """
    if not queue.accelerators:
        return not_applicable("it has no quota of accelerators")
    if not queue.cohort or len(by_key(queues, _cohort).get(_cohort(queue), ())) < 2:
        return not_applicable("it lends to no other queue")
    told: dict[str, Any] = {"queue": queue.name, "cohort": queue.cohort, "accelerators": list(queue.accelerators)}
    if queue.lent and queue.reclaims == "Never":
        return failed("A queue can't take back what it lends", lent=list(queue.lent), **told)
    return passed(reclaims=queue.reclaims, **told)
