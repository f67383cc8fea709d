"""What the values of secrets look like: known key formats, references, placeholders and vendors' defaults."""

from __future__ import annotations

import hashlib
import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any


@dataclass(frozen=True)
class KeyFormat:
    """A format that gives a key away.

    Attributes:
        pattern: its group `value` is the key, all of it without one; its group `name` what it is given to, where that is part of it.
        needles: the text holds one of these wherever the pattern matches; looked for first, because it is cheap.
        provider: it is the key of a model provider or gateway.
        judged: the value is random, so that a made-up one can be told by its look.
    """

    kind: str
    pattern: re.Pattern[str]
    needles: tuple[str, ...]
    provider: bool = False
    judged: bool = True


# Not inside a longer word or a base64 text, but well behind the `:-` of a fallback.
_START, _END = r"(?:(?<![A-Za-z0-9_\-+/.])|(?<=:-))", r"(?![A-Za-z0-9_\-+/])"


def _own(kind: str, needle: str, body: str, *, provider: bool = True) -> KeyFormat:
    return KeyFormat(kind, re.compile(f"{_START}(?P<value>{re.escape(needle)}{body}){_END}"), (needle,), provider)


_OWN = (
    _own("Anthropic API key", "sk-ant-", r"[A-Za-z0-9_-]{20,}"),
    _own("OpenRouter API key", "sk-or-v1-", r"[A-Za-z0-9]{32,}"),
    _own("Langfuse secret key", "sk-lf-", r"[A-Za-z0-9-]{20,}", provider=False),
    _own("OpenAI API key", "sk-proj-", r"[A-Za-z0-9_-]{20,}"),
    _own("OpenAI API key", "sk-svcacct-", r"[A-Za-z0-9_-]{20,}"),
    _own("OpenAI API key", "sk-admin-", r"[A-Za-z0-9_-]{20,}"),
    # OpenAI's older keys, DeepSeek's, and the virtual keys of gateways share this form.
    _own("OpenAI API key", "sk-", r"[A-Za-z0-9]{20,}"),
    _own("Google API key", "AIza", r"[A-Za-z0-9_-]{35}"),
    _own("Hugging Face token", "hf_", r"[A-Za-z0-9]{30,}"),
    _own("Groq API key", "gsk_", r"[A-Za-z0-9]{32,}"),
    _own("xAI API key", "xai-", r"[A-Za-z0-9]{40,}"),
    _own("Perplexity API key", "pplx-", r"[A-Za-z0-9]{32,}"),
    _own("NVIDIA API key", "nvapi-", r"[A-Za-z0-9_-]{40,}"),
    _own("Replicate API token", "r8_", r"[A-Za-z0-9]{37}"),
    _own("Cerebras API key", "csk-", r"[a-z0-9]{40,}"),
    _own("Amazon Bedrock API key", "ABSK", r"[A-Za-z0-9+/]{100,}={0,2}"),
    _own("LangSmith API key", "lsv2_", r"(?:pt|sk)_[0-9a-f]{32}_[0-9a-f]{10}", provider=False),
    _own("LangSmith API key", "ls__", r"[0-9a-f]{32}", provider=False),
    _own("Tavily API key", "tvly-", r"(?:dev-|prod-)?[A-Za-z0-9]{24,}", provider=False),
    _own("Pinecone API key", "pcsk_", r"[A-Za-z0-9]{4,8}_[A-Za-z0-9]{50,}", provider=False),
    _own("AWS access key id", "AKIA", r"[A-Z2-7]{16}", provider=False),
    _own("AWS access key id", "ASIA", r"[A-Z2-7]{16}", provider=False),
    _own("GitHub token", "github_pat_", r"[A-Za-z0-9]{22}_[A-Za-z0-9]{59}", provider=False),
    # https://learn.microsoft.com/azure/ai-services: 84 characters with a fixed signature in the middle
    KeyFormat("Azure AI key", re.compile(rf"{_START}(?P<value>[A-Za-z0-9]{{52}}JQQJ9[A-Za-z0-9]{{27}}){_END}"), ("JQQJ9",), provider=True),
    # The older ones are 32 hexadecimal digits: told by what they are given to, in files that speak of Azure.
    KeyFormat(
        "Azure AI key",
        re.compile(
            r"(?P<name>(?i:azure[\w.-]{0,40}key|ocp-apim-subscription-key)|(?<![\w-])api[-_]key)[\"']?\]?\s{0,4}[:=]\s{0,4}[\"']?"
            r"(?P<value>[0-9a-f]{32})(?![\w-])"
        ),
        ("AzureOpenAI", "AzureChatOpenAI", "AZURE_", "azure.com", "Azure_", "Ocp-Apim", "ocp-apim", "azure_openai", "azure_endpoint"),
        provider=True,
    ),
    KeyFormat(
        "AWS secret access key",
        re.compile(r"(?i:aws_?secret_?access_?key|secretAccessKey)[\"']?\s*[:=]\s*[\"']?(?P<value>[A-Za-z0-9/+]{40})(?![A-Za-z0-9/+=])"),
        ("ecret",),
    ),
    KeyFormat(
        "private key",
        re.compile(
            r"-----BEGIN (?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----"
            r"(?:\\[rn]|[\s\"'+,])*(?:(?:Proc-Type|DEK-Info|Version|Comment):[^\n]{0,200}\n\s*)*(?P<value>[A-Za-z0-9+/]{24,})"
        ),
        ("PRIVATE KEY",),
    ),
    KeyFormat(
        "password in a URL",
        re.compile(
            r"(?P<scheme>\b[A-Za-z][A-Za-z0-9+.]{1,20})://(?P<user>[^\s:@/\"'`<>{}$\[\]()*+?^|\\,;]{0,64}):"
            r"(?P<value>[^\s:@/\"'`<>{}$\[\]()*^|\\,;%#]{3,128})@(?P<host>[A-Za-z0-9.\-_]{1,255})"
        ),
        ("://",),
        judged=False,
    ),
)

