"""Quotas, defaults and queues."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from readiness.collectors.files.shapes import at, labels, mapping, mappings, text
from readiness.collectors.kubernetes.kinds import reads
from readiness.collectors.kubernetes.raw import RawObject
from readiness.facts import GapReason
from readiness.facts.kubernetes.nodes import is_accelerator
from readiness.facts.kubernetes.tenancy import ClusterQueue, LimitRange, LocalQueue, ResourceQuota


@reads("ResourceQuota", gives=(ResourceQuota,))
def resource_quota(raw: RawObject) -> Iterator[ResourceQuota]:
    """A ResourceQuota. One with scopes counts only some pods, which is not told."""
    yield ResourceQuota(**{**raw.values(), "resource": f"{raw.id()}#hard"}, hard=labels(raw.spec.get("hard")))


@reads("LimitRange", gives=(LimitRange,))
def limit_range(raw: RawObject) -> Iterator[LimitRange]:
    """Defaults for containers; a maximum is also the default limit, a minimum the default request (Kubernetes 1.34)."""
    of_containers = [each for each in mappings(raw.spec.get("limits")) if text(each.get("type")) == "Container"]
    limits = frozenset(name for each in of_containers for name in (*mapping(each.get("default")), *mapping(each.get("max"))))
    requests = frozenset(name for each in of_containers for name in (*mapping(each.get("defaultRequest")), *mapping(each.get("min"))))
    yield LimitRange(**raw.values(), requests=requests | limits, limits=limits)


@reads("ClusterQueue.kueue.x-k8s.io", gives=(ClusterQueue,))
def cluster_queue(raw: RawObject) -> Iterator[ClusterQueue]:
    """A ClusterQueue with Kueue's defaults; `cohort` is called `cohortName` since v1beta2 (Kueue 0.14)."""
    quotas = [*_quotas(raw)]
    reclaims = text(at(raw.spec, "preemption", "reclaimWithinCohort"))
    told = next((each for each in mappings(raw.status.get("conditions")) if text(each.get("type")) == "Active"), {})
    queue = ClusterQueue(
        **raw.values(),
        cohort=text(raw.spec.get("cohortName")) or text(raw.spec.get("cohort")),
        accelerators=tuple(sorted({name for name, _ in quotas})),
        lent=tuple(sorted({name for name, quota in quotas if "lendingLimit" not in quota})),
        reclaims="Any" if reclaims == "Any" else "LowerPriority" if reclaims == "LowerPriority" else "Never",
        held=text(raw.spec.get("stopPolicy")) in ("Hold", "HoldAndDrain"),
        active=text(told.get("status")) == "True",
        reason=text(told.get("reason")),
    )
    if raw.is_live and told:
        yield queue
    else:
        yield queue.unknown("active", GapReason.NOT_COLLECTED, "only a running cluster tells", "scan the cluster: --kube-context")


def _quotas(raw: RawObject) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each accelerator's quota of each flavor, unless it is nothing."""
    for group in mappings(raw.spec.get("resourceGroups")):
        for flavor in mappings(group.get("flavors")):
            for each in mappings(flavor.get("resources")):
                if is_accelerator(text(each.get("name"))) and text(each.get("nominalQuota")) != "0":
                    yield text(each.get("name")), each


@reads("LocalQueue.kueue.x-k8s.io", gives=(LocalQueue,))
def local_queue(raw: RawObject) -> Iterator[LocalQueue]:
    """A LocalQueue."""
    yield LocalQueue(**raw.values(), queue=text(raw.spec.get("clusterQueue")))
