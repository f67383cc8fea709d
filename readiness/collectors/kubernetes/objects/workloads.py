"""Workloads of every kind that has a pod template, and what their containers tell."""

from __future__ import annotations

from collections.abc import Iterator

from readiness.collectors import Observation
from readiness.collectors.files.ai_services import ai_service, self_hosting
from readiness.collectors.files.containers import facts_of_container, secret_literal
from readiness.collectors.files.shapes import at, flag, line_of, mapping, text, texts, whole
from readiness.collectors.kubernetes.kinds import reads
from readiness.collectors.kubernetes.pods import workloads
from readiness.collectors.kubernetes.raw import RawObject
from readiness.facts import GapReason
from readiness.facts.ai import AiService, DebugSwitch, ProviderUse, TraceSink
from readiness.facts.containers import Container
from readiness.facts.files import SecretLiteral
from readiness.facts.kubernetes.scaling import Autoscaler
from readiness.facts.kubernetes.workloads import Workload
from readiness.facts.retrieval import VectorStoreTarget

GIVES = (Workload, AiService, ProviderUse, TraceSink, DebugSwitch, VectorStoreTarget, SecretLiteral)
KINDS_WITH_PODS = (
    "Deployment.apps",
    "StatefulSet.apps",
    "DaemonSet.apps",
    "ReplicaSet.apps",
    "Job.batch",
    "CronJob.batch",
    "Pod",
    "Rollout.argoproj.io",
    "InferenceService.serving.kserve.io",
    "LLMInferenceService.serving.kserve.io",
    "RayCluster.ray.io",
    "RayService.ray.io",
    "RayJob.ray.io",
    "LeaderWorkerSet.leaderworkerset.x-k8s.io",
    "JobSet.jobset.x-k8s.io",
    "Service.serving.knative.dev",
    "SeldonDeployment.machinelearning.seldon.io",
    "PyTorchJob.kubeflow.org",
    "TFJob.kubeflow.org",
    "MPIJob.kubeflow.org",
    "NIMService.apps.nvidia.com",
    "Workspace.kaito.sh",
)
"""Kinds that a cluster is asked for. A manifest of any other kind is looked through for pod templates all the same."""


@reads(*KINDS_WITH_PODS, gives=GIVES, hides=(Workload, AiService))
def workloads_of(raw: RawObject) -> Iterator[Observation]:
    """Workloads of one object, and what their containers tell. Of a cluster's pods only those that nothing else made."""
    if raw.is_live and raw.kind == "Pod" and raw.maker:
        return
    for workload in workloads(raw):
        yield workload
        if workload.instrumented_by:
            yield TraceSink(
                resource=f"{workload.resource}#traces",
                origin=workload.origin,
                environment=workload.environment,
                product="otel",
                via="container",
            )
        joins = _joins_another(raw, workload)
        for container in workload.containers:
            service = None if joins or workload.is_preset else _service(raw, workload, container)
            if service is not None:
                for name in {"replicas"} & workload.unread.keys():
                    service = service.unknown(name, GapReason.TEMPLATED, workload.unread[name].detail, workload.unread[name].right)
                yield service
                yield from self_hosting(service)
            yield from facts_of_container(
                raw.document, workload.resource, container, workload.environment, [service] if service is not None else []
            )
            for found in (*(each.credential for each in container.environment), *container.argument_credentials):
                if found is not None:
                    where = (f"{workload.resource}#{container.name}", found.name)
                    yield from secret_literal(raw.document, where, found, "kubernetes", workload.environment)


_JOINING = {
    "LeaderWorkerSet": ("leaderWorkerTemplate.workerTemplate",),
    "LLMInferenceService": ("spec.worker", "spec.prefill.worker"),
    "RayCluster": ("workerGroupSpecs",),
    "RayService": ("workerGroupSpecs",),
    "RayJob": ("workerGroupSpecs",),
}
"""Templates of pods that work for the first one of their group: that one answers, and they have no port of their own."""


