"""One Kubernetes object as it was written or answered, with what every fact about it needs."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial
from types import MappingProxyType
from typing import Any, TypeVar

from readiness.collectors import Place
from readiness.collectors.files.formats import Document
from readiness.collectors.files.shapes import at, labels, line_of, mapping, mappings, templated, text
from readiness.facts import Environment, Fact, GapReason, Origin

SomeFact = TypeVar("SomeFact", bound=Fact)


@dataclass(frozen=True)
class LiveDocument(Document):
    """What an API server answered about one object. It has no file and no lines.

    Attributes:
        call: how a reader finds it again (`deployments.apps models/chat`, as `kubectl get` takes it).
    """

    call: str = ""

    def origin(self, line: int | None = None) -> Origin:  # noqa: ARG002 - an answer has no lines
        """The object, and the key in it for configuration that is embedded."""
        return Origin(place=self.place.key, call=f"{self.call} {self.name}" if self.part else self.call)


@dataclass(frozen=True)
class ComposedDocument(Document):
    """An object as a Kustomize overlay makes it. Its path and lines are those of the document that it was first written in.

    A value that a patch or a generator's file brings has the line of the place in that document that it was put at.

    Attributes:
        overlay: path of the kustomization that was composed.
    """

    overlay: str = ""

    @property
    def is_shared(self) -> bool:
        """Whether the object is written outside of the overlay's folder, so that other overlays may use it too."""
        folder = posixpath.dirname(self.overlay)
        return bool(folder) and not self.path.startswith(f"{folder}/")


@dataclass(frozen=True)
class RawObject:
    """One object, taken apart as far as every reader needs.

    Attributes:
        document: where it was read.
        data: the whole object.
        group: API group; empty for the core group.
        namespace: None where a manifest does not say, and for objects of the whole cluster.
        classify: finds its environment, when somebody asks: of most pods nobody does.
    """

    document: Document
    data: dict[str, Any]
    classify: Callable[[], Environment]
    group: str
    kind: str
    name: str
    namespace: str | None
    labels: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, document: Document, data: dict[str, Any], of_namespace: Mapping[str, Environment] = MappingProxyType({})) -> RawObject:
        """Take an object of a manifest apart.

        Its environment comes from its labels, then its namespace's, then namespace and name, then the path. The path of an object
        that an overlay composes is the overlay's, and the document's where that tells nothing.

        Args:
            document: where it is written.
            data: the object.
            of_namespace: what the labels of each namespace tell that is written for the same world.
        """
        name, namespace, told = _names(data)
        classify = partial(_written_environment, document, told, namespace, name, of_namespace)
        return cls(document, data, classify, _group(data), text(data.get("kind")), name, namespace, told)

    @classmethod
    def live(cls, place: Place, plural: str, data: dict[str, Any], of_namespace: Mapping[str, Environment]) -> RawObject:
        """Take an API server's answer about one object apart.

        Its environment comes from its labels, then its namespace's, then names (the cluster's last), then the target's
        configuration.

        Args:
            place: the cluster.
            plural: resource name (`deployments`).
            data: the object; `apiVersion` and `kind` as lists leave them out must have been filled in.
            of_namespace: what the labels of each namespace tell.
        """
        name, namespace, told = _names(data)
        group = _group(data)
        call = f"{plural}{'.' if group else ''}{group} {namespace + '/' if namespace else ''}{name}"
        document = LiveDocument(place, place.name, "json", data, "", Environment.UNCLASSIFIED, call=call)
        classify = partial(_live_environment, place, told, namespace, name, of_namespace)
        return cls(document, data, classify, group, text(data.get("kind")), name, namespace, told)

    @cached_property
    def environment(self) -> Environment:
        """Where it lives."""
        return self.classify()

    @property
    def spec(self) -> dict[str, Any]:
        """Its `spec`."""
        return mapping(self.data.get("spec"))

    @property
    def status(self) -> dict[str, Any]:
        """Its `status`, which only a cluster fills in."""
        return mapping(self.data.get("status"))

    @property
    def is_live(self) -> bool:
        """Whether an API server told of it."""
        return isinstance(self.document, LiveDocument)

    @property
    def annotations(self) -> dict[str, str]:
        """Its annotations."""
        return labels(at(self.data, "metadata", "annotations"))

    @property
    def owners(self) -> list[dict[str, Any]]:
        """Its owner references; of these one at most has `controller: true`."""
        return mappings(at(self.data, "metadata", "ownerReferences"))

    @property
    def maker(self) -> dict[str, Any]:
        """The reference to the object that made it."""
        return maker_of(self.data)

    def id(self, kind: str = "") -> str:
        """`kubernetes:<environment, or cluster>/<namespace or ->/<Kind>/<name>`, and `@<folder>` of the overlay that a base is part of."""
        where = self.document.place.name if self.is_live else self.environment
        document, overlay = self.document, ""
        if isinstance(document, ComposedDocument) and document.is_shared:
            overlay = f"@{posixpath.dirname(document.overlay)}"
        return f"kubernetes:{where}/{self.namespace or '-'}/{kind or self.kind}/{self.name}{overlay}"

    def values(self, key: str = "kind") -> dict[str, Any]:
        """Constructor arguments that all facts about Kubernetes objects share."""
        return {
            "resource": self.id(),
            "origin": self.document.origin(line_of(self.data, key)),
            "environment": self.environment,
            "name": self.name,
            "namespace": self.namespace,
            "labels": self.labels,
        }


