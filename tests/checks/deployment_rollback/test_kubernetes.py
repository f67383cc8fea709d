"""Images, probes and revisions on Kubernetes: situations and verdicts."""

from __future__ import annotations

from typing import Any

from readiness.facts import Environment, GapReason
from readiness.facts.ai import AiService
from readiness.facts.containers import Container, EnvironmentVariable, Image, Probe
from readiness.facts.kubernetes.networking import Service
from readiness.facts.kubernetes.workloads import Workload
from readiness.testing import fact, row, table


def workload(*containers: Container, **values: Any) -> Any:
    known = {"name": "assistant", "namespace": "ai", "kind": "Deployment", "api_version": "apps/v1", "pod_labels": {"app": "assistant"}}
    return fact(Workload, containers=containers, **(known | {"resource": "k8s/assistant"} | values))


def runs(*images: Image | None, **values: Any) -> Any:
    return workload(*(Container(name=f"c{number}", image=image, line=20 + number) for number, image in enumerate(images)), **values)


def image(tag: str | None = "v1.83.0", **values: Any) -> Image:
    return Image(repository="ghcr.io/berriai/litellm", tag=tag, **values)


test_image = table(
    "k8s-image-pinned",
    passes=[
        runs(image()),
        row(runs(image(digest="sha256:" + "0" * 64)), says="'by_digest': True"),
        runs(image("latest", digest="sha256:" + "0" * 64)),
        runs(image("0.9.1-cuda12")),
        runs(image(), None),
    ],
    fails=[
        row(runs(image("latest")), says="config.yaml:20"),
        runs(image(None)),
        runs(image("main-latest")),
        runs(image("nightly")),
        row(runs(image(), image("main")), says="c1"),
        runs(image("latest"), kind="CronJob"),
        runs(image(templated=True), image("latest")),
    ],
    unknown=[runs(image(templated=True)), runs(image(), image(None, templated=True))],
    not_applicable=[runs(image("latest"), namespace="kube-system"), runs(None, injected=frozenset({"image"}))],
)

SERVICE = fact(Service, name="assistant", namespace="ai", selector={"app": "assistant"})
PROBE = Probe(kind="http", path="/health")
GPU = {"nvidia.com/gpu": "1"}


def served(*containers: Container, **values: Any) -> list[Any]:
    return [workload(*containers, **values), SERVICE]


def model_server(**values: Any) -> Any:
    known = {"workload": "k8s/assistant", "platform": "kubernetes", "authentication": True, "container": Container(name="vllm")}
    return fact(AiService, **({"role": "inference", "product": "vllm"} | known | values))


NOT_SERVING = [
    workload(Container(name="app")),
    [workload(Container(name="app")), fact(Service, name="other", namespace="ai", selector={"app": "other"})],
    [workload(Container(name="app")), fact(Service, name="assistant", namespace="other", selector={"app": "assistant"})],
    [
        workload(Container(name="app")),
        fact(Service, name="a", namespace="ai", selector={"app": "assistant"}, environment=Environment.STAGING),
    ],
    [workload(Container(name="app")), fact(Service, name="assistant", namespace="ai")],
    served(Container(name="app"), kind="Job"),
    served(Container(name="app"), kind="DaemonSet"),
]

test_readiness = table(
    "k8s-readiness-probe",
    passes=[
        served(Container(name="app", readiness=PROBE)),
        served(Container(name="app", ports=(8000,), readiness=PROBE), Container(name="istio-proxy")),
        [workload(Container(name="vllm", readiness=PROBE), Container(name="sidecar")), model_server()],
    ],
    fails=[
        served(Container(name="app")),
        row(*served(Container(name="app", ports=(8000,)), Container(name="proxy", readiness=PROBE)), says="app"),
        [workload(Container(name="vllm")), model_server()],
        served(Container(name="app", liveness=PROBE)),
    ],
    unknown=[[workload().unknown("containers", GapReason.TEMPLATED), SERVICE]],
    not_applicable=[*NOT_SERVING, served(Container(name="app"), kind="RayService", injected=frozenset({"probes"}))],
)


def loading(**values: Any) -> Container:
    return Container(name="vllm", limits=GPU, **values)


