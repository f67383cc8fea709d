"""LiteLLM proxies: routes with effective fallbacks, failure domains, guardrails, traces and credentials."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from reading import facts_in, facts_of, line_with

from readiness.facts.ai import AiService, DebugSwitch, Gateway, Guardrail, ModelRoute, ProviderUse, TraceSink
from readiness.facts.files import SecretLiteral
from readiness.facts.gateways import ConsumptionLimit, ToolAccess

NAME = "litellm.yaml"
MINIMAL = "model_list:\n  - {model_name: chat, litellm_params: {model: openai/gpt-4.1}}\n"


def routes(text: str = "") -> dict[str, ModelRoute]:
    found = facts_in(text, "config.yaml") if text else facts_of(NAME)
    return {each.alias: each for each in found[ModelRoute]}


def test_the_gateway_is_read_as_written() -> None:
    (gateway,) = facts_of(NAME)[Gateway]
    assert gateway.origin.line == line_with(NAME, "general_settings")
    assert (gateway.master_key.state, gateway.master_key.reference) == ("reference", "LITELLM_MASTER_KEY")
    assert (gateway.max_budget, gateway.budget_duration) == (500.0, "30d")
    assert gateway.callbacks == ("otel", "prometheus")
    assert gateway.success_callbacks == ("langfuse",)
    assert gateway.debug == ("litellm_settings.set_verbose",)
    assert gateway.masks_messages is True
    assert gateway.redis
    assert gateway.alerting
    assert gateway.literal_endpoints == ("weu.openai.azure.com",)
    assert [(each.name, each.state) for each in gateway.credentials] == [
        ("api_key", "reference"),
        ("api_key", "literal"),
        ("api_key", "placeholder"),
        ("master_key", "reference"),
        ("database_url", "literal"),
    ]


def test_what_is_not_written_stays_none() -> None:
    (gateway,) = facts_in(MINIMAL, "config.yaml")[Gateway]
    assert (gateway.master_key, gateway.max_budget, gateway.request_timeout, gateway.masks_messages) == (None, None, None, None)
    assert not gateway.stored_in_database
    assert gateway.debug == ()


def test_one_alias_with_two_deployments_is_one_route() -> None:
    chat = routes()["chat"]
    assert [(each.provider, each.failure_domain) for each in chat.deployments] == [
        ("azure", "azure/weu.openai.azure.com"),
        ("bedrock", "bedrock/eu"),
    ]
    assert chat.deployments[0].requests_per_minute == 600
    assert chat.timeout == 90.0
    assert chat.origin.line == line_with(NAME, "model_name: chat")


def test_fallbacks_follow_aliases_and_name_what_is_missing() -> None:
    found = routes()
    assert found["chat"].fallbacks == ("cheap",)
    assert found["chat"].dangling == ("backup",)
    assert found["chat"].fallback_domains == ("azure/weu.openai.azure.com", "bedrock/eu", "openai")
    assert found["embeddings"].fallbacks == ("cheap",), "default fallbacks, through the alias `small`"
    assert found["cheap"].is_fallback
    assert found["cheap"].fallbacks == ()
    assert not found["local"].is_fallback


def test_kinds_of_models() -> None:
    found = routes()
    assert {alias: each.kind for alias, each in found.items()} == {
        "chat": "chat",
        "cheap": "chat",
        "embeddings": "embedding",
        "local": "chat",
    }
    text = "model_list:\n  - {model_name: a, litellm_params: {model: cohere/x}, model_info: {mode: rerank}}\n"
    assert routes(text)["a"].kind == "rerank"


@pytest.mark.parametrize(
    ("params", "provider", "model", "domain"),
    [
        ("{model: gpt-4o}", "openai", "gpt-4o", "openai"),
        ("{model: claude-sonnet-4-5}", "anthropic", "claude-sonnet-4-5", "anthropic"),
        ("{model: vertex_ai/gemini-2.5-pro, vertex_location: europe-west4}", "vertex_ai", "gemini-2.5-pro", "vertex/europe-west4"),
        (
            "{model: bedrock/converse/us.meta.llama3-1-70b-instruct-v1:0}",
            "bedrock",
            "converse/us.meta.llama3-1-70b-instruct-v1:0",
            "bedrock/us",
        ),
        ("{model: bedrock/amazon.nova-pro-v1:0, aws_region_name: eu-west-1}", "bedrock", "amazon.nova-pro-v1:0", "bedrock/eu-west-1"),
        ("{model: os.environ/MODEL}", "unknown", None, "unknown"),
        ("{model: azure/gpt, api_base: os.environ/AZ_A}", "azure", "gpt", "azure/AZ_A"),
        ("{model: a-model, custom_llm_provider: openai, api_base: 'http://vllm:8000/v1'}", "openai", "a-model", "openai/vllm:8000"),
    ],
)
def test_providers_and_failure_domains(params: str, provider: str, model: str | None, domain: str) -> None:
    (deployment,) = routes(f"model_list:\n  - {{model_name: a, litellm_params: {params}}}\n")["a"].deployments
    assert (deployment.provider, deployment.model, deployment.failure_domain) == (provider, model, domain)


def test_addresses_that_stand_in_variables_are_named() -> None:
    text = (
        "model_list:\n  - {model_name: a, litellm_params: {model: openai/a, api_base: os.environ/OPENAI_API_BASE}}\n"
        "  - {model_name: b, litellm_params: {model: openai/b, api_base: 'http://models.company.com/v1'}}\n"
        "  - {model_name: c, litellm_params: {model: openai/c, api_base: 'https://${HOST}/v1'}}\n"
    )
    (gateway,) = facts_in(text, "config.yaml")[Gateway]
    assert (gateway.cleartext_endpoints, gateway.unresolved_endpoints) == (("models.company.com",), ("OPENAI_API_BASE",))


def test_a_wildcard_route_serves_fallbacks_of_its_kind() -> None:
    text = (
        "model_list:\n  - {model_name: chat, litellm_params: {model: azure/gpt}}\n"
        "  - {model_name: openai/*, litellm_params: {model: openai/*}}\n"
        "router_settings: {fallbacks: [{chat: [openai/gpt-4o]}]}\n"
    )
    assert (routes(text)["chat"].fallbacks, routes(text)["chat"].dangling) == (("openai/gpt-4o",), ())


def test_a_database_may_hold_more() -> None:
    text = MINIMAL + "general_settings: {store_model_in_db: true, dangerously_permit_weak_or_unset_master_key: true}\n"
    found = facts_in(text, "config.yaml")
    assert found[Gateway][0].stored_in_database
    assert found[Gateway][0].permits_weak_key
    assert found[ModelRoute][0].stored_in_database


def test_guardrails_are_attached_by_default_or_by_name() -> None:
    guardrails = {each.name: each for each in facts_of(NAME)[Guardrail]}
    assert (guardrails["pii"].attached, guardrails["pii"].stages, guardrails["pii"].fails_open) == (True, ("pre_call", "post_call"), None)
    assert (guardrails["injection"].attached, guardrails["injection"].fails_open) == (False, True)
    named = "model_list: [{model_name: a, litellm_params: {model: x/y, guardrails: [g]}}]\n"
    named += "guardrails: [{guardrail_name: g, litellm_params: {guardrail: bedrock, mode: pre_call}}]\n"
    assert facts_in(named, "config.yaml")[Guardrail][0].attached


def test_traces_tell_whether_failures_are_missing() -> None:
    sinks = {each.product: each for each in facts_of(NAME)[TraceSink]}
    assert set(sinks) == {"otel", "langfuse"}
    assert sinks["langfuse"].successes_only
    assert not sinks["otel"].successes_only
    assert sinks["langfuse"].captures_content is False
    both = MINIMAL + "litellm_settings: {success_callback: [langfuse], failure_callback: [langfuse]}\n"
    (sink,) = facts_in(both, "config.yaml")[TraceSink]
    assert not sink.successes_only
    assert (sink.captures_content, sink.content_by_default) == (None, True)


def test_literal_secrets_have_place_and_no_value() -> None:
    found = facts_of(NAME)
    literals = {each.key: each for each in found[SecretLiteral]}
    assert set(literals) == {"model_list[cheap].litellm_params.api_key", "general_settings.database_url"}
    key = literals["model_list[cheap].litellm_params.api_key"]
    assert (key.provider, key.detector, key.holder, key.origin.line) == (True, "field", "gateway", line_with(NAME, "k7Tq9"))
    assert not literals["general_settings.database_url"].provider
    dumped = "".join(fact.model_dump_json() for facts in found.values() for fact in facts)
    assert "k7Tq9" not in dumped
    assert "tR8v" not in dumped


def test_providers_and_switches() -> None:
    found = facts_of(NAME)
    assert {each.provider for each in found[ProviderUse]} == {"azure", "bedrock", "openai", "self-hosted"}
    assert [(each.name, each.origin.line) for each in found[DebugSwitch]] == [
        ("litellm_settings.set_verbose", line_with(NAME, "set_verbose"))
    ]
    quiet = MINIMAL + "litellm_settings: {set_verbose: false}\nenvironment_variables: {LITELLM_LOG: ERROR}\n"
    assert not facts_in(quiet, "config.yaml")[DebugSwitch]


@pytest.mark.parametrize(
    "text", ["model_list: chat\n", "model_list: [{model_name: a}]\n", "model_list: [{litellm_params: x}]\n", "a: [1]\n"]
)
def test_other_files_are_no_gateway(text: str) -> None:
    assert not facts_in(text, "litellm_config.yaml")[Gateway]


def test_limits_of_callers_are_those_that_hold_without_being_asked_for() -> None:
    text = MINIMAL + (
        "litellm_settings:\n"
        "  default_key_generate_params: {max_budget: 50, budget_duration: 1d}\n"
        "  upperbound_key_generate_params: {tpm_limit: 1000}\n"
        "  max_internal_user_budget: 10\n"
        "  internal_user_budget_duration: 30d\n"
        "  max_budget: 500\n"
    )
    limits = facts_in(text, "config.yaml")[ConsumptionLimit]
    assert [(each.counts, each.per, each.amount, each.period, each.origin.line) for each in limits] == [
        ("dollars", "caller", 50.0, "1d", 4),
        ("tokens", "caller", 1000.0, "minute", 5),
        ("dollars", "caller", 10.0, "30d", 6),
    ]
    assert all(each.effective for each in limits)


def test_tools_behind_the_proxy_are_all_handed_on_unless_listed() -> None:
    text = MINIMAL + (
        "mcp_servers:\n"
        "  github: {url: 'https://mcp.example.com/mcp', transport: http, auth_type: bearer_token, allowed_tools: [search]}\n"
        "  wiki: {url: 'https://wiki.example.com/mcp', auth_type: none}\n"
        "  files: {transport: stdio, command: npx}\n"
        "  broken: 3\n"
    )
    tools = {each.server: each for each in facts_in(text, "config.yaml")[ToolAccess]}
    assert {name: (each.tools, each.authenticated, each.remote) for name, each in tools.items()} == {
        "github": (("search",), True, True),
        "wiki": (None, False, True),
        "files": (None, False, False),
    }


@pytest.mark.parametrize(
    ("router", "cools"),
    [
        ("{}", None),
        ("{allowed_fails: 3}", True),
        ("{cooldown_time: 30}", True),
        ("{cooldown_time: 0}", False),
        ("{disable_cooldowns: true, cooldown_time: 30}", False),
    ],
)
def test_cooldowns_are_on_unless_switched_off(router: str, cools: bool | None) -> None:
    assert routes(f"{MINIMAL}router_settings: {router}\n")["chat"].cools_down is cools


def test_values_of_the_helm_chart_hold_a_proxy_and_a_key_that_the_chart_makes() -> None:
    text = (
        "replicaCount: 2\nproxy_config:\n  model_list:\n    - model_name: chat\n      litellm_params: {model: openai/gpt-4.1}\n"
        "  litellm_settings: {cache: true, cache_params: {ttl: 60}}\n"
    )
    found = facts_in(text, "values-prod.yaml")
    (gateway,) = found[Gateway]
    assert (gateway.master_key.state, gateway.master_key.reference) == ("reference", "PROXY_MASTER_KEY")
    assert (gateway.cache, gateway.cache_ttl, gateway.configured_here) == ("redis", 60.0, True)
    assert found[ModelRoute][0].origin.line == 4


def test_a_proxy_whose_models_live_in_its_database_is_one_too() -> None:
    found = facts_in("general_settings: {store_model_in_db: true, database_url: os.environ/DATABASE_URL}\n", "config.yaml")
    (gateway,) = found[Gateway]
    assert (gateway.configured_here, gateway.stored_in_database, gateway.database) == (False, True, True)
    assert found[ModelRoute] == []


def test_a_release_of_the_chart_is_a_gateway_that_runs() -> None:
    text = (
        "masterkey: sk-FAKEdemo0Vq8ZrT3yLw9KpXs2NbM7Hc4Jd\nlogLevel: DEBUG\nautoscaling: {enabled: true, minReplicas: 3}\n"
        "image: {repository: ghcr.io/berriai/litellm-database, tag: main-v1.90.0}\nenvVars: {REDIS_HOST: redis}\n"
        "proxy_config:\n  model_list: [{model_name: chat, litellm_params: {model: openai/gpt-4.1}}]\n"
    )
    found = facts_in(text, "values-prod.yaml")
    (gateway,), (service,) = found[Gateway], found[AiService]
    assert (gateway.master_key.state, gateway.database, gateway.debug) == ("literal", True, ("logLevel",))
    assert (service.replicas, service.role, str(service.container.image)) == (3, "gateway", "ghcr.io/berriai/litellm-database:main-v1.90.0")
    assert service.container.variable("REDIS_HOST") is not None
    assert [each.key for each in found[SecretLiteral]] == ["masterkey"]
    assert "replicas" in facts_in(text.replace("enabled: true", "enabled: false"), "values-prod.yaml")[AiService][0].unread


def test_values_beside_their_chart_are_a_sample(tmp_path: Path) -> None:
    text = "proxy_config:\n  model_list: [{model_name: chat, litellm_params: {model: openai/gpt-4.1, api_key: eXaMpLeOnLy}}]\n"
    (tmp_path / "Chart.yaml").write_text("name: litellm-helm\n", "utf-8")
    for name, environment in (("values.yaml", "sample"), ("values-prod.yaml", "production")):
        assert {each.environment for each in facts_in(text, name, tmp_path)[Gateway]} == {environment}


def test_weights_keys_retries_and_trace_context_are_read() -> None:
    text = """
model_list:
  - {model_name: chat, litellm_params: {model: azure/gpt-4.1, api_key: os.environ/AZURE_API_KEY, weight: 9}}
  - {model_name: chat, litellm_params: {model: azure/gpt-5, client_secret: os.environ/S, weight: 1}}
  - {model_name: aws, litellm_params: {model: bedrock/eu.amazon.nova-pro-v1:0, aws_role_name: "arn:aws:iam::111122223333:role/r"}}
  - {model_name: named, litellm_params: {model: azure/gpt-4.1, litellm_credential_name: shared}}
litellm_settings: {num_retries: 1, forward_traceparent_to_llm_provider: true}
router_settings: {num_retries: 3}
"""
    found = facts_in(text, "config.yaml")
    deployments = {route.alias: [(each.keyed, each.weight) for each in route.deployments] for route in found[ModelRoute]}
    assert deployments == {"chat": [(True, 9), (True, 1)], "aws": [(False, None)], "named": [(None, None)]}
    (gateway,) = found[Gateway]
    assert (gateway.retries, gateway.forwards_trace) == (3, True)
    (plain,) = facts_in(MINIMAL, "config.yaml")[Gateway]
    assert (plain.retries, plain.forwards_trace) == (None, False)
