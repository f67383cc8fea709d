"""Which product a container runs, by image and command, and what its configuration says of access and data."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

from readiness.collectors.files.containers import MASK
from readiness.collectors.files.formats import Document
from readiness.collectors.files.shapes import flag, whole
from readiness.facts import Environment, GapReason
from readiness.facts.ai import AiService, ProviderUse
from readiness.facts.containers import Container, EnvironmentVariable, Image

Role = Literal["inference", "gateway", "vector store", "database", "tracing", "interface"]


@dataclass(frozen=True)
class Hidden:
    """An answer that stands in a source the file does not show."""

    why: str


@dataclass(frozen=True)
class Told:
    """An answer that the container's own variable gives, which comes before every other source."""

    value: bool


Answer = bool | Hidden | Told


@dataclass(frozen=True)
class Product:
    """A product that runs in a container.

    Attributes:
        image: pattern over the image repository, from a slash or the start to the end.
        command: pattern over the arguments joined by spaces; empty when the image alone tells.
        authenticated: what its configuration says.
        data: paths where it keeps its data.
        config: paths where its configuration file lies.
        variables: prefix of its own environment variables.
    """

    name: str
    role: Role
    image: str
    authenticated: Callable[[Container], Answer]
    command: str = ""
    data: tuple[str, ...] = ()
    config: tuple[str, ...] = ()
    variables: str = ""

    def runs_as(self, repository: str, line: str) -> bool:
        """Whether a container of this image that is started with this line runs the product."""
        return bool(_of_image(self.image).search(repository) or (self.command and re.search(self.command, line)))


@cache
def _of_image(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?:^|/)(?:{pattern})$", re.IGNORECASE)


def _state(variable: EnvironmentVariable | None) -> Answer:
    """Whether a variable gives a value: hidden where it has an empty default that the environment may replace."""
    if variable is None:
        return False
    if variable.source == "literal":
        if variable.credential is not None:
            return variable.credential.state != "empty"
        return bool(variable.value)
    if variable.source == "environment" and variable.value == "":
        return Hidden(f"{variable.reference} may be set outside the file")
    return True


_EMPTY_DEFAULT = re.compile(r"\$\{\w+:?-\}")


def _given(*names: str, options: tuple[str, ...] = ()) -> Callable[[Container], Answer]:
    """Authentication is on as soon as one of these variables or options holds a value."""

    def answer(container: Container) -> Answer:
        written = [value for option in options if (value := container.option(option))]
        if any(not _EMPTY_DEFAULT.fullmatch(value) for value in written):
            return True
        if written:
            return Hidden(f"{written[0]} may be set outside the file")
        states = [_state(container.variable(name)) for name in names]
        if True in states:
            return True
        return next((each for each in states if isinstance(each, Hidden)), False)

    return answer


def _switched(*names: str, default: bool) -> Callable[[Container], Answer]:
    """Authentication follows a boolean variable."""

    def answer(container: Container) -> Answer:
        for name in names:
            variable = container.variable(name)
            if variable is None:
                continue
            said = flag(variable.value)
            return Hidden(f"the value of {name} is not in the file") if said is None else said
        return default

    return answer


def _switch(name: str, *, default: bool) -> Callable[[Container], Answer]:
    """The same for a product that knows no other way."""
    follows = _switched(name, default=default)

    def answer(container: Container) -> Answer:
        found = follows(container)
        return Told(found) if isinstance(found, bool) and container.variable(name) is not None else found

    return answer


def _always(container: Container) -> Answer:  # noqa: ARG001 - the shape of an answer
    return True


def _never(container: Container) -> Answer:  # noqa: ARG001 - the shape of an answer
    return False


def _major(container: Container) -> int | None:
    """Major version by the image's tag."""
    match = re.match(r"v?(\d+)(\.|-|$)", (container.image.tag or "") if container.image else "")
    return whole(match[1]) if match else None


def _litellm(container: Container) -> Answer:
    given = _given("LITELLM_MASTER_KEY")(container)
    if given is not False:
        return given
    if container.option("--config", "-c") or container.volumes:
        return Hidden("general_settings.master_key may stand in its configuration file")
    return False


