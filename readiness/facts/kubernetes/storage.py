"""Where data lives in a cluster."""

from __future__ import annotations

from datetime import datetime

from readiness.facts.kubernetes.objects import KubernetesObject


class StorageClass(KubernetesObject):
    """A StorageClass with effective values; `namespace` is None.

    Attributes:
        provisioner: name of the driver.
        reclaim: `Delete` or `Retain`: what becomes of a volume whose claim is deleted.
        default: for claims that name no class.
    """

    provisioner: str
    reclaim: str = "Delete"
    default: bool = False


class VolumeSnapshotClass(KubernetesObject):
    """Snapshots that a driver can take of its volumes; `namespace` is None."""

    driver: str


class VolumeSnapshotLocation(KubernetesObject):
    """Where Velero itself keeps snapshots of a cloud's disks, without Kubernetes' drivers."""

    provider: str = ""


class UnclaimedVolumes(KubernetesObject):
    """Volumes of a cluster whose claim was deleted. Only clusters tell of them; `name` is the cluster's.

    Attributes:
        volumes: how many volumes there are at all, but for folders of nodes and of file servers, which cost nothing of their own.
        released: name of each volume that no claim holds any more to since when; the first hundred by age.
        read_at: when the cluster was asked.
    """

    volumes: int = 0
    released: dict[str, datetime] = {}
    read_at: datetime


class NamespaceVolumes(KubernetesObject):
    """The persistent volume claims of a namespace. Only clusters tell of them; `name` is the namespace's.

    Attributes:
        claims: how many of them hold data that can't be made again.
        names: the first of these.
        classes: names of their storage classes; empty for the default one.
        left_out: claims labelled `velero.io/exclude-from-backup`, or named like a cache of models.
    """

    claims: int = 0
    names: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    left_out: int = 0
