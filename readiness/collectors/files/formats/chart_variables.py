"""Values of any Helm chart: variables that it hands to containers, and AI products that it runs by their image.

What an unknown chart makes of absent values is out of sight: what its service rests on them is unread. Values are told by their
file's name (`values-prod.yaml`), or stand in an object that deploys them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from readiness.collectors import Observation
from readiness.collectors.files.ai_services import product_of
from readiness.collectors.files.chart_values import (
    ValuesDocument,
    deployed,
    is_values,
    of_release,
    picture,
    published,
    replicas,
    resources,
    sources,
    told_by,
    variables,
)
from readiness.collectors.files.containers import arguments, facts_of_container, secret_literal
from readiness.collectors.files.formats import (
    Document,
    dify_chart,
    format,
    langfuse_chart,
    litellm,
    ollama_chart,
    open_webui_chart,
    production_stack,
    vector_stores,
)
from readiness.collectors.files.shapes import items, line_of, mapping, mappings, text
from readiness.facts import GapReason
from readiness.facts.ai import AiService, DebugSwitch, ProviderUse, TraceSink
from readiness.facts.containers import Container, EnvironmentVariable
from readiness.facts.files import SecretLiteral
from readiness.facts.retrieval import VectorStoreTarget

_KNOWN = (
    litellm.CHART,
    production_stack.CHART,
    *vector_stores.CHARTS,
    langfuse_chart.CHART,
    open_webui_chart.CHART,
    ollama_chart.CHART,
    dify_chart.CHART,
)
_NAME = re.compile(r"(^|[-._])values([-._]|$)", re.IGNORECASE)
_VARIABLES = re.compile(
    r"(extra|additional|common|config|container|pod|app)?_?env(ironment)?(s|_?vars?|_?variables)?|environmentVariables", re.IGNORECASE
)
_SOURCES = re.compile(r"(extra|additional|container)?_?env(ironment)?(vars?)?_?from", re.IGNORECASE)
_VARIABLE = re.compile(r"[A-Z][A-Z0-9_]+")
MOST_DEEP = 6
"""How far down components are looked for: charts nest theirs under the names of subcharts and services."""


def _matches(document: Document) -> bool:
    named = isinstance(document, ValuesDocument) or _NAME.search(document.path.rsplit("/", 1)[-1]) is not None
    return named and is_values(document) and any(True for _ in _components(document.data))


@format(
    "chart variables",
    gives=(AiService, ProviderUse, TraceSink, DebugSwitch, VectorStoreTarget, SecretLiteral),
    matches=_matches,
)
def chart_values(document: Document) -> Iterator[Observation]:
    """What the containers of an unknown chart are given."""
    values = of_release(document)
    claimed = {id(each) for chart in _KNOWN for each in chart.claimed(values)}
    for path, data in _components(values.data, claimed):
        container = _container(path, data)
        service = deployed(values, container, outside=published(data, path or "service"), count=replicas(data))
        if service is not None and service.role != "database":
            for field in ("persistent", "off_node_backup"):
                service = service.unknown(field, GapReason.UNSUPPORTED, "the chart's templates decide")
            yield from told_by(values, service)
            continue
        resource = f"helm:{values.id}#{path}"
        yield from facts_of_container(values, resource, container, values.environment, [])
        for each in container.environment:
            if each.credential is not None:
                yield from secret_literal(values, (resource, each.name), each.credential, "kubernetes", values.environment)


def _components(data: Any, claimed: set[int] | frozenset[int] = frozenset()) -> Iterator[tuple[str, dict[str, Any]]]:
    """Mappings with variables or with the image of an AI product, by their dotted path; not those that a known chart reads."""
    waiting: list[tuple[tuple[str, ...], Any]] = [((), data)]
    while waiting:
        path, each = waiting.pop()
        if not isinstance(each, dict) or id(each) in claimed or len(path) > MOST_DEEP:
            continue
        container = _container(".".join(path), each)
        if container.environment or product_of(container) is not None:
            yield ".".join(path), each
        waiting.extend(((*path, str(key)), inner) for key, inner in reversed(each.items()) if not _VARIABLES.fullmatch(str(key)))


def _container(path: str, data: dict[str, Any]) -> Container:
    kept, secrets = arguments([word for key in ("command", "args", "extraArgs") for word in map(text, items(data.get(key))) if word], None)
    return Container(
        name=path.rsplit(".", 1)[-1] or "values",
        image=picture(data) if "image" in data else None,
        arguments=kept,
        argument_credentials=secrets,
        environment=tuple(_variables(data)),
        environment_from=(*sources(*(each for key, each in data.items() if _SOURCES.fullmatch(str(key)))), "the chart's templates"),
        line=line_of(data, "image") if "image" in data else line_of(data),
        **resources(data),
    )


def _variables(data: dict[str, Any]) -> Iterator[EnvironmentVariable]:
    """Variables in lists and mappings that are called so; keys of a mapping that are no variables' names are settings of the chart."""
    for key, each in data.items():
        if not _VARIABLES.fullmatch(str(key)):
            continue
        if isinstance(each, list):
            yield from variables([one for one in mappings(each) if "value" in one or "valueFrom" in one])
        names = [str(one) for one in mapping(each)]
        if names and all(_VARIABLE.fullmatch(one) for one in names):
            yield from variables(each)
