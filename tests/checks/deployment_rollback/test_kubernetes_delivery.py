"""Updates, canaries, model sources and what a Service leads to: situations and verdicts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from readiness.checks.deployment_rollback.kubernetes_delivery import _share
from readiness.facts import Environment, GapReason, Origin
from readiness.facts.containers import Container, Probe
from readiness.facts.kubernetes.ai_stack import InferencePool
from readiness.facts.kubernetes.delivery import ModelSource, ProgressiveDelivery, WrittenApi
from readiness.facts.kubernetes.networking import Ingress, Service
from readiness.facts.kubernetes.objects import LabelSelector
from readiness.facts.kubernetes.running import RolloutState, ServiceEndpoints
from readiness.facts.kubernetes.scaling import Autoscaler
from readiness.facts.kubernetes.workloads import Workload
from readiness.testing import fact, row, table

LIVE = Origin(place="kubernetes:lab", call="services ai/assistant")
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


def workload(*containers: Container, **values: Any) -> Any:
    known: dict[str, Any] = {
        "name": "assistant", "namespace": "ai", "kind": "Deployment", "api_version": "apps/v1", "pod_labels": {"app": "assistant"},
        "replicas": 2, "strategy": "RollingUpdate", "max_unavailable": "25%", "max_surge": "25%", "resource": "k8s/assistant",
    }  # fmt: skip
    return fact(Workload, containers=containers or (Container(name="app"),), **(known | values))


def service(**values: Any) -> Any:
    return fact(Service, **({"name": "assistant", "namespace": "ai", "selector": {"app": "assistant"}} | values))


def served(**values: Any) -> list[Any]:
    return [workload(**values), service()]


SCALER = fact(
    Autoscaler, kind="HorizontalPodAutoscaler", name="a", namespace="ai", target_kind="Deployment", target_name="assistant", minimum=3
)

test_update = table(
    "k8s-update-keeps-serving",
    passes=[
        served(),
        served(max_unavailable="0"),
        served(kind="StatefulSet", max_unavailable="1"),
        served(kind="Rollout", strategy="blueGreen", max_unavailable=None),
        served(max_unavailable="90%"),  # rounded down to one of two
        [*served(replicas=1, max_unavailable="1"), SCALER],
    ],
    fails=[
        row(*served(strategy="Recreate", max_unavailable=None), says="Recreate"),
        served(max_unavailable="2"),
        served(max_unavailable="100%"),
        served(kind="StatefulSet", max_unavailable="60%"),
        [*served(replicas=1, strategy="Recreate", max_unavailable=None), SCALER],
    ],
    unknown=[served(max_unavailable="{{ .max }}"), [workload().unknown("strategy", GapReason.TEMPLATED), service()]],
    not_applicable=[
        workload(strategy="Recreate"),
        served(strategy="Recreate", replicas=1),
        served(strategy="Recreate", kind="DaemonSet"),
        served(strategy="OnDelete", kind="StatefulSet", max_unavailable=None),
        served(kind="InferenceService", strategy=None, max_unavailable=None),
        [
            workload(strategy="Recreate", environment=Environment.STAGING),
            service(environment=Environment.STAGING),
        ],
    ],
)


@pytest.mark.parametrize(("quantity", "up", "down"), [("25%", 2, 1), ("3", 3, 3), ("0%", 0, 0), ("a", None, None), ("-1", None, None)])
def test_shares_are_rounded_as_their_controllers_do(quantity: str, up: int | None, down: int | None) -> None:
    assert (_share(quantity, 5, rounding_up=True), _share(quantity, 5, rounding_up=False)) == (up, down)


def starting(deadline: int | None = 600, **values: Any) -> Any:
    return workload(Container(name="vllm", **values), progress_deadline=deadline)


SLOW = Probe(kind="http", period=10, failure_threshold=90)

test_deadline = table(
    "k8s-progress-deadline-fits",
    passes=[
        starting(startup=Probe(kind="http", failure_threshold=30)),
        starting(1200, startup=SLOW),
        starting(readiness=Probe(kind="tcp")),
    ],
    fails=[
        row(starting(startup=SLOW), says="'needed_seconds': 1020"),
        starting(readiness=Probe(kind="http", initial_delay=900)),
        starting(60, startup=Probe(kind="http", failure_threshold=6)),
    ],
    unknown=[workload().unknown("progress_deadline", GapReason.TEMPLATED)],
    not_applicable=[
        starting(),
        starting(None, startup=SLOW),
        workload(Container(name="vllm", startup=SLOW), progress_deadline=600, namespace="kube-system"),
        workload(Container(name="once", startup=SLOW, init=True), progress_deadline=600),
    ],
)


def edge(**values: Any) -> Any:
    return fact(Ingress, **({"kind": "Ingress", "name": "edge", "namespace": "ai", "services": ("assistant",)} | values))


def delivery(**values: Any) -> Any:
    known = {"kind": "Canary", "name": "c", "namespace": "ai", "method": "canary", "target_kind": "Deployment", "target_name": "assistant"}
    return fact(ProgressiveDelivery, **(known | values))


test_progressive = table(
    "k8s-progressive-delivery",
    passes=[
        [*served(), edge(), delivery()],
        [*served(kind="Rollout"), edge(), delivery(kind="Rollout", target_kind="Rollout")],
        [*served(name="assistant-primary"), edge(), delivery()],
        [*served(), edge(), delivery(kind="HTTPRoute", method="split", target_kind="", target_name="", services=("assistant", "next"))],
    ],
    fails=[
        row(*served(), edge(), says="Ingress/edge"),
        row(workload(), service(type="LoadBalancer"), says="Service/assistant"),
        [workload(origin=LIVE, environment=Environment.UNCLASSIFIED), service(origin=LIVE), edge(origin=LIVE)],
        [*served(), edge(), delivery(target_name="other")],
        [*served(), edge(), delivery(namespace="other")],
        [*served(), edge(), delivery(kind="HTTPRoute", method="split", target_kind="", target_name="", services=("other",))],
        [*served(kind="Rollout"), edge()],
    ],
    unknown=[[workload(), service(), edge().unknown("services", GapReason.UNSUPPORTED)]],
    not_applicable=[
        served(),
        [*served(replicas=1), edge()],
        [
            served(environment=Environment.UNCLASSIFIED)[0],
            service(environment=Environment.UNCLASSIFIED),
            edge(environment=Environment.UNCLASSIFIED),
        ],
        [*served(), edge(services=("other",))],
        [*served(), edge(namespace="other")],
        [*served(kind="InferenceService"), edge()],
        [workload(environment=Environment.STAGING), service(environment=Environment.STAGING), edge(environment=Environment.STAGING)],
    ],
)

test_judged = table(
    "k8s-canary-judged",
    passes=[
        delivery(judged_by=("errors",)),
        row(delivery(asks_a_person=True), says="asks_a_person"),
        delivery(method="blue-green", judged_by=("x",)),
    ],
    fails=[delivery(), delivery(kind="Rollout", method="blue-green")],
    unknown=[delivery().unknown("judged_by", GapReason.TEMPLATED)],
    not_applicable=[delivery(method="split"), delivery(namespace="istio-system")],
)


def source(uri: str, **values: Any) -> Any:
    return fact(ModelSource, **({"kind": "InferenceService", "name": "llama", "namespace": "ai", "uri": uri} | values))


test_source = table(
    "k8s-model-source-pinned",
    passes=[
        source("hf://meta-llama/Llama-3.1-8B-Instruct:0e9e39f249a16976918f6564b8830bc894c89659"),
        source("hf://meta-llama/Llama-3.1-8B-Instruct", revision="0e9e39f249a1"),
        source("oci://registry.example/llama@sha256:" + "0" * 64),
        source("oci://registry.example:5000/llama:1.2"),
        source("s3://models/llama-3.1-8b/v3/"),
        source("gs://models/iris/2026-05-01"),
        source("s3://models/iris/12"),
        source("s3://models/llama/checkpoint-4000"),
        source("s3://models/production/llama/v3/model.safetensors"),
        source("ollama://qwen2.5:7b"),
    ],
    fails=[
        row(source("hf://meta-llama/Llama-3.1-8B-Instruct"), says="meta-llama"),
        source("hf://meta-llama/Llama-3.1-8B-Instruct:main"),
        source("hf://a/b", revision="main"),
        source("oci://registry.example:5000/llama"),
        source("oci://registry.example/llama:latest"),
        source("s3://models/llama/latest/"),
        source("s3://models/v3/production"),
        source("ollama://gemma2"),
    ],
    unknown=[
        source("pvc://models/llama"),
        source("s3://models/llama"),
        source("s3://models/llama-70b"),  # a size is no version
        source("s3://models-v2/llama"),  # neither is a bucket's name
        source("hf://${MODEL}"),
        source("just/a/path"),
    ],
    not_applicable=[source("hf://a/b", namespace="kserve-system")],
)


def test_no_credential_of_an_address_is_told() -> None:
    from readiness.checks.deployment_rollback.kubernetes_delivery import model_source_pinned

    told = str(model_source_pinned(source("https://user:hunter2@models.example/llama/latest?sig=hunter2")))
    assert "models.example" in told
    assert "hunter2" not in told


def state(phase: str, age: timedelta | None = timedelta(hours=30), **values: Any) -> Any:
    known = {"kind": "Deployment", "name": "assistant", "namespace": "ai", "owner": "k8s/assistant"}
    return fact(RolloutState, phase=phase, since=NOW - age if age else None, read_at=NOW, **(known | values))


SOON = timedelta(minutes=5)

test_arrived = table(
    "k8s-rollout-arrived",
    passes=[state("complete"), state("complete", None, kind="StatefulSet")],
    fails=[
        row(state("failed", reason="ProgressDeadlineExceeded"), says="ProgressDeadlineExceeded"),
        state("failed", SOON),
        state("failed", None, kind="InferenceService"),
        row(state("paused"), says="paused for long"),
        row(state("paused", timedelta(hours=2)), most_paused_hours=1),
        state("progressing", timedelta(hours=2)),
    ],
    unknown=[state("paused", None)],
    not_applicable=[
        state("progressing", SOON),
        state("progressing", None, kind="StatefulSet"),
        state("paused", timedelta(hours=2)),
        state("failed", SOON, kind="InferenceService"),
        state("failed", namespace="kube-system"),
    ],
)


def port(**named: int) -> Container:
    return Container(name="app", named_ports=named)


def live(**values: Any) -> Any:
    return service(origin=LIVE, **values)


def behind(**values: Any) -> Any:
    return fact(ServiceEndpoints, **({"name": "assistant", "namespace": "ai", "origin": LIVE} | values))


test_reaches = table(
    "k8s-service-reaches-pods",
    passes=[
        [service(), workload()],
        [service(target_ports=("http",)), workload(port(http=8000))],
        [service(target_ports=("http",)), workload(port(), port(http=8000))],
        [service(target_ports=("serve",)), workload(kind="RayService")],  # KubeRay adds ports
        [service(selector={"app": "assistant", "rollouts-pod-template-hash": "6f8"}), workload(kind="Rollout")],
        [live(), behind(not_ready=1)],
        [live(), workload(origin=LIVE, environment=Environment.DEVELOPMENT)],
    ],
    fails=[
        row(service(target_ports=("http",)), workload(port(web=8000)), says="'missing': ['http']"),
        row(live(), says="app=assistant"),
        [live(), behind()],
        [live(), behind(name="other", ready=2)],
        [live(), behind(namespace="other", ready=2)],
        [live(), workload(origin=LIVE, namespace="other")],
    ],
    unknown=[service(), [service(), workload(pod_labels={"app": "other"})], [service(), workload(environment=Environment.STAGING)]],
    not_applicable=[service(selector={}), service(type="ExternalName"), live(namespace="kube-system"), live(made_by="ServerlessService")],
)


def pool(**values: Any) -> Any:
    return fact(InferencePool, **({"name": "llama", "namespace": "ai", "selector": {"app": "assistant"}} | values))


test_pool = table(
    "k8s-inference-pool-reaches-pods",
    passes=[[pool(), workload()], [pool(origin=LIVE), workload(origin=LIVE, kind="LeaderWorkerSet")]],
    fails=[
        row(pool(origin=LIVE), says="app=assistant"),
        row(pool(origin=LIVE), workload(origin=LIVE, pod_labels={"app": "other"}), says="'workload': 'assistant'"),
    ],
    unknown=[
        pool(),
        [pool(), workload(pod_labels={"app": "other"})],
        [pool(origin=LIVE), workload(origin=LIVE, kind="LLMInferenceService", pod_labels={})],  # KServe adds the labels
        pool(selector={}, origin=LIVE),
    ],
    not_applicable=[pool(namespace="llm-system", origin=LIVE)],
)

test_selector = table(
    "k8s-selector-matches-template",
    passes=[
        workload(selector=LabelSelector(labels={"app": "assistant"})),
        workload(selector=LabelSelector(expressions=(("app", "In", ("assistant",)),))),
    ],
    fails=[
        row(workload(selector=LabelSelector(labels={"app": "other"})), says="app=other"),
        workload(selector=LabelSelector(labels={"app": "assistant"}), pod_labels={}),
    ],
    unknown=[workload().unknown("pod_labels", GapReason.TEMPLATED).model_copy(update={"selector": LabelSelector(labels={"app": "a"})})],
    not_applicable=[workload(), workload(kind="CronJob")],
)


def written(version: str, removed: int | None = None, instead: str = "") -> Any:
    return fact(WrittenApi, kind="PodDisruptionBudget", name="x", api_version=version, removed_in=removed, instead=instead)


test_api_version = table(
    "k8s-api-version-served",
    passes=[written("policy/v1")],
    fails=[row(written("policy/v1beta1", 25, "policy/v1"), says="1.25"), row(written("policy/v1beta1", 25), says="nothing")],
    unknown=[written("policy/v1").unknown("removed_in", GapReason.TEMPLATED)],
    not_applicable=[row(written("policy/v1beta1", 25, "policy/v1"), minor=24)],
)
