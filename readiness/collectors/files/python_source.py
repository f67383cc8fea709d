"""Reads Python modules that touch an LLM: clients, model ids, state savers, tracing and fallbacks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from readiness.collectors import Observation
from readiness.collectors.files.formats import Document
from readiness.collectors.files.llm_libraries import (
    ANY,
    AWS_SERVICES,
    CLIENTS,
    FALLBACK_CALLS,
    IMPORTED,
    SAVERS,
    TRACERS,
    Coupling,
    library_of,
    provider_of_library,
)
from readiness.collectors.files.model_literals import model_literals
from readiness.collectors.files.python_syntax import Arguments, PythonModule, arguments_of, line_of, literal, parse_python, text_of
from readiness.facts import Gap, GapReason
from readiness.facts.ai import ModelClient, ProviderUse, SourceModule, TraceSink

if TYPE_CHECKING:
    from tree_sitter import Node

GIVES = (SourceModule, ProviderUse, TraceSink)


def touches_llm(text: str) -> bool:
    """Whether the module may import an LLM library or call a model service of AWS."""
    return bool(IMPORTED.search(text))


def read_python(document: Document) -> Iterator[Observation]:
    """What a module that touches an LLM shows; of one that only sets up tracing, the sinks."""
    module = parse_python(document.text)
    clients = tuple(_clients(module, document.text))
    libraries = tuple(dict.fromkeys(name for each in module.imports if (name := _imported(each)) is not None))
    sinks = list(_sinks(module, document))
    if not libraries and not clients:
        if module.broken and not sinks:
            yield _unreadable(document)
        yield from sinks
        return
    yield SourceModule(
        resource=f"source:{document.path}",
        origin=document.origin(clients[0].line if clients else 1),
        environment=document.environment,
        language="python",
        imports=libraries,
        clients=clients,
        models=model_literals(module),
        savers=_savers(module),
        tracing=tuple(dict.fromkeys(each.product for each in sinks)),
        fallbacks=_has_fallbacks(module),
    )
    yield from _providers(document, clients, libraries)
    yield from sinks


def _unreadable(document: Document) -> Gap:
    return Gap(
        place=document.place.key,
        facts=tuple(sorted(kind.__name__ for kind in GIVES)),
        reason=GapReason.UNPARSEABLE,
        detail="not Python",
        file=document.path,
        environment=document.environment,
    )


def _imported(dotted: str) -> str | None:
    """The imported module of an LLM library, as checks know it: `langchain.chat_models`, `google.genai`."""
    library = library_of(dotted)
    if library is None:
        return None
    # A member with a capital is a class; so is a function, but the library's own name says enough then.
    parts = dotted.split(".")
    while parts[-1][:1].isupper() or parts[-1] in ("*", "init_chat_model"):
        parts.pop()
    return ".".join(parts) if len(parts) > library.count(".") else library


def _clients(module: PythonModule, text: str) -> Iterator[ModelClient]:
    for call in module.calls:
        arguments = arguments_of(call)
        name = module.dotted(call.child_by_field_name("function"))
        if (service := _aws_service(name, arguments)) is not None:
            yield ModelClient(provider=service, coupling="native", timeout=_aws_timeout(arguments, text), line=line_of(call))
            continue
        rule = next((each for each in CLIENTS if each.pattern.fullmatch(name)), None) if name else None
        if rule is None:
            continue
        provider = rule.provider or provider_of_library(library_of(name) or "") or ANY
        if provider == ANY:
            provider = _provider_of_model(arguments)
        elif text_of(arguments.named.get("vertexai")) == "True":
            provider = "vertex"
        yield ModelClient(
            provider=provider,
            coupling=_coupling(rule.coupling, provider, arguments, text),
            timeout=_timeout(arguments, text),
            line=line_of(call),
        )


def _aws_service(name: str, arguments: Arguments) -> str | None:
    if name.rsplit(".", 1)[-1] != "client":
        return None
    named = arguments.positional[0] if arguments.positional else arguments.named.get("service_name")
    return AWS_SERVICES.get(literal(named) or "")


def _provider_of_model(arguments: Arguments) -> str:
    """What a neutral client is told in its model's name: `azure/gpt-4o`, `anthropic:claude-…`."""
    named = arguments.named.get("model") or (arguments.positional[0] if arguments.positional else None)
    model = (literal(named) or "").replace(":", "/")
    prefix = model.split("/")[0] if "/" in model else ""
    return {"vertex_ai": "vertex", "google": "gemini", "ollama": "self-hosted", "hosted_vllm": "self-hosted"}.get(prefix, prefix) or ANY


_ENDPOINTS = ("base_url", "api_base", "openai_api_base", "azure_endpoint")


