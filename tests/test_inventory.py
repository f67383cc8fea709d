"""The AI inventory: each part once, whatever told of it, and nothing hidden silently."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import facts

from readiness.facts import Environment, Fact, GapReason, Origin, Unread
from readiness.facts.agents import AgentServer
from readiness.facts.ai import (
    AiService,
    Deployment,
    Gateway,
    Guardrail,
    McpServer,
    ModelClient,
    ModelLiteral,
    ModelRoute,
    ProviderUse,
    SourceModule,
    TraceSink,
)
from readiness.facts.aws.account import AwsReference
from readiness.facts.aws.agents import AwsAgent, AwsKnowledgeBase, AwsPrompt
from readiness.facts.aws.bedrock import AwsGuardrail
from readiness.facts.aws.models import AwsUsedModel
from readiness.facts.aws.serverless import AwsFunction
from readiness.facts.aws.storage import AwsDatabase, AwsVectorCollection
from readiness.facts.azure import AzureAiAccount, AzureModelDeployment
from readiness.facts.containers import Container, Image
from readiness.facts.delivery import EvaluationSuite
from readiness.facts.documents import DeclaredComponent, PromptFile, PromptRegistryUse
from readiness.facts.gateways import ToolAccess
from readiness.facts.google import GoogleAiService
from readiness.facts.kubernetes.ai_stack import AiRoute, AiRule
from readiness.facts.models import ServedModel
from readiness.facts.retrieval import VectorStoreTarget
from readiness.facts.source import AgentLoop
from readiness.inventory import PARTS, inventory
from readiness.testing import fact

IMAGE = Image(repository="vllm/vllm-openai", tag="v0.9")
SERVICE = fact(
    AiService,
    role="inference",
    product="vllm",
    platform="kubernetes",
    workload="w",
    authentication=True,
    container=Container(name="llm", image=IMAGE),
)
ROUTE = fact(
    ModelRoute,
    gateway="g",
    alias="chat",
    deployments=(
        Deployment(provider="azure", model="gpt-4.1", failure_domain="eu"),
        Deployment(provider="openai", model=None, failure_domain="us"),
    ),
)
SUITE = fact(EvaluationSuite, product="promptfoo", cases=40, asserting_cases=40)


@pytest.mark.parametrize(
    ("seen", "rows"),
    [
        (fact(Gateway, product="litellm"), [("gateway", "config.yaml", "litellm", "")]),
        (ROUTE, [("model", "chat", "azure", "gpt-4.1"), ("model", "chat", "openai", "named by the environment")]),
        (SERVICE, [("server", "llm", "vllm", "vllm/vllm-openai:v0.9")]),
        (SERVICE.model_copy(update={"role": "vector store"}), [("store", "llm", "vllm", "vllm/vllm-openai:v0.9")]),
        (SERVICE.model_copy(update={"role": "database"}), [("database", "llm", "vllm", "vllm/vllm-openai:v0.9")]),
        (SERVICE.model_copy(update={"role": "tracing"}), [("trace sink", "llm", "vllm", "vllm/vllm-openai:v0.9")]),
        (SERVICE.model_copy(update={"role": "interface"}), []),
        (
            fact(Guardrail, gateway="g", name="pii", engine="presidio", stages=("pre_call", "post_call"), attached=True),
            [("guardrail", "pii", "presidio", "pre_call, post_call")],
        ),
        (SUITE, [("evaluation", "config.yaml", "promptfoo", "40 cases")]),
        (fact(TraceSink, product="langfuse", via="gateway"), [("trace sink", "langfuse", "langfuse", "by gateway")]),
        (fact(McpServer, name="git", transport="stdio", launcher="npx", package="mcp-git"), [("tool server", "git", "MCP", "mcp-git")]),
        (fact(McpServer, name="web", transport="http", url_host="mcp.example.com"), [("tool server", "web", "MCP", "mcp.example.com")]),
    ],
)
def test_every_part_has_a_row(seen, rows):
    assert [(each.part, each.name, each.product, each.model or each.detail) for each in inventory([seen])] == rows


@pytest.mark.parametrize(
    ("seen", "field", "row"),
    [
        (SUITE, "cases", ("evaluation", "config.yaml", "promptfoo", "")),
        (SERVICE, "container", ("server", "aiservice:it", "not read", "container could not be read (templated)")),
        (SERVICE, "role", ("server", "aiservice:it", "not read", "role could not be read (templated)")),
        (ROUTE, "deployments", ("model", "modelroute:chat", "not read", "deployments could not be read (templated)")),
    ],
)
def test_a_part_that_was_only_half_read_is_listed_all_the_same(seen, field, row):
    (item,) = inventory([seen.unknown(field, GapReason.TEMPLATED)])
    assert (item.part, item.name, item.product, item.detail) == row


def test_an_account_a_cluster_and_code_stand_in_one_table():
    used = fact(
        AwsUsedModel,
        region="eu-west-1",
        model="anthropic.claude-3-haiku-20240307-v1:0",
        written=("eu.anthropic.claude-3-haiku-20240307-v1:0",),
        called=True,
        status="LEGACY",
        end_of_life=date(2027, 3, 1),
        origin=Origin(place="aws-region:123456789012/eu-west-1", call="bedrock.list_foundation_models"),
    )
    live = SERVICE.model_copy(
        update={"settings": {"--model": "meta-llama/Llama-3.1-8B"}, "origin": Origin(place="kubernetes:live", call="list pods")}
    )
    code = fact(
        SourceModule,
        language="python",
        clients=(ModelClient(provider="openai", coupling="native", timeout=True, line=3),),
        models=(ModelLiteral(model="gpt-4.1", use="argument", line=9), ModelLiteral(model="o3", use="catalogue", line=20)),
        origin=Origin(place="folder:.", file="app.py", line=3),
    )
    items = {each.model: each for each in inventory([used, live, code]) if each.part != "provider"}
    assert {model: each.seen for model, each in items.items()} == {
        "anthropic.claude-3-haiku-20240307-v1:0": "account",
        "meta-llama/Llama-3.1-8B": "cluster",
        "gpt-4.1": "files",
    }
    assert items["anthropic.claude-3-haiku-20240307-v1:0"].end_of_life == date(2027, 3, 1)
    assert (items["gpt-4.1"].product, items["gpt-4.1"].location) == ("openai", "app.py:9")


@pytest.mark.parametrize(
    ("seen", "row"),
    [
        (
            fact(
                AwsAgent,
                name="claims",
                id="A1",
                status="PREPARED",
                model="arn:aws:bedrock:eu-west-1::foundation-model/amazon.nova-pro-v1:0",
            ),
            ("agent", "claims", "amazon.nova-pro-v1:0"),
        ),
        (
            fact(AwsKnowledgeBase, name="policies", id="K1", status="ACTIVE", embedding_model="amazon.titan-embed-text-v2:0"),
            ("store", "policies", "amazon.titan-embed-text-v2:0"),
        ),
        (fact(AwsGuardrail, name="strict", region="eu-west-1", status="READY", version="3"), ("guardrail", "strict", "")),
        (fact(AwsPrompt, name="summary", id="P1", versions=("1",)), ("prompt", "summary", "")),
        (fact(AgentLoop, framework="langgraph", bound="none", tools=("search",)), ("agent", "config.yaml", "")),
        (fact(AgentServer, product="langgraph", agents=("claims",)), ("agent", "claims", "")),
        (fact(PromptFile, kind="prompty", model="gpt-4o", tracked=True), ("prompt", "config.yaml", "gpt-4o")),
        (fact(PromptRegistryUse, product="langfuse", prompt="answer", label="production"), ("prompt", "answer", "")),
        (fact(VectorStoreTarget, store="qdrant", host="kb.acme.io", index="kb"), ("store", "kb", "")),
        (fact(ProviderUse, provider="openai", via="env"), ("provider", "openai", "")),
    ],
)
def test_parts_that_code_and_accounts_tell_of(seen, row):
    (item,) = inventory([seen])
    assert (item.part, item.name, item.model) == row


def test_what_differs_in_its_place_alone_is_one_part():
    uses = [
        fact(ProviderUse, provider="openai", via="source", resource=f"p:{n}", origin=Origin(place="folder:.", file=f"{n}.py", line=1))
        for n in "cab"
    ]
    (item,) = inventory(uses)
    assert (item.location, item.further) == ("a.py:1", 2)


def test_a_provider_is_one_part_whoever_tells_of_it():
    uses = [fact(ProviderUse, provider="openai", via=via, resource=via) for via in ("source", "env")]
    (item,) = inventory(uses)
    assert item.detail == "by env, by source"


def test_parts_are_listed_once_and_tell_where_they_stand():
    (item,) = inventory([SUITE, SUITE])
    assert (item.environment, item.location) == (Environment.PRODUCTION, "config.yaml:1")


@given(st.lists(facts(), max_size=6), st.randoms(use_true_random=False))
def test_order_does_not_matter_and_parts_come_in_the_order_of_the_report(seen, random):
    shuffled = list(seen)
    random.shuffle(shuffled)
    items = inventory(seen)
    assert inventory(shuffled) == items
    assert [PARTS.index(each.part) for each in items] == sorted(PARTS.index(each.part) for each in items)


def test_rows_that_differ_in_detail_alone_have_one_order():
    tools = [
        fact(McpServer, name="git", transport="stdio", package=package, origin=Origin(place="folder:.", file="mcp.json"))
        for package in ("b", "a", "c")
    ]
    assert inventory(tools) == inventory(reversed(tools))
    assert [each.detail for each in inventory(tools)] == ["a", "b", "c"]


def test_what_gateways_and_model_servers_name_is_listed():
    found = inventory(
        [
            fact(ServedModel, product="triton", name="ranker", minimum=2, maximum=2),
            fact(ToolAccess, gateway="route", product="envoy ai gateway", server="github"),
            fact(AiRoute, name="chat", rules=(AiRule(models=("gpt-4.1",), backends=("azure", "bedrock"), line=7),)),
        ]
    )
    assert [(each.part, each.name, each.product, each.detail) for each in found] == [
        ("model", "gpt-4.1", "envoy ai gateway", "by azure, bedrock"),
        ("model", "ranker", "triton", "2 to 2 replicas"),
        ("tool server", "github", "MCP", "through envoy ai gateway"),
    ]


INFRASTRUCTURE = Origin(place="folder:.", file="main.tf", line=1)
MODEL = "anthropic.claude-3-haiku-20240307-v1:0"
ON_ACCOUNT = Unread(reason=GapReason.NOT_IN_FILES)


@pytest.mark.parametrize(
    ("seen", "row"),
    [
        (
            fact(AzureModelDeployment, name="chat", model="gpt-4o", version="2024-08-06", sku="Standard"),
            ("model", "chat", "azure", "gpt-4o", "version 2024-08-06, Standard"),
        ),
        (
            fact(AzureAiAccount, name="a", kind="OpenAI", key_access=True, public_access=True),
            ("provider", "azure", "azure", "", "by infrastructure"),
        ),
        (
            fact(AzureAiAccount, name="docs", kind="Search", key_access=True, public_access=True),
            ("store", "docs", "Azure AI Search", "", ""),
        ),
        (fact(GoogleAiService, name="docs", kind="vector search"), ("store", "docs", "Vertex AI Vector Search", "", "")),
        (fact(GoogleAiService, name="a", kind="agent"), ("agent", "a", "Agent Engine", "", "")),
        (
            fact(AwsFunction, name="chat", models=(MODEL,), origin=INFRASTRUCTURE),
            ("model", MODEL, "bedrock", MODEL, "for chat"),
        ),
        (
            AwsAgent(
                resource="a",
                origin=INFRASTRUCTURE,
                environment=Environment.PRODUCTION,
                unread={"status": ON_ACCOUNT},
                name="claims",
                id="a",
                role="",
                model=MODEL,
            ),
            ("agent", "claims", "Bedrock agent", MODEL, ""),
        ),
        (
            fact(AwsVectorCollection, name="c", id="c", collection_type="VECTORSEARCH"),
            ("store", "c", "OpenSearch Serverless", "", "vectorsearch"),
        ),
        (fact(AwsVectorCollection, name="c", id="c", collection_type="SEARCH"), ("database", "c", "OpenSearch Serverless", "", "search")),
    ],
)
def test_what_infrastructure_files_make_is_listed(seen, row):
    assert row in [(each.part, each.name, each.product, each.model, each.detail) for each in inventory([seen])]


def test_models_that_end_say_so_in_files_too():
    function = fact(AwsFunction, name="chat", models=(MODEL,), origin=INFRASTRUCTURE)
    assert [(each.part, each.end_of_life) for each in inventory([function])] == [("model", date(2026, 9, 10)), ("provider", None)]
    # An account tells by itself which models are used.
    assert inventory([fact(AwsFunction, name="chat", models=(MODEL,), origin=Origin(place="aws-region:a"))]) == ()


def test_a_database_is_a_vector_store_where_a_knowledge_base_stands_on_it():
    database = fact(AwsDatabase, resource="arn:db", name="vectors", form="cluster", engine="aurora-postgresql")
    assert inventory([database]) == ()
    used = fact(AwsReference, resource="r", user="kb", used="arn:db", role="vector store")
    assert [(each.part, each.name, each.product) for each in inventory([database, used])] == [("store", "vectors", "Aurora pgvector")]


def test_what_stands_for_any_model_or_provider_is_no_part():
    wildcard = fact(ModelRoute, gateway="g", alias="*", deployments=(Deployment(provider="openai", model="openai/*", failure_domain="us"),))
    assert inventory([wildcard, fact(ProviderUse, provider="any", via="source")]) == ()
    code = fact(
        SourceModule,
        language="python",
        clients=(ModelClient(provider="any", coupling="neutral", timeout=True, line=1),),
        models=(ModelLiteral(model="gpt-4o", use="argument", line=2),),
    )
    assert [(each.product, each.end_of_life) for each in inventory([code])] == [("openai", date(2027, 1, 14))]


def test_a_prefix_tells_the_provider_where_the_system_has_it():
    model = ModelLiteral(model="xai/grok-4.1", use="argument", line=2)
    code = fact(SourceModule, language="typescript", models=(model,))
    assert [each.product for each in inventory([code]) if each.part == "model"] == [""]
    use = fact(ProviderUse, provider="xai", via="source")
    assert [each.product for each in inventory([code, use]) if each.part == "model"] == ["xai"]


def test_what_an_inventory_declares_is_listed_where_nothing_else_tells_of_it():
    seen = fact(ModelRoute, gateway="g", alias="chat", deployments=(Deployment(provider="azure", model="gpt-4.1", failure_domain="eu"),))
    declared = [
        fact(DeclaredComponent, resource="d1", kind="model", name="GPT-4.1"),
        fact(DeclaredComponent, resource="d2", kind="model", name="Claims model", also=("chat",)),
        fact(DeclaredComponent, resource="d3", kind="model", name="mistral-large-2512", source="mistral"),
        fact(DeclaredComponent, resource="d4", kind="data", name="handbook"),
    ]
    rows = [(each.name, each.product, each.detail) for each in inventory([seen, *declared])]
    assert rows == [("chat", "azure", ""), ("mistral-large-2512", "mistral", "declared but not seen")]


DENIED = Unread(reason=GapReason.DENIED)


@pytest.mark.parametrize(
    "part",
    [
        fact(AwsReference, user="kb", used="db", unread={"role": DENIED}),
        fact(AwsReference, user="kb", role="vector store", unread={"used": DENIED}),
        fact(AwsDatabase, resource="db", name="kb", form="cluster", unread={"engine": DENIED}),
        fact(DeclaredComponent, name="gpt-4o", unread={"kind": DENIED}),
        fact(DeclaredComponent, kind="model", unread={"name": DENIED}),
    ],
)
def test_what_could_not_be_read_of_a_part_breaks_nothing(part: Fact) -> None:
    reference = fact(AwsReference, user="kb", used="db", role="vector store")
    assert all(each.location for each in inventory([reference, part]))
