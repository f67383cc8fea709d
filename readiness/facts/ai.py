"""The parts of an AI system: gateways, model routes, servers, stores, guardrails, traces, tools, code."""

from __future__ import annotations

from typing import ClassVar, Literal

from readiness.facts.containers import Container, Credential
from readiness.facts.record import Fact, Model
from readiness.facts.source import ModelCall, ProviderFeature, RetryLoop


class ProviderUse(Fact):
    """Evidence that the system calls a model provider or serves a model itself.

    Attributes:
        provider: `openai`, `azure`, `anthropic`, `bedrock`, `vertex`, `gemini`, `mistral`, `cohere`, `groq`,
            `self-hosted`, …; `any` where a name at run time decides.
        via: where the evidence lies.
    """

    by_presence: ClassVar[bool] = True

    provider: str
    via: Literal["source", "gateway", "env", "image", "evaluation"]


class Gateway(Fact):
    """An LLM gateway's configuration.

    A field is None where the key is absent; the product's default then holds, and the check knows it. Fields that name no product
    are LiteLLM's; of another product they stay as they are, and what its configuration can't tell is unread.

    Attributes:
        product: `litellm`, `kong`, `portkey`, `azure api management`, `agentgateway`, `tensorzero`, …
        authenticates: callers of a product without a master key must prove who they are.
        database: keys, teams and what they spent are kept in a database.
        cache: kind of the response cache (`redis`, `local`, `redis-semantic`); empty without one.
        cache_ttl: seconds that an answer is kept; None where the product's default decides.
        cache_keeps_callers_apart: answers of one caller are never given to another; None where the product knows no such thing.
        cache_line: where the cache is configured.
        configured_here: the file holds models of its own.
        retries: how often a failed request is sent again, whichever deployment takes it; None where the product's default decides.
        forwards_trace: the caller's trace context is handed on to model servers.
        master_key: how the admin key is given; None when the file does not name one.
        custom_auth: a custom authentication handler is configured.
        permits_weak_key: `dangerously_permit_weak_or_unset_master_key`.
        stored_in_database: models, keys and guardrails may also live in a database that no file shows.
        max_budget: US dollars per `budget_duration`.
        request_timeout: seconds, at the gateway or its router.
        max_parallel_requests: global bound on requests under way.
        callbacks, success_callbacks, failure_callbacks: names of log and trace integrations.
        debug: debug or verbose switches that are on, with their key paths.
        stores_prompts: `store_prompts_in_spend_logs`.
        prompts_kept: how long those are kept, as written (`30d`); empty for ever.
        audits_changes: changes of keys, teams and models are recorded (`store_audit_logs`).
        masks_messages: `turn_off_message_logging` or a redaction switch, None when absent.
        credentials: secret-bearing fields of the file.
        cleartext_endpoints: hosts of the public network that are called without encryption.
        unresolved_endpoints: variables and references that decide whether a model is called with encryption.
        literal_endpoints: endpoints written as literals rather than taken from the environment.
    """

    product: str
    master_key: Credential | None = None
    custom_auth: bool = False
    permits_weak_key: bool = False
    stored_in_database: bool = False
    max_budget: float | None = None
    budget_duration: str | None = None
    provider_budgets: bool = False
    key_budgets: bool = False
    request_timeout: float | None = None
    max_parallel_requests: int | None = None
    callbacks: tuple[str, ...] = ()
    success_callbacks: tuple[str, ...] = ()
    failure_callbacks: tuple[str, ...] = ()
    debug: tuple[str, ...] = ()
    stores_prompts: bool = False
    prompts_kept: str = ""
    audits_changes: bool = False
    masks_messages: bool | None = None
    routing_strategy: str | None = None
    redis: bool = False
    alerting: bool = False
    credentials: tuple[Credential, ...] = ()
    literal_endpoints: tuple[str, ...] = ()
    cleartext_endpoints: tuple[str, ...] = ()
    unresolved_endpoints: tuple[str, ...] = ()
    authenticates: bool = False
    database: bool = False
    cache: str = ""
    cache_ttl: float | None = None
    cache_keeps_callers_apart: bool | None = None
    cache_line: int | None = None
    configured_here: bool = True
    retries: int | None = None
    forwards_trace: bool = False


SELF_HOSTED = frozenset(
    {
        "hosted_vllm",
        "vllm",
        "ollama",
        "ollama_chat",
        "llamafile",
        "lm_studio",
        "xinference",
        "triton",
        "infinity",
        "openai_like",
        "docker_model_runner",
    }
)
"""Provider names of LiteLLM that stand for a server of one's own."""