def undecided(fact: SomeFact, written: Mapping[str, Any]) -> SomeFact:
    """The fact, unread in each field whose value another tool fills in (`${replicas}`): a default would be a guess.

    Args:
        fact: as it was read.
        written: what stands where each field was read.
    """
    for name, value in written.items():
        if isinstance(value, str) and templated(value):
            fact = fact.unknown(name, GapReason.TEMPLATED, "a variable decides", "render it, and scan what comes out")
    return fact


def environment_of_paths(document: Document) -> Environment:
    """The environment that the paths of a manifest tell: those of the overlay come first."""
    return _first_told(map(document.place.classifier.of_path, _paths(document)))


def _paths(document: Document) -> tuple[str, ...]:
    return (document.overlay, document.path) if isinstance(document, ComposedDocument) else (document.path,)


def _written_environment(
    document: Document, labels: dict[str, str], namespace: str | None, name: str, of_namespace: Mapping[str, Environment]
) -> Environment:
    inherited = of_namespace.get(namespace or "", Environment.UNCLASSIFIED)
    told = (document.place.classifier.of(path, labels, (namespace, name), inherited) for path in _paths(document))
    return _first_told(told)


def _first_told(told: Iterable[Environment]) -> Environment:
    return next((each for each in told if each is not Environment.UNCLASSIFIED), Environment.UNCLASSIFIED)


def _live_environment(
    place: Place, labels: dict[str, str], namespace: str | None, name: str, of_namespace: Mapping[str, Environment]
) -> Environment:
    unknown = Environment.UNCLASSIFIED
    told = place.classifier.of(labels=labels)
    if told is unknown:
        told = of_namespace.get(namespace or "", unknown)
    if told is unknown:
        told = place.classifier.of(names=(namespace, name, place.name))
    return Environment(place.settings.get("environment", unknown)) if told is unknown else told


def maker_of(data: dict[str, Any]) -> dict[str, Any]:
    """Of an object's owner references the one to its controller, which made it; empty where nothing did."""
    return next((each for each in mappings(at(data, "metadata", "ownerReferences")) if each.get("controller") is True), {})


def environment_of_cluster(place: Place) -> Environment:
    """A cluster's environment, as its name or the configuration of the target tells."""
    told = place.classifier.of(names=(place.name,))
    return Environment(place.settings.get("environment", told)) if told is Environment.UNCLASSIFIED else told


def _names(data: dict[str, Any]) -> tuple[str, str | None, dict[str, str]]:
    meta = mapping(data.get("metadata"))
    name = text(meta.get("name")) or text(meta.get("generateName")).rstrip("-")
    namespace = text(meta.get("namespace"))
    # `"{{ namespace }}"` and `${NAMESPACE}` are YAML, and filled in when it is installed.
    return name, None if not namespace or "{{" in namespace or "$" in namespace else namespace, labels(meta.get("labels"))


def _group(data: dict[str, Any]) -> str:
    return text(data.get("apiVersion")).rpartition("/")[0]
