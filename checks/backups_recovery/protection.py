"""What protects the data of a service: whether it outlives its container, where its backups go, what starts them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from readiness.api import Verdict, failed, not_applicable, passed, unknown
from readiness.facts.ai import AiService, ComposeService
from readiness.facts.containers import Container
from readiness.facts.kubernetes.workloads import Workload
from readiness.facts.serving import before_production, stands_beside_kubernetes

BACKUP_WORDS = ("snapshot", "backup", "pg_dump", "pgdump", "wal-g", "restic", "kopia", "barman")
SPOKEN_OF_AS = {"postgres": ("postgres", "pg_", "pg-", "pgbackup"), "pgvector": ("postgres", "pg_", "pg-", "pgvector")}


OFF_NODE = re.compile(r"(?<![a-z0-9])(s3|s3cmd|gcs|gsutil|azcopy|rclone)(?![a-z0-9])|gs://|blob\.core")
"""Words of a job that sends its result to an object store."""


def backup_jobs(service: AiService, workloads: Iterable[Workload], compose: Iterable[ComposeService]) -> dict[str, bool]:
    """The jobs beside a service that take its backups (CronJobs, or services of the same Compose file).

    Each name tells whether the job itself sends them off the node.
    """
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
    texts = {name: _words(name, containers) for name, containers in beside}
    return {name: OFF_NODE.search(text) is not None for name, text in texts.items() if _backs_up(service, text)}


def _backs_up(service: AiService, text: str) -> bool:
    names = SPOKEN_OF_AS.get(service.product, (service.product,))
    return any(word in text for word in BACKUP_WORDS) and any(each in text for each in names)


def _words(name: str, containers: Iterable[Container]) -> str:
    """What a job says of itself: name, images, arguments and variables."""
    parts = [name]
    for container in containers:
        parts += [str(container.image or ""), *container.arguments]
        parts += [f"{each.name}={each.value or ''}" for each in container.environment]
    return " ".join(parts).lower()


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
    workloads = list(workloads)
    if before_production(service):
        return not_applicable("it lives before production")
    if service.on_demand:
        return not_applicable("it runs only when its profile is chosen")
    if service.platform == "compose" and stands_beside_kubernetes(service, workloads):
        return not_applicable("Kubernetes manifests beside it carry production")
    if service.platform == "process":
        return unknown("what backs up the machine that it runs on can't be seen from here", product=service.product)
    evidence: dict[str, Any] = {"product": service.product, "persistent": service.persistent}
    jobs = backup_jobs(service, workloads, compose)
    if any(jobs.values()) or (jobs and service.off_node_backup):
        return passed(jobs=list(jobs), off_node=True, **evidence)
    if jobs:
        return unknown("where its backups are kept can't be told", jobs=list(jobs), **evidence)
    if service.off_node_backup:
        return unknown("what starts its backups was not seen", off_node=True, **evidence)
    if not service.persistent:
        return failed(lost, **evidence)
    if service.platform == "kubernetes":
        # Velero and storage snapshots are set up for the cluster, often in another repository.
        return unknown("a backup of the cluster's volumes can't be seen from here", **evidence)
    return failed(missing, **evidence)
