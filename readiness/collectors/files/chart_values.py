"""Values of Helm charts: where they stand, whether they are a release's own, and what charts write alike.

A release's values stand in a file of their own, under the chart's name in the values of a chart that depends on it, or in an
object of Flux or Argo CD. What charts write alike is what `helm create` puts into a new one (Helm 3.18).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, replace
from pathlib import PurePosixPath
from typing import Any

from readiness.collectors import Observation
from readiness.collectors.files.ai_services import ai_service, self_hosting
from readiness.collectors.files.containers import facts_of_container, image, literal_variable, secret_literal
from readiness.collectors.files.formats import Document
from readiness.collectors.files.secrets import credential
from readiness.collectors.files.shapes import at, flag, items, line_of, mapping, mappings, text, whole
from readiness.facts import Environment, GapReason
from readiness.facts.ai import AiService
from readiness.facts.containers import Container, EnvironmentVariable, Image

OTHERS_MAY_SET = "other values may set it"


@dataclass(frozen=True)
class ValuesDocument(Document):
    """Values of one release. Their `data` are those of the chart itself, wherever they stand.

    Attributes:
        chart: as the object that deploys it names it; empty in files.
        layered: other values are laid over or under them, so that a key which is absent may be set all the same.
        whole: the chart's own values are among them, so that what they leave out is set nowhere.
    """

    chart: str = ""
    layered: bool = False
    whole: bool = False

    @classmethod
    def of(cls, document: Document, **changes: Any) -> ValuesDocument:
        """The document as values, with some fields changed."""
        return cls(**{each.name: getattr(document, each.name) for each in fields(document)} | changes)


@dataclass(frozen=True)
class Chart:
    """A chart by its names, and by what its values look like where nothing names it.

    Attributes:
        bare: a release that only names it is read too, with all of the chart's defaults.
    """

    names: tuple[str, ...]
    looks_like: Callable[[dict[str, Any]], bool]
    bare: bool = False

    def claimed(self, document: Document) -> Iterator[dict[str, Any]]:
        """The mappings in a document that this chart reads."""
        return (each.data for each in releases(document, self))

    def matches(self, document: Document) -> bool:
        """Whether a document holds values of it."""
        return any(True for _ in releases(document, self))


# Values with which a chart's own pipeline tries it (https://github.com/helm/chart-testing).
_OF_CHART_TESTING = re.compile(r"(^|/)ci/([^/]*-)?values[^/]*\.ya?ml$|(^|/)ci/[^/]*values\.ya?ml$")
_VALUES = re.compile(r"values", re.IGNORECASE)


def is_values(document: Document) -> bool:
    """Whether a document may be values: no object of Kubernetes, and not what a chart is tried with."""
    if isinstance(document, ValuesDocument):
        return True
    data = mapping(document.data)
    return document.syntax == "yaml" and "apiVersion" not in data and bool(data) and not _OF_CHART_TESTING.search(document.path)


def releases(document: Document, chart: Chart) -> Iterator[ValuesDocument]:
    """The values of a chart in a document: all of it, or what stands under the chart's name in another chart's values.

    What a chart that depends on it sets in its own values is out of sight, unless these are among them.
    """
    if not is_values(document):
        return
    data = mapping(document.data)
    named = chart.bare and isinstance(document, ValuesDocument) and document.chart in chart.names
    if named or chart.looks_like(data):
        yield of_release(document)
        return
    for key, values in data.items():
        inside = isinstance(values, dict) and (str(key) in chart.names or text(values.get("nameOverride")) in chart.names)
        if inside and flag(values.get("enabled")) is not False and chart.looks_like(values):
            part = f"{document.part}/{key}" if document.part else str(key)
            found = of_release(document)
            yield replace(found, data=values, part=part, layered=not found.whole)


def of_release(document: Document) -> ValuesDocument:
    """The values; those beside their chart hold defaults that are there to be replaced, and count as a sample."""
    if isinstance(document, ValuesDocument):
        return document
    root, path = document.place.root, PurePosixPath(document.path)
    if root is None:
        return ValuesDocument.of(document)
    beside = path.name in ("values.yaml", "values.yml") and (root / path.with_name("Chart.yaml")).is_file()
    environment = Environment.SAMPLE if beside else document.environment
    siblings = [each for each in (root / path).parent.glob("*.y*ml") if _VALUES.search(each.name)]
    return ValuesDocument.of(document, environment=environment, layered=len(siblings) > 1 and _VALUES.search(path.name) is not None)


def or_untold(service: AiService, values: ValuesDocument, *absent: str) -> AiService:
    """The service; what rests on absent keys is unread where other values may set them."""
    for field in absent if values.layered else ():
        service = service.unknown(field, GapReason.UNSUPPORTED, OTHERS_MAY_SET)
    return service


# What charts write alike


def variables(*written: Any) -> tuple[EnvironmentVariable, ...]:
    """Variables of a container, each list or mapping as charts hand it on to Kubernetes."""
    found: list[EnvironmentVariable] = []
    for each in written:
        if isinstance(each, dict):
            found += [_variable(str(name), value, line_of(each, name)) for name, value in each.items()]
        for one in mappings(each):
            if name := text(one.get("name")):
                value = one["valueFrom"] if isinstance(one.get("valueFrom"), dict) else one.get("value")
                found.append(_variable(name, value, line_of(one, "value" if "value" in one else "name")))
    return tuple(found)


def _variable(name: str, value: Any, line: int | None) -> EnvironmentVariable:
    if not isinstance(value, dict):
        return literal_variable(name, text(value), line)
    source = mapping(value.get("valueFrom")) or value
    kind = "configmap" if "configMapKeyRef" in source else "field" if "fieldRef" in source else "secret"
    held = next((each for each in source.values() if isinstance(each, dict)), {})
    reference = "/".join(filter(None, (text(held.get("name")), text(held.get("key")))))
    return EnvironmentVariable.model_validate({"name": name, "source": kind, "reference": reference, "line": line})


def secret_variable(name: str, value: Any, line: int | None) -> tuple[EnvironmentVariable, ...]:
    """A variable that a chart makes of a secret field; none where the field is empty."""
    written = text(value)
    return (literal_variable(name, written, line),) if written else ()


def sources(*written: Any) -> tuple[str, ...]:
    """Secrets and ConfigMaps that a container takes all its variables from."""
    found = []
    for each in (one for listed in written for one in items(listed)):
        for key, kind in (("secretRef", "Secret"), ("configMapRef", "ConfigMap")):
            if name := text(at(each, key, "name")):
                found.append(f"{kind}/{name}")
    return tuple(found)


def picture(values: dict[str, Any], repository: str = "") -> Image | None:
    """`image` as charts write it; the chart's own repository where the values leave it out, with the version that the chart names."""
    written = values.get("image")
    if isinstance(written, str):
        return image(written)
    held = mapping(written)
    name = text(held.get("repository")) or text(held.get("repo")) or repository
    registry, tag, digest = text(held.get("registry")), text(held.get("tag")), text(held.get("digest"))
    whole_name = f"{registry}/{name}" if registry and name else name
    return image(whole_name + (f":{tag}" if tag else "") + (f"@{digest}" if digest else "")) if whole_name else None


