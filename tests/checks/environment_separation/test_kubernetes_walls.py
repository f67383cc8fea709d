"""Several environments in one cluster: situations and verdicts."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from readiness.facts import Environment, Gap, GapReason, Origin
from readiness.facts.kubernetes.networking import NetworkPolicy
from readiness.facts.kubernetes.nodes import ClusterNodes
from readiness.facts.kubernetes.objects import LabelSelector, Namespace
from readiness.facts.kubernetes.running import RunningPods
from readiness.facts.kubernetes.tenancy import ResourceQuota
from readiness.facts.kubernetes.workloads import Workload
from readiness.testing import fact, row, table

PLACE = "kubernetes:lab"
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
LIVE = Origin(place=PLACE, call="it")


def live(kind: Any, /, **values: Any) -> Any:
    return fact(kind, **({"origin": LIVE} | values))


CLUSTER = live(ClusterNodes, name="lab", read_at=NOW, nodes=3)


def space(name: str, environment: Environment, nodes: tuple[str, ...], kind: str = "Deployment") -> tuple[Any, ...]:
    owner = f"kubernetes:lab/{name}/{kind}/app"
    return (
        live(Namespace, name=name, environment=environment),
        live(Workload, name="app", namespace=name, kind=kind, api_version="apps/v1", containers=(), resource=owner),
        live(
            RunningPods,
            name="app",
            namespace=name,
            kind=kind,
            owner=owner,
            resource=f"{owner}#pods",
            read_at=NOW,
            nodes=dict.fromkeys(nodes, 1),
        ),
    )


def quota(namespace: str) -> Any:
    return live(ResourceQuota, name=f"most-{namespace}", namespace=namespace, hard={"pods": "20"})


def deny(namespace: str, **values: Any) -> Any:
    return live(
        NetworkPolicy,
        **({"name": f"deny-{namespace}", "namespace": namespace, "selector": LabelSelector(), "denies_ingress": True} | values),
    )


PRODUCTION = space("chat", Environment.PRODUCTION, ("a", "b"))
STAGING = space("chat-staging", Environment.STAGING, ("c",))
CROWDED = space("chat-dev", Environment.DEVELOPMENT, ("b",))

test_walls = table(
    "k8s-environments-walled-off",
    passes=[[CLUSTER, *PRODUCTION, *STAGING, quota("chat-staging"), deny("chat")]],
    fails=[
        row(CLUSTER, *PRODUCTION, *STAGING, quota("chat-staging"), says="'network policies'"),
        row(CLUSTER, *PRODUCTION, *STAGING, deny("chat"), says="'without_quota': ['chat-staging']"),
        row(CLUSTER, *PRODUCTION, *CROWDED, deny("chat"), quota("chat-dev"), says="'shared_nodes': ['b']"),
        [CLUSTER, *PRODUCTION, *STAGING, quota("chat-staging"), deny("chat", selector=LabelSelector(labels={"app": "x"}))],
        [CLUSTER, *PRODUCTION, *STAGING, quota("chat"), deny("chat")],
    ],
    unknown=[[Gap(place=PLACE, facts=("ClusterNodes",), reason=GapReason.DENIED, right="list nodes")]],
    not_applicable=[
        CLUSTER,
        [CLUSTER, *PRODUCTION],
        [CLUSTER, *STAGING],
        [CLUSTER, *PRODUCTION, *space("jobs-dev", Environment.DEVELOPMENT, ("a",), kind="Job")],
        [CLUSTER, *PRODUCTION, *space("dev-system", Environment.DEVELOPMENT, ("a",))],
    ],
)
