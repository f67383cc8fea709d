"""Endpoint pickers and Ray heads."""

from __future__ import annotations

from collections.abc import Iterator

from readiness.collectors.files.shapes import at, flag, labels, mapping, mappings, text
from readiness.collectors.kubernetes.kinds import reads
from readiness.collectors.kubernetes.raw import RawObject
from readiness.facts.kubernetes.ai_stack import AiRoute, InferencePool, RayHead, UsageLimit


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


@reads("AIGatewayRoute.aigateway.envoyproxy.io", gives=(AiRoute,))
def ai_route(raw: RawObject) -> Iterator[AiRoute]:
    """An AIGatewayRoute (Envoy AI Gateway 0.4; 0.1 called its parents `targetRefs`)."""
    parents = mappings(raw.spec.get("parentRefs")) or mappings(raw.spec.get("targetRefs"))
    backends = [each for rule in mappings(raw.spec.get("rules")) for each in mappings(rule.get("backendRefs"))]
    yield AiRoute(
        **raw.values(),
        gateways=tuple(f"{text(each.get('namespace')) or raw.namespace or ''}/{text(each.get('name'))}" for each in parents),
        backends=tuple(sorted({text(each.get("name")) for each in backends if text(each.get("kind")) in ("", "AIServiceBackend")})),
    )


@reads("BackendTrafficPolicy.gateway.envoyproxy.io", "QuotaPolicy.aigateway.envoyproxy.io", gives=(UsageLimit,))
def usage_limit(raw: RawObject) -> Iterator[UsageLimit]:
    """A policy that limits; a BackendTrafficPolicy without a rate limit does something else (Envoy Gateway 1.5)."""
    if raw.kind == "BackendTrafficPolicy" and not mapping(raw.spec.get("rateLimit")):
        return
    targets = [*mappings(raw.spec.get("targetRefs")), mapping(raw.spec.get("targetRef"))]
    yield UsageLimit(
        **raw.values(),
        kind=raw.kind,
        targets=tuple((text(each.get("kind")), text(each.get("name"))) for each in targets if text(each.get("name"))),
        selective=bool(mappings(raw.spec.get("targetSelectors"))),
    )


@reads("RayService.ray.io", "RayCluster.ray.io", gives=(RayHead,))
def ray_head(raw: RawObject) -> Iterator[RayHead]:
    """Whether a Ray head keeps its state outside: by KubeRay's options, or by the annotation of before 1.3."""
    cluster = mapping(raw.spec.get("rayClusterConfig")) if raw.kind == "RayService" else raw.spec
    annotated = flag(raw.annotations.get("ray.io/ft-enabled")) is True
    template = mapping(at(cluster, "headGroupSpec", "template"))
    container = next(iter(mappings(at(template, "spec", "containers"))), {})
    variables = {text(each.get("name")): text(each.get("value")) for each in mappings(container.get("env"))}
    own = {"ray.io/node-type": "head", "ray.io/is-ray-node": "yes"} | ({"ray.io/cluster": raw.name} if raw.kind == "RayCluster" else {})
    yield RayHead(
        **{**raw.values(), "resource": f"{raw.id()}#head"},
        kind=raw.kind,
        asks_for_token="token" in (text(at(cluster, "authOptions", "mode")), variables.get("RAY_AUTH_MODE")),
        asks_for_certificate=variables.get("RAY_USE_TLS") == "1",
        pod_labels=labels(at(template, "metadata", "labels")) | own,
        state_outside=isinstance(cluster.get("gcsFaultToleranceOptions"), dict) or annotated,
    )
