"""Reads agents of Bedrock and AgentCore, their knowledge bases and flows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from operator import itemgetter
from typing import Any

import yaml

from readiness.collectors import Observation
from readiness.collectors.aws.bedrock import ENFORCED, enforced_guardrails
from readiness.collectors.aws.reading import Aws, aws
from readiness.facts import Gap, Unread
from readiness.facts.aws.account import AwsReference
from readiness.facts.aws.agents import (
    DRAFT,
    AgentAction,
    AgentAlias,
    AgentVersion,
    AwsAgent,
    AwsAgentGateway,
    AwsAgentMemory,
    AwsDataSource,
    AwsFlow,
    AwsKnowledgeBase,
    AwsOutboundCredentials,
    AwsPrompt,
    FlowNode,
    IngestionJob,
)

TEST_ALIAS = "TSTALIASID"
"""The alias that every agent and flow has, always on the draft."""
METHODS = frozenset({"get", "put", "post", "delete", "options", "head", "patch", "trace"})
LAST_JOBS = 20


@aws(
    "aws-region",
    gives=(AwsAgent, AwsReference),
    calls=(
        "bedrock-agent.list_agents",
        "bedrock-agent.get_agent",
        "bedrock-agent.list_agent_aliases",
        "bedrock-agent.list_agent_versions",
        "bedrock-agent.list_agent_action_groups",
        "bedrock-agent.get_agent_action_group",
        "bedrock-agent.list_agent_knowledge_bases",
        ENFORCED,
    ),
)
def agents(reading: Aws) -> Iterator[Observation]:
    """Agents, the versions that applications call, and what these can do."""

    def read(summary: dict[str, Any]) -> Iterator[Observation]:
        id = summary["agentId"]
        arn = _arn(reading, f"agent/{id}")
        agent = _of(reading.optional(partial(reading.call, "bedrock-agent.get_agent", agentId=id)), itemgetter("agent"))
        actions = reading.optional(partial(_actions, reading, id))
        yield reading.fact(
            AwsAgent,
            arn,
            "bedrock-agent.list_agents",
            names=(summary["agentName"],),
            name=summary["agentName"],
            id=id,
            status=summary["agentStatus"],
            model=_of(agent, lambda it: it.get("foundationModel", "")),
            role=_of(agent, lambda it: it.get("agentResourceRoleArn", "")),
            idle_seconds=_of(agent, lambda it: it.get("idleSessionTTLInSeconds", 0)),
            memory_days=_of(agent, _memory_days),
            aliases=reading.optional(partial(_aliases, reading, id)),
            versions=reading.optional(partial(_versions, reading, id)),
            actions=_of(actions, lambda it: it[0]),
            unread_schemas=_of(actions, lambda it: it[1]),
            enforced_guardrails=reading.optional(partial(enforced_guardrails, reading)),
        )
        yield from _references(reading, arn, _of(agent, _used_by_agent))
        yield from _references(reading, arn, reading.optional(partial(_guardrails_and_knowledge_bases, reading, id)))

    yield from reading.each(reading.pages("bedrock-agent.list_agents", "agentSummaries"), read)


def _used_by_agent(agent: dict[str, Any]) -> list[tuple[str, str]]:
    return [
        (agent.get("foundationModel", ""), "model"),
        (agent.get("agentResourceRoleArn", ""), "execution role"),
        (agent.get("customerEncryptionKeyArn", ""), "encryption key"),
    ]


def _guardrails_and_knowledge_bases(reading: Aws, id: str) -> list[tuple[str, str]]:
    used = [(each.guardrail, "guardrail") for each in _versions(reading, id)]
    for version in _served(_aliases(reading, id)):
        known = reading.pages("bedrock-agent.list_agent_knowledge_bases", "agentKnowledgeBaseSummaries", agentId=id, agentVersion=version)
        used += [
            (_arn(reading, f"knowledge-base/{each['knowledgeBaseId']}"), "knowledge base")
            for each in known
            if each["knowledgeBaseState"] == "ENABLED"
        ]
    return used


def _memory_days(agent: dict[str, Any]) -> int | None:
    memory = agent.get("memoryConfiguration") or {}
    return memory.get("storageDays", 30) if memory.get("enabledMemoryTypes") else None  # 30 is AWS's default


def _aliases(reading: Aws, id: str) -> tuple[AgentAlias, ...]:
    found = reading.pages("bedrock-agent.list_agent_aliases", "agentAliasSummaries", agentId=id)
    return tuple(
        AgentAlias(
            name=each["agentAliasName"],
            status=each["agentAliasStatus"],
            versions=tuple(route["agentVersion"] for route in each.get("routingConfiguration") or () if "agentVersion" in route),
        )
        for each in found
        if each["agentAliasId"] != TEST_ALIAS
    )


def _served(aliases: tuple[AgentAlias, ...]) -> list[str]:
    """Versions that aliases route to, or the draft when there is none."""
    return sorted({version for alias in aliases for version in alias.versions}) or [DRAFT]


def _versions(reading: Aws, id: str) -> tuple[AgentVersion, ...]:
    served = _served(_aliases(reading, id))
    found = reading.pages("bedrock-agent.list_agent_versions", "agentVersionSummaries", agentId=id)
    return tuple(
        AgentVersion(
            version=each["agentVersion"],
            guardrail=(each.get("guardrailConfiguration") or {}).get("guardrailIdentifier", ""),
            guardrail_version=(each.get("guardrailConfiguration") or {}).get("guardrailVersion", ""),
        )
        for each in found
        if each["agentVersion"] in served
    )


def _actions(reading: Aws, id: str) -> tuple[tuple[AgentAction, ...], tuple[str, ...]]:
    """Actions of the served versions, and the names of action groups whose schema is a file."""
    actions: list[AgentAction] = []
    files: list[str] = []
    for version in _served(_aliases(reading, id)):
        of_version = {"agentId": id, "agentVersion": version}
        for summary in reading.pages("bedrock-agent.list_agent_action_groups", "actionGroupSummaries", **of_version):
            if summary["actionGroupState"] != "ENABLED":
                continue
            group = reading.call("bedrock-agent.get_agent_action_group", actionGroupId=summary["actionGroupId"], **of_version)
            found = actions_of(group["agentActionGroup"])
            actions += found or ()
            files += [summary["actionGroupName"]] if found is None else []
    return tuple(actions), tuple(dict.fromkeys(files))


def actions_of(group: dict[str, Any]) -> list[AgentAction] | None:
    """Actions of one group; None when its schema can't be read here."""
    shared = {
        "group": group["actionGroupName"],
        "version": group["agentVersion"],
        "returns_control": (group.get("actionGroupExecutor") or {}).get("customControl") == "RETURN_CONTROL",
    }
    schema = group.get("apiSchema") or {}
    if "s3" in schema:
        return None
    if "payload" in schema:
        return _operations(schema["payload"], shared)
    return [
        AgentAction(
            name=each["name"],
            description=each.get("description", ""),
            confirmed=each.get("requireConfirmation") == "ENABLED",
            **shared,
        )
        for each in (group.get("functionSchema") or {}).get("functions") or ()
    ]


