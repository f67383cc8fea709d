"""Where secrets come from: situations and verdicts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from readiness.facts import Gap, GapReason, Origin
from readiness.facts.containers import Container, Credential
from readiness.facts.kubernetes.networking import Service
from readiness.facts.kubernetes.references import Reference
from readiness.facts.kubernetes.running import RunningPods
from readiness.facts.kubernetes.secrets import ConfigMap, ExternalSecretManifest, RouteCredentials, SecretMetadata, SecretSync, SyncState
from readiness.facts.kubernetes.workloads import Workload
from readiness.testing import PLACE, fact, row, table

LIVE = Origin(place="kubernetes:lab", call="it")
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


def config_map(*credentials: Credential, **values: Any) -> Any:
    return fact(ConfigMap, credentials=credentials, **{"name": "settings", "namespace": "models", **values})


test_config_map = table(
    "k8s-no-credential-in-config-map",
    passes=[
        config_map(),
        config_map(Credential(name="api_key", state="reference")),
        config_map(Credential(name="api_key", state="placeholder")),
    ],
    fails=[
        row(config_map(Credential(name="config.yaml: api_key", state="literal")), says="config.yaml: api_key"),
        config_map(Credential(name="PASSWORD", state="vendor default")),
    ],
    unknown=[config_map().unknown("credentials", GapReason.TEMPLATED)],
    not_applicable=[config_map(Credential(name="api_key", state="literal"), namespace="kube-system")],
)


def route(*credentials: Credential, **values: Any) -> Any:
    return fact(RouteCredentials, credentials=credentials, **{"name": "models", "namespace": "ai", "kind": "HTTPRoute", **values})


test_route = table(
    "k8s-no-credential-in-route",
    passes=[route(Credential(name="Authorization", state="reference")), route(Credential(name="x-api-key", state="placeholder"))],
    fails=[
        row(route(Credential(name="Authorization", state="literal", line=12)), says="config.yaml:12"),
        route(Credential(name="x-api-key", state="reference"), Credential(name="Authorization", state="vendor default")),
    ],
    unknown=[route().unknown("credentials", GapReason.TEMPLATED)],
    not_applicable=[route(Credential(name="Authorization", state="literal"), namespace="kong-system")],
)


def workload(*references: Reference, **values: Any) -> Any:
    values = {"kind": "Deployment", "namespace": "models", "pod_labels": {"app": "x"}, **values}
    return fact(Workload, name="chat", api_version="apps/v1", containers=(Container(name="app"),), references=references, **values)


def secret(name: str = "keys", **values: Any) -> Reference:
    return Reference(kind="Secret", name=name, **values)


def manager(**values: Any) -> Any:
    return fact(ExternalSecretManifest, **{"name": "keys", "target": "keys", "kind": "ExternalSecret", "namespace": "models", **values})


def service(**values: Any) -> Any:
    return fact(Service, name="chat", namespace="models", selector={"app": "x"}, **values)


SERVICE = service()

test_from_manager = table(
    "k8s-secrets-from-manager",
    passes=[
        [workload(secret()), SERVICE, manager()],
        [workload(secret()), SERVICE, manager(name="other", target="keys")],
        # Part of them is a beginning.
        row(workload(secret(), secret("bare")), SERVICE, manager(), says="bare"),
        [workload(secret(), pod_annotations=frozenset({"vault.hashicorp.com/agent-inject"})), SERVICE],
        [workload(secret()), SERVICE, manager(kind="ClusterExternalSecret", namespace=None)],
    ],
    fails=[
        row(workload(secret()), SERVICE, manager(name="other", target="other"), says="keys"),
        [workload(secret(), origin=LIVE), service(origin=LIVE)],
        [workload(secret()), SERVICE, manager(namespace="elsewhere")],
    ],
    unknown=[
        [workload(secret()), SERVICE],
        [workload(secret()), SERVICE, Gap(place=PLACE, facts=("ExternalSecretManifest",), reason=GapReason.DENIED)],
    ],
    not_applicable=[
        workload(secret()),
        [workload(), SERVICE],
        [workload(secret(pulls_image=True)), SERVICE],
        [workload(Reference(kind="ConfigMap", name="x")), SERVICE],
    ],
)


def sync(policy: str = "Periodic", seconds: int | None = 3600) -> Any:
    return fact(SecretSync, name="keys", namespace="models", policy=policy, seconds=seconds)


test_refreshed = table(
    "k8s-external-secret-refreshed",
    passes=[sync(), sync(seconds=None)],
    fails=[row(sync(seconds=0), says="keys"), sync("CreatedOnce")],
    unknown=[sync().unknown("seconds", GapReason.TEMPLATED)],
    not_applicable=[sync("OnChange", 0)],
)


def state(**values: Any) -> Any:
    values = {"ready": True, "seconds": 3600, "refreshed": NOW - timedelta(minutes=70), "origin": LIVE, **values}
    return fact(SyncState, name="keys", namespace="models", read_at=NOW, **values)


test_synced = table(
    "k8s-external-secret-synced",
    passes=[state(), state(refreshed=NOW - timedelta(hours=2, minutes=4)), state(seconds=None, refreshed=NOW - timedelta(days=90))],
    fails=[
        row(state(ready=False, reason="SecretSyncedError"), says="SecretSyncedError"),
        row(state(refreshed=NOW - timedelta(hours=2, minutes=6)), says="last at"),
    ],
    unknown=[state(ready=None), state().unknown("ready", GapReason.DENIED)],
    not_applicable=[sync()],
)


def named(key: str = "", **values: Any) -> Reference:
    return Reference(kind="ConfigMap", name="settings", key=key, **values)


def live(*references: Reference, **values: Any) -> Any:
    return workload(*references, origin=LIVE, **values)


def here(*keys: str, **values: Any) -> Any:
    return config_map(keys=frozenset(keys), origin=LIVE, **values)


def pods(**values: Any) -> Any:
    return fact(
        RunningPods,
        name="chat",
        kind="Deployment",
        namespace="models",
        owner="workload:chat",
        read_at=NOW,
        origin=LIVE,
        **{"pods": 1, **values},
    )


def listed(name: str) -> Any:
    return fact(SecretMetadata, name=name, namespace="models", read_at=NOW, origin=LIVE)


test_references_exist = table(
    "k8s-references-exist",
    passes=[
        [live(named("MODE")), here("MODE")],
        [live(named()), here()],
        [live(named(optional=True), named("MODE")), here("MODE")],
        row(live(secret(), named()), here(), pods(ready=1), says="keys"),
        [live(secret()), listed("keys"), pods(ready=0)],
    ],
    fails=[
        row(live(named()), here(name="kube-root-ca.crt"), says="ConfigMap settings"),
        row(live(named("MODE")), here("OTHER"), says="key MODE"),
        row(live(secret()), pods(not_created=1, ready=1), says="keys"),
        row(live(secret()), listed("other"), pods(ready=1), says="Secret that is missing"),
        [live(named()), here(name="kube-root-ca.crt"), here(namespace="other", resource="b")],
    ],
    unknown=[
        [live(named())],
        [live(secret())],
        [live(secret()), pods(ready=0)],
        [live(named()), Gap(place="kubernetes:lab", facts=("ConfigMap",), reason=GapReason.DENIED)],
    ],
    not_applicable=[workload(named()), live(), live(named(optional=True)), live(named(), namespace="kube-system")],
)
