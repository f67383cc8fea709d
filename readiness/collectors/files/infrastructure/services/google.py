"""Vertex AI and AI Applications, in the words of the provider google 7."""

from __future__ import annotations

from collections.abc import Iterator

from readiness.collectors.files.infrastructure.mapping import View, maps
from readiness.facts import Fact
from readiness.facts.google import GoogleAiService


def _maps(kind: str, name: str) -> None:
    def read(view: View) -> Iterator[Fact]:
        model = view.text("publisher_model_name") or view.text("hugging_face_model_id")
        yield view.fact(GoogleAiService, name=view.name, kind=TYPES[view.resource.type], model=model)

    maps(kind, gives=(GoogleAiService,), name=name, arn=f"google:{kind.removeprefix('google_')}/{{name}}", own=True)(read)


TYPES = {
    "google_vertex_ai_endpoint": "endpoint",
    "google_vertex_ai_endpoint_with_model_garden_deployment": "endpoint",
    "google_vertex_ai_reasoning_engine": "agent",
    "google_vertex_ai_index": "vector search",
    "google_discovery_engine_data_store": "search",
}
for _kind in TYPES:
    _maps(_kind, "display_name")