def _operations(payload: str, shared: dict[str, Any]) -> list[AgentAction] | None:
    try:
        schema = yaml.safe_load(payload)
    except yaml.YAMLError:
        return None
    paths = schema.get("paths") if isinstance(schema, dict) else None
    if not isinstance(paths, dict):
        return None
    return [
        AgentAction(
            name=str(operation.get("operationId") or f"{method} {path}"),
            description=str(operation.get("description") or operation.get("summary") or ""),
            method=method,
            confirmed=str(operation.get("x-requireConfirmation")).upper() == "ENABLED",
            **shared,
        )
        for path, methods in paths.items()
        if isinstance(methods, dict)
        for method, operation in methods.items()
        if method in METHODS and isinstance(operation, dict)
    ]


@aws(
    "aws-region",
    gives=(AwsKnowledgeBase, AwsDataSource, AwsReference),
    calls=(
        "bedrock-agent.list_knowledge_bases",
        "bedrock-agent.get_knowledge_base",
        "bedrock-agent.list_data_sources",
        "bedrock-agent.get_data_source",
        "bedrock-agent.list_ingestion_jobs",
        "bedrock.get_foundation_model",
        "s3.get_bucket_versioning",
    ),
)
def knowledge_bases(reading: Aws) -> Iterator[Observation]:
    """Knowledge bases, what they stand on, and where their documents come from."""
    for summary in reading.pages("bedrock-agent.list_knowledge_bases", "knowledgeBaseSummaries"):
        id = summary["knowledgeBaseId"]
        arn = _arn(reading, f"knowledge-base/{id}")
        sources = reading.optional(partial(reading.pages, "bedrock-agent.list_data_sources", "dataSourceSummaries", knowledgeBaseId=id))
        known = _of(
            reading.optional(partial(reading.call, "bedrock-agent.get_knowledge_base", knowledgeBaseId=id)), itemgetter("knowledgeBase")
        )
        model = _of(known, _embedding_model)
        lifecycle = _of(model, partial(_lifecycle, reading))
        yield reading.fact(
            AwsKnowledgeBase,
            arn,
            "bedrock-agent.list_knowledge_bases",
            names=(summary["name"],),
            name=summary["name"],
            id=id,
            status=summary["status"],
            sources=_of(sources, lambda it: tuple(each["name"] for each in it)),
            embedding_model=model,
            lifecycle=_of(lifecycle, lambda it: it.get("status", "")),
            end_of_life=_of(lifecycle, lambda it: it["endOfLifeTime"].date() if "endOfLifeTime" in it else None),
        )
        yield from _references(reading, arn, _of(known, _used_by_knowledge_base))
        if isinstance(sources, Unread):
            yield _hidden(reading, ("AwsDataSource", "AwsReference"), sources)
            continue
        for source in sources:
            yield from _data_source(reading, arn, summary["name"], source)


