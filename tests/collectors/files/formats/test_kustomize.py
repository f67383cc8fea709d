"""Kustomizations whose result stands in no file are told as gaps, and those that change nothing are not."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from reading import documents

from readiness.collectors.files.formats import load_formats
from readiness.facts import Gap, GapReason

PATH = "deploy/overlays/production/kustomization.yaml"
HEAD = "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n"
KUSTOMIZE = load_formats()["kustomize"]


def gaps(written: str, path: str = PATH) -> list[Gap]:
    found = [each for document in documents(written, path) if KUSTOMIZE.matches(document) for each in KUSTOMIZE.read(document)]
    assert all(isinstance(each, Gap) for each in found)
    return [each for each in found if isinstance(each, Gap)]


@pytest.mark.parametrize(
    ("written", "details", "line"),
    [
        ("resources: [a.yaml]\n", [], None),
        ("namespace: ai\nresources: [a.yaml, ../base]\nlabels: [{pairs: {a: b}}]\n", [], None),
        ("resources: [../base]\nimages: [{name: a, newTag: b}]\n", ["images change"], 4),
        ("resources: [../base]\npatches: [{path: a.yaml}]\nreplicas: [{name: a, count: 3}]\n", ["patches, replicas change"], 4),
        ("resources: [a.yaml]\nhelmCharts: [{name: a}]\n", ["helmCharts change"], 4),
        ("resources: [a.yaml]\npatches: []\n", [], None),
        ("resources:\n- https://user:secret@example.com/org/repo//deploy?ref=v1\n", ["1 of its resources"], 3),
        ("bases: [github.com/org/repo//deploy]\nnamePrefix: a-\n", ["namePrefix change", "1 of its resources"], 4),
    ],
)  # fmt: skip
def test_what_files_alone_do_not_say_is_a_gap(written: str, details: list[str], line: int | None) -> None:
    found = gaps(HEAD + written)
    assert [each.detail.startswith(detail) for each, detail in zip(found, details, strict=True)] == [True] * len(details)
    for each in found[:1]:
        assert (each.reason, each.line, each.file, each.facts) == (GapReason.TEMPLATED, line, PATH, ())
        assert each.right == "kustomize build deploy/overlays/production > rendered.yaml, and scan that"
    assert "secret" not in "".join(each.model_dump_json() for each in found)


def test_a_kustomization_may_leave_its_kind_out_and_flux_has_another_of_that_name() -> None:
    assert len(gaps("resources: [../base]\nimages: [{name: a, newTag: b}]\n")) == 1
    assert gaps("images: [{name: a, newTag: b}]\n", "deploy/values.yaml") == []
    assert gaps("apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nspec: {}\nimages: [{name: a}]\n") == []