_NEEDLES: dict[str, tuple[str, ...]] = {
    "GitHub token": ("ghp_", "gho_", "ghu_", "ghs_", "ghr_"),
    "GitLab token": ("glpat-", "gldt-", "glft-", "glsoat-", "glrt-", "GR1348941", "glcbt-", "glimt-", "glptt-", "glagent-", "gloas-"),
    "Slack token": ("xox", "hooks.slack.com"),
    "Stripe key": ("k_live_",),
    "SendGrid API key": ("SG.",),
    "Azure storage account key": ("AccountKey=",),
    "PyPI token": ("pypi-Ag",),
    "Square OAuth secret": ("sq0csp-",),
}


@cache
def key_formats() -> tuple[KeyFormat, ...]:
    """Formats of AI providers, described here, and of others, as detect-secrets describes them."""
    from detect_secrets.plugins.azure_storage_key import AzureStorageKeyDetector
    from detect_secrets.plugins.github_token import GitHubTokenDetector
    from detect_secrets.plugins.gitlab_token import GitLabTokenDetector
    from detect_secrets.plugins.pypi_token import PypiTokenDetector
    from detect_secrets.plugins.sendgrid import SendGridDetector
    from detect_secrets.plugins.slack import SlackDetector
    from detect_secrets.plugins.square_oauth import SquareOAuthDetector
    from detect_secrets.plugins.stripe import StripeDetector

    borrowed: dict[str, Any] = {  # the library types a class attribute as a property
        "Azure storage account key": AzureStorageKeyDetector.denylist,
        "GitHub token": GitHubTokenDetector.denylist,
        "GitLab token": GitLabTokenDetector.denylist,
        "PyPI token": PypiTokenDetector.denylist,
        "SendGrid API key": SendGridDetector.denylist,
        "Slack token": SlackDetector.denylist,
        "Square OAuth secret": SquareOAuthDetector.denylist,
        "Stripe key": StripeDetector.denylist,
    }
    theirs = [KeyFormat(kind, each, _NEEDLES[kind]) for kind, patterns in borrowed.items() for each in patterns]
    return (*_OWN, *theirs)


