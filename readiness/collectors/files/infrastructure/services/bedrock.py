"""Bedrock: agents, knowledge bases, guardrails, flows, prompts, profiles and the record of calls; gateways and memories of AgentCore."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from readiness.collectors.aws.agents import actions_of
from readiness.collectors.aws.bedrock import guardrail_policies
from readiness.collectors.files.infrastructure.mapping import RUNNING_ONLY, View, identify, maps, unread
from readiness.collectors.files.infrastructure.services.serverless import PUBLISHED
from readiness.collectors.files.infrastructure.services.storage import versioning_of
from readiness.collectors.files.infrastructure.stacks import blocks, written
from readiness.collectors.files.infrastructure.values import Ref, Unresolved, refs_in, unresolved_in
from readiness.facts import Fact, Unread
from readiness.facts.aws.account import AwsReference
from readiness.facts.aws.agents import (
    DRAFT,
    AgentAlias,
    AgentVersion,
    AwsAgent,
    AwsAgentGateway,
    AwsAgentMemory,
    AwsDataSource,
    AwsFlow,
    AwsKnowledgeBase,
    AwsPrompt,
    FlowNode,
)
from readiness.facts.aws.bedrock import INVOCATION_LOG, AwsBedrockRegion, AwsGuardrail, AwsInferenceProfile
from readiness.facts.aws.models import model_name

BASE = "arn:aws:bedrock:{region}::"


@maps("aws_bedrockagent_agent", gives=(AwsAgent, AwsReference), name="agent_name", arn=BASE + "agent/{name}", own=True)
def agent(view: View) -> Iterator[Fact]:
    """An agent as it is prepared; an alias of which no version is named makes one."""
    aliases = view.linked("aws_bedrockagent_agent_alias", "agent_id")
    named: Any = (
        aliases if isinstance(aliases, Unread) else tuple(_alias(each, "agent_alias_name", "routing_configuration") for each in aliases)
    )
    guardrail, version = _guardrail(view, "guardrail_configuration")
    served = PUBLISHED if isinstance(named, tuple) and any(DRAFT not in each.versions for each in named) else DRAFT
    actions = _actions(view, served)
    yield view.fact(
        AwsAgent,
        name=view.name,
        id=view.resource.address,
        status=RUNNING_ONLY,
        model=view.text("foundation_model"),
        role=view.text("agent_resource_role_arn"),
        idle_seconds=view.number("idle_session_ttl_in_seconds", 600),
        memory_days=_memory(view),
        aliases=named,
        versions=next((each for each in (named, guardrail, version) if isinstance(each, Unread)), None)
        or (AgentVersion(version=served, guardrail=guardrail, guardrail_version=version),),
        actions=actions if isinstance(actions, Unread) else actions[0],
        unread_schemas=actions if isinstance(actions, Unread) else actions[1],
        enforced_guardrails=(),
    )
    yield from view.uses(
        ("foundation_model", "model"),
        ("agent_resource_role_arn", "execution role"),
        ("customer_encryption_key_arn", "encryption key"),
        ("guardrail_configuration.guardrail_identifier", "guardrail"),
    )
    for kind, path, role in (
        ("aws_bedrockagent_agent_knowledge_base_association", "knowledge_base_id", "knowledge base"),
        ("aws_bedrockagent_agent_action_group", "action_group_executor.lambda", "action group"),
    ):
        linked = view.linked(kind, "agent_id")
        for each in [] if isinstance(linked, Unread) else linked:
            yield from view.uses_value(each.raw_with_refs(path), role)


def _alias(view: View, name: str, routing: str) -> AgentAlias:
    told = view.text(name)
    routes = blocks(view.resource.values.get(routing))
    versions = [each.get("agent_version", each.get("flow_version")) for each in routes]
    return AgentAlias(
        name=told if isinstance(told, str) else view.resource.address,
        versions=tuple(each if isinstance(each, str) and each else PUBLISHED for each in versions) or (PUBLISHED,),
    )


def _guardrail(view: View, path: str) -> tuple[Any, Any]:
    """A guardrail's name and version: those of the resource that is the guardrail itself is its draft."""
    identifier = view.text(f"{path}.guardrail_identifier")
    raw = view.raw_with_refs(f"{path}.guardrail_version")
    version = view.text(f"{path}.guardrail_version")
    if isinstance(raw, Ref):
        target = view.stack.find(raw.address)
        version = DRAFT if target is not None and target.type == "aws_bedrock_guardrail" else PUBLISHED
    return identifier, version


def _memory(view: View) -> Any:
    kinds = view.texts("memory_configuration.enabled_memory_types")
    if isinstance(kinds, Unread):
        return kinds
    return view.number("memory_configuration.storage_days", 30) if kinds else None


