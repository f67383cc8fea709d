"""Gradual releases, places that models come from, and API versions that manifests are written in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from readiness.collectors.files.shapes import at, flag, mapping, mappings, number, text
from readiness.collectors.kubernetes.kinds import reads
from readiness.collectors.kubernetes.raw import RawObject
from readiness.facts.kubernetes.delivery import ModelSource, ProgressiveDelivery, WrittenApi


def _released(raw: RawObject) -> dict[str, Any]:
    return {**raw.values(), "resource": f"{raw.id()}#delivery", "kind": raw.kind}


@reads("Rollout.argoproj.io", gives=(ProgressiveDelivery,))
def argo_rollout(raw: RawObject) -> Iterator[ProgressiveDelivery]:
    """An Argo Rollout, unless its canary strategy has no steps: it then updates like a Deployment (Argo Rollouts 1.8)."""
    canary, blue_green = mapping(at(raw.spec, "strategy", "canary")), mapping(at(raw.spec, "strategy", "blueGreen"))
    steps = mappings(canary.get("steps"))
    if not (steps or blue_green):
        return
    analyses = [canary.get("analysis"), blue_green.get("prePromotionAnalysis"), blue_green.get("postPromotionAnalysis")]
    analyses += [each.get("analysis") for each in steps]
    # An experiment compares old and new by analyses of its own.
    analyses += [{"templates": at(each, "experiment", "analyses")} for each in steps]
    templates = [text(one.get("templateName")) for each in analyses for one in mappings(at(each, "templates"))]
    yield ProgressiveDelivery(
        **_released(raw),
        target_kind=text(at(raw.spec, "workloadRef", "kind")) or raw.kind,
        target_name=text(at(raw.spec, "workloadRef", "name")) or raw.name,
        method="canary" if steps else "blue-green",
        judged_by=tuple(dict.fromkeys(each for each in templates if each)),
        asks_a_person=any("pause" in each and not at(each, "pause", "duration") for each in steps)
        or (bool(blue_green) and flag(blue_green.get("autoPromotionEnabled")) is False),
    )


@reads("Canary.flagger.app", gives=(ProgressiveDelivery,))
def flagger_canary(raw: RawObject) -> Iterator[ProgressiveDelivery]:
    """A Flagger Canary; `iterations` without weights are blue-green (Flagger 1.41)."""
    analysis = mapping(raw.spec.get("analysis")) or mapping(raw.spec.get("canaryAnalysis"))
    target = mapping(raw.spec.get("targetRef"))
    if not text(target.get("name")):
        return
    hooks = mappings(analysis.get("webhooks"))
    tests = [text(each.get("name")) for each in hooks if text(each.get("type")) in ("", "rollout", "pre-rollout")]
    metrics = [text(each.get("name")) for each in mappings(analysis.get("metrics"))]
    judged = () if flag(raw.spec.get("skipAnalysis")) is True else tuple(each for each in (*metrics, *tests) if each)
    gradual = {"stepWeight", "stepWeights", "maxWeight", "match"} & analysis.keys()
    yield ProgressiveDelivery(
        **_released(raw),
        target_kind=text(target.get("kind")) or "Deployment",
        target_name=text(target.get("name")),
        method="canary" if gradual else "blue-green",
        judged_by=judged,
        asks_a_person=any(text(each.get("type")).startswith("confirm-") for each in hooks),
    )


@reads("InferenceService.serving.kserve.io", gives=(ProgressiveDelivery,))
def kserve_canary(raw: RawObject) -> Iterator[ProgressiveDelivery]:
    """An InferenceService that sends a share of the requests to its newest revision."""
    share = number(at(raw.spec, "predictor", "canaryTrafficPercent"))
    if share is not None and share < 100:
        yield ProgressiveDelivery(**_released(raw), target_kind=raw.kind, target_name=raw.name, method="split")


@reads("HTTPRoute.gateway.networking.k8s.io", "GRPCRoute.gateway.networking.k8s.io", gives=(ProgressiveDelivery,))
def weighted_route(raw: RawObject) -> Iterator[ProgressiveDelivery]:
    """A route of which a rule has several backends that requests go to."""
    rules = [mappings(rule.get("backendRefs")) for rule in mappings(raw.spec.get("rules"))]
    yield from _split(raw, [[(text(each.get("name")), each.get("weight", 1)) for each in backends] for backends in rules])


@reads("VirtualService.networking.istio.io", gives=(ProgressiveDelivery,))
def weighted_virtual_service(raw: RawObject) -> Iterator[ProgressiveDelivery]:
    """An Istio VirtualService of which a route has several weighted destinations: subsets of one Service, or Services."""
    routes = [mappings(each.get("route")) for each in mappings(raw.spec.get("http"))]
    named = [[(text(at(each, "destination", "host")).split(".", 1)[0], each.get("weight", 0)) for each in route] for route in routes]
    yield from _split(raw, named)


def _split(raw: RawObject, rules: list[list[tuple[str, Any]]]) -> Iterator[ProgressiveDelivery]:
    shared = [[name for name, weight in rule if name and (number(weight) or 0) > 0] for rule in rules]
    services = tuple(dict.fromkeys(name for names in shared if len(names) > 1 for name in names))
    if services:
        yield ProgressiveDelivery(**_released(raw), services=services, method="split")


_FRAMEWORKS = ("model", "sklearn", "xgboost", "tensorflow", "pytorch", "triton", "onnx", "huggingface", "pmml", "lightgbm", "paddle")


def _source(raw: RawObject, value: Any, *where: str, revision: str = "") -> Iterator[ModelSource]:
    if text(value):
        values = {**raw.values(), "resource": f"{raw.id()}#{'.'.join(where)}"}
        yield ModelSource(**values, kind=raw.kind, uri=text(value), revision=revision)


@reads("InferenceService.serving.kserve.io", gives=(ModelSource,))
def kserve_model(raw: RawObject) -> Iterator[ModelSource]:
    """What an InferenceService loads; `storage.path` is a path in a bucket that a Secret names."""
    for role in ("predictor", "transformer", "explainer"):
        for key in _FRAMEWORKS:
            yield from _source(raw, at(raw.spec, role, key, "storageUri"), "spec", role, key, "storageUri")


@reads("LLMInferenceService.serving.kserve.io", gives=(ModelSource,))
def kserve_llm(raw: RawObject) -> Iterator[ModelSource]:
    """What an LLMInferenceService loads."""
    yield from _source(raw, at(raw.spec, "model", "uri"), "spec", "model", "uri")


@reads("Model.kubeai.org", gives=(ModelSource,))
def kubeai_model(raw: RawObject) -> Iterator[ModelSource]:
    """What a KubeAI Model loads; vLLM takes the revision as an argument."""
    arguments = raw.spec.get("args") if isinstance(raw.spec.get("args"), list) else []
    revision = next((text(each).partition("=")[2] for each in arguments or [] if text(each).startswith("--revision=")), "")
    yield from _source(raw, raw.spec.get("url"), "spec", "url", revision=revision)


_REMOVED: dict[tuple[str, str], dict[str, tuple[int, str]]] = {
    ("apps", "Deployment"): {"apps/v1beta1": (16, "apps/v1"), "apps/v1beta2": (16, "apps/v1")},
    ("apps", "StatefulSet"): {"apps/v1beta1": (16, "apps/v1"), "apps/v1beta2": (16, "apps/v1")},
    ("apps", "DaemonSet"): {"apps/v1beta2": (16, "apps/v1")},
    ("apps", "ReplicaSet"): {"apps/v1beta2": (16, "apps/v1")},
    ("extensions", "Deployment"): {"extensions/v1beta1": (16, "apps/v1")},
    ("extensions", "DaemonSet"): {"extensions/v1beta1": (16, "apps/v1")},
    ("extensions", "ReplicaSet"): {"extensions/v1beta1": (16, "apps/v1")},
    ("extensions", "NetworkPolicy"): {"extensions/v1beta1": (16, "networking.k8s.io/v1")},
    ("extensions", "Ingress"): {"extensions/v1beta1": (22, "networking.k8s.io/v1")},
    ("networking.k8s.io", "Ingress"): {"networking.k8s.io/v1beta1": (22, "networking.k8s.io/v1")},
    ("networking.k8s.io", "IngressClass"): {"networking.k8s.io/v1beta1": (22, "networking.k8s.io/v1")},
    ("rbac.authorization.k8s.io", "Role"): {"rbac.authorization.k8s.io/v1beta1": (22, "rbac.authorization.k8s.io/v1")},
    ("rbac.authorization.k8s.io", "RoleBinding"): {"rbac.authorization.k8s.io/v1beta1": (22, "rbac.authorization.k8s.io/v1")},
    ("rbac.authorization.k8s.io", "ClusterRole"): {"rbac.authorization.k8s.io/v1beta1": (22, "rbac.authorization.k8s.io/v1")},
    ("rbac.authorization.k8s.io", "ClusterRoleBinding"): {"rbac.authorization.k8s.io/v1beta1": (22, "rbac.authorization.k8s.io/v1")},
    ("apiextensions.k8s.io", "CustomResourceDefinition"): {"apiextensions.k8s.io/v1beta1": (22, "apiextensions.k8s.io/v1")},
    ("scheduling.k8s.io", "PriorityClass"): {"scheduling.k8s.io/v1beta1": (22, "scheduling.k8s.io/v1")},
    ("storage.k8s.io", "StorageClass"): {"storage.k8s.io/v1beta1": (22, "storage.k8s.io/v1")},
    ("admissionregistration.k8s.io", "ValidatingWebhookConfiguration"): {
        "admissionregistration.k8s.io/v1beta1": (22, "admissionregistration.k8s.io/v1")
    },
    ("admissionregistration.k8s.io", "MutatingWebhookConfiguration"): {
        "admissionregistration.k8s.io/v1beta1": (22, "admissionregistration.k8s.io/v1")
    },
    ("batch", "CronJob"): {"batch/v1beta1": (25, "batch/v1"), "batch/v2alpha1": (21, "batch/v1")},
    ("policy", "PodDisruptionBudget"): {"policy/v1beta1": (25, "policy/v1")},
    ("policy", "PodSecurityPolicy"): {"policy/v1beta1": (25, "")},
    ("autoscaling", "HorizontalPodAutoscaler"): {
        "autoscaling/v2beta1": (25, "autoscaling/v2"),
        "autoscaling/v2beta2": (26, "autoscaling/v2"),
    },
    ("flowcontrol.apiserver.k8s.io", "FlowSchema"): {
        "flowcontrol.apiserver.k8s.io/v1beta2": (29, "flowcontrol.apiserver.k8s.io/v1"),
        "flowcontrol.apiserver.k8s.io/v1beta3": (32, "flowcontrol.apiserver.k8s.io/v1"),
    },
}
"""Removed versions by group and kind, from https://kubernetes.io/docs/reference/using-api/deprecation-guide/."""


@reads(*(f"{kind}.{group}" for group, kind in _REMOVED), gives=(WrittenApi,), hides=(), seen="in manifests")
def written_api(raw: RawObject) -> Iterator[WrittenApi]:
    """The API version of a manifest. A cluster answers in the version it is asked for, whatever was applied."""
    version = text(raw.data.get("apiVersion"))
    removed = _REMOVED[raw.group, raw.kind].get(version)
    values = {**raw.values("apiVersion"), "resource": f"{raw.id()}#apiVersion"}
    yield WrittenApi(
        **values,
        kind=raw.kind,
        api_version=version,
        removed_in=removed[0] if removed else None,
        instead=removed[1] if removed else "",
    )
