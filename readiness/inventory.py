"""The AI inventory: what the system is made of, whatever source told of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from functools import singledispatch
from typing import Any, Literal

from readiness.facts import Environment, Fact, GapReason, Model, UnreadFieldError
from readiness.facts.agents import AgentServer
from readiness.facts.ai import AiService, Gateway, Guardrail, McpServer, ModelRoute, ProviderUse, SourceModule, TraceSink
from readiness.facts.aws.account import AwsReference
from readiness.facts.aws.agents import AwsAgent, AwsAgentGateway, AwsAgentMemory, AwsFlow, AwsKnowledgeBase, AwsPrompt
from readiness.facts.aws.bedrock import AwsEvaluation, AwsGuardrail
from readiness.facts.aws.hosting import AwsEndpoint
from readiness.facts.aws.models import AwsUsedModel, model_name
from readiness.facts.aws.serverless import AwsFunction
from readiness.facts.aws.storage import AwsDatabase, AwsSearchDomain, AwsVectorCollection
from readiness.facts.azure import AzureAiAccount, AzureModelDeployment
from readiness.facts.delivery import EvaluationSuite
from readiness.facts.documents import DeclaredComponent, PromptFile, PromptRegistryUse
from readiness.facts.gateways import ToolAccess
from readiness.facts.google import GoogleAiService
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
    "database",
    "guardrail",
    "evaluation",
    "trace sink",
)


def inventory(facts: Iterable[Fact]) -> tuple[InventoryItem, ...]:
    """Every part that the facts tell of, each once, in a stable order; what differs in its place alone is one part."""
    facts = list(facts)
    found: dict[InventoryItem, list[InventoryItem]] = {}
    seen = {item for fact in facts for item in _parts(fact)} | set(_behind_knowledge_bases(facts))
    for item in (*_with_providers(seen), *_only_declared(facts, seen)):
        same = item.model_copy(update={"location": "", "detail": "" if item.part in TOLD_BY_MANY else item.detail})
        found.setdefault(same, []).append(item)
    return tuple(sorted((_folded(same, items) for same, items in found.items()), key=_order))


def _with_providers(items: Iterable[InventoryItem]) -> Iterator[InventoryItem]:
    """With the provider that a model's prefix names (`xai/grok-4`), where it is one of the system's and nothing else tells it."""
    items = list(items)
    providers = {each.name for each in items if each.part == "provider"}
    for each in items:
        prefix = each.model.partition("/")[0]
        named = each.part == "model" and not each.product and prefix in providers and prefix != each.model
        yield each.model_copy(update={"product": prefix}) if named else each


DECLARED_PARTS = {"model": "model", "prompt": "prompt", "tool": "tool server"}


def _only_declared(facts: Iterable[Fact], seen: Iterable[InventoryItem]) -> Iterator[InventoryItem]:
    """What an inventory of theirs declares and nothing else tells of; of what was seen, that says more."""
    known = {(each.part, name.casefold()) for each in seen for name in (each.name, each.model, each.model.rpartition("/")[2]) if name}
    for fact in facts:
        if not isinstance(fact, DeclaredComponent) or {"kind", "name"} & fact.unread.keys():
            continue
        part, source = DECLARED_PARTS.get(fact.kind), _told(fact, "source", "")
        if part is not None and not any((part, each.casefold()) in known for each in {fact.name, *_told(fact, "also", ())}):
            yield _item(fact, part, fact.name, source, "declared but not seen", model=fact.name if part == "model" else "")


def _told(fact: Fact, field: str, unknown: Any) -> Any:
    """What it says in a field, or `unknown` where that could not be read."""
    return unknown if field in fact.unread else getattr(fact, field)


def _behind_knowledge_bases(facts: Iterable[Fact]) -> Iterator[InventoryItem]:
    """Databases and search domains that knowledge bases keep their vectors in: by themselves they don't tell that they do."""
    facts = list(facts)
    used = {_told(each, "used", "") for each in facts if isinstance(each, AwsReference) and _told(each, "role", "") == "vector store"} - {
        ""
    }
    for fact in facts:
        if isinstance(fact, AwsDatabase) and fact.resource in used:
            product = "Aurora pgvector" if _told(fact, "engine", "").startswith("aurora") else "RDS pgvector"
            yield _item(fact, "store", _told(fact, "name", fact.resource), product, "of a knowledge base")
        elif isinstance(fact, AwsSearchDomain) and fact.resource in used:
            yield _item(fact, "store", _told(fact, "name", fact.resource), "OpenSearch", "of a knowledge base")


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
    AwsSearchDomain: "database",
    AwsFunction: "model",
    AzureModelDeployment: "model",
    AzureAiAccount: "provider",
    GoogleAiService: "server",
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
    product = next((each for each in ("ollama", "bentoml") if fact.uri.startswith(f"{each}://")), "mlflow")
    return [_item(fact, "model", fact.shown, product, f"by {fact.via}", model=fact.shown)]


@_items.register
def _packed(fact: ModelPackage) -> list[InventoryItem]:
    return [_item(fact, "model", fact.name, fact.product, ", ".join(fact.flavors))]


@_items.register
def _routed(fact: AiRoute) -> list[InventoryItem]:
    return [
        _item(
            fact,
            "model",
            name,
            "envoy ai gateway",
            f"by {', '.join(rule.backends)}",
            model=name,
            end_of_life=retirement_of(name, "bedrock"),
            line=rule.line,
        )
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
        if "*" not in (each.model or "")  # it stands for every model of a provider, and is none
    ]


