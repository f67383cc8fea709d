"""Gateways other than LiteLLM: what each demands, limits, counts and falls back to."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from reading import INPUTS, facts_in, facts_of, line_with

from readiness.collectors.files import xml_elements
from readiness.collectors.files.tree import Unparseable
from readiness.facts.ai import DebugSwitch, Gateway, Guardrail, ModelRoute, ProviderUse, TraceSink
from readiness.facts.files import SecretLiteral
from readiness.facts.gateways import ConsumptionLimit, ToolAccess, UsageMeter
from readiness.facts.kubernetes.ai_stack import AccessPolicy, AiBackend, AiRoute, ProviderAddress, UsageLimit

APIM = "gateways/apim-policy.xml"


def test_a_policy_with_quotes_that_xml_forbids_is_read() -> None:
    found = facts_of(APIM, "policies/openai.xml")
    (gateway,) = found[Gateway]
    assert (gateway.product, gateway.request_timeout, gateway.cache, gateway.cache_ttl) == ("azure api management", 90.0, "semantic", 120.0)
    assert gateway.cache_keeps_callers_apart is True
    assert gateway.cache_line == line_with(APIM, "semantic-cache-lookup")
    assert "authenticates" in gateway.unread, "the API demands a subscription, or does not"
    (limit,) = found[ConsumptionLimit]
    assert (limit.counts, limit.per, limit.amount, limit.period) == ("tokens", "caller", 5000.0, "minute")
    assert limit.origin.line == line_with(APIM, "<azure-openai-token-limit")
    assert [(each.dimensions, each.per_caller) for each in found[UsageMeter]] == [(("Subscription ID", "API ID"), True)]
    assert [(each.engine, each.stages) for each in found[Guardrail]] == [("azure/prompt_shield", ("pre_call",))]
    assert [each.provider for each in found[ProviderUse]] == ["azure"]


def test_a_policy_that_limits_and_counts_nobody() -> None:
    found = facts_of("gateways/apim-dangerous.xml", "policy.xml")
    assert [(each.per, each.amount, each.period) for each in found[ConsumptionLimit]] == [
        ("everyone", 100000.0, "daily"),
        ("address", None, "minute"),
    ]
    assert [each.per_caller for each in found[UsageMeter]] == [False]
    (gateway,) = found[Gateway]
    assert (gateway.cache_keeps_callers_apart, gateway.request_timeout) == (False, 300.0)


def test_a_fragment_is_no_gateway() -> None:
    text = '<fragment><llm-token-limit counter-key="@(context.Subscription.Id)" tokens-per-minute="5" /></fragment>'
    found = facts_in(text, "fragment.xml")
    assert found[Gateway] == []
    assert len(found[ConsumptionLimit]) == 1


def test_other_policies_are_left_alone() -> None:
    assert not any(facts_in("<policies><inbound><base /></inbound></policies>", "policy.xml").values())


@pytest.mark.parametrize(
    "text",
    [
        '<!DOCTYPE p [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><policies>&b;</policies>',
        '<!DOCTYPE p SYSTEM "file:///etc/passwd"><policies/>',
        "<policies>",
        "<a></b>",
        "",
        "<a>" * 200 + "</a>" * 200,
        '<a b="@(((" />',
    ],
)
def test_hostile_and_broken_xml_is_refused(text: str) -> None:
    try:
        xml_elements.parse(text)
    except Unparseable:
        return
    assert text.startswith('<a b="@(((')


def test_brackets_and_quotes_in_expressions() -> None:
    tree = xml_elements.parse('<a k="@(f("x)", "y" + (1 < 2 && 3 > 2).ToString()))" n="1"><v>@{ if (a < b) { return "<"; } }</v></a>')
    assert tree["attributes"]["k"] == '@(f("x)", "y" + (1 < 2 && 3 > 2).ToString()))'
    assert tree["attributes"]["n"] == "1"
    assert tree["children"][0]["text"] == '@{ if (a < b) { return "<"; } }'


def test_kong_plugins_hold_where_they_stand() -> None:
    found = facts_of("gateways/kong.yaml", "kong.yaml")
    (gateway,) = found[Gateway]
    assert (gateway.product, gateway.authenticates, gateway.stores_prompts, gateway.request_timeout) == ("kong", True, False, 30.0)
    (route,) = found[ModelRoute]
    assert (route.alias, route.kind, route.cools_down, route.fallback_domains) == (
        "chat-route",
        "chat",
        True,
        ("openai", "bedrock/eu-west-1"),
    )
    assert [each.keyed for each in route.deployments] == [True, False]
    assert [(each.counts, each.per, each.amount, each.period) for each in found[ConsumptionLimit]] == [("tokens", "caller", 10000.0, "60s")]
    assert [each.per_caller for each in found[UsageMeter]] == [True]
    assert [(each.engine, each.attached) for each in found[Guardrail]] == [("ai-prompt-guard", True)]
    assert [(each.name, each.state) for each in gateway.credentials] == [("header_value", "reference")]
    assert found[SecretLiteral] == []


GUARDED = """
_format_version: "3.0"
services:
  - name: models
    host: api.openai.com
    plugins: {everywhere}
    routes:
      - name: chat
        plugins:
          - {{name: ai-proxy, config: {{route_type: llm/v1/chat, model: {{provider: openai, name: gpt-4.1}}}}}}
          - {{name: {guard}, config: {config}}}
      - name: summary
        plugins: [{{name: ai-proxy, config: {{route_type: llm/v1/chat, model: {{provider: openai, name: gpt-4.1}}}}}}]