def _embedding_model(known: dict[str, Any]) -> str:
    configuration = known.get("knowledgeBaseConfiguration") or {}
    kinds = ("vectorKnowledgeBaseConfiguration", "managedKnowledgeBaseConfiguration")
    return next((arn for kind in kinds if (arn := configuration.get(kind, {}).get("embeddingModelArn"))), "")


def _lifecycle(reading: Aws, model: str) -> Any:
    """State and dates of one of Bedrock's foundation models; nothing for other models."""
    _, foundation, id = model.rpartition(":foundation-model/")
    if not foundation:
        return {}
    answer = reading.optional(partial(reading.call, "bedrock.get_foundation_model", modelIdentifier=id))
    return _of(answer, lambda it: it.get("modelDetails", {}).get("modelLifecycle") or {})


def _used_by_knowledge_base(known: dict[str, Any]) -> list[tuple[str, str]]:
    storage = known.get("storageConfiguration") or {}
    used = [(known["roleArn"], "execution role"), (_embedding_model(known), "embedding model")]
    stores = ("collectionArn", "domainArn", "resourceArn", "graphArn", "vectorBucketArn", "indexArn")
    for store in storage.values():
        if isinstance(store, dict):
            used += [(store.get(name, ""), "vector store") for name in stores]
            used.append((store.get("credentialsSecretArn", ""), "credentials of the vector store"))
    return used


def _data_source(reading: Aws, knowledge_base: str, belongs: str, summary: dict[str, Any]) -> Iterator[Observation]:
    ids = {"knowledgeBaseId": summary["knowledgeBaseId"], "dataSourceId": summary["dataSourceId"]}
    source = reading.optional(lambda: reading.call("bedrock-agent.get_data_source", **ids)["dataSource"])
    bucket = _of(source, _bucket)
    yield reading.fact(
        AwsDataSource,
        f"{reading.account}/{reading.region}/{summary['knowledgeBaseId']}/{summary['dataSourceId']}",
        "bedrock-agent.list_data_sources",
        names=(summary["name"], belongs),
        name=summary["name"],
        id=summary["dataSourceId"],
        knowledge_base=summary["knowledgeBaseId"],
        type=_of(source, lambda it: it["dataSourceConfiguration"]["type"]),
        bucket=bucket,
        bucket_versioning=_of(bucket, lambda name: _versioning(reading, name)),
        kms_key=_of(source, lambda it: (it.get("serverSideEncryptionConfiguration") or {}).get("kmsKeyArn", "")),
        deletion_policy=_of(source, lambda it: it.get("dataDeletionPolicy", "")),
        jobs=reading.optional(lambda: _jobs(reading, ids)),
    )
    yield from _references(reading, knowledge_base, _of(source, _used_by_data_source))


