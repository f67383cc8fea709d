"""Disruption budgets and autoscalers."""

from __future__ import annotations

from collections.abc import Iterator

from readiness.collectors.files.shapes import mapping, text, whole
from readiness.collectors.kubernetes.kinds import reads
from readiness.collectors.kubernetes.raw import RawObject
from readiness.collectors.kubernetes.selectors import selector
from readiness.facts.kubernetes.scaling import Autoscaler, PodDisruptionBudget


@reads("PodDisruptionBudget.policy", gives=(PodDisruptionBudget,))
def disruption_budget(raw: RawObject) -> Iterator[PodDisruptionBudget]:
    """A PodDisruptionBudget; one without a selector selects nothing."""
    if not isinstance(raw.spec.get("selector"), dict):
        return
    yield PodDisruptionBudget(
        **raw.values(),
        selector=selector(raw.spec["selector"]),
        min_available=text(raw.spec.get("minAvailable")) or None,
        max_unavailable=text(raw.spec.get("maxUnavailable")) or None,
    )


@reads("HorizontalPodAutoscaler.autoscaling", "ScaledObject.keda.sh", gives=(Autoscaler,))
def autoscaler(raw: RawObject) -> Iterator[Autoscaler]:
    """A HorizontalPodAutoscaler (minimum 1 unless written) or a KEDA ScaledObject (0 to 100 unless written)."""
    keda = raw.kind == "ScaledObject"
    target = mapping(raw.spec.get("scaleTargetRef"))
    name = text(target.get("name"))
    minimum = whole(raw.spec.get("minReplicaCount" if keda else "minReplicas"))
    maximum = whole(raw.spec.get("maxReplicaCount" if keda else "maxReplicas"))
    if not name:
        return
    yield Autoscaler(
        **raw.values(),
        kind=raw.kind,
        target_kind=text(target.get("kind")) or "Deployment",
        target_name=name,
        minimum=(0 if keda else 1) if minimum is None else minimum,
        maximum=100 if keda and maximum is None else maximum,
    )