"""


@pytest.mark.parametrize(
    ("guard", "config", "stages"),
    [
        ("ai-prompt-guard", "{}", ("pre_call",)),
        ("ai-aws-guardrails", "{guarding_mode: BOTH}", ("pre_call", "post_call")),
        ("ai-azure-content-safety", "{guarding_mode: OUTPUT}", ("post_call",)),
        ("ai-sanitizer", "{sanitization_mode: INPUT}", ("pre_call",)),
        ("ai-semantic-response-guard", "{}", ("post_call",)),
    ],
)
def test_kong_guards_the_routes_and_sides_it_names(guard: str, config: str, stages: tuple[str, ...]) -> None:
    (found,) = facts_in(GUARDED.format(guard=guard, config=config, everywhere="[]"), "kong.yaml")[Guardrail]
    assert (found.name, found.stages, found.passed_by) == (f"chat/{guard}", stages, ("summary",))


def test_a_guard_of_kong_for_a_whole_service_leaves_no_route_out() -> None:
    text = GUARDED.format(guard="rate-limiting", config="{minute: 5}", everywhere="[{name: ai-prompt-guard}]")
    (found,) = facts_in(text, "kong.yaml")[Guardrail]
    assert found.passed_by == ()


def test_kong_that_admits_anybody() -> None:
    found = facts_of("gateways/kong-open.yaml", "kong.yaml")
    (gateway,) = found[Gateway]
    assert not gateway.authenticates, "whoever has no key is the anonymous consumer"
    assert gateway.stores_prompts
    assert [(each.counts, each.per) for each in found[ConsumptionLimit]] == [("requests", "address")], "the other plugin is switched off"
    assert found[UsageMeter] == []
    assert len(found[SecretLiteral]) == 1


def test_portkey_falls_back_only_where_it_is_told_to() -> None:
    found = facts_of("gateways/portkey.json", "portkey/chat.json")
    (gateway,) = found[Gateway]
    assert (gateway.request_timeout, gateway.cache, gateway.cache_ttl) == (30.0, "semantic", 600.0)
    (route,) = found[ModelRoute]
    assert (route.alias, route.fallbacks, route.fallback_domains) == ("chat", ("bedrock",), ("azure/weu", "bedrock/eu-west-1"))
    assert [each.engine for each in found[Guardrail]] == ["portkey"]
    balanced = facts_of("gateways/portkey-balanced.json", "portkey.json")
    assert [each.alias for each in balanced[ModelRoute]] == ["portkey/0", "portkey/1"]
    assert "fallback_domains" in balanced[ModelRoute][1].unread
    assert "request_timeout" in balanced[Gateway][0].unread
    assert len(balanced[SecretLiteral]) == 1


def test_other_json_with_a_strategy_is_left_alone() -> None:
    assert not any(facts_in('{"strategy": {"mode": "fallback"}, "targets": ["a"]}', "x.json").values())


def test_tensorzero_tries_providers_in_order() -> None:
    found = facts_of("gateways/tensorzero.toml", "tensorzero.toml")
    (gateway,) = found[Gateway]
    assert (gateway.authenticates, gateway.debug) == (True, ())
    (route,) = found[ModelRoute]
    assert (route.fallbacks, route.timeout) == (("bedrock",), 30.0)
    assert route.fallback_domains == ("azure/weu.openai.azure.com", "bedrock/eu-west-1")
    assert [(each.counts, each.per, each.amount, each.period) for each in found[ConsumptionLimit]] == [
        ("tokens", "caller", 100000.0, "hour")
    ]
    assert [each.per_caller for each in found[UsageMeter]] == [True]


def test_tensorzero_that_asks_nobody() -> None:
    found = facts_of("gateways/tensorzero-open.toml", "tensorzero.toml")
    (gateway,) = found[Gateway]
    assert (gateway.authenticates, gateway.debug) == (False, ("gateway.debug",))
    (route,) = found[ModelRoute]
    assert (route.dangling, route.deployments[0].self_hosted) == (("missing",), True)
    assert [(each.counts, each.per) for each in found[ConsumptionLimit]] == [("requests", "other")], "callers choose their tags"
    assert [each.name for each in found[DebugSwitch]] == ["gateway.debug"]
    assert found[UsageMeter] == []


def test_objects_of_envoy_ai_gateway() -> None:
    found = facts_of("gateways/envoy-ai.yaml", "envoy.yaml")
    (route,) = found[AiRoute]
    assert [(each.models, each.backends) for each in route.rules] == [(("gpt-4.1",), ("azure-eu", "bedrock-eu"))]
    assert route.counted == ("llm_total_token",)
    assert [(each.dialect, each.sends_to) for each in found[AiBackend]] == [("AzureOpenAI", ("Backend", "azure-eu"))]
    assert [each.hosts for each in found[ProviderAddress]] == [("weu.openai.azure.com",)]
    assert {each.name: (each.refuses, each.counts) for each in found[UsageLimit]} == {
        "tokens": (True, ("llm_total_token",)),
        "trial": (False, ()),
        "buckets": (True, ()),
    }
    assert {each.name: (each.asks, each.targets) for each in found[AccessPolicy]} == {
        "callers": (True, (("Gateway", "edge"),)),
        "browsers": (False, (("Gateway", "edge"),)),
    }
    assert [(each.server, each.tools, each.authenticated, each.callers_known) for each in found[ToolAccess]] == [
        ("github", (".*issues?.*",), True, True),
        ("wiki", None, False, True),
    ]


def test_agentgateway_routes_take_what_their_listener_says() -> None:
    found = facts_of("gateways/agentgateway.yaml", "agentgateway.yaml")
    (gateway,) = found[Gateway]
    assert (gateway.product, gateway.authenticates, gateway.request_timeout) == ("agentgateway", True, 90.0)
    (route,) = found[ModelRoute]
    assert (route.alias, route.fallback_domains) == ("chat", ("openai", "bedrock/eu-west-1"))
    assert [(each.counts, each.per, each.amount) for each in found[ConsumptionLimit]] == [
        ("tokens", "everyone", 100000.0),
        ("requests", "caller", 9.0),
        ("tokens", "caller", None),
    ]
    assert [(each.server, each.remote, each.tools, each.callers_known) for each in found[ToolAccess]] == [
        ("wiki", True, ('mcp.tool.name == "search"',), True),
        ("everything", False, None, False),
    ]
    assert [each.stages for each in found[Guardrail]] == [("pre_call",)]
    assert [each.state for each in gateway.credentials] == ["reference"]


def test_an_agentgateway_for_tools_alone_is_no_gateway_of_models() -> None:
    text = "binds: [{port: 3000, listeners: [{routes: [{backends: [{mcp: {targets: [{name: a, stdio: {cmd: x}}]}}]}]}]}]\n"
    found = facts_in(text, "config.yaml")
    assert (found[Gateway], [each.callers_known for each in found[ToolAccess]]) == ([], [False])


def test_a_limit_for_each_key_is_idle_where_no_key_is_asked_for() -> None:
    text = (INPUTS / "gateways/tensorzero.toml").read_text("utf-8").replace("enabled = true", "enabled = false")
    (limit,) = facts_in(text, "tensorzero.toml")[ConsumptionLimit]
    assert (limit.per, limit.unfed, limit.effective) == ("caller", True, False)


HUB = "gateways/traceloop-hub.yaml"


def test_a_hub_asks_nobody_and_tries_one_model() -> None:
    found = facts_of(HUB, "hub/config.yaml")
    (gateway,) = found[Gateway]
    assert (gateway.product, gateway.authenticates) == ("traceloop hub", False)
    assert "request_timeout" in gateway.unread
    routes = {each.alias: each for each in found[ModelRoute]}
    assert sorted(routes) == ["anthropic.claude-3-7-sonnet-20250219-v1:0", "gpt-4o"]
    azure, bedrock = routes["gpt-4o"], routes["anthropic.claude-3-7-sonnet-20250219-v1:0"]
    assert (azure.fallbacks, azure.fallback_domains) == ((), ("azure/claims-weu",)), "the second of the same name is never reached"
    assert azure.origin.line == line_with(HUB, "key: gpt-4o-azure")
    assert [(each.provider, each.keyed) for each in (*azure.deployments, *bedrock.deployments)] == [("azure", True), ("bedrock", False)]
    assert [each.provider for each in found[ProviderUse]] == ["azure", "openai", "bedrock"]
    assert [(each.captures_content, each.content_by_default) for each in found[TraceSink]] == [(None, True)]
    assert [(each.key, each.origin.line, each.holder) for each in found[SecretLiteral]] == [
        ("openai.api_key", line_with(HUB, "sk-proj-"), "gateway")
    ]


@pytest.mark.parametrize(
    "text",
    [
        "providers: [{key: a, type: openai}]\nmodels: []\n",
        "providers: 3\npipelines: [{plugins: [{model-router: {models: [a]}}]}]\n",
        "providers: [{key: a}]\npipelines: [{plugins: [{model-router: []}]}]\n",
    ],
)
def test_what_only_resembles_a_hub_is_left_alone(text: str) -> None:
    assert facts_in(text, "config.yaml")[Gateway] == []


def test_a_hub_without_models_has_no_routes() -> None:
    found = facts_in("providers: [{key: a, type: openai}]\npipelines: [{plugins: [{model-router: {models: [x, 3]}}]}]\n", "config.yaml")
    assert len(found[Gateway]) == 1
    assert found[ModelRoute] == []


def test_the_short_form_of_agentgateway() -> None:
    name = "gateways/agentgateway-short.yaml"
    found = facts_of(name, "agentgateway.yaml")
    (gateway,) = found[Gateway]
    assert (gateway.product, gateway.authenticates, gateway.origin.line) == ("agentgateway", True, line_with(name, "llm:"))
    assert [(each.alias, each.deployments[0].model, each.deployments[0].failure_domain) for each in found[ModelRoute]] == [
        ("chat", "gpt-4.1-2025-04-14", "openai"),
        ("claude-*", None, "bedrock/eu-west-1"),
    ]
    assert {(each.counts, each.per) for each in found[ConsumptionLimit]} == {("tokens", "caller")}
    assert [(each.server, each.tools, each.callers_known) for each in found[ToolAccess]] == [("wiki", None, False)]
    assert found[SecretLiteral] == []


def test_a_short_form_that_asks_nobody_and_holds_a_key() -> None:
    found = facts_of("gateways/agentgateway-short-open.yaml", "config.yaml")
    assert [each.authenticates for each in found[Gateway]] == [False]
    assert [(each.key, each.origin.line) for each in found[SecretLiteral]] == [("*.backends.policies.backendAuth.key", 6)]


def test_models_and_tools_of_other_products_are_no_short_form() -> None:
    assert not any(facts_in("llm:\n  models: [{name: a, provider: openAI}]\nagent: {}\n", "config.yaml").values())
    assert not any(facts_in("llm: {models: [1]}\nmcp: {targets: x}\n", "config.yaml").values())


def test_objects_of_agentgateway() -> None:
    found = facts_of("gateways/agentgateway-objects.yaml", "agentgateway.yaml")
    (route,) = found[ModelRoute]
    assert (route.alias, route.fallback_domains) == ("chat", ("azure/claims-eu.openai.azure.com", "bedrock/eu-west-1"))
    assert {each.provider for each in found[ProviderUse]} == {"azure", "bedrock"}
    assert sorted((each.engine, each.stages, each.version) for each in found[Guardrail]) == [
        ("bedrock", ("pre_call", "post_call"), "DRAFT"),
        ("regex", ("post_call",), ""),
        ("regex", ("pre_call",), ""),
    ]
    (tools,) = found[ToolAccess]
    assert (tools.server, tools.tools, tools.callers_known) == ("wiki", ('mcp.tool.name == "search"',), True)


def test_routes_of_agentgateway_and_the_policies_that_hold_for_them() -> None:
    found = facts_of("gateways/agentgateway-routes.yaml", "agentgateway.yaml")
    assert [(each.name, each.product, each.gateways, each.backends) for each in found[AiRoute]] == [
        ("chat", "agentgateway", ("gateway/edge",), ("models/shared", "openai"))
    ]
    assert [(each.name, each.dialect) for each in found[AiBackend]] == [("openai", "openai")]
    assert {each.name: (each.asks, each.targets, each.selective) for each in found[AccessPolicy]} == {
        "strict": (True, (("HTTPRoute", "chat"),), False),
        "permissive": (False, (("HTTPRoute", "chat"),), False),
        "one-listener": (True, (), True),
        "sometimes": (True, (), True),
        "labelled": (True, (), True),
        "broken": (True, (), False),
    }
    assert {each.name: (each.targets, each.selective, each.refuses) for each in found[UsageLimit]} == {
        "strict": ((("HTTPRoute", "chat"),), False, True),
        "sometimes": ((("Gateway", "edge"),), False, True),
    }


def test_apisix_with_a_second_provider_and_known_callers() -> None:
    name = "gateways/apisix.yaml"
    found = facts_of(name, "apisix.yaml")
    (gateway,), (route,) = found[Gateway], found[ModelRoute]
    assert (gateway.product, gateway.authenticates, gateway.request_timeout, gateway.stores_prompts) == ("apisix", True, 60.0, False)
    assert [(each.provider, each.model) for each in route.deployments] == [("azure", "gpt-4.1-2025-04-14"), ("openai_like", "qwen3-32b")]
    assert route.fallback_domains == ("azure/claims-eu.openai.azure.com", "openai_like/vllm.models.svc:8000")
    assert route.deployments[0].line == line_with(name, "provider: azure-openai")
    assert [(each.engine, each.stages) for each in found[Guardrail]] == [("ai-prompt-guard", ("pre_call",))]
    limits = {(each.counts, each.per, each.amount, each.period) for each in found[ConsumptionLimit]}
    assert limits == {("tokens", "everyone", 100000.0, "60s"), ("requests", "caller", 100.0, "60s")}
    assert {each.provider for each in found[ProviderUse]} == {"azure", "self-hosted"}
    assert found[SecretLiteral] == []


def test_apisix_that_asks_nobody_and_holds_a_key() -> None:
    found = facts_of("gateways/apisix-open.yaml", "conf/apisix.yaml")
    (gateway,) = found[Gateway]
    assert (gateway.authenticates, gateway.stores_prompts, gateway.request_timeout) == (False, True, 30.0)
    assert [each.fallback_domains for each in found[ModelRoute]] == [()]
    assert [(each.key, each.holder) for each in found[SecretLiteral]] == [("ask.auth.header.Authorization", "gateway")]


def test_apisix_without_models_is_none_of_ours() -> None:
    assert not any(facts_in("routes: [{uri: /x, plugins: {limit-count: {count: 1}}}]\n", "apisix.yaml").values())
    assert not any(facts_in("routes: [1, {plugins: [ai-proxy]}]\nservices: {}\n", "apisix.yaml").values())
