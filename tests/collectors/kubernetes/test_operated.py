"""Objects that name a model and no container: what their operators make of them is a workload like any other."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from cluster_world import facts_of, thing

from readiness.facts import UnreadFieldError
from readiness.facts.ai import AiService
from readiness.facts.kubernetes.running import RunningPods
from readiness.facts.kubernetes.scaling import Autoscaler
from readiness.facts.kubernetes.workloads import Workload

sys.path.insert(0, str(Path(__file__).parent.parent / "files" / "formats"))
from reading import facts_in

NIM: dict[str, Any] = {
    "image": {"repository": "nvcr.io/nim/meta/llama-3.1-8b-instruct", "tag": "1.8.4", "pullSecrets": ["ngc"]},
    "authSecret": "ngc-api",
    "replicas": 2,
    "resources": {"limits": {"nvidia.com/gpu": 1}},
    "expose": {"service": {"type": "ClusterIP", "port": 8000}},
}


def read(written: dict[str, Any], resource: str, kind: Any) -> list[Any]:
    """One fact of the kind from the manifest, and one from a cluster."""
    (one,) = facts_in(yaml.safe_dump(written), "k8s/it.yaml")[kind]
    (other,) = [each for each in facts_of([written], resource) if isinstance(each, kind)]
    return [one, other]


def nim(**spec: Any) -> dict[str, Any]:
    return thing("apps.nvidia.com/v1alpha1", "NIMService", "llama", spec=NIM | spec)


def test_a_nim_service_is_a_workload_with_its_accelerator_and_keys() -> None:
    for found in read(nim(), "nimservices.apps.nvidia.com", Workload):
        assert (found.kind, found.replicas, found.accelerators) == ("NIMService", 2, {"nvidia.com/gpu": 1})
        assert str(found.containers[0].image) == "nvcr.io/nim/meta/llama-3.1-8b-instruct:1.8.4"
        assert {(each.name, each.pulls_image) for each in found.references} == {("ngc", True), ("ngc-api", False)}
        assert found.pod_labels["app"] == "llama"
        assert found.injected == frozenset({"probes"})
    for service in read(nim(), "nimservices.apps.nvidia.com", AiService):
        assert (service.product, service.role) == ("nim", "inference")


def test_what_an_operator_makes_points_at_the_line_that_tells_of_it() -> None:
    workspace = WORKSPACE | {"inference": {"preset": {"name": "phi-4-mini-instruct"}}}
    model = thing("serving.kserve.io/v1alpha1", "LLMInferenceService", "llama", spec={"model": {"uri": "hf://meta/llama"}})
    for written, told in ((nim(), "  image:"), (workspace, "inference:"), (model, "  model:")):
        text = yaml.safe_dump(written)
        (found,) = facts_in(text, "k8s/it.yaml")[AiService]
        assert found.container.line == text.split("\n").index(told) + 1


def test_a_nim_service_says_how_it_scales() -> None:
    for found in read(nim(scale={"enabled": True, "hpa": {"minReplicas": 2, "maxReplicas": 6}}), "nimservices.apps.nvidia.com", Autoscaler):
        assert (found.target_kind, found.target_name, found.minimum, found.maximum) == ("NIMService", "llama", 2, 6)
    assert not [each for each in facts_of([nim(scale={"enabled": False})], "nimservices.apps.nvidia.com") if isinstance(each, Autoscaler)]


def test_a_nim_service_without_image_is_none() -> None:
    assert not facts_of([nim(image={}), nim(image="no")], "nimservices.apps.nvidia.com")


WORKSPACE = thing("kaito.sh/v1beta1", "Workspace", "phi", resource={"instanceType": "Standard_NC24ads_A100_v4"})


def test_a_kaito_workspace_serves_a_preset() -> None:
    serving = WORKSPACE | {"inference": {"preset": {"name": "phi-4-mini-instruct"}}}
    for found in read(serving, "workspaces.kaito.sh", Workload):
        assert (found.kind, found.containers[0].image) == ("Workspace", None)
        assert found.injected == frozenset({"probes", "resources", "image"})
    for service in read(serving, "workspaces.kaito.sh", AiService):
        assert service.product == "kaito"
        with pytest.raises(UnreadFieldError):
            _ = service.authentication
    assert not facts_of([WORKSPACE | {"tuning": {"preset": {"name": "phi"}}}], "workspaces.kaito.sh")


def test_a_model_of_kserve_needs_no_template() -> None:
    model = thing("serving.kserve.io/v1alpha1", "LLMInferenceService", "llama", spec={"model": {"uri": "hf://meta/llama"}, "replicas": 3})
    for found in read(model, "llminferenceservices.serving.kserve.io", Workload):
        assert (found.name, found.replicas) == ("llama", 3)
        assert "image" in found.injected
    for service in read(model, "llminferenceservices.serving.kserve.io", AiService):
        assert (service.product, service.settings) == ("kserve", {"storageUri": "hf://meta/llama", "model": "meta/llama"})
    empty = thing("serving.kserve.io/v1alpha1", "LLMInferenceService", "base", spec={"router": {}})
    assert not [each for each in facts_of([empty], "llminferenceservices.serving.kserve.io") if isinstance(each, Workload)]


def test_an_inference_service_of_kserve_names_its_model_in_an_argument() -> None:
    model = {"modelFormat": {"name": "huggingface"}, "args": ["--model_name=chat", "--model_id=meta/llama"]}
    written = thing("serving.kserve.io/v1beta1", "InferenceService", "chat", spec={"predictor": {"model": model}})
    for service in read(written, "inferenceservices.serving.kserve.io", AiService):
        assert (service.product, service.model) == ("kserve", "meta/llama")


@pytest.mark.parametrize("kind", ["ServingRuntime", "ClusterServingRuntime"])
def test_a_runtime_lends_its_template_and_serves_nothing_itself(kind: str) -> None:
    written = thing("serving.kserve.io/v1alpha1", kind, "vllm", spec={"containers": [{"name": "c", "image": "vllm/vllm-openai:v0.9.2"}]})
    found = facts_in(yaml.safe_dump(written), "k8s/it.yaml")
    assert [each.is_preset for each in found[Workload]] == [True]
    assert found[AiService] == []


@pytest.mark.parametrize("namespace", ["{{ namespace }}", "${NAMESPACE}"])
def test_a_namespace_that_is_filled_in_later_is_none(namespace: str) -> None:
    written = yaml.safe_dump(nim() | {"metadata": {"name": "llama", "namespace": namespace}})
    assert [each.namespace for each in facts_in(written, "k8s/it.yaml")[Workload]] == [None]


@pytest.mark.parametrize(
    ("labels", "owner"),
    [
        ({"app.kubernetes.io/part-of": "nim-service", "app.kubernetes.io/instance": "llama"}, "NIMService/llama"),
        ({"kaito.sh/workspace": "phi"}, "Workspace/phi"),
    ],
)
def test_pods_are_told_under_the_object_that_people_wrote(labels: dict[str, str], owner: str) -> None:
    metadata = {"labels": labels, "ownerReferences": [{"apiVersion": "apps/v1", "kind": "ReplicaSet", "name": "x-1", "controller": True}]}
    pod = thing("v1", "Pod", "x-1-a", metadata=metadata, spec={"containers": [], "nodeName": "n"}, status={"phase": "Running"})
    (found,) = [each for each in facts_of([pod], "pods") if isinstance(each, RunningPods)]
    assert found.owner == f"kubernetes:lab/models/{owner}"


VLLM = {"name": "vllm", "image": "vllm/vllm-openai:v0.11.0"}
TEMPLATE = {"metadata": {"labels": {"app": "vllm"}}, "spec": {"containers": [VLLM]}}


@pytest.mark.parametrize(
    ("api_version", "kind", "resource", "spec", "served"),
    [
        (
            "leaderworkerset.x-k8s.io/v1",
            "LeaderWorkerSet",
            "leaderworkersets.leaderworkerset.x-k8s.io",
            {"leaderWorkerTemplate": {"leaderTemplate": TEMPLATE, "workerTemplate": TEMPLATE}},
            ["spec.leaderWorkerTemplate.leaderTemplate.spec#vllm"],
        ),
        (
            "leaderworkerset.x-k8s.io/v1",
            "LeaderWorkerSet",
            "leaderworkersets.leaderworkerset.x-k8s.io",
            {"leaderWorkerTemplate": {"workerTemplate": TEMPLATE}},
            ["vllm"],
        ),
        (
            "ray.io/v1",
            "RayCluster",
            "rayclusters.ray.io",
            {"headGroupSpec": {"template": TEMPLATE}, "workerGroupSpecs": [{"groupName": "gpu", "template": TEMPLATE}]},
            ["spec.headGroupSpec.template.spec#vllm"],
        ),
    ],
)
def test_pods_that_work_for_another_one_serve_nobody(
    api_version: str, kind: str, resource: str, spec: dict[str, Any], served: list[str]
) -> None:
    written = thing(api_version, kind, "x", spec=spec)
    for found in (facts_in(yaml.safe_dump(written), "k8s/it.yaml")[AiService], facts_of([written], resource)):
        assert [each.resource.partition("#")[2] for each in found if isinstance(each, AiService)] == served