def _weaviate(container: Container) -> Answer:
    """Anonymous access is on unless another method is chosen or it is switched off (Weaviate 1.35)."""
    if container.option("--config-file") is not None and container.variable("AUTHENTICATION_ANONYMOUS_ACCESS_ENABLED") is None:
        return Hidden("authentication may stand in its configuration file")
    anonymous = _switched("AUTHENTICATION_ANONYMOUS_ACCESS_ENABLED", default=False)(container)
    if isinstance(anonymous, Hidden) or container.variable("AUTHENTICATION_ANONYMOUS_ACCESS_ENABLED") is not None:
        return Told(not anonymous) if isinstance(anonymous, bool) else anonymous
    methods = [_switched(f"AUTHENTICATION_{method}_ENABLED", default=False)(container) for method in ("APIKEY", "OIDC", "DB_USERS")]
    if True in methods:
        return True
    return next((each for each in methods if isinstance(each, Hidden)), False)


def _chroma(container: Container) -> Answer:
    """Authentication existed before 1.0 only."""
    given = _given("CHROMA_SERVER_AUTHN_PROVIDER", "CHROMA_SERVER_AUTH_PROVIDER")(container)
    major = _major(container)
    if given is False or (major is not None and major >= 1):
        return False
    return given if major is not None else Hidden("whether it authenticates depends on the version behind the image's tag")


def _redis(container: Container) -> Answer:
    if container.option("--requirepass", "--aclfile"):
        return True
    variable = container.variable("REDIS_ARGS")
    if variable is not None:
        return "--requirepass" in variable.value if variable.value else True
    if any(argument.endswith(".conf") for argument in container.arguments):
        return Hidden("requirepass may stand in its configuration file")
    return _given("REDIS_PASSWORD", "REDIS_PASSWORD_FILE", "VALKEY_PASSWORD")(container) if _bitnami(container) else False


def _bitnami(container: Container) -> bool:
    return bool(container.image and "bitnami" in container.image.repository)


def _postgres(container: Container) -> Answer:
    """The image refuses to start without a password unless `trust` is asked for (docker-library postgres 9.5 to 18)."""
    method = container.variable("POSTGRES_HOST_AUTH_METHOD")
    return not (method is not None and method.value == "trust") and not _allows_empty(container)


def _allows_empty(container: Container) -> bool:
    """Whether an empty password is permitted; the name without a product is Bitnami's."""
    names = ("ALLOW_EMPTY_PASSWORD", "MYSQL_ALLOW_EMPTY_PASSWORD", "MARIADB_ALLOW_EMPTY_ROOT_PASSWORD")
    return any(each is not None and each.value not in (None, "", "no", "false", "0") for each in map(container.variable, names))


def _mysql(container: Container) -> Answer:
    return not _allows_empty(container)


def _mongodb(container: Container) -> Answer:
    if container.option("--auth") is not None:
        return True
    given = _given("MONGO_INITDB_ROOT_USERNAME", "MONGO_INITDB_ROOT_USERNAME_FILE", "MONGODB_ROOT_PASSWORD", options=("--keyFile",))(
        container
    )
    if given is False and container.option("--config", "-f"):
        return Hidden("security.authorization may stand in its configuration file")
    return given


def _clickhouse(container: Container) -> Answer:
    given = _given("CLICKHOUSE_PASSWORD", "CLICKHOUSE_PASSWORD_FILE", "CLICKHOUSE_ADMIN_PASSWORD")(container)
    # Since 25.1 the default user without a password is refused over the network; before it was let in.
    return given if given is not False else Hidden("whether the passwordless default user is let in depends on the version")


def _elasticsearch(container: Container) -> Answer:
    """Security is on by default since 8.0; in Bitnami's image it is off."""
    if _bitnami(container):
        return _switched("ELASTICSEARCH_ENABLE_SECURITY", default=False)(container)
    if container.variable("xpack.security.enabled") is not None:
        return _switched("xpack.security.enabled", default=True)(container)
    major = _major(container)
    return major >= 8 if major is not None else Hidden("the default depends on the version behind the image's tag")


def _opensearch(container: Container) -> Answer:
    if _bitnami(container):
        return _switched("OPENSEARCH_ENABLE_SECURITY", default=False)(container)
    for name in ("DISABLE_SECURITY_PLUGIN", "plugins.security.disabled"):
        variable = container.variable(name)
        if variable is not None:
            said = flag(variable.value)
            return Hidden(f"the value of {name} is not in the file") if said is None else not said
    return True