def _joins_another(raw: RawObject, workload: Workload) -> bool:
    """Whether its pods do part of another pod's work; an object with one template alone has no such pods."""
    path = workload.resource.partition("#")[2]
    return any(each in path for each in _JOINING.get(raw.kind, ()))


def _replicas_of(workload: Workload) -> int | None:
    return None if "replicas" in workload.unread else workload.replicas


def _service(raw: RawObject, workload: Workload, container: Container) -> AiService | None:
    known = ai_service(
        raw.document,
        container,
        workload=workload.resource,
        environment=workload.environment,
        platform="kubernetes",
        namespace=workload.namespace,
        pod_labels=workload.pod_labels,
        replicas=_replicas_of(workload),
    )
    return known if known is not None else _operated_service(raw, workload, container)


_OPERATED = {
    ("serving.kserve.io", "InferenceService"): "kserve",
    ("serving.kserve.io", "LLMInferenceService"): "kserve",
    ("kaito.sh", "Workspace"): "kaito",
}


def _operated_service(raw: RawObject, workload: Workload, container: Container) -> AiService | None:
    """A model whose operator chooses the image that serves it; who may call it is set outside of the object too."""
    product = _OPERATED.get((raw.group, raw.kind))
    if product is None or container != workload.main_containers[0] or "tuning" in raw.data:
        return None
    model = mapping(at(raw.spec, "predictor", "model")) or mapping(raw.spec.get("model"))
    address = text(model.get("storageUri")) or text(model.get("uri"))
    named = address.removeprefix("hf://") if address.startswith("hf://") else text(model.get("name"))
    written = {
        "modelFormat": at(model, "modelFormat", "name"),
        "storageUri": address,
        # KServe's own server of Hugging Face models is told by an argument.
        "model": container.option("--model_id", "--model-id") or named,
    }
    service = AiService(
        resource=f"{workload.resource}#{container.name}",
        origin=workload.origin,
        environment=workload.environment,
        role="inference",
        product=product,
        platform="kubernetes",
        workload=workload.resource,
        container=container,
        namespace=workload.namespace,
        pod_labels=workload.pod_labels,
        replicas=_replicas_of(workload),
        settings={name: text(value) for name, value in written.items() if text(value)},
        authentication=False,
    )
    return service.unknown("authentication", GapReason.UNSUPPORTED, "the gateway in front of it decides who may call it")


@reads("NIMService.apps.nvidia.com", gives=(Autoscaler,))
def nim_autoscaler(raw: RawObject) -> Iterator[Autoscaler]:
    """A NIMService that scales; its operator makes the HorizontalPodAutoscaler (NIM Operator 3.0)."""
    if flag(at(raw.spec, "scale", "enabled")) is not True:
        return
    written = mapping(at(raw.spec, "scale", "hpa"))
    minimum = whole(written.get("minReplicas"))
    yield Autoscaler(
        **{**raw.values(), "resource": f"{raw.id()}#autoscaler", "origin": raw.document.origin(line_of(written))},
        kind=raw.kind,
        target_kind=raw.kind,
        target_name=raw.name,
        minimum=1 if minimum is None else minimum,
        maximum=whole(written.get("maxReplicas")),
    )


@reads("InferenceService.serving.kserve.io", gives=(Autoscaler,))
def kserve_autoscaler(raw: RawObject) -> Iterator[Autoscaler]:
    """An InferenceService that says how it scales; without a maximum Knative knows none and Standard mode does not scale."""
    predictor = mapping(raw.spec.get("predictor"))
    if not {"maxReplicas", "autoScaling"} & predictor.keys():
        return
    minimum = whole(predictor.get("minReplicas"))
    yield Autoscaler(
        **{**raw.values(), "resource": f"{raw.id()}#autoscaler", "origin": raw.document.origin(line_of(predictor))},
        kind=raw.kind,
        target_kind=raw.kind,
        target_name=raw.name,
        minimum=1 if minimum is None else minimum,
        maximum=whole(predictor.get("maxReplicas")),
        metrics=texts(predictor.get("scaleMetric")),
    )
