"""Separation of environments in Kubernetes: situations and verdicts."""

from __future__ import annotations

from typing import Any

from readiness.facts import GapReason
from readiness.facts.kubernetes.workloads import Workload
from readiness.testing import fact, row, table


def workload(namespace: str | None, kind: str = "Deployment") -> Any:
    """A Deployment in a namespace."""
    return fact(Workload, name="assistant", namespace=namespace, kind=kind, api_version="apps/v1", containers=())


test_default_namespace = table(
    "k8s-default-namespace-unused",
    passes=[workload("assistant-prod"), workload("default-tenant")],
    fails=[row(workload("default"), says="assistant")],
    unknown=[workload(None), workload("x").unknown("namespace", GapReason.TEMPLATED)],
    not_applicable=[workload(None, kind="ClusterServingRuntime")],
)
