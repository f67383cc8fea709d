"""Service level objectives: OpenSLO v1, Sloth (`prometheus/v1`, PrometheusServiceLevel) and Pyrra (v1alpha1)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Literal

from readiness.collectors import Observation
from readiness.collectors.files.formats import Document, format
from readiness.collectors.files.shapes import at, line_of, mapping, mappings, number, text, walk
from readiness.facts.documents import ServiceObjective

_LATENCY = re.compile(r"latency|duration|time_to_first|ttft|response_time|\ble\s*[=:]|\bthreshold_?ms\b", re.IGNORECASE)
_AVAILABILITY = re.compile(r"availab|error|success|5xx|5\.\.|uptime|failed|status|code", re.IGNORECASE)


def _kind(data: dict[str, Any]) -> str:
    version, kind = text(data.get("apiVersion")), text(data.get("kind"))
    if version.startswith("openslo/") and kind == "SLO":
        return "openslo"
    if version.startswith("pyrra.dev/") and kind == "ServiceLevelObjective":
        return "pyrra"
    sloth = version.startswith("sloth.slok.dev/") and kind == "PrometheusServiceLevel"
    return "sloth" if sloth or (text(data.get("version")).startswith("prometheus/v") and "slos" in data) else ""


def _matches(document: Document) -> bool:
    return document.syntax == "yaml" and bool(_kind(mapping(document.data)))


@format(
    "service objectives", gives=(ServiceObjective,), matches=_matches, hint=r"^apiVersion: (openslo|pyrra\.dev|sloth\.slok\.dev)/|^slos:"
)
def objectives(document: Document) -> Iterator[Observation]:
    """The objectives of one document."""
    data = mapping(document.data)
    match _kind(data):
        case "openslo":
            targets = [
                number(each.get("target")) or _percent(each.get("targetPercent")) for each in mappings(at(data, "spec", "objectives"))
            ]
            target = max((each for each in targets if each is not None), default=None)
            target = target * 100 if target is not None and target <= 1 else target
            name, service = text(at(data, "metadata", "name")), text(at(data, "spec", "service"))
            yield _objective(document, data, name=name, service=service, target=target)
        case "pyrra":
            target = number(at(data, "spec", "target"))
            indicator: Literal["latency", "availability"] | None = None
            if isinstance(at(data, "spec", "indicator"), dict):
                indicator = "latency" if {"latency", "latencyNative"} & at(data, "spec", "indicator").keys() else "availability"
            name = text(at(data, "metadata", "name"))
            yield _objective(document, data, name=name, service="", target=target, indicator=indicator)
        case _:
            spec = mapping(data.get("spec")) or data
            for each in mappings(spec.get("slos")):
                name, service = text(each.get("name")), text(spec.get("service"))
                yield _objective(document, each, name=name, service=service, target=number(each.get("objective")))


def _percent(value: Any) -> float | None:
    found = number(value)
    return found / 100 if found is not None else None


def _objective(
    document: Document,
    data: dict[str, Any],
    *,
    name: str,
    service: str,
    target: float | None,
    indicator: Literal["latency", "availability"] | None = None,
) -> ServiceObjective:
    return ServiceObjective(
        resource=f"objective:{document.id}#{name}",
        origin=document.origin(line_of(data)),
        environment=document.environment,
        name=name,
        service=service,
        indicator=indicator or _indicator(name, data),
        target=target,
    )


def _indicator(name: str, data: dict[str, Any]) -> Literal["latency", "availability", "other"]:
    """By its name first; a query for latency may well count errors too."""
    words = " ".join(text(value) for holder in walk(data) for value in holder.values() if isinstance(value, str))
    for told in (name, words):
        if _LATENCY.search(told):
            return "latency"
        if _AVAILABILITY.search(told):
            return "availability"
    return "other"