def replicas(values: dict[str, Any], *keys: str) -> int | None:
    """How many run at least: by an autoscaler that is on, else as written under one of the keys; None where nothing says."""
    for key in ("autoscaling", "hpa", "keda"):
        scaling = mapping(values.get(key))
        if flag(scaling.get("enabled")) is True:
            least = whole(scaling.get("minReplicas"))
            return 1 if least is None else least
    return next((found for key in (*keys, "replicaCount", "replicas") if (found := whole(values.get(key))) is not None), None)


_AUTHENTICATING = re.compile(r"auth|middlewares$|konghq\.com/plugins|nginx\.org/policies")
"""Annotations of an Ingress that name authentication, or something that may hold it."""


def published(values: dict[str, Any], name: str) -> tuple[str, ...]:
    """What opens a service to the outside of its cluster: its Service, an Ingress, or a route of the Gateway API."""
    service, ingress = mapping(values.get("service")), mapping(values.get("ingress"))
    kind = text(service.get("type"))
    found = [f"{kind} {name}"] if kind in ("NodePort", "LoadBalancer") and not _internal(service) else []
    if flag(ingress.get("enabled")) is True and not any(_AUTHENTICATING.search(str(each)) for each in mapping(ingress.get("annotations"))):
        found.append(f"Ingress {', '.join(_hosts(ingress)) or name}")
    for key in ("route", "httpRoute", "httproute"):
        route = mapping(values.get(key))
        if flag(route.get("enabled")) is True:
            found.append(f"HTTPRoute {', '.join(text(each) for each in items(route.get('hostnames')) if text(each)) or name}")
    return tuple(found)


