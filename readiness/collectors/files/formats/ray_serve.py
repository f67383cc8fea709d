"""Ray Serve configuration: deployments with their queues and replicas.

Keys as of Ray 2.60 (`ray/serve/schema.py`). What a file leaves out may be set by the decorator in code, so that an absent
key is unread rather than the default: any number of requests wait unless `max_queued_requests` says less, one replica runs
unless `num_replicas` or `autoscaling_config` says more, and `num_replicas: auto` scales from 1 to 100.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from readiness.collectors.files.formats import Document, format
from readiness.collectors.files.shapes import at, line_of, mapping, mappings, text, whole
from readiness.facts import Environment, GapReason
from readiness.facts.models import ServedModel

AUTO_MAXIMUM = 100
UNWRITTEN = "the decorator in code may set it"


def is_serve(data: Any) -> bool:
    """Whether these are applications of Ray Serve."""
    return any(text(each.get("import_path")) for each in mappings(mapping(data).get("applications")))


@format(
    "ray serve",
    gives=(ServedModel,),
    matches=lambda document: document.syntax in ("yaml", "json") and is_serve(document.data),
    hint=r"^[ \t]*+(?:-[ \t]*+)?import_path:",
)
def serve(document: Document) -> Iterator[ServedModel]:
    """The deployments of a Serve configuration."""
    yield from deployments(document, document.data, f"ray:{document.id}", document.environment)


def deployments(document: Document, data: Any, resource: str, environment: Environment) -> Iterator[ServedModel]:
    """Deployments of every application, those of Ray's own LLM application among them."""
    for application in mappings(mapping(data).get("applications")):
        where = f"{resource}/{text(application.get('name')) or 'default'}"
        for each in mappings(application.get("deployments")):
            yield _deployment(document, each, text(each.get("name")), where, environment)
        for each in mappings(at(application, "args", "llm_configs")):
            options = mapping(each.get("deployment_config"))
            name = text(at(each, "model_loading_config", "model_id"))
            if options and name:
                yield _deployment(document, options, name, where, environment)


def _deployment(document: Document, options: dict[str, Any], name: str, where: str, environment: Environment) -> ServedModel:
    scaling = mapping(options.get("autoscaling_config"))
    auto = text(options.get("num_replicas")) == "auto"
    fixed = whole(options.get("num_replicas"))
    waiting = whole(options.get("max_queued_requests"))
    minimum, maximum = whole(scaling.get("min_replicas")), whole(scaling.get("max_replicas"))
    model = ServedModel(
        resource=f"{where}/{name or '-'}",
        origin=document.origin(line_of(options)),
        environment=environment,
        product="ray",
        name=name,
        most_waiting=None if waiting is None or waiting < 0 else waiting,
        minimum=(1 if minimum is None else minimum) if scaling or auto else fixed or 1,
        maximum=(maximum or (AUTO_MAXIMUM if auto else 1)) if scaling or auto else fixed or 1,
    )
    for field, written in (("most_waiting", waiting is not None), ("maximum", bool(scaling) or auto or fixed is not None)):
        if not written:
            model = model.unknown(field, GapReason.UNSUPPORTED, UNWRITTEN)
    return model