def _flowise(container: Container) -> Answer:
    """Accounts are built in since 3.0; before, a user name and password by variable."""
    major = _major(container)
    if major is not None and major < 3:
        return _given("FLOWISE_USERNAME")(container)
    return True if major is not None else Hidden("whether accounts are demanded depends on the version, which is not told")


def _mlflow(container: Container) -> Answer:
    """Everybody is let in unless the server runs its authentication app (MLflow 3)."""
    return "--app-name" in " ".join(container.arguments)


def _anythingllm(container: Container) -> Answer:
    """A password for all needs both variables; accounts are switched on in its settings, which it keeps itself (AnythingLLM 1.9)."""
    answers = [_given(name)(container) for name in ("AUTH_TOKEN", "JWT_SECRET")]
    return answers == [True, True] or Hidden("accounts are switched on in its own settings")


def _vespa(container: Container) -> Answer:  # noqa: ARG001 - the shape of an answer
    """Open by default; what closes it stands in the application package that is deployed to it (Vespa 8)."""
    return Hidden("access is configured in the application package that is deployed to it")


def _collector(container: Container) -> Answer:  # noqa: ARG001 - the shape of an answer
    return Hidden("receivers are configured in the collector's configuration file")


# Images and defaults as of: vLLM 0.11, TGI 3.3, TEI 1.8, Ollama 0.12, Triton 25.09, SGLang 0.5, llama.cpp b6700,
# LiteLLM 1.109, Qdrant 1.15, Weaviate 1.35, Milvus 2.6, Chroma 0.6 and 1.1, Langfuse 3, Phoenix 12, Open WebUI 0.6.
PRODUCTS: tuple[Product, ...] = (
    Product(
        "vllm",
        "inference",
        r"vllm(-(openai|cpu|cuda|rocm|tpu|neuron|xpu|hpu|server|inference)[\w.-]*)?",
        _given("VLLM_API_KEY", options=("--api-key",)),
        command=r"(^|[\s/])vllm serve\b|vllm\.entrypoints\.(openai\.)?api_server",
        variables="VLLM_",
    ),
    Product(
        "tgi",
        "inference",
        r"text-generation-inference[\w.-]*",
        _given("API_KEY", options=("--api-key",)),
        command="text-generation-launcher",
        data=("/data",),
    ),
    Product(
        "tei",
        "inference",
        r"text-embeddings-inference[\w.-]*",
        _given("API_KEY", options=("--api-key",)),
        command="text-embeddings-router",
        data=("/data",),
    ),
    Product(
        "ollama", "inference", r"ollama", _never, command=r"(^|[\s/])ollama serve\b", data=("/root/.ollama", "/ollama"), variables="OLLAMA_"
    ),
    Product("triton", "inference", r"tritonserver[\w.-]*", _never, command=r"(^|[\s/])tritonserver\b"),
    Product(
        "sglang",
        "inference",
        r"lmsysorg/sglang[\w.-]*",
        _given(options=("--api-key",)),
        command=r"sglang\.launch_server|(^|[\s/])sglang serve\b",
    ),
    Product(
        "llama.cpp",
        "inference",
        r"(ggml-org|ggerganov)/llama\.cpp",
        _given("LLAMA_API_KEY", options=("--api-key", "--api-key-file")),
        command=r"(^|[\s/])llama-server\b",
        data=("/models",),
        variables="LLAMA_ARG_",
    ),
    Product("nim", "inference", r"nim/[\w.-]+/[\w.-]+", _never, data=("/opt/nim/.cache",), variables="NIM_"),
    Product("localai", "inference", r"localai/localai", _given("LOCALAI_API_KEY", "API_KEY"), variables="LOCALAI_"),
    Product(
        "litellm",
        "gateway",
        r"litellm(-database|-non_root|-proxy)?",
        _litellm,
        command=r"(^|[\s/])litellm --",
        config=("/app/config.yaml",),
        variables="LITELLM_",
    ),
    Product(
        "qdrant",
        "vector store",
        r"qdrant(-unprivileged)?",
        _given("QDRANT__SERVICE__API_KEY"),
        data=("/qdrant/storage",),
        config=("/qdrant/config",),
        variables="QDRANT__",
    ),
    Product("weaviate", "vector store", r"semitechnologies/weaviate|weaviate/weaviate", _weaviate, data=("/var/lib/weaviate", "/data")),
    Product(
        "milvus",
        "vector store",
        r"milvusdb/milvus[\w.-]*",
        _switch("COMMON_SECURITY_AUTHORIZATIONENABLED", default=False),
        data=("/var/lib/milvus",),
        config=("/milvus/configs",),
    ),
    Product(
        "chroma", "vector store", r"chromadb/chroma|chroma-core/chroma", _chroma, data=("/data", "/chroma/chroma"), config=("/config.yaml",)
    ),
    Product("vespa", "vector store", r"vespaengine/vespa", _vespa, data=("/opt/vespa/var",)),
    Product("pgvector", "vector store", r"(pgvector/pgvector|ankane/pgvector)", _postgres, data=("/var/lib/postgresql",)),
    Product(
        "opensearch",
        "vector store",
        r"(opensearchproject|bitnami\w*)/opensearch",
        _opensearch,
        data=("/usr/share/opensearch/data",),
        config=("/usr/share/opensearch/config",),
    ),
    Product(
        "elasticsearch",
        "vector store",
        r"elasticsearch(/elasticsearch)?",
        _elasticsearch,
        data=("/usr/share/elasticsearch/data",),
        config=("/usr/share/elasticsearch/config",),
    ),
    Product(
        "postgres",
        "database",
        r"(postgres|postgresql|timescaledb(-ha)?|supabase/postgres)",
        _postgres,
        data=("/var/lib/postgresql", "/bitnami/postgresql"),
    ),
    Product(
        "redis", "database", r"(redis|redis-stack(-server)?|valkey)", _redis, data=("/data", "/bitnami/redis/data", "/bitnami/valkey/data")
    ),
    Product("mysql", "database", r"(mysql|mariadb|mysql-server)", _mysql, data=("/var/lib/mysql", "/bitnami/mysql", "/bitnami/mariadb")),
    Product("mongodb", "database", r"(mongo|mongodb|mongodb-community-server)", _mongodb, data=("/data/db", "/bitnami/mongodb")),
    Product(
        "clickhouse",
        "database",
        r"clickhouse(-server)?",
        _clickhouse,
        data=("/var/lib/clickhouse", "/bitnami/clickhouse"),
        config=("/etc/clickhouse-server",),
    ),
    # MinIO always demands its root user; the published default password is a matter of its credentials.
    Product(
        "minio",
        "database",
        r"(minio/minio|bitnami\w*/minio|chainguard/minio)",
        _always,
        data=("/data", "/export", "/minio_data", "/bitnami/minio"),
    ),
    Product("langfuse", "tracing", r"langfuse/langfuse(-worker)?", _always, variables="LANGFUSE_"),
    Product(
        "phoenix",
        "tracing",
        r"arizephoenix/phoenix",
        _switch("PHOENIX_ENABLE_AUTH", default=False),
        data=("/mnt/data",),
        variables="PHOENIX_",
    ),
    Product("otel-collector", "tracing", r"opentelemetry-collector(-contrib|-k8s)?", _collector),
    Product(
        "open-webui",
        "interface",
        r"open-webui/open-webui",
        _switch("WEBUI_AUTH", default=True),
        data=("/app/backend/data",),
        variables="WEBUI_",
    ),
    Product("dify", "interface", r"langgenius/dify-api", _always),
    Product("dify-web", "interface", r"langgenius/dify-web", _always),
    Product("flowise", "interface", r"flowiseai/flowise", _flowise, data=("/root/.flowise",), variables="FLOWISE_"),
    Product(
        "librechat",
        "interface",
        r"danny-avila/librechat(-dev|-api|-dev-api)?",
        _always,
        data=("/app/uploads", "/app/client/public/images"),
    ),
    Product(
        "anythingllm",
        "interface",
        r"mintplexlabs/anythingllm|mintplex-labs/anything-llm",
        _anythingllm,
        data=("/app/server/storage",),
        config=("/app/server/.env",),
    ),
    # MLflow's scoring server (3) asks nobody who they are; it is told by its command alone.
    Product("mlflow models", "inference", r"(?!)", _never, command=r"(^|[\s/])mlflow models serve\b"),
    Product(
        "mlflow",
        "tracing",
        r"mlflow(/mlflow)?",
        _mlflow,
        command=r"(^|[\s/])mlflow (server|ui)\b",
        data=("/mlflow", "/mlruns"),
        variables="MLFLOW_",
    ),
    Product("n8n", "interface", r"n8nio/n8n", _always, data=("/home/node/.n8n",), variables="N8N_"),
)

