"""Changes of configuration: situations and verdicts."""

from __future__ import annotations

from typing import Any

from readiness.facts import GapReason, Origin
from readiness.facts.ai import AiService
from readiness.facts.containers import Container, EnvironmentVariable
from readiness.facts.kubernetes.references import Reference
from readiness.facts.kubernetes.secrets import ConfigMap
from readiness.facts.kubernetes.workloads import Workload
from readiness.testing import fact, row, table

LIVE = Origin(place="kubernetes:lab", call="it")
FILE = Origin(place="folder:.", file="k8s/it.yaml", line=1)


def workload(*variables: str, whole: str = "", mounted: str = "", **values: Any) -> Any:
    environment = tuple(EnvironmentVariable(name=f"V{each}", source="configmap", reference=f"{each}/key") for each in variables)
    container = Container(name="app", environment=environment, environment_from=(f"ConfigMap/{whole}",) if whole else ())
    references = (Reference(kind="ConfigMap", name=mounted),) if mounted else ()
    known = {"resource": "k8s/chat", "name": "chat", "namespace": "ai", "kind": "Deployment", "api_version": "apps/v1", "origin": LIVE}
    return fact(Workload, containers=(container,), references=references, **(known | values))


def config_map(name: str = "settings", **values: Any) -> Any:
    return fact(ConfigMap, **({"name": name, "namespace": "ai", "origin": LIVE} | values))


def service(role: Any) -> Any:
    known: dict[str, Any] = {"platform": "kubernetes", "container": Container(name="app"), "authentication": True, "origin": LIVE}
    return fact(AiService, role=role, product="litellm", workload="k8s/chat", namespace="ai", **known)


MADE = Origin(place="folder:.", file="k8s/kustomization.yaml", line=4)

test_restarts = table(
    "k8s-config-change-restarts",
    passes=[
        row(workload("settings", pod_annotations=frozenset({"checksum/config"})), config_map(), says="checksum/config"),
        [workload(whole="settings", annotated=frozenset({"configmap.reloader.stakater.com/reload"})), config_map()],
        [workload("settings"), config_map(immutable=True)],
        [workload("settings-6ct58987ht"), config_map("settings-6ct58987ht")],
        workload("settings-v12"),
        [workload("settings", origin=FILE), config_map(origin=MADE)],
    ],
    fails=[
        row(workload("settings"), config_map(), says="'config_maps': ['settings']"),
        [workload(whole="settings"), config_map()],
        [workload(mounted="settings"), config_map(), service("gateway")],
        row(workload("settings", "flags-v2"), config_map(), says="'config_maps': ['settings']"),
        [workload("settings", origin=FILE), config_map(origin=FILE)],
        [workload("settings"), config_map(namespace="other", immutable=True)],
    ],
    unknown=[workload("settings", origin=FILE), workload("settings").unknown("containers", GapReason.TEMPLATED)],
    not_applicable=[
        workload(),
        [workload(mounted="settings"), config_map(), service("vector store")],
        workload("settings", kind="Job"),
        workload("settings", kind="InferenceService"),
        workload("settings", namespace="kube-system"),
        workload("kube-root-ca.crt"),
    ],
)
