"""Autoscalers and node pools, from manifests and from clusters."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from cluster_world import facts_of, thing

from readiness.facts.kubernetes.running import RunningPods
from readiness.facts.kubernetes.scaling import Autoscaler, AutoscalerState, NodePool, QuotaUse, VerticalAutoscaler
from readiness.facts.kubernetes.workloads import Workload

sys.path.insert(0, str(Path(__file__).parent.parent / "files" / "formats"))
from reading import facts_in


def both(kind: Any, resource: str, written: dict[str, Any]) -> Any:
    """The fact that a manifest gives, which the same object of a cluster must give too."""
    (one,) = facts_in(yaml.safe_dump(written), "k8s/it.yaml")[kind]
    (other,) = [each for each in facts_of([written], resource) if isinstance(each, kind)]
    own = {"resource", "origin", "environment"}
    assert one.model_dump(exclude=own) == other.model_dump(exclude=own)
    return one


def hpa(**spec: Any) -> dict[str, Any]:
    return thing(
        "autoscaling/v2", "HorizontalPodAutoscaler", "chat", spec={"scaleTargetRef": {"kind": "Deployment", "name": "chat"}} | spec
    )


CPU = [{"type": "Resource", "resource": {"name": "cpu"}}]
HPAS = "horizontalpodautoscalers.autoscaling"


@pytest.mark.parametrize(
    ("metrics", "told"),
    [
        ([], ("cpu",)),
        ([{"type": "Resource", "resource": {"name": "memory"}}], ("memory",)),
        ([{"type": "ContainerResource", "containerResource": {"name": "cpu", "container": "app"}}], ("cpu",)),
        ([{"type": "Pods", "pods": {"metric": {"name": "vllm:num_requests_waiting"}}}], ("vllm:num_requests_waiting",)),
        ([{"type": "External", "external": {"metric": {"name": "queue"}}}, *CPU], ("queue", "cpu")),
        ([{"type": "Pods", "pods": {"metricName": "old"}}], ("old",)),
        ([{"type": "Odd", "odd": "x"}, "no"], ("Odd",)),
    ],
)  # fmt: skip
def test_an_autoscaler_tells_its_metrics(metrics: list[Any], told: tuple[str, ...]) -> None:
    assert both(Autoscaler, HPAS, hpa(metrics=metrics, maxReplicas=4)).metrics == told


def test_keda_tells_triggers_and_fallback() -> None:
    spec = {"scaleTargetRef": {"name": "chat"}, "triggers": [{"type": "prometheus"}, {"type": "cpu"}]}
    told = both(Autoscaler, "scaledobjects.keda.sh", thing("keda.sh/v1alpha1", "ScaledObject", "chat", spec=spec))
    assert (told.metrics, told.fallback, told.minimum, told.maximum) == (("prometheus", "cpu"), False, 0, 100)
    spec["fallback"] = {"failureThreshold": 3, "replicas": 2}
    assert both(Autoscaler, "scaledobjects.keda.sh", thing("keda.sh/v1alpha1", "ScaledObject", "chat", spec=spec)).fallback


def test_the_autoscaler_that_keda_made_is_not_a_second_one() -> None:
    owner = [{"apiVersion": "keda.sh/v1alpha1", "kind": "ScaledObject", "name": "chat", "controller": True}]
    made = hpa(maxReplicas=4)
    made["metadata"]["ownerReferences"] = owner
    found = facts_of([made], HPAS)
    assert not [each for each in found if isinstance(each, Autoscaler)]
    assert [each for each in found if isinstance(each, AutoscalerState)]


def condition(kind: str, status: str, reason: str) -> dict[str, str]:
    return {"type": kind, "status": status, "reason": reason, "lastTransitionTime": "2026-05-04T10:00:00Z"}


@pytest.mark.parametrize(
    ("conditions", "problem", "held_back"),
    [
        ([condition("AbleToScale", "True", "ReadyForNewScale"), condition("ScalingActive", "True", "ValidMetricFound")], "", False),
        ([condition("ScalingActive", "False", "FailedGetResourceMetric")], "FailedGetResourceMetric", False),
        ([condition("AbleToScale", "False", "FailedGetScale")], "FailedGetScale", False),
        ([condition("ScalingActive", "False", "ScalingDisabled")], "", False),
        ([condition("ScalingLimited", "True", "TooManyReplicas")], "", True),
        ([condition("ScalingLimited", "True", "TooFewReplicas")], "", False),
        ("no", "", False),
    ],
)
def test_a_cluster_tells_whether_an_autoscaler_works(conditions: Any, problem: str, held_back: bool) -> None:
    scaler = hpa(minReplicas=2, maxReplicas=6) | {"status": {"currentReplicas": 6, "conditions": conditions}}
    (told,) = [each for each in facts_of([scaler], HPAS) if isinstance(each, AutoscalerState)]
    assert (told.problem, told.held_back, told.current, told.minimum, told.maximum) == (problem, held_back, 6, 2, 6)
    assert told.since == (datetime(2026, 5, 4, 10, tzinfo=UTC) if problem else None)


def test_keda_tells_that_it_lives_on_its_fallback() -> None:
    status = {"conditions": [{"type": "Ready", "status": "True"}, {"type": "Fallback", "status": "True", "reason": "FallbackExists"}]}
    written = thing("keda.sh/v1alpha1", "ScaledObject", "chat", spec={"scaleTargetRef": {"name": "chat"}}, status=status)
    (told,) = [each for each in facts_of([written], "scaledobjects.keda.sh") if isinstance(each, AutoscalerState)]
    assert (told.problem, told.current) == ("FallbackExists", None)


def test_ray_scales_each_worker_group() -> None:
    groups = [{"groupName": "gpu", "minReplicas": 1}, {"groupName": "cpu", "maxReplicas": 4}]
    cluster = {"enableInTreeAutoscaling": True, "workerGroupSpecs": groups}
    found = facts_in(yaml.safe_dump(thing("ray.io/v1", "RayService", "chat", spec={"rayClusterConfig": cluster})), "k8s/it.yaml")[
        Autoscaler
    ]
    assert [(each.target_name, each.minimum, each.maximum) for each in found] == [("chat/gpu", 1, 2147483647), ("chat/cpu", 0, 4)]
    assert not facts_in(yaml.safe_dump(thing("ray.io/v1", "RayCluster", "chat", spec={"workerGroupSpecs": groups})), "k8s/it.yaml")[
        Autoscaler
    ]


def test_a_vertical_autoscaler_tells_what_it_changes() -> None:
    target = {"targetRef": {"kind": "Deployment", "name": "chat"}}
    vpas = "verticalpodautoscalers.autoscaling.k8s.io"

    def vpa(**spec: Any) -> VerticalAutoscaler:
        told: VerticalAutoscaler = both(
            VerticalAutoscaler, vpas, thing("autoscaling.k8s.io/v1", "VerticalPodAutoscaler", "chat", spec=target | spec)
        )
        return told

    assert (vpa().mode, vpa().resources) == ("Auto", ("cpu", "memory"))
    assert vpa(updatePolicy={"updateMode": "Off"}).mode == "Off"
    only_memory = {"containerPolicies": [{"containerName": "*", "controlledResources": ["memory"]}]}
    assert vpa(resourcePolicy=only_memory).resources == ("memory",)
    assert vpa(resourcePolicy={"containerPolicies": [{"containerName": "x", "mode": "Off"}]}).resources == ("cpu", "memory")


def nodes(requirements: Any = (), taints: Any = (), **spec: Any) -> dict[str, Any]:
    template = {"spec": {"requirements": list(requirements), "taints": list(taints)}}
    return thing("karpenter.sh/v1", "NodePool", "gpu", None, spec={"template": template} | spec)


def needs(key: str, *values: str, operator: str = "In") -> dict[str, Any]:
    return {"key": key, "operator": operator, "values": list(values)}


@pytest.mark.parametrize(
    ("requirements", "taints", "accelerators", "any_machine"),
    [
        ([], [], False, True),
        ([needs("node.kubernetes.io/instance-type", "p5.48xlarge")], [], True, False),
        ([needs("node.kubernetes.io/instance-type", "m7g.large", "c6gn.large")], [], False, False),
        ([needs("karpenter.k8s.aws/instance-category", "g", "p")], [], True, False),
        ([needs("karpenter.k8s.aws/instance-category", "c", "m", "r")], [], False, False),
        ([needs("karpenter.k8s.aws/instance-gpu-manufacturer", "nvidia")], [], True, True),
        ([needs("karpenter.k8s.aws/instance-gpu-count", operator="DoesNotExist")], [], False, True),
        ([], [{"key": "nvidia.com/gpu", "effect": "NoSchedule"}], True, True),
        ([needs("node.kubernetes.io/instance-type", "Standard_NC24ads_A100_v4")], [], True, False),
    ],
)
def test_a_node_pool_tells_whether_it_buys_accelerators(requirements: Any, taints: Any, accelerators: bool, any_machine: bool) -> None:
    told = both(NodePool, "nodepools.karpenter.sh", nodes(requirements, taints))
    assert (told.accelerators, told.any_machine) == (accelerators, any_machine)


def test_a_node_pool_has_the_defaults_of_karpenter() -> None:
    told = both(NodePool, "nodepools.karpenter.sh", nodes())
    assert (told.consolidation, told.consolidate_after, told.budgets, told.expire_after) == (
        "WhenEmptyOrUnderutilized",
        "0s",
        ("10%",),
        "720h",
    )
    written = nodes(limits={"cpu": 100, "nvidia.com/gpu": 8}, disruption={"consolidateAfter": "Never", "budgets": [{"nodes": "1"}]})
    told = both(NodePool, "nodepools.karpenter.sh", written)
    assert (told.limits, told.consolidate_after, told.budgets) == ({"cpu": "100", "nvidia.com/gpu": "8"}, "Never", ("1",))


def test_pods_that_wait_for_a_node_are_told_but_not_those_behind_a_gate() -> None:
    def pod(name: str, reason: str) -> dict[str, Any]:
        waiting = {"phase": "Pending", "conditions": [condition("PodScheduled", "False", reason)]}
        return thing("v1", "Pod", name, status=waiting)

    found = {
        each.name: each
        for each in facts_of([pod("a", "Unschedulable"), pod("b", "SchedulingGated")], "pods")
        if isinstance(each, RunningPods)
    }
    assert found["a"].unplaced_since == datetime(2026, 5, 4, 10, tzinfo=UTC)
    assert (found["b"].unplaced, found["b"].unplaced_since) == (1, None)


@pytest.mark.parametrize(
    ("volume", "more", "told"),
    [
        ({"emptyDir": {"medium": "Memory", "sizeLimit": "4Gi"}}, {}, "4Gi"),
        ({"emptyDir": {"medium": "Memory"}}, {}, ""),
        ({"emptyDir": {}}, {}, None),
        ({"emptyDir": {}}, {"hostIPC": True}, ""),
    ],
)
def test_a_container_tells_its_shared_memory(volume: dict[str, Any], more: dict[str, Any], told: str | None) -> None:
    container = {"name": "vllm", "image": "vllm/vllm-openai:v0.11.0", "volumeMounts": [{"name": "shm", "mountPath": "/dev/shm"}]}
    container["resources"] = {"claims": [{"name": "gpu"}]}
    pod = {"containers": [container], "volumes": [{"name": "shm", **volume}], **more}
    (workload,) = facts_in(yaml.safe_dump(thing("v1", "Pod", "vllm", spec=pod)), "k8s/it.yaml")[Workload]
    assert workload.containers[0].shared_memory == told
    assert workload.containers[0].resource_claims == ("gpu",)


def used_of(status: dict[str, Any]) -> list[QuotaUse]:
    found = facts_of([thing("v1", "ResourceQuota", "ai", status=status)], "resourcequotas")
    return [each for each in found if isinstance(each, QuotaUse)]


def test_a_cluster_tells_how_much_of_a_quota_is_used() -> None:
    hard = {"cpu": "4", "memory": "8Gi", "pods": "10", "services": "0", "requests.nvidia.com/gpu": "8", "odd": "x"}
    used = {"cpu": "1500m", "memory": "4096Mi", "pods": "10", "requests.nvidia.com/gpu": "2"}
    (told,) = used_of({"hard": hard, "used": used})
    assert told.used == {"cpu": 0.375, "memory": 0.5, "pods": 1.0, "requests.nvidia.com/gpu": 0.25}
    (hostile,) = used_of({"hard": ["x"], "used": 3})
    assert hostile.used == {}


@pytest.mark.parametrize(
    ("api_version", "kind", "spec"),
    [
        ("batch/v1", "Job", {"activeDeadlineSeconds": 60, "template": {"spec": {}}}),
        ("batch/v1", "Job", {"template": {"spec": {"activeDeadlineSeconds": 60}}}),
        ("batch/v1", "CronJob", {"jobTemplate": {"spec": {"activeDeadlineSeconds": 60, "template": {"spec": {}}}}}),
        ("kubeflow.org/v1", "PyTorchJob", {"runPolicy": {"activeDeadlineSeconds": 60}, "template": {"spec": {}}}),
        ("ray.io/v1", "RayJob", {"activeDeadlineSeconds": 60, "template": {"spec": {}}}),
    ],
)
def test_a_job_tells_its_deadline(api_version: str, kind: str, spec: dict[str, Any]) -> None:
    holder = spec["jobTemplate"]["spec"] if kind == "CronJob" else spec
    holder["template"]["spec"]["containers"] = [{"name": "train", "image": "train:1"}]
    (workload,) = facts_in(yaml.safe_dump(thing(api_version, kind, "train", spec=spec)), "k8s/it.yaml")[Workload]
    assert workload.deadline == 60