def _bucket(source: dict[str, Any]) -> str:
    arn = str(source["dataSourceConfiguration"].get("s3Configuration", {}).get("bucketArn", ""))
    return arn.rsplit(":", 1)[-1]


def _versioning(reading: Aws, bucket: str) -> Any:
    if not bucket:
        return ""
    return reading.optional(
        lambda: reading.call("s3.get_bucket_versioning", Bucket=bucket).get("Status", ""), absent={"NoSuchBucket": None}
    )


def _used_by_data_source(source: dict[str, Any]) -> list[tuple[str, str]]:
    configuration = source["dataSourceConfiguration"]
    used = [(configuration.get("s3Configuration", {}).get("bucketArn", ""), "knowledge base source")]
    used += [
        (each.get("sourceConfiguration", {}).get("credentialsSecretArn", ""), "credentials of the knowledge base source")
        for each in configuration.values()
        if isinstance(each, dict)
    ]
    return used


def _jobs(reading: Aws, ids: dict[str, str]) -> tuple[IngestionJob, ...]:
    newest_first = {"attribute": "STARTED_AT", "order": "DESCENDING"}
    answer = reading.call("bedrock-agent.list_ingestion_jobs", sortBy=newest_first, maxResults=LAST_JOBS, **ids)
    return tuple(
        IngestionJob(
            status=each["status"],
            started=each["startedAt"],
            failed=(each.get("statistics") or {}).get("numberOfDocumentsFailed", 0),
        )
        for each in answer["ingestionJobSummaries"]
    )


@aws(
    "aws-region",
    gives=(AwsFlow, AwsReference),
    calls=(
        "bedrock-agent.list_flows",
        "bedrock-agent.get_flow",
        "bedrock-agent.get_flow_version",
        "bedrock-agent.list_flow_aliases",
    ),
)
def flows(reading: Aws) -> Iterator[Observation]:
    """Flows, and the steps in which a model writes."""
    for summary in reading.pages("bedrock-agent.list_flows", "flowSummaries"):
        id, arn = summary["id"], summary["arn"]
        definitions = reading.optional(partial(_definitions, reading, id))
        yield reading.fact(
            AwsFlow,
            arn,
            "bedrock-agent.list_flows",
            names=(summary["name"],),
            name=summary["name"],
            id=id,
            aliases=reading.optional(partial(_flow_aliases, reading, id)),
            nodes=_of(definitions, lambda it: tuple(node for each in it for node in _nodes(each))),
        )
        yield from _references(reading, arn, _of(definitions, lambda it: [used for each in it for used in _used_by_flow(reading, each)]))


def _flow_aliases(reading: Aws, id: str) -> tuple[AgentAlias, ...]:
    found = reading.pages("bedrock-agent.list_flow_aliases", "flowAliasSummaries", flowIdentifier=id)
    return tuple(
        AgentAlias(
            name=each["name"], versions=tuple(route["flowVersion"] for route in each["routingConfiguration"] if "flowVersion" in route)
        )
        for each in found
        if each["id"] != TEST_ALIAS
    )


def _definitions(reading: Aws, id: str) -> list[dict[str, Any]]:
    """The flow as it is called: its served versions, or its draft."""
    return [
        reading.call("bedrock-agent.get_flow", flowIdentifier=id)
        if version == DRAFT
        else reading.call("bedrock-agent.get_flow_version", flowIdentifier=id, flowVersion=version)
        for version in _served(_flow_aliases(reading, id))
    ]


def _steps(flow: dict[str, Any] | None) -> Iterator[tuple[str, dict[str, Any]]]:
    """Name and configuration of every node, those inside loops too."""
    for node in (flow or {}).get("nodes") or ():
        configuration = node.get("configuration") or {}
        yield node["name"], configuration
        yield from _steps(configuration.get("loop", {}).get("definition"))


