"""Applications of Argo CD (3.1) that change the kustomization they deploy: images, patches, names and replicas."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from readiness.collectors.files.containers import image
from readiness.collectors.files.formats import Document
from readiness.collectors.files.formats.kubernetes import objects
from readiness.collectors.files.kustomize.overlay_objects import OverlayObject, plain, sequence, target_of
from readiness.collectors.files.kustomize.values import put
from readiness.collectors.files.shapes import at, mappings, text, texts
from readiness.collectors.files.tree import Mapping

_AS_WRITTEN = ("patches", "namePrefix", "nameSuffix", "namespace", "replicas", "commonLabels", "commonAnnotations")


def argo_applications(document: Document) -> Iterator[OverlayObject]:
    """Those among the objects of a document that say more than where their kustomization is."""
    for data in objects(document.data):
        if text(data.get("kind")) != "Application" or not text(data.get("apiVersion")).startswith("argoproj.io/"):
            continue
        name = text(at(data, "metadata", "name"))
        sources = [at(data, "spec", "source"), *mappings(at(data, "spec", "sources"))]
        for source in sources:
            written, target = at(source, "kustomize"), target_of(text(at(source, "path")))
            if isinstance(written, Mapping) and name and target is not None:
                own = OverlayObject(plain(document), name, by="Argo CD", target=target, rendered_by=f"argocd app manifests {name}")
                changed = own.with_fields(_fields(written), texts(written.get("components")))
                if changed.changes:
                    yield changed


def _fields(written: Mapping) -> Mapping:
    """What says the same in a kustomization."""
    fields = Mapping(written.line)
    for key in _AS_WRITTEN:
        if written.get(key):
            fields.key_lines[key] = written.line_of(key)
            put(fields, key, written[key])
    if images := [each for each in map(_image, texts(written.get("images"))) if each]:
        line = written.line_of("images")
        put(fields, "images", sequence(line, [_entry(line, each) for each in images]))
    return fields


def _image(written: str) -> dict[str, Any]:
    """`name=other:tag`, or `name:tag`, as an entry of `images`."""
    name, renamed, rest = written.rpartition("=")
    found = image(rest)
    if found is None:
        return {}
    told = {"name": name or found.repository, "newTag": found.tag, "digest": found.digest}
    return {key: value for key, value in (told | ({"newName": found.repository} if renamed else {})).items() if value}


def _entry(line: int, values: dict[str, Any]) -> Mapping:
    made = Mapping(line)
    for key, value in values.items():
        put(made, key, value)
    return made
