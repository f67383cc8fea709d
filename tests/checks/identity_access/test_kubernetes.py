"""Identities of workloads: situations and verdicts."""

from __future__ import annotations

from typing import Any

from readiness.facts import GapReason
from readiness.facts.containers import Container, EnvironmentVariable
from readiness.facts.kubernetes.workloads import Workload
from readiness.testing import fact, row, table


def workload(*variables: str, kind: str = "Deployment", environment_from: tuple[str, ...] = (), **values: Any) -> Any:
    """A workload whose one container takes these variables from a Secret."""
    environment = tuple(EnvironmentVariable(name=each, source="secret") for each in variables)
    container = Container(name="app", environment=environment, environment_from=environment_from)
    return fact(Workload, name="assistant", kind=kind, api_version="apps/v1", containers=(container,), **values)


test_own_service_account = table(
    "k8s-own-service-account",
    passes=[
        workload(service_account="assistant"),
        workload(automount_token=False),
        workload(service_account="default", automount_token=False),
    ],
    fails=[row(workload(), says="assistant"), workload(service_account="default"), workload(automount_token=True)],
    unknown=[workload().unknown("service_account", GapReason.TEMPLATED)],
    not_applicable=[
        workload(kind="Job"),
        workload(namespace="kube-system"),
        workload(namespace="gpu-operator"),
        workload(kind="ClusterServingRuntime"),
    ],
)

test_static_cloud_keys = table(
    "k8s-no-static-cloud-keys",
    passes=[workload("AWS_REGION"), workload("AZURE_CLIENT_ID")],
    fails=[
        row(workload("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_REGION"), says="AWS_SECRET_ACCESS_KEY"),
        workload("AZURE_CLIENT_SECRET"),
        workload("AWS_ACCESS_KEY_ID", environment_from=("secret/keys",)),
    ],
    unknown=[workload("AWS_REGION", environment_from=("secret/keys",))],
    not_applicable=[
        workload(),
        workload("OPENAI_API_KEY"),
        workload("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_S3_ENDPOINT"),
        workload("AWS_ACCESS_KEY_ID", "MINIO_URL"),
    ],
)
