"""Reads dotenv files: which variables they set, which hold secrets, and what these tell of the AI system."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from readiness.collectors import Observation
from readiness.collectors.files.ai_variables import debug_switches, provider_of, sinks_of, store_targets
from readiness.collectors.files.formats import Document
from readiness.collectors.files.secrets import credential, masked
from readiness.collectors.files.tree import Mapping
from readiness.facts import GapReason
from readiness.facts.ai import DebugSwitch, ProviderUse, TraceSink
from readiness.facts.containers import Credential
from readiness.facts.files import EnvFile, SecretLiteral
from readiness.facts.retrieval import VectorStoreTarget

GIVES = (EnvFile, ProviderUse, TraceSink, DebugSwitch, VectorStoreTarget, SecretLiteral)

_CODE = frozenset(
    {".ts", ".js", ".mjs", ".py", ".php", ".rb", ".go", ".rs", ".c", ".h", ".java", ".cs", ".md", ".json", ".yaml", ".yml", ".toml", ".sh"}
)
_EXAMPLE = re.compile(r"example|sample|template|tmpl|dist|defaults?\b", re.IGNORECASE)
_NAME = re.compile(r".*\.env(?:\..+)?|\.?env[._-](?:example|sample|template|dist)|(?:example|sample|template)[._-]env", re.IGNORECASE)


def is_dotenv(path: str) -> bool:
    """Whether the file's name is that of a dotenv file: `.env`, `.env.production`, `langfuse.env`, `env.example`."""
    name = PurePosixPath(path)
    return bool(_NAME.fullmatch(name.name)) and name.suffix.lower() not in _CODE


def is_example(path: str) -> bool:
    """Whether the file documents variables rather than sets them."""
    return bool(_EXAMPLE.search(PurePosixPath(path).name))


def parse_dotenv(text: str) -> Mapping:
    """Names and values with their lines; a name without `=` has no value."""
    from dotenv.parser import parse_stream

    variables = Mapping(1)
    for binding in parse_stream(io.StringIO(text)):
        # A key that stands alone on a line would be told as the name of a variable.
        if binding.key is not None and not binding.error and masked(binding.key) == binding.key:
            # A binding's text begins with the blank lines above it.
            blank = len(binding.original.string) - len(binding.original.string.lstrip("\r\n \t"))
            variables[binding.key] = binding.value
            variables.key_lines[binding.key] = binding.original.line + binding.original.string.count("\n", 0, blank)
    return variables


def read_dotenv(document: Document) -> Iterator[Observation]:
    """What a dotenv file sets."""
    variables = parse_dotenv(document.text)
    credentials = [found for name, value in variables.items() if (found := credential(name, value, variables.line_of(name))) is not None]
    yield _env_file(document, tuple(variables), tuple(credentials))
    for each in credentials:
        if each.written_here:
            yield _secret(document, each)
    yield from _providers(document, variables)
    # An example shows what may be set; it wires nothing.
    if not is_example(document.path):
        yield from _wiring(document, variables)


def _env_file(document: Document, names: tuple[str, ...], credentials: tuple[Credential, ...]) -> EnvFile:
    known = EnvFile(
        resource=f"env-file:{document.path}",
        origin=document.origin(),
        environment=document.environment,
        example=is_example(document.path),
        tracked=bool(document.tracked),
        names=names,
        credentials=credentials,
    )
    if document.tracked is None:
        return known.unknown("tracked", GapReason.UNSUPPORTED, "the folder is no git checkout that can be read", "scan a git checkout")
    return known


def _secret(document: Document, held: Credential) -> SecretLiteral:
    return SecretLiteral(
        resource=f"secret:{document.path}:{held.name}",
        origin=document.origin(held.line),
        environment=document.environment,
        key=held.name,
        kind=held.kind or "value of a secret field",
        provider=provider_of(held.name) is not None and held.state == "literal",
        detector="default" if held.state == "vendor default" else "field",
        holder="env",
        fallback=bool(held.reference),
    )


def _providers(document: Document, variables: Mapping) -> Iterator[ProviderUse]:
    """A variable counts when it is set; in an example its name is enough."""
    seen: set[str] = set()
    for name, value in variables.items():
        provider = provider_of(name)
        if provider and provider not in seen and (value or is_example(document.path)):
            seen.add(provider)
            yield ProviderUse(
                resource=f"provider:{document.path}:{provider}",
                origin=document.origin(variables.line_of(name)),
                environment=document.environment,
                provider=provider,
                via="env",
            )


def _wiring(document: Document, variables: Mapping) -> Iterator[Observation]:
    for sink in sinks_of(variables):
        yield TraceSink(
            resource=f"trace-sink:{document.path}:{sink.product}",
            origin=document.origin(variables.line_of(sink.variable)),
            environment=document.environment,
            product=sink.product,
            via="env",
            captures_content=sink.captures_content,
            content_by_default=sink.content_by_default,
        )
    for switch in debug_switches(variables):
        yield DebugSwitch(
            resource=f"debug:{document.path}:{switch.name}",
            origin=document.origin(variables.line_of(switch.name)),
            environment=document.environment,
            name=switch.name,
            value=switch.value,
            component=switch.component,
        )
    for target in store_targets(variables):
        yield VectorStoreTarget(
            resource=f"vector-store-target:{document.path}:{target.store}",
            origin=document.origin(variables.line_of(target.variable)),
            environment=document.environment,
            store=target.store,
            host=target.host,
            index=target.index,
        )
