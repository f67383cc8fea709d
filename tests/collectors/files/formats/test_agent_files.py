"""Workflows and pipelines in files: NeMo Agent Toolkit, Haystack, and flows exported from Flowise."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from reading import INPUTS, facts_in, facts_of, line_with

from readiness.facts.ai import Guardrail, McpServer, ProviderUse
from readiness.facts.documents import PromptFile
from readiness.facts.files import SecretLiteral
from readiness.facts.source import AgentLoop


def test_a_workflow_tells_its_agents_and_models() -> None:
    found = facts_of("nat-workflow.yml")
    top, inner = found[AgentLoop]
    assert (top.bound, top.default, top.tools, top.tools_open) == ("default", "15 tool calls", ("claims_search",), True)
    assert (inner.bound, inner.limit, inner.tools, inner.tools_open) == ("set", 5000, ("issue_refund",), False)
    assert inner.origin.line == line_with("nat-workflow.yml", "max_iterations")
    assert [each.provider for each in found[ProviderUse]] == ["nvidia", "bedrock"]


@pytest.mark.parametrize(
    ("written", "bound", "limit"),
    [
        ("max_iterations: 8", "set", 8),
        ("max_tool_calls: 9\n  max_iterations: 8", "set", 9),
        ("max_iterations: ${STEPS:-8}", "computed", None),
        ("verbose: true", "default", None),
    ],
)
def test_a_limit_has_two_names(written: str, bound: str, limit: int | None) -> None:
    (agent,) = facts_in(f"llms: {{}}\nworkflow:\n  _type: react_agent\n  {written}\n", "config.yml")[AgentLoop]
    assert (agent.bound, agent.limit) == (bound, limit)


def test_a_pipeline_tells_prompts_models_and_agents() -> None:
    found = facts_of("haystack-pipeline.yaml")
    (prompt,) = found[PromptFile]
    assert (prompt.kind, prompt.model) == ("haystack", "gpt-4o")
    assert [each.provider for each in found[ProviderUse]] == ["azure"]
    (agent,) = found[AgentLoop]
    assert (agent.bound, agent.limit, agent.tools, agent.tools_open) == ("set", 12, ("find_policy",), False)
    assert agent.origin.line == line_with("haystack-pipeline.yaml", "max_agent_steps")


@pytest.mark.parametrize(
    ("kind", "parameters", "providers"),
    [
        ("haystack.components.generators.chat.openai.OpenAIChatGenerator", "{model: gpt-4o}", ["openai"]),
        ("haystack.components.generators.chat.openai.OpenAIChatGenerator", "{api_base_url: 'http://vllm:8000/v1'}", []),
        ("haystack_integrations.components.generators.ollama.chat.chat_generator.OllamaChatGenerator", "null", ["self-hosted"]),
        ("haystack.components.builders.prompt_builder.PromptBuilder", "[]", []),
    ],
)
def test_providers_are_told_by_class(kind: str, parameters: str, providers: list[str]) -> None:
    found = facts_in(f"components:\n  llm:\n    type: {kind}\n    init_parameters: {parameters}\n", "pipeline.yaml")
    assert [each.provider for each in found[ProviderUse]] == providers


def test_an_agent_of_a_pipeline_has_a_default() -> None:
    (agent,) = facts_in("components: {a: {type: haystack.components.agents.agent.Agent}}\n", "pipeline.yaml")[AgentLoop]
    assert (agent.bound, agent.default, agent.tools_open) == ("default", "100 steps", False)


def test_a_flow_tells_prompts_models_and_moderation() -> None:
    found = facts_of("flowise-chatflow.json")
    (prompt,) = found[PromptFile]
    assert (prompt.kind, prompt.model) == ("flowise", "gpt-4o-mini")
    assert [(each.provider, each.origin.line) for each in found[ProviderUse]] == [("openai", 8)]
    (guardrail,) = found[Guardrail]
    assert (guardrail.engine, guardrail.stages, guardrail.attached) == ("flowise/inputModerationOpenAI", ("pre_call",), True)


def test_moderation_that_no_chain_names_is_not_attached() -> None:
    text = (INPUTS / "flowise-chatflow.json").read_text("utf-8").replace('["{{inputModerationOpenAI_0.data.instance}}"]', '""')
    (guardrail,) = facts_in(text, "flow.json")[Guardrail]
    assert not guardrail.attached


def test_another_address_hides_whose_model_it_is() -> None:
    text = (INPUTS / "flowise-chatflow.json").read_text("utf-8").replace('"basepath": ""', '"basepath": "http://vllm:8000/v1"')
    assert facts_in(text, "flow.json")[ProviderUse] == []


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("workflow: {_type: react_agent}\n", "a.yml"),
        ("workflow: [a]\nllms: 3\n", "a.yml"),
        ("components: {a: {type: kafka}}\n", "a.yaml"),
        ("components: [1]\n", "a.yaml"),
        ('{"nodes": [{"data": {"name": "x"}}], "edges": []}', "graph.json"),
        ('{"nodes": 1, "edges": []}', "graph.json"),
    ],
)
def test_other_files_are_left_alone(text: str, path: str) -> None:
    assert not facts_in(text, path)


def test_an_agent_of_google_adk() -> None:
    name = "adk/root_agent.yaml"
    found = facts_of(name, "agents/root_agent.yaml")
    (loop,) = found[AgentLoop]
    assert (loop.framework, loop.bound, loop.tools, loop.approval) == ("google adk", "default", ("google_search", "close_claim"), True)
    (prompt,) = found[PromptFile]
    assert (prompt.model, prompt.internals) == ("gemini-2.5-flash", {"claims.core.internal": line_with(name, "claims.core.internal")})
    assert [each.provider for each in found[ProviderUse]] == ["gemini"]


def test_a_loop_of_google_adk_has_no_end_of_its_own() -> None:
    text = (INPUTS / "adk/reviewer.yaml").read_text("utf-8")
    assert [(each.bound, each.limit) for each in facts_in(text, "agents/reviewer.yaml")[AgentLoop]] == [("none", None)]
    bounded = facts_in(text + "max_iterations: 4\n", "agents/reviewer.yaml")[AgentLoop]
    assert [(each.bound, each.limit, each.origin.line) for each in bounded] == [("set", 4, 5)]
    assert not any(facts_in("name: x\ninstruction: y\n", "other.yaml").values())


def test_agents_and_tools_of_kagent() -> None:
    name = "kagent/agents.yaml"
    found = facts_of(name, "agents.yaml")
    (loop,) = found[AgentLoop]
    assert (loop.framework, loop.tools, loop.tools_open, loop.approval) == ("kagent", ("get_pods", "delete_pod"), True, True)
    (prompt,) = found[PromptFile]
    assert (prompt.kind, prompt.internals) == ("kagent", {"prometheus.core.internal": line_with(name, "prometheus.core")})
    assert [each.provider for each in found[ProviderUse]] == ["azure"]
    servers = {each.name: each for each in found[McpServer]}
    assert (servers["search"].package, servers["search"].pinned) == ("@modelcontextprotocol/server-everything", False)
    assert (servers["kubernetes"].transport, servers["kubernetes"].url_host) == ("http", "tools.example.com")
    assert [(each.key, each.origin.line) for each in found[SecretLiteral]] == [("SEARCH_API_KEY", line_with(name, "SEARCH_API_KEY"))]


def test_tool_servers_of_librechat() -> None:
    found = facts_of("librechat.yaml", "librechat.yaml")
    servers = {each.name: each for each in found[McpServer]}
    assert {name: (each.transport, each.pinned) for name, each in servers.items()} == {
        "filesystem": ("stdio", False),
        "wiki": ("http", None),
    }
    assert found[SecretLiteral] == []
    assert not any(facts_of("librechat.yaml", "other.yaml").values())
