"""Volume claims."""

from __future__ import annotations

from collections.abc import Iterator

from readiness.collectors.files.shapes import at, text, texts
from readiness.collectors.kubernetes.kinds import reads
from readiness.collectors.kubernetes.raw import RawObject
from readiness.facts.kubernetes.volumes import PersistentVolumeClaim


@reads("PersistentVolumeClaim", gives=(PersistentVolumeClaim,))
def volume_claim(raw: RawObject) -> Iterator[PersistentVolumeClaim]:
    """A claim that somebody wrote; those of volume claim templates stand in their StatefulSet."""
    yield PersistentVolumeClaim(
        **raw.values(),
        access_modes=texts(raw.spec.get("accessModes")),
        storage_class=text(raw.spec.get("storageClassName")) or None,
        size=text(at(raw.spec, "resources", "requests", "storage")),
    )
