"""Clusters on the command line: contexts, service accounts, what is said aloud, and the rights to ask for."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from cluster_world import FakeApiServer, serving, thing

TEMPLATE = {"metadata": {"labels": {"app": "chat"}}, "spec": {"containers": [{"name": "chat", "image": "example.com/chat:latest"}]}}


def deployment(name: str, namespace: str) -> dict[str, Any]:
    spec = {"selector": {"matchLabels": {"app": "chat"}}, "template": TEMPLATE}
    return thing("apps/v1", "Deployment", name, namespace, spec=spec)


@pytest.fixture
def server() -> Iterator[FakeApiServer]:
    with serving(FakeApiServer(objects=[deployment("chat", "team-a"), deployment("bot", "team-b")])) as served:
        yield served


@pytest.fixture
def kubeconfig(server: FakeApiServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    written = {
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [{"name": "lab", "cluster": {"server": server.url}}],
        "users": [{"name": "auditor", "user": {"token": "not-a-real-token"}}],
        "contexts": [
            {"name": "lab", "context": {"cluster": "lab", "user": "auditor", "namespace": "team-a"}},
            {"name": "other", "context": {"cluster": "lab", "user": "auditor"}},
        ],
        "current-context": "lab",
    }
    path = tmp_path / "kubeconfig"
    path.write_text(yaml.safe_dump(written), encoding="utf-8")
    monkeypatch.setattr("kubernetes.config.kube_config.KUBE_CONFIG_DEFAULT_LOCATION", str(path))
    monkeypatch.chdir(tmp_path)
    return path


@pytest.mark.usefixtures("kubeconfig")
def test_a_cluster_is_assessed_and_it_is_said_as_whom(cli: Any) -> None:
    ended = cli("scan", "--kube-context", "lab", "--only", "k8s-image-pinned", "--format", "json", "--exit-zero")
    assert ended.code == 0, ended.err
    assert "Kubernetes cluster lab (v1.36.0): reading all namespaces as auditor" in ended.err
    assert "not-a-real-token" not in ended.out + ended.err
    told = {each["resource"]: each["location"] for each in json.loads(ended.out)["findings"]}
    assert told == {
        "kubernetes:lab/team-a/Deployment/chat": "deployments.apps team-a/chat",
        "kubernetes:lab/team-b/Deployment/bot": "deployments.apps team-b/bot",
    }


@pytest.mark.usefixtures("kubeconfig")
def test_namespaces_narrow_what_is_read(cli: Any) -> None:
    ended = cli("scan", "--kube-context", "lab", "-n", "team-b", "--only", "k8s-image-pinned", "--format", "json", "--exit-zero")
    assert "reading namespace team-b as auditor" in ended.err
    assert [each["resource"] for each in json.loads(ended.out)["findings"]] == ["kubernetes:lab/team-b/Deployment/bot"]


def test_who_may_read_one_namespace_is_told_what_was_not_seen(cli: Any, server: FakeApiServer, kubeconfig: Path) -> None:
    server.forbidden, server.allowed = {"*"}, {"team-a"}
    ended = cli("scan", "--kube-context", "lab", "--only", "k8s-image-pinned", "--format", "json", "--exit-zero")
    findings = json.loads(ended.out)["findings"]
    print([(f["status"], f["resource"], f["right"], f["message"]) for f in findings])
    assert {each["status"] for each in findings if each["resource"].endswith("Deployment/chat")} == {"fail"}
    (unknown,) = [each for each in findings if each["status"] == "unknown"]
    assert unknown["right"].startswith("list cronjobs.batch, list daemonsets.apps, list deployments.apps")


def test_two_contexts_are_one_assessment(cli: Any, kubeconfig: Path) -> None:
    ended = cli("scan", "--kube-context", "lab", "--kube-context", "other", "--only", "k8s-image-pinned", "--format", "json", "--exit-zero")
    assert {each["target"] for each in json.loads(ended.out)["findings"]} == {"kubernetes:lab", "kubernetes:other"}


@pytest.mark.usefixtures("kubeconfig")
def test_the_metadata_of_secrets_is_read_on_demand_alone(cli: Any, server: FakeApiServer) -> None:
    secret = thing("v1", "Secret", "builder-token", "team-a", metadata={"annotations": {"kubernetes.io/service-account.name": "builder"}})
    server.objects += [secret]
    Path("readiness.yaml").write_text(yaml.safe_dump({"version": 1, "targets": [{"kubernetes": {"context": "lab"}}]}), encoding="utf-8")
    for arguments in (["--kube-context", "lab"], []):
        ended = cli("scan", *arguments, "--only", "k8s-no-lasting-token", "--format", "json", "--exit-zero")
        assert "the metadata of Secrets" not in ended.err
        assert not any("secrets" in each for each in server.asked)
        ended = cli("scan", *arguments, "--secret-metadata", "--only", "k8s-no-lasting-token", "--format", "json", "--exit-zero")
        assert "reading all namespaces, and the metadata of Secrets as auditor" in ended.err
        assert any("secrets" in each for each in server.asked)
        server.asked.clear()


def test_a_cluster_is_configured(cli: Any, kubeconfig: Path) -> None:
    entry = {"context": "lab", "kubeconfig": "kubeconfig", "name": "assistant", "exclude_namespaces": ["team-b"]}
    Path("readiness.yaml").write_text(yaml.safe_dump({"version": 1, "targets": [{"kubernetes": entry}]}), encoding="utf-8")
    ended = cli("scan", "--only", "k8s-image-pinned", "--format", "json", "--exit-zero")
    assert [each["resource"] for each in json.loads(ended.out)["findings"]] == ["kubernetes:assistant/team-a/Deployment/chat"]


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["--kube-context", "nowhere"], 4, "Kubernetes context 'nowhere' does not exist"),
        (["--kube-context", "lab", "--kube-context", "lab"], 2, "is named twice"),
        (["--in-cluster"], 4, "the pod's service account gives no credentials"),
    ],
)
@pytest.mark.usefixtures("kubeconfig")
def test_what_can_not_be_read_is_one_line(cli: Any, arguments: list[str], code: int, told: str) -> None:
    ended = cli("scan", *arguments)
    assert ended.code == code
    assert told in ended.err
    assert "Traceback" not in ended.err


def test_a_server_that_is_gone_and_credentials_that_ended_are_told(cli: Any, server: FakeApiServer, kubeconfig: Path) -> None:
    kubeconfig.write_text(kubeconfig.read_text("utf-8").replace(server.url, "http://127.0.0.1:1"), encoding="utf-8")
    ended = cli("scan", "--kube-context", "lab")
    assert ended.code == 4
    assert "Kubernetes cluster lab can't be read (nothing answers at its address)" in ended.err
    kubeconfig.write_text("contexts: 7", encoding="utf-8")
    assert cli("scan", "--kube-context", "lab").code in (2, 4)


def test_the_rights_are_those_of_the_selected_checks(cli: Any) -> None:
    ended = cli("permissions", "kubernetes", "--only", "k8s-autoscaler-ceiling", "--subject", "user:auditor")
    role, binding = yaml.safe_load_all(ended.out)
    told = {f"{name}.{group}" for rule in role["rules"] for group in rule["apiGroups"] for name in rule["resources"]}
    assert {"namespaces.", "horizontalpodautoscalers.autoscaling", "scaledobjects.keda.sh", "inferenceservices.serving.kserve.io"} <= told
    assert "deployments.apps" not in told
    assert {verb for rule in role["rules"] for verb in rule["verbs"]} == {"list"}
    assert binding["subjects"] == [{"kind": "User", "name": "auditor", "apiGroup": "rbac.authorization.k8s.io"}]
    assert binding["roleRef"]["name"] == role["metadata"]["name"]


def test_rights_for_namespaces_are_roles(cli: Any) -> None:
    ended = cli("permissions", "kubernetes", "-n", "team-a", "-n", "team-b", "--format", "json")
    items = json.loads(ended.out)["items"]
    assert [(each["kind"], each["metadata"]["namespace"]) for each in items] == [
        ("Role", "team-a"), ("RoleBinding", "team-a"), ("Role", "team-b"), ("RoleBinding", "team-b"),
    ]  # fmt: skip
    assert all(rule["verbs"] == ["list"] for each in items for rule in each.get("rules", ()))
    assert not any("secrets" in rule["resources"] for each in items for rule in each.get("rules", ()))


@pytest.mark.parametrize(
    ("arguments", "told"), [(["--subject", "nobody"], "names nobody"), (["-f", "terraform"], "not written as terraform")]
)
def test_rights_that_can_not_be_written_are_told(cli: Any, arguments: list[str], told: str) -> None:
    ended = cli("permissions", "kubernetes", *arguments)
    assert (ended.code, told in ended.err) == (2, True)


def test_the_right_to_list_secrets_is_printed_on_demand_alone(cli: Any) -> None:
    ended = cli("permissions", "kubernetes", "--only", "k8s-secret-rotated", "--with", "secret-metadata", "--format", "json")
    assert ["secrets"] in [[name for name in rule["resources"] if name == "secrets"] for rule in json.loads(ended.out)["items"][0]["rules"]]
