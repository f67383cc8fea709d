"""Storage classes, snapshots, and the volumes that a cluster's namespaces claim."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from readiness.collectors import Observation
from readiness.collectors.files.shapes import at, flag, text
from readiness.collectors.kubernetes.kinds import folds, reads
from readiness.collectors.kubernetes.raw import RawObject, environment_of_cluster
from readiness.collectors.kubernetes.times import moment
from readiness.facts import Origin
from readiness.facts.kubernetes.storage import (
    NamespaceVolumes,
    StorageClass,
    UnclaimedVolumes,
    VolumeSnapshotClass,
    VolumeSnapshotLocation,
)

_DEFAULT = ("storageclass.kubernetes.io/is-default-class", "storageclass.beta.kubernetes.io/is-default-class")


@reads("StorageClass.storage.k8s.io", gives=(StorageClass,))
def storage_class(raw: RawObject) -> Iterator[StorageClass]:
    """A StorageClass with the API server's defaults."""
    yield StorageClass(
        **raw.values(),
        provisioner=text(raw.data.get("provisioner")),
        reclaim=text(raw.data.get("reclaimPolicy")) or "Delete",
        default=any(flag(raw.annotations.get(each)) is True for each in _DEFAULT),
    )


@reads("VolumeSnapshotClass.snapshot.storage.k8s.io", gives=(VolumeSnapshotClass,))
def volume_snapshot_class(raw: RawObject) -> Iterator[VolumeSnapshotClass]:
    """A VolumeSnapshotClass."""
    yield VolumeSnapshotClass(**raw.values(), driver=text(raw.data.get("driver")))


@reads("VolumeSnapshotLocation.velero.io", gives=(VolumeSnapshotLocation,))
def volume_snapshot_location(raw: RawObject) -> Iterator[VolumeSnapshotLocation]:
    """A VolumeSnapshotLocation."""
    yield VolumeSnapshotLocation(**raw.values(), provider=text(raw.spec.get("provider")))


_CACHE = re.compile(r"(^|[-_.])(cache|caches|models?|weights|hf|huggingface|hub|tmp|scratch)([-_.]|$)", re.IGNORECASE)
_NAMED = 10


@dataclass(slots=True)
class _Claims:
    values: dict[str, Any]
    claims: int = 0
    left_out: int = 0
    names: list[str] = field(default_factory=list)
    classes: set[str] = field(default_factory=set)


@folds("PersistentVolumeClaim", gives=(NamespaceVolumes,))
class ClaimFold:
    """Counts the claims of each namespace."""

    def __init__(self) -> None:
        self._namespaces: dict[str, _Claims] = {}

    def see(self, raw: RawObject) -> Iterator[Observation]:
        """Count one claim."""
        namespace = raw.namespace or ""
        if namespace not in self._namespaces:
            values = {**raw.values(), "name": namespace, "labels": {}}
            values["resource"] = f"{raw.id('Namespace').rpartition('/')[0]}/{namespace}#volumes"
            self._namespaces[namespace] = _Claims(values)
        found = self._namespaces[namespace]
        if flag(raw.labels.get("velero.io/exclude-from-backup")) is True or _CACHE.search(raw.name):
            found.left_out += 1
        else:
            found.claims += 1
            found.names.append(raw.name)
            found.classes.add(text(raw.spec.get("storageClassName")))
        return iter(())

    def rest(self) -> Iterator[Observation]:
        """One fact for each namespace."""
        for _, each in sorted(self._namespaces.items()):
            yield NamespaceVolumes(
                **each.values,
                claims=each.claims,
                names=tuple(sorted(each.names)[:_NAMED]),
                classes=tuple(sorted(each.classes)),
                left_out=each.left_out,
            )


_FREE = frozenset({"hostPath", "local", "nfs"})
"""Volumes that are folders of something else, which is paid for anyway."""
_MOST = 100


@folds("PersistentVolume", gives=(UnclaimedVolumes,))
class VolumeFold:
    """Keeps which volumes no claim holds any more."""

    def __init__(self) -> None:
        self._one: RawObject | None = None
        self._volumes = 0
        self._released: dict[str, datetime] = {}

    def see(self, raw: RawObject) -> Iterator[Observation]:
        """Count one volume. Since when it is released the API server tells since Kubernetes 1.31."""
        if not _FREE & raw.spec.keys():
            self._one = self._one or raw
            self._volumes += 1
            since = moment(raw.status.get("lastPhaseTransitionTime")) or moment(at(raw.data, "metadata", "creationTimestamp"))
            if text(raw.status.get("phase")) == "Released" and since is not None:
                self._released[raw.name] = since
        return iter(())

    def rest(self) -> Iterator[Observation]:
        """One fact for the cluster."""
        if self._one is None:
            return
        place = self._one.document.place
        oldest = sorted(self._released.items(), key=lambda each: (each[1], each[0]))[:_MOST]
        yield UnclaimedVolumes(
            resource=f"kubernetes:{place.name}/-/Cluster/{place.name}#volumes",
            origin=Origin(place=place.key, call="persistentvolumes"),
            environment=environment_of_cluster(place),
            name=place.name,
            volumes=self._volumes,
            released=dict(oldest),
            read_at=datetime.now(UTC),
        )