class Deployment(Model):
    """One backend of a model route.

    Attributes:
        provider: first segment of the model id (`azure`, `bedrock`, `openai` …).
        model: model id as written, without the provider; None when it comes from the environment.
        failure_domain: provider with region, account or endpoint, as far as the file tells.
        keyed: a long-lived key of the provider is given to it (`api_key`, `aws_secret_access_key`, a service
            account's file), whether written or referred to; False when an identity is (`aws_role_name`,
            `use_azure_ad`, …); None when the file names neither.
        weight: its share of the requests, beside those of the others; None when none is written.
    """

    provider: str
    model: str | None
    failure_domain: str
    requests_per_minute: int | None = None
    tokens_per_minute: int | None = None
    timeout: float | None = None
    max_budget: float | None = None
    keyed: bool | None = None
    weight: float | None = None
    line: int | None = None

    @property
    def self_hosted(self) -> bool:
        """Whether the model runs on servers of one's own."""
        return self.provider in SELF_HOSTED


class ModelRoute(Fact):
    """A model alias that clients ask for, with its deployments and fallbacks.

    Attributes:
        gateway: resource id of the gateway.
        fallbacks: aliases tried when this one fails, in order (generic and default fallbacks).
        dangling: fallback aliases that no route defines.
        fallback_domains: failure domains that the fallbacks (and a load-balanced group) reach.
        stored_in_database: the gateway may hold more than the file shows.
        timeout: effective for this route, the gateway's value included.
        cools_down: a deployment that fails is left out for a while; False where that is switched off, None where the product's
            default decides.
    """

    gateway: str
    alias: str
    deployments: tuple[Deployment, ...]
    fallbacks: tuple[str, ...] = ()
    dangling: tuple[str, ...] = ()
    fallback_domains: tuple[str, ...] = ()
    is_fallback: bool = False
    routing_strategy: str | None = None
    stored_in_database: bool = False
    timeout: float | None = None
    cools_down: bool | None = None
    kind: Literal["chat", "embedding", "rerank", "other"] = "chat"


class Guardrail(Fact):
    """A guardrail that is defined.

    Attributes:
        gateway: resource id of the gateway or rails configuration that defines it.
        engine: `presidio`, `lakera_v2`, `bedrock`, `azure/prompt_shield` …
        stages: `pre_call`, `post_call`, `during_call`, `logging_only` …
        attached: runs on every request (`default_on`), or is named by a route or policy in the file.
        fails_open: requests pass when it can't be asked; None when no setting says so.
        hands_out_first: parts of an answer are handed out before it has seen them.
        passed_by: routes of the gateway that no guardrail on this side screens, where it is known.
        version: of a guardrail that has versions (`DRAFT`, `3`); empty for others.
    """

    gateway: str
    name: str
    engine: str
    stages: tuple[str, ...]
    attached: bool
    fails_open: bool | None = None
    stored_in_database: bool = False
    hands_out_first: bool = False
    passed_by: tuple[str, ...] = ()
    version: str = ""


class AiService(Fact):
    """A container or process that serves a model, stores vectors or keeps the system's state.

    Attributes:
        role: `inference`, `gateway`, `vector store`, `database`, `tracing` or `interface`.
        product: `vllm`, `ollama`, `qdrant`, `weaviate`, `postgres`, `litellm` …
        platform: what runs it; `process` where a dotenv file alone tells of it, and its container is all that the file says.
        workload: resource id of the Workload, ComposeService or EnvFile.
        published: host addresses that a Compose file binds its ports to (`0.0.0.0:6333`), or what the values of a chart publish it
            by, or the host in the address that a dotenv file gives it; empty in manifests, where Services and Ingresses do.
        authentication: a key, password or token is demanded of clients. False also where the product's
            default is open and nothing changes it.
        replicas: effective replicas; None where an operator decides, or nothing tells.
        persistent: data outlives the container.
        off_node_backup: snapshots or backups go to storage off the node (an object store), by configuration of
            the service itself.
        on_demand: it starts only when its Compose profile is chosen; another may run in its place.
        settings: the product's settings that were found and are no secrets, by their own names.
    """

    role: Literal["inference", "gateway", "vector store", "database", "tracing", "interface"]
    product: str
    platform: Literal["compose", "kubernetes", "process"]
    workload: str
    container: Container
    namespace: str | None = None
    pod_labels: dict[str, str] = {}
    published: tuple[str, ...] = ()
    authentication: bool
    replicas: int | None = 1
    persistent: bool = False
    off_node_backup: bool = False
    on_demand: bool = False
    settings: dict[str, str] = {}

    @property
    def model(self) -> str:
        """The model that a server is told to load; empty where that comes from elsewhere or is a path."""
        named = self.settings.get("model", "")
        return "" if "$" in named or named.startswith(("/", "*")) else named


