"""Ray Serve applications that a RayService carries as YAML inside YAML."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from readiness.collectors.files import tree
from readiness.collectors.files.formats import ray_serve
from readiness.collectors.files.shapes import line_of, moved, text
from readiness.collectors.kubernetes.kinds import reads
from readiness.collectors.kubernetes.raw import RawObject
from readiness.facts.models import ServedModel


@reads("RayService.ray.io", gives=(ServedModel,))
def serve_deployments(raw: RawObject) -> Iterator[ServedModel]:
    """The deployments in `serveConfigV2`; lines are told where it is a block of the manifest."""
    written = text(raw.spec.get("serveConfigV2"))
    start = line_of(raw.spec, "serveConfigV2") or 0
    for data in tree.read(written, "yaml").documents:
        inner = replace(raw.document, data=moved(data, start), part="serveConfigV2")
        yield from ray_serve.deployments(inner, inner.data, f"{raw.id()}#serve", raw.environment)
