"""Applications of Argo CD that change their kustomization: judged as the overlays that they are."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from trees import reading, write

from readiness.collectors import Observation
from readiness.facts import Environment, Gap
from readiness.facts.kubernetes.workloads import Workload

BASE = "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [chat.yaml]\n"
CHAT = """
apiVersion: apps/v1
kind: Deployment
metadata: {name: chat}
spec:
  selector: {matchLabels: {app: chat}}
  template:
    metadata: {labels: {app: chat}}
    spec: {containers: [{name: chat, image: 'shop/chat:latest'}]}
"""
FILES = {"apps/chat/kustomization.yaml": BASE, "apps/chat/chat.yaml": CHAT}


def application(kustomize: str, path: str = "apps/chat") -> str:
    source = f"{{repoURL: 'https://git.example.com/apps', path: {path}{kustomize}}}"
    return f"apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {{name: chat, namespace: argocd}}\nspec:\n  source: {source}\n"


def read(root: Path, files: dict[str, str]) -> tuple[list[Any], list[Gap]]:
    seen: list[Observation] = reading(write(root, files))[1]
    return [each for each in seen if isinstance(each, Workload)], [each for each in seen if isinstance(each, Gap)]


@pytest.mark.parametrize(
    ("image", "expected"),
    [
        ("shop/chat:v1.2.3", "shop/chat:v1.2.3"),
        ("shop/chat=registry.example.com/chat:v1.2.3", "registry.example.com/chat:v1.2.3"),
        ("shop/chat@sha256:" + "0" * 64, "shop/chat@sha256:" + "0" * 64),
        ("shop/other:v9", "shop/chat:latest"),
    ],
)
def test_images_are_those_of_the_application(image: str, expected: str, tmp_path: Path) -> None:
    (found,), gaps = read(tmp_path, {**FILES, "argocd/production/chat.yaml": application(f", kustomize: {{images: ['{image}']}}")})
    assert (str(found.containers[0].image), found.environment, gaps) == (expected, Environment.PRODUCTION, [])


def test_patches_replicas_and_names_are_too(tmp_path: Path) -> None:
    patch = '{target: {kind: Deployment}, patch: "[{op: add, path: /spec/template/spec/serviceAccountName, value: chat}]"}'
    more = f", kustomize: {{namePrefix: prod-, namespace: shop, replicas: [{{name: chat, count: 3}}], patches: [{patch}]}}"
    (found,), gaps = read(tmp_path, {**FILES, "argocd/production/chat.yaml": application(more)})
    assert (found.name, found.namespace, found.replicas, found.service_account, gaps) == ("prod-chat", "shop", 3, "chat", [])


@pytest.mark.parametrize("kustomize", ["", ", kustomize: {version: v5.7.1}", ", kustomize: {images: ['=']}", ", kustomize: 7"])
def test_an_application_that_changes_nothing_leaves_the_kustomization_its_own_root(kustomize: str, tmp_path: Path) -> None:
    (found,), gaps = read(tmp_path, {**FILES, "argocd/production/chat.yaml": application(kustomize)})
    assert (found.resource, gaps) == ("kubernetes:unclassified/-/Deployment/chat", [])


def test_over_plain_manifests_what_it_changes_is_a_gap(tmp_path: Path) -> None:
    files = {"apps/chat/chat.yaml": CHAT, "argocd/production/chat.yaml": application(", kustomize: {images: ['shop/chat:v1']}")}
    _, (gap,) = read(tmp_path, files)
    assert (gap.right, gap.environment) == ("argocd app manifests chat > rendered.yaml, and scan that", Environment.PRODUCTION)
    assert "Workload" in gap.facts
