"""Volumes that pods claim."""

from __future__ import annotations

from readiness.facts.kubernetes.objects import KubernetesObject


class PersistentVolumeClaim(KubernetesObject):
    """A PersistentVolumeClaim.

    Attributes:
        access_modes: `ReadWriteOnce` and `ReadWriteOncePod` bind all its pods to one node.
        storage_class: None when the cluster's default is taken.
        size: as written (`100Gi`).
    """

    access_modes: tuple[str, ...] = ()
    storage_class: str | None = None
    size: str = ""

    @property
    def on_one_node(self) -> bool:
        """Whether only one node may mount it."""
        return bool(self.access_modes) and set(self.access_modes) <= {"ReadWriteOnce", "ReadWriteOncePod"}