_ANY_IMAGE = _of_image("|".join(each.image for each in PRODUCTS))
_ANY_COMMAND = re.compile("|".join(each.command for each in PRODUCTS if each.command))
"""One look at each tells of most containers that they run none of the products."""

# A client of the server in the server's own image: `ollama pull` in an init container.
_CLIENTS = re.compile(
    r"\bollama (pull|run|create|cp|list|show|push)\b|\b(redis-cli|psql|pg_dump|pg_restore|pg_isready|mysqldump|mongosh|mongodump)\b"
)
_SERVERS = re.compile(r"\bollama serve\b|/bin/ollama\b|\b(redis-server|postgres|mysqld|mongod)\b")


def product_of(container: Container) -> Product | None:
    """The product a container serves; None for others, and for clients that use the product's image."""
    repository, line = container.image.repository if container.image else "", " ".join(container.arguments)
    if not (_ANY_IMAGE.search(repository) or _ANY_COMMAND.search(line)):
        return None
    if _CLIENTS.search(line) and not _SERVERS.search(line):
        return None
    mode = container.variable("MODE")
    if mode is not None and mode.value in ("worker", "beat"):  # Dify's API image, run without its API
        return None
    return next((each for each in PRODUCTS if each.runs_as(repository, line)), None)


def ai_service(
    document: Document,
    container: Container,
    *,
    workload: str,
    environment: Environment,
    platform: Literal["compose", "kubernetes"],
    namespace: str | None = None,
    pod_labels: dict[str, str] | None = None,
    published: tuple[str, ...] = (),
    replicas: int | None = 1,
    built_as: Image | None = None,
    on_demand: bool = False,
) -> AiService | None:
    """The AI service that a container runs, if it is one; init containers serve nothing.

    `built_as` is the name that a locally built image gets: it may tell the product, though it is no reference.
    """
    named = container.model_copy(update={"image": built_as}) if built_as else container
    product = None if container.init else product_of(named)
    if product is None:
        return None
    return service_of(
        product,
        document,
        container,
        named=named,
        workload=workload,
        environment=environment,
        platform=platform,
        namespace=namespace,
        pod_labels=pod_labels,
        published=published,
        replicas=replicas,
        on_demand=on_demand,
    )


