"""Values of Helm charts: what a release runs, who may reach it, and what other values may still change."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from reading import by_name, facts_in, facts_of, line_with

from readiness.collectors import Place
from readiness.collectors.files.reading import FolderReading
from readiness.facts import Environment, Gap, GapReason
from readiness.facts.ai import AiService, DebugSwitch, Gateway, ModelRoute, ProviderUse, TraceSink
from readiness.facts.files import SecretLiteral
from readiness.facts.retrieval import VectorStoreTarget


def services(name: str) -> dict[str, AiService]:
    """The services of an input by their container's name."""
    return {each.container.name: each for each in facts_of(f"charts/{name}", f"deploy/{name}")[AiService]}


def test_a_console_that_is_closed_and_keeps_its_data_elsewhere() -> None:
    found = facts_of("charts/open-webui-values.yaml", "deploy/open-webui-values.yaml")
    (service,) = found[AiService]
    assert (service.product, service.role, service.replicas, service.authentication) == ("open-webui", "interface", 2, True)
    assert service.published == ("Ingress chat.example.com",)
    signup = service.container.variable("ENABLE_SIGNUP")
    assert (signup.value, signup.line) == ("False", line_with("charts/open-webui-values.yaml", 'value: "False"'))
    assert service.container.variable("DATABASE_URL").source == "secret"
    assert [(each.store, each.host) for each in found[VectorStoreTarget]] == [("qdrant", "qdrant.stores")]
    assert found[SecretLiteral] == []


def test_a_console_with_the_key_that_its_chart_ships_and_an_ollama_of_its_own() -> None:
    found = services("open-webui-open-values.yaml")
    webui, ollama = found["open-webui"], found["ollama"]
    assert (webui.published, webui.persistent, webui.container.variable("DEFAULT_USER_ROLE").value) == (
        ("LoadBalancer open-webui",),
        False,
        "user",
    )
    assert (ollama.persistent, ollama.model, ollama.container.requests) == (True, "llama3.3:70b", {"nvidia.com/gpu": "2"})
    assert "replicas" in ollama.unread, "the chart above may set them"
    (secret,) = facts_of("charts/open-webui-open-values.yaml", "deploy/x-values.yaml")[SecretLiteral]
    assert (secret.key, secret.kind) == ("OPENAI_API_KEY", "vendor default of Open WebUI")


def test_ollama_asks_nobody_and_fetches_its_models_anew() -> None:
    found = facts_of("charts/ollama-values.yaml", "deploy/ollama-values.yaml")
    (service,) = found[AiService]
    assert (service.authentication, service.persistent, service.replicas, service.model) == (False, False, 1, "qwen3:32b")
    assert service.published == ("Ingress ollama.example.com",)
    assert [each.name for each in found[DebugSwitch]] == ["OLLAMA_DEBUG"]
    assert [each.provider for each in found[ProviderUse]] == ["self-hosted"]


def test_langfuse_with_managed_databases() -> None:
    found = services("langfuse-values.yaml")
    assert found.keys() == {"langfuse-web"}
    assert (found["langfuse-web"].replicas, found["langfuse-web"].container.variable("AUTH_DISABLE_SIGNUP").value) == (2, "true")


def test_langfuse_with_the_databases_that_its_chart_brings() -> None:
    found = services("langfuse-default-values.yaml")
    assert found.keys() == {"langfuse-web", "postgresql", "clickhouse"}
    assert found["langfuse-web"].container.variable("AUTH_DISABLE_SIGNUP") is None
    assert (found["postgresql"].role, found["postgresql"].replicas, found["postgresql"].persistent) == ("database", 1, True)
    assert "replicas" in found["clickhouse"].unread
    secrets = {each.key: each.detector for each in facts_of("charts/langfuse-default-values.yaml", "values-x.yaml")[SecretLiteral]}
    assert secrets == {"langfuse.salt.value": "default", "langfuse.nextauth.secret.value": "field", "postgresql.auth.password": "field"}


def test_dify_and_the_store_beside_it() -> None:
    found = services("dify-values.yaml")
    assert found.keys() == {"dify-api", "weaviate"}
    assert (found["dify-api"].replicas, str(found["dify-api"].container.image)) == (2, "langgenius/dify-api:1.9.2")
    assert (found["weaviate"].authentication, found["weaviate"].replicas) == (False, 3)


def test_dify_as_its_chart_ships_it() -> None:
    found = facts_of("charts/dify-default-values.yaml", "deploy/dify-values.yaml")
    api, postgres = sorted(found[AiService], key=lambda each: each.container.name)
    assert (api.published, api.replicas, postgres.role) == (("NodePort dify",), 1, "database")
    assert {each.kind for each in found[SecretLiteral]} == {"vendor default of Dify"}
    assert {each.key for each in found[SecretLiteral]} == {"SECRET_KEY", "redis.auth.password", "sandbox.auth.apiKey"}


