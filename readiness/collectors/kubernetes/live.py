"""The collectors of a cluster: one for each kind of object that has a reader."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from readiness.collectors import COLLECTORS, Collector, Observation, Place
from readiness.collectors.files.shapes import at, text
from readiness.collectors.kubernetes.access import ClusterAccess, Served
from readiness.collectors.kubernetes.errors import RequestError, explain
from readiness.collectors.kubernetes.kinds import Kind, Reader, kinds_seen
from readiness.collectors.kubernetes.objects.workloads import KINDS_WITH_PODS
from readiness.collectors.kubernetes.raw import RawObject, maker_of
from readiness.environments import Classifier
from readiness.facts import Environment, Fact, Gap, GapReason
from readiness.facts.kubernetes.objects import Namespace

CLUSTER = "kubernetes"
METADATA = "kubernetes-metadata"
"""The kind of place at which the metadata of Secrets is read; a cluster has one only where its user allows that."""
DEADLINE = 300.0
"""Seconds for the list of one kind."""
_OWNERS = frozenset(KINDS_WITH_PODS)


def _declare(kinds: tuple[Kind, ...], place_kind: str) -> None:
    resource = kinds[0].resource
    gives = frozenset[type[Fact]]().union(*(each.gives for each in kinds))

    def read(place: Place, wanted: frozenset[type[Fact]]) -> Iterator[Observation]:
        for each in _read(place, [kind for kind in kinds if kind.gives & wanted]):
            if isinstance(each, Gap) or type(each) in wanted:
                yield each

    COLLECTORS[f"kubernetes.{resource}"] = Collector(
        name=f"kubernetes.{resource}",
        kind=place_kind,
        gives=gives,
        rights=frozenset({f"list {resource}"}),
        # Labels of a namespace tell the environment of what is in it.
        after=frozenset() if Namespace in gives else frozenset({Namespace}),
        deadline=DEADLINE,
        read=read,
        explain=explain,
        starts_from_before=False,
    )


def _read(place: Place, kinds: list[Kind]) -> Iterator[Observation]:
    access: ClusterAccess = place.access
    served = access.served(kinds[0].group, kinds[0].kind)
    if served is None:
        return  # not installed: there can be none
    readers = [(kind, kind.reader()) for kind in kinds]
    environments = _of_namespaces(place)
    cluster = dataclasses.replace(place, kind=CLUSTER)  # metadata is told of the same world as everything else
    facts = tuple(sorted({fact.__name__ for kind in kinds for fact in kind.gives}))
    for each in _objects(place, served, facts):
        if isinstance(each, Gap):
            yield each
        elif not _has_known_owner(each):
            yield from _seen(place, readers, RawObject.live(cluster, served.plural, each, environments))
    for _, reader in readers:
        yield from reader.rest()


def _of_namespaces(place: Place) -> dict[str, Environment]:
    found = (each for each in place.before if isinstance(each, Namespace))
    return {each.name: each.environment for each in found if each.environment is not Environment.UNCLASSIFIED}


def _has_known_owner(data: dict[str, object]) -> bool:
    """Whether another object that is read too made this one: a Deployment's ReplicaSet, an InferenceService's Deployment."""
    if text(data.get("kind")) == "Pod":
        return False
    maker = maker_of(data)
    group = text(maker.get("apiVersion")).rpartition("/")[0]
    return f"{text(maker.get('kind'))}{'.' if group else ''}{group}" in _OWNERS


def _seen(place: Place, readers: list[tuple[Kind, Reader]], raw: RawObject) -> Iterator[Observation]:
    for kind, reader in readers:
        try:
            yield from reader.see(raw)
        except Exception as error:  # noqa: BLE001 - one object that a reader stumbles over must not hide the others
            # The error's own words may hold a value of the object.
            yield Gap(
                place=place.key,
                facts=tuple(sorted(each.__name__ for each in kind.gives)),
                reason=GapReason.FAILED,
                detail=f"the reader of {raw.kind} failed at {raw.namespace or '-'}/{raw.name}: {type(error).__name__}",
                environment=raw.environment,
            )


def _objects(place: Place, served: Served, facts: tuple[str, ...]) -> Iterator[dict[str, object] | Gap]:
    """Objects of the whole cluster, or of the namespaces that were asked for or may be read."""
    asked: tuple[str, ...] = tuple(place.settings.get("namespaces", ()))
    left_out = frozenset(place.settings.get("exclude_namespaces", ()))
    if not served.namespaced:
        yield from _chosen(_listed(place, served), served, asked, left_out)
    elif asked:
        yield from _by_namespace(place, served, asked, facts)
    else:
        try:
            yield from (each for each in _listed(place, served) if text(at(each, "metadata", "namespace")) not in left_out)
        except RequestError as error:
            known = _known_namespaces(place)
            if error.status != 403 or not known:
                raise
            yield from _by_namespace(place, served, tuple(each for each in known if each not in left_out), facts)
            if not any(isinstance(each, Namespace) for each in place.before):
                right = f"list {served.resource}"
                detail = f"{right} is forbidden outside of namespace {', '.join(known)}"
                yield Gap(place=place.key, facts=facts, reason=GapReason.DENIED, detail=detail, right=right)


def _listed(place: Place, served: Served, namespace: str | None = None) -> Iterator[dict[str, object]]:
    access: ClusterAccess = place.access
    return access.listed_metadata(served, namespace) if place.kind == METADATA else access.listed(served, namespace)


def _chosen(
    listed: Iterator[dict[str, object]], served: Served, asked: tuple[str, ...], left_out: frozenset[str]
) -> Iterator[dict[str, object]]:
    """Objects of the whole cluster; of the namespaces themselves, those that were asked for."""
    for each in listed:
        name = text(at(each, "metadata", "name"))
        if served.kind != "Namespace" or (name not in left_out and (not asked or name in asked)):
            yield each


def _known_namespaces(place: Place) -> tuple[str, ...]:
    """The cluster's namespaces, or the one that the credentials are for where they can't be listed."""
    told = tuple(sorted(each.name for each in place.before if isinstance(each, Namespace)))
    return told or tuple(place.settings.get("own_namespaces", ()))


def _by_namespace(place: Place, served: Served, namespaces: tuple[str, ...], facts: tuple[str, ...]) -> Iterator[dict[str, object] | Gap]:
    """Objects of each namespace. Those that are refused leave one gap together."""
    refused = []
    for namespace in namespaces:
        try:
            yield from _listed(place, served, namespace)
        except RequestError as error:
            if error.status != 403:
                raise
            refused.append(namespace)
    for environment, names in _by_environment(place.classifier, refused).items():
        right = f"list {served.resource}"
        detail = f"{right} is forbidden in namespace {', '.join(names[:10])}" + (f" and {len(names) - 10} more" if len(names) > 10 else "")
        yield Gap(place=place.key, facts=facts, reason=GapReason.DENIED, detail=detail, right=right, environment=environment)


def _by_environment(classifier: Classifier, namespaces: list[str]) -> dict[Environment, list[str]]:
    found: dict[Environment, list[str]] = {}
    for each in namespaces:
        found.setdefault(classifier.of_name(each), []).append(each)
    return found


for _kinds in kinds_seen("in clusters").values():
    _declare(_kinds, CLUSTER)
for _kinds in kinds_seen("as metadata").values():
    _declare(_kinds, METADATA)


def rule_of(right: str) -> tuple[str, str, str]:
    """A right such as `list deployments.apps` as verb, group and resource of an RBAC rule."""
    verb, _, resource = right.partition(" ")
    plural, _, group = resource.partition(".")
    return verb, group, plural
