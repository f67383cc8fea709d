"""What environment variables tell of an AI system: its providers, trace sinks and debug switches."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

ON = frozenset({"1", "true", "yes", "on"})
OFF = frozenset({"0", "false", "no", "off"})

Variables = Mapping[str, str | None]
"""Name to value; the value is None or empty where the file gives none, a reference where it points elsewhere."""

_PROVIDERS: tuple[tuple[str, str], ...] = (
    (
        r"AZURE_OPENAI_\w+|AZUREOPENAI_\w+|OPENAI_API_TYPE|AZURE_(AI|FOUNDRY|INFERENCE)_(API_KEY|CREDENTIAL|ENDPOINT|BASE_URL)|AZURE_API_(KEY|BASE)",
        "azure",
    ),
    (r"OPENAI_(API_)?(KEY|KEYS)|OPENAI_ORG(ANIZATION)?(_ID)?|OPENAI_PROJECT_ID|OPENAI_MODEL(_NAME)?", "openai"),
    (r"ANTHROPIC_(API_KEY|AUTH_TOKEN|MODEL)|CLAUDE_API_KEY", "anthropic"),
    (r"(AWS_)?BEDROCK_\w+|AWS_BEARER_TOKEN_BEDROCK", "bedrock"),
    (r"(GOOGLE_)?VERTEX(AI|_AI)?_(PROJECT|LOCATION|REGION|CREDENTIALS|MODEL|ENDPOINT|API_KEY)\w*|GOOGLE_GENAI_USE_VERTEXAI", "vertex"),
    (r"GEMINI_(API_KEY|KEY|MODEL)|GOOGLE_(API_KEY|GENERATIVE_AI_API_KEY|GENAI_API_KEY|AI_API_KEY)", "gemini"),
    (r"MISTRAL(AI)?_API_KEY", "mistral"),
    (r"(CO|COHERE)_API_KEY", "cohere"),
    (r"GROQ_API_KEY", "groq"),
    (r"(HF|HUGGINGFACE|HUGGING_FACE)(_HUB)?_(API_)?(TOKEN|KEY)|HUGGINGFACEHUB_API_TOKEN", "huggingface"),
    (r"XAI_API_KEY", "xai"),
    (r"DEEPSEEK_API_KEY", "deepseek"),
    (r"OPENROUTER_API_KEY", "openrouter"),
    (r"PERPLEXITY(AI)?_API_KEY|PPLX_API_KEY", "perplexity"),
    (r"TOGETHER(AI|_AI)?_API_KEY", "together"),
    (r"FIREWORKS(_AI)?_API_KEY", "fireworks"),
    (r"REPLICATE_API_(TOKEN|KEY)", "replicate"),
    (r"VOYAGE_API_KEY", "voyage"),
    (r"JINA_API_KEY", "jina"),
    (r"CEREBRAS_API_KEY", "cerebras"),
    (r"SAMBANOVA_API_KEY", "sambanova"),
    (r"NVIDIA_API_KEY|NGC_API_KEY", "nvidia"),
    (r"WATSONX_(API_?KEY|URL|PROJECT_ID)", "watsonx"),
    (r"DASHSCOPE_API_KEY", "dashscope"),
    (r"MOONSHOT_API_KEY", "moonshot"),
    (r"ZHIPU(AI)?_API_KEY", "zhipu"),
    (r"DATABRICKS_(TOKEN|SERVING_ENDPOINT)", "databricks"),
    (r"OLLAMA_(BASE_URL|HOST|API_BASE|URL|MODEL)|VLLM_(API_BASE|BASE_URL|API_KEY|MODEL|ENDPOINT)|TGI_(URL|ENDPOINT)", "self-hosted"),
)
# A prefix such as NEXT_PUBLIC_ or the application's own name says nothing about the provider.
_PROVIDER = re.compile(
    r"(?:NEXT_PUBLIC_|VITE_|REACT_APP_|[A-Z0-9]+__?)?(?:"
    + "|".join(f"(?P<p{i}>{pattern})" for i, (pattern, _) in enumerate(_PROVIDERS))
    + ")"
)
_HINT = re.compile(r"KEY|TOKEN|OPENAI|BEDROCK|VERTEX|OLLAMA|VLLM|TGI|MODEL|AZURE|WATSONX|DATABRICKS")


@lru_cache(maxsize=8192)
def provider_of(name: str) -> str | None:
    """The model provider that a variable of this name configures, as `ProviderUse.provider` names it."""
    upper = name.upper()
    if not _HINT.search(upper):
        return None
    match = _PROVIDER.fullmatch(upper)
    return _PROVIDERS[int(match.lastgroup[1:])][1] if match and match.lastgroup else None


@dataclass(frozen=True)
class Sink:
    """Where variables send traces.

    Attributes:
        variable: the variable that tells.
        captures_content: whether prompts and answers are recorded; None when no variable says so.
        content_by_default: the product records them unless told otherwise.
    """

    product: str
    variable: str
    captures_content: bool | None
    content_by_default: bool


@dataclass(frozen=True)
class _SinkRule:
    """How a sink shows: a variable that is given, or one that is switched on.

    Attributes:
        given: any value but an empty one tells.
        on: one of these is true.
        off: true here means that nothing is sent.
        content: true here means content is recorded, false that it is not.
        hides_content: true here means that content is not recorded.
    """

    product: str
    given: tuple[str, ...] = ()
    on: tuple[str, ...] = ()
    off: tuple[str, ...] = ()
    content: tuple[str, ...] = ()
    hides_content: tuple[str, ...] = ()
    content_by_default: bool = True


_LANGSMITH = ("LANGSMITH_TRACING", "LANGSMITH_TRACING_V2", "LANGCHAIN_TRACING_V2")
_SINKS = (
    _SinkRule("langfuse", given=("LANGFUSE_SECRET_KEY", "LANGFUSE_PUBLIC_KEY"), off=("LANGFUSE_DISABLED",)),
    _SinkRule("langsmith", on=_LANGSMITH, hides_content=("LANGSMITH_HIDE_INPUTS", "LANGCHAIN_HIDE_INPUTS")),
    _SinkRule("traceloop", given=("TRACELOOP_API_KEY", "TRACELOOP_BASE_URL"), content=("TRACELOOP_TRACE_CONTENT",)),
    _SinkRule("phoenix", given=("PHOENIX_COLLECTOR_ENDPOINT", "PHOENIX_API_KEY"), hides_content=("OPENINFERENCE_HIDE_INPUTS",)),
    _SinkRule("helicone", given=("HELICONE_API_KEY",)),
    _SinkRule("arize", given=("ARIZE_API_KEY",), hides_content=("OPENINFERENCE_HIDE_INPUTS",)),
    _SinkRule("opik", given=("OPIK_API_KEY", "OPIK_URL_OVERRIDE"), off=("OPIK_TRACK_DISABLE",)),
    _SinkRule("braintrust", given=("BRAINTRUST_API_KEY",)),
    _SinkRule("weave", given=("WEAVE_PROJECT",)),
    _SinkRule("datadog", on=("DD_LLMOBS_ENABLED",)),
    # The OpenTelemetry GenAI instrumentations record content only when told to.
    _SinkRule(
        "otel",
        given=("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"),
        on=("NIM_ENABLE_OTEL",),  # NVIDIA NIM 1 and 2
        off=("OTEL_SDK_DISABLED",),
        content=("OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT", "TRACELOOP_TRACE_CONTENT"),
        content_by_default=False,
    ),
)
# Since 2025 the variable is an enumeration.
_CONTENT_WORDS = frozenset({"span_only", "event_only", "span_and_event"})


def sinks_of(variables: Variables) -> list[Sink]:
    """The trace sinks that these variables, set together in one file or container, configure."""
    found = [sink for rule in _SINKS if (sink := _sink(rule, variables)) is not None]
    if not any(each.product == "helicone" for each in found):
        through = next((name for name, value in variables.items() if value and is_helicone(value)), None)
        found += [Sink("helicone", through, None, content_by_default=True)] if through else []
    return found


_HELICONE = re.compile(r"https://(?:[\w-]+\.)*(?:helicone\.ai|hconeai\.com)(?:[:/]|$)", re.IGNORECASE)


def is_helicone(address: str) -> bool:
    """Whether an address leads to Helicone's proxy, which records what passes through it."""
    return bool(_HELICONE.match(address))


