"""Reads source files that touch an LLM: clients, calls, model ids, state savers, tracing and what only one provider offers."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from readiness.collectors import Observation
from readiness.collectors.files import agent_source, model_calls, vector_source
from readiness.collectors.files.ai_variables import is_helicone
from readiness.collectors.files.formats import Document
from readiness.collectors.files.llm_libraries import (
    ANY,
    AWS_SERVICES,
    CLIENTS,
    FALLBACK_CALLS,
    IMPORTED,
    NOTEBOOK_IMPORTED,
    SAVERS,
    SCRIPT_IMPORTED,
    TRACERS,
    Coupling,
    library_of,
    provider_of_library,
)
from readiness.collectors.files.model_literals import model_literals
from readiness.collectors.files.provider_features import provider_features
from readiness.collectors.files.python_syntax import parse_python
from readiness.collectors.files.script_syntax import SUFFIXES, parse_script
from readiness.collectors.files.source_code import Arguments, Call, SourceCode, integer_of, line_of, text_of
from readiness.facts import Environment, Gap, GapReason
from readiness.facts.ai import ModelClient, ProviderUse, SourceModule, TraceSink
from readiness.facts.providers import PROVIDER_HOSTS
from readiness.facts.source import FeedbackSignal

if TYPE_CHECKING:
    from tree_sitter import Node

GIVES = (SourceModule, ProviderUse, TraceSink, FeedbackSignal, *agent_source.GIVES, *vector_source.GIVES)


def touches_llm(text: str, path: str) -> bool:
    """Whether the file may import an LLM library, search vectors, call a provider or take feedback; cheap, for all files."""
    if _FEEDBACK_FILE.search(path):
        return True
    words = {".py": IMPORTED, ".ipynb": NOTEBOOK_IMPORTED}.get(PurePosixPath(path).suffix.lower(), SCRIPT_IMPORTED)
    return bool(words.search(text))


# A file-system router (Next.js, SvelteKit) puts the route into the file's path.
_FEEDBACK_FILE = re.compile(r"(?:^|/)(?:feedback|vote)/(?:route|\+server)\.[jt]sx?$")


_BUNDLE_LINE = 5_000
_GENERATED = re.compile(r"@generated\b|webpackBootstrap|__webpack_require__|[/*#] *(?:this file is )?auto-?generated", re.IGNORECASE)


def is_generated(text: str, path: str) -> bool:
    """Whether a program wrote the file: bundles, minified code and type declarations say nothing of how people work."""
    name = path.lower()
    if name.endswith((".min.js", ".bundle.js", ".d.ts", ".d.mts", ".d.cts")) or _GENERATED.search(text[:2_000]):
        return True
    return max(map(len, text.splitlines()), default=0) > _BUNDLE_LINE if PurePosixPath(name).suffix in SUFFIXES else False


def read_source(document: Document) -> Iterator[Observation]:
    """What a file that touches an LLM shows; of one that only sets up tracing or searches vectors, just that."""
    module = parse_python(document.text) if document.syntax == "python" else parse_script(document.text, document.path)
    _name_services(module)
    clients = (*_clients(module), *_plain_http(module))
    libraries = tuple(dict.fromkeys(name for each in module.imports if (name := _imported(each)) is not None))
    sinks = list(_sinks(module, document))
    beside = [*agent_source.read_agents(module, document), *vector_source.read_vectors(module, document), *_feedback(module, document)]
    yield from beside
    yield from sinks
    if not libraries and not clients:
        if module.broken and not sinks and not beside:
            yield _unreadable(document)
        return
    requests = model_calls.requests_of(module)
    handlers, failures_named = model_calls.handlers(module, requests)
    prompts = model_calls.system_prompts(module)
    yield SourceModule(
        resource=f"source:{document.path}",
        origin=document.origin(clients[0].line if clients else 1),
        environment=document.environment,
        language=module.grammar.language,
        imports=libraries,
        clients=clients,
        models=model_literals(module),
        savers=_savers(module),
        tracing=tuple(dict.fromkeys(each.product for each in sinks)),
        fallbacks=_has_fallbacks(module),
        calls=model_calls.model_calls(module, requests),
        handlers=handlers,
        failures_named=failures_named,
        retries=model_calls.retry_loops(module, requests),
        unvalidated=model_calls.unvalidated(module, requests),
        system_prompts=tuple(sorted({line_of(each) for each in prompts})),
        system_inputs=model_calls.system_inputs(module, prompts),
        features=provider_features(module),
        serves_users=bool(_SERVES.search(document.text)),
    )
    yield from _providers(module, document, clients, libraries)


def _unreadable(document: Document) -> Gap:
    return Gap(
        place=document.place.key,
        facts=tuple(sorted(kind.__name__ for kind in GIVES)),
        reason=GapReason.UNPARSEABLE,
        detail="not Python" if document.syntax == "python" else "not JavaScript or TypeScript",
        file=document.path,
        environment=document.environment,
    )


def read_notebook(document: Document) -> Iterator[Observation] | None:
    """What a notebook's Python cells show. It is tried out by hand rather than run in production, and counts as a sample."""
    text = notebook_text(document.text)
    if text is None or not touches_llm(text, "cells.py"):
        return None
    environment = Environment.SAMPLE if document.environment is Environment.UNCLASSIFIED else document.environment
    return read_source(replace(document, text=text, syntax="python", environment=environment))