def _coupling(coupling: Coupling, provider: str, arguments: Arguments, text: str) -> Coupling:
    """An OpenAI-compatible client whose endpoint is configured can be pointed at any gateway."""
    if coupling not in ("openai-fixed", "framework") or provider != "openai":
        return coupling
    endpoint = next((arguments.named[name] for name in _ENDPOINTS if name in arguments.named), None)
    if endpoint is not None:
        return coupling if literal(endpoint) is not None or text_of(endpoint) == "None" else "openai-configurable"
    elsewhere = arguments.open and any(name in text for name in _ENDPOINTS)
    return "openai-configurable" if elsewhere or "OPENAI_BASE_URL" in text else coupling


_TIMEOUTS = ("timeout", "request_timeout", "default_request_timeout", "timeout_ms")
_HIDES_TIMEOUT = ("http_client", "http_options", "transport", "client", "async_client", "client_options")


def _timeout(arguments: Arguments, text: str) -> bool | None:
    given = next((arguments.named[name] for name in _TIMEOUTS if name in arguments.named), None)
    if given is not None:
        return text_of(given) != "None"
    if arguments.open or any(name in arguments.named for name in _HIDES_TIMEOUT):
        return None
    # Set for one request, or for the whole library.
    return "with_options(timeout" in text or "litellm.request_timeout" in text


def _aws_timeout(arguments: Arguments, text: str) -> bool | None:
    if "config" in arguments.named:
        return True if "read_timeout" in text_of(arguments.named["config"]) or "read_timeout" in text else None
    return None if arguments.open else False


def _savers(module: PythonModule) -> dict[str, int]:
    savers: dict[str, int] = {}
    for call in module.calls:
        match = SAVERS.fullmatch(module.dotted(call.child_by_field_name("function")))
        if match:
            savers.setdefault(match["name"] or match["other"], line_of(call))
    return savers


def _has_fallbacks(module: PythonModule) -> bool:
    return any(
        FALLBACK_CALLS.fullmatch(text_of(call.child_by_field_name("function"))) or "fallbacks" in arguments_of(call).named
        for call in module.calls
    )


def _providers(document: Document, clients: tuple[ModelClient, ...], libraries: tuple[str, ...]) -> Iterator[ProviderUse]:
    lines: dict[str, int] = {}
    for client in clients:
        if client.provider != ANY:
            lines.setdefault(client.provider, client.line)
    if not lines:  # wrapped elsewhere: the import still tells
        lines = {provider: 1 for each in libraries if (provider := provider_of_library(library_of(each) or ""))}
    for provider, line in lines.items():
        yield ProviderUse(
            resource=f"provider:{document.path}:{provider}",
            origin=document.origin(line),
            environment=document.environment,
            provider=provider,
            via="source",
        )


def _sinks(module: PythonModule, document: Document) -> Iterator[TraceSink]:
    seen: set[str] = set()
    for name, line in _set_up(module):
        tracer = next((each for each in TRACERS if each.pattern.fullmatch(name)), None)
        if tracer is not None and tracer.product not in seen:
            seen.add(tracer.product)
            yield _sink(document, tracer.product, line, content_by_default=tracer.content_by_default)
    callbacks = _litellm_callbacks(module)
    for product, (line, both) in callbacks.items():
        if product not in seen:
            yield _sink(document, product, line, successes_only=not both)


def _sink(document: Document, product: str, line: int, *, content_by_default: bool = True, successes_only: bool = False) -> TraceSink:
    return TraceSink(
        resource=f"trace-sink:{document.path}:{product}",
        origin=document.origin(line),
        environment=document.environment,
        product=product,
        via="source",
        content_by_default=content_by_default,
        successes_only=successes_only,
    )


def _set_up(module: PythonModule) -> Iterator[tuple[str, int]]:
    for call in module.calls:
        yield module.dotted(call.child_by_field_name("function")), line_of(call)
    for decorator in module.decorators:
        yield module.dotted(decorator.named_children[0] if decorator.named_children else None), line_of(decorator)
    # This import replaces the OpenAI client with one that traces.
    yield from ((each, 1) for each in module.imports if each.startswith("langfuse.openai"))


def _litellm_callbacks(module: PythonModule) -> dict[str, tuple[int, bool]]:
    """Products that `litellm.success_callback` and its siblings name, with line, and whether failures are sent too."""
    success: dict[str, int] = {}
    failure: set[str] = set()
    for assignment in module.assignments:
        target = module.dotted(assignment.child_by_field_name("left"))
        names = _strings_below(assignment.child_by_field_name("right"))
        if target in ("litellm.success_callback", "litellm.callbacks"):
            success |= dict.fromkeys(names, line_of(assignment))
        if target in ("litellm.failure_callback", "litellm.callbacks"):
            failure |= set(names)
    return {name: (line, name in failure) for name, line in success.items()}


def _strings_below(node: Node | None) -> list[str]:
    return [value for child in (node.named_children if node is not None else ()) if (value := literal(child))]