class ComposeService(Fact):
    """A service of a Compose file. `published` are the host addresses its ports are bound to."""

    name: str
    container: Container
    published: tuple[str, ...] = ()
    restart: str | None = None
    replicas: int = 1
    profiles: tuple[str, ...] = ()


class TraceSink(Fact):
    """Where traces of model calls go.

    Attributes:
        product: `langfuse`, `otel`, `traceloop`, `langsmith`, `phoenix` …
        via: what wires it.
        captures_content: prompts and answers are recorded; None when the product's default decides.
        errors_only, successes_only: only one half of the calls is recorded.
    """

    product: str
    via: Literal["gateway", "env", "source", "container"]
    captures_content: bool | None = None
    content_by_default: bool = False
    successes_only: bool = False


class DebugSwitch(Fact):
    """A debug or development switch of an AI component that is on."""

    name: str
    value: str
    component: str


class McpServer(Fact):
    """An MCP server that a client would start or call. It is never started here.

    Attributes:
        launcher: `npx`, `uvx`, `docker` … for local servers.
        package: package or image it runs, as written; empty for a path or a remote server.
        pinned: the package has an exact version or a digest; None for a path or a remote server.
        auto_approved: tools that run without asking; `*` is all.
        approved_line: where that is said.
        credentials: secrets in env, headers, arguments or URL.
    """

    name: str
    transport: Literal["stdio", "http", "sse"]
    launcher: str = ""
    package: str = ""
    pinned: bool | None = None
    url_host: str = ""
    auto_approved: tuple[str, ...] = ()
    approved_line: int | None = None
    credentials: tuple[Credential, ...] = ()
    disabled: bool = False


class ModelClient(Model):
    """The construction of a model client in code.

    Attributes:
        provider: whose API.
        coupling: `native` (a vendor's SDK), `openai-fixed`, `openai-configurable`, `framework`, `neutral`.
        timeout: an explicit timeout is given, the library's own is a minute or less, or the client sends nothing by itself;
            None when the arguments can't be resolved (`**kwargs`).
        endpoint: where its address comes from: the library (`default`), a literal, or configuration; None when
            the arguments can't be resolved.
        address: host of a literal address.
        max_retries: as written; None leaves it to the library.
        bounded: an answer's length is limited here, for all calls, or it gives no text; None when the arguments can't
            be resolved.
    """

    provider: str
    coupling: Literal["native", "azure", "openai-fixed", "openai-configurable", "framework", "neutral"]
    timeout: bool | None
    endpoint: Literal["default", "literal", "configured"] | None = None
    address: str = ""
    max_retries: int | None = None
    bounded: bool | None = False
    line: int


class ModelLiteral(Model):
    """A model id in code and how it is used there."""

    model: str
    use: Literal["argument", "default", "catalogue"]
    line: int


class SourceModule(Fact):
    """A source file that touches an LLM.

    Attributes:
        language: `python` or `javascript` (TypeScript included).
        imports: LLM libraries imported, by their Python names.
        clients: clients constructed.
        models: model ids written as literals.
        savers: conversation-state savers constructed, with line (`MemorySaver`).
        tracing: tracing instrumentation set up.
        fallbacks: a fallback to another model is coded.
        calls: requests to models.
        handlers: lines where a failing model is handled: a handler around a call, or one for an error of a model library.
        failures_named: lines where errors of a model library are put into a constant that this file does not use itself.
        retries: retries of our own around model calls.
        unvalidated: lines where an answer is parsed as JSON and used without a schema.
        system_prompts: lines where a system prompt is given to a model.
        system_inputs: what a user sent, as it is named in the code, where it is written into a system prompt, with line.
        features: what only one provider offers.
        serves_users: it answers requests of a web framework or draws a user interface.
    """

    language: str
    imports: tuple[str, ...] = ()
    clients: tuple[ModelClient, ...] = ()
    models: tuple[ModelLiteral, ...] = ()
    savers: dict[str, int] = {}
    tracing: tuple[str, ...] = ()
    fallbacks: bool = False
    calls: tuple[ModelCall, ...] = ()
    handlers: tuple[int, ...] = ()
    failures_named: tuple[int, ...] = ()
    retries: tuple[RetryLoop, ...] = ()
    unvalidated: tuple[int, ...] = ()
    system_prompts: tuple[int, ...] = ()
    system_inputs: dict[str, int] = {}
    features: tuple[ProviderFeature, ...] = ()
    serves_users: bool = False