def notebook_text(written: str) -> str | None:
    """The Python cells of a notebook, each line on the line of the file it stands on; None when it is none."""
    try:
        notebook = json.loads(written)
        cells = notebook["cells"]
        language = notebook.get("metadata", {}).get("language_info", {}).get("name", "python")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    if language != "python" or not isinstance(cells, list):
        return None
    code = [line for cell in cells if isinstance(cell, dict) and cell.get("cell_type", "code") == "code" for line in _lines_of(cell)]
    lines = written.splitlines()
    placed: list[str] = []
    for line in code:
        quoted = json.dumps(line, ensure_ascii=False)
        # Cells come in the file's order, so that each line is looked for after the one before it.
        where = next((number for number in range(len(placed), len(lines)) if quoted in lines[number]), len(placed))
        placed += [""] * (where - len(placed))
        placed.append("" if line.lstrip().startswith(("%", "!")) else line.rstrip("\n"))
    return "\n".join(placed)


def _lines_of(cell: dict[str, Any]) -> list[str]:
    source = cell.get("source")
    return [str(line) for line in source] if isinstance(source, list) else str(source or "").splitlines(keepends=True)


def _imported(dotted: str) -> str | None:
    """The imported module of an LLM library, as checks know it: `langchain.chat_models`, `google.genai`."""
    library = library_of(dotted)
    if library is None or library.startswith(("ai_sdk", "vercel_ai")):
        return library
    # A member with a capital is a class or a function; the library's own name says enough then.
    parts = dotted.split(".")
    while len(parts) > 1 and (parts[-1].lower() != parts[-1] or parts[-1] in ("*", "init_chat_model")):
        parts.pop()
    return ".".join(parts) if len(parts) > library.count(".") else library


def _name_services(module: SourceCode) -> None:
    """Variables that hold a client of AWS are named after its service: `aws.bedrock_runtime`."""
    made = {call.node.id: service for call in module.calls if (service := _aws_named(call))}
    for target, value in module.assignments:
        name = module.dotted(target)
        if name and value.id in made:
            module.variables[name] = f"aws.{made[value.id].replace('-', '_')}"


def _aws_named(call: Call) -> str:
    if call.name.rsplit(".", 1)[-1] != "client":
        return ""
    arguments = call.arguments
    named = arguments.positional[0] if arguments.positional else arguments.named.get("service_name")
    return text_of(named).strip("\"'") if named is not None and named.type == "string" else ""


def _clients(module: SourceCode) -> Iterator[ModelClient]:
    roots = {full.split(".")[0] for full in module.names.values()}
    for call in module.calls:
        if (service := AWS_SERVICES.get(_aws_named(call))) is not None:
            yield ModelClient(
                provider=service,
                coupling="native",
                # boto3 reads for a minute at most unless told otherwise.
                timeout=True,
                endpoint="configured" if "endpoint_url" in call.arguments.named else "default",
                line=call.line,
            )
            continue
        if call.name.split(".")[0] not in roots:
            continue
        rule = next((each for each in CLIENTS if each.pattern.fullmatch(call.name)), None)
        if rule is not None:
            yield _client(module, call, rule.coupling, rule.provider or provider_of_library(library_of(call.name) or "") or ANY)


