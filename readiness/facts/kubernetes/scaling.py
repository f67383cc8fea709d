"""How many replicas run: autoscalers and disruption budgets."""

from __future__ import annotations

from readiness.facts.kubernetes.objects import KubernetesObject, LabelSelector
from readiness.facts.kubernetes.workloads import Workload


class PodDisruptionBudget(KubernetesObject):
    """A PodDisruptionBudget; quantities as written (`1`, `50%`)."""

    selector: LabelSelector
    min_available: str | None = None
    max_unavailable: str | None = None


class Autoscaler(KubernetesObject):
    """A HorizontalPodAutoscaler or KEDA ScaledObject, with effective minimum and maximum."""

    kind: str
    target_kind: str
    target_name: str
    minimum: int = 1
    maximum: int | None = None

    def scales(self, workload: Workload) -> bool:
        """Whether this autoscaler governs the workload's replicas."""
        return self.beside(workload) and (self.target_kind, self.target_name) == (workload.kind, workload.name)
