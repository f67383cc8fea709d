"""Whether what a cluster holds is backed up: planned, written elsewhere, and with the data of its volumes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, TypeVar

from readiness.api import Verdict, check, failed, not_applicable, passed, unknown
from readiness.facts.indexing import by_key
from readiness.facts.kubernetes.backups import (
    BackupLocation,
    BackupSchedule,
    BackupScheduleState,
    NewestBackup,
    OtherBackup,
    longest_gap,
)
from readiness.facts.kubernetes.objects import KubernetesObject
from readiness.facts.kubernetes.storage import NamespaceVolumes, StorageClass, VolumeSnapshotClass, VolumeSnapshotLocation
from readiness.facts.kubernetes.workloads import Workload
from readiness.facts.serving import before_production, in_system_namespace

MAPS = ("azure-waf-core:RE:09", "google-sre-prr:SRE-LCC-4")
SLACK = timedelta(hours=2)
"""What a backup may take longer than its interval."""


FILES_ANNOTATED = "backup.velero.io/backup-volumes"

SomeObject = TypeVar("SomeObject", bound=KubernetesObject)


def _hours(gap: timedelta) -> int:
    return round(gap.total_seconds() / 3600)


@check("k8s-backup-schedule-frequent", severity="high", effort="minutes", maps=MAPS)
def backup_schedule_frequent(schedule: BackupSchedule, schedules: list[BackupSchedule], most_hours: int = 24) -> Verdict:
    r"""Backup schedules run, at least once a day.

    Why: A loss takes more data than the business accepts. What was written since the last backup is gone, and a paused schedule
    makes none.

    Fix: Resume the schedule, or let it run more often

        kubectl --namespace <namespace> patch schedule <name> --type merge \
          --patch '{"spec": {"paused": false, "schedule": "0 */6 * * *"}}'
    """
    if before_production(schedule):
        return not_applicable("it lives before production")
    told: dict[str, Any] = {"namespace": schedule.namespace, "name": schedule.name, "cron": schedule.cron}
    gap = longest_gap(schedule.cron)
    if gap is not None and not schedule.paused and gap <= timedelta(hours=most_hours):
        return passed(hours=_hours(gap), **told)
    if any(_stands_in(each, schedule, most_hours) for each in schedules):
        return not_applicable("another schedule backs up the same more often")
    if schedule.paused:
        return failed("A backup schedule is paused", **told)
    if gap is None:
        return unknown("the schedule can't be understood", **told)
    return failed("Backups are too far apart", hours=_hours(gap), longest_accepted=most_hours, **told)


def _stands_in(other: BackupSchedule, schedule: BackupSchedule, most_hours: int) -> bool:
    if other.resource == schedule.resource or other.paused or not other.beside(schedule):
        return False
    gap = longest_gap(other.cron)
    return gap is not None and gap <= timedelta(hours=most_hours) and _holds_as_much(other, schedule)


def _holds_as_much(other: BackupSchedule, schedule: BackupSchedule) -> bool:
    if other.selective or not other.holds_volumes or other.origin.place != schedule.origin.place:
        return False
    if not other.included:
        return set(other.excluded) <= set(schedule.excluded)
    return bool(schedule.included) and all(other.covers(each) for each in schedule.included)


@check("k8s-backups-kept", severity="low", effort="minutes", maps=MAPS)
def backups_kept(schedule: BackupSchedule, schedules: list[BackupSchedule], least_days: int = 7) -> Verdict:
    r"""Backups are kept for a week or longer.

    Why: Damage that is noticed late can't be undone. When every backup is younger than the damage, each of them holds it too.

    Fix: Keep backups longer

        kubectl --namespace <namespace> patch schedule <name> --type merge \
          --patch '{"spec": {"template": {"ttl": "720h"}}}'
    """
    if before_production(schedule):
        return not_applicable("it lives before production")
    if schedule.paused:
        return not_applicable("it is paused")
    told: dict[str, Any] = {"namespace": schedule.namespace, "name": schedule.name, "keeps": schedule.keeps}
    kept = _kept(schedule)
    if kept is None:
        return unknown("how long it keeps backups can't be understood", **told)
    if kept >= timedelta(days=least_days):
        return passed(**told)
    longer = (each for each in schedules if each.beside(schedule) and not each.paused and _holds_as_much(each, schedule))
    if any((_kept(each) or timedelta()) >= timedelta(days=least_days) for each in longer):
        return not_applicable("another schedule keeps the same longer")
    return failed("Backups are kept for a short time", least_days=least_days, **told)


def _kept(schedule: BackupSchedule) -> timedelta | None:
    return longest_gap(f"@every {schedule.keeps}")


def _of_one_velero(backup: NewestBackup, state: BackupScheduleState) -> bool:
    return (backup.origin.place, backup.namespace) == (state.origin.place, state.namespace)


def _name_of(backup: NewestBackup) -> str:
    return backup.name


@check("k8s-backups-succeed", severity="critical", effort="hours", maps=[*MAPS, "google-sre-prr:SRE-LCC-5"])
def backups_succeed(state: BackupScheduleState, newest: list[NewestBackup]) -> Verdict:
    """The newest backup of each schedule is complete and fresh.

    Why: The data can't be brought back when it is lost. The newest backup failed, lacks volumes or is old, and nobody finds out
    before the day it is needed.

    Fix: Find out why, repair it, and alert on it

        velero --namespace <namespace> backup get --selector velero.io/schedule-name=<name>
        velero --namespace <namespace> backup describe <backup> --details
        velero --namespace <namespace> backup create --from-schedule <name>
    """
    told: dict[str, Any] = {"namespace": state.namespace, "name": state.name, "backup": None}
    if state.paused:
        return not_applicable("it is paused")
    if state.phase == "FailedValidation":
        return failed("A backup schedule is refused", phase=state.phase, **told)
    gap = longest_gap(state.cron)
    if gap is None:
        return unknown("the schedule can't be understood", cron=state.cron)
    last = next((each for each in by_key(newest, _name_of).get(state.name, ()) if _of_one_velero(each, state)), None)
    if last is None:
        if state.created is not None and state.read_at - state.created <= gap + SLACK:
            return not_applicable("no backup was due yet")
        return failed("No backup was made by a schedule", **told)
    told |= {"backup": last.backup, "phase": last.phase, "ended": last.ended and last.ended.date().isoformat(), "warnings": last.warnings}
    if last.phase != "Completed":
        return failed("The newest backup failed", errors=last.errors, **told)
    if last.ended is None or state.read_at - last.ended > 2 * gap + SLACK:
        return failed("The newest backup is old", expected_every_hours=_hours(gap), **told)
    if last.volumes_completed < last.volumes_attempted:
        return failed("The newest backup lacks volumes", attempted=last.volumes_attempted, completed=last.volumes_completed, **told)
    return passed(**told)


IN_CLUSTER = (".svc", ".svc.cluster.local", ".cluster.local")


@check("k8s-backup-location-outside", severity="high", effort="hours", maps=MAPS)
def backup_location_outside(location: BackupLocation) -> Verdict:
    """Backups are written to storage outside of the cluster.

    Why: The backup is lost together with what it saves. A store that runs in the same cluster goes down with it, and one that
    can't be written to holds nothing new.

    Fix: Keep backups in a bucket elsewhere

        velero --namespace <namespace> backup-location get <name>
        velero backup-location create outside --provider aws --bucket … --config region=…
    """
    told: dict[str, Any] = {"namespace": location.namespace, "name": location.name, "bucket": location.bucket}
    if location.host and (location.host.endswith(IN_CLUSTER) or "." not in location.host):
        return failed("Backups are kept in the cluster itself", host=location.host, **told)
    if location.read_only:
        return not_applicable("it is only read from")
    if location.phase == "Unavailable":
        return failed("A backup location is unavailable", phase=location.phase, **told)
    if not location.phase:
        return unknown("Velero has not tried it yet", **told)
    return passed(phase=location.phase, **told)


def _why_no_backup_is_needed(volumes: NamespaceVolumes) -> str:
    if in_system_namespace(volumes):
        return "it belongs to the platform"
    if before_production(volumes):
        return "it lives before production"
    return "" if volumes.claims else "its volumes are caches, or left out by label"


def _of_cluster(volumes: NamespaceVolumes, things: list[SomeObject]) -> list[SomeObject]:
    return [each for each in things if each.origin.place == volumes.origin.place]


def _covering(volumes: NamespaceVolumes, schedules: list[BackupSchedule]) -> list[BackupSchedule]:
    live = _of_cluster(volumes, schedules)
    return [each for each in live if not each.paused and each.holds_volumes and each.covers(volumes.name)]


@check("k8s-volumes-backed-up", severity="high", effort="hours", maps=MAPS)
def volumes_backed_up(volumes: NamespaceVolumes, schedules: list[BackupSchedule], others: list[OtherBackup]) -> Verdict:
    """A backup schedule covers each namespace with volumes.

    Why: Deleted or damaged data can't be brought back. No schedule that the cluster knows backs up the volumes of this
    namespace.

    Fix: Cover the namespace with a schedule

        velero schedule create <name> --schedule "0 3 * * *" --include-namespaces <name>
    """
    if reason := _why_no_backup_is_needed(volumes):
        return not_applicable(reason)
    told: dict[str, Any] = {"name": volumes.name, "claims": volumes.claims, "examples": volumes.names}
    covering = _covering(volumes, schedules)
    if whole := [each.name for each in covering if not each.selective]:
        return passed(schedules=whole, **told)
    if covering:
        return unknown("labels decide what the schedule holds", schedules=[each.name for each in covering], **told)
    if kinds := sorted({each.kind for each in _of_cluster(volumes, others)}):
        return unknown("another backup system may cover it", systems=kinds, **told)
    return failed("Volumes are in no backup of the cluster", **told)


@check("k8s-backup-holds-volume-data", severity="high", effort="hours", maps=MAPS)
def backup_holds_volume_data(
    volumes: NamespaceVolumes,
    *,
    schedules: list[BackupSchedule],
    classes: list[StorageClass],
    snapshots: list[VolumeSnapshotClass],
    locations: list[VolumeSnapshotLocation],
    workloads: list[Workload],
) -> Verdict:
    """Backups hold the data of volumes, not only their names.

    Why: A restore brings back empty volumes. Without snapshots of their driver or a copy of their files, a backup holds
    objects only and still counts as complete.

    Fix: Snapshot the driver's volumes, or copy their files

        apiVersion: snapshot.storage.k8s.io/v1
        kind: VolumeSnapshotClass
        metadata: {name: backups, labels: {velero.io/csi-volumesnapshot-class: "true"}}
        driver: …
        deletionPolicy: Retain
        # or in the Schedule's template: defaultVolumesToFsBackup: true
    """
    if reason := _why_no_backup_is_needed(volumes):
        return not_applicable(reason)
    covering = _covering(volumes, schedules)
    if not covering:
        return not_applicable("no schedule covers it")
    told: dict[str, Any] = {"name": volumes.name, "claims": volumes.claims, "schedules": [each.name for each in covering]}
    if any(each.file_system for each in covering):
        return passed(by="files", **told)
    if not any(each.snapshots for each in covering):
        return failed("Backups leave the data of volumes out", **told)
    known = {"" if default else each.name: each.provisioner for each in _of_cluster(volumes, classes) for default in {False, each.default}}
    taken = {each.driver for each in _of_cluster(volumes, snapshots)}
    drivers = {known.get(each, "") for each in volumes.classes}
    if "" in drivers:
        return unknown("the driver of a volume is not known", **told)
    if _of_cluster(volumes, locations) or drivers <= taken:
        return passed(by="snapshots", **told)
    beside = by_key(workloads, _namespace_of).get(volumes.name, ())
    if any(FILES_ANNOTATED in each.pod_annotations for each in beside if each.origin.place == volumes.origin.place):
        return unknown("annotations of pods decide whose files are copied", **told)
    return failed("Backups leave the data of volumes out", drivers=sorted(drivers - taken), **told)


def _namespace_of(workload: Workload) -> str | None:
    return workload.namespace