def _client(module: SourceCode, call: Call, coupling: Coupling, provider: str) -> ModelClient:
    arguments = call.arguments
    if provider == ANY:
        provider = _provider_of_model(module, arguments)
    elif text_of(arguments.named.get("vertexai")).lower() == "true":
        provider = "vertex"
    endpoint, address = _endpoint(module, arguments)
    # What a factory of the AI SDK makes sends nothing by itself: time and length are given with each request.
    factory = call.name.startswith("ai_sdk.")
    bounded = (
        factory
        or bool(_NO_TEXT.search(call.name))
        or any(name in arguments.named for name in model_calls.LIMITS)
        or (provider == "anthropic" and coupling == "framework")
    )
    return ModelClient(
        provider=provider,
        coupling=_coupling(coupling, provider, endpoint, address),
        timeout=factory or call.name.startswith(_SOON) or _timeout(arguments, module.text),
        endpoint=endpoint,
        address=address,
        max_retries=integer_of(arguments.named.get("max_retries")),
        bounded=bounded or (None if arguments.open or "model_kwargs" in arguments.named else False),
        line=call.line,
    )


_NO_TEXT = re.compile(r"Embed|Rerank|Image|Speech|Transcri|Moderation")


def _provider_of_model(module: SourceCode, arguments: Arguments) -> str:
    """What a neutral client is told in its model's name: `azure/gpt-4o`, `anthropic:claude-…`, or by a call (`openai("gpt-4o")`)."""
    named = arguments.named.get("model") or (arguments.positional[0] if arguments.positional else None)
    if named is not None and named.type in module.grammar.calls:
        return provider_of_library(library_of(module.resolved(module.dotted(named))) or "") or ANY
    model = (module.grammar.literal(named) or "").replace(":", "/")
    prefix = model.split("/")[0] if "/" in model else ""
    return {"vertex_ai": "vertex", "google": "gemini", "ollama": "self-hosted", "hosted_vllm": "self-hosted"}.get(prefix, prefix) or ANY


_ENDPOINTS = ("base_url", "base_path", "api_base", "openai_api_base", "azure_endpoint", "azure_openai_endpoint", "endpoint", "server_url")


def _endpoint(module: SourceCode, arguments: Arguments) -> tuple[str | None, str]:
    """Where a client's address comes from, and the host of one that is written out."""
    named = arguments.named
    given = next((named[name] for name in _ENDPOINTS if name in named), None)
    if given is None and "configuration" in named:  # LangChain's JavaScript classes pass it on to the OpenAI client
        text = text_of(named["configuration"])
        return ("configured" if "base" in text.lower() else "default"), ""
    if given is not None:
        written = module.grammar.literal(given)
        if written is None:
            return ("default" if text_of(given) in ("None", "undefined", "null") else "configured"), ""
        return "literal", _host(written)
    if "OPENAI_BASE_URL" in module.text:
        return "configured", ""
    if arguments.open:
        return ("configured" if any(name in module.text for name in (*_ENDPOINTS[:4], "baseURL")) else None), ""
    return "default", ""


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _coupling(coupling: Coupling, provider: str, endpoint: str | None, address: str) -> Coupling:
    """An OpenAI-compatible client whose endpoint is configured can be pointed at any gateway."""
    if coupling not in ("openai-fixed", "framework") or provider != "openai":
        return coupling
    own = address in ("localhost", "127.0.0.1") or (bool(address) and "." not in address)
    return "openai-configurable" if endpoint == "configured" or own else coupling


_TIMEOUTS = ("timeout", "request_timeout", "default_request_timeout", "timeout_ms")
_HIDES_TIMEOUT = (
    *("http_client", "http_options", "transport", "client", "async_client", "client_options", "request_handler", "fetch", "fetch_options"),
    *("configuration", "http_agent", "custom_http_client"),
)
_SOON = ("groq.",)
"""Libraries that give up after a minute by themselves; those of OpenAI and Anthropic take ten."""
# Set for one request, for the whole library, or for the function that the platform runs (Next.js).
_TIMES_OUT = re.compile(r"with_options\(timeout|withOptions\(\{\s*timeout|litellm\.request_timeout|export const maxDuration\s*=")


def _timeout(arguments: Arguments, text: str) -> bool | None:
    given = next((arguments.named[name] for name in _TIMEOUTS if name in arguments.named), None)
    if given is not None:
        return text_of(given) not in ("None", "undefined", "null")
    if "abort_signal" in arguments.named:
        return True if "timeout" in text_of(arguments.named["abort_signal"]).lower() else None
    if _TIMES_OUT.search(text):
        return True
    if "timeout" in _nested_text(arguments):
        return True
    return None if arguments.open or any(name in arguments.named for name in _HIDES_TIMEOUT) else False


