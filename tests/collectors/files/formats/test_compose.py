"""Compose files: effective values, published addresses, and the AI services among them."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from reading import by_name, facts_in, facts_of, line_with

from readiness.collectors.files.formats.compose import interpolated
from readiness.facts.ai import AiService, ComposeService, DebugSwitch, ProviderUse, TraceSink
from readiness.facts.files import SecretLiteral

NAME = "docker-compose.yml"


def services() -> dict[str, ComposeService]:
    return by_name(facts_of(NAME)[ComposeService])


def ai_services() -> dict[str, AiService]:
    return {each.container.name: each for each in facts_of(NAME)[AiService]}


def test_an_override_fragment_is_no_service() -> None:
    assert "patched" not in services()


def test_ports_are_published_everywhere_unless_bound() -> None:
    found = services()
    assert found["gateway"].published == ("0.0.0.0:4000",)
    assert found["vectors"].published == ("127.0.0.1:6333", "0.0.0.0:6334")
    assert found["vectors"].container.ports == (6333, 6334)
    assert found["guarded-vectors"].published == ()
    assert found["cache"].published == ("0.0.0.0:*",)
    assert found["model"].published == ("0.0.0.0:*",)


def test_a_built_service_has_no_image() -> None:
    assert services()["web"].container.image is None


def test_service_settings() -> None:
    found = services()
    assert found["cache"].replicas == 2
    assert found["model"].profiles == ("gpu",)
    assert found["model"].container.accelerators
    assert found["web"].restart == "unless-stopped"
    probe = found["web"].container.readiness
    assert (probe.period, probe.timeout, probe.failure_threshold) == (90, 30, 5)
    assert found["gateway"].container.environment_from == (".env",)
    assert found["gateway"].origin.line == line_with(NAME, "gateway:")


def test_variables_have_effective_values() -> None:
    gateway = services()["gateway"].container
    key = gateway.variable("OPENAI_API_KEY")
    assert (key.source, key.reference, key.value) == ("environment", "OPENAI_API_KEY", None)
    assert gateway.variable("LITELLM_LOG").value == "DEBUG"
    switches = facts_of(NAME)[DebugSwitch]
    assert [(each.name, each.origin.line) for each in switches] == [("LITELLM_LOG", line_with(NAME, "LITELLM_LOG"))]


def test_defaults_that_are_secrets_are_named_and_masked() -> None:
    found = facts_of(NAME)
    literals = {each.key: each for each in found[SecretLiteral]}
    assert set(literals) == {"--requirepass", "DATABASE_URL"}
    assert all(each.fallback and each.detector == "default" for each in literals.values())
    assert literals["DATABASE_URL"].origin.line == line_with(NAME, "DATABASE_URL")
    assert services()["cache"].container.arguments[:3] == ("redis-server", "--requirepass", "***")
    assert "myredissecret" not in "".join(fact.model_dump_json() for facts in found.values() for fact in facts)


def test_products_roles_and_access() -> None:
    found = ai_services()
    assert set(found) == {"gateway", "vectors", "guarded-vectors", "maybe-vectors", "cache", "model"}
    vectors = found["vectors"]
    assert (vectors.role, vectors.authentication, vectors.persistent, vectors.off_node_backup) == ("vector store", False, True, True)
    assert found["guarded-vectors"].authentication
    assert not found["guarded-vectors"].persistent
    assert found["cache"].role == "database"
    assert found["cache"].authentication
    assert found["model"].authentication is False
    assert "authentication" in found["gateway"].unread
    assert "QDRANT_KEY" in found["maybe-vectors"].unread["authentication"].detail


def test_evidence_of_providers_and_traces() -> None:
    found = facts_of(NAME)
    assert {(each.provider, each.via) for each in found[ProviderUse]} == {("openai", "env"), ("self-hosted", "image")}
    assert [(each.product, each.via) for each in found[TraceSink]] == [("langfuse", "container")]


@pytest.mark.parametrize(
    ("written", "value", "unset"),
    [
        ("plain", "plain", ()),
        ("${A:-b}", "b", ()),
        ("${A-b}:${C}", "b:${C}", ("C",)),
        ("${A:-${B:-c}}", "c", ()),
        ("$$HOME", "$HOME", ()),
        ("$A/x", "${A}/x", ("A",)),
        ("${A:?must be set}", "${A}", ("A",)),
        ("${A:+yes}", "", ()),
        ("${A", "${A", ()),
    ],
)
def test_interpolation(written: str, value: str, unset: tuple[str, ...]) -> None:
    told = interpolated(written)
    assert (told.value, told.open) == (value, unset)


@pytest.mark.parametrize(
    ("service", "authentication", "hidden"),
    [
        ("image: qdrant/qdrant:v1.15.4", False, ""),
        ("{image: qdrant/qdrant, volumes: ['./q.yaml:/qdrant/config/production.yaml']}", None, "/qdrant/config"),
        ("{image: qdrant/qdrant, env_file: q.env}", None, "q.env"),
        ("{image: semitechnologies/weaviate:1.35.7}", False, ""),
        ("{image: semitechnologies/weaviate, environment: {AUTHENTICATION_ANONYMOUS_ACCESS_ENABLED: 'false'}}", True, ""),
        ("{image: semitechnologies/weaviate, environment: {AUTHENTICATION_ANONYMOUS_ACCESS_ENABLED: '${ANON}'}}", None, "ANONYMOUS"),
        ("{image: semitechnologies/weaviate, environment: {AUTHENTICATION_APIKEY_ENABLED: 'true'}}", True, ""),
        ("{image: 'chromadb/chroma:1.1.0', environment: {CHROMA_SERVER_AUTHN_PROVIDER: x.y}}", False, ""),
        ("{image: 'chromadb/chroma:0.6.3', environment: {CHROMA_SERVER_AUTHN_PROVIDER: x.y}}", True, ""),
        ("{image: milvusdb/milvus:v2.6.2}", False, ""),
        ("{image: 'postgres:17', environment: {POSTGRES_PASSWORD: a}}", True, ""),
        ("{image: 'pgvector/pgvector:pg17', environment: {POSTGRES_HOST_AUTH_METHOD: trust}}", False, ""),
        ("{image: redis:7}", False, ""),
        ("{image: redis:7, command: redis-server /etc/redis.conf}", None, "configuration file"),
        ("{image: 'mongo:8'}", False, ""),
        ("{image: 'mongo:8', environment: {MONGO_INITDB_ROOT_USERNAME: root}}", True, ""),
        ("{image: 'mongo:8', command: mongod --config /etc/mongod.conf}", None, "configuration file"),
        ("{image: 'mysql:9', environment: {MYSQL_ALLOW_EMPTY_PASSWORD: 'yes'}}", False, ""),
        ("{image: 'bitnamilegacy/postgresql:17', environment: [ALLOW_EMPTY_PASSWORD=yes]}", False, ""),
        ("{image: 'bitnamilegacy/elasticsearch:9'}", False, ""),
        ("{image: 'clickhouse/clickhouse-server:25.8'}", None, "version"),
        ("{image: 'lmsysorg/sglang:v0.5.3', command: 'python3 -m sglang.launch_server --api-key ${KEY:-}'}", None, "KEY"),
        ("{image: 'docker.elastic.co/elasticsearch/elasticsearch:8.15.0'}", True, ""),
        ("{image: 'docker.elastic.co/elasticsearch/elasticsearch:9.1.0', environment: [xpack.security.enabled=false]}", False, ""),
        ("{image: 'opensearchproject/opensearch:3', environment: {DISABLE_SECURITY_PLUGIN: 'true'}}", False, ""),
        ("{image: 'ghcr.io/open-webui/open-webui:main', environment: {WEBUI_AUTH: 'False'}}", False, ""),
        ("{image: 'arizephoenix/phoenix:12', environment: {PHOENIX_ENABLE_AUTH: 'True'}}", True, ""),
        ("{image: 'flowiseai/flowise:2.2.7'}", False, ""),
        ("{image: 'vllm/vllm-openai:v0.11.0', command: '--model a/b --api-key ${KEY}'}", True, ""),
        ("{image: 'ghcr.io/huggingface/text-generation-inference:3.3.5', command: --model-id a/b}", False, ""),
        ("{image: 'ghcr.io/ggml-org/llama.cpp:server', command: -m m.gguf --config x}", None, "--config"),
    ],
)
def test_access_follows_the_products_defaults(service: str, authentication: bool | None, hidden: str) -> None:
    (found,) = facts_in(f"services:\n  one: {service if service.startswith('{') else '{' + service + '}'}\n", "compose.yaml")[AiService]
    if authentication is None:
        assert hidden in found.unread["authentication"].detail
    else:
        assert found.authentication is authentication


def test_a_merged_line_is_one_secret_and_a_worker_serves_nothing() -> None:
    text = (
        "x-env: &env\n  SALT: mysalt\n"
        "services:\n"
        "  one: {image: langgenius/dify-api:1.9, environment: {<<: *env, MODE: api}}\n"
        "  two: {image: langgenius/dify-api:1.9, environment: {<<: *env, MODE: worker}}\n"
    )
    found = facts_in(text, "compose.yaml")
    assert [each.container.name for each in found[AiService]] == ["one"]
    assert [(each.key, each.origin.line) for each in found[SecretLiteral]] == [("SALT", 2)]


def test_a_built_image_is_recognised_by_its_name_and_scripts_by_their_words() -> None:
    text = (
        "services:\n"
        "  proxy: {build: ., image: 'ghcr.io/berriai/litellm:main', command: '--config c.yaml --detailed_debug'}\n"
        "  store: {image: minio/minio, entrypoint: sh, command: \"-c 'mkdir -p /data/a && minio server /data'\"}\n"
        "  model: {build: ., command: 'sh -c \"vllm serve a/b --max-num-seqs 8\"'}\n"
    )
    found = facts_in(text, "compose.yaml")
    products = {each.container.name: each for each in found[AiService]}
    assert {name: each.product for name, each in products.items()} == {"proxy": "litellm", "store": "minio", "model": "vllm"}
    assert products["proxy"].container.image is None
    assert products["store"].container.arguments[-3:] == ("minio", "server", "/data")
    assert products["model"].settings == {"max_num_seqs": "8", "model": "a/b"}
    assert [(each.name, each.component) for each in found[DebugSwitch]] == [("--detailed_debug", "litellm")]


@pytest.mark.parametrize("name", ["docker-compose.prod.yml", "compose.yaml", "docker/compose-dev.yaml", "docker-stack.yml"])
def test_compose_files_are_known_by_name_and_content(name: str) -> None:
    assert facts_in("services: {a: {image: b}}\n", name)[ComposeService]
    assert not facts_in("services: {a: {port: 1}}\n", name)[ComposeService]
    assert not facts_in("services: {a: {image: b}}\n", "values.yaml")[ComposeService]


@pytest.mark.parametrize("option", ["-m", "--model-uri"])
def test_mlflow_tells_which_model_it_serves(option: str) -> None:
    command = f"mlflow models serve {option} models:/claims/latest --host 0.0.0.0"
    text = f"services: {{m: {{image: 'ghcr.io/mlflow/mlflow:v3.4.0', command: '{command}', ports: ['5001:5000']}}}}\n"
    (service,) = facts_in(text, "compose.yaml")[AiService]
    assert (service.product, service.role, service.model, service.authentication) == (
        "mlflow models",
        "inference",
        "models:/claims/latest",
        False,
    )


def test_mlflow_server_serves_no_model() -> None:
    text = "services: {m: {image: 'ghcr.io/mlflow/mlflow:v3.4.0', command: 'mlflow server --host 0.0.0.0'}}\n"
    (service,) = facts_in(text, "compose.yaml")[AiService]
    assert (service.product, service.role) == ("mlflow", "tracing")
