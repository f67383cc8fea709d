"""Compose files: services with effective values, published addresses, and the AI services among them.

`${VAR:-default}` counts with its default, as Compose resolves it when nothing else sets the variable (Compose
specification of 2025).
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Literal

from readiness.collectors import Observation
from readiness.collectors.files.ai_services import ai_service, self_hosting
from readiness.collectors.files.containers import arguments, facts_of_container, image, literal_variable, secret_literal
from readiness.collectors.files.formats import Document, format
from readiness.collectors.files.secrets import credential
from readiness.collectors.files.shapes import at, flag, items, line_of, mapping, mappings, text, texts, whole
from readiness.facts.ai import AiService, ComposeService, DebugSwitch, ProviderUse, TraceSink
from readiness.facts.containers import Container, EnvironmentVariable, Image, Probe
from readiness.facts.files import SecretLiteral
from readiness.facts.retrieval import VectorStoreTarget


@dataclass(frozen=True)
class ComposeDocument(Document):
    """A Compose file together with the dotenv files beside it.

    Attributes:
        dotenv: by path relative to the file's folder, what each sets: the values of settings that are no secrets, None for others.
    """

    dotenv: Mapping[str, Mapping[str, str | None]] = field(default_factory=dict)

    @classmethod
    def of(cls, document: Document, dotenv: Mapping[str, Mapping[str, str | None]]) -> ComposeDocument:
        """The document with those files."""
        return cls(**{each.name: getattr(document, each.name) for each in fields(document)}, dotenv=dotenv)


_NAME = re.compile(r"(^|[-._])(compose|stack)([-._]|$)", re.IGNORECASE)
_SERVICE_KEYS = frozenset({"image", "build", "extends", "ports", "environment", "command", "volumes", "deploy", "depends_on", "env_file"})


def _matches(document: Document) -> bool:
    services = mapping(mapping(document.data).get("services"))
    return (
        document.syntax in ("yaml", "json")
        and _NAME.search(document.name) is not None
        and any(isinstance(each, dict) and _SERVICE_KEYS & each.keys() for each in services.values())
    )


@format(
    "compose",
    gives=(ComposeService, AiService, ProviderUse, TraceSink, DebugSwitch, VectorStoreTarget, SecretLiteral),
    matches=_matches,
    hint=r"^services:",
)
def services(document: Document) -> Iterator[Observation]:
    """Services of a Compose file. One without image, build and extends is an override for another file's service."""
    listed = mapping(mapping(document.data).get("services"))
    told: set[tuple[str, int | None]] = set()
    for name, data in listed.items():
        if not isinstance(data, dict) or not {"image", "build", "extends"} & data.keys():
            continue
        for each in _service(document, str(name), data, line_of(listed, name)):
            # A line that `<<` merges into several services holds one secret.
            if isinstance(each, SecretLiteral):
                if (each.key, each.origin.line) in told:
                    continue
                told.add((each.key, each.origin.line))
            yield each


def _service(document: Document, name: str, data: dict[str, Any], line: int | None) -> Iterator[Observation]:
    resource = f"compose:{document.id}/{name}"
    environment = document.environment
    container = _container(name, data, line, document.dotenv if isinstance(document, ComposeDocument) else {})
    published = _published(data)
    replicas = whole(_effective(at(data, "deploy", "replicas"))) if at(data, "deploy", "replicas") is not None else whole(data.get("scale"))
    service = ComposeService(
        resource=resource,
        origin=document.origin(line),
        environment=environment,
        name=name,
        container=container,
        published=published,
        restart=_restart(data),
        replicas=1 if replicas is None else replicas,
        profiles=texts(data.get("profiles")),
    )
    yield service
    ai = ai_service(
        document,
        container,
        workload=resource,
        environment=environment,
        platform="compose",
        published=published,
        replicas=service.replicas,
        on_demand=bool(service.profiles),
        built_as=image(_effective(data.get("image"))) if "build" in data else None,
    )
    if ai is not None:
        yield ai
        yield from self_hosting(ai)
    # What its dotenv files tell, they tell themselves.
    own = container.model_copy(update={"environment": tuple(_variables(data))})
    yield from facts_of_container(document, resource, own, environment, [ai] if ai is not None else [])
    for found in (*(each.credential for each in own.environment), *container.argument_credentials):
        if found is not None:
            yield from secret_literal(document, (resource, found.name), found, "compose", environment)


