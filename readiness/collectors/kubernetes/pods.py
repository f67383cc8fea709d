"""Pod templates in Kubernetes objects of every kind, custom resources included, and the containers in them."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from readiness.collectors.files.containers import arguments, image, literal_variable
from readiness.collectors.files.shapes import at, flag, items, labels, line_of, mapping, mappings, number, text, texts, whole
from readiness.collectors.files.tree import Mapping
from readiness.collectors.kubernetes.pod_security import pod_security
from readiness.collectors.kubernetes.raw import RawObject, undecided
from readiness.collectors.kubernetes.references import references
from readiness.collectors.kubernetes.selectors import selector
from readiness.collectors.kubernetes.written_credentials import in_annotations
from readiness.facts.containers import Container, Credential, EnvironmentVariable, Probe
from readiness.facts.kubernetes.workloads import Workload

Injected = Literal["probes", "resources", "image"]


# What operators add to pods, so that its absence in the object says nothing. KServe 0.15, KubeRay 1.4, Knative 1.19,
# Seldon Core 1.18, NIM Operator 3.0: readiness probes (and liveness probes for Ray); KServe's runtimes and presets, and those of
# KAITO 0.7, bring image and resources.
INJECTED: dict[tuple[str, str], frozenset[Injected]] = {
    ("serving.kserve.io", "InferenceService"): frozenset({"probes"}),
    ("serving.kserve.io", "ServingRuntime"): frozenset({"probes"}),
    ("serving.kserve.io", "ClusterServingRuntime"): frozenset({"probes"}),
    ("serving.kserve.io", "LLMInferenceService"): frozenset({"probes", "resources", "image"}),
    ("serving.kserve.io", "LLMInferenceServiceConfig"): frozenset({"probes", "resources", "image"}),
    ("ray.io", "RayCluster"): frozenset({"probes"}),
    ("ray.io", "RayService"): frozenset({"probes"}),
    ("ray.io", "RayJob"): frozenset({"probes"}),
    ("serving.knative.dev", "Service"): frozenset({"probes"}),
    ("machinelearning.seldon.io", "SeldonDeployment"): frozenset({"probes"}),
    ("apps.nvidia.com", "NIMService"): frozenset({"probes"}),
    ("kaito.sh", "Workspace"): frozenset({"probes", "resources", "image"}),
}
_UNWALKED = frozenset({"ConfigMap", "Secret", "CustomResourceDefinition", "List", "Kustomization", "Component"})
# The API server refuses these without a selector, so one that lacks it is a fragment that a tool merges elsewhere.
_SELECTED = frozenset({"Deployment", "StatefulSet", "DaemonSet", "ReplicaSet"})
_COUNTED = frozenset({"Deployment", "StatefulSet", "ReplicaSet", "Rollout", "LeaderWorkerSet", "CloneSet"})
_SCRAPED = ("prometheus.io/scrape", "k8s.grafana.com/scrape")
_PASSED_ON = "serving.kserve.io/enable-prometheus-scraping"
"""KServe hands this annotation of an InferenceService or a runtime on to the pods, as `prometheus.io/scrape`."""
_REVISIONED = frozenset({"Deployment", "StatefulSet", "DaemonSet", "Rollout"})


@dataclass(frozen=True)
class PodTemplate:
    """A pod specification, its labels, the keys that lead to it, and what it stands in."""

    spec: dict[str, Any]
    labels: dict[str, str]
    path: tuple[str, ...]
    annotations: dict[str, str] = field(default_factory=dict)
    parent: dict[str, Any] = field(default_factory=dict)


def pod_templates(data: Any, path: tuple[str, ...] = ()) -> Iterator[PodTemplate]:
    """Every mapping with a list of containers, outermost first.

    Follows https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-template-v1/: labels stand
    in the `metadata` beside `spec`.
    """
    waiting: list[tuple[Any, tuple[str, ...], dict[str, Any]]] = [(data, path, {})]
    while waiting:
        value, where, parent = waiting.pop()
        if isinstance(value, dict):
            containers = mappings(value.get("containers"))
            if containers and all("name" in each or "image" in each for each in containers):
                annotations = labels(at(parent, "metadata", "annotations"))
                yield PodTemplate(value, labels(at(parent, "metadata", "labels")), where, annotations, parent)
                continue
            waiting.extend(
                (each, (*where, str(key)), value)
                for key, each in reversed(value.items())
                if key not in ("status", "metadata", "annotations")
            )
        elif isinstance(value, list):
            waiting.extend((each, (*where, _item_name(each, number)), {}) for number, each in reversed(list(enumerate(value))))


def _item_name(item: Any, position: int) -> str:
    return text(at(item, "groupName")) or text(at(item, "name")) or str(position)


def workloads(raw: RawObject) -> Iterator[Workload]:
    """The workloads of one object: none for fragments that a tool merges into another object.

    A document is a fragment, whatever file it is in, when the API server would refuse it as it stands: a Deployment,
    StatefulSet or DaemonSet without a selector, a `$patch` directive, or containers without image that no operator
    fills in. Judging it alone would report what the object it patches may well have.
    """
    if raw.kind in _UNWALKED or is_fragment(raw):
        return
    found = [each for each in pod_templates(raw.data) if _has_images(each, raw)]
    adapted = _kserve_model(raw) or (None if found else _described(raw))
    total = len(found) + (adapted is not None)
    for template in found:
        yield _workload(raw, template, alone=total == 1, injected=INJECTED.get((raw.group, raw.kind), frozenset()))
    if adapted is not None:
        everything = frozenset[Injected]({"probes", "resources", "image"})
        injected = everything if raw.kind == "InferenceService" else INJECTED.get((raw.group, raw.kind), everything)
        yield _workload(raw, adapted, alone=total == 1, injected=injected)


def is_fragment(raw: RawObject) -> bool:
    """Whether the document is a patch rather than an object."""
    if "$patch" in raw.data or "$patch" in raw.spec:
        return True
    return raw.group == "apps" and raw.kind in _SELECTED and not mapping(raw.spec.get("selector"))


def _has_images(template: PodTemplate, raw: RawObject) -> bool:
    if "image" in INJECTED.get((raw.group, raw.kind), ()) or raw.kind == "InferenceService":
        return True
    return any(text(each.get("image")) for each in mappings(template.spec.get("containers")))


_FRAMEWORKS = ("sklearn", "xgboost", "tensorflow", "pytorch", "triton", "onnx", "huggingface", "pmml", "lightgbm", "paddle")


def _kserve_model(raw: RawObject) -> PodTemplate | None:
    """An InferenceService's `predictor.model` (or the older `predictor.<framework>`) as the container it becomes."""
    predictor = mapping(raw.spec.get("predictor"))
    if (raw.group, raw.kind) != ("serving.kserve.io", "InferenceService") or mappings(predictor.get("containers")):
        return None
    key = next((each for each in ("model", *_FRAMEWORKS) if isinstance(predictor.get(each), dict)), None)
    if key is None:
        return None
    container = copy.copy(predictor[key])
    container.setdefault("name", "kserve-container")
    return PodTemplate({**predictor, "containers": [container]}, {}, ("spec", "predictor"))


