"""Agents, knowledge bases and flows, read over HTTP where moto is faithful and from recorded answers elsewhere."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from aws_world import ACCOUNT, REGION, observe, recorded
from aws_worlds.agents import (
    AGENT,
    ANSWERS,
    BASE,
    COLLECTION,
    EMBEDDING,
    FLOW,
    GATEWAY,
    MEMORY,
    MODEL,
    PROMPT_ARN,
    ROLE,
    RUNTIME,
    WHEN,
    version,
)

from readiness.facts import Environment, Gap, GapReason
from readiness.facts.aws.account import AwsReference
from readiness.facts.aws.agents import (
    AgentAction,
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
    IngestionJob,
)


def seen(collector: str, kind: type, **answers: Any) -> list[Any]:
    """Facts of one kind from the recorded account, some of its answers changed."""
    return [each for each in observe(f"aws.agents.{collector}", recorded(ANSWERS | answers)) if isinstance(each, kind)]


def uses(collector: str) -> set[tuple[str, str, str]]:
    """What the recorded account says uses what."""
    return {(each.user, each.used, each.role) for each in seen(collector, AwsReference)}


def test_an_agent_is_read_as_applications_call_it():
    (agent,) = seen("agents", AwsAgent)
    assert (agent.resource, agent.name, agent.id, agent.status) == (AGENT, "assistant-prod", "AGENT12345", "PREPARED")
    assert agent.environment is Environment.PRODUCTION
    assert (agent.model, agent.role, agent.idle_seconds, agent.memory_days) == (MODEL, ROLE, 600, 60)
    assert agent.aliases == (AgentAlias(name="live", versions=("2",), status="PREPARED"),)
    assert agent.versions == (AgentVersion(version="2", guardrail="gr12345", guardrail_version="3"),)
    assert agent.actions == (
        AgentAction(group="orders", name="find_order", version="2", description="Looks an order up"),
        AgentAction(group="orders", name="cancelOrder", version="2", confirmed=True),
    )
    assert agent.unread_schemas == ()
    assert agent.enforced_guardrails == ("arn:all",)


def test_what_an_agent_uses():
    assert uses("agents") == {
        (AGENT, MODEL, "model"),
        (AGENT, ROLE, "execution role"),
        (AGENT, "gr12345", "guardrail"),
        (AGENT, BASE, "knowledge base"),
    }


def test_an_agent_without_alias_is_read_as_its_draft():
    answers = {"bedrock-agent.list_agent_aliases": {"agentAliasSummaries": []}}
    (agent,) = seen("agents", AwsAgent, **answers)
    assert agent.aliases == ()
    assert agent.versions == (AgentVersion(version="DRAFT"),)


def test_versions_come_in_pages():
    pages = [{"agentVersionSummaries": [version("1")], "nextToken": "n"}, {"agentVersionSummaries": [version("2")]}]
    (agent,) = seen("agents", AwsAgent, **{"bedrock-agent.list_agent_versions": pages})
    assert [each.version for each in agent.versions] == ["2"]


OPENAPI = """
openapi: 3.0.0
paths:
  /orders:
    parameters: []
    post:
      operationId: placeOrder
      description: Places an order
      x-requireConfirmation: ENABLED
    get: {summary: Lists orders}
