"""A scan of the cluster from within, on a schedule: the objects that `kubectl apply` takes, with the role that the checks need."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from readiness.rbac import role_and_binding

NAME = "readiness"
SCHEDULE = "17 */6 * * *"
"""Every six hours, off the full hour at which everybody else begins."""
REPORTS = "/reports"


def cronjob_objects(rights: Iterable[str], image: str, schedule: str = SCHEDULE) -> list[dict[str, Any]]:
    """Namespace, service account, role with its binding, a volume for the reports, and the CronJob.

    Args:
        rights: as collectors declare them.
        image: that runs `readiness`, best by its digest.
        schedule: in cron's five fields.
    """
    named = {"name": NAME, "namespace": NAME}
    return [
        {
            "apiVersion": "v1",
            "kind": "Namespace",
            "metadata": {"name": NAME, "labels": {"pod-security.kubernetes.io/enforce": "restricted"}},
        },
        {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": named, "automountServiceAccountToken": False},
        *role_and_binding(rights, f"serviceaccount:{NAME}/{NAME}"),
        {
            "apiVersion": "v1",
            "kind": "PersistentVolumeClaim",
            "metadata": {"name": "readiness-reports", "namespace": NAME},
            "spec": {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}},
        },
        {
            "apiVersion": "batch/v1",
            "kind": "CronJob",
            "metadata": named,
            "spec": {
                "schedule": schedule,
                "concurrencyPolicy": "Forbid",
                "startingDeadlineSeconds": 600,
                "successfulJobsHistoryLimit": 3,
                "failedJobsHistoryLimit": 3,
                "jobTemplate": {
                    "spec": {
                        "backoffLimit": 1,
                        "activeDeadlineSeconds": 1800,
                        "ttlSecondsAfterFinished": 86400,
                        "template": {"metadata": {"labels": {"app.kubernetes.io/name": NAME}}, "spec": _pod(image)},
                    }
                },
            },
        },
    ]


def _pod(image: str) -> dict[str, Any]:
    reports = [f"{REPORTS}/assessment.json", f"{REPORTS}/report.html", f"{REPORTS}/readiness.prom"]
    return {
        "serviceAccountName": NAME,
        "automountServiceAccountToken": True,  # it asks the API server
        "restartPolicy": "Never",
        "securityContext": {
            "runAsNonRoot": True,
            "runAsUser": 65532,
            "fsGroup": 65532,
            "seccompProfile": {"type": "RuntimeDefault"},
        },
        "containers": [
            {
                "name": NAME,
                "image": image,
                "args": ["scan", "--in-cluster", "--exit-zero", "--no-progress", *(f"--output={each}" for each in reports)],
                "env": [{"name": "READINESS_CACHE", "value": "/tmp/readiness"}],  # noqa: S108 - a volume of its own
                "resources": {"requests": {"cpu": "250m", "memory": "256Mi"}, "limits": {"memory": "512Mi"}},
                "securityContext": {
                    "allowPrivilegeEscalation": False,
                    "readOnlyRootFilesystem": True,
                    "capabilities": {"drop": ["ALL"]},
                },
                "volumeMounts": [{"name": "reports", "mountPath": REPORTS}, {"name": "temporary", "mountPath": "/tmp"}],  # noqa: S108 - as above
            }
        ],
        "volumes": [
            {"name": "reports", "persistentVolumeClaim": {"claimName": "readiness-reports"}},
            {"name": "temporary", "emptyDir": {"sizeLimit": "1Gi"}},
        ],
    }
