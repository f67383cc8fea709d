"""The AI inventory: what the system is made of, whatever source told of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import singledispatch
from typing import Literal

from readiness.facts import Environment, Fact, Model, UnreadFieldError
from readiness.facts.agents import AgentServer
from readiness.facts.ai import AiService, Gateway, Guardrail, McpServer, ModelRoute, ProviderUse, SourceModule, TraceSink
from readiness.facts.aws.agents import AwsAgent, AwsAgentGateway, AwsAgentMemory, AwsFlow, AwsKnowledgeBase, AwsPrompt
from readiness.facts.aws.bedrock import AwsEvaluation, AwsGuardrail
from readiness.facts.aws.hosting import AwsEndpoint
from readiness.facts.aws.models import AwsUsedModel, model_name
from readiness.facts.aws.storage import AwsSearchDomain, AwsVectorCollection
from readiness.facts.delivery import EvaluationSuite
from readiness.facts.documents import PromptFile, PromptRegistryUse
from readiness.facts.gateways import ToolAccess
from readiness.facts.kubernetes.ai_stack import AiRoute
from readiness.facts.model_retirements import retirement_of, vendor_of
from readiness.facts.models import ModelPackage, ModelReference, ServedModel
from readiness.facts.retrieval import VectorStoreTarget
from readiness.facts.source import AgentLoop


class InventoryItem(Model):
    """One part of the AI system.

    Attributes:
        part: one of `PARTS`.
        product: what it is an instance of; of a model, the provider.
        model: id of the model that it is or runs, as written; empty when nothing tells, or it is no model.
        detail: what else identifies it, in a few words.
        end_of_life: day after which a model is no longer served; None when no day is known.
        location: where it was seen, first.
        further: places where the same was seen again.
        seen: what told of it: files, an AWS account, or a cluster.
    """

    part: str
    name: str
    product: str
    model: str = ""
    detail: str
    end_of_life: date | None = None
    environment: Environment
    location: str
    further: int = 0
    seen: Literal["files", "account", "cluster"] = "files"


PARTS = (
    "model",
    "provider",
    "gateway",
    "server",
    "agent",
    "tool server",
    "prompt",
    "store",
    "guardrail",
    "evaluation",
    "trace sink",
)


def inventory(facts: Iterable[Fact]) -> tuple[InventoryItem, ...]:
    """Every part that the facts tell of, each once, in a stable order; what differs in its place alone is one part."""
    found: dict[InventoryItem, list[InventoryItem]] = {}
    for item in {item for fact in facts for item in _parts(fact)}:
        same = item.model_copy(update={"location": "", "detail": "" if item.part in TOLD_BY_MANY else item.detail})
        found.setdefault(same, []).append(item)
    return tuple(sorted((_folded(same, items) for same, items in found.items()), key=_order))


TOLD_BY_MANY = ("provider", "trace sink")
"""Parts of which each detail is only who told of it."""


def _folded(same: InventoryItem, items: list[InventoryItem]) -> InventoryItem:
    places = {each.location for each in items}
    details = sorted({each.detail for each in items})
    return same.model_copy(update={"location": min(places), "further": len(places) - 1, "detail": ", ".join(filter(None, details))})


def _order(item: InventoryItem) -> tuple[int, str]:
    return PARTS.index(item.part), "\x1f".join((item.name, item.environment, item.location, item.product, item.model, item.detail))


PART_OF: dict[type[Fact], str] = {
    ModelRoute: "model",
    AwsUsedModel: "model",
    SourceModule: "model",
    ProviderUse: "provider",
    Gateway: "gateway",
    AwsAgentGateway: "gateway",
    AiService: "server",
    AwsEndpoint: "server",
    AwsAgent: "agent",
    AwsFlow: "agent",
    AgentLoop: "agent",
    McpServer: "tool server",
    ToolAccess: "tool server",
    ServedModel: "model",
    AiRoute: "model",
    ModelReference: "model",
    ModelPackage: "model",
    AgentServer: "agent",
    AwsPrompt: "prompt",
    PromptFile: "prompt",
    PromptRegistryUse: "prompt",
    VectorStoreTarget: "store",
    AwsKnowledgeBase: "store",
    AwsAgentMemory: "store",
    AwsVectorCollection: "store",
    AwsSearchDomain: "store",
    Guardrail: "guardrail",
    AwsGuardrail: "guardrail",
    EvaluationSuite: "evaluation",
    AwsEvaluation: "evaluation",
    TraceSink: "trace sink",
}
"""What a fact is that could only be read in part."""


def _parts(fact: Fact) -> list[InventoryItem]:
    try:
        return _items(fact)
    except UnreadFieldError as error:
        detail = f"{error.field.replace('_', ' ')} could not be read ({error.unread.reason})"
        return [_item(fact, PART_OF[type(fact)], fact.resource, "not read", detail)]


SEEN: dict[str, Literal["account", "cluster"]] = {"aws-account": "account", "aws-region": "account", "kubernetes": "cluster"}
"""By kind of place; everything else is a file."""


def _item(
    fact: Fact,
    part: str,
    name: str,
    product: str,
    detail: str = "",
    *,
    model: str = "",
    end_of_life: date | None = None,
    line: int | None = None,
) -> InventoryItem:
    return InventoryItem(
        part=part,
        name=name,
        product=product,
        model=model,
        detail=detail,
        end_of_life=end_of_life,
        environment=fact.environment,
        location=str(fact.origin.at(line) if line else fact.origin),
        seen=SEEN.get(fact.origin.place.partition(":")[0], "files"),
    )


@singledispatch
def _items(fact: Fact) -> list[InventoryItem]:  # noqa: ARG001 - facts of other types are no part of the AI system
    return []


# Models and their providers


@_items.register
def _served(fact: ServedModel) -> list[InventoryItem]:
    replicas = "" if {"minimum", "maximum"} & fact.unread.keys() or fact.maximum is None else f"{fact.minimum} to {fact.maximum} replicas"
    return [_item(fact, "model", fact.name, fact.product, replicas)]


@_items.register
def _referred(fact: ModelReference) -> list[InventoryItem]:
    product = "ollama" if fact.uri.startswith("ollama://") else "mlflow"
    return [_item(fact, "model", fact.shown, product, f"by {fact.via}", model=fact.shown)]


@_items.register
def _packed(fact: ModelPackage) -> list[InventoryItem]:
    return [_item(fact, "model", fact.name, fact.product, ", ".join(fact.flavors))]


@_items.register
def _routed(fact: AiRoute) -> list[InventoryItem]:
    return [
        _item(fact, "model", name, "envoy ai gateway", f"by {', '.join(rule.backends)}", model=name, line=rule.line)
        for rule in fact.rules
        for name in rule.models
    ]


@_items.register
def _route(fact: ModelRoute) -> list[InventoryItem]:
    return [
        _item(
            fact,
            "model",
            fact.alias,
            each.provider,
            "" if each.model else "named by the environment",
            model=each.model or "",
            end_of_life=retirement_of(each.model, each.provider) if each.model else None,
            line=each.line,
        )
        for each in fact.deployments
    ]


@_items.register
def _written(fact: SourceModule) -> list[InventoryItem]:
    """Models that code names; a list of many is a catalogue, and says nothing of what is used."""
    providers = {each.provider for each in fact.clients}
    provider = providers.pop() if len(providers) == 1 else ""
    return [
        _item(
            fact,
            "model",
            each.model,
            provider,
            f"{each.use} in code",
            model=each.model,
            end_of_life=retirement_of(each.model, provider or vendor_of(each.model)),
            line=each.line,
        )
        for each in fact.models
        if each.use != "catalogue"
    ]


@_items.register
def _used(fact: AwsUsedModel) -> list[InventoryItem]:
    state = [fact.status.lower()] if fact.status else []
    told = [*state, "called in the last two weeks" if fact.called else "not called lately", *(f"for {each}" for each in fact.users[:2])]
    name = fact.model or (fact.written[0] if fact.written else fact.resource)
    return [_item(fact, "model", name, "bedrock", ", ".join(told), model=fact.model, end_of_life=fact.end_of_life)]


@_items.register
def _provider(fact: ProviderUse) -> list[InventoryItem]:
    # Which one a name at run time leads to is told nowhere.
    return [] if fact.provider == "any" else [_item(fact, "provider", fact.provider, fact.provider, f"by {fact.via}")]


# What answers, and what is answered with


@_items.register
def _gateway(fact: Gateway) -> list[InventoryItem]:
    return [_item(fact, "gateway", fact.origin.file or fact.resource, fact.product)]


@_items.register
def _tool_gateway(fact: AwsAgentGateway) -> list[InventoryItem]:
    return [_item(fact, "gateway", fact.name, "AgentCore gateway", fact.authorizer)]


SERVICE_PARTS = {"inference": "server", "vector store": "store", "database": "store", "tracing": "trace sink", "gateway": "gateway"}
MODEL_SETTINGS = ("--model", "--model-id", "--model-path", "MODEL_ID", "modelURL", "model")
"""Settings of model servers that name what they load."""


@_items.register
def _service(fact: AiService) -> list[InventoryItem]:
    part = SERVICE_PARTS.get(fact.role)
    model = next((fact.settings[name] for name in MODEL_SETTINGS if name in fact.settings), "")
    return [_item(fact, part, fact.container.name, fact.product, str(fact.container.image or ""), model=model)] if part else []


@_items.register
def _endpoint(fact: AwsEndpoint) -> list[InventoryItem]:
    return [_item(fact, "server", fact.name, "SageMaker endpoint", fact.status)]


@_items.register
def _agent(fact: AwsAgent) -> list[InventoryItem]:
    return [_item(fact, "agent", fact.name, "Bedrock agent", fact.status.lower(), model=_bedrock_model(fact.model))]


@_items.register
def _flow(fact: AwsFlow) -> list[InventoryItem]:
    return [_item(fact, "agent", fact.name, "Bedrock flow", "")]


@_items.register
def _loop(fact: AgentLoop) -> list[InventoryItem]:
    tools = f"tools: {', '.join(fact.tools[:4])}{' and more' if len(fact.tools) > 4 or fact.tools_open else ''}" if fact.tools else ""
    return [_item(fact, "agent", fact.origin.file or fact.resource, fact.framework, tools)]


@_items.register
def _tools(fact: McpServer) -> list[InventoryItem]:
    return [_item(fact, "tool server", fact.name, "MCP", fact.package or fact.url_host or fact.launcher)]


@_items.register
def _handed_on(fact: ToolAccess) -> list[InventoryItem]:
    return [_item(fact, "tool server", fact.server, "MCP", f"through {fact.product}")]


@_items.register
def _prompt(fact: AwsPrompt) -> list[InventoryItem]:
    return [_item(fact, "prompt", fact.name, "Bedrock prompt", f"{len(fact.versions)} versions" if fact.versions else "draft only")]


@_items.register
def _prompt_file(fact: PromptFile) -> list[InventoryItem]:
    return [_item(fact, "prompt", fact.origin.file or fact.resource, fact.kind, model=fact.model)]


@_items.register
def _registered(fact: PromptRegistryUse) -> list[InventoryItem]:
    label = "the newest" if fact.newest else fact.label
    return [_item(fact, "prompt", fact.prompt or fact.origin.file or fact.resource, fact.product, label)]


@_items.register
def _agent_server(fact: AgentServer) -> list[InventoryItem]:
    return [_item(fact, "agent", name, f"{fact.product} server") for name in fact.agents]


# What it remembers


@_items.register
def _target(fact: VectorStoreTarget) -> list[InventoryItem]:
    return [_item(fact, "store", fact.index or fact.host, fact.store, f"on {fact.host}" if fact.index else "")]


@_items.register
def _knowledge(fact: AwsKnowledgeBase) -> list[InventoryItem]:
    sources = f"from {', '.join(fact.sources[:3])}" if fact.sources else ""
    embedding = _bedrock_model(fact.embedding_model)
    return [_item(fact, "store", fact.name, "Bedrock knowledge base", sources, model=embedding, end_of_life=fact.end_of_life)]


@_items.register
def _memory(fact: AwsAgentMemory) -> list[InventoryItem]:
    return [_item(fact, "store", fact.id, "AgentCore memory", "")]


@_items.register
def _collection(fact: AwsVectorCollection) -> list[InventoryItem]:
    return [_item(fact, "store", fact.name, "OpenSearch Serverless", fact.collection_type.lower())]


@_items.register
def _domain(fact: AwsSearchDomain) -> list[InventoryItem]:
    return [_item(fact, "store", fact.name, "OpenSearch", "")]


# What watches over it


@_items.register
def _guardrail(fact: Guardrail) -> list[InventoryItem]:
    stages = ", ".join(fact.stages)
    return [_item(fact, "guardrail", fact.name, fact.engine, stages if fact.attached else f"{stages}, not attached".lstrip(", "))]


@_items.register
def _bedrock_guardrail(fact: AwsGuardrail) -> list[InventoryItem]:
    return [_item(fact, "guardrail", fact.name, "Bedrock guardrail", f"version {fact.version}")]


@_items.register
def _suite(fact: EvaluationSuite) -> list[InventoryItem]:
    cases = "" if "cases" in fact.unread else f"{fact.cases} cases"
    return [_item(fact, "evaluation", fact.origin.file or fact.resource, fact.product, cases)]


@_items.register
def _evaluation(fact: AwsEvaluation) -> list[InventoryItem]:
    return [_item(fact, "evaluation", fact.name, "Bedrock evaluation", fact.form)]


@_items.register
def _sink(fact: TraceSink) -> list[InventoryItem]:
    return [_item(fact, "trace sink", fact.product, fact.product, f"by {fact.via}")]


def _bedrock_model(written: str) -> str:
    """The foundation model behind a name; the name itself where only the account can tell."""
    return model_name(written).model or written
