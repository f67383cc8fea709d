"""Backups and storage, from manifests and from clusters."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from cluster_world import facts_of, thing

from readiness.facts import UnreadFieldError
from readiness.facts.kubernetes.backups import (
    BackupLocation,
    BackupSchedule,
    BackupScheduleState,
    NewestBackup,
    OtherBackup,
    longest_gap,
)
from readiness.facts.kubernetes.storage import NamespaceVolumes, StorageClass, VolumeSnapshotClass

sys.path.insert(0, str(Path(__file__).parent.parent / "files" / "formats"))
from reading import facts_in


def written(kind: Any, *objects: dict[str, Any]) -> list[Any]:
    return facts_in(yaml.safe_dump_all(objects), "k8s/it.yaml")[kind]


def live(kind: Any, resource: str, *objects: dict[str, Any]) -> list[Any]:
    return [each for each in facts_of(list(objects), resource) if isinstance(each, kind)]


@pytest.mark.parametrize(
    ("cron", "hours"),
    [
        ("0 3 * * *", 24),
        ("*/30 * * * *", 0.5),
        ("0 */6 * * *", 6),
        ("0 9,21 * * *", 12),
        ("0 9,12 * * *", 21),
        ("0 3 * * 0", 168),
        ("0 3 * * sun", 168),
        ("0 3 * * 7", 168),
        ("0 3 * * MON-FRI", 72),
        ("0 3 1 * *", 31 * 24),
        ("0 3 1 */3 *", 92 * 24),
        ("0 3 */2 * *", 48),
        ("0 3 1 * 1", 168),
        ("@daily", 24),
        ("@every 90m", 1.5),
        ("@every 1h30m", 1.5),
        ("CRON_TZ=Europe/Berlin 0 3 * * *", 24),
        ("TZ=UTC 0 3 * * *", 24),
        ("0 3 29 2 *", 400 * 24),
    ],
)
def test_the_longest_time_between_two_runs(cron: str, hours: float) -> None:
    assert longest_gap(cron) == timedelta(hours=hours)


@pytest.mark.parametrize("cron", ["", "daily", "@sometimes", "@every", "@every day", "0 3 * *", "0 25 * * *", "61 3 * * *", "0 3 * * x", "0 3-1 * * *", "*/0 * * * *", "{{ .cron }}"])  # fmt: skip # noqa: E501
def test_what_is_no_cron_expression(cron: str) -> None:
    assert longest_gap(cron) is None


def schedule(**template: Any) -> dict[str, Any]:
    return thing("velero.io/v1", "Schedule", "daily", "velero", spec={"schedule": "0 3 * * *", "template": template})


def test_a_schedule_tells_the_same_in_both_worlds() -> None:
    it = schedule(includedNamespaces=["*"], excludedNamespaces=["dev"], defaultVolumesToFsBackup=True, snapshotVolumes=False, ttl="72h")
    (one,), (other,) = written(BackupSchedule, it), live(BackupSchedule, "schedules.velero.io", it)
    own = {"resource", "origin", "environment"}
    assert one.model_dump(exclude=own) == other.model_dump(exclude=own)
    assert (one.included, one.excluded, one.file_system, one.snapshots, one.keeps) == ((), ("dev",), True, False, "72h")
    (bare,) = written(BackupSchedule, thing("velero.io/v1", "Schedule", "x", "velero", spec={"schedule": "@daily"}))
    assert (bare.paused, bare.included, bare.holds_volumes, bare.snapshots, bare.keeps) == (False, (), True, True, "720h")
    assert written(BackupSchedule, schedule(orLabelSelectors=[{"matchLabels": {"a": "b"}}]))[0].selective
    assert not written(BackupSchedule, schedule(includedResources=["deployments"]))[0].holds_volumes


def test_a_cluster_tells_whether_velero_accepts_a_schedule() -> None:
    it = schedule() | {"status": {"phase": "FailedValidation"}}
    (told,) = live(BackupScheduleState, "schedules.velero.io", it)
    assert (told.phase, told.cron) == ("FailedValidation", "0 3 * * *")
    assert not written(BackupScheduleState, it)


def backup(name: str, day: int, phase: str, schedule: str = "daily", **status: Any) -> dict[str, Any]:
    labels = {"velero.io/schedule-name": schedule} if schedule else {}
    begun = {"startTimestamp": f"2026-05-{day:02}T03:00:00Z", "completionTimestamp": f"2026-05-{day:02}T04:00:00Z", "phase": phase}
    return thing("velero.io/v1", "Backup", name, "velero", metadata={"labels": labels}, status=begun | status)


def test_the_newest_ended_backup_of_each_schedule_is_kept() -> None:
    found = live(
        NewestBackup,
        "backups.velero.io",
        backup("b", 4, "Completed", csiVolumeSnapshotsAttempted=2, csiVolumeSnapshotsCompleted=1, volumeSnapshotsAttempted=1, warnings=2),
        backup("a", 3, "Failed"),
        backup("c", 5, "InProgress"),
        backup("d", 6, "Completed", schedule=""),
        backup("e", 1, "PartiallyFailed", schedule="hourly", errors="no"),
    )
    assert [(each.name, each.backup, each.phase) for each in found] == [("daily", "b", "Completed"), ("hourly", "e", "PartiallyFailed")]
    daily = found[0]
    assert (daily.volumes_attempted, daily.volumes_completed, daily.warnings) == (3, 1, 2)
    assert daily.ended == datetime(2026, 5, 4, 4, tzinfo=UTC)


def test_a_location_keeps_only_the_host_and_its_phase_is_told_by_clusters() -> None:
    spec = {"provider": "aws", "objectStorage": {"bucket": "b"}, "config": {"s3Url": "http://user:pass@minio.velero.svc:9000/x"}}
    it = thing("velero.io/v1", "BackupStorageLocation", "default", "velero", spec=spec, status={"phase": "Available"})
    (told,) = live(BackupLocation, "backupstoragelocations.velero.io", it)
    assert (told.host, told.bucket, told.phase) == ("minio.velero.svc", "b", "Available")
    assert "pass" not in told.model_dump_json()
    (manifest,) = written(BackupLocation, it)
    with pytest.raises(UnreadFieldError):
        _ = manifest.phase


def test_other_backup_systems_are_noticed() -> None:
    (told,) = live(OtherBackup, "policies.config.kio.kasten.io", thing("config.kio.kasten.io/v1alpha1", "Policy", "daily", "kasten-io"))
    assert told.kind == "Policy"


def claim(name: str, namespace: str = "ai", labels: dict[str, str] | None = None, **spec: Any) -> dict[str, Any]:
    return thing("v1", "PersistentVolumeClaim", name, namespace, metadata={"labels": labels or {}}, spec=spec)


def test_claims_of_each_namespace_are_counted_without_caches() -> None:
    found = live(
        NamespaceVolumes,
        "persistentvolumeclaims",
        claim("qdrant-1", storageClassName="gp3"),
        claim("qdrant-0"),
        claim("vllm-models"),
        claim("hf-cache"),
        claim("scratchpad"),
        claim("old", labels={"velero.io/exclude-from-backup": "true"}),
        claim("data", "other"),
    )
    assert [(each.name, each.claims, each.left_out) for each in found] == [("ai", 3, 3), ("other", 1, 0)]
    assert (found[0].names, found[0].classes) == (("qdrant-0", "qdrant-1", "scratchpad"), ("", "gp3"))
    assert found[0].namespace == "ai"


def test_storage_and_snapshot_classes() -> None:
    default = {"annotations": {"storageclass.kubernetes.io/is-default-class": "true"}}
    it = thing("storage.k8s.io/v1", "StorageClass", "gp3", None, metadata=default, provisioner="ebs.csi.aws.com")
    for (told,) in (written(StorageClass, it), live(StorageClass, "storageclasses.storage.k8s.io", it)):
        assert (told.provisioner, told.reclaim, told.default) == ("ebs.csi.aws.com", "Delete", True)
    snapshots = thing("snapshot.storage.k8s.io/v1", "VolumeSnapshotClass", "ebs", None, driver="ebs.csi.aws.com")
    assert live(VolumeSnapshotClass, "volumesnapshotclasses.snapshot.storage.k8s.io", snapshots)[0].driver == "ebs.csi.aws.com"
