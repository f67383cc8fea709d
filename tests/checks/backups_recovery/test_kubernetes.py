"""Backups of clusters: situations and verdicts."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from readiness.api import Status
from readiness.engine import judge
from readiness.facts import Environment, GapReason, Origin
from readiness.facts.kubernetes.backups import BackupLocation, BackupSchedule, BackupScheduleState, NewestBackup, OtherBackup
from readiness.facts.kubernetes.storage import NamespaceVolumes, StorageClass, VolumeSnapshotClass, VolumeSnapshotLocation
from readiness.facts.kubernetes.workloads import Workload
from readiness.loader import load_checks
from readiness.testing import TODAY, fact, row, snapshot_of, table

CLUSTER = Origin(place="kubernetes:lab", call="it")
ELSEWHERE = Origin(place="kubernetes:other", call="it")


def schedule(**values: Any) -> Any:
    return fact(BackupSchedule, **({"name": "daily", "namespace": "velero", "cron": "0 3 * * *", "origin": CLUSTER} | values))


def weekly(**values: Any) -> Any:
    return schedule(**({"name": "weekly", "cron": "0 3 * * 0", "environment": Environment.PRODUCTION} | values))


test_frequent = table(
    "k8s-backup-schedule-frequent",
    passes=[
        schedule(),
        schedule(cron="@every 6h"),
        schedule(cron="CRON_TZ=Europe/Berlin 0 */6 * * *"),
        schedule(cron="@daily"),
        row(weekly(), most_hours=168),
    ],
    fails=[
        row(weekly(), says="168"),
        schedule(paused=True),
        schedule(cron="0 3 * * 1-5"),
        [weekly(), schedule(included=("other",))],
        [weekly(), schedule(paused=True)],
        [weekly(), schedule(excluded=("ai",))],
        [weekly(included=("ai",)), schedule(included=("ai",), selective=True)],
        [weekly(), schedule(resources=("configmaps",))],
        [weekly(), schedule(origin=ELSEWHERE)],
        [weekly(), schedule(origin=ELSEWHERE, environment=Environment.STAGING, namespace="other")],
    ],
    unknown=[schedule(cron="sometimes"), schedule().unknown("cron", GapReason.TEMPLATED)],
    not_applicable=[schedule(paused=True, environment=Environment.STAGING)],
)


test_kept = table(
    "k8s-backups-kept",
    passes=[schedule(), schedule(keeps="168h0m0s")],
    fails=[schedule(keeps="72h"), [schedule(keeps="72h"), weekly(included=("other",))], [schedule(keeps="72h"), weekly(paused=True)]],
    unknown=[schedule(keeps="long"), schedule().unknown("keeps", GapReason.TEMPLATED)],
    not_applicable=[
        schedule(keeps="72h", environment=Environment.STAGING),
        schedule(keeps="72h", paused=True),
    ],
)


def test_a_weekly_schedule_may_keep_what_the_daily_one_lets_go() -> None:
    check = load_checks()["k8s-backups-kept"]
    findings = judge(snapshot_of(schedule(keeps="72h"), weekly(), check=check), [check])
    assert {each.status for each in findings} == {Status.PASS, Status.NOT_APPLICABLE}


def state(**values: Any) -> Any:
    known = {"name": "daily", "namespace": "velero", "cron": "0 3 * * *", "phase": "Enabled", "read_at": TODAY, "origin": CLUSTER} | values
    known.setdefault("created", TODAY - timedelta(days=90))
    return fact(BackupScheduleState, **known)


def newest(**values: Any) -> Any:
    known = {
        "name": "daily",
        "namespace": "velero",
        "backup": "daily-1",
        "phase": "Completed",
        "ended": TODAY - timedelta(hours=9),
    } | values
    return fact(NewestBackup, **({"origin": CLUSTER} | known))


test_succeed = table(
    "k8s-backups-succeed",
    passes=[
        [state(), newest()],
        [state(), newest(warnings=3)],
        [state(), newest(volumes_attempted=2, volumes_completed=2)],
        [state(), newest(ended=TODAY - timedelta(hours=40))],
    ],
    fails=[
        [state(), newest(phase="PartiallyFailed", errors=1)],
        [state(), newest(phase="Failed", ended=None)],
        row(state(), newest(ended=TODAY - timedelta(days=3)), says="old"),
        row(state(), newest(volumes_attempted=2, volumes_completed=1), says="lacks volumes"),
        row(state(), says="No backup"),
        [state(), newest(name="other")],
        [state(), newest(namespace="elsewhere")],
        [state(), newest(origin=ELSEWHERE)],
        row(state(phase="FailedValidation"), newest(), says="refused"),
    ],
    unknown=[[state(cron="sometimes"), newest()], [state().unknown("phase", GapReason.FAILED), newest()]],
    not_applicable=[state(created=TODAY - timedelta(hours=3)), [state(paused=True), newest(phase="Failed")]],
)


def location(**values: Any) -> Any:
    known = {"name": "default", "namespace": "velero", "provider": "aws", "bucket": "backups", "phase": "Available"} | values
    return fact(BackupLocation, **known)


test_outside = table(
    "k8s-backup-location-outside",
    passes=[location(), location(host="s3.eu-central-1.amazonaws.com"), location(host="minio.example.org")],
    fails=[
        row(location(host="minio.velero.svc"), says="minio.velero.svc"),
        location(host="minio.velero.svc.cluster.local"),
        location(host="minio"),
        location(phase="Unavailable"),
        location(host="minio.velero.svc", read_only=True).unknown("phase", GapReason.NOT_COLLECTED),
    ],
    unknown=[location(phase=""), location().unknown("phase", GapReason.NOT_COLLECTED)],
    not_applicable=[location(read_only=True)],
)


def volumes(**values: Any) -> Any:
    known = {
        "name": "ai",
        "namespace": "ai",
        "claims": 2,
        "names": ("qdrant-0", "qdrant-1"),
        "classes": ("gp3",),
        "origin": CLUSTER,
    } | values
    return fact(NamespaceVolumes, **known)


OTHER = fact(OtherBackup, name="daily", namespace="kasten-io", kind="Policy", origin=CLUSTER)
NO_NEED = [volumes(name="kube-system", namespace="kube-system"), volumes(claims=0, left_out=2), volumes(environment=Environment.STAGING)]

test_volumes = table(
    "k8s-volumes-backed-up",
    passes=[
        [volumes(), schedule()],
        [volumes(), schedule(included=("a*",))],
        [volumes(), schedule(resources=("persistentvolumeclaims", "persistentvolumes"))],
        [volumes(), schedule(), OTHER],
    ],
    fails=[
        volumes(),
        [volumes(), schedule(excluded=("ai",))],
        [volumes(), schedule(included=("other",))],
        [volumes(), schedule(paused=True)],
        [volumes(), schedule(resources=("configmaps",))],
        [volumes(), schedule(origin=ELSEWHERE)],
        [volumes(), schedule(origin=Origin(place="folder:.", file="velero.yaml"))],
    ],
    unknown=[
        [volumes(), schedule(selective=True)],
        [volumes(), OTHER],
        [volumes().unknown("claims", GapReason.FAILED), schedule()],
    ],
    not_applicable=NO_NEED,
)


EBS, GP3 = "ebs.csi.aws.com", "gp3"
CLASS = fact(StorageClass, name=GP3, provisioner=EBS, origin=CLUSTER)
DEFAULT = fact(StorageClass, name="standard", provisioner="disk.example.org", default=True, origin=CLUSTER)
TAKEN = fact(VolumeSnapshotClass, name="ebs", driver=EBS, origin=CLUSTER)
NATIVE = fact(VolumeSnapshotLocation, name="default", namespace="velero", provider="aws", origin=CLUSTER)
WITH_DEFAULT = volumes(classes=("",))
ANNOTATED = fact(
    Workload,
    name="qdrant",
    namespace="ai",
    kind="StatefulSet",
    api_version="apps/v1",
    containers=(),
    pod_annotations=frozenset({"backup.velero.io/backup-volumes"}),
    origin=CLUSTER,
)

test_data = table(
    "k8s-backup-holds-volume-data",
    passes=[
        [volumes(), schedule(file_system=True)],
        [volumes(), schedule(), CLASS, TAKEN],
        [volumes(), schedule(), CLASS, NATIVE],
        [WITH_DEFAULT, schedule(), DEFAULT, fact(VolumeSnapshotClass, name="d", driver="disk.example.org", origin=CLUSTER)],
    ],
    fails=[
        row(volumes(), schedule(), CLASS, says=EBS),
        [volumes(), schedule(snapshots=False), CLASS, TAKEN],
        [WITH_DEFAULT, schedule(), DEFAULT, TAKEN],
        [volumes(), schedule(), CLASS, fact(VolumeSnapshotClass, name="ebs", driver=EBS, origin=ELSEWHERE)],
    ],
    unknown=[[volumes(), schedule()], [WITH_DEFAULT, schedule(), CLASS, TAKEN], [volumes(), schedule(), CLASS, ANNOTATED]],
    not_applicable=[volumes(), [volumes(), schedule(included=("other",))], *([each, schedule()] for each in NO_NEED)],
)