@_items.register
def _written(fact: SourceModule) -> list[InventoryItem]:
    """Models that code names; a list of many is a catalogue, and says nothing of what is used."""
    providers = {each.provider for each in fact.clients} - {ANY}
    provider = providers.pop() if len(providers) == 1 else ""
    return [
        _item(
            fact,
            "model",
            each.model,
            provider or vendor_of(each.model),
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
    return [
        _item(fact, "model", name, "bedrock", ", ".join(told), model=fact.model, end_of_life=fact.end_of_life),
        _item(fact, "provider", "bedrock", "bedrock", "by account"),
    ]


@_items.register
def _provider(fact: ProviderUse) -> list[InventoryItem]:
    # Which one a name at run time leads to is told nowhere.
    return [] if fact.provider == ANY else [_item(fact, "provider", fact.provider, fact.provider, f"by {fact.via}")]


@_items.register
def _of_function(fact: AwsFunction) -> list[InventoryItem]:
    """Models that the variables of a function name, where files make it; an account tells by itself which are used."""
    if fact.origin.file is None:
        return []
    used = [
        _item(fact, "model", each, "bedrock", f"for {fact.name}", model=each, end_of_life=retirement_of(each, "bedrock"))
        for each in fact.models
    ]
    return [*used, _item(fact, "provider", "bedrock", "bedrock", "by infrastructure")] if used else []


@_items.register
def _azure_deployment(fact: AzureModelDeployment) -> list[InventoryItem]:
    told = {name: "" if name in fact.unread else getattr(fact, name) for name in ("model", "version", "sku")}
    detail = ", ".join(filter(None, (f"version {told['version']}" if told["version"] else "", told["sku"])))
    return [_item(fact, "model", fact.name, "azure", detail or "model not told by the files", model=told["model"])]


GOOGLE: dict[str, tuple[str, str]] = {
    "endpoint": ("server", "Vertex AI endpoint"),
    "agent": ("agent", "Agent Engine"),
    "vector search": ("store", "Vertex AI Vector Search"),
    "search": ("store", "Vertex AI Search"),
}
"""Part and product of each kind."""


@_items.register
def _google(fact: GoogleAiService) -> list[InventoryItem]:
    part, product = GOOGLE[fact.kind]
    return [
        _item(fact, part, fact.name, product, model="" if "model" in fact.unread else fact.model),
        _item(fact, "provider", "vertex", "vertex", "by infrastructure"),
    ]


@_items.register
def _azure_account(fact: AzureAiAccount) -> list[InventoryItem]:
    if fact.kind == "Search":
        return [_item(fact, "store", fact.name, "Azure AI Search")]
    return [_item(fact, "provider", "azure", "azure", "by infrastructure")]


# What answers, and what is answered with


@_items.register
def _gateway(fact: Gateway) -> list[InventoryItem]:
    return [_item(fact, "gateway", fact.origin.file or fact.resource, fact.product)]


@_items.register
def _tool_gateway(fact: AwsAgentGateway) -> list[InventoryItem]:
    return [_item(fact, "gateway", fact.name, "AgentCore gateway", fact.authorizer)]


ANY = "any"
"""Stands for the provider of a client that calls whichever its model names."""
SERVICE_PARTS = {"inference": "server", "vector store": "store", "database": "database", "tracing": "trace sink", "gateway": "gateway"}
MODEL_SETTINGS = ("--model", "--model-id", "--model-path", "MODEL_ID", "modelURL", "model")
"""Settings of model servers that name what they load."""


@_items.register
def _service(fact: AiService) -> list[InventoryItem]:
    part = SERVICE_PARTS.get(fact.role)
    model = next((fact.settings[name] for name in MODEL_SETTINGS if name in fact.settings), "")
    # KServe gives the containers of all its services the same name.
    name = fact.workload.rpartition("/")[2] if "InferenceService/" in fact.workload else fact.container.name
    return [_item(fact, part, name, fact.product, str(fact.container.image or ""), model=model)] if part else []


@_items.register
def _endpoint(fact: AwsEndpoint) -> list[InventoryItem]:
    return [_item(fact, "server", fact.name, "SageMaker endpoint", fact.status if fact.origin.file is None else "")]


@_items.register
def _agent(fact: AwsAgent) -> list[InventoryItem]:
    model, status = _bedrock_model(fact.model), _of_account(fact, "status").lower()
    return [_item(fact, "agent", fact.name, "Bedrock agent", status, model=model, end_of_life=retirement_of(model, "bedrock"))]


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
    ends = retirement_of(fact.model, vendor_of(fact.model))
    return [_item(fact, "prompt", fact.origin.file or fact.resource, fact.kind, model=fact.model, end_of_life=ends)]


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
    ends = retirement_of(embedding, "bedrock") if _only_account_tells(fact, "end_of_life") else fact.end_of_life
    return [_item(fact, "store", fact.name, "Bedrock knowledge base", sources, model=embedding, end_of_life=ends)]


@_items.register
def _memory(fact: AwsAgentMemory) -> list[InventoryItem]:
    return [_item(fact, "store", fact.id, "AgentCore memory", "")]


@_items.register
def _collection(fact: AwsVectorCollection) -> list[InventoryItem]:
    kind = fact.collection_type.lower()
    return [_item(fact, "store" if kind == "vectorsearch" else "database", fact.name, "OpenSearch Serverless", kind)]


@_items.register
def _domain(fact: AwsSearchDomain) -> list[InventoryItem]:
    return [_item(fact, "database", fact.name, "OpenSearch", "")]


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


def _only_account_tells(fact: Fact, field: str) -> bool:
    return field in fact.unread and fact.unread[field].reason is GapReason.NOT_IN_FILES


def _of_account(fact: Fact, field: str) -> str:
    """A field that only the running account tells; empty where files told of the fact."""
    return "" if _only_account_tells(fact, field) else str(getattr(fact, field))


def _bedrock_model(written: str) -> str:
    """The foundation model behind a name; the name itself where only the account can tell."""
    return model_name(written).model or written