def _sink(rule: _SinkRule, variables: Variables) -> Sink | None:
    if any(_flag(variables.get(name)) is True for name in rule.off):
        return None
    told = next((name for name in rule.given if variables.get(name)), None)
    told = told or next((name for name in rule.on if _flag(variables.get(name)) is True), None)
    return Sink(rule.product, told, _content(rule, variables), rule.content_by_default) if told else None


def _content(rule: _SinkRule, variables: Variables) -> bool | None:
    for name in rule.content:
        if (said := _flag(variables.get(name))) is not None:
            return said
        if (variables.get(name) or "").lower() in _CONTENT_WORDS:
            return True
        if (variables.get(name) or "").lower() == "no_content":
            return False
    hidden = [_flag(variables.get(name)) for name in rule.hides_content]
    return not hidden[0] if hidden and hidden[0] is not None else None


def _flag(value: str | None) -> bool | None:
    word = (value or "").strip().lower()
    if word in ON:
        return True
    return False if word in OFF else None


@dataclass(frozen=True)
class Switch:
    """A debug or development switch that is on."""

    name: str
    value: str
    component: str


_DEBUG = frozenset({"debug", "trace"})
_DEVELOPMENT = frozenset({"development", "dev"})
_SWITCHES: dict[str, tuple[str, frozenset[str]]] = {
    "LITELLM_LOG": ("litellm", _DEBUG),
    "VLLM_SERVER_DEV_MODE": ("vllm", ON),
    "VLLM_LOGGING_LEVEL": ("vllm", _DEBUG),
    "OLLAMA_DEBUG": ("ollama", ON),
    "NIM_LOG_LEVEL": ("nim", _DEBUG),
    "OPENAI_LOG": ("openai", _DEBUG),
    "ANTHROPIC_LOG": ("anthropic", _DEBUG),
    "LANGCHAIN_VERBOSE": ("langchain", ON),
    "LANGCHAIN_DEBUG": ("langchain", ON),
    "LANGFUSE_DEBUG": ("langfuse", ON),
    "N8N_LOG_LEVEL": ("n8n", frozenset({"debug"})),
    "FLASK_DEBUG": ("flask", ON),
    "FLASK_ENV": ("flask", _DEVELOPMENT),
    "DJANGO_DEBUG": ("django", ON),
    "NODE_ENV": ("node", _DEVELOPMENT),
    "GRADIO_DEBUG": ("gradio", ON),
    "DEBUG": ("application", ON),
}