def _actions(view: View, version: str) -> Any:
    groups = view.linked("aws_bedrockagent_agent_action_group", "agent_id")
    if isinstance(groups, Unread):
        return groups
    actions: list[Any] = []
    files: list[str] = []
    for group in groups:
        if group.text("action_group_state", "ENABLED") == "DISABLED" or group.has("parent_action_group_signature"):
            continue
        told = _group(group, version)
        found = actions_of(told) if told is not None else None
        actions += found or []
        files += [group.name] if found is None else []
    return tuple(actions), tuple(files)


def _group(view: View, version: str) -> dict[str, Any] | None:
    """An action group in the words of Bedrock's API; None when its schema is not written here."""
    payload = view.text("api_schema.payload")
    functions = [each for one in blocks(view.raw("function_schema.member_functions")) for each in blocks(one.get("functions"))]
    if isinstance(payload, Unread) or unresolved_in(functions) is not None or (view.has("api_schema") and not payload):
        return None
    return {
        "actionGroupName": view.name,
        "agentVersion": version,
        "actionGroupExecutor": {"customControl": view.text("action_group_executor.custom_control")},
        "apiSchema": {"payload": payload} if payload else {},
        "functionSchema": {
            "functions": [
                {
                    "name": str(each.get("name", "")),
                    "description": str(each.get("description") or ""),
                    "requireConfirmation": str(each.get("require_confirmation", "")),
                }
                for each in functions
            ]
        },
    }


identify("aws_bedrockagent_agent_action_group", "action_group_name", "{name}")
identify("aws_bedrockagent_agent_alias", "agent_alias_name", BASE + "agent-alias/{name}")
identify("aws_bedrock_guardrail_version", "", "{name}")


@maps("aws_bedrockagent_knowledge_base", gives=(AwsKnowledgeBase, AwsReference), name="name", arn=BASE + "knowledge-base/{name}", own=True)
def knowledge_base(view: View) -> Iterator[Fact]:
    """A knowledge base and what it stands on."""
    sources = view.linked("aws_bedrockagent_data_source", "knowledge_base_id")
    model = view.text("knowledge_base_configuration.vector_knowledge_base_configuration.embedding_model_arn")
    yield view.fact(
        AwsKnowledgeBase,
        name=view.name,
        id=view.resource.address,
        status=RUNNING_ONLY,
        sources=sources if isinstance(sources, Unread) else tuple(each.name for each in sources),
        embedding_model=model,
        lifecycle=RUNNING_ONLY,
        end_of_life=RUNNING_ONLY,
    )
    yield from view.uses(
        ("role_arn", "execution role"),
        ("knowledge_base_configuration.vector_knowledge_base_configuration.embedding_model_arn", "embedding model"),
    )
    for store in blocks(written(view.resource.values, "storage_configuration")):
        for name, configuration in store.items():
            if name == "type":
                continue
            for each in blocks(configuration):
                for key in ("collection_arn", "domain_arn", "resource_arn", "vector_bucket_arn", "index_arn", "graph_arn"):
                    yield from view.uses_value(each.get(key), "vector store")
                yield from view.uses_value(each.get("credentials_secret_arn"), "credentials of the vector store")


@maps("aws_bedrockagent_data_source", gives=(AwsDataSource, AwsReference), name="name", arn="{name}", own=True)
def data_source(view: View) -> Iterator[Fact]:
    """Where a knowledge base takes its documents from."""
    base = view.target("knowledge_base_id")
    path = "data_source_configuration.s3_configuration.bucket_arn"
    bucket = view.target(path)
    told = view.text(path)
    known = bucket is not None and bucket.resource.type == "aws_s3_bucket"
    yield view.fact(
        AwsDataSource,
        f"{base.arn if base else 'unresolved'}/{view.resource.address}",
        name=view.name,
        id=view.resource.address,
        knowledge_base=base.name if base else str(view.text("knowledge_base_id")),
        type=view.text("data_source_configuration.type"),
        bucket=bucket.name if known and bucket else told if isinstance(told, Unread) else told.rsplit(":", 1)[-1],
        bucket_versioning=versioning_of(bucket) if known and bucket else unread(Unresolved("its bucket is not among the files")),
        kms_key=view.text("server_side_encryption_configuration.kms_key_arn"),
        deletion_policy=view.text("data_deletion_policy"),
        jobs=RUNNING_ONLY,
    )
    user = base.arn if base else view.arn
    for used in dict.fromkeys(view.named(view.raw_with_refs(path))):
        yield view.fact(AwsReference, f"{user} knowledge base source {used}", user=user, used=used, role="knowledge base source")


