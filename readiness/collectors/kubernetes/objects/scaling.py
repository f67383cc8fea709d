"""Disruption budgets, autoscalers and node pools."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from readiness.collectors.files.shapes import at, flag, labels, line_of, mapping, mappings, number, text, texts, whole
from readiness.collectors.kubernetes.kinds import reads
from readiness.collectors.kubernetes.raw import RawObject, undecided
from readiness.collectors.kubernetes.selectors import selector
from readiness.collectors.kubernetes.times import moment
from readiness.facts.kubernetes.nodes import is_accelerator
from readiness.facts.kubernetes.scaling import Autoscaler, AutoscalerState, NodePool, PodDisruptionBudget, QuotaUse, VerticalAutoscaler


@reads("PodDisruptionBudget.policy", gives=(PodDisruptionBudget,))
def disruption_budget(raw: RawObject) -> Iterator[PodDisruptionBudget]:
    """A PodDisruptionBudget; one without a selector selects nothing."""
    if not isinstance(raw.spec.get("selector"), dict):
        return
    least, most = raw.spec.get("minAvailable"), raw.spec.get("maxUnavailable")
    budget = PodDisruptionBudget(
        **raw.values(),
        selector=selector(raw.spec["selector"]),
        min_available=text(least) or None,
        max_unavailable=text(most) or None,
    )
    yield undecided(budget, {"min_available": least, "max_unavailable": most})


@reads("HorizontalPodAutoscaler.autoscaling", "ScaledObject.keda.sh", gives=(Autoscaler,))
def autoscaler(raw: RawObject) -> Iterator[Autoscaler]:
    """A HorizontalPodAutoscaler (minimum 1 unless written) or a KEDA ScaledObject (0 to 100 unless written)."""
    keda = raw.kind == "ScaledObject"
    target = mapping(raw.spec.get("scaleTargetRef"))
    name = text(target.get("name"))
    written = {"minimum": raw.spec.get("minReplicaCount" if keda else "minReplicas")}
    written["maximum"] = raw.spec.get("maxReplicaCount" if keda else "maxReplicas")
    minimum, maximum = whole(written["minimum"]), whole(written["maximum"])
    if not name or any(text(each.get("kind")) == "ScaledObject" for each in raw.owners):
        return  # the ScaledObject that made it tells more
    found = Autoscaler(
        **raw.values(),
        kind=raw.kind,
        target_kind=text(target.get("kind")) or "Deployment",
        target_name=name,
        minimum=(0 if keda else 1) if minimum is None else minimum,
        maximum=100 if keda and maximum is None else maximum,
        metrics=tuple(text(each.get("type")) for each in mappings(raw.spec.get("triggers"))) if keda else _metrics(raw),
        fallback=keda and whole(at(raw.spec, "fallback", "replicas")) is not None,
        paused=flag(raw.annotations.get("autoscaling.keda.sh/paused")) is True or "autoscaling.keda.sh/paused-replicas" in raw.annotations,
    )
    yield undecided(found, written)


def _metrics(raw: RawObject) -> tuple[str, ...]:
    """Names of the metrics; without any the API server takes 80 % of the CPU (Kubernetes 1.34)."""
    written = mappings(raw.spec.get("metrics"))
    return tuple(_metric(each) for each in written) or ("cpu",)


def _metric(metric: dict[str, Any]) -> str:
    kind = text(metric.get("type"))
    source = mapping(metric.get(kind[:1].lower() + kind[1:]))
    return text(at(source, "metric", "name")) or text(source.get("metricName")) or text(source.get("name")) or kind


@reads("RayCluster.ray.io", "RayService.ray.io", gives=(Autoscaler,))
def ray_autoscaler(raw: RawObject) -> Iterator[Autoscaler]:
    """The worker groups of a Ray cluster that scales itself; a group's maximum is 2147483647 unless written (KubeRay 1.4)."""
    cluster = raw.spec if raw.kind == "RayCluster" else mapping(raw.spec.get("rayClusterConfig"))
    if flag(cluster.get("enableInTreeAutoscaling")) is not True:
        return
    for group in mappings(cluster.get("workerGroupSpecs")):
        name = text(group.get("groupName")) or "workers"
        maximum = whole(group.get("maxReplicas"))
        yield Autoscaler(
            **{**raw.values(), "resource": f"{raw.id()}#autoscaler/{name}", "origin": raw.document.origin(line_of(group))},
            kind=raw.kind,
            target_kind=raw.kind,
            target_name=f"{raw.name}/{name}",
            minimum=whole(group.get("minReplicas")) or 0,
            maximum=2147483647 if maximum is None else maximum,
        )


@reads("HorizontalPodAutoscaler.autoscaling", gives=(AutoscalerState,), seen="in clusters")
def autoscaler_state(raw: RawObject) -> Iterator[AutoscalerState]:
    """Whether an autoscaler can read its metrics and change its target. A target scaled to nothing by hand is not scaled, by design."""
    conditions = {text(each.get("type")): each for each in mappings(raw.status.get("conditions"))}
    stuck = next((conditions[each] for each in ("AbleToScale", "ScalingActive") if _is(conditions.get(each), "False")), {})
    limit = conditions.get("ScalingLimited", {})
    by_design = text(stuck.get("reason")) == "ScalingDisabled"
    minimum = whole(raw.spec.get("minReplicas"))
    yield AutoscalerState(
        **_state(raw),
        problem="" if by_design else text(stuck.get("reason")),
        since=None if by_design else moment(stuck.get("lastTransitionTime")),
        current=whole(raw.status.get("currentReplicas")) or 0,
        minimum=1 if minimum is None else minimum,
        maximum=whole(raw.spec.get("maxReplicas")),
        held_back=_is(limit, "True") and text(limit.get("reason")) == "TooManyReplicas",
    )


