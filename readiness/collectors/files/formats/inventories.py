"""Declared inventories: `ai-inventory.yaml`, and CycloneDX documents with machine-learning models (CycloneDX 1.5 to 1.7)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Literal

from readiness.collectors import Observation
from readiness.collectors.files.formats import Document, format
from readiness.collectors.files.shapes import at, items, line_of, mapping, mappings, text
from readiness.facts.documents import DeclaredComponent

Kind = Literal["model", "prompt", "tool", "data"]

_NAME = re.compile(r"ai[-_]?(inventory|bom|system)[\w.-]*\.(ya?ml|json)", re.IGNORECASE)
_SECTIONS: dict[str, Kind] = {
    "models": "model",
    "prompts": "prompt",
    "tools": "tool",
    "mcp_servers": "tool",
    "data": "data",
    "datasets": "data",
}


def _is_cyclonedx(data: dict[str, Any]) -> bool:
    return data.get("bomFormat") == "CycloneDX"


def _matches(document: Document) -> bool:
    data = mapping(document.data)
    if _is_cyclonedx(data):
        return any(each.get("type") == "machine-learning-model" for each in mappings(data.get("components")))
    return document.syntax in ("yaml", "json") and _NAME.fullmatch(document.name) is not None and bool(_SECTIONS.keys() & data.keys())


@format("ai inventory", gives=(DeclaredComponent,), matches=_matches, hint=r'"machine-learning-model"')
def inventory(document: Document) -> Iterator[Observation]:
    """The components that a document declares."""
    data = mapping(document.data)
    if _is_cyclonedx(data):
        for each in mappings(data.get("components")):
            kinds: dict[str, Kind] = {"machine-learning-model": "model", "data": "data"}
            if (kind := kinds.get(text(each.get("type")))) is not None:
                yield _component(
                    document, kind, text(each.get("name")), each, licence=_licence(each), source=text(at(each, "supplier", "name"))
                )
        return
    for section, kind in _SECTIONS.items():
        for each in items(data.get(section)):
            if isinstance(each, dict):
                name = text(each.get("model")) or text(each.get("name")) or text(each.get("path"))
                licence = text(each.get("licence")) or text(each.get("license"))
                source = text(each.get("provider")) or text(each.get("source")) or text(each.get("supplier"))
                yield _component(document, kind, name, each, licence=licence, source=source)
            elif text(each):
                yield _component(document, kind, text(each), {})


def _component(
    document: Document, kind: Kind, name: str, data: dict[str, Any], *, licence: str = "", source: str = ""
) -> DeclaredComponent:
    also = tuple(
        dict.fromkeys(other for key in ("alias", "name", "purl", "bom-ref", "version") if (other := text(data.get(key))) and other != name)
    )
    return DeclaredComponent(
        resource=f"inventory:{document.id}#{kind}/{name}",
        origin=document.origin(line_of(data) or 1),
        environment=document.environment,
        kind=kind,
        name=name,
        also=also,
        licence=licence,
        source=source,
    )


def _licence(component: dict[str, Any]) -> str:
    for each in mappings(component.get("licenses")):
        found = text(at(each, "license", "id")) or text(at(each, "license", "name")) or text(each.get("expression"))
        if found:
            return found
    return ""