def debug_switches(variables: Variables) -> Iterator[Switch]:
    """The debug and development switches that are on, in the order of their names."""
    for name in sorted(_SWITCHES.keys() & variables.keys()):
        component, words = _SWITCHES[name]
        value = (variables[name] or "").strip()
        if value.lower() in words:
            yield Switch(name, value, component)


@dataclass(frozen=True)
class StoreTarget:
    """A vector store that variables name.

    Attributes:
        variable: the variable that tells the host.
    """

    store: str
    host: str
    index: str
    variable: str


_STORE_PREFIX = r"(?:[A-Z0-9]+_){0,2}?"
_STORES: tuple[tuple[str, re.Pattern[str], re.Pattern[str]], ...] = tuple(
    (store, re.compile(_STORE_PREFIX + hosts), re.compile(_STORE_PREFIX + indexes))
    for store, hosts, indexes in (
        ("qdrant", r"QDRANT_(URL|URI|HOST|ENDPOINT|BASE_URL)", r"QDRANT_(COLLECTION|COLLECTION_NAME|INDEX)"),
        ("weaviate", r"WEAVIATE_(URL|HOST|ENDPOINT|CLUSTER_URL|HTTP_HOST)", r"WEAVIATE_(CLASS|CLASS_NAME|COLLECTION|INDEX|INDEX_NAME)"),
        ("milvus", r"MILVUS_(URI|URL|HOST|ADDRESS)|ZILLIZ_CLOUD_URI", r"MILVUS_(COLLECTION|COLLECTION_NAME|DB|DATABASE)"),
        ("chroma", r"CHROMA(DB)?_(URL|HOST|SERVER_HOST)", r"CHROMA(DB)?_(COLLECTION|COLLECTION_NAME|DATABASE)"),
        ("pinecone", r"PINECONE_(HOST|INDEX_HOST)", r"PINECONE_(INDEX|INDEX_NAME)"),
        (
            "azure ai search",
            r"AZURE_(AI_)?SEARCH_(ENDPOINT|SERVICE|SERVICE_NAME|SERVICE_ENDPOINT|URL)",
            r"AZURE_(AI_)?SEARCH_INDEX(_NAME)?",
        ),
        ("opensearch", r"(OPENSEARCH|AOSS)_(URL|HOST|ENDPOINT)", r"(OPENSEARCH|AOSS)_(INDEX|INDEX_NAME)"),
        ("elasticsearch", r"ELASTIC(SEARCH)?_(URL|HOST|ENDPOINT)", r"ELASTIC(SEARCH)?_(INDEX|INDEX_NAME)"),
    )
)
_STORE_HINT = re.compile(r"QDRANT|WEAVIATE|MILVUS|ZILLIZ|CHROMA|PINECONE|SEARCH|AOSS|ELASTIC")
_WRITTEN_HOST = re.compile(r"(?:[a-z][a-z0-9+.-]*://)?(?:[^@/\s]*@)?(?P<host>[A-Za-z0-9.-]+)(?::\d+)?(?:/\S*)?")
_WRITTEN_NAME = re.compile(r"[\w.-]{1,100}")