def _described(raw: RawObject) -> PodTemplate | None:
    """What an operator makes of an object that names a model and no container, as far as the object says it."""
    match raw.group, raw.kind:
        case "apps.nvidia.com", "NIMService":
            return _nim(raw)
        case "kaito.sh", "Workspace" if isinstance(raw.data.get("inference"), dict):
            own = {"kaito.sh/workspace": raw.name}
            return PodTemplate({"containers": [_placed({"name": raw.name}, line_of(raw.data, "inference"))]}, own, ("inference",))
        case "serving.kserve.io", "LLMInferenceService" if isinstance(raw.spec.get("model"), dict):
            return PodTemplate({"containers": [_placed({"name": "main"}, line_of(raw.spec, "model"))]}, {}, ("spec", "template"))
        case _:
            return None


def _placed(container: dict[str, Any], line: int | None) -> dict[str, Any]:
    """A container that an operator makes, at the line that tells of it."""
    if line is None:
        return container
    placed = Mapping(line)
    placed.update(container)
    return placed


def _nim(raw: RawObject) -> PodTemplate | None:
    """The container of a NIMService (NIM Operator 3.0), which is given its key for NVIDIA's registry as a variable."""
    repository = text(at(raw.spec, "image", "repository"))
    if not repository:
        return None
    tag, key = text(at(raw.spec, "image", "tag")), text(raw.spec.get("authSecret"))
    given = [{"name": "NGC_API_KEY", "valueFrom": {"secretKeyRef": {"name": key, "key": "NGC_API_KEY"}}}] if key else []
    container = {
        "name": f"{raw.name}-ctr",
        "image": f"{repository}:{tag}" if tag else repository,
        "env": [*mappings(raw.spec.get("env")), *given],
        "resources": mapping(raw.spec.get("resources")),
        "ports": [{"name": "api", "containerPort": whole(at(raw.spec, "expose", "service", "port")) or 8000}],
    }
    pod: dict[str, Any] = {each: raw.spec[each] for each in ("nodeSelector", "tolerations", "affinity") if each in raw.spec}
    pulls = [{"name": each} for each in texts(at(raw.spec, "image", "pullSecrets"))]
    own = {**labels(raw.spec.get("labels")), "app": raw.name, "app.kubernetes.io/name": raw.name}
    return PodTemplate({**pod, "containers": [_placed(container, line_of(raw.spec, "image"))], "imagePullSecrets": pulls}, own, ("spec",))


