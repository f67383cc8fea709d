"""Whether Kubernetes workloads grow with the load, on the right signal, within stated bounds, and find room."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from readiness.api import Verdict, check, failed, not_applicable, passed, unknown
from readiness.facts.ai import AiService
from readiness.facts.containers import Container
from readiness.facts.indexing import by_key
from readiness.facts.kubernetes.networking import Ingress, Service
from readiness.facts.kubernetes.nodes import is_accelerator
from readiness.facts.kubernetes.running import RunningPods
from readiness.facts.kubernetes.scaling import Autoscaler, AutoscalerState, NodePool, QuotaUse, VerticalAutoscaler
from readiness.facts.kubernetes.workloads import Workload
from readiness.facts.serving import before_production, exposing, in_system_namespace, why_not_serving

SCALING_MAPS = ("azure-waf-core:RE:06", "azure-waf-core:PE:05")
CAPACITY_MAPS = ("azure-waf-core:PE:02", "google-sre-prr:SRE-LCC-3")
SCALABLE = ("Deployment", "ReplicaSet", "Rollout", "LeaderWorkerSet", "InferenceService")
HOLDS_STATE = ("vector store", "database")
GRACE = timedelta(minutes=15)


def _workload_of(service: AiService) -> str:
    return service.workload


def _target_of(autoscaler: Autoscaler) -> tuple[str, str]:
    return autoscaler.target_kind, autoscaler.target_name


def _vertical_target_of(autoscaler: VerticalAutoscaler) -> tuple[str, str]:
    return autoscaler.target_kind, autoscaler.target_name


def _object_of(workload: Workload) -> tuple[str, str]:
    return workload.kind, workload.name


def _scalers_of(workload: Workload, autoscalers: list[Autoscaler]) -> list[Autoscaler]:
    return [each for each in by_key(autoscalers, _target_of).get((workload.kind, workload.name), ()) if each.scales(workload)]


def _targets_of(autoscaler: Autoscaler, workloads: list[Workload]) -> list[Workload]:
    aimed = by_key(workloads, _object_of).get((autoscaler.target_kind, autoscaler.target_name), ())
    return [each for each in aimed if autoscaler.scales(each)]


def _accelerators(container: Container) -> dict[str, str]:
    return {name: count for name, count in container.requests.items() if is_accelerator(name) and count != "0"}


def _why_size_may_be_fixed(workload: Workload, services: list[Service], ai_services: list[AiService], ingresses: list[Ingress]) -> str:
    if reason := why_not_serving(workload, services, ai_services):
        return reason
    if before_production(workload):
        return "it lives before production"
    roles = {each.role for each in by_key(ai_services, _workload_of).get(workload.resource, ())}
    if roles & set(HOLDS_STATE) or workload.kind == "StatefulSet":
        return "it holds state"
    if workload.kind not in SCALABLE or (workload.replicas is None and workload.kind != "InferenceService"):
        return "an operator decides how many run"
    if "inference" in roles:
        return ""  # a volume of it is a cache of models
    if workload.claims:
        return "it holds state"
    return "" if roles & {"gateway"} or exposing(workload, services, ingresses) else "only other services call it"


@check("k8s-serving-scales", severity="medium", effort="hours", maps=SCALING_MAPS)
def serving_scales(
    workload: Workload,
    *,
    services: list[Service],
    ai_services: list[AiService],
    ingresses: list[Ingress],
    autoscalers: list[Autoscaler],
) -> Verdict:
    """Services that users reach grow with the load.

    Why: Users wait or are turned away at the busiest hour. The number of replicas is fixed, so the service can't take more
    than on the day it was installed.

    Fix: Add an autoscaler with room above its minimum

        apiVersion: autoscaling/v2
        kind: HorizontalPodAutoscaler
        spec:
          scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: <workload>}
          minReplicas: 2
          maxReplicas: 6
    """
    if reason := _why_size_may_be_fixed(workload, services, ai_services, ingresses):
        return not_applicable(reason)
    scalers = _scalers_of(workload, autoscalers)
    if not scalers and workload.kind == "InferenceService":
        return unknown("the deployment mode of KServe decides whether it scales", workload=workload.name)
    if not scalers:
        return failed("A service has a fixed size", workload=workload.name, replicas=workload.replicas)
    if all(each.maximum is not None and each.maximum <= each.minimum for each in scalers):
        return failed("An autoscaler has no room to scale", workload=workload.name, minimum=scalers[0].minimum, maximum=scalers[0].maximum)
    return passed(autoscalers=[f"{each.kind}/{each.name}" for each in scalers], maximum=scalers[0].maximum)


@check("k8s-autoscaler-works", severity="high", effort="hours", maps=[*SCALING_MAPS, "google-sre-prr:SRE-LCC-5"])
def autoscaler_works(state: AutoscalerState) -> Verdict:
    """Autoscalers read their metrics and reach their target.

    Why: The service does not grow when it has to. The autoscaler is there but stands still, and nobody sees it before the
    load comes.

    Fix: Repair what its conditions name

        kubectl --namespace <namespace> describe <kind> <name>
        # its metric, its permission, or the name of its target
    """
    if in_system_namespace(state):
        return not_applicable("it belongs to the platform")
    told: dict[str, Any] = {"namespace": state.namespace, "kind": state.kind, "name": state.name, "target": state.target_name}
    begun = state.since or state.created
    if state.problem and (begun is None or state.read_at - begun > GRACE):
        return failed("An autoscaler does not work", reason=state.problem, since=_day(begun), **told)
    if state.problem:
        return not_applicable("it was made or changed a moment ago")
    return passed(**told)


def _day(moment: datetime | None) -> str | None:
    return moment.date().isoformat() if moment else None


@check("k8s-autoscaler-below-ceiling", severity="high", effort="hours", maps=[*SCALING_MAPS, *CAPACITY_MAPS])
def autoscaler_below_ceiling(state: AutoscalerState) -> Verdict:
    """Autoscalers have room left above the present load.

    Why: The next request more is one too many. The autoscaler wants more replicas than it may have, so that latency and errors
    rise with the load from here on.

    Fix: Raise the maximum, or find out what drives the load

        kubectl --namespace <namespace> get hpa <name>
        kubectl --namespace <namespace> patch hpa <name> --patch '{"spec": {"maxReplicas": …}}'
    """
    if in_system_namespace(state):
        return not_applicable("it belongs to the platform")
    if state.current is None or state.maximum is None:
        return not_applicable("the autoscaler that it makes tells")
    if state.minimum == state.maximum:
        return not_applicable("its size is fixed")
    told: dict[str, Any] = {"namespace": state.namespace, "name": state.name, "replicas": state.current, "maximum": state.maximum}
    if state.held_back and state.current >= state.maximum:
        return failed("An autoscaler is held at its maximum", **told)
    return passed(**told)


@check("k8s-one-autoscaler-per-target", severity="high", effort="minutes", maps=SCALING_MAPS)
def one_autoscaler_per_target(autoscaler: Autoscaler, others: list[Autoscaler], verticals: list[VerticalAutoscaler]) -> Verdict:
    """One autoscaler decides about each workload.

    Why: Capacity swings without cause while users wait. Two autoscalers that govern the same pods undo each other's work, and
    Kubernetes warns of no such conflict.

    Fix: Keep one autoscaler for each workload

        kubectl --namespace <namespace> delete <kind> <name>
        # a VerticalPodAutoscaler beside it: updatePolicy: {updateMode: "Off"}
    """
    if in_system_namespace(autoscaler):
        return not_applicable("it belongs to the platform")
    target = _target_of(autoscaler)
    rivals = [
        f"{each.kind}/{each.name}"
        for each in by_key(others, _target_of).get(target, ())
        if each.resource != autoscaler.resource and each.beside(autoscaler)
    ]
    resizing = [
        f"VerticalPodAutoscaler/{each.name}"
        for each in by_key(verticals, _vertical_target_of).get(target, ())
        if each.resizes(autoscaler) and set(each.resources) & set(autoscaler.metrics)
    ]
    told: dict[str, Any] = {
        "namespace": autoscaler.namespace,
        "kind": autoscaler.kind,
        "name": autoscaler.name,
        "target": autoscaler.target_name,
    }
    if rivals or resizing:
        return failed("Several autoscalers govern one workload", others=[*rivals, *resizing], **told)
    return passed(**told)


ALWAYS_KNOWN = frozenset({"cpu", "memory", "cron"})
"""Triggers that KEDA offers no fallback for, because the cluster itself answers them."""


@check("k8s-autoscaler-survives-lost-metrics", severity="medium", effort="minutes", maps=["azure-waf-core:RE:07", *SCALING_MAPS])
def survives_lost_metrics(
    autoscaler: Autoscaler, workloads: list[Workload], services: list[Service], ai_services: list[AiService]
) -> Verdict:
    """Online services keep replicas when KEDA loses its metrics.

    Why: An outage of the monitoring becomes an outage of the service. With no fallback, or with a minimum of nothing, the
    service shrinks or never wakes while its metrics are away.

    Fix: State a fallback and a minimum

        spec:
          minReplicaCount: 2
          fallback: {failureThreshold: 3, replicas: 4, behavior: currentReplicasIfHigher}
    """
    if in_system_namespace(autoscaler):
        return not_applicable("it belongs to the platform")
    if autoscaler.kind != "ScaledObject":
        return not_applicable("it keeps its replicas when metrics are lost")
    if before_production(autoscaler):
        return not_applicable("it lives before production")
    if set(autoscaler.metrics) <= ALWAYS_KNOWN:
        return not_applicable("the cluster itself knows its metrics")
    if all(why_not_serving(each, services, ai_services) for each in _targets_of(autoscaler, workloads)):
        return not_applicable("its target answers no requests")
    told: dict[str, Any] = {"target": autoscaler.target_name, "minimum": autoscaler.minimum, "triggers": list(autoscaler.metrics)}
    if autoscaler.minimum < 1:
        return failed("An online service can be scaled to nothing", **told)
    if not autoscaler.fallback:
        return failed("Scaling has no fallback for lost metrics", **told)
    return passed(**told)


@check("k8s-accelerator-scaled-on-load", severity="medium", effort="hours", maps=[*SCALING_MAPS, "azure-waf-core:CO:12"])
def accelerator_scaled_on_load(autoscaler: Autoscaler, workloads: list[Workload]) -> Verdict:
    """Model servers on accelerators scale on load, not on CPU.

    Why: Users queue while the autoscaler sees no load. A model server's work is done by the accelerator; its CPU says nothing
    about how many requests wait.

    Fix: Scale on the queue of the model server

        metrics:
          - type: Pods
            pods:
              metric: {name: "vllm:num_requests_waiting"}
              target: {type: AverageValue, averageValue: "8"}
    """
    if in_system_namespace(autoscaler):
        return not_applicable("it belongs to the platform")
    targets = _targets_of(autoscaler, workloads)
    if not any(_accelerators(container) or container.resource_claims for each in targets for container in each.main_containers):
        return not_applicable("its target uses no accelerator")
    if not autoscaler.metrics:
        return not_applicable("an operator chooses the metric")
    told: dict[str, Any] = {"target": autoscaler.target_name, "metrics": list(autoscaler.metrics)}
    if set(autoscaler.metrics) <= ALWAYS_KNOWN - {"cron"}:
        return failed("A GPU service scales on CPU or memory", **told)
    return passed(**told)


ON_ACCELERATORS = ("vllm", "tgi", "sglang")
"""Servers whose usual images need an accelerator; those of Ollama, Triton, TEI and llama.cpp also run without."""


@check("k8s-accelerator-requested", severity="high", effort="minutes", maps=CAPACITY_MAPS)
def accelerator_requested(service: AiService, workloads: list[Workload]) -> Verdict:
    """Model servers ask Kubernetes for the accelerator they use.

    Why: The model server lands on a machine that can't run it. Without a limit such as nvidia.com/gpu the scheduler knows no
    accelerator in it, and two servers may be given the same one.

    Fix: Ask for the accelerator

        containers:
          - name: <container>
            resources:
              limits: {nvidia.com/gpu: 1}
    """
    if service.platform != "kubernetes" or service.product not in ON_ACCELERATORS:
        return not_applicable("its image also runs without an accelerator")
    behind = next((each for each in by_key(workloads, _resource_of).get(service.workload, ())), None)
    if behind is None or "resources" in behind.injected:
        return not_applicable("an operator sets the resources")
    if in_system_namespace(behind):
        return not_applicable("it belongs to the platform")
    container = service.container
    if _runs_on_cpu(container):
        return not_applicable("it is the variant for CPUs")
    told: dict[str, Any] = {"container": container.name, "image": str(container.image), "resources": sorted(container.limits)}
    if not (_accelerators(container) or container.resource_claims):
        return failed("A model server asks for no accelerator", **told)
    uneven = [name for name, count in _accelerators(container).items() if container.limits.get(name) != count]
    if uneven:
        return failed("An accelerator's request and limit differ", uneven=uneven, **told)
    return passed(**told)


def _resource_of(workload: Workload) -> str:
    return workload.resource


def _runs_on_cpu(container: Container) -> bool:
    device = container.option("--device") or ""
    variable = container.variable("VLLM_TARGET_DEVICE")
    return "cpu" in str(container.image).lower() or device == "cpu" or (variable is not None and variable.value == "cpu")


@check("k8s-shared-memory-for-parallel-model", severity="medium", effort="minutes", maps=CAPACITY_MAPS)
def shared_memory(service: AiService) -> Verdict:
    """Model servers on several accelerators have shared memory.

    Why: The model server crashes or hangs under load. Its processes talk through /dev/shm, of which a container has 64 MiB
    unless more is mounted.

    Fix: Mount memory at /dev/shm, within the memory limit

        volumes:
          - name: shm
            emptyDir: {medium: Memory, sizeLimit: 8Gi}
        # containers: volumeMounts: [{name: shm, mountPath: /dev/shm}]
    """
    if service.platform != "kubernetes" or service.role != "inference":
        return not_applicable("it serves no model on Kubernetes")
    container = service.container
    if service.product == "kserve":
        return not_applicable("an operator sets its volumes")
    parallel = container.option("--tensor-parallel-size", "-tp", "--tp", "--tp-size", "--num-shard") or ""
    if not parallel.isdigit() or int(parallel) < 2:
        return not_applicable("it uses one accelerator")
    if container.shared_memory is None:
        return failed("A parallel model server lacks shared memory", container=container.name, parallel=int(parallel))
    return passed(container=container.name, parallel=int(parallel), size_limit=container.shared_memory or None)


@check("k8s-node-pool-bounded", severity="high", effort="minutes", maps=["azure-waf-core:CO:12", "azure-waf-core:CO:04", *SCALING_MAPS])
def node_pool_bounded(pool: NodePool) -> Verdict:
    """Node pools that buy accelerators have a limit.

    Why: A loop or a flood of requests turns into an unlimited bill. Without limits Karpenter buys machines for as long as pods
    are pending, and those with accelerators cost most.

    Fix: Limit what the pool may buy

        spec:
          limits: {cpu: 256, memory: 1Ti, nvidia.com/gpu: 16}
    """
    if pool.fixed:
        return not_applicable("it holds a stated number of nodes")
    if not (pool.accelerators or pool.any_machine):
        return not_applicable("it buys no machines with accelerators")
    if not pool.limits:
        return failed("A node pool may grow without limit", pool=pool.name)
    return passed(limits=[f"{name}: {value}" for name, value in sorted(pool.limits.items())])


@check("k8s-pods-placed", severity="high", effort="hours", maps=CAPACITY_MAPS)
def pods_placed(running: RunningPods) -> Verdict:
    """Every pod finds a node within minutes.

    Why: A part of the service does not run, and nobody was told. Pods that no node has room for wait in silence, while the
    others carry the load.

    Fix: Add capacity, or ask for less

        kubectl --namespace <namespace> describe <kind> <name>
        kubectl --namespace <namespace> get events --field-selector reason=FailedScheduling
    """
    if in_system_namespace(running):
        return not_applicable("it belongs to the platform")
    told: dict[str, Any] = {"namespace": running.namespace, "kind": running.kind, "name": running.name, "pods": running.pods}
    if running.unplaced_since is not None and running.read_at - running.unplaced_since > GRACE:
        minutes = int((running.read_at - running.unplaced_since).total_seconds() // 60)
        return failed("Pods wait for a node", waiting=running.unplaced, minutes=minutes, **told)
    return passed(**told)


GROWS_WITH_THE_LOAD = ("pods", "count/pods", "cpu", "memory", "requests.cpu", "requests.memory", "limits.cpu", "limits.memory")


@check("k8s-quota-has-room", severity="medium", effort="minutes", maps=CAPACITY_MAPS)
def quota_has_room(quota: QuotaUse, most_percent: int = 95) -> Verdict:
    """Quotas leave room for more pods.

    Why: The next release or the next load fails to start. A quota that is used up refuses new pods without a word to those who
    wait for them.

    Fix: Raise the quota, or free what is not needed

        kubectl --namespace <namespace> describe resourcequota <name>
    """
    if in_system_namespace(quota):
        return not_applicable("it belongs to the platform")
    counted = {name: share for name, share in quota.used.items() if name in GROWS_WITH_THE_LOAD or is_accelerator(_asked(name))}
    if not counted:
        return not_applicable("it counts nothing that pods need")
    told: dict[str, Any] = {"namespace": quota.namespace, "name": quota.name}
    shares = [f"{name}: {share:.0%}" for name, share in sorted(counted.items())]
    full = [name for name, share in sorted(counted.items()) if share * 100 >= most_percent]
    if full:
        return failed("A quota is used up", full=full, used=shares, **told)
    return passed(used=shares, **told)


def _asked(name: str) -> str:
    return name.removeprefix("requests.")
