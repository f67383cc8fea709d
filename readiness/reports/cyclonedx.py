"""The AI inventory as a CycloneDX ML-BOM (specification 1.6, JSON): models, what serves and guards them, and the services they call."""

from __future__ import annotations

import hashlib
import uuid
from typing import TYPE_CHECKING

from readiness.assessment import Assessment
from readiness.inventory import InventoryItem
from readiness.printable import printable
from readiness.reports import Options

if TYPE_CHECKING:
    from cyclonedx.model import Property
    from cyclonedx.model.component import Component
    from cyclonedx.model.service import Service

NAMESPACE = uuid.UUID("6d0fe7ee-1e3f-5a3c-9ac4-7d1b1f0a54b7")
"""Serial numbers are made of it and of the contents, so that the same system has the same one."""

TYPES = {
    "model": "machine-learning-model",
    "gateway": "application",
    "server": "application",
    "agent": "application",
    "tool server": "application",
    "prompt": "data",
    "store": "application",
    "database": "application",
    "guardrail": "application",
    "evaluation": "data",
    "trace sink": "application",
}
"""What CycloneDX calls each part; a provider is a service."""


def render(assessment: Assessment, options: Options) -> bytes:  # noqa: ARG001 - the format has no options
    """A document also where nothing was seen."""
    from cyclonedx.model.bom import Bom, BomMetaData
    from cyclonedx.model.component import Component, ComponentType
    from cyclonedx.output.json import JsonV1Dot6

    itself = Component(name=printable(assessment.system) or "AI system", type=ComponentType.APPLICATION, bom_ref="system")
    tool = Component(name="readiness", version=assessment.tool, type=ComponentType.APPLICATION, bom_ref="readiness")
    contents = "".join(_reference(item) for item in assessment.inventory)
    bom = Bom(
        components=[_component(item) for item in assessment.inventory if item.part in TYPES],
        services=[_service(item) for item in assessment.inventory if item.part not in TYPES],
        serial_number=uuid.uuid5(NAMESPACE, f"{assessment.system}\x1f{contents}"),
        metadata=BomMetaData(component=itself, timestamp=assessment.taken),
    )
    bom.metadata.tools.components.add(tool)
    bom.register_dependency(itself, bom.components)
    return JsonV1Dot6(bom).output_as_string(indent=1).encode() + b"\n"


def _component(item: InventoryItem) -> Component:
    from cyclonedx.model.component import Component, ComponentType
    from cyclonedx.model.component_evidence import ComponentEvidence, Occurrence
    from cyclonedx.model.contact import OrganizationalEntity

    location = printable(item.location)
    return Component(
        name=printable((item.model if item.part == "model" else "") or item.name),
        type=ComponentType(TYPES[item.part]),
        bom_ref=_reference(item),
        supplier=OrganizationalEntity(name=printable(item.product)) if item.product else None,
        description=printable(item.detail) or None,
        evidence=ComponentEvidence(occurrences=[Occurrence(location=location)]) if location else None,
        properties=_properties(item),
    )


def _service(item: InventoryItem) -> Service:
    from cyclonedx.model.contact import OrganizationalEntity
    from cyclonedx.model.service import Service

    return Service(
        name=printable(item.name),
        bom_ref=_reference(item),
        provider=OrganizationalEntity(name=printable(item.product)) if item.product else None,
        description=printable(item.detail) or None,
        properties=_properties(item),
    )


def _reference(item: InventoryItem) -> str:
    """Stable between releases: made of what identifies the part, and not of all that is said about it."""
    told = "\x1f".join((item.part, item.name, item.product, item.model, item.environment, item.location, item.detail))
    return f"{item.part.replace(' ', '-')}-{hashlib.sha256(told.encode('utf-8', 'surrogatepass')).hexdigest()[:16]}"


def _properties(item: InventoryItem) -> list[Property]:
    from cyclonedx.model import Property

    told = {
        "part": item.part,
        "alias": item.name if item.part == "model" and item.model not in ("", item.name) else "",
        "model": item.model if item.part != "model" else "",
        "environment": item.environment.value,
        "seen": item.seen,
        "location": item.location,
        "further-places": str(item.further or ""),
        "end-of-life": item.end_of_life.isoformat() if item.end_of_life else "",
    }
    return [Property(name=f"readiness:{name}", value=printable(value)) for name, value in told.items() if value]
