"""JSON Schemas of the documents, made from the models that write and read them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

from pydantic.json_schema import models_json_schema

from readiness.assessment import VERSION as ASSESSMENT_VERSION
from readiness.assessment import Assessment
from readiness.config import VERSION as CONFIG_VERSION
from readiness.config import Config
from readiness.facts import Fact, Gap, Model
from readiness.gate import VERSION as GATE_VERSION
from readiness.gate import GateDocument
from readiness.snapshot import VERSION as SNAPSHOT_VERSION
from readiness.snapshot import Reading, SnapshotTarget

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema_of(document: Literal["snapshot", "assessment", "config", "gate"]) -> dict[str, Any]:
    """The JSON Schema of a document, of the version that this release writes."""
    makers: dict[str, Callable[[], dict[str, Any]]] = {"snapshot": _snapshot, "assessment": _assessment, "config": _config, "gate": _gate}
    return {"$schema": DIALECT, **makers[document]()}


def _snapshot() -> dict[str, Any]:
    kinds = [Fact.by_name[name] for name in sorted(Fact.by_name)]
    models: list[type[Model]] = [*kinds, Gap, SnapshotTarget, Reading]
    refs, shared = models_json_schema([(model, "validation") for model in models])
    definitions = shared["$defs"]
    for kind in kinds:
        _as_written(definitions[_name(refs[kind, "validation"])], kind)
    return {
        "title": "Snapshot",
        "type": "object",
        "properties": {
            "version": {"const": SNAPSHOT_VERSION},
            "tool": {"type": "string"},
            "taken": {"type": "string", "format": "date-time"},
            "system": {"type": "string"},
            "targets": {"type": "array", "items": refs[SnapshotTarget, "validation"]},
            "collected": {"type": "array", "items": {"type": "string"}, "uniqueItems": True},
            "complete": {"type": "boolean"},
            "facts": {"type": "array", "items": {"anyOf": [refs[kind, "validation"] for kind in kinds]}},
            "gaps": {"type": "array", "items": refs[Gap, "validation"]},
            "readings": {"type": "array", "items": refs[Reading, "validation"]},
        },
        "required": ["version", "tool", "taken", "targets", "collected", "facts", "gaps"],
        "additionalProperties": False,
        "$defs": definitions,
    }


def _name(ref: dict[str, Any]) -> str:
    return str(ref["$ref"]).rpartition("/")[2]


def _as_written(definition: dict[str, Any], kind: type[Fact]) -> None:
    """Add the type's name; a field that could not be read is absent, so it is required only where nothing is unread."""
    required = definition.get("required", [])
    always = [name for name in required if name in ("resource", "origin")]
    definition["properties"] = {"fact": {"const": kind.__name__}, **definition["properties"]}
    definition["required"] = ["fact", *always]
    definition["if"] = {"not": {"required": ["unread"]}}
    definition["then"] = {"required": required}


def _assessment() -> dict[str, Any]:
    schema = Assessment.model_json_schema(mode="serialization")
    schema["properties"]["version"] = {"const": ASSESSMENT_VERSION}
    return schema


def _gate() -> dict[str, Any]:
    schema = GateDocument.model_json_schema(mode="serialization")
    schema["properties"]["version"] = {"const": GATE_VERSION}
    return schema


def _config() -> dict[str, Any]:
    schema = Config.model_json_schema()
    schema["properties"]["version"] = {"const": CONFIG_VERSION, "default": CONFIG_VERSION}
    waivers = schema["properties"]["waivers"]
    schema["properties"]["waivers"] = {
        "title": "Waivers",
        "anyOf": [{"type": "array", "items": waivers["items"]}, {"type": "string", "description": "Path of a YAML file that lists them."}],
    }
    return schema
