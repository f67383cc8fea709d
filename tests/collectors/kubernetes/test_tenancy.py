"""Quotas, defaults and queues, from manifests and from clusters."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from cluster_world import facts_of, thing

from readiness.facts import UnreadFieldError
from readiness.facts.kubernetes.running import RunningPods
from readiness.facts.kubernetes.storage import UnclaimedVolumes
from readiness.facts.kubernetes.tenancy import ClusterQueue, LimitRange, LocalQueue, ResourceQuota

sys.path.insert(0, str(Path(__file__).parent.parent / "files" / "formats"))
from reading import facts_in

OWN = {"resource", "origin", "environment"}


def both(kind: Any, resource: str, written: dict[str, Any]) -> Any:
    (one,) = facts_in(yaml.safe_dump(written), "k8s/it.yaml")[kind]
    (other,) = [each for each in facts_of([written], resource) if isinstance(each, kind)]
    assert one.model_dump(exclude=OWN) == other.model_dump(exclude=OWN)
    return one


def test_a_quota_tells_what_it_limits() -> None:
    written = thing("v1", "ResourceQuota", "most", spec={"hard": {"requests.nvidia.com/gpu": 8, "pods": "20"}})
    assert both(ResourceQuota, "resourcequotas", written).hard == {"requests.nvidia.com/gpu": "8", "pods": "20"}


@pytest.mark.parametrize(
    ("limit", "requests", "limits"),
    [
        ({"default": {"memory": "1Gi"}, "defaultRequest": {"cpu": "1"}}, {"cpu", "memory"}, {"memory"}),
        ({"max": {"memory": "1Gi"}}, {"memory"}, {"memory"}),
        ({"min": {"cpu": "1"}}, {"cpu"}, set()),
        ({"type": "Pod", "max": {"memory": "1Gi"}}, set(), set()),
        ("no", set(), set()),
    ],
)
def test_defaults_follow_the_api_server(limit: Any, requests: set[str], limits: set[str]) -> None:
    each = {"type": "Container"} | limit if isinstance(limit, dict) else limit
    found = both(LimitRange, "limitranges", thing("v1", "LimitRange", "defaults", spec={"limits": [each]}))
    assert (found.requests, found.limits) == (requests, limits)


def queue(*resources: dict[str, Any], **spec: Any) -> dict[str, Any]:
    groups = [{"flavors": [{"name": "a100", "resources": list(resources)}]}]
    return thing("kueue.x-k8s.io/v1beta2", "ClusterQueue", "research", None, spec={"resourceGroups": groups} | spec)


GPU = {"name": "nvidia.com/gpu", "nominalQuota": 8}


@pytest.mark.parametrize("key", ["cohort", "cohortName"])
def test_a_queue_tells_its_cohort_and_what_it_lends(key: str) -> None:
    (found,) = facts_in(yaml.safe_dump(queue(GPU, {"name": "cpu", "nominalQuota": 9}, **{key: "all"})), "k8s/it.yaml")[ClusterQueue]
    assert (found.cohort, found.accelerators, found.lent, found.reclaims) == ("all", ("nvidia.com/gpu",), ("nvidia.com/gpu",), "Never")
    (kept,) = facts_in(yaml.safe_dump(queue(GPU | {"lendingLimit": 2}, preemption={"reclaimWithinCohort": "Any"})), "k8s/it.yaml")[
        ClusterQueue
    ]
    assert (kept.cohort, kept.lent, kept.reclaims) == ("", (), "Any")
    (none,) = facts_in(yaml.safe_dump(queue(GPU | {"nominalQuota": 0})), "k8s/it.yaml")[ClusterQueue]
    assert none.accelerators == ()


def test_whether_a_queue_is_active_only_a_cluster_tells() -> None:
    (written,) = facts_in(yaml.safe_dump(queue(GPU)), "k8s/it.yaml")[ClusterQueue]
    with pytest.raises(UnreadFieldError):
        _ = written.active
    status = {"conditions": [{"type": "Active", "status": "False", "reason": "FlavorNotFound"}]}
    (live,) = facts_of([queue(GPU, stopPolicy="Hold") | {"status": status}], "clusterqueues.kueue.x-k8s.io")
    assert (live.active, live.reason, live.held) == (False, "FlavorNotFound", True)


def test_a_local_queue_names_its_cluster_queue() -> None:
    written = thing("kueue.x-k8s.io/v1beta1", "LocalQueue", "jobs", spec={"clusterQueue": "research"})
    assert both(LocalQueue, "localqueues.kueue.x-k8s.io", written).queue == "research"


def pod(name: str, node: str, *counts: Any, **spec: Any) -> dict[str, Any]:
    containers = [{"name": f"c{number}", "resources": {"limits": {"nvidia.com/gpu": each}}} for number, each in enumerate(counts)]
    return thing("v1", "Pod", name, spec={"containers": containers, "nodeName": node} | spec, status={"phase": "Running"})


def test_accelerators_are_counted_by_node() -> None:
    objects = [pod("a", "n1", 2, "1"), pod("b", "", 4), pod("c", "n2", "odd")]
    found = {each.name: each.accelerators for each in facts_of(objects, "pods") if isinstance(each, RunningPods)}
    assert found == {"a": {"n1": 3}, "b": {}, "c": {}}


def volume(name: str, phase: str, **spec: Any) -> dict[str, Any]:
    status = {"phase": phase, "lastPhaseTransitionTime": "2026-05-01T10:00:00Z"}
    return thing("v1", "PersistentVolume", name, None, spec=spec or {"csi": {"driver": "ebs.csi.aws.com"}}, status=status)


def test_volumes_without_a_claim_are_told_once_for_the_cluster() -> None:
    objects = [volume("a", "Bound"), volume("b", "Released"), volume("c", "Released", nfs={"server": "x"}), volume("d", "Available")]
    (found,) = facts_of(objects, "persistentvolumes")
    assert isinstance(found, UnclaimedVolumes)
    assert (found.volumes, list(found.released)) == (3, ["b"])
    assert facts_of([volume("c", "Released", hostPath={"path": "/x"})], "persistentvolumes") == []
