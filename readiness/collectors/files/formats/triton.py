"""Triton's `config.pbtxt`: how a model queues, batches and runs.

Defaults as of Triton 25.09 (`model_config.proto`): without `default_queue_policy` any number of requests wait, for as long
as it takes, and nought in it means the same; one instance runs on each GPU, or one on the CPU.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

from readiness.collectors.files.formats import Document, format
from readiness.collectors.files.shapes import at, line_of, mapping, mappings, text, whole
from readiness.facts.models import ServedModel


def _matches(document: Document) -> bool:
    data = mapping(document.data)
    own = {"input", "output", "instance_group", "dynamic_batching", "max_batch_size", "version_policy", "ensemble_scheduling"}
    return document.syntax == "pbtxt" and bool({"platform", "backend", "default_model_filename"} & data.keys()) and bool(own & data.keys())


@format("triton", gives=(ServedModel,), matches=_matches, hint=r"^[ \t]*+(platform|backend|default_model_filename)\s*:")
def model(document: Document) -> Iterator[ServedModel]:
    """A model's configuration; an ensemble only passes on to others, which queue for themselves."""
    data = mapping(document.data)
    if text(data.get("platform")) == "ensemble":
        return
    batching = data.get("dynamic_batching")
    policy = mapping(at(batching, "default_queue_policy"))
    groups = _each(data.get("instance_group"))
    count = sum(whole(each.get("count")) or 1 for each in groups) or 1
    yield ServedModel(
        resource=f"triton:{document.id}",
        origin=document.origin(line_of(data, "dynamic_batching") if batching is not None else line_of(data, "name")),
        environment=document.environment,
        product="triton",
        name=text(data.get("name")) or PurePosixPath(document.path).parent.name,
        most_waiting=whole(policy.get("max_queue_size")) or None,
        waits_at_most=_seconds(policy),
        minimum=count,
        maximum=count,
    )


def _seconds(policy: dict[str, Any]) -> float | None:
    """How long a request waits: a timeout that only delays (`DELAY`) ends nothing."""
    microseconds = whole(policy.get("default_timeout_microseconds"))
    delays = text(policy.get("timeout_action")) == "DELAY"
    return microseconds / 1e6 if microseconds and not delays else None


def _each(value: Any) -> list[dict[str, Any]]:
    """The messages of a field that may be repeated."""
    return [value] if isinstance(value, dict) else mappings(value)