test_slow_start = table(
    "k8s-slow-start-allowed",
    passes=[
        workload(loading(liveness=PROBE, startup=Probe(kind="http", failure_threshold=60))),
        workload(loading()),
        workload(loading(liveness=Probe(kind="http", initial_delay=600))),
        row(workload(loading(liveness=PROBE)), enough_seconds=30),
    ],
    fails=[
        row(workload(loading(liveness=PROBE)), says="'budget_seconds': 30"),
        workload(loading(liveness=Probe(kind="tcp", initial_delay=120))),
        [workload(Container(name="vllm", liveness=PROBE)), model_server()],
    ],
    unknown=[workload().unknown("containers", GapReason.TEMPLATED)],
    not_applicable=[
        workload(Container(name="app", liveness=PROBE)),
        [workload(Container(name="app", liveness=PROBE)), model_server(role="gateway", container=Container(name="app"))],
        workload(loading(liveness=PROBE), kind="Job"),
        workload(loading(liveness=PROBE), kind="InferenceService", injected=frozenset({"probes"})),
        workload(loading(liveness=PROBE), namespace="kube-system"),
    ],
)

LATE = Probe(kind="http", period=20, failure_threshold=6)
EARLY = Probe(kind="http", period=5, failure_threshold=2)

test_liveness = table(
    "k8s-liveness-after-readiness",
    passes=[served(Container(name="app", liveness=LATE, readiness=PROBE)), served(Container(name="app", liveness=PROBE, readiness=PROBE))],
    fails=[
        row(*served(Container(name="app", liveness=EARLY, readiness=PROBE)), says="'liveness_seconds': 10"),
        served(Container(name="app", liveness=LATE, readiness=PROBE), Container(name="more", liveness=PROBE, readiness=LATE)),
    ],
    unknown=[[workload().unknown("containers", GapReason.TEMPLATED), SERVICE]],
    not_applicable=[*NOT_SERVING, served(Container(name="app", liveness=PROBE)), served(Container(name="app", readiness=PROBE))],
)


def draining(*arguments: str, grace: int = 30, **values: Any) -> Any:
    return workload(Container(name="vllm", arguments=arguments, **values), termination_grace=grace)


def in_staging(each: Any) -> Any:
    return each.model_copy(update={"environment": Environment.STAGING})


test_drains = table(
    "k8s-drains-before-kill",
    passes=[
        draining("--shutdown-timeout", "45", grace=65, pre_stop_sleep=15),
        draining("--timeout-graceful-shutdown=20"),
        draining(pre_stop_sleep=10),
    ],
    fails=[
        row(draining("--shutdown-timeout", "45"), says="'needed_seconds': 55"),
        row(draining("--shutdown-timeout", "20", pre_stop_sleep=15), says="'drain_seconds': 35"),
        draining(pre_stop_sleep=30),
        draining(environment=(EnvironmentVariable(name="GRACEFUL_SHUTDOWN_TIMEOUT", value="120"),)),
        row(draining(), SERVICE, model_server(), says="'needed_seconds': 75"),
    ],
    unknown=[workload().unknown("containers", GapReason.TEMPLATED)],
    not_applicable=[
        draining(),
        [draining(), model_server()],
        [draining(), SERVICE],
        [draining(), SERVICE, model_server(role="gateway")],
        [in_staging(draining()), in_staging(SERVICE), model_server()],
        draining("--shutdown-timeout", "$(DRAIN)"),
        workload(Container(name="vllm", pre_stop_sleep=90), kind="Job"),
        workload(Container(name="vllm", pre_stop_sleep=90), namespace="kube-system"),
    ],
)

test_history = table(
    "k8s-history-kept",
    passes=[workload(revision_history_limit=10), workload(revision_history_limit=2, kind="StatefulSet")],
    fails=[workload(revision_history_limit=1), row(workload(revision_history_limit=0, kind="Rollout"), says="'kept': 0")],
    unknown=[workload().unknown("revision_history_limit", GapReason.TEMPLATED)],
    not_applicable=[workload(kind="Pod"), workload(kind="Job"), workload(revision_history_limit=0, namespace="kube-system")],
)