def service_of(
    product: Product,
    document: Document,
    container: Container,
    *,
    workload: str,
    environment: Environment,
    platform: Literal["compose", "kubernetes", "process"],
    named: Container | None = None,
    namespace: str | None = None,
    pod_labels: dict[str, str] | None = None,
    published: tuple[str, ...] = (),
    replicas: int | None = 1,
    on_demand: bool = False,
) -> AiService:
    """The AI service of a product that is known; `named` is the container with the image that tells its version, if another."""
    known = {
        "resource": f"{workload}#{container.name}" if platform == "kubernetes" else workload,
        "origin": document.origin(container.line),
        "environment": environment,
        "role": product.role,
        "product": product.name,
        "platform": platform,
        "workload": workload,
        "container": container,
        "namespace": namespace,
        "pod_labels": pod_labels or {},
        "published": published,
        "replicas": replicas,
        "persistent": _persistent(product, container),
        "on_demand": on_demand,
        "settings": _settings(product, container),
    }
    # What has no authentication at all can't get it from elsewhere.
    authentication = False if product.authenticated is _never else _decided(product, container, product.authenticated(named or container))
    backup = _decided(product, container, _backed_up(container)) if product.role == "vector store" else False
    hidden: dict[str, dict[str, str]] = {}
    for field, answer in (("authentication", authentication), ("off_node_backup", backup)):
        if isinstance(answer, Hidden):
            hidden[field] = {"reason": GapReason.UNSUPPORTED, "detail": answer.why}
        else:
            known[field] = answer
    return AiService.model_validate(known) if not hidden else AiService(**known, unread=hidden)