def matches_in(text: str) -> Iterator[tuple[KeyFormat, re.Match[str]]]:
    """Every place in the text that has the form of a key, made-up ones included."""
    for known in key_formats():
        if any(needle in text for needle in known.needles):
            for match in known.pattern.finditer(text):
                yield known, match


def _words(written: str) -> frozenset[str]:
    return frozenset(written.split())


_PLACEHOLDER = re.compile(
    r"your|change.?me|change.?this|example|placeholder|dummy|insert|replace|redact|xxxx|\.\.\.|…|\*\*\*|[<>]|\bto.?do\b|\bfix.?me\b"
    r"|(?:^|[-_ ])(?:here|fill|enter|put|paste)(?:$|[-_ ])|^my[-_ ]|^some[-_ ]|generate|random[-_ ]|openssl|^x+$",
    re.IGNORECASE,
)
# What products document as "no key": a server that asks for none still wants the field filled.
_NO_KEY = _words(
    """
    none null nil empty na n/a unused anything fake fake-key fakekey fake_key not-needed not-used no-key no-key-required notneeded
    sk-no-key-required sk-fake sk-test ollama lm-studio lmstudio vllm local token-abc123 sk-xxx test-key testkey test_key mock mock-key
    undefined os.environ tbd key api-key api_key apikey token secret-key
    """
)
# Words that name a password rather than being one, where it stands in running text or a documented URL.
_WEAK = _words("password passwd pass pwd secret pw user username admin root test token key mypassword pass123 password123")
_WEAK_ENDINGS = ("pass", "password", "passwd", "pwd")
_FILLER = re.compile(r"fake|test|demo|sample|mock|dummy|secret|token|key|api\d\d|proj|sk|v1", re.IGNORECASE)
_NAME_OF_ONE = re.compile(r"[A-Z]+(?:_[A-Z]+)*_(?:KEY|TOKEN|SECRET|PASSWORD)")
"""`GITHUB_ACCESS_TOKEN` in place of the token."""
MIN_ENTROPY = 3.0
"""Bits per character below which a key was typed rather than generated."""


def is_placeholder(value: str) -> bool:
    """Whether it is there to be replaced, or stands for no key at all."""
    named = value.lower() in _NO_KEY or _NAME_OF_ONE.fullmatch(value) is not None
    return named or bool(_PLACEHOLDER.search(value)) or (len(value) > 2 and len(set(value)) == 1)


def is_placeholder_in_prose(value: str) -> bool:
    """The same where examples are common: weak words count as examples too."""
    return value.lower().endswith(_WEAK_ENDINGS) or value.lower() in _WEAK or is_placeholder(value)


def looks_generated(value: str) -> bool:
    """Whether a key of a known format is random enough to be one, and no made-up example."""
    if _PLACEHOLDER.search(value):
        return False
    rest = _without_runs(_FILLER.sub("", value))
    if len(rest) < 12 or len(set(rest)) < 8 or _entropy(rest) < MIN_ENTROPY:
        return False
    letters = [each for each in rest if each.isalpha()]
    if not letters:
        return False
    capitals = sum(each.isupper() for each in letters) / len(letters)
    return any(each.isdigit() for each in rest) or 0.3 < capitals < 0.7


def _entropy(value: str) -> float:
    return -sum(count / len(value) * math.log2(count / len(value)) for count in Counter(value).values())


def _without_runs(value: str) -> str:
    """The value without runs such as `1234`, `abcd` or `aaaa`."""
    kept: list[str] = []
    run = ""
    for each in value:
        step = ord(each) - ord(run[-1]) if run else 0
        if run and step in (0, 1) and (len(run) == 1 or step == ord(run[-1]) - ord(run[-2])):
            run += each
            continue
        kept.append(run if len(run) < 4 else "")
        run = each
    return "".join(kept) + (run if len(run) < 4 else "")


@dataclass(frozen=True)
class _Default:
    """A product's published value.

    Attributes:
        names: which fields hold it, where the value alone could be anybody's.
        distinct: no text holds it by chance, so that it is looked for everywhere.
    """

    product: str
    names: re.Pattern[str] | None = None
    distinct: bool = True


