"""Endpoint pickers and Ray heads."""

from __future__ import annotations

from collections.abc import Iterator

from readiness.collectors.files.shapes import flag, labels, mapping, text
from readiness.collectors.kubernetes.kinds import reads
from readiness.collectors.kubernetes.raw import RawObject
from readiness.facts.kubernetes.ai_stack import InferencePool, RayHead


@reads("InferencePool.inference.networking.k8s.io", "InferencePool.inference.networking.x-k8s.io", gives=(InferencePool,))
def inference_pool(raw: RawObject) -> Iterator[InferencePool]:
    """An InferencePool; before v1 its labels stood in the selector itself, and the picker was called `extensionRef`."""
    reference = mapping(raw.spec.get("endpointPickerRef")) or mapping(raw.spec.get("extensionRef"))
    selected = mapping(raw.spec.get("selector"))
    yield InferencePool(
        **raw.values(),
        selector=labels(selected.get("matchLabels") if "matchLabels" in selected else selected),
        picker=text(reference.get("name")),
        without_picker=text(reference.get("failureMode")) != "FailOpen",
    )


@reads("RayService.ray.io", "RayCluster.ray.io", gives=(RayHead,))
def ray_head(raw: RawObject) -> Iterator[RayHead]:
    """Whether a Ray head keeps its state outside: by KubeRay's options, or by the annotation of before 1.3."""
    cluster = mapping(raw.spec.get("rayClusterConfig")) if raw.kind == "RayService" else raw.spec
    annotated = flag(raw.annotations.get("ray.io/ft-enabled")) is True
    yield RayHead(
        **{**raw.values(), "resource": f"{raw.id()}#head"},
        kind=raw.kind,
        state_outside=isinstance(cluster.get("gcsFaultToleranceOptions"), dict) or annotated,
    )