def _is(condition: dict[str, Any] | None, status: str) -> bool:
    return bool(condition) and text(mapping(condition).get("status")) == status


def _state(raw: RawObject) -> dict[str, Any]:
    return {
        **raw.values(),
        "resource": f"{raw.id()}#state",
        "kind": raw.kind,
        "target_name": text(at(raw.spec, "scaleTargetRef", "name")),
        "created": moment(at(raw.data, "metadata", "creationTimestamp")),
        "read_at": datetime.now(UTC),
    }


@reads("ScaledObject.keda.sh", gives=(AutoscalerState,), seen="in clusters")
def scaled_object_state(raw: RawObject) -> Iterator[AutoscalerState]:
    """Whether KEDA accepted it and reads its metrics: `Fallback` holds while it does not (KEDA 2.17)."""
    conditions = {text(each.get("type")): each for each in mappings(raw.status.get("conditions"))}
    troubled = next((conditions[kind] for kind, bad in (("Ready", "False"), ("Fallback", "True")) if _is(conditions.get(kind), bad)), {})
    yield AutoscalerState(
        **_state(raw), problem=text(troubled.get("reason")) or text(troubled.get("type")), since=moment(troubled.get("lastTransitionTime"))
    )


@reads("VerticalPodAutoscaler.autoscaling.k8s.io", gives=(VerticalAutoscaler,))
def vertical_autoscaler(raw: RawObject) -> Iterator[VerticalAutoscaler]:
    """A VerticalPodAutoscaler, which sets CPU and memory unless it says less (VPA 1.4)."""
    policies = mappings(at(raw.spec, "resourcePolicy", "containerPolicies"))
    active = [each for each in policies if text(each.get("mode")) != "Off"]
    everything = not policies or all(text(each.get("containerName")) != "*" for each in policies)
    controlled = {name for each in active for name in texts(each.get("controlledResources")) or ("cpu", "memory")}
    yield VerticalAutoscaler(
        **raw.values(),
        target_kind=text(at(raw.spec, "targetRef", "kind")),
        target_name=text(at(raw.spec, "targetRef", "name")),
        mode=text(at(raw.spec, "updatePolicy", "updateMode")) or "Auto",
        resources=("cpu", "memory") if everything else tuple(sorted(controlled)),
    )


_MACHINES = ("node.kubernetes.io/instance-type", "karpenter.k8s.aws/instance-family", "karpenter.k8s.aws/instance-category")
_ACCELERATED = re.compile(r"(p\d|g\d|inf\d|trn\d|dl\d|standard_n[cdv]|a[23]-|g2-|ct\d)|^(p|g|inf|trn|dl)$", re.IGNORECASE)
"""Names of machine families with accelerators of EC2, Azure and Google."""


@reads("NodePool.karpenter.sh", gives=(NodePool,))
def node_pool(raw: RawObject) -> Iterator[NodePool]:
    """A NodePool with the defaults of Karpenter 1.6."""
    template = mapping(at(raw.spec, "template", "spec"))
    disruption = mapping(raw.spec.get("disruption"))
    requirements = mappings(template.get("requirements"))
    budgets = tuple(text(each.get("nodes")) or "10%" for each in mappings(disruption.get("budgets")))
    yield NodePool(
        **raw.values(),
        limits=labels(raw.spec.get("limits")),
        accelerators=_has_accelerators(requirements, mappings(template.get("taints"))),
        any_machine=not any(text(each.get("key")) in _MACHINES and text(each.get("operator")) == "In" for each in requirements),
        fixed=whole(raw.spec.get("replicas")) is not None,
        consolidation=text(disruption.get("consolidationPolicy")) or "WhenEmptyOrUnderutilized",
        consolidate_after=text(disruption.get("consolidateAfter")) or "0s",
        budgets=budgets or ("10%",),
        expire_after=text(template.get("expireAfter")) or "720h",
    )


def _has_accelerators(requirements: list[dict[str, Any]], taints: list[dict[str, Any]]) -> bool:
    if any(is_accelerator(text(each.get("key"))) for each in taints):
        return True
    for each in requirements:
        key, operator = text(each.get("key")), text(each.get("operator"))
        if "instance-gpu-" in key or "instance-accelerator-" in key:
            if operator in ("In", "Exists", "Gt"):
                return True
        elif key in _MACHINES and operator == "In" and any(_ACCELERATED.match(value) for value in texts(each.get("values"))):
            return True
    return False


_UNITS = {"m": 1e-3, "k": 1e3, "M": 1e6, "G": 1e9, "T": 1e12, "P": 1e15, "Ki": 2**10, "Mi": 2**20, "Gi": 2**30, "Ti": 2**40, "Pi": 2**50}


def _quantity(written: str) -> float | None:
    """A quantity (https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/) as a number."""
    match = re.fullmatch(r"([0-9.]+(?:[eE][0-9]+)?)(m|k|M|G|T|P|Ki|Mi|Gi|Ti|Pi)?", written)
    amount = number(match[1]) if match else None
    return None if match is None or amount is None else amount * _UNITS.get(match[2], 1)


@reads("ResourceQuota", gives=(QuotaUse,), seen="in clusters")
def quota_use(raw: RawObject) -> Iterator[QuotaUse]:
    """How much of a ResourceQuota is used."""
    used = labels(raw.status.get("used"))
    shares = {}
    for name, written in labels(raw.status.get("hard")).items():
        most, now = _quantity(written), _quantity(used.get(name, "0"))
        if most and now is not None:
            shares[name] = round(now / most, 3)
    yield QuotaUse(**raw.values(), used=shares)