def store_targets(variables: Variables) -> Iterator[StoreTarget]:
    """The vector stores that these variables, set together in one file or container, point at; references name none."""
    named = {name: value.strip() for name, value in variables.items() if value and _STORE_HINT.search(name.upper())}
    for store, hosts, indexes in _STORES:
        host = next(
            ((name, match["host"]) for name, value in named.items() if hosts.fullmatch(name.upper()) and (match := _host(value))), None
        )
        if host is not None:
            given = [value for name, value in named.items() if indexes.fullmatch(name.upper())]
            index = next((value for value in given if _WRITTEN_NAME.fullmatch(value)), "")
            # An index that comes from elsewhere may well differ.
            if index or not given:
                yield StoreTarget(store, host[1].lower(), index, host[0])


def host_of(address: str) -> str:
    """The host of an address that is written out, in lower case; empty where there is none."""
    match = _host(address.strip())
    return match["host"].lower() if match else ""


def _host(value: str) -> re.Match[str] | None:
    return None if "$" in value or "{" in value else _WRITTEN_HOST.fullmatch(value)


_FLAGS = r"(?i:true|false|yes|no|on|off|1|0)"
_SETTINGS = tuple(
    (re.compile(names), re.compile(values))
    for names, values in (
        (r"WEBUI_AUTH|ENABLE_SIGNUP|PHOENIX_ENABLE_AUTH|ALLOW_REGISTRATION|STORE_MODEL_IN_DB|COMMON_SECURITY_AUTHORIZATIONENABLED", _FLAGS),
        (r"AUTH_DISABLE_(SIGNUP|USERNAME_PASSWORD)|AUTHENTICATION_(ANONYMOUS_ACCESS|APIKEY|OIDC|DB_USERS)_ENABLED", _FLAGS),
        (r"DEFAULT_USER_ROLE", r"pending|user|admin"),
        (r"DATABASE_TYPE|DB_TYPE", r"[A-Za-z]{2,20}"),
        (r"SECRETKEY_STORAGE_TYPE", r"local|aws"),
        (r"OLLAMA_MAX_QUEUE|APP_MAX_ACTIVE_REQUESTS|MAX_CONCURRENT_REQUESTS|LLAMA_ARG_N_PARALLEL", r"\d{1,6}"),
        (r"MODEL_ID|NIM_MODEL_PATH", r"(hf://)?[\w.-]{1,80}/[\w.-]{1,80}"),
        (r"REVISION", r"[0-9a-f]{7,64}|main|v\d[\w.]{0,20}"),
        (r"(\w+_)?(VERSION|TAG)", r"([a-z]{2,12}-)?v?\d[\w.-]{0,40}|latest|main|nightly|stable|edge"),
        (r"(\w+_)?PORT", r"\d{1,5}"),
    )
)
_DATABASE = re.compile(r"(?P<scheme>sqlite|postgres(?:ql)?|mysql|mariadb)(?:\+\w+)?:/", re.IGNORECASE)


def settings_of(variables: Variables) -> dict[str, str | None]:
    """Variables of a file that holds secrets too, with the values of settings that are none; others are None where they hold one.

    A value is told where both its name and its form are those of a known setting; of a database's URL the scheme.
    """
    return {name: _setting(name, (value or "").strip()) for name, value in variables.items()}


def _setting(name: str, value: str) -> str | None:
    if not value:
        return ""
    if name == "DATABASE_URL":
        found = _DATABASE.match(value)
        return f"{found['scheme'].lower()}:" if found else None
    return value if any(names.fullmatch(name) and values.fullmatch(value) for names, values in _SETTINGS) else None
