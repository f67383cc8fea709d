"""Endpoint pickers, Ray heads, databases and shared volumes: situations and verdicts."""

from __future__ import annotations

from typing import Any

from readiness.facts import Environment, GapReason
from readiness.facts.ai import AiService
from readiness.facts.containers import Container, EnvironmentVariable
from readiness.facts.kubernetes.ai_stack import InferencePool, RayHead
from readiness.facts.kubernetes.networking import Service
from readiness.facts.kubernetes.volumes import PersistentVolumeClaim
from readiness.facts.kubernetes.workloads import Workload
from readiness.testing import fact, row, table


def workload(replicas: int | None = 1, **values: Any) -> Any:
    known: dict[str, Any] = {"name": "epp", "namespace": "ai", "kind": "Deployment", "api_version": "apps/v1", "pod_labels": {"app": "epp"}}
    return fact(Workload, **({"containers": (Container(name="epp"),), "replicas": replicas, "resource": "k8s/epp"} | known | values))


def pool(**values: Any) -> Any:
    return fact(InferencePool, **({"name": "llama", "namespace": "ai", "picker": "epp"} | values))


PICKER = fact(Service, name="epp", namespace="ai", selector={"app": "epp"})

test_picker = table(
    "k8s-endpoint-picker-redundant",
    passes=[pool(without_picker=False), [pool(), PICKER, workload(2)]],
    fails=[row(pool(), PICKER, workload(), says="'picker': 'epp'")],
    unknown=[pool(), [pool(), PICKER], [pool(), PICKER, workload(namespace="other")], [pool(), PICKER, workload(None, kind="Assistant")]],
    not_applicable=[
        pool(picker=""),
        [pool(environment=Environment.STAGING), PICKER, workload()],
        [pool(namespace="llm-system"), PICKER, workload()],
    ],
)


def head(**values: Any) -> Any:
    return fact(RayHead, **({"kind": "RayService", "name": "chat", "namespace": "ai"} | values))


test_head = table(
    "k8s-ray-head-recovers",
    passes=[head(state_outside=True), head(state_outside=True, kind="RayCluster")],
    fails=[head()],
    unknown=[head().unknown("state_outside", GapReason.TEMPLATED)],
    not_applicable=[head(kind="RayCluster"), head(environment=Environment.DEVELOPMENT), head(namespace="ray-system")],
)


def database(*variables: str, **values: Any) -> Any:
    container = Container(name="redis", environment=tuple(EnvironmentVariable(name=each, value="x") for each in variables))
    known = {"workload": "k8s/epp", "platform": "kubernetes", "authentication": True, "container": container}
    return fact(AiService, **({"role": "database", "product": "redis"} | known | values))


test_database = table(
    "k8s-database-replicated",
    passes=[[database("REDIS_REPLICATION_MODE"), workload(3)]],
    fails=[
        row(database(), workload(kind="StatefulSet"), says="redis"),
        row(database(product="postgres", workload="helm:values-prod.yaml"), says="helm:values-prod.yaml"),
    ],
    unknown=[
        database(),
        [database(), workload(2)],
        database(workload="helm:values.yaml", replicas=3),
        database(workload="helm:values.yaml").unknown("replicas", GapReason.UNSUPPORTED),
    ],
    not_applicable=[
        [database("REDIS_REPLICATION_MODE"), workload()],
        [database(role="inference"), workload()],
        [database(platform="compose"), workload()],
        [database(environment=Environment.STAGING), workload()],
        [database(), workload(None, kind="Cluster")],
        [database(), workload(namespace="harbor-system")],
    ],
)


def claim(*modes: str, **values: Any) -> Any:
    return fact(PersistentVolumeClaim, **({"name": "models", "namespace": "ai", "access_modes": modes} | values))


test_volume = table(
    "k8s-volume-lets-replicas-spread",
    passes=[
        [workload(2, claimed=("models",)), claim("ReadOnlyMany")],
        [workload(2, claimed=("models",)), claim("ReadWriteOnce", "ReadWriteMany")],
    ],
    fails=[
        row(workload(2, claimed=("models",)), claim("ReadWriteOnce"), says="'claim': 'models'"),
        [workload(2, claimed=("models",)), claim("ReadWriteOncePod")],
        [workload(2, claimed=("other", "models")), claim("ReadWriteOnce")],
    ],
    unknown=[
        workload(2, claimed=("models",)),
        [workload(2, claimed=("models",)), claim("ReadWriteOnce", namespace="other")],
        [workload(2, claimed=("models",)), claim()],
        [workload(2, claimed=("models", "other")), claim("ReadWriteMany")],
    ],
    not_applicable=[
        workload(2),
        [workload(1, claimed=("models",)), claim("ReadWriteOnce")],
        [workload(2, claimed=("models",), kind="Job"), claim("ReadWriteOnce")],
        [workload(2, claimed=("models",), environment=Environment.STAGING), claim("ReadWriteOnce")],
    ],
)
