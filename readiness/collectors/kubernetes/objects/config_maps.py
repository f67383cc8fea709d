"""Configuration in ConfigMaps."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator

from readiness.collectors import Observation
from readiness.collectors.files import tree
from readiness.collectors.files.containers import secret_literal
from readiness.collectors.files.formats import (  # noqa: F401 - declares them
    FORMATS,
    grafana,
    kong,
    litellm,
    mcp,
    portkey,
    prometheus_config,
    prometheus_rules,
    ray_serve,
    telemetry,
    tensorzero,
    vector_stores,
)
from readiness.collectors.files.kustomize.values import Elsewhere, FileText
from readiness.collectors.files.secrets import credential, secrets_in
from readiness.collectors.files.shapes import flag, line_of, mapping, moved, without_lines
from readiness.collectors.kubernetes.kinds import reads
from readiness.collectors.kubernetes.objects.secrets import named_providers
from readiness.collectors.kubernetes.raw import RawObject
from readiness.collectors.kubernetes.written_credentials import in_annotations
from readiness.facts import Fact
from readiness.facts.ai import ProviderUse
from readiness.facts.containers import Credential
from readiness.facts.files import SecretLiteral
from readiness.facts.kubernetes.secrets import ConfigMap

_EMBEDDED = tuple(
    FORMATS[name]
    for name in (
        "litellm",
        "portkey",
        "tensorzero",
        "kong",
        "mcp",
        "ray serve",
        "prometheus",
        "prometheus rules",
        "alertmanager",
        "otel collector",
        "grafana",
        "qdrant",
        "milvus",
    )
)
_GIVES: tuple[type[Fact], ...] = (ProviderUse, SecretLiteral, *(kind for each in _EMBEDDED for kind in each.gives))
_BLOCK = re.compile(r"[|>][-+0-9]*[ \t]*(#.*)?$")


@reads("ConfigMap", gives=_GIVES, hides=())
def config_map(raw: RawObject) -> Iterator[Observation]:
    """What a ConfigMap tells, and the configuration of other products in it. A file that it is made of is read as that file."""
    data = mapping(raw.data.get("data"))
    yield from named_providers(raw, ("data",))
    for key, value in data.items():
        if not isinstance(value, str) or isinstance(value, FileText):
            continue
        if "\n" in value or value.startswith("{"):
            yield from _embedded(raw, str(key), value, line_of(data, key))
        elif (found := credential(str(key), value, line_of(data, key))) is not None:
            yield from secret_literal(raw.document, (raw.id(), str(key)), found, "kubernetes", raw.environment)


def _embedded(raw: RawObject, key: str, value: str, line: int | None) -> Iterator[Observation]:
    """Hand text that is a known configuration to its format, with lines of the outer file where they can be told."""
    outer = raw.document
    lines = outer.text.splitlines()
    block = bool(line and line <= len(lines) and _BLOCK.search(lines[line - 1])) and not isinstance(value, Elsewhere)
    syntax = next((each for each in ("json", "toml") if key.endswith(f".{each}")), "yaml")
    for number, data in enumerate(tree.read(value, syntax).documents):
        part = f"ConfigMap/{raw.namespace or '-'}/{raw.name}/{key}" + (f"/{number}" if number else "")
        inner = dataclasses.replace(
            outer,
            syntax=syntax,
            data=moved(data, line or 0) if block else without_lines(data),
            text=value,
            environment=raw.environment,
            part=part,
        )
        for each in _EMBEDDED:
            if each.matches(inner):
                yield from each.read(inner)


# Fields of configuration files that hold nothing but credentials.
_NAMES = r"api_?key|master_key|salt_key|secret_key|password|database_url|connection_string"
_FIELD = re.compile(
    rf"^[ \t-]*[\"']?(?P<name>{_NAMES})[\"']?[ \t]*[:=][ \t]*(?P<value>\S+)[ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)
_URL = re.compile(r"\b[a-z][a-z0-9+.-]*://(?:[^@/\s\"']*@)?([a-z0-9-]+(?:\.[a-z0-9-]+)+)", re.IGNORECASE)
_COMMENT = re.compile(r"^\s*(#|//).*$", re.MULTILINE)


@reads("ConfigMap", gives=(ConfigMap,), hides=())
def config_map_itself(raw: RawObject) -> Iterator[ConfigMap]:
    """Its keys, and what credentials stand in it."""
    data = mapping(raw.data.get("data"))
    keys = frozenset(str(key) for key in (*data, *mapping(raw.data.get("binaryData"))))
    found = [each for key, value in data.items() if isinstance(value, str) for each in _credentials(str(key), value, line_of(data, key))]
    found += in_annotations(raw.data)
    hosts = {match[1].lower() for value in data.values() if isinstance(value, str) for match in _URL.finditer(_COMMENT.sub("", value))}
    immutable = flag(raw.data.get("immutable")) is True
    yield ConfigMap(**raw.values(), keys=keys, credentials=tuple(found), hosts=tuple(sorted(hosts)), immutable=immutable)


def _credentials(key: str, value: str, line: int | None) -> Iterator[Credential]:
    """A value's own, or those in a file; of a file's, the ones with a known form and fields that are for nothing else."""
    if "\n" not in value:
        own = credential(key, value, line)
        if own is not None:
            yield own
        return
    for hit in secrets_in(value):
        yield Credential(name=key, state="vendor default" if hit.detector == "default" else "literal", kind=hit.kind, line=line)
    for match in _FIELD.finditer(value):
        written = credential(match["name"], match["value"].strip("\"',"), line)
        if written is not None and written.written_here:
            yield written.model_copy(update={"name": f"{key}: {match['name']}"})
