"""Kustomizations of Flux: judged as the overlays that they are, and a gap where they change what can't be composed here."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from trees import reading, write

from readiness.collectors import Observation
from readiness.facts import Environment, Fact, Gap, GapReason, UnreadFieldError
from readiness.facts.kubernetes.scaling import Autoscaler
from readiness.facts.kubernetes.workloads import Workload

BASE = "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [chat.yaml]\n"
CHAT = """
apiVersion: apps/v1
kind: Deployment
metadata: {name: chat}
spec:
  replicas: ${replicas:=1}
  selector: {matchLabels: {app: chat}}
  template:
    metadata: {labels: {app: chat}}
    spec:
      terminationGracePeriodSeconds: ${grace}
      containers:
      - name: chat
        image: shop/chat:${tag}
        command: [sh, -c, 'exec chat --home $${HOME}']
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: chat}
spec: {scaleTargetRef: {kind: Deployment, name: chat}, minReplicas: 2, maxReplicas: '${most}'}
"""
FILES = {"apps/chat/kustomization.yaml": BASE, "apps/chat/chat.yaml": CHAT}
PROBE = """
  patches:
  - patch: '[{op: add, path: /spec/template/spec/containers/0/readinessProbe, value: {tcpSocket: {port: 80}}}]'
    target: {kind: Deployment, name: chat}