def _nodes(flow: dict[str, Any]) -> Iterator[FlowNode]:
    for name, configuration in _steps(flow.get("definition")):
        for key, kind in (("prompt", "Prompt"), ("knowledgeBase", "KnowledgeBase")):
            node = configuration.get(key)
            # A knowledge base without a model gives back passages as they are.
            if node is None or (key == "knowledgeBase" and not node.get("modelId")):
                continue
            guardrail = node.get("guardrailConfiguration") or {}
            yield FlowNode(
                name=name,
                version=flow["version"],
                kind=kind,
                guardrail=guardrail.get("guardrailIdentifier", ""),
                guardrail_version=guardrail.get("guardrailVersion", ""),
            )


def _used_by_flow(reading: Aws, flow: dict[str, Any]) -> Iterator[tuple[str, str]]:
    yield flow["executionRoleArn"], "execution role"
    for _, configuration in _steps(flow.get("definition")):
        prompt = configuration.get("prompt", {})
        base = configuration.get("knowledgeBase", {})
        yield prompt.get("sourceConfiguration", {}).get("inline", {}).get("modelId", ""), "model"
        yield prompt.get("sourceConfiguration", {}).get("resource", {}).get("promptArn", ""), "prompt"
        yield base.get("modelId", ""), "model"
        if "knowledgeBaseId" in base:
            yield _arn(reading, f"knowledge-base/{base['knowledgeBaseId']}"), "knowledge base"
        for each in (prompt, base):
            yield (each.get("guardrailConfiguration") or {}).get("guardrailIdentifier", ""), "guardrail"
        yield configuration.get("agent", {}).get("agentAliasArn", ""), "agent"
        yield configuration.get("lambdaFunction", {}).get("lambdaArn", ""), "function"
        for key in ("storage", "retrieval"):
            yield configuration.get(key, {}).get("serviceConfiguration", {}).get("s3", {}).get("bucketName", ""), f"{key} bucket"


@aws(
    "aws-region",
    gives=(AwsPrompt, AwsReference),
    calls=("bedrock-agent.list_prompts", "bedrock-agent.get_prompt"),
)
def prompts(reading: Aws) -> Iterator[Observation]:
    """Prompts of prompt management, their versions and models."""
    for summary in reading.pages("bedrock-agent.list_prompts", "promptSummaries"):
        id, arn = summary["id"], summary["arn"]
        versions = reading.optional(partial(reading.pages, "bedrock-agent.list_prompts", "promptSummaries", promptIdentifier=id))
        variants = _of(reading.optional(partial(reading.call, "bedrock-agent.get_prompt", promptIdentifier=id)), _variants)
        yield reading.fact(
            AwsPrompt,
            arn,
            "bedrock-agent.list_prompts",
            names=(summary["name"],),
            name=summary["name"],
            id=id,
            versions=_of(versions, lambda it: tuple(each["version"] for each in it if each["version"] != DRAFT)),
            without_model=_of(variants, _without_model),
        )
        yield from _references(reading, arn, _of(variants, lambda it: [(each.get("modelId", ""), "model") for each in it]))


def _variants(prompt: dict[str, Any]) -> list[dict[str, Any]]:
    return prompt.get("variants") or []


def _without_model(variants: list[dict[str, Any]]) -> tuple[str, ...]:
    return tuple(each["name"] for each in variants if not each.get("modelId") and not each.get("genAiResource"))


@aws(
    "aws-region",
    gives=(AwsAgentGateway, AwsReference),
    calls=("bedrock-agentcore-control.list_gateways", "bedrock-agentcore-control.get_gateway"),
)
def gateways(reading: Aws) -> Iterator[Observation]:
    """Gateways of AgentCore, and how they know their callers."""
    for summary in reading.pages("bedrock-agentcore-control.list_gateways", "items"):
        id = summary["gatewayId"]
        arn = _arn(reading, f"gateway/{id}", "bedrock-agentcore")
        gateway = reading.optional(partial(reading.call, "bedrock-agentcore-control.get_gateway", gatewayIdentifier=id))
        yield reading.fact(
            AwsAgentGateway,
            arn,
            "bedrock-agentcore-control.list_gateways",
            names=(summary["name"],),
            name=summary["name"],
            id=id,
            authorizer=summary["authorizerType"],
            role=_of(gateway, lambda it: it.get("roleArn", "")),
            request_interceptors=_of(gateway, _request_interceptors),
        )
        yield from _references(reading, arn, _of(gateway, lambda it: [(it.get("roleArn", ""), "execution role")]))


