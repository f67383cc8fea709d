"""Kubernetes manifests: every object in them, through the readers that clusters are read with too.

Defaults of the API server are filled in (Kubernetes 1.34, KEDA 2.17), so that a manifest and the object made from it
are judged alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from readiness.collectors import Observation
from readiness.collectors.files.formats import Document, format
from readiness.collectors.kubernetes.kinds import kinds_seen
from readiness.collectors.kubernetes.objects.workloads import workloads_of
from readiness.collectors.kubernetes.raw import RawObject
from readiness.facts import Environment, Fact
from readiness.facts.ai import AiService, DebugSwitch, ProviderUse, TraceSink
from readiness.facts.files import SecretLiteral
from readiness.facts.kubernetes.secrets import ExternalSecretManifest
from readiness.facts.kubernetes.workloads import Workload
from readiness.facts.retrieval import VectorStoreTarget


def objects(data: Any) -> Iterator[dict[str, Any]]:
    """The objects of a document; a List holds several."""
    waiting = [data]
    while waiting:
        each = waiting.pop()
        if not isinstance(each, dict) or not (isinstance(each.get("kind"), str) and isinstance(each.get("apiVersion"), str)):
            continue
        if each["kind"].endswith("List") and isinstance(each.get("items"), list):
            waiting.extend(reversed(each["items"]))
        else:
            yield each


def is_manifest(document: Document) -> bool:
    """Whether a document is an object of Kubernetes, and no kustomization."""
    data = document.data
    return (
        document.syntax in ("yaml", "json")
        and isinstance(data, dict)
        and isinstance(data.get("apiVersion"), str)
        and isinstance(data.get("kind"), str)
        and not data["apiVersion"].startswith("kustomize.config.k8s.io")
    )


_KINDS = kinds_seen("in manifests")
_WAYS = [each for kinds in _KINDS.values() for each in kinds]
_GIVEN: frozenset[type[Fact]] = frozenset({ExternalSecretManifest}).union(*(each.gives for each in _WAYS))
_GIVES = tuple(sorted(_GIVEN, key=lambda kind: kind.__name__))


def hidden_by(kinds: Iterable[tuple[str, str]] | None = None) -> frozenset[type[Fact]]:
    """Fact types that objects of these groups and kinds may hold; those of any object when it is not known which."""
    known = _KINDS if kinds is None else {each: _KINDS.get(each, ()) for each in kinds}
    found = {kind for ways in known.values() for each in ways for kind in each.hides}
    return frozenset(found | {Workload, AiService}) if kinds is None or not all(known.values()) else frozenset(found)


def _hints() -> dict[str, tuple[type[Fact], ...]]:
    """Traits of manifests that can't be parsed. Embedded configuration is told by its own format's."""
    written = r"^[ \t]*+(?:-[ \t]+)?kind:\s*[\"']?"
    hidden: dict[str, frozenset[type[Fact]]] = {}
    for each in _WAYS:
        hidden[each.kind] = hidden.get(each.kind, frozenset()) | each.hides
    return {
        r"^[ \t]*+(?:-[ \t]+)?containers:": (Workload, AiService),
        written + r"\{\{": tuple(kind for kind in _GIVES if kind in hidden_by()),
        r"\A(?>(?s:.)*?^apiVersion:)(?s:.)*?^[ \t]*+env:": (ProviderUse, TraceSink, DebugSwitch, VectorStoreTarget, SecretLiteral),
        **{written + kind + r"\b": tuple(facts) for kind, facts in hidden.items()},
    }


@format("kubernetes", gives=_GIVES, matches=is_manifest, hint=_hints())
def manifests(document: Document) -> Iterator[Observation]:
    """Kubernetes objects of a manifest."""
    return manifests_in(document, {})


def manifests_in(document: Document, of_namespace: Mapping[str, Environment]) -> Iterator[Observation]:
    """Kubernetes objects of a manifest, in namespaces of which it is known what their labels tell."""
    for data in objects(document.data):
        raw = RawObject.of(document, data, of_namespace)
        if not raw.name:
            continue
        if isinstance(data.get("sops"), dict):
            yield ExternalSecretManifest(**raw.values(), kind="SOPS", target=raw.name)
            continue
        known = _KINDS.get((raw.group, raw.kind))
        if known is None:
            yield from workloads_of(raw)
        else:
            for each in known:
                yield from each.reader().see(raw)
