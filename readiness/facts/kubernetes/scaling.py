"""How many replicas and machines run: autoscalers, node pools and disruption budgets."""

from __future__ import annotations

from datetime import datetime

from readiness.facts.kubernetes.objects import KubernetesObject, LabelSelector
from readiness.facts.kubernetes.workloads import Workload


class PodDisruptionBudget(KubernetesObject):
    """A PodDisruptionBudget; quantities as written (`1`, `50%`)."""

    selector: LabelSelector
    min_available: str | None = None
    max_unavailable: str | None = None


class Autoscaler(KubernetesObject):
    """A HorizontalPodAutoscaler, KEDA ScaledObject or what an AI object says itself, with effective minimum and maximum.

    Attributes:
        metrics: what it scales on: `cpu`, `memory`, names of other metrics, types of KEDA triggers; empty where that can't be told.
        fallback: it states how many replicas run while its metrics can't be read; only KEDA knows that.
        paused: an annotation holds it still.
    """

    kind: str
    target_kind: str
    target_name: str
    minimum: int = 1
    maximum: int | None = None
    metrics: tuple[str, ...] = ()
    fallback: bool = False
    paused: bool = False

    def scales(self, workload: Workload) -> bool:
        """Whether this autoscaler governs the workload's replicas."""
        return self.beside(workload) and (self.target_kind, self.target_name) == (workload.kind, workload.name)


class AutoscalerState(KubernetesObject):
    """What a cluster says of an autoscaler. Only clusters tell; a KEDA ScaledObject and the autoscaler that it makes tell each.

    Attributes:
        problem: the reason its controller gives for not scaling (`FailedGetResourceMetric`, `ScaledObjectCheckFailed`).
        since: when that began; None where the controller does not say.
        created: when the object was made.
        current, minimum, maximum: replicas; None for a ScaledObject, whose autoscaler tells.
        held_back: it would run more replicas than its maximum.
    """

    kind: str
    target_name: str
    problem: str = ""
    since: datetime | None = None
    created: datetime | None = None
    current: int | None = None
    minimum: int | None = None
    maximum: int | None = None
    held_back: bool = False
    read_at: datetime


class VerticalAutoscaler(KubernetesObject):
    """A VerticalPodAutoscaler.

    Attributes:
        mode: effective update mode (`Off` and `Initial` never touch a running pod).
        resources: what it sets for some container.
    """

    target_kind: str
    target_name: str
    mode: str = "Auto"
    resources: tuple[str, ...] = ("cpu", "memory")

    def resizes(self, autoscaler: Autoscaler) -> bool:
        """Whether it changes the running pods whose number an autoscaler decides."""
        aimed = (self.target_kind, self.target_name) == (autoscaler.target_kind, autoscaler.target_name)
        return aimed and self.mode not in ("Off", "Initial") and self.beside(autoscaler)


class NodePool(KubernetesObject):
    """A Karpenter NodePool with effective values; `namespace` is None.

    Attributes:
        limits: resource name to the most it may buy, as written.
        accelerators: its requirements or taints are those of machines with accelerators.
        any_machine: nothing in its requirements keeps it from machines with accelerators.
        fixed: it holds a stated number of nodes.
        consolidation: `WhenEmpty` or `WhenEmptyOrUnderutilized`.
        consolidate_after: as written (`0s`, `10m`, `Never`).
        budgets: how many nodes may be disrupted at once, as written (`10%`, `1`).
        expire_after: age at which a node is replaced, as written (`720h`, `Never`).
    """

    limits: dict[str, str] = {}
    accelerators: bool = False
    any_machine: bool = False
    fixed: bool = False
    consolidation: str = "WhenEmptyOrUnderutilized"
    consolidate_after: str = "0s"
    budgets: tuple[str, ...] = ("10%",)
    expire_after: str = "720h"


class QuotaUse(KubernetesObject):
    """How much of a ResourceQuota is used. Only clusters tell.

    Attributes:
        used: resource name to the used share, 1.0 when nothing is left; resources of which none is granted are left out.
    """

    used: dict[str, float] = {}