def self_hosting(service: AiService) -> Iterator[ProviderUse]:
    """An inference server is evidence that the system serves a model itself."""
    if service.role == "inference":
        yield ProviderUse(
            resource=f"{service.resource}/provider/self-hosted",
            origin=service.origin,
            environment=service.environment,
            provider="self-hosted",
            via="image",
        )


def _decided(product: Product, container: Container, answer: Answer) -> bool | Hidden:
    """A no that rests on absence stands only when no source out of sight could have said yes."""
    if isinstance(answer, Told):
        return answer.value
    if answer is not False:
        return answer
    if container.environment_from:
        return Hidden(f"variables come from {', '.join(container.environment_from)}")
    mounted = [path for path in container.volumes if any(_within(path, config) for config in product.config)]
    if mounted:
        return Hidden(f"a configuration file is mounted at {mounted[0]}")
    if product.role == "inference" and container.option("--config"):
        return Hidden("options may stand in the file that --config names")
    return False


def _within(path: str, other: str) -> bool:
    """Whether one path is the other or lies in it."""
    one, two = path.rstrip("/") + "/", other.rstrip("/") + "/"
    return one.startswith(two)


_DURABLE = {
    "persistentVolumeClaim",
    "hostPath",
    "nfs",
    "bind",
    "volume",
    "awsElasticBlockStore",
    "azureDisk",
    "gcePersistentDisk",
    "cephfs",
}


def _persistent(product: Product, container: Container) -> bool:
    durable = [path for path, kind in container.volumes.items() if kind in _DURABLE]
    if not product.data:
        return bool(durable)
    named = [each.value for each in container.environment if each.value and each.value.startswith("/")]
    paths = (*product.data, *named)
    return any(_within(data, path) or _within(path, data) for path in durable for data in paths)


def _backed_up(container: Container) -> Answer:
    """Backups to an object store, by the product's own variables (Qdrant 1.15, Weaviate 1.35)."""
    snapshots = container.variable("QDRANT__STORAGE__SNAPSHOTS_CONFIG__SNAPSHOTS_STORAGE")
    if snapshots is not None:
        return (snapshots.value or "").lower() == "s3"
    modules = container.variable("ENABLE_MODULES")
    if modules is None or modules.value is None:
        return False
    targets = {"backup-s3": "BACKUP_S3_BUCKET", "backup-gcs": "BACKUP_GCS_BUCKET", "backup-azure": "BACKUP_AZURE_CONTAINER"}
    enabled = {module.strip() for module in modules.value.split(",")}
    return any(module in enabled and container.variable(variable) is not None for module, variable in targets.items())


# The same thing has one name in `settings`, whatever the server calls it.
_ALIASES = {"model_id": "model", "model_path": "model", "served_model": "model", "hf_model": "model"}
_TGI_VARIABLES = {"MODEL_ID", "REVISION", "MAX_CONCURRENT_REQUESTS", "MAX_INPUT_TOKENS", "MAX_TOTAL_TOKENS", "TRUST_REMOTE_CODE"}


def _settings(product: Product, container: Container) -> dict[str, str]:
    """Options (`--max-num-seqs` as `max_num_seqs`) and the product's own variables, without secrets."""
    settings: dict[str, str] = {}
    for each in container.environment:
        if not each.value or each.credential is not None:
            continue
        if product.variables and each.name.startswith(product.variables):
            settings[each.name] = each.value
        elif product.name in ("tgi", "tei") and each.name in _TGI_VARIABLES:
            settings[_ALIASES.get(each.name.lower(), each.name.lower())] = each.value
    if product.role != "inference":
        return settings
    secret = {each.name for each in container.argument_credentials}
    for argument in container.arguments:
        option = argument.partition("=")[0]
        if re.fullmatch(r"--[a-z][\w.-]*", option):
            name = option[2:].replace("-", "_")
            value = container.option(option) or "true"
            if value != MASK and option not in secret:
                settings[_ALIASES.get(name, name)] = value
    served = re.search(r"(?:^|[\s/])vllm serve (?!-)(\S+)", " ".join(container.arguments))
    if served:
        settings.setdefault("model", served[1])
    if product.name == "nim" and (path := settings.get("NIM_MODEL_PATH", "")).startswith("hf://"):  # NIM 2; others bring their model
        settings["model"] = path.removeprefix("hf://")
    if product.name == "mlflow models" and (uri := container.option("--model-uri", "-m")):
        settings["model"] = uri
    return settings
