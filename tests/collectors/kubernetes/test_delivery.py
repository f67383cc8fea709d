"""Gradual releases, model sources, priorities and API versions, from manifests and from clusters."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from cluster_world import facts_of, thing

from readiness.facts import Fact
from readiness.facts.kubernetes.delivery import ModelSource, ProgressiveDelivery, WrittenApi
from readiness.facts.kubernetes.networking import Service
from readiness.facts.kubernetes.scheduling import PriorityClass
from readiness.facts.kubernetes.workloads import Workload

sys.path.insert(0, str(Path(__file__).parent.parent / "files" / "formats"))
from reading import facts_in

ROLLOUT, FLAGGER, KSERVE = "argoproj.io/v1alpha1", "flagger.app/v1beta1", "serving.kserve.io/v1beta1"
RESOURCES = {
    "Rollout": "rollouts.argoproj.io",
    "Canary": "canaries.flagger.app",
    "InferenceService": "inferenceservices.serving.kserve.io",
    "LLMInferenceService": "llminferenceservices.serving.kserve.io",
    "Model": "models.kubeai.org",
    "HTTPRoute": "httproutes.gateway.networking.k8s.io",
    "VirtualService": "virtualservices.networking.istio.io",
}


def both(kind: type[Fact], made: dict[str, Any], resource: str = "") -> list[Any]:
    """Facts of one object, which must be the same from a manifest and from a cluster."""
    live = [each for each in facts_of([made], resource or RESOURCES[made["kind"]]) if isinstance(each, kind)]
    written = facts_in(yaml.safe_dump(made), "deploy/object.yaml")[kind]
    place: Any = {"resource": True, "origin": True, "environment": True, "containers": {"__all__": {"line"}}}
    assert [each.model_dump(exclude=place) for each in live] == [each.model_dump(exclude=place) for each in written]
    return written


def released(api_version: str, kind: str, spec: dict[str, Any]) -> list[Any]:
    return both(ProgressiveDelivery, thing(api_version, kind, "chat", spec=spec))


TEMPLATES = {"templates": [{"templateName": "x"}]}
STEPS = [{"setWeight": 20}, {"pause": {"duration": "10m"}}]


@pytest.mark.parametrize(
    ("strategy", "method", "judged", "asks"),
    [
        ({"canary": {"steps": STEPS}}, "canary", (), False),
        ({"canary": {"steps": [*STEPS, {"pause": {}}]}}, "canary", (), True),
        ({"canary": {"steps": STEPS, "analysis": {"templates": [{"templateName": "errors"}]}}}, "canary", ("errors",), False),
        ({"canary": {"steps": [{"analysis": {"templates": [{"templateName": "ttft"}]}}]}}, "canary", ("ttft",), False),
        ({"canary": {"steps": [{"experiment": {"analyses": [{"templateName": "ab"}]}}]}}, "canary", ("ab",), False),
        ({"blueGreen": {"activeService": "a"}}, "blue-green", (), False),
        ({"blueGreen": {"activeService": "a", "autoPromotionEnabled": False}}, "blue-green", (), True),
        ({"blueGreen": {"activeService": "a", "prePromotionAnalysis": TEMPLATES}}, "blue-green", ("x",), False),
    ],
)  # fmt: skip
def test_argo_rollouts(strategy: dict[str, Any], method: str, judged: tuple[str, ...], asks: bool) -> None:
    (found,) = released(ROLLOUT, "Rollout", {"strategy": strategy})
    assert (found.method, found.judged_by, found.asks_a_person) == (method, judged, asks)
    assert (found.target_kind, found.target_name) == ("Rollout", "chat")


def test_a_rollout_without_steps_is_a_rolling_update_and_one_may_release_a_deployment() -> None:
    assert released(ROLLOUT, "Rollout", {"strategy": {"canary": {"maxSurge": 1}}}) == []
    (found,) = released(
        ROLLOUT, "Rollout", {"workloadRef": {"kind": "Deployment", "name": "api"}, "strategy": {"canary": {"steps": STEPS}}}
    )
    assert (found.target_kind, found.target_name) == ("Deployment", "api")


def flagger(**analysis: Any) -> dict[str, Any]:
    return {"targetRef": {"kind": "Deployment", "name": "chat"}, "analysis": analysis}


def test_flagger() -> None:
    (found,) = released(FLAGGER, "Canary", flagger(stepWeight=5, metrics=[{"name": "request-success-rate"}]))
    assert (found.method, found.judged_by, found.target_name) == ("canary", ("request-success-rate",), "chat")
    (found,) = released(FLAGGER, "Canary", flagger(iterations=10, webhooks=[{"type": "confirm-promotion", "name": "ask"}]))
    assert (found.method, found.judged_by, found.asks_a_person) == ("blue-green", (), True)
    (found,) = released(FLAGGER, "Canary", flagger(stepWeight=5, metrics=[{"name": "x"}]) | {"skipAnalysis": True})
    assert found.judged_by == ()
    assert released(FLAGGER, "Canary", {"analysis": {"stepWeight": 5}}) == []


def test_shares_of_requests() -> None:
    (found,) = released(KSERVE, "InferenceService", {"predictor": {"canaryTrafficPercent": 10, "model": {}}})
    assert (found.method, found.target_kind) == ("split", "InferenceService")
    assert released(KSERVE, "InferenceService", {"predictor": {"model": {}}}) == []
    rule = [{"name": "old", "weight": 90}, {"name": "new", "weight": 10}]
    (found,) = released("gateway.networking.k8s.io/v1", "HTTPRoute", {"rules": [{"backendRefs": rule}]})
    assert found.services == ("old", "new")
    idle = [{"name": "old"}, {"name": "new", "weight": 0}]
    assert released("gateway.networking.k8s.io/v1", "HTTPRoute", {"rules": [{"backendRefs": idle}, {"backendRefs": idle[:1]}]}) == []
    subsets = [{"destination": {"host": "chat.models.svc", "subset": name}, "weight": 50} for name in ("a", "b")]
    (found,) = released("networking.istio.io/v1", "VirtualService", {"http": [{"route": subsets}]})
    assert found.services == ("chat",)
    assert released("networking.istio.io/v1", "VirtualService", {"http": [{"route": subsets[:1]}]}) == []


@pytest.mark.parametrize(
    ("api_version", "kind", "spec", "expected"),
    [
        (KSERVE, "InferenceService", {"predictor": {"model": {"storageUri": "s3://models/llama/v3"}}}, [("s3://models/llama/v3", "")]),
        (KSERVE, "InferenceService", {"predictor": {"sklearn": {"storageUri": "gs://m/iris"}}}, [("gs://m/iris", "")]),
        (KSERVE, "InferenceService", {"predictor": {"model": {"storage": {"key": "a", "path": "b"}}}}, []),
        ("serving.kserve.io/v1alpha1", "LLMInferenceService", {"model": {"uri": "hf://meta/llama"}}, [("hf://meta/llama", "")]),
        ("kubeai.org/v1", "Model", {"url": "hf://meta/llama", "args": ["--revision=abc"]}, [("hf://meta/llama", "abc")]),
        ("kubeai.org/v1", "Model", {"url": 7, "args": "x"}, [("7", "")]),
    ],
)
def test_model_sources(api_version: str, kind: str, spec: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert [(each.uri, each.revision) for each in both(ModelSource, thing(api_version, kind, "m", spec=spec))] == expected


def test_priority_classes() -> None:
    made = thing("scheduling.k8s.io/v1", "PriorityClass", "serving", None, value=100000, preemptionPolicy="Never")
    (found,) = both(PriorityClass, made, "priorityclasses.scheduling.k8s.io")
    assert (found.name, found.value, found.default, found.preempts) == ("serving", 100000, False, False)


@pytest.mark.parametrize(
    ("api_version", "kind", "removed", "instead"),
    [
        ("policy/v1beta1", "PodDisruptionBudget", 25, "policy/v1"),
        ("policy/v1", "PodDisruptionBudget", None, ""),
        ("extensions/v1beta1", "Ingress", 22, "networking.k8s.io/v1"),
        ("policy/v1beta1", "PodSecurityPolicy", 25, ""),
        ("autoscaling/v2beta2", "HorizontalPodAutoscaler", 26, "autoscaling/v2"),
        ("autoscaling/v1", "HorizontalPodAutoscaler", None, ""),
    ],
)
def test_api_versions_of_manifests(api_version: str, kind: str, removed: int | None, instead: str) -> None:
    (found,) = facts_in(yaml.safe_dump(thing(api_version, kind, "x", spec={})), "deploy/x.yaml")[WrittenApi]
    assert (found.removed_in, found.instead) == (removed, instead)


def workload(api_version: str, kind: str, resource: str, **spec: Any) -> Any:
    template = {
        "metadata": {"labels": {"app": "x"}},
        "spec": {"containers": [{"name": "c", "image": "x:1", "ports": [{"name": "http", "containerPort": 80}]}]},
    }
    made = thing(api_version, kind, "x", spec={"selector": {"matchLabels": {"app": "x"}}, "template": template, **spec})
    return both(Workload, made, resource)[0]


@pytest.mark.parametrize(
    ("api_version", "kind", "resource", "spec", "expected"),
    [
        ("apps/v1", "Deployment", "deployments.apps", {}, ("25%", "25%", 600)),
        ("apps/v1", "Deployment", "deployments.apps", {"strategy": {"type": "Recreate"}, "progressDeadlineSeconds": 60}, (None, None, 60)),
        ("apps/v1", "Deployment", "deployments.apps", {"strategy": {"rollingUpdate": {"maxUnavailable": 0}}}, ("0", "25%", 600)),
        ("apps/v1", "StatefulSet", "statefulsets.apps", {}, ("1", "0", None)),
        ("apps/v1", "StatefulSet", "statefulsets.apps", {"updateStrategy": {"type": "OnDelete"}}, (None, None, None)),
        (ROLLOUT, "Rollout", "rollouts.argoproj.io", {"strategy": {"canary": {"steps": STEPS}}}, ("25%", "25%", 600)),
        (ROLLOUT, "Rollout", "rollouts.argoproj.io", {"strategy": {"blueGreen": {}}}, (None, None, 600)),
    ],
)  # fmt: skip
def test_the_pace_of_updates_with_defaults(api_version: str, kind: str, resource: str, spec: Any, expected: Any) -> None:
    found = workload(api_version, kind, resource, **spec)
    assert (found.max_unavailable, found.max_surge, found.progress_deadline) == expected
    assert found.selector.labels == {"app": "x"}
    assert found.containers[0].named_ports == {"http": 80}


def test_a_service_tells_which_ports_it_sends_to_by_name() -> None:
    ports = [{"port": 80, "targetPort": "http"}, {"port": 81, "targetPort": 8081}, {"port": 82}]
    (found,) = both(Service, thing("v1", "Service", "x", spec={"selector": {"app": "x"}, "ports": ports}), "services")
    assert (found.target_ports, found.made_by) == (("http",), None)
    owned = {"ownerReferences": [{"kind": "ServerlessService", "name": "x", "controller": True}]}
    (found,) = both(Service, thing("v1", "Service", "x", metadata=owned, spec={"selector": {"app": "x"}, "ports": ports}), "services")
    assert found.made_by == "ServerlessService"


OWN, OTHER = {"matchLabels": {"app": "x"}}, {"matchLabels": {"app": "gateway"}}


@pytest.mark.parametrize(
    ("placement", "spread", "apart"),
    [
        ({"topologySpreadConstraints": [{"topologyKey": "zone", "labelSelector": OWN}]}, True, False),
        ({"topologySpreadConstraints": [{"topologyKey": "zone"}]}, True, False),
        ({"topologySpreadConstraints": [{"topologyKey": "zone", "labelSelector": OTHER}]}, False, False),
        ({"affinity": {"podAntiAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": [{"labelSelector": OWN}]}}}, False, True),
        ({"affinity": {"podAntiAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": [{"labelSelector": OTHER}]}}}, False, False),
        (
            {"affinity": {"podAntiAffinity": {"preferredDuringSchedulingIgnoredDuringExecution": [
                {"weight": 1, "podAffinityTerm": {"labelSelector": OWN}}
            ]}}}, False, True,
        ),
        ({"affinity": {"podAntiAffinity": {"preferredDuringSchedulingIgnoredDuringExecution": []}}}, False, False),
        ({"topologySpreadConstraints": "odd", "affinity": []}, False, False),
    ],
)  # fmt: skip
def test_pods_are_spread_by_rules_about_themselves(placement: dict[str, Any], spread: bool, apart: bool) -> None:
    template = {"metadata": {"labels": {"app": "x"}}, "spec": {"containers": [{"name": "c", "image": "x:1"}], **placement}}
    (found,) = both(Workload, thing("apps/v1", "Deployment", "x", spec={"selector": OWN, "template": template}), "deployments.apps")
    assert (found.topology_spread, found.anti_affinity) == (spread, apart)