def _named(product: str, names: str) -> _Default:
    return _Default(product, re.compile(names, re.IGNORECASE), distinct=False)


_DEFAULTS: dict[str, tuple[_Default, ...]] = {
    "mysalt": (_named("Langfuse", r"salt"),),
    "mysecret": (_named("Langfuse", r"nextauth"),),
    "0" * 64: (_named("Langfuse", r"encryption"),),
    "miniosecret": (_Default("Langfuse"),),
    "myredissecret": (_Default("Langfuse"),),
    "difyai123456": (_Default("Dify"),),
    "0p3n-w3bu!": (_Default("Open WebUI"),),
    "infini_rag_flow": (_Default("RAGFlow"),),
    "dify-sandbox": (_named("Dify", r"key"),),
    "sk-1234": (_Default("LiteLLM"),),
    "dbpassword9090": (_Default("LiteLLM"),),
    # Also the name of its user, which is no secret.
    "minioadmin": (_Default("MinIO", re.compile(r"pass|secret|key(?!_?id)", re.IGNORECASE)),),
    "super-secret-key": (_named("n8n", r"n8n"),),
    "even-more-secret": (_named("n8n", r"n8n"),),
    "root:Milvus": (_Default("Milvus"),),
    "Milvus": (_named("Milvus", r"passw|milvus"),),
    "clickhouse": (_named("ClickHouse", r"clickhouse.*pass|^pass"),),
    "postgres": (_named("PostgreSQL", r"(postgres|pg|db|database).*pass|^pass"),),
    "guest": (_named("RabbitMQ", r"rabbit.*pass"),),
    "neo4j": (_named("Neo4j", r"neo4j.*(pass|auth)"),),
    "prom-operator": (_Default("kube-prometheus-stack"),),
    "admin": (_named("Grafana", r"gf_security_admin_password|grafana.*pass"),),
}
# Long defaults look like real keys, so that only their fingerprints are kept here.
_FINGERPRINTS = {
    "0f44b34c6311bcb5": "Dify",
    "1989496b76464a0c": "Dify",
    "481c0ab8a6f9e9dc": "Dify",
    "217ef27f7b2a2f89": "Dify",
    "7c1154b515298397": "LibreChat",
    "69024f21e9ad1759": "LibreChat",
    "c042516e4eac1baf": "LibreChat",
}
_DISTINCT = tuple(value for value, defaults in _DEFAULTS.items() if any(each.distinct for each in defaults))


def fingerprint(value: str) -> str:
    """A short digest by which a published value is recognised."""
    return hashlib.sha256(value.encode("utf-8", "replace")).hexdigest()[:16]


def vendor_of_default(name: str, value: str) -> str | None:
    """The product that ships this value for a field of this name."""
    for default in _DEFAULTS.get(value, ()):
        if default.names is None or default.names.search(name):
            return default.product
    return _FINGERPRINTS.get(fingerprint(value)) if len(value) >= 20 else None


_NAME = r"[A-Za-z_][A-Za-z0-9_.]*"
_DISTINCT_AT = re.compile("(?:" + "|".join(re.escape(each) for each in _DISTINCT) + r")(?![\w.-])")
_ASSIGNED_TO = re.compile(
    rf"(?P<name>[A-Za-z_][\w.-]*)[\"']?\s*[:=]\s*[\"']?(?:Bearer )?(?P<open>\$\{{{_NAME}:?-)?$",
)
_BEFORE = 200
"""Characters that a name and what follows it may take up before its value."""


@dataclass(frozen=True)
class DefaultAt:
    """A place that assigns a product's published value; `open` where it is the fallback in `${X:-…}`."""

    name: str
    value: str
    start: int
    open: bool


def defaults_in(text: str) -> Iterator[DefaultAt]:
    """Places that assign a product's published value."""
    for found in _DISTINCT_AT.finditer(text):
        assigned = _ASSIGNED_TO.search(text[max(0, found.start() - _BEFORE) : found.start()])
        if assigned is not None:
            yield DefaultAt(assigned["name"], found[0], found.start(), bool(assigned["open"]))


