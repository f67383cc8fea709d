"""How much each namespace may take of what all share: quotas, defaults and queues."""

from __future__ import annotations

from typing import Literal

from readiness.facts.kubernetes.objects import KubernetesObject
from readiness.facts.record import Names


class ResourceQuota(KubernetesObject):
    """A ResourceQuota.

    Attributes:
        hard: resource name (`requests.nvidia.com/gpu`) to the most that the namespace may take, as written.
    """

    hard: dict[str, str] = {}


class LimitRange(KubernetesObject):
    """What a LimitRange fills into containers that don't say it themselves.

    Attributes:
        requests: resources that it sets a request for; a default limit is also the request.
        limits: resources that it sets a limit for.
    """

    requests: Names = frozenset()
    limits: Names = frozenset()


class ClusterQueue(KubernetesObject):
    """A ClusterQueue of Kueue; `namespace` is None.

    Attributes:
        cohort: the queues that lend each other what they don't use; empty for none.
        accelerators: accelerators that it has a quota of.
        lent: those of them of which others may borrow all.
        reclaims: which jobs of borrowers are ended when it wants its quota back; `Never` unless written.
        held: somebody stopped it.
        active: it admits jobs; only a cluster tells.
        reason: why it does not (`FlavorNotFound`).
    """

    cohort: str = ""
    accelerators: tuple[str, ...] = ()
    lent: tuple[str, ...] = ()
    reclaims: Literal["Never", "LowerPriority", "Any"] = "Never"
    held: bool = False
    active: bool = True
    reason: str = ""


class LocalQueue(KubernetesObject):
    """A namespace's way into a ClusterQueue of Kueue."""

    queue: str = ""
