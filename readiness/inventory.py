"""The AI inventory: what the system is made of, whatever source told of it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import singledispatch

from readiness.facts import Environment, Fact, Model, UnreadFieldError
from readiness.facts.ai import AiService, Gateway, Guardrail, McpServer, ModelRoute, TraceSink
from readiness.facts.delivery import EvaluationSuite


class InventoryItem(Model):
    """One part of the AI system.

    Attributes:
        part: `model`, `gateway`, `server`, `store`, `guardrail`, `evaluation`, `trace sink`, `tool server`.
        detail: what else identifies it, in a few words.
    """

    part: str
    name: str
    product: str
    detail: str
    environment: Environment
    location: str


PARTS = ("model", "gateway", "server", "store", "guardrail", "evaluation", "trace sink", "tool server")


def inventory(facts: Iterable[Fact]) -> tuple[InventoryItem, ...]:
    """Every part that the facts tell of, each once, in a stable order."""
    items = {item for fact in facts for item in _parts(fact)}
    return tuple(
        sorted(items, key=lambda each: (PARTS.index(each.part), each.name, each.environment, each.location, each.product, each.detail))
    )


PART_OF: dict[type[Fact], str] = {
    ModelRoute: "model",
    Gateway: "gateway",
    AiService: "server",
    Guardrail: "guardrail",
    EvaluationSuite: "evaluation",
    TraceSink: "trace sink",
    McpServer: "tool server",
}
"""What a fact is that could only be read in part."""


def _parts(fact: Fact) -> list[InventoryItem]:
    try:
        return _items(fact)
    except UnreadFieldError as error:
        detail = f"{error.field.replace('_', ' ')} could not be read ({error.unread.reason})"
        return [_item(fact, PART_OF[type(fact)], fact.resource, "not read", detail)]


def _item(fact: Fact, part: str, name: str, product: str, detail: str = "") -> InventoryItem:
    return InventoryItem(part=part, name=name, product=product, detail=detail, environment=fact.environment, location=str(fact.origin))


@singledispatch
def _items(fact: Fact) -> list[InventoryItem]:  # noqa: ARG001 - facts of other types are no part of the AI system
    return []


@_items.register
def _gateway(fact: Gateway) -> list[InventoryItem]:
    return [_item(fact, "gateway", fact.origin.file or fact.resource, fact.product)]


@_items.register
def _route(fact: ModelRoute) -> list[InventoryItem]:
    return [_item(fact, "model", fact.alias, each.provider, each.model or "named by the environment") for each in fact.deployments]


@_items.register
def _service(fact: AiService) -> list[InventoryItem]:
    part = {"inference": "server", "vector store": "store", "database": "store", "tracing": "trace sink", "gateway": "gateway"}.get(
        fact.role
    )
    return [_item(fact, part, fact.container.name, fact.product, str(fact.container.image or ""))] if part else []


@_items.register
def _guardrail(fact: Guardrail) -> list[InventoryItem]:
    return [_item(fact, "guardrail", fact.name, fact.engine, ", ".join(fact.stages))]


@_items.register
def _suite(fact: EvaluationSuite) -> list[InventoryItem]:
    cases = "" if "cases" in fact.unread else f"{fact.cases} cases"
    return [_item(fact, "evaluation", fact.origin.file or fact.resource, fact.product, cases)]


@_items.register
def _sink(fact: TraceSink) -> list[InventoryItem]:
    return [_item(fact, "trace sink", fact.product, fact.product, f"wired by {fact.via}")]


@_items.register
def _tools(fact: McpServer) -> list[InventoryItem]:
    return [_item(fact, "tool server", fact.name, "MCP", fact.package or fact.url_host or fact.launcher)]