@maps("aws_bedrock_guardrail", gives=(AwsGuardrail,), name="name", arn=BASE + "guardrail/{name}", own=True)
def guardrail(view: View) -> Iterator[Fact]:
    """A guardrail; a resource that makes a version of it gives it a number."""
    versions = view.linked("aws_bedrock_guardrail_version", "guardrail_arn")
    yield view.fact(
        AwsGuardrail,
        name=view.name,
        region=view.region,
        status=RUNNING_ONLY,
        version=versions if isinstance(versions, Unread) else PUBLISHED if versions else DRAFT,
        **_policies(view),
    )


def _policies(view: View) -> dict[str, Any]:
    """Its policies in the words of Bedrock's API, as an account would answer them."""
    fields = {
        "contentPolicy": {"filters": _listed(view, "content_policy_config.filters_config")},
        "sensitiveInformationPolicy": {
            "piiEntities": _listed(view, "sensitive_information_policy_config.pii_entities_config"),
            "regexes": _listed(view, "sensitive_information_policy_config.regexes_config"),
        },
        "contextualGroundingPolicy": {"filters": _listed(view, "contextual_grounding_policy_config.filters_config")},
    }
    hidden = next((each for policy in fields.values() for each in policy.values() if isinstance(each, Unread)), None)
    told: dict[str, Any] = guardrail_policies(hidden if hidden is not None else fields)
    return told


_NEEDED: dict[str, tuple[str, ...]] = {
    "content_policy_config.filters_config": ("type", "input_strength", "output_strength"),
    "sensitive_information_policy_config.pii_entities_config": ("type",),
    "sensitive_information_policy_config.regexes_config": ("name",),
    "contextual_grounding_policy_config.filters_config": ("type", "threshold"),
}


def _listed(view: View, path: str) -> Any:
    value = view.raw(path)
    told: list[dict[str, Any]] = []
    outer, _, inner = path.partition(".")
    for policy in blocks(view.raw(outer)):
        held = policy.get(inner)
        if isinstance(held, Unresolved | Ref):
            return unread(held)
        for each in blocks(held):
            if unresolved_in(each) is not None or next(refs_in(each), None) is not None:
                return unread(each)
            # AWS refuses one without these.
            if any(each.get(name) is None for name in _NEEDED[path]):
                return unread(each)
            told.append({_camel(key): _number(key, each[key]) for key in each if each[key] is not None})
    return unread(value) if isinstance(value, Unresolved) else told


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(each.title() for each in rest)


def _number(key: str, value: Any) -> Any:
    return float(value) if key == "threshold" and isinstance(value, str | int) else value


@maps("aws_bedrock_model_invocation_logging_configuration", gives=(AwsBedrockRegion, AwsReference), own=True)
def invocation_logging(view: View) -> Iterator[Fact]:
    """Where the region's model calls are recorded."""
    group, bucket = view.text("logging_config.cloudwatch_config.log_group_name"), view.text("logging_config.s3_config.bucket_name")
    region = f"/{view.region}/bedrock"
    yield view.fact(
        AwsBedrockRegion,
        region,
        region=view.region,
        log_group=group if isinstance(group, Unread) else group or None,
        log_bucket=bucket if isinstance(bucket, Unread) else bucket or None,
        log_group_exists=_declared(view, "logging_config.cloudwatch_config.log_group_name", group),
        log_bucket_exists=_declared(view, "logging_config.s3_config.bucket_name", bucket),
        text_recorded=view.flag("logging_config.text_data_delivery_enabled", default=True),
        enforced_guardrails=RUNNING_ONLY,
        mantle_called=False,
    )
    for path in ("logging_config.cloudwatch_config.log_group_name", "logging_config.s3_config.bucket_name"):
        for used in dict.fromkeys([*view.named(view.raw_with_refs(path)), *filter(None, [view.text(path)])]):
            if isinstance(used, str):
                yield view.fact(AwsReference, f"{region} {INVOCATION_LOG} {used}", user=region, used=used, role=INVOCATION_LOG)


def _declared(view: View, path: str, told: Any) -> Any:
    """Whether a place is made with it; of one that is made elsewhere only the account tells."""
    if not told:
        return None
    return True if view.target(path) is not None else RUNNING_ONLY


def unlogged_region(view: View) -> AwsBedrockRegion:
    """The region of a stack that uses models and says nothing of recording their calls: another stack may."""
    hidden = unread(Unresolved("no aws_bedrock_model_invocation_logging_configuration is among the files"))
    fields: dict[str, Any] = dict.fromkeys(("log_group", "log_bucket", "log_group_exists", "log_bucket_exists", "text_recorded"), hidden)
    return view.fact(
        AwsBedrockRegion, f"/{view.region}/bedrock", region=view.region, **fields, enforced_guardrails=RUNNING_ONLY, mantle_called=False
    )


