"""Backups by Velero, and signs of other backup systems."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from readiness.collectors import Observation
from readiness.collectors.files.shapes import at, flag, mapping, mappings, text, texts, whole
from readiness.collectors.kubernetes.kinds import folds, reads
from readiness.collectors.kubernetes.raw import RawObject
from readiness.collectors.kubernetes.times import moment
from readiness.facts import GapReason
from readiness.facts.kubernetes.backups import (
    BackupLocation,
    BackupSchedule,
    BackupScheduleState,
    NewestBackup,
    OtherBackup,
    RestoreHistory,
)

_ALL = ("*",)
_UNDER_WAY = frozenset(
    {
        "",
        "New",
        "Queued",
        "ReadyToStart",
        "InProgress",
        "WaitingForPluginOperations",
        "WaitingForPluginOperationsPartiallyFailed",
        "Finalizing",
        "FinalizingPartiallyFailed",
        "Deleting",
    }
)
"""Phases of a backup that has not ended (Velero 1.17)."""


@reads("Schedule.velero.io", gives=(BackupSchedule,))
def backup_schedule(raw: RawObject) -> Iterator[BackupSchedule]:
    """A Schedule with the defaults of Velero 1.17."""
    template = mapping(raw.spec.get("template"))
    included = texts(template.get("includedNamespaces"))
    file_system = flag(template.get("defaultVolumesToFsBackup")), flag(template.get("defaultVolumesToRestic"))
    yield BackupSchedule(
        **raw.values(),
        cron=text(raw.spec.get("schedule")),
        paused=flag(raw.spec.get("paused")) is True,
        included=() if included == _ALL else included,
        excluded=texts(template.get("excludedNamespaces")),
        resources=tuple(each for each in texts(template.get("includedResources")) if each != "*"),
        selective=bool(mapping(template.get("labelSelector")) or mappings(template.get("orLabelSelectors"))),
        snapshots=flag(template.get("snapshotVolumes")) is not False,
        file_system=True in file_system,
        keeps=text(template.get("ttl")) or "720h",
    )


@reads("Schedule.velero.io", gives=(BackupScheduleState,), seen="in clusters")
def backup_schedule_state(raw: RawObject) -> Iterator[BackupScheduleState]:
    """Whether Velero accepted a Schedule."""
    yield BackupScheduleState(
        **{**raw.values(), "resource": f"{raw.id()}#state"},
        cron=text(raw.spec.get("schedule")),
        paused=flag(raw.spec.get("paused")) is True,
        phase=text(raw.status.get("phase")),
        created=moment(at(raw.data, "metadata", "creationTimestamp")),
        read_at=datetime.now(UTC),
    )


@folds("Backup.velero.io", gives=(NewestBackup,))
class BackupFold:
    """Keeps the newest backup of each Schedule that has ended."""

    def __init__(self) -> None:
        self._newest: dict[str, tuple[datetime, NewestBackup]] = {}

    def see(self, raw: RawObject) -> Iterator[Observation]:
        """Keep one backup if it is newer."""
        schedule = raw.labels.get("velero.io/schedule-name", "")
        begun = moment(raw.status.get("startTimestamp")) or moment(at(raw.data, "metadata", "creationTimestamp"))
        if schedule and begun is not None and text(raw.status.get("phase")) not in _UNDER_WAY:
            key = f"{raw.id('Schedule').rpartition('/')[0]}/{schedule}"
            if key not in self._newest or self._newest[key][0] < begun:
                self._newest[key] = begun, _backup(raw, key, schedule)
        return iter(())

    def rest(self) -> Iterator[Observation]:
        """One fact for each Schedule."""
        for _, (_, each) in sorted(self._newest.items()):
            yield each


def _backup(raw: RawObject, key: str, schedule: str) -> NewestBackup:
    def count(*names: str) -> int:
        return sum(whole(raw.status.get(each)) or 0 for each in names)

    values: dict[str, Any] = {**raw.values(), "resource": f"{key}#newest", "name": schedule}
    return NewestBackup(
        **values,
        backup=raw.name,
        phase=text(raw.status.get("phase")),
        ended=moment(raw.status.get("completionTimestamp")),
        errors=count("errors"),
        warnings=count("warnings"),
        volumes_attempted=count("csiVolumeSnapshotsAttempted", "volumeSnapshotsAttempted"),
        volumes_completed=count("csiVolumeSnapshotsCompleted", "volumeSnapshotsCompleted"),
    )


_ENDED = ("Completed", "PartiallyFailed", "Failed", "FailedValidation")


@folds("Restore.velero.io", gives=(RestoreHistory,))
class RestoreFold:
    """Keeps the newest restore of each installation, and when one last succeeded."""

    def __init__(self) -> None:
        self._newest: dict[str, tuple[datetime, RestoreHistory]] = {}
        self._restored: dict[str, datetime] = {}

    def see(self, raw: RawObject) -> Iterator[Observation]:
        """Keep one restore if it ended and is newer."""
        phase = text(raw.status.get("phase"))
        ended = moment(raw.status.get("completionTimestamp")) or moment(at(raw.data, "metadata", "creationTimestamp"))
        if ended is None or phase not in _ENDED:
            return iter(())
        key = f"{raw.id('Restore').rpartition('/')[0]}/newest"
        if phase == "Completed":
            self._restored[key] = max(ended, self._restored.get(key, ended))
        if key not in self._newest or self._newest[key][0] < ended:
            values = {**raw.values(), "resource": key, "name": raw.namespace or "", "labels": {}}
            self._newest[key] = ended, RestoreHistory(**values, newest=raw.name, phase=phase, read_at=datetime.now(UTC))
        return iter(())

    def rest(self) -> Iterator[Observation]:
        """One fact for each installation."""
        for key, (_, each) in sorted(self._newest.items()):
            yield each.model_copy(update={"restored": self._restored.get(key)})


@reads("BackupStorageLocation.velero.io", gives=(BackupLocation,))
def backup_location(raw: RawObject) -> Iterator[BackupLocation]:
    """A BackupStorageLocation. Whether it can be reached only a cluster tells."""
    location = BackupLocation(
        **raw.values(),
        provider=text(raw.spec.get("provider")),
        bucket=text(at(raw.spec, "objectStorage", "bucket")),
        host=_host(text(at(raw.spec, "config", "s3Url"))),
        read_only=text(raw.spec.get("accessMode")) == "ReadOnly",
        phase=text(raw.status.get("phase")),
    )
    if raw.is_live:
        yield location
    else:
        yield location.unknown("phase", GapReason.NOT_COLLECTED, "only a running cluster tells", "scan the cluster: --kube-context")


def _host(url: str) -> str:
    """The host of an address; whatever else stands in it may be secret."""
    rest = url.partition("//")[2] or url
    return rest.partition("/")[0].rpartition("@")[2].partition(":")[0]


@reads(
    "Policy.config.kio.kasten.io",
    "BackupConfiguration.stash.appscode.com",
    "BackupConfiguration.core.kubestash.com",
    "BackupPlan.triliovault.trilio.io",
    "BackupPlan.gkebackup.gke.io",
    "RecurringJob.longhorn.io",
    "ScheduledBackup.postgresql.cnpg.io",
    "Schedule.k8up.io",
    "ReplicationSource.volsync.backube",
    gives=(OtherBackup,),
)
def other_backup(raw: RawObject) -> Iterator[OtherBackup]:
    """A plan of another backup system; what it covers is not read."""
    yield OtherBackup(**raw.values(), kind=raw.kind)