def _container(name: str, data: dict[str, Any], line: int | None, dotenv: Mapping[str, Mapping[str, str | None]]) -> Container:
    words = [*_words(data.get("entrypoint")), *_words(data.get("command"))]
    kept, secrets = arguments(words, line_of(data, "command" if "command" in data else "entrypoint"), resolve=_effective)
    files = [_effective(each) for each in _env_files(data.get("env_file"))]
    own = tuple(_variables(data))
    return Container(
        name=name,
        image=_image(data),
        arguments=kept,
        argument_credentials=secrets,
        environment=(*own, *_of_files(files, dotenv, {each.name for each in own}, line_of(data, "env_file"))),
        environment_from=tuple(each for each in files if posixpath.normpath(each) not in dotenv),
        ports=tuple(dict.fromkeys(port for each in _ports(data) if (port := each.container) is not None)),
        requests=_resources(at(data, "deploy", "resources", "reservations")),
        limits={**_old_limits(data), **_resources(at(data, "deploy", "resources", "limits"))},
        readiness=_healthcheck(mapping(data.get("healthcheck"))),
        volumes=dict(_volumes(data)),
        line=line,
    )


def _image(data: dict[str, Any]) -> Image | None:
    """None for a service that is built: its local tag is no reference to a registry."""
    return None if "build" in data else image(_effective(data.get("image")))


def _restart(data: dict[str, Any]) -> str | None:
    policy = text(at(data, "deploy", "restart_policy", "condition"))
    # YAML reads an unquoted `no` as false.
    return "no" if data.get("restart") is False else text(data.get("restart")) or policy or None


def _words(value: Any) -> list[str]:
    return [text(each) for each in value] if isinstance(value, list) else ([text(value)] if text(value) else [])


def _of_files(
    files: list[str], dotenv: Mapping[str, Mapping[str, str | None]], own: set[str], line: int | None
) -> Iterator[EnvironmentVariable]:
    """What its files set and it does not set itself; the last file that names a variable counts."""
    given = {name: (value, path) for path in files for name, value in dotenv.get(posixpath.normpath(path), {}).items()}
    for name, (value, path) in given.items():
        if name not in own:
            source: Literal["literal", "environment"] = "environment" if value is None else "literal"
            yield EnvironmentVariable(name=name, value=value, source=source, reference="" if value is not None else path, line=line)


def env_files(data: Any) -> tuple[str, ...]:
    """The dotenv files that the services of a Compose file name, as written, with defaults filled in."""
    named = [each.get("env_file") for each in mapping(mapping(data).get("services")).values() if isinstance(each, dict)]
    return tuple(dict.fromkeys(_effective(path) for each in named for path in _env_files(each)))


def _env_files(value: Any) -> list[str]:
    listed = value if isinstance(value, list) else [value]
    return [path for each in listed if (path := text(at(each, "path")) or text(each))]


# Interpolation

_VARIABLE = re.compile(r"\$\$|\$\{(?P<braced>\w+)(?:(?P<operator>:?[-?+])(?P<word>(?:[^{}]|\{[^{}]*\})*))?\}|\$(?P<plain>[A-Za-z_]\w*)")


@dataclass(frozen=True)
class _Interpolated:
    """Text after interpolation.

    Attributes:
        value: with defaults filled in and other variables left as `${NAME}`.
        open: variables without a default.
        defaulted: variables whose default was taken.
    """

    value: str
    open: tuple[str, ...]
    defaulted: tuple[str, ...]


def interpolated(value: str) -> _Interpolated:
    """Resolve `${VAR:-default}` as Compose does when no variable is set."""
    unset: list[str] = []
    defaulted: list[str] = []

    def replace(match: re.Match[str]) -> str:
        if match[0] == "$$":
            return "$"
        name = match["braced"] or match["plain"]
        if match["operator"] in ("-", ":-"):
            inner = interpolated(match["word"])
            defaulted.append(name)
            unset.extend(inner.open)
            return inner.value
        if match["operator"] in ("+", ":+"):
            return ""
        unset.append(name)
        return f"${{{name}}}"

    return _Interpolated(_VARIABLE.sub(replace, value), tuple(unset), tuple(defaulted))


def _effective(value: Any) -> str:
    return interpolated(text(value)).value


def _variables(data: dict[str, Any]) -> Iterator[EnvironmentVariable]:
    environment = data.get("environment")
    if isinstance(environment, dict):
        for name, value in environment.items():
            yield _variable(str(name), None if value is None else text(value), line_of(environment, name))
    for position, each in enumerate(items(environment)):
        name, equals, value = text(each).partition("=")
        if name:
            yield _variable(name, value if equals else None, line_of(environment, position))