def _nested_text(arguments: Arguments) -> str:
    """Options that hide a timeout, where they are written out in the call itself."""
    nodes = (arguments.named[name] for name in _HIDES_TIMEOUT if name in arguments.named)
    return " ".join(
        text_of(node) for node in nodes if node.type in ("object", "dictionary", "call", "new_expression", "call_expression")
    ).lower()


_SENDS = re.compile(r"(?:.*\.)?(?:post|request|fetch|urlopen|stream|create|send|axios|got|ky)")


def _plain_http(module: SourceCode) -> Iterator[ModelClient]:
    """Requests to a provider's address without its library, in a file that uses none."""
    if any(library_of(each) for each in module.imports):
        return
    addresses = {name: node for target, node in module.assignments if (name := module.dotted(target)) and _provider_of_url(text_of(node))}
    seen: set[str] = set()
    for call in module.calls:
        if not _SENDS.fullmatch(call.name):
            continue
        for given in (*call.arguments.positional[:2], call.arguments.named.get("url")):
            address = addresses.get(module.dotted(given), given)
            provider = _provider_of_url(text_of(address)) if address is not None and _is_text(module, address) else ""
            if provider and provider not in seen:
                seen.add(provider)
                yield ModelClient(
                    provider=provider,
                    coupling="openai-fixed" if provider in _OPENAI_SHAPED else "native",
                    timeout=_timeout(call.arguments, module.text),
                    endpoint="literal",
                    address=next(host for host, name in PROVIDER_HOSTS.items() if name == provider),
                    bounded=None,
                    line=call.line,
                )


_OPENAI_SHAPED = frozenset({"openai", "openrouter", "deepseek", "groq", "together", "xai", "perplexity"})


def _is_text(module: SourceCode, node: Node) -> bool:
    return node.type in module.grammar.strings or bool(module.grammar.interpolated(node))


_URL_HOST = re.compile(r"https://([\w.{}$%-]+)")


def _provider_of_url(text: str) -> str:
    found = _URL_HOST.search(text)
    return next((name for host, name in PROVIDER_HOSTS.items() if found and found[1].endswith(host)), "")


def _savers(module: SourceCode) -> dict[str, int]:
    savers: dict[str, int] = {}
    for call in module.library_calls:
        match = SAVERS.fullmatch(call.name)
        if match:
            savers.setdefault(match["name"] or match["other"], call.line)
    return savers


def _has_fallbacks(module: SourceCode) -> bool:
    return any(
        FALLBACK_CALLS.fullmatch(text_of(module.grammar.callee(call.node))) or "fallbacks" in call.arguments.named for call in module.calls
    )


def _providers(
    module: SourceCode, document: Document, clients: tuple[ModelClient, ...], libraries: tuple[str, ...]
) -> Iterator[Observation]:
    lines: dict[str, int] = {}
    for client in clients:
        if client.provider != ANY:
            lines.setdefault(client.provider, client.line)
    if not lines:  # wrapped elsewhere: the import still tells
        lines = {provider: 1 for each in libraries if (provider := provider_of_library(library_of(each) or ""))}
    if not lines:  # a neutral client, whose models' names may tell
        for literal in model_literals(module):
            prefix = _PREFIXES.get(re.split("[/:]", literal.model, maxsplit=1)[0], "")
            if prefix:
                lines.setdefault(prefix, literal.line)
    if not lines and clients:
        lines = {ANY: clients[0].line}
    for provider, line in lines.items():
        yield ProviderUse(
            resource=f"provider:{document.path}:{provider}",
            origin=document.origin(line),
            environment=document.environment,
            provider=provider,
            via="source",
        )


_PREFIXES = {name: name for name in ("openai", "azure", "anthropic", "bedrock", "gemini", "xai", "mistral", "cohere", "groq", "deepseek")}
_PREFIXES |= {"google": "gemini", "vertex_ai": "vertex"}


def _sinks(module: SourceCode, document: Document) -> Iterator[TraceSink]:
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
    if "helicone" not in seen and (at_proxy := _helicone(module)) is not None:
        line, omits = at_proxy
        yield _sink(document, "helicone", line).model_copy(update={"captures_content": False if omits else None})