@cache
def _signs() -> re.Pattern[str]:
    needles = {needle for each in key_formats() for needle in each.needles}
    return re.compile("|".join(re.escape(sign) for sign in sorted(needles | set(_DISTINCT))))


def shows_no_secret(text: str) -> bool:
    """Finds out in one pass that a text, as most do, holds no key of any format and no product's published value."""
    return _signs().search(text) is None


# A parameter's path is made of words; a random token with slashes mixes capitals and digits within a segment.
_PATH_WORDS = (
    r"[a-z]{1,24}(?:[-_.][a-z]{1,24})*(?:[-_.]?\d{1,4})?|[A-Z]{1,24}(?:_[A-Z]{1,24})*"
    r"|[a-z]{1,24}(?:[A-Z][a-z]{1,24})+|(?:[A-Z][a-z]{1,24})+"
)
_REFERENCES = tuple(
    re.compile(pattern, re.DOTALL)
    for pattern in (
        rf"os\.environ/(?P<name>{_NAME})",
        rf"(?:os\.environ(?:\.get)?|os\.getenv|process\.env|env|getenv|System\.getenv)[\[(.:/]+[\"']?(?P<name>{_NAME})[\"']?[\])]*.*",
        rf"\$\{{(?:env:|input:|secret:)?(?P<name>{_NAME})(?::?[?+][^}}]*)?\}}",
        r"\$(?P<name>[A-Z_][A-Z0-9_]*)|\$[a-z_]+[a-z0-9_]*",
        r".*\$\{\{\s*(?P<name>[\w.\-]+)?.*",
        r".*\{\{-?\s*(?P<name>[\w.\-]+)?.*",
        r".*\$\{\s*(?P<name>\w+)?.*",
        rf"\$\((?P<name>{_NAME})\)|%(?P<windows>{_NAME})%",
        rf"(?P<name>(?:/(?:{_PATH_WORDS})){{2,}}|(?:{_PATH_WORDS})(?:/(?:{_PATH_WORDS}))+)",  # of a store of parameters or secrets
        r"\{(?P<name>[a-z][\w-]*://[^}]+)\}",
        r"(?P<name>arn:aws[\w-]*:(?:secretsmanager|ssm|kms):\S+)",
        r"(?P<name>(?:op|vault|secret|secrets|sm|aws-?sm|ssm|gcp-?sm|azurekv|keyvault|ref\+\w+|kms|doppler|infisical|bws)://\S+)",
        r"(?:vault|ssm|secretsmanager|secret|keyvault|aws-secrets):(?P<name>[\w.\-]*[/#][\w/.\-#:]*)",
        r"@Microsoft\.KeyVault\(.*\)|ENC\[.*\]|<%.*%>|__[A-Z0-9_]+__|#\{.*\}",
        r"(?P<name>projects/[\w-]+/secrets/\S+)",
        r"\$(?:env|ENV|secret)://(?P<name>\S+)",
        r"(?P<name>(?:var|data|module|local|each|aws_\w+|azurerm_\w+|google_\w+|random_\w+)\.[\w.\[\]\"*-]+)",
        r"(?P<name>(?:\.{1,2}/|~/|file:|/(?:run|var|etc|mnt|secrets?|vault|opt|home|app|root|tmp|usr|srv|data)/)[\w./\\~-]+)",
    )
)
_REFERRING = re.compile(r"[$%#@{<\[(/:.]|__")
"""Each kind of reference holds one of these; most values hold none."""
_EXPANSION = re.compile(rf"\$\{{(?P<name>{_NAME}):?-(?P<fallback>[^}}]*)\}}")


def expansion(value: str) -> tuple[str, str] | None:
    """Variable and fallback of `${NAME:-fallback}`, when the value is nothing else."""
    match = _EXPANSION.fullmatch(value)
    return (match["name"], match["fallback"]) if match else None


def reference_in(value: str) -> str | None:
    """What the value refers to (empty when that can't be told), or None when it is no reference."""
    if _REFERRING.search(value) is None:
        return None
    for pattern in _REFERENCES:
        if match := pattern.fullmatch(value):
            return next((found for found in match.groups() if found), "")
    return None
