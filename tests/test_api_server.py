"""The API server that tests of Kubernetes talk to is a real one: its users, grants, pages, CRDs and restarts."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from api_server import build
from api_server.server import ApiServer, RefusedError

WIDGETS = """\
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: widgets.tests.example.com}
spec:
  group: tests.example.com
  scope: Namespaced
  names: {plural: widgets, singular: widget, kind: Widget, listKind: WidgetList}
  versions:
    - name: v1
      served: true
      storage: true
      schema:
        openAPIV3Schema:
          type: object
          properties: {spec: {type: object, properties: {size: {type: integer, default: 3}}}}
"""
MAPS = {"apiGroups": [""], "resources": ["configmaps"], "verbs": ["list"]}


def config_map(name: str, namespace: str) -> dict:
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": name, "namespace": namespace}, "data": {"a": "b"}}


def test_it_is_the_version_that_was_built(api_server: ApiServer) -> None:
    told = api_server.ask("GET", "/version")["gitVersion"]
    assert told.startswith("v1.")
    if not os.environ.get(build.ASSETS):
        assert told == build.version()


def test_only_what_is_granted_is_allowed(api_server: ApiServer) -> None:
    mine, other = api_server.namespace(), api_server.namespace()
    somebody, nobody = api_server.user(), api_server.user()
    api_server.grant(somebody, MAPS, namespace=mine)
    assert api_server.ask("GET", f"/api/v1/namespaces/{mine}/configmaps", user=somebody)["items"] == []
    for user, path in (
        (somebody, f"/api/v1/namespaces/{other}/configmaps"),
        (somebody, "/api/v1/configmaps"),
        (nobody, f"/api/v1/namespaces/{mine}/configmaps"),
    ):
        with pytest.raises(RefusedError, match="is forbidden") as refused:
            api_server.ask("GET", path, user=user)
        assert refused.value.status == 403


def test_an_unknown_token_is_nobody(api_server: ApiServer) -> None:
    with pytest.raises(RefusedError) as refused:
        api_server.ask("GET", "/api/v1/configmaps", Authorization="Bearer made-up")
    assert refused.value.status == 401


def test_lists_come_in_pages_and_their_tokens_expire(api_server: ApiServer) -> None:
    namespace = api_server.namespace()
    api_server.apply(*(config_map(f"map-{number}", namespace) for number in range(25)))
    path = f"/api/v1/namespaces/{namespace}/configmaps"
    assert [len(page["items"]) for page in api_server.pages(path, 10)] == [10, 10, 5]
    pages = api_server.pages(path, 10)
    next(pages)
    api_server.expire()
    with pytest.raises(RefusedError) as refused:
        next(pages)
    assert refused.value.answer["reason"] == "Expired"
    assert refused.value.answer["metadata"]["continue"]


def test_what_no_controller_reports_is_applied(api_server: ApiServer) -> None:
    deployment = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: gateway}
spec:
  selector: {matchLabels: {app: gateway}}
  template: {metadata: {labels: {app: gateway}}, spec: {containers: [{name: gateway, image: litellm:1}]}}
status: {replicas: 1, readyReplicas: 1}
"""
    (made,) = api_server.apply(deployment, namespace=api_server.namespace())
    assert (made["spec"]["progressDeadlineSeconds"], made["status"]["readyReplicas"]) == (600, 1)


def test_a_crd_is_served_with_its_defaults_and_gone_after(api_server: ApiServer) -> None:
    namespace = api_server.namespace()
    widget = {"apiVersion": "tests.example.com/v1", "kind": "Widget", "metadata": {"name": "one"}, "spec": {}}
    *_, made = api_server.apply(widget, WIDGETS, namespace=namespace)
    assert made["spec"] == {"size": 3}
    api_server.delete(WIDGETS)
    with pytest.raises(LookupError, match="is not served"):
        api_server.apply(widget, namespace=namespace)


def test_data_and_grants_stay_over_a_restart_and_go_with_a_wipe(api_server: ApiServer) -> None:
    namespace, user = api_server.namespace(), api_server.user()
    api_server.apply(config_map("kept", namespace))
    api_server.grant(user, MAPS)
    before = api_server.url
    api_server.stop()
    with pytest.raises(Exception, match="refused"):
        api_server.ask("GET", "/readyz", raw=True)
    api_server.start()
    assert api_server.url == before
    listed = api_server.ask("GET", f"/api/v1/namespaces/{namespace}/configmaps", user=user)
    assert [each["metadata"]["name"] for each in listed["items"]] == ["kept"]
    api_server.wipe()
    with pytest.raises(RefusedError, match="not found"):
        api_server.ask("GET", f"/api/v1/namespaces/{namespace}")
    assert not api_server.allowed(user, MAPS)


def test_a_kubeconfig_names_one_user_and_trusts_the_server(api_server: ApiServer, tmp_path: Path) -> None:
    user = api_server.user()
    path = api_server.kubeconfig(tmp_path / "config", user, context="pilot", namespace="inference")
    written = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert written["contexts"][0] == {"name": "pilot", "context": {"cluster": "pilot", "user": user.name, "namespace": "inference"}}
    assert written["users"][0]["user"]["token"] == user.token
    assert api_server.admin.token not in path.read_text(encoding="utf-8")
    assert path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("go", [None, "#!/bin/sh\necho no such module >&2\nexit 1\n"], ids=["no Go", "a build that fails"])
def test_where_it_cannot_be_built_the_reason_is_told_and_nothing_fails(tmp_path: Path, go: str | None) -> None:
    tools = tmp_path / "bin"
    tools.mkdir()
    if go:
        (tools / "go").write_text(go, encoding="utf-8")
        (tools / "go").chmod(0o755)
    environment = {"PATH": str(tools), "HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path / "cache")}
    ended = subprocess.run([sys.executable, build.__file__], env=environment, capture_output=True, text=True, check=False)
    assert ended.returncode == 0
    assert "will be skipped" in ended.stderr
    assert ("no such module" if go else "no Go") in ended.stderr


def test_given_programs_go_first_and_must_be_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(build.ASSETS, str(tmp_path))
    (tmp_path / "etcd").touch()
    with pytest.raises(build.NoApiServerError, match="has no kube-apiserver"):
        build.programs()
    (tmp_path / "kube-apiserver").touch()
    assert build.programs() == tmp_path == build.build()