def _helicone(module: SourceCode) -> tuple[int, bool] | None:
    """Where calls are sent through Helicone, by its address or header, and whether it is told to keep no content (2025)."""
    written = [(value.lower(), line_of(node)) for node, _ in module.strings if (value := module.grammar.literal(node))]
    through = [line for value, line in written if value == "helicone-auth" or is_helicone(value)]
    told = {value for value, _ in written}
    return (through[0], {"helicone-omit-request", "helicone-omit-response"} <= told) if through else None


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


_SWITCHED_OFF = re.compile(r"isEnabled[\"']?\s*:\s*false\b|^\{\s*\}$")


def _set_up(module: SourceCode) -> Iterator[tuple[str, int]]:
    for call in module.library_calls:
        yield call.name, call.line
        telemetry = call.arguments.named.get("experimental_telemetry")
        # Switched on by a constant of the project's own as often as by `true`.
        if telemetry is not None and not _SWITCHED_OFF.search(text_of(telemetry)):
            yield "vercel_ai.telemetry", line_of(telemetry)
    for decorator, _ in module.decorators:
        yield module.dotted(decorator.named_children[0] if decorator.named_children else None), line_of(decorator)
    # This import replaces the OpenAI client with one that traces.
    yield from ((each, 1) for each in module.imports if each.startswith("langfuse.openai"))


def _litellm_callbacks(module: SourceCode) -> dict[str, tuple[int, bool]]:
    """Products that `litellm.success_callback` and its siblings name, with line, and whether failures are sent too."""
    success: dict[str, int] = {}
    failure: set[str] = set()
    for target, value in module.assignments:
        name = module.dotted(target)
        if not name.startswith("litellm."):
            continue
        names = _strings_below(module, value)
        if name in ("litellm.success_callback", "litellm.callbacks"):
            success |= dict.fromkeys(names, line_of(target))
        if name in ("litellm.failure_callback", "litellm.callbacks"):
            failure |= set(names)
    return {name: (line, name in failure) for name, line in success.items()}


def _strings_below(module: SourceCode, node: Node) -> list[str]:
    return [value for child in node.named_children if (value := module.grammar.literal(child))]


_SERVES = re.compile(
    r"^[ \t]*+(?:from|import)[ \t]++"
    r"(?:fastapi|flask|starlette|quart|sanic|django|rest_framework|aiohttp\.web|streamlit|gradio|chainlit|nicegui|mesop)\b"
    r"|[\"'](?:next/server|express|hono|fastify|koa|@nestjs/common|@ai-sdk/react|@hono/node-server)[\"']"
    r"|export (?:async )?(?:function|const) POST\b",
    re.MULTILINE,
)
_FEEDBACK_CALL = re.compile(r"(?:.*\.)?(?:create_feedback|createFeedback|create_score|createScore|score_current_trace|score_trace)")
_LANGFUSE_SCORE = re.compile(r"langfuse(?:\..*)?\.score(?:\.create)?")
_FEEDBACK_ROUTE = re.compile(r"/(?:[\w{}:$-]+/){0,6}[\w-]*(?:feedback|thumbs-?(?:up|down))(?:/[\w{}:$-]*)*", re.IGNORECASE)
_ROUTES = re.compile(r"(?:.*\.)?(?:post|put|patch|route|api_route|api_view|path|on|all)")


def _feedback(module: SourceCode, document: Document) -> Iterator[FeedbackSignal]:
    """Scores that are sent to traces, and routes that take them."""
    found: tuple[str, int] | None = None
    for call in module.calls:
        name = module.resolved(call.name)
        path = module.grammar.literal(call.arguments.positional[0]) if call.arguments.positional else None
        if _FEEDBACK_CALL.fullmatch(name) or _LANGFUSE_SCORE.fullmatch(name):
            found = found or (name.rsplit(".", 1)[-1], call.line)
        elif path and len(path) < 200 and _ROUTES.fullmatch(call.name) and _FEEDBACK_ROUTE.fullmatch(path):
            found = found or (f"route {path}", call.line)
    if found is None and _FEEDBACK_FILE.search(document.path):
        found = "route", 1
    if found is not None:
        yield FeedbackSignal(
            resource=f"feedback:{document.path}", origin=document.origin(found[1]), environment=document.environment, via=found[0]
        )
