"""Endpoint pickers, Ray heads and volume claims as clusters tell of them; manifests go through the same readers."""

from __future__ import annotations

from typing import Any

import pytest
from cluster_world import facts_of, thing

from readiness.facts import Fact
from readiness.facts.kubernetes.ai_stack import InferencePool, RayHead
from readiness.facts.kubernetes.volumes import PersistentVolumeClaim
from readiness.facts.kubernetes.workloads import Workload


def one(kind: type[Fact], made: dict[str, Any], resource: str) -> Any:
    (found,) = [each for each in facts_of([made], resource) if isinstance(each, kind)]
    return found


@pytest.mark.parametrize(
    ("api_version", "spec", "picker", "without"),
    [
        ("inference.networking.k8s.io/v1", {"endpointPickerRef": {"name": "epp"}}, "epp", True),
        ("inference.networking.k8s.io/v1", {"endpointPickerRef": {"name": "epp", "failureMode": "FailOpen"}}, "epp", False),
        ("inference.networking.x-k8s.io/v1alpha2", {"extensionRef": {"name": "epp", "failureMode": "FailClose"}}, "epp", True),
        ("inference.networking.k8s.io/v1", {"endpointPickerRef": "odd"}, "", True),
    ],
)
def test_inference_pools(api_version: str, spec: dict[str, Any], picker: str, without: bool) -> None:
    found = one(InferencePool, thing(api_version, "InferencePool", "llama", spec=spec), f"inferencepools.{api_version.partition('/')[0]}")
    assert (found.picker, found.without_picker) == (picker, without)


def test_the_pods_of_an_inference_pool() -> None:
    for api_version, selected in (
        ("inference.networking.k8s.io/v1", {"matchLabels": {"app": "x"}}),
        ("inference.networking.x-k8s.io/v1alpha2", {"app": "x"}),
    ):
        made = thing(api_version, "InferencePool", "llama", spec={"selector": selected})
        assert one(InferencePool, made, f"inferencepools.{api_version.partition('/')[0]}").selector == {"app": "x"}


@pytest.mark.parametrize(
    ("kind", "spec", "annotations", "outside"),
    [
        ("RayService", {"rayClusterConfig": {"gcsFaultToleranceOptions": {"redisAddress": "redis:6379"}}}, {}, True),
        ("RayService", {"rayClusterConfig": {}}, {"ray.io/ft-enabled": "true"}, True),
        ("RayService", {"gcsFaultToleranceOptions": {"redisAddress": "redis:6379"}}, {}, False),  # not where KubeRay looks
        ("RayService", {"rayClusterConfig": []}, {"ray.io/ft-enabled": "false"}, False),
        ("RayCluster", {"gcsFaultToleranceOptions": {"backend": "rocksdb"}}, {}, True),
        ("RayCluster", {}, {}, False),
    ],
)
def test_ray_heads(kind: str, spec: dict[str, Any], annotations: dict[str, str], outside: bool) -> None:
    made = thing("ray.io/v1", kind, "chat", metadata={"annotations": annotations}, spec=spec)
    found = one(RayHead, made, f"{kind.lower()}s.ray.io")
    assert (found.kind, found.state_outside) == (kind, outside)


def test_volume_claims_and_who_shares_them() -> None:
    spec = {"accessModes": ["ReadWriteOnce"], "storageClassName": "gp3", "resources": {"requests": {"storage": "100Gi"}}}
    found = one(PersistentVolumeClaim, thing("v1", "PersistentVolumeClaim", "models", spec=spec), "persistentvolumeclaims")
    assert (found.access_modes, found.storage_class, found.size, found.on_one_node) == (("ReadWriteOnce",), "gp3", "100Gi", True)
    spec = {"accessModes": ["ReadWriteOnce", "ReadOnlyMany"]}
    assert not one(PersistentVolumeClaim, thing("v1", "PersistentVolumeClaim", "m", spec=spec), "persistentvolumeclaims").on_one_node
    volumes = [{"name": "m", "persistentVolumeClaim": {"claimName": "models"}}, {"name": "tmp", "emptyDir": {}}, {"name": "x"}]
    template = {"spec": {"containers": [{"name": "c", "image": "x:1"}], "volumes": volumes}}
    made = thing("apps/v1", "Deployment", "chat", spec={"selector": {"matchLabels": {"a": "b"}}, "template": template})
    assert one(Workload, made, "deployments.apps").claimed == ("models",)
