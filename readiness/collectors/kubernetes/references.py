"""The ConfigMaps and Secrets that a pod specification names."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

from readiness.collectors.files.shapes import at, flag, mapping, mappings, text
from readiness.facts.kubernetes.references import Reference


def references(spec: dict[str, Any]) -> tuple[Reference, ...]:
    """What must exist for the pod to start, once each."""
    return tuple(dict.fromkeys((*_of_containers(spec), *_of_volumes(spec), *_of_images(spec))))


def _of_containers(spec: dict[str, Any]) -> Iterator[Reference]:
    for container in (each for key in ("initContainers", "containers") for each in mappings(spec.get(key))):
        for variable in mappings(container.get("env")):
            source = mapping(variable.get("valueFrom"))
            yield from _named("ConfigMap", source.get("configMapKeyRef"))
            yield from _named("Secret", source.get("secretKeyRef"))
        for source in mappings(container.get("envFrom")):
            yield from _named("ConfigMap", source.get("configMapRef"))
            yield from _named("Secret", source.get("secretRef"))


def _of_volumes(spec: dict[str, Any]) -> Iterator[Reference]:
    for volume in mappings(spec.get("volumes")):
        secret = mapping(volume.get("secret"))
        yield from _named("Secret", {**secret, "name": secret.get("secretName")})
        yield from _named("ConfigMap", volume.get("configMap"))
        yield from _named("Secret", at(volume, "csi", "nodePublishSecretRef"))
        for source in mappings(at(volume, "projected", "sources")):
            yield from _named("Secret", source.get("secret"))
            yield from _named("ConfigMap", source.get("configMap"))


def _of_images(spec: dict[str, Any]) -> Iterator[Reference]:
    for each in mappings(spec.get("imagePullSecrets")):
        if text(each.get("name")):
            # The kubelet goes on without one that is missing.
            yield Reference(kind="Secret", name=text(each.get("name")), optional=True, pulls_image=True)


def _named(kind: Literal["ConfigMap", "Secret"], source: Any) -> Iterator[Reference]:
    """The object, and each key of it that is named."""
    name = text(at(source, "name"))
    if not name:
        return
    optional = flag(at(source, "optional")) is True
    keys = [text(at(source, "key")), *(text(each.get("key")) for each in mappings(at(source, "items")))]
    named = [key for key in keys if key]
    yield from (Reference(kind=kind, name=name, key=key, optional=optional) for key in named or [""])