def _workload(raw: RawObject, template: PodTemplate, *, alone: bool, injected: frozenset[Injected]) -> Workload:
    spec = template.spec
    common = raw.values()
    if not alone:
        common["resource"] = f"{common['resource']}#{'.'.join(template.path)}"
    volumes = _volume_kinds(spec, raw)
    grace = whole(spec.get("terminationGracePeriodSeconds"))
    own = raw.labels if raw.kind == "Pod" else template.labels
    annotations = raw.annotations if raw.kind == "Pod" else template.annotations
    workload = Workload(
        **common,
        kind=raw.kind,
        api_version=text(raw.data.get("apiVersion")),
        containers=tuple(_containers(spec, volumes)),
        pod_labels=own,
        annotated=frozenset(raw.annotations),
        annotation_credentials=(*in_annotations(raw.data), *in_annotations(template.parent)),
        managers=tuple(sorted({text(each.get("manager")) for each in mappings(at(raw.data, "metadata", "managedFields"))} - {""})),
        made_by=text(raw.maker.get("kind")),
        claims_deleted="Delete" in mapping(raw.spec.get("persistentVolumeClaimRetentionPolicy")).values(),
        pod_annotations=frozenset(annotations),
        scraped=any(flag(annotations.get(each)) is True for each in _SCRAPED) or flag(raw.annotations.get(_PASSED_ON)) is True,
        instrumented_by=_instrumentation(annotations),
        node_labels=tuple(sorted(_node_labels(spec))),
        replicas=_replicas(raw),
        strategy=_strategy(raw),
        selector=selector(raw.spec["selector"]) if raw.kind in _REVISIONED and mapping(raw.spec.get("selector")) else None,
        **_pace(raw),
        progress_deadline=_or(whole(raw.spec.get("progressDeadlineSeconds")), 600) if raw.kind in ("Deployment", "Rollout") else None,
        revision_history_limit=_or(whole(raw.spec.get("revisionHistoryLimit")), 10) if raw.kind in _REVISIONED else None,
        termination_grace=_or(grace, 30),
        service_account=text(spec.get("serviceAccountName")) or text(spec.get("serviceAccount")) or None,
        automount_token=flag(spec.get("automountServiceAccountToken")),
        host_network=flag(spec.get("hostNetwork")) is True,
        security=pod_security(spec),
        references=references(spec),
        topology_spread=any(_about(each, own) for each in mappings(spec.get("topologySpreadConstraints"))),
        anti_affinity=any(_about(each, own) for each in _repelled(spec)),
        priority_class=text(spec.get("priorityClassName")) or None,
        schedule=text(raw.spec.get("schedule")) or None if raw.kind == "CronJob" else None,
        deadline=_deadline(raw, spec),
        claims="persistentVolumeClaim" in volumes.values(),
        claimed=tuple(name for each in mappings(spec.get("volumes")) if (name := text(at(each, "persistentVolumeClaim", "claimName")))),
        injected=injected,
    )
    return undecided(workload, _numbers(raw, spec))


