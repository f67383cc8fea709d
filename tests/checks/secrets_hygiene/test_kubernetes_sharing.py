"""Secrets that many workloads use: situations and verdicts."""

from __future__ import annotations

from typing import Any

from readiness.facts import GapReason
from readiness.facts.kubernetes.objects import Namespace
from readiness.facts.kubernetes.references import Reference
from readiness.facts.kubernetes.workloads import Workload
from readiness.testing import fact, row, table

SPACE = fact(Namespace, name="models")


def users(count: int, secret: str = "keys", **values: Any) -> list[Any]:
    known = {"namespace": "models", "kind": "Deployment", "api_version": "apps/v1", "containers": ()}
    reference = Reference(kind="Secret", name=secret, pulls_image=values.pop("pulls_image", False))
    return [fact(Workload, name=f"{secret}-{number}", references=(reference,), **(known | values)) for number in range(count)]


test_shared = table(
    "k8s-secret-not-shared-widely",
    passes=[[SPACE, *users(5)], row(SPACE, *users(7), most=8), [SPACE, *users(4), *users(4, "other")]],
    fails=[row(SPACE, *users(6), says="keys: 6 workloads")],
    unknown=[[SPACE, *(each.unknown("references", GapReason.TEMPLATED) for each in users(6))]],
    not_applicable=[
        SPACE,
        [SPACE, *users(6, namespace="other")],
        [SPACE, *users(6, pulls_image=True)],
        [SPACE, *users(6, "wildcard-tls")],
        [fact(Namespace, name="kube-system"), *users(6, namespace="kube-system")],
    ],
)