@maps(
    "aws_bedrock_inference_profile", gives=(AwsInferenceProfile,), name="name", arn=BASE + "application-inference-profile/{name}", own=True
)
def inference_profile(view: View) -> Iterator[Fact]:
    """An application inference profile."""
    source = view.text("model_source.copy_from")
    yield view.fact(
        AwsInferenceProfile,
        name=view.name,
        id=view.resource.address,
        region=view.region,
        models=source if isinstance(source, Unread) else tuple(filter(None, [model_name(source).model])),
        tagged=names if isinstance(names := view.tag_names, Unread) else {**dict.fromkeys(names, ""), **view.tags},
    )


@maps("aws_bedrockagent_flow", gives=(AwsFlow, AwsReference), name="name", arn=BASE + "flow/{name}", own=True)
def flow(view: View) -> Iterator[Fact]:
    """A flow with the steps in which a model writes."""
    aliases = view.linked("aws_bedrockagent_flow_alias", "flow_id")
    nodes = view.blocks("definition.node")
    found: list[FlowNode] = []
    for node in [] if isinstance(nodes, Unread) else nodes:
        kind = node.get("type")
        key = {"Prompt": "prompt", "KnowledgeBase": "knowledge_base"}.get(str(kind))
        if key is None:
            continue
        held = next(blocks(written(node, f"configuration.{key}.guardrail_configuration")), {})
        if kind == "KnowledgeBase" and not written(node, "configuration.knowledge_base.model_id"):
            continue  # it only finds passages
        identifier = view.text_of(held.get("guardrail_identifier"))
        found.append(
            FlowNode(
                name=str(node.get("name", "")),
                version=DRAFT,
                kind=str(kind),
                guardrail=identifier if isinstance(identifier, str) else "unresolved",
            )
        )
    yield view.fact(
        AwsFlow,
        name=view.name,
        id=view.resource.address,
        aliases=aliases if isinstance(aliases, Unread) else tuple(_alias(each, "name", "routing_configuration") for each in aliases),
        nodes=nodes if isinstance(nodes, Unread) else tuple(found),
    )
    yield from view.uses(("execution_role_arn", "execution role"))


@maps("aws_bedrockagent_prompt", gives=(AwsPrompt, AwsReference), name="name", arn=BASE + "prompt/{name}", own=True)
def prompt(view: View) -> Iterator[Fact]:
    """A prompt; versions are made by other means than the provider's."""
    variants = view.blocks("variant")
    without: Any = variants
    if not isinstance(variants, Unread):
        without = tuple(str(each.get("name", "")) for each in variants if not each.get("model_id") and not each.get("gen_ai_resource"))
    yield view.fact(AwsPrompt, name=view.name, id=view.resource.address, versions=RUNNING_ONLY, without_model=without)
    for each in [] if isinstance(variants, Unread) else variants:
        yield from view.uses_value(each.get("model_id"), "model")


@maps(
    "aws_bedrockagentcore_gateway",
    gives=(AwsAgentGateway, AwsReference),
    name="name",
    arn="arn:aws:bedrock-agentcore:{region}::gateway/{name}",
    own=True,
)
def gateway(view: View) -> Iterator[Fact]:
    """A gateway of AgentCore."""
    interceptors = view.blocks("interceptor_configuration")
    yield view.fact(
        AwsAgentGateway,
        name=view.name,
        id=view.resource.address,
        authorizer=view.text("authorizer_type"),
        role=view.text("role_arn"),
        request_interceptors=interceptors
        if isinstance(interceptors, Unread)
        else tuple("a function" for each in interceptors if "REQUEST" in (each.get("interception_points") or ())),
    )
    yield from view.uses(("role_arn", "execution role"))


@maps(
    "aws_bedrockagentcore_agent_runtime",
    gives=(AwsReference,),
    name="agent_runtime_name",
    arn="arn:aws:bedrock-agentcore:{region}::runtime/{name}",
    own=True,
)
def runtime(view: View) -> Iterator[Fact]:
    """What a runtime of AgentCore stands on."""
    yield from view.uses(("role_arn", "execution role"))
    for name, value in _variables(view).items():
        for used in dict.fromkeys(view.named(list(refs_in(value)))):
            role = f"environment variable {name}"
            yield view.fact(AwsReference, f"{view.arn} {role} {used}", user=view.arn, used=used, role=role)


def _variables(view: View) -> dict[str, Any]:
    held = view.raw_with_refs("environment_variables")
    return held if isinstance(held, dict) else {}


@maps(
    "aws_bedrockagentcore_memory",
    gives=(AwsAgentMemory,),
    name="name",
    arn="arn:aws:bedrock-agentcore:{region}::memory/{name}",
    own=True,
)
def memory(view: View) -> Iterator[Fact]:
    """A memory of AgentCore."""
    yield view.fact(AwsAgentMemory, id=view.name, event_days=view.number("event_expiry_duration"))
