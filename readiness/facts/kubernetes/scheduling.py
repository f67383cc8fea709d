"""Which pods go first when there is not room for all."""

from __future__ import annotations

from readiness.facts.kubernetes.objects import KubernetesObject


class PriorityClass(KubernetesObject):
    """A PriorityClass; `namespace` is None.

    Attributes:
        value: pods of a higher value are placed first.
        default: for pods that name no class.
        preempts: its pods may displace others of a lower value.
    """

    value: int = 0
    default: bool = False
    preempts: bool = True