def _request_interceptors(gateway: dict[str, Any]) -> tuple[str, ...]:
    return tuple(
        each["interceptor"].get("lambda", {}).get("arn", "")
        for each in gateway.get("interceptorConfigurations") or ()
        if "REQUEST" in each["interceptionPoints"]
    )


@aws(
    "aws-region",
    gives=(AwsReference,),
    calls=("bedrock-agentcore-control.list_agent_runtimes", "bedrock-agentcore-control.get_agent_runtime"),
)
def runtimes(reading: Aws) -> Iterator[Observation]:
    """What runtimes of AgentCore stand on. They know their callers always: by IAM, or by JWT."""
    for summary in reading.pages("bedrock-agentcore-control.list_agent_runtimes", "agentRuntimes"):
        id = summary["agentRuntimeId"]
        runtime = reading.optional(partial(reading.call, "bedrock-agentcore-control.get_agent_runtime", agentRuntimeId=id))
        yield from _references(reading, summary["agentRuntimeArn"], _of(runtime, _used_by_runtime))


def _used_by_runtime(runtime: dict[str, Any]) -> list[tuple[str, str]]:
    artifact = runtime.get("agentRuntimeArtifact") or {}
    return [
        (runtime["roleArn"], "execution role"),
        (artifact.get("codeConfiguration", {}).get("code", {}).get("s3", {}).get("bucket", ""), "code bucket"),
        (artifact.get("containerConfiguration", {}).get("containerUri", ""), "image"),
    ]


@aws(
    "aws-region",
    gives=(AwsAgentMemory,),
    calls=("bedrock-agentcore-control.list_memories", "bedrock-agentcore-control.get_memory"),
)
def memories(reading: Aws) -> Iterator[Observation]:
    """Memories of AgentCore."""
    for summary in reading.pages("bedrock-agentcore-control.list_memories", "memories"):
        id = summary["id"]
        memory = _of(reading.optional(partial(reading.call, "bedrock-agentcore-control.get_memory", memoryId=id)), itemgetter("memory"))
        yield reading.fact(
            AwsAgentMemory,
            summary["arn"],
            "bedrock-agentcore-control.list_memories",
            names=(id,),
            id=id,
            event_days=_of(memory, lambda it: it["eventExpiryDuration"]),
        )


def _of(read: Any, take: Callable[[Any], Any]) -> Any:
    """A part of an answer; of an unread one nothing was read either."""
    return read if isinstance(read, Unread) else take(read)


def _references(reading: Aws, user: str, used: Any) -> Iterator[Observation]:
    if isinstance(used, Unread):
        yield _hidden(reading, ("AwsReference",), used)
        return
    for what, role in dict.fromkeys(each for each in used if each[0]):
        yield reading.fact(AwsReference, user, "bedrock-agent", user=user, used=what, role=role)


def _hidden(reading: Aws, facts: tuple[str, ...], unread: Unread) -> Gap:
    return Gap(place=reading.place.key, facts=facts, reason=unread.reason, detail=unread.detail, right=unread.right)


API_KEYS = "bedrock-agentcore-control.list_api_key_credential_providers"
OAUTH = "bedrock-agentcore-control.list_oauth2_credential_providers"


@aws("aws-region", gives=(AwsOutboundCredentials,), calls=(API_KEYS, OAUTH))
def outbound_credentials(reading: Aws) -> Iterator[Observation]:
    """What agents of AgentCore log in with elsewhere; nothing where they have no such credentials."""
    keys = tuple(sorted(each["name"] for each in reading.pages(API_KEYS, "credentialProviders")))
    oauth = reading.optional(lambda: tuple(sorted(each["name"] for each in reading.pages(OAUTH, "credentialProviders"))))
    if keys or oauth:
        resource = f"{reading.account}/{reading.region}/agentcore/credentials"
        yield reading.fact(AwsOutboundCredentials, resource, API_KEYS, region=reading.region, api_keys=keys, oauth=oauth)


def _arn(reading: Aws, resource: str, service: str = "bedrock") -> str:
    return f"arn:{reading.partition}:{service}:{reading.region}:{reading.account}:{resource}"