def test_a_chart_of_the_house_is_read_by_its_variables_and_images() -> None:
    found = facts_of("charts/assistant-values-prod.yaml", "deploy/values-prod.yaml")
    assert {each.provider for each in found[ProviderUse]} == {"openai", "self-hosted"}
    assert [(each.product, each.environment) for each in found[TraceSink]] == [("langfuse", Environment.PRODUCTION)]
    assert [(each.host, each.index) for each in found[VectorStoreTarget]] == [("qdrant.stores", "knowledge")]
    services = {each.container.name: each for each in found[AiService]}
    assert (services["embedder"].product, services["embedder"].replicas, services["embedder"].settings["revision"]) == ("tei", 1, "5617a9f")
    assert {"authentication", "persistent"} <= services["embedder"].unread.keys(), "templates of the house may add a key"
    phoenix = services["phoenix"]
    assert (phoenix.published, phoenix.authentication) == (("Ingress phoenix.example.com",), False), "a variable of its own comes first"


def test_values_that_flux_holds() -> None:
    found = {each.container.name: each for each in facts_of("charts/flux-release.yaml", "clusters/flux-release.yaml")[AiService]}
    assert {each.environment for each in found.values()} == {Environment.PRODUCTION}
    assert (found["qdrant"].replicas, found["qdrant"].authentication) == (3, True)
    assert "authentication" in found["weaviate"].unread, "valuesFrom may set it"
    assert (found["ollama"].authentication, found["ollama"].replicas) == (False, 1)


def test_values_that_argo_holds() -> None:
    name = "charts/argo-application.yaml"
    found = facts_of(name, "clusters/argo-application.yaml")
    (gateway,) = found[Gateway]
    assert (gateway.environment, gateway.master_key.reference) == (Environment.PRODUCTION, "PROXY_MASTER_KEY")
    assert found[ModelRoute][0].deployments[0].line == line_with(name, "- model_name: chat")
    services = by_name([each.container for each in found[AiService]])
    assert services["open-webui"].variable("WEBUI_AUTH").line == line_with(name, "WEBUI_AUTH")


def test_a_template_of_values_is_said_to_be_one(tmp_path: Path) -> None:
    text = (Path(__file__).parents[1] / "seeds" / "templated-values.yaml").read_text("utf-8")
    (tmp_path / "values.yaml").write_text(text, "utf-8")
    seen = list(FolderReading(Place(kind="folder", name=".", target="folder:.", root=tmp_path)).over(tmp_path))
    (gap,) = [each for each in seen if isinstance(each, Gap)]
    assert (gap.reason, "AiService" in gap.facts) == (GapReason.TEMPLATED, True)


@pytest.mark.parametrize(
    "text",
    [
        "ollama: on\n",
        "ollama: [1]\nlangfuse: null\n",
        "api: {}\nworker: 1\nweb: []\nsandbox: x\n",
        "snapshotPersistence: {enabled: [a]}\nreplicaCount: {}\n",
        "openaiBaseApiUrl: []\nsso: 1\nextraEnvVars: [1, [2], {name: 3}]\ningress: {enabled: true, hosts: [[1]]}\n",
        "env: {OPENAI_API_KEY: {valueFrom: 1}}\n",
        "open-webui: {sso: {}, pipelines: null, image: 7}\n",
    ],
)
def test_values_of_other_shapes_break_nothing(text: str) -> None:
    facts_in(text, "values-prod.yaml")


def test_a_file_of_another_name_with_variables_is_no_chart() -> None:
    assert not any(facts_in("app:\n  env: {OPENAI_API_KEY: x}\n", "settings.yaml").values())


def test_values_beside_others_leave_absent_keys_open(tmp_path: Path) -> None:
    for name in ("values.yaml", "values-prod.yaml"):
        (tmp_path / name).write_text("authentication: {anonymous_access: {}}\nmodules: {}\n", "utf-8")
    (service,) = facts_in("authentication: {anonymous_access: {}}\nmodules: {}\n", "values-prod.yaml", tmp_path)[AiService]
    assert {"authentication", "replicas", "off_node_backup"} <= service.unread.keys()
    (alone,) = facts_in("authentication: {anonymous_access: {}}\nmodules: {}\n", "other/values.yaml", tmp_path)[AiService]
    assert (alone.authentication, alone.replicas) == (False, 1)


def test_an_internal_load_balancer_opens_nothing() -> None:
    text = (
        "ollama: {models: [llama3]}\nservice:\n  type: LoadBalancer\n"
        "  annotations: {service.beta.kubernetes.io/azure-load-balancer-internal: 'true'}\n"
    )
    assert facts_in(text, "values.yaml")[AiService][0].published == ()