"""


def group(**values: Any) -> dict[str, Any]:
    """An action group with another schema."""
    known: Any = ANSWERS["bedrock-agent.get_agent_action_group"]
    changed = {name: value for name, value in known["agentActionGroup"].items() if name != "functionSchema"}
    return {"bedrock-agent.get_agent_action_group": {"agentActionGroup": {**changed, **values}}}


def test_operations_of_an_openapi_schema():
    (agent,) = seen("agents", AwsAgent, **group(apiSchema={"payload": OPENAPI}, actionGroupExecutor={"customControl": "RETURN_CONTROL"}))
    place, found = agent.actions
    assert (place.name, place.method, place.description, place.confirmed) == ("placeOrder", "post", "Places an order", True)
    assert (found.name, found.method, found.description, found.confirmed) == ("get /orders", "get", "Lists orders", False)
    assert place.returns_control


@pytest.mark.parametrize(
    "schema", [{"s3": {"s3BucketName": "schemas", "s3ObjectKey": "orders.yaml"}}, {"payload": "{"}, {"payload": "no schema"}]
)
def test_a_schema_that_is_not_read_is_named(schema):
    (agent,) = seen("agents", AwsAgent, **group(apiSchema=schema))
    assert (agent.actions, agent.unread_schemas) == ((), ("orders",))


def test_an_agent_stays_when_its_details_are_denied():
    found = observe("aws.agents.agents", recorded({**ANSWERS, "bedrock-agent.get_agent": "AccessDeniedException"}))
    (agent,) = [each for each in found if isinstance(each, AwsAgent)]
    assert set(agent.unread) == {"model", "role", "idle_seconds", "memory_days"}
    assert agent.aliases
    (gap,) = [each for each in found if isinstance(each, Gap)]
    assert (gap.facts, gap.reason, gap.right) == (("AwsReference",), GapReason.DENIED, "bedrock:GetAgent")


def test_agents_over_http(access, seed):
    client = seed("bedrock-agent")
    made = client.create_agent(agentName="assistant", agentResourceRoleArn=ROLE, foundationModel=MODEL)["agent"]
    (agent,) = [each for each in observe("aws.agents.agents", access) if isinstance(each, AwsAgent)]
    assert (agent.resource, agent.name, agent.id) == (made["agentArn"], "assistant", made["agentId"])
    assert agent.role == ROLE


def test_a_knowledge_base_and_its_source():
    (base,) = seen("knowledge_bases", AwsKnowledgeBase)
    assert (base.resource, base.name, base.id, base.status, base.sources) == (BASE, "handbook", "KB12345678", "ACTIVE", ("pages",))
    assert (base.embedding_model, base.lifecycle, base.end_of_life) == (EMBEDDING, "LEGACY", date(2027, 1, 1))
    (source,) = seen("knowledge_bases", AwsDataSource)
    assert source.resource == f"{ACCOUNT}/{REGION}/KB12345678/DS12345678"
    assert (source.name, source.id, source.knowledge_base, source.type) == ("pages", "DS12345678", "KB12345678", "S3")
    assert (source.bucket, source.bucket_versioning, source.deletion_policy) == ("handbook-pages", "Enabled", "RETAIN")
    assert source.kms_key.endswith(":key/1")
    assert source.jobs == (IngestionJob(status="COMPLETE", started=WHEN, failed=2),)


def test_what_a_knowledge_base_uses():
    assert uses("knowledge_bases") == {
        (BASE, ROLE, "execution role"),
        (BASE, EMBEDDING, "embedding model"),
        (BASE, COLLECTION, "vector store"),
        (BASE, "arn:aws:s3:::handbook-pages", "knowledge base source"),
    }


def test_a_bucket_that_is_gone():
    (source,) = seen("knowledge_bases", AwsDataSource, **{"s3.get_bucket_versioning": "NoSuchBucket"})
    assert source.bucket_versioning is None


def test_sources_that_can_not_be_listed_are_a_gap():
    found = observe("aws.agents.knowledge_bases", recorded({**ANSWERS, "bedrock-agent.list_data_sources": "AccessDeniedException"}))
    (gap,) = [each for each in found if isinstance(each, Gap)]
    assert (gap.facts, gap.right) == (("AwsDataSource", "AwsReference"), "bedrock:ListDataSources")
    assert [type(each) for each in found if not isinstance(each, Gap | AwsReference)] == [AwsKnowledgeBase]


def test_flows_are_read_as_applications_call_them():
    live, draft = seen("flows", AwsFlow)
    assert (live.resource, live.name, live.id) == (FLOW, "triage", "FLOW123456")
    assert live.aliases == (AgentAlias(name="live", versions=("1",)),)
    assert live.nodes == (
        FlowNode(name="Write", version="1", kind="Prompt", guardrail="gr12345", guardrail_version="3"),
        FlowNode(name="Answer", version="1", kind="KnowledgeBase"),
    )
    assert (draft.aliases, draft.nodes) == ((), ())


def test_what_a_flow_uses():
    assert {each[1:] for each in uses("flows") if each[0] == FLOW} == {
        (ROLE, "execution role"),
        (MODEL, "model"),
        ("gr12345", "guardrail"),
        (BASE, "knowledge base"),
    }


def test_prompts():
    (prompt,) = seen("prompts", AwsPrompt)
    assert (prompt.resource, prompt.name, prompt.id) == (PROMPT_ARN, "summary", "PROMPT1234")
    assert (prompt.versions, prompt.without_model) == (("1",), ("bare",))
    assert uses("prompts") == {(PROMPT_ARN, MODEL, "model")}


def test_gateways_of_agentcore():
    (gateway,) = seen("gateways", AwsAgentGateway)
    assert (gateway.resource, gateway.name, gateway.id) == (GATEWAY, "tools", "tools-abcdefghij")
    assert (gateway.authorizer, gateway.role, gateway.request_interceptors) == ("NONE", ROLE, ("arn:aws:lambda:check",))


def test_what_runtimes_of_agentcore_use():
    assert uses("runtimes") == {(RUNTIME, ROLE, "execution role"), (RUNTIME, "planner-code", "code bucket")}


def test_memories_of_agentcore():
    (memory,) = seen("memories", AwsAgentMemory)
    assert (memory.resource, memory.id, memory.event_days) == (MEMORY, "chat-abcdefghij", 90)


def test_what_agents_log_in_with_elsewhere():
    (credentials,) = observe("aws.agents.outbound_credentials", recorded(ANSWERS))
    assert (credentials.region, credentials.api_keys, credentials.oauth) == ("eu-west-1", ("search",), ())
    nothing = {"bedrock-agentcore-control.list_api_key_credential_providers": {"credentialProviders": []}}
    assert observe("aws.agents.outbound_credentials", recorded({**ANSWERS, **nothing})) == []
