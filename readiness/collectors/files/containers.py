"""Parts of a container that Kubernetes and Compose write alike: image, variables, arguments, and what they tell."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Iterable, Iterator
from typing import Literal

from readiness.collectors.files.ai_variables import debug_switches, provider_of, sinks_of, store_targets
from readiness.collectors.files.formats import Document
from readiness.collectors.files.secrets import credential, masked
from readiness.collectors.files.shapes import templated
from readiness.facts import Environment
from readiness.facts.ai import AiService, DebugSwitch, ProviderUse, TraceSink
from readiness.facts.containers import Container, Credential, EnvironmentVariable, Image
from readiness.facts.files import SecretLiteral
from readiness.facts.retrieval import VectorStoreTarget

MASK = "***"


def image(reference: str) -> Image | None:
    """A container image reference, split as the distribution specification does."""
    reference = reference.strip()
    if not reference or reference.isspace():
        return None
    name, _, digest = reference.partition("@")
    # A colon before the last slash belongs to the registry's port; one in a template to the template.
    match = re.fullmatch(r"(?P<repository>.+?)(?::(?P<tag>[\w][\w.-]*|[^/:]*[{$].*))?", name)
    if match is None:
        return Image(repository=name, digest=digest or None, templated=templated(reference) or "$" in reference)
    tag = match["tag"]
    hidden = templated(reference) or "$" in reference
    return Image(
        repository=match["repository"], tag=None if tag and ("$" in tag or "{" in tag) else tag, digest=digest or None, templated=hidden
    )


_POINTER = re.compile(r"\$\((\w+)\)")  # the kubelet's own expansion


def literal_variable(name: str, value: str, line: int | None) -> EnvironmentVariable:
    """A variable whose value stands in the file; the value is kept only where it is no secret."""
    if pointer := _POINTER.fullmatch(value):
        return EnvironmentVariable(name=name, source="environment", reference=pointer[1], line=line)
    found = credential(name, value, line)
    if found is None:
        return EnvironmentVariable(name=name, value=value, line=line)
    if found.state == "reference":
        return EnvironmentVariable(name=name, source="environment", reference=found.reference, line=line)
    return EnvironmentVariable(name=name, value="" if found.state == "empty" else None, credential=found, line=line)


def words_of(value: str) -> list[str]:
    """A command line, split as a shell would; text with an unclosed quote is split at spaces."""
    lexer = shlex.shlex(value, posix=True, punctuation_chars=";&|")
    lexer.whitespace_split = True
    lexer.commenters = ""
    try:
        return [word for word in lexer if word.strip()]
    except ValueError:
        return value.split()


def flattened(words: Iterable[str]) -> list[str]:
    """Arguments with scripts (`sh -c "vllm serve …"`) split into words, so that options are found in them."""
    flat: list[str] = []
    for word in words:
        parts = words_of(word) if re.search(r"\s", word.strip()) else [word]
        # A quoted script within a command line is one word of several: `-c 'mkdir … && minio server …'`.
        flat.extend(inner for part in parts for inner in (words_of(part) if len(parts) > 1 and " " in part else [part]))
    return flat


_HEADER = re.compile(r"[A-Za-z][A-Za-z0-9-]*:")
_SCHEMES = ("bearer", "basic")
_SECRET_FILES = re.compile(r"(file|path|dir|name|ref|env|header|type|parser)s?$")


def arguments(
    words: Iterable[str], line: int | None, resolve: Callable[[str], str] = str
) -> tuple[tuple[str, ...], tuple[Credential, ...]]:
    """Arguments with secret values masked, and the secrets that were found among them.

    Args:
        words: as written.
        line: where they stand.
        resolve: fills in variables of the platform, for what is no secret.
    """
    kept: list[str] = []
    found: list[Credential] = []
    option = ""
    for word in flattened(words):
        name, equals, value = word.partition("=")
        if equals and re.fullmatch(r"-{1,2}[\w.-]+|[A-Za-z_]\w*", name):
            secret = _secret_argument(name, value, line)
            kept.append(f"{name}={_shown(secret, value, resolve)}")
        else:
            secret = _secret_argument(option, word, line) if not word.startswith("-") else None
            kept.append(_shown(secret, word, resolve))
        if secret is not None:
            found.append(secret)
        if word.lower() not in _SCHEMES:  # `Authorization: Bearer …`
            option = word if word.startswith("-") and not equals else word[:-1] if _HEADER.fullmatch(word) else ""
    return tuple(kept), tuple(found)


def _secret_argument(option: str, value: str, line: int | None) -> Credential | None:
    name = option.lstrip("-")
    plain = name.replace("-", "_").lower()
    if _SECRET_FILES.search(plain):
        return None
    found = credential(plain, value, line)
    return found.model_copy(update={"name": option or "argument"}) if found else None


def _shown(secret: Credential | None, value: str, resolve: Callable[[str], str]) -> str:
    if secret is None:
        return masked(resolve(value))
    return value if secret.state in ("reference", "empty") else MASK


_OWN_KEY = re.compile(r"(LITELLM_(MASTER|SALT|API)|VLLM_API)_KEY", re.IGNORECASE)
_GATEWAY_FIELD = re.compile(r"(master|api)_key", re.IGNORECASE)


def _model_access(found: Credential, holder: str) -> bool:
    """Whether it is a model provider's or the gateway's own key."""
    if found.state == "vendor default":
        return False
    own = _OWN_KEY.fullmatch(found.name) or (holder == "gateway" and _GATEWAY_FIELD.fullmatch(found.name))
    return bool(own) or provider_of(found.name) is not None


Holder = Literal["gateway", "mcp", "env", "compose", "kubernetes", "workflow", "text"]


def secret_literal(
    document: Document, where: tuple[str, str], found: Credential, holder: Holder, environment: Environment
) -> Iterator[SecretLiteral]:
    """The fact that a usable secret stands in a file; nothing when it only points elsewhere or is a placeholder.

    `where` is the resource and the key (or key path) in it that holds the value.

    A literal with a reference is the fallback of a variable that may replace it.
    """
    resource, key = where
    if found.written_here:
        yield SecretLiteral(
            resource=f"{resource}#{key}",
            origin=document.origin(found.line),
            environment=environment,
            key=key,
            kind=found.kind or "secret value",
            provider=_model_access(found, holder),
            detector=_detector(found),
            holder=holder,
            fallback=bool(found.reference),
        )


def _detector(found: Credential) -> Literal["format", "field", "default"]:
    if found.state == "vendor default":
        return "default"
    # A password in a URL is told by its place; every other kind by the value's own form.
    return "format" if found.kind not in ("", "password in a URL") else "field"


# Options that print requests with their prompts (LiteLLM 1.109).
_DEBUG_OPTIONS = {"litellm": ("--detailed_debug", "--debug")}


def facts_of_container(
    document: Document, resource: str, container: Container, environment: Environment, services: Iterable[AiService]
) -> Iterator[ProviderUse | TraceSink | DebugSwitch | VectorStoreTarget]:
    """What a container's variables tell of providers, traces, debugging and vector stores.

    Args:
        document: where it stands.
        resource: resource id of the workload.
        container: the container.
        environment: of the workload.
        services: the AI services it runs; together with provider variables they make it an AI component.
    """
    variables = {each.name: _known_value(each) for each in container.environment}
    lines = {each.name: each.line for each in container.environment}
    where = f"{resource}#{container.name}"
    used: dict[str, str] = {}
    for name, value in variables.items():
        provider = provider_of(name)
        if provider and value:
            used.setdefault(provider, name)
    for provider, name in used.items():
        yield ProviderUse(
            resource=f"{where}/provider/{provider}",
            origin=document.origin(lines[name]),
            environment=environment,
            provider=provider,
            via="env",
        )
    if container.option("--otlp-traces-endpoint"):  # vLLM 0.4, and servers that start it
        yield TraceSink(
            resource=f"{where}/traces/argument",
            origin=document.origin(container.line),
            environment=environment,
            product="otel",
            via="container",
            captures_content=False,
        )
    sinks = sinks_of(variables)
    for sink in sinks:
        yield TraceSink(
            resource=f"{where}/traces/{sink.product}",
            origin=document.origin(lines[sink.variable]),
            environment=environment,
            product=sink.product,
            via="container",
            captures_content=sink.captures_content,
            content_by_default=sink.content_by_default,
        )
    for target in store_targets({name: value for name, value in variables.items() if value != MASK}):
        yield VectorStoreTarget(
            resource=f"{where}/vector-store/{target.store}",
            origin=document.origin(lines[target.variable]),
            environment=environment,
            store=target.store,
            host=target.host,
            index=target.index,
        )
    for option in [each for each in container.arguments if each in _DEBUG_OPTIONS.get(next((one.product for one in services), ""), ())]:
        yield DebugSwitch(
            resource=f"{where}/debug/{option}",
            origin=document.origin(container.line),
            environment=environment,
            name=option,
            value="true",
            component=next(one.product for one in services),
        )
    if used or sinks or any(each.role != "database" for each in services):
        for switch in debug_switches({name: value for name, value in variables.items() if value}):
            yield DebugSwitch(
                resource=f"{where}/debug/{switch.name}",
                origin=document.origin(lines[switch.name]),
                environment=environment,
                name=switch.name,
                value=switch.value,
                component=switch.component,
            )


def _known_value(variable: EnvironmentVariable) -> str | None:
    """The value; for secrets and references a word that says it is given."""
    if variable.credential is not None:
        return "" if variable.credential.state == "empty" else MASK
    if variable.value is not None:
        return variable.value
    return variable.reference or MASK
