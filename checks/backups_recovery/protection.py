"""What protects the data of a service: whether it outlives its container, where its backups go, what starts them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from readiness.api import Verdict, failed, passed, unknown
from readiness.facts.ai import AiService, ComposeService
from readiness.facts.containers import Container
from readiness.facts.kubernetes import Workload

BACKUP_WORDS = ("snapshot", "backup", "pg_dump", "pgdump", "wal-g", "restic", "kopia", "barman")
SPOKEN_OF_AS = {"postgres": ("postgres", "pg_", "pg-", "pgbackup"), "pgvector": ("postgres", "pg_", "pg-", "pgvector")}


def backup_jobs(service: AiService, workloads: Iterable[Workload], compose: Iterable[ComposeService]) -> list[str]:
    """Names of the jobs beside a service that take its backups: CronJobs, or services of the same Compose file."""
    if service.platform == "compose":
        beside: list[tuple[str, tuple[Container, ...]]] = [
            (each.name, (each.container,))
            for each in compose
            if each.origin.file == service.origin.file and each.container.name != service.container.name
        ]
    else:
        beside = [
            (each.name, each.containers)
            for each in workloads
            if each.kind == "CronJob" and (each.namespace, each.environment) == (service.namespace, service.environment)
        ]
    return [name for name, containers in beside if _backs_up(service, name, containers)]


def _backs_up(service: AiService, name: str, containers: Iterable[Container]) -> bool:
    parts = [name, *(part for each in containers for part in (str(each.image or ""), *each.arguments, *_values(each)))]
    text = " ".join(parts).lower()
    names = SPOKEN_OF_AS.get(service.product, (service.product,))
    return any(word in text for word in BACKUP_WORDS) and any(each in text for each in names)


def _values(container: Container) -> list[str]:
    return [each.value for each in container.environment if each.value]


def backup_verdict(
    service: AiService, workloads: Iterable[Workload], compose: Iterable[ComposeService], *, lost: str, missing: str
) -> Verdict:
    """Whether a service's data survives the loss of its node.

    Args:
        service: what holds the data.
        workloads: where CronJobs are looked for.
        compose: where backup containers are looked for.
        lost: the problem when data ends with the container.
        missing: the problem when nothing takes a backup.
    """
    evidence: dict[str, Any] = {"product": service.product, "persistent": service.persistent}
    jobs = backup_jobs(service, workloads, compose)
    if jobs and service.off_node_backup:
        return passed(jobs=jobs, off_node=True, **evidence)
    if jobs:
        return unknown("where its backups are kept can't be told", jobs=jobs, **evidence)
    if service.off_node_backup:
        return unknown("what starts its backups was not seen", off_node=True, **evidence)
    if not service.persistent:
        return failed(lost, **evidence)
    if service.platform == "kubernetes":
        # Velero and storage snapshots are set up for the cluster, often in another repository.
        return unknown("a backup of the cluster's volumes can't be seen from here", **evidence)
    return failed(missing, **evidence)
