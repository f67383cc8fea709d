"""Kustomize: what a kustomization changes of its resources is not applied here, and that is said (Kustomize 5.7).

The resources are judged as they are written. Nothing is built: `kustomize build` writes what a cluster would get.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from readiness.collectors.files.formats import Document, format
from readiness.collectors.files.shapes import line_of, mapping, text, texts
from readiness.facts import Gap, GapReason

_CHANGING = (
    "patches",
    "patchesStrategicMerge",
    "patchesJson6902",
    "images",
    "replicas",
    "namePrefix",
    "nameSuffix",
    "components",
    "replacements",
    "transformers",
    "helmCharts",
    "helmChartInflationGenerator",
)
"""Fields after which an object in the cluster says something else than its file; labels and namespaces are left out."""


def _is_kustomization(document: Document) -> bool:
    data = mapping(document.data)
    named = document.name.lower() in ("kustomization.yaml", "kustomization.yml")
    if document.syntax != "yaml" or text(data.get("kind")) not in ("", "Kustomization", "Component"):
        return False
    return text(data.get("apiVersion")).startswith("kustomize.config.k8s.io/") or (named and "apiVersion" not in data)


@format("kustomize", gives=(), matches=_is_kustomization)
def kustomization(document: Document) -> Iterator[Gap]:
    """A gap where files alone don't say what a cluster gets."""
    data = mapping(document.data)
    changing = [each for each in _CHANGING if data.get(each)]
    remote = [each for key in ("resources", "bases", "components") for each in texts(data.get(key)) if _is_remote(each)]
    folder = str(PurePosixPath(document.path).parent)
    if changing:
        first = changing[0]
        yield _gap(document, f"{', '.join(changing)} change what the resources say, which are judged as written", folder, first)
    if remote:
        yield _gap(document, f"{len(remote)} of its resources stand in another repository", folder, "resources")


def _is_remote(resource: str) -> bool:
    host = resource.partition("/")[0]
    return "://" in resource or "?ref=" in resource or resource.startswith("git@") or host in ("github.com", "gitlab.com", "bitbucket.org")


def _gap(document: Document, detail: str, folder: str, key: str) -> Gap:
    return Gap(
        place=document.place.key,
        facts=(),
        reason=GapReason.TEMPLATED,
        detail=detail,
        right=f"kustomize build {folder} > rendered.yaml, and scan that",
        file=document.path,
        line=line_of(document.data, key),
        environment=document.environment,
    )