def _variable(name: str, value: str | None, line: int | None) -> EnvironmentVariable:
    """A variable without a value is taken from the shell; one with a default counts with the default."""
    if value is None:
        return EnvironmentVariable(name=name, source="environment", reference=name, line=line)
    told = interpolated(value)
    if told.defaulted and not told.value:
        return EnvironmentVariable(name=name, value="", source="environment", reference=told.defaulted[0], line=line)
    if told.open and re.fullmatch(r"\$\{\w+\}", told.value):
        return EnvironmentVariable(name=name, source="environment", reference=told.open[0], line=line)
    # The text as written tells a default from a value; without a secret in it the effective value counts.
    return literal_variable(name, value, line) if credential(name, value, line) else literal_variable(name, told.value, line)


# Ports, volumes, resources, health


@dataclass(frozen=True)
class _Port:
    """A published port: host address, host port (`*` when Docker picks one) and port in the container."""

    address: str
    host: str
    container: int | None


_SHORT = re.compile(r"(?:(?:(?P<address>\[[^\]]*\]|[^:\[\]]+):)?(?P<host>[^:]*):)?(?P<container>[\d-]+|\$\{\w+\})(?:/\w+)?")


def _ports(data: dict[str, Any]) -> Iterator[_Port]:
    for each in items(data.get("ports")):
        if isinstance(each, dict):
            address = _effective(each.get("host_ip")) or "0.0.0.0"  # noqa: S104 - what Docker binds to
            yield _Port(address, _effective(each.get("published")) or "*", whole(_effective(each.get("target"))))
        elif match := _SHORT.fullmatch(_effective(each)):
            address = (match["address"] or "0.0.0.0").strip("[]")  # noqa: S104 - what Docker binds to
            yield _Port(address, match["host"] or "*", whole(match["container"]))


def _published(data: dict[str, Any]) -> tuple[str, ...]:
    """Host addresses; with the host's network every port the service listens on is the host's."""
    if text(data.get("network_mode")) == "host":
        return ("0.0.0.0:*",)
    return tuple(
        dict.fromkeys(f"[{each.address}]:{each.host}" if ":" in each.address else f"{each.address}:{each.host}" for each in _ports(data))
    )


def _volumes(data: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for each in items(data.get("volumes")):
        if isinstance(each, dict):
            kind, target = text(each.get("type")) or "volume", _effective(each.get("target"))
            yield target, kind if kind != "volume" or text(each.get("source")) else "anonymous"
            continue
        source, colon, rest = _effective(each).partition(":")
        if not colon:
            yield source, "anonymous"
        else:
            bound = source.startswith((".", "/", "~", "${")) or re.match(r"[A-Za-z]$", source)
            yield rest.split(":")[0], "bind" if bound else "volume"
    for path in texts(data.get("tmpfs")):
        yield path.split(":")[0], "tmpfs"
    for each in (*items(data.get("configs")), *items(data.get("secrets"))):
        target = text(at(each, "target"))
        if target.startswith("/"):
            yield target, "config"


def _resources(value: Any) -> dict[str, str]:
    found = {new: _effective(at(value, old)) for old, new in (("cpus", "cpu"), ("memory", "memory")) if text(at(value, old))}
    for device in mappings(at(value, "devices")):
        if "gpu" in texts(device.get("capabilities")):
            found["nvidia.com/gpu"] = _effective(device.get("count")) or str(len(items(device.get("device_ids"))) or "all")
    return found


def _old_limits(data: dict[str, Any]) -> dict[str, str]:
    return {new: _effective(data[old]) for old, new in (("cpus", "cpu"), ("mem_limit", "memory")) if text(data.get(old))}


def _healthcheck(check: dict[str, Any]) -> Probe | None:
    """A health check with Docker's defaults: 30 s apart, 30 s long, three failures."""
    test = check.get("test")
    if flag(check.get("disable")) is True or not test or texts(test)[:1] == ("NONE",):
        return None
    retries = whole(check.get("retries"))
    return Probe(
        kind="exec",
        initial_delay=_seconds(check.get("start_period"), 0),
        period=_seconds(check.get("interval"), 30),
        timeout=_seconds(check.get("timeout"), 30),
        failure_threshold=3 if retries is None else retries,
    )


def _seconds(value: Any, default: int) -> int:
    parts = re.findall(r"(?<!\d)(\d++(?:\.\d++)?)(ms|us|h|m|s)", _effective(value))
    scale = {"h": 3600.0, "m": 60.0, "s": 1.0, "ms": 0.001, "us": 0.000001}
    return int(sum(float(number) * scale[unit] for number, unit in parts)) if parts else default