def _numbers(raw: RawObject, pod: dict[str, Any]) -> dict[str, Any]:
    """What stands where numbers and switches of a workload are read."""
    predicted = (raw.group, raw.kind) == ("serving.kserve.io", "InferenceService")
    return {
        "replicas": at(raw.spec, "predictor", "minReplicas") if predicted else raw.spec.get("replicas"),
        "revision_history_limit": raw.spec.get("revisionHistoryLimit"),
        "progress_deadline": raw.spec.get("progressDeadlineSeconds"),
        "termination_grace": pod.get("terminationGracePeriodSeconds"),
        "automount_token": pod.get("automountServiceAccountToken"),
        "host_network": pod.get("hostNetwork"),
    }


_INJECTED_TRACING = "instrumentation.opentelemetry.io/inject-"


def _instrumentation(annotations: dict[str, str]) -> str:
    """What the OpenTelemetry operator (0.140) is asked to trace the pods by."""
    asked = (value for key, value in annotations.items() if key.startswith(_INJECTED_TRACING))
    return next((each for each in asked if each and flag(each) is not False), "")


def _node_labels(spec: dict[str, Any]) -> set[str]:
    """Labels that placement insists on: those of `nodeSelector`, and those that every alternative of a required affinity names."""
    terms = mappings(at(spec, "affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution", "nodeSelectorTerms"))
    named = [
        {text(each.get("key")) for each in mappings(term.get("matchExpressions")) if text(each.get("operator")) in ("In", "Exists")}
        for term in terms
    ]
    return set(labels(spec.get("nodeSelector"))) | (set.intersection(*named) if named else set())