def _internal(service: dict[str, Any]) -> bool:
    """Whether its load balancer stands inside the network, or lets in named addresses alone."""
    told = any("internal" in f"{key}={value}".lower() for key, value in mapping(service.get("annotations")).items())
    return told or bool(items(service.get("loadBalancerSourceRanges")))


def _hosts(ingress: dict[str, Any]) -> list[str]:
    named = [text(at(each, "host")) or text(each) for each in items(ingress.get("hosts"))]
    return [each for each in (text(ingress.get("host")), text(ingress.get("hostname")), *named) if each]


def resources(values: dict[str, Any]) -> dict[str, dict[str, str]]:
    """`requests` and `limits` of a container."""
    held = mapping(values.get("resources"))
    return {kind: {str(key): text(each) for key, each in mapping(held.get(kind)).items() if text(each)} for kind in ("requests", "limits")}


def deployed(
    values: ValuesDocument, container: Container, *, outside: tuple[str, ...] = (), count: int | None = None, known_as: str = ""
) -> AiService | None:
    """The AI service that a chart runs, if it is one.

    Args:
        values: the release.
        container: what the chart makes of the values.
        outside: what publishes it.
        count: replicas; None where the values do not say.
        known_as: the chart's own image, which tells the product where the values name a copy of it.
    """
    service = ai_service(
        values,
        container,
        workload=f"helm:{values.id}",
        environment=values.environment,
        platform="kubernetes",
        published=outside,
        replicas=count,
        built_as=Image(repository=known_as) if known_as else None,
    )
    if service is None or count is not None:
        return service
    return service.unknown("replicas", GapReason.UNSUPPORTED, OTHERS_MAY_SET)


def or_one(values: ValuesDocument, count: int | None) -> int | None:
    """Replicas as written, else the one that the chart makes; None where other values may say."""
    return 1 if count is None and not values.layered else count


def database(values: ValuesDocument, name: str, repository: str, path: str, count: int | None) -> Iterator[AiService]:
    """A database that the chart brings with a chart of its own, which is not read; its data lies at `path`."""
    container = Container(
        name=name,
        image=picture({}, repository),
        environment_from=("the chart of the database",),
        volumes={path: "persistentVolumeClaim"},
        line=line_of(values.data, name),
    )
    service = deployed(values, container, count=count)
    if service is not None:
        yield service


def told_by(values: ValuesDocument, service: AiService) -> Iterator[Observation]:
    """The service, and what its variables tell; secrets written into the values among it."""
    yield service
    yield from self_hosting(service)
    yield from facts_of_container(values, service.resource, service.container, values.environment, [service])
    for each in (*(one.credential for one in service.container.environment), *service.container.argument_credentials):
        if each is not None:
            yield from secret_literal(values, (service.resource, each.name), each, "kubernetes", values.environment)


def secrets_at(values: ValuesDocument, *paths: str) -> Iterator[Observation]:
    """Secrets that are written into the values at these dotted paths."""
    for path in paths:
        *keys, last = path.split(".")
        holder = mapping(at(values.data, *keys))
        written = text(holder.get(last))
        # A field that only says `value` is named by what it is the value of.
        name = keys[-1] if last in ("value", "secret") and keys else last
        found = credential(name, written, line_of(holder, last)) if written else None
        if found is not None:
            yield from secret_literal(values, (f"helm:{values.id}", path), found, "kubernetes", values.environment)
