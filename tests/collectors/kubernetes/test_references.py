"""What pods name, ConfigMaps and fetched secrets, from manifests and from clusters."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from cluster_world import facts_of, thing

from readiness.facts import Fact
from readiness.facts.kubernetes.references import Reference
from readiness.facts.kubernetes.secrets import ConfigMap, ExternalSecretManifest, SecretSync, SyncState
from readiness.facts.kubernetes.workloads import Workload

sys.path.insert(0, str(Path(__file__).parent.parent / "files" / "formats"))
from reading import facts_in


def both(kind: type[Fact], made: dict[str, Any], resource: str) -> Any:
    """The fact of one object, which must be the same from a manifest and from a cluster, but for lines."""
    place: Any = {"resource": True, "origin": True, "environment": True, "containers": True, "credentials": {"__all__": {"line"}}}
    live = [each for each in facts_of([made], resource) if isinstance(each, kind)]
    written = facts_in(yaml.safe_dump(made), "deploy/object.yaml")[kind]
    assert [each.model_dump(exclude=place) for each in live] == [each.model_dump(exclude=place) for each in written]
    (found,) = written
    return found


def test_references_of_a_pod() -> None:
    container = {
        "name": "c",
        "image": "x:1",
        "env": [
            {"name": "A", "valueFrom": {"configMapKeyRef": {"name": "settings", "key": "a"}}},
            {"name": "B", "valueFrom": {"secretKeyRef": {"name": "keys", "key": "b", "optional": True}}},
            {"name": "C", "value": "x"},
        ],
        "envFrom": [{"configMapRef": {"name": "all"}}, {"secretRef": {}}, "x"],
    }
    volumes = [
        {"name": "v", "secret": {"secretName": "files", "items": [{"key": "k", "path": "p"}]}},
        {"name": "w", "configMap": {"name": "all"}},
        {"name": "p", "projected": {"sources": [{"configMap": {"name": "ca"}}, {"serviceAccountToken": {}}]}},
        {"name": "c", "csi": {"nodePublishSecretRef": {"name": "driver"}}},
    ]
    spec = {"containers": [container], "volumes": volumes, "imagePullSecrets": [{"name": "registry"}]}
    made = thing("apps/v1", "Deployment", "x", spec={"selector": {"matchLabels": {"a": "b"}}, "template": {"spec": spec}})
    assert both(Workload, made, "deployments.apps").references == (
        Reference(kind="ConfigMap", name="settings", key="a"),
        Reference(kind="Secret", name="keys", key="b", optional=True),
        Reference(kind="ConfigMap", name="all"),
        Reference(kind="Secret", name="files", key="k"),
        Reference(kind="ConfigMap", name="ca"),
        Reference(kind="Secret", name="driver"),
        Reference(kind="Secret", name="registry", optional=True, pulls_image=True),
    )


FILE = """
model_list:
  - litellm_params:
      api_key: {key}
"""


@pytest.mark.parametrize(
    ("data", "written"),
    [
        ({"LOG_LEVEL": "debug"}, []),
        ({"OPENAI_API_KEY": "sk-proj-FAKEdemo0Vq8ZrT3yLw9KpXs2NbM7Hc4Jd"}, ["OPENAI_API_KEY"]),
        ({"OPENAI_API_KEY": "<your key>"}, []),
        ({"config.yaml": FILE.format(key="os.environ/OPENAI_API_KEY")}, []),
        ({"config.yaml": FILE.format(key="Vq8ZrT3yLw9KpXs2NbM7Hc4Jd")}, ["config.yaml: api_key"]),
        ({"notes": "the token: is rotated\nweekly"}, []),
        ({"x": 7}, []),
        ("x", []),
    ],
)
def test_credentials_in_config_maps(data: Any, written: list[str]) -> None:
    found = both(ConfigMap, thing("v1", "ConfigMap", "settings", data=data), "configmaps")
    assert [each.name for each in found.credentials if each.written_here] == written
    assert found.keys == (frozenset(data) if isinstance(data, dict) else frozenset())
    assert "FAKEdemo" not in found.model_dump_json()


def test_hosts_in_config_maps() -> None:
    values = {
        "URL": "http://LLM.models.svc:4000/v1",
        "f.yaml": "# see http://doc.example.org\nurl: postgres://u:p@db.example.org/x\n",
        "n": "a.b",
    }
    found = both(ConfigMap, thing("v1", "ConfigMap", "settings", data=values), "configmaps")
    assert found.hosts == ("db.example.org", "llm.models.svc")


ESO = "external-secrets.io/v1"


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        ({}, ("Periodic", 3600)),
        ({"refreshInterval": "1h30m"}, ("Periodic", 5400)),
        ({"refreshInterval": "0"}, ("Periodic", 0)),
        ({"refreshInterval": "0s"}, ("Periodic", 0)),
        ({"refreshInterval": 0}, ("Periodic", 0)),
        ({"refreshInterval": "soon", "refreshPolicy": "OnChange"}, ("OnChange", None)),
    ],
)
def test_how_often_a_secret_is_fetched(spec: dict[str, Any], expected: tuple[str, int | None]) -> None:
    found = both(SecretSync, thing(ESO, "ExternalSecret", "keys", spec=spec), "externalsecrets.external-secrets.io")
    assert (found.policy, found.seconds) == expected


def test_the_state_of_a_fetched_secret_is_told_by_clusters_only() -> None:
    status = {"conditions": [{"type": "Ready", "status": "False", "reason": "SecretSyncedError"}], "refreshTime": "2026-05-21T23:02:47Z"}
    made = thing(ESO, "ExternalSecret", "keys", spec={}, status=status)
    (found,) = [each for each in facts_of([made], "externalsecrets.external-secrets.io") if isinstance(each, SyncState)]
    assert (found.ready, found.reason, found.seconds) == (False, "SecretSyncedError", 3600)
    assert found.refreshed is not None
    assert found.refreshed.isoformat() == "2026-05-21T23:02:47+00:00"
    assert SyncState not in facts_in(yaml.safe_dump(made), "deploy/object.yaml")
    made = thing(ESO, "ExternalSecret", "keys", spec={"syncWindows": [{}]})
    (found,) = [each for each in facts_of([made], "externalsecrets.external-secrets.io") if isinstance(each, SyncState)]
    assert (found.ready, found.refreshed, found.seconds) == (None, None, None)


def test_a_certificate_fills_a_secret() -> None:
    made = thing("cert-manager.io/v1", "Certificate", "web", spec={"secretName": "web-tls"})
    assert both(ExternalSecretManifest, made, "certificates.cert-manager.io").target == "web-tls"