def _repelled(spec: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The terms of a pod's anti-affinity; preferred ones carry a weight around them."""
    for terms in mapping(at(spec, "affinity", "podAntiAffinity")).values():
        for each in mappings(terms):
            yield mapping(each.get("podAffinityTerm")) or each


def _about(rule: dict[str, Any], own: dict[str, str]) -> bool:
    """Whether a rule of placement is about pods like this one; one that selects others does not spread it."""
    return "labelSelector" not in rule or selector(rule["labelSelector"]).matches(own)


def _or(value: int | None, default: int) -> int:
    return default if value is None else value


def _replicas(raw: RawObject) -> int | None:
    """Effective replicas: the API server's default is 1, and so is KServe's `minReplicas`."""
    if raw.kind in _COUNTED:
        return _or(whole(raw.spec.get("replicas")), 1)
    if (raw.group, raw.kind) == ("serving.kserve.io", "InferenceService"):
        return _or(whole(at(raw.spec, "predictor", "minReplicas")), 1)
    if (raw.group, raw.kind) == ("serving.kserve.io", "LLMInferenceService") and "scaling" not in raw.spec:
        return _or(whole(raw.spec.get("replicas")), 1)
    if (raw.group, raw.kind) == ("apps.nvidia.com", "NIMService"):
        return _or(whole(raw.spec.get("replicas")), 1)
    return None


_DEADLINES = ((), ("jobTemplate", "spec"), ("runPolicy",))
"""Where a Job or RayJob, a CronJob, and a job of Kubeflow's training operator say when they end at the latest."""


def _deadline(raw: RawObject, pod: dict[str, Any]) -> int | None:
    places = (pod, *(at(raw.spec, *each) for each in _DEADLINES))
    return next((seconds for each in places if (seconds := whole(at(each, "activeDeadlineSeconds"))) is not None), None)


def _strategy(raw: RawObject) -> str | None:
    match raw.kind:
        case "Deployment":
            return text(at(raw.spec, "strategy", "type")) or "RollingUpdate"
        case "StatefulSet" | "DaemonSet":
            return text(at(raw.spec, "updateStrategy", "type")) or "RollingUpdate"
        case "Rollout":
            return next((each for each in ("canary", "blueGreen") if each in mapping(raw.spec.get("strategy"))), None)
        case _:
            return None


def _pace(raw: RawObject) -> dict[str, str | None]:
    """How many pods an update takes away and adds, with defaults of Kubernetes 1.34, Argo Rollouts 1.8 and LeaderWorkerSet 0.7."""
    match raw.kind, _strategy(raw):
        case "Deployment", "RollingUpdate":
            written, unavailable, surge = mapping(at(raw.spec, "strategy", "rollingUpdate")), "25%", "25%"
        case "Rollout", "canary":
            written, unavailable, surge = mapping(at(raw.spec, "strategy", "canary")), "25%", "25%"
        case "StatefulSet" | "DaemonSet", "RollingUpdate":
            written, unavailable, surge = mapping(at(raw.spec, "updateStrategy", "rollingUpdate")), "1", "0"
        case "LeaderWorkerSet", _:
            written, unavailable, surge = mapping(at(raw.spec, "rolloutStrategy", "rollingUpdateConfiguration")), "1", "0"
        case _:
            return {}
    return {
        "max_unavailable": text(written.get("maxUnavailable")) or unavailable,
        "max_surge": text(written.get("maxSurge")) or surge,
    }


def _volume_kinds(spec: dict[str, Any], raw: RawObject) -> dict[str, str]:
    """Volume name to its kind."""
    kinds = {
        text(each.get("name")): next((str(key) for key in each if key != "name"), "emptyDir") for each in mappings(spec.get("volumes"))
    }
    for claim in mappings(raw.spec.get("volumeClaimTemplates")):
        kinds[text(at(claim, "metadata", "name"))] = "persistentVolumeClaim"
    return kinds


def _containers(spec: dict[str, Any], volumes: dict[str, str]) -> Iterator[Container]:
    in_memory = {
        text(each.get("name")): text(at(each, "emptyDir", "sizeLimit"))
        for each in mappings(spec.get("volumes"))
        if text(at(each, "emptyDir", "medium")) == "Memory"
    }
    for key in ("initContainers", "containers"):
        for each in mappings(spec.get(key)):
            sidecar = text(each.get("restartPolicy")) == "Always"
            found = container_of(each, volumes, init=key == "initContainers" and not sidecar)
            shared = _shared_memory(each, in_memory, of_host=flag(spec.get("hostIPC")) is True)
            yield found if shared is None else found.model_copy(update={"shared_memory": shared})


def _shared_memory(container: dict[str, Any], in_memory: dict[str, str], *, of_host: bool) -> str | None:
    mounts = (each for each in mappings(container.get("volumeMounts")) if text(each.get("mountPath")).rstrip("/") == "/dev/shm")  # noqa: S108
    mounted = next((in_memory[name] for each in mounts if (name := text(each.get("name"))) in in_memory), None)
    return "" if mounted is None and of_host else mounted


def container_of(data: dict[str, Any], volumes: dict[str, str], *, init: bool) -> Container:
    """A container of a pod with the API server's defaults: requests follow limits."""
    words = [*items(data.get("command")), *items(data.get("args"))]
    kept, secrets = _arguments(data, words)
    limits = labels(at(data, "resources", "limits"))
    return Container(
        name=text(data.get("name")) or "container",
        image=image(text(data.get("image"))),
        arguments=kept,
        argument_credentials=secrets,
        environment=tuple(_variables(data)),
        environment_from=tuple(_sources(data)),
        ports=tuple(port for each in mappings(data.get("ports")) if (port := whole(each.get("containerPort"))) is not None),
        named_ports={
            name: port
            for each in mappings(data.get("ports"))
            if (name := text(each.get("name"))) and (port := whole(each.get("containerPort"))) is not None
        },
        requests={**limits, **labels(at(data, "resources", "requests"))},
        limits=limits,
        readiness=_probe(data.get("readinessProbe")),
        liveness=_probe(data.get("livenessProbe")),
        startup=_probe(data.get("startupProbe")),
        volumes={
            text(each.get("mountPath")): volumes.get(text(each.get("name")), "unknown")
            for each in mappings(data.get("volumeMounts"))
            if text(each.get("mountPath"))
        },
        resource_claims=tuple(text(each.get("name")) for each in mappings(at(data, "resources", "claims")) if text(each.get("name"))),
        init=init,
        pre_stop_sleep=_pre_stop_sleep(data),
        line=line_of(data),
    )


def _arguments(data: dict[str, Any], words: list[Any]) -> tuple[tuple[str, ...], tuple[Credential, ...]]:
    line = line_of(data, "args" if "args" in data else "command") if words else None
    return arguments([text(each) for each in words if text(each)], line)


def _variables(data: dict[str, Any]) -> Iterator[EnvironmentVariable]:
    for each in mappings(data.get("env")):
        name = text(each.get("name"))
        if not name:
            continue
        source = mapping(each.get("valueFrom"))
        line = line_of(each, "value" if "value" in each else "name")
        if not source:
            yield literal_variable(name, text(each.get("value")), line)
            continue
        for key, kind in (("secretKeyRef", "secret"), ("configMapKeyRef", "configmap")):
            if key in source:
                reference = f"{text(at(source, key, 'name'))}/{text(at(source, key, 'key'))}"
                yield EnvironmentVariable.model_validate({"name": name, "source": kind, "reference": reference, "line": line})
                break
        else:
            path = text(at(source, "fieldRef", "fieldPath")) or text(at(source, "resourceFieldRef", "resource"))
            yield EnvironmentVariable(name=name, source="field", reference=path, line=line)


def _sources(data: dict[str, Any]) -> Iterator[str]:
    for each in mappings(data.get("envFrom")):
        for key, kind in (("secretRef", "Secret"), ("configMapRef", "ConfigMap")):
            if text(at(each, key, "name")):
                yield f"{kind}/{text(at(each, key, 'name'))}"


def _probe(value: Any) -> Probe | None:
    """A probe with the defaults of the API server (Kubernetes 1.34)."""
    probe = mapping(value)
    kinds: dict[str, Literal["http", "tcp", "exec", "grpc"]] = {"httpGet": "http", "tcpSocket": "tcp", "exec": "exec", "grpc": "grpc"}
    key = next((each for each in kinds if each in probe), None)
    if key is None:
        return None
    return Probe(
        kind=kinds[key],
        path=text(at(probe, "httpGet", "path")),
        initial_delay=_or(whole(probe.get("initialDelaySeconds")), 0),
        period=_or(whole(probe.get("periodSeconds")), 10),
        timeout=_or(whole(probe.get("timeoutSeconds")), 1),
        failure_threshold=_or(whole(probe.get("failureThreshold")), 3),
    )


def _pre_stop_sleep(data: dict[str, Any]) -> int | None:
    hook = mapping(at(data, "lifecycle", "preStop"))
    if "sleep" in hook:
        return whole(at(hook, "sleep", "seconds"))
    command = " ".join(texts(at(hook, "exec", "command")))
    match = re.search(r"(?:^|[\s/;&])sleep\s+(\d+(?:\.\d+)?)s?(?:\s|;|&|$)", command)
    return int(number(match[1]) or 0) if match else None