"""


def flux(rest: str = "", path: str = "./apps/chat", name: str = "apps") -> str:
    head = f"apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {{name: {name}, namespace: flux-system}}\n"
    return f"{head}spec:\n  path: {path}\n  sourceRef: {{kind: GitRepository, name: flux-system}}\n{rest}"


SUBSTITUTE = "  postBuild:\n    substitute: {replicas: '3', tag: v1.2.3}\n    substituteFrom: [{kind: ConfigMap, name: more}]\n"


def read(root: Path, files: dict[str, str]) -> list[Observation]:
    return reading(write(root, files))[1]


def of(kind: type[Fact], observations: list[Observation]) -> list[Any]:
    return [each for each in observations if type(each) is kind]


def gaps(observations: list[Observation]) -> list[Gap]:
    return [each for each in observations if isinstance(each, Gap)]


def test_patches_and_variables_are_applied_in_the_environment_of_the_cluster(tmp_path: Path) -> None:
    seen = read(tmp_path, {**FILES, "clusters/production/apps.yaml": flux(PROBE + SUBSTITUTE)})
    (found,) = of(Workload, seen)
    assert (found.resource, found.environment) == ("kubernetes:production/-/Deployment/chat@clusters/production", Environment.PRODUCTION)
    assert (found.replicas, str(found.containers[0].image)) == (3, "shop/chat:v1.2.3")
    assert found.containers[0].readiness is not None
    assert "$${HOME}" in " ".join(found.containers[0].arguments)
    assert (found.origin.file, gaps(seen)) == ("apps/chat/chat.yaml", [])


def test_a_variable_without_a_value_here_decides_nothing(tmp_path: Path) -> None:
    seen = read(tmp_path, {**FILES, "clusters/production/apps.yaml": flux(SUBSTITUTE)})
    (found,), (scaler,) = of(Workload, seen), of(Autoscaler, seen)
    with pytest.raises(UnreadFieldError):
        _ = found.termination_grace
    with pytest.raises(UnreadFieldError):
        _ = scaler.maximum
    assert (scaler.minimum, found.unread["termination_grace"].reason) == (2, GapReason.TEMPLATED)


def test_a_variable_decides_without_flux_too(tmp_path: Path) -> None:
    (found,) = of(Workload, read(tmp_path, {"k8s/chat.yaml": CHAT}))
    assert {"replicas", "termination_grace"} == set(found.unread)
    assert found.containers[0].image.templated


def test_each_cluster_has_its_own(tmp_path: Path) -> None:
    staging = flux("  targetNamespace: chat-staging\n  postBuild: {substitute: {replicas: '1', tag: v2}}\n")
    files = {**FILES, "clusters/production/apps.yaml": flux(SUBSTITUTE), "clusters/staging/apps.yaml": staging}
    told = {each.environment: (each.namespace, each.replicas, each.containers[0].image.tag) for each in of(Workload, read(tmp_path, files))}
    assert told == {Environment.PRODUCTION: (None, 3, "v1.2.3"), Environment.STAGING: ("chat-staging", 1, "v2")}


def test_what_it_builds_upon_tells_its_environment_where_its_own_path_does_not(tmp_path: Path) -> None:
    files = {"apps/production/kustomization.yaml": BASE, "apps/production/chat.yaml": CHAT}
    (found,) = of(Workload, read(tmp_path, {**files, "clusters/eu1/apps.yaml": flux(SUBSTITUTE, "./apps/production")}))
    assert (found.environment, found.replicas) == (Environment.PRODUCTION, 3)


def test_an_object_may_keep_its_variables(tmp_path: Path) -> None:
    annotated = "metadata: {name: chat, annotations: {kustomize.toolkit.fluxcd.io/substitute: disabled}}"
    kept = CHAT.replace("metadata: {name: chat}", annotated, 1)
    files = {**FILES, "apps/chat/chat.yaml": kept, "clusters/production/apps.yaml": flux(SUBSTITUTE)}
    (found,) = of(Workload, read(tmp_path, files))
    assert "replicas" in found.unread


def test_text_does_not_grow_without_end(tmp_path: Path) -> None:
    long = flux(f"  postBuild: {{substitute: {{tag: '{'x' * 900_000}'}}}}\n")
    files = {**FILES, "apps/chat/chat.yaml": CHAT.replace("${tag}", "${tag}" * 100), "clusters/production/apps.yaml": long}
    assert [each.reason for each in gaps(read(tmp_path, files))] == [GapReason.TOO_LARGE]


def test_over_plain_manifests_what_it_changes_is_a_gap(tmp_path: Path) -> None:
    plain = {"apps/chat/chat.yaml": CHAT, "clusters/production/apps.yaml": flux(PROBE)}
    (gap,) = gaps(read(tmp_path, plain))
    assert (gap.file, gap.environment, gap.reason) == ("clusters/production/apps.yaml", Environment.PRODUCTION, GapReason.TEMPLATED)
    assert gap.right == "flux build kustomization apps --path apps/chat > rendered.yaml, and scan that"
    assert "Workload" in gap.facts
    assert "Autoscaler" not in gap.facts
    assert gaps(read(tmp_path / "as-written", {**plain, "clusters/production/apps.yaml": flux()})) == []


@pytest.mark.parametrize(
    "rest",
    [
        "  patches: [{patch: 'not: [a patch', target: {kind: Deployment}}]\n",
        "  patches: [{patch: '[{op: add, path: /a/b/c, value: 1}]', target: {kind: Deployment}}]\n",
        "  patchesJson6902: [{patch: [{op: add, path: /a, value: 1}], target: {kind: Deployment, name: chat}}]\n",
        "  components: [../missing]\n",
    ],
)
def test_what_can_not_be_composed_is_a_gap_and_no_verdict(rest: str, tmp_path: Path) -> None:
    seen = read(tmp_path, {**FILES, "clusters/production/apps.yaml": flux(rest)})
    assert of(Workload, seen) == []
    assert {each.right.partition(" ")[0] for each in gaps(seen)} == {"flux"}


@pytest.mark.parametrize("path", ["../elsewhere", "./not/here", "/"])
def test_a_path_that_is_not_here_changes_nothing(path: str, tmp_path: Path) -> None:
    seen = read(tmp_path, {**FILES, "clusters/production/apps.yaml": flux(SUBSTITUTE, path)})
    assert [each.resource for each in of(Workload, seen)] == ["kubernetes:unclassified/-/Deployment/chat"]


def test_the_sync_of_a_bootstrapped_cluster_builds_upon_its_own_folder(tmp_path: Path) -> None:
    files = {
        **FILES,
        "clusters/production/apps.yaml": flux(SUBSTITUTE),
        "clusters/production/flux-system/kustomization.yaml": BASE.replace("chat.yaml", "sync.yaml"),
        "clusters/production/flux-system/sync.yaml": flux("", "./clusters/production", "flux-system"),
    }
    (found,) = of(Workload, read(tmp_path, files))
    assert found.replicas == 3
