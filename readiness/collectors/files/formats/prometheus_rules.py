"""Prometheus alerting rules, from rule files and PrometheusRule objects (Prometheus 3 rule syntax)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from readiness.collectors.files.formats import Document, format
from readiness.collectors.files.shapes import at, line_of, mapping, mappings, text
from readiness.facts import Environment
from readiness.facts.delivery import AlertRule

_KEYWORDS = frozenset(
    [
        "and",
        "or",
        "unless",
        "by",
        "without",
        "on",
        "ignoring",
        "group_left",
        "group_right",
        "bool",
        "offset",
        "atan2",
        "inf",
        "nan",
        "start",
        "end",
        "sum",
        "min",
        "max",
        "avg",
        "group",
        "stddev",
        "stdvar",
        "count",
        "count_values",
        "bottomk",
        "topk",
        "quantile",
        "limitk",
        "limit_ratio",
    ]
)
# Comments, strings, label matchers, durations and label lists hold names that are no metrics.
_NOISE = re.compile(
    r"""#[^\n]*|"(?:\\.|[^"\\])*+"?|'(?:\\.|[^'\\])*+'?|`[^`]*`?|"""
    r"""\{[^{}]*\}|\[[^\]]*+\]?|\b(?:by|without|on|ignoring|group_left|group_right)\s*\([^()]*\)""",
    re.IGNORECASE,
)
_QUOTED = re.compile(r'\{\s*"((?:\\.|[^"\\])+)"|__name__\s*=\s*"([^"]+)"')
_NAME = re.compile(r"(?<![\w.:])([A-Za-z_:][\w:]*)(?!\s*\()(?![\w:])")


def metrics_in(expression: str) -> tuple[str, ...]:
    """Metric names in a PromQL expression, in order, without functions, labels, keywords and durations."""
    found = [one or other for one, other in _QUOTED.findall(expression)]
    found += [name for name in _NAME.findall(_NOISE.sub(" ", expression)) if name.lower() not in _KEYWORDS]
    return tuple(dict.fromkeys(found))


def alert_rules(document: Document, groups: Any, resource: str, environment: Environment) -> Iterator[AlertRule]:
    """The alerts of rule groups; recording rules alert nobody and are left out."""
    seen: dict[str, int] = {}
    for group in mappings(groups):
        for rule in mappings(group.get("rules")):
            name = text(rule.get("alert"))
            if not name:
                continue
            id = f"{resource}/{text(group.get('name')) or '-'}/{name}"
            seen[id] = seen.get(id, 0) + 1
            yield _alert_rule(document, rule, f"{id}/{seen[id]}" if seen[id] > 1 else id, environment)


def _alert_rule(document: Document, rule: dict[str, Any], resource: str, environment: Environment) -> AlertRule:
    expression = text(rule.get("expr"))
    annotations = mapping(rule.get("annotations"))
    return AlertRule(
        resource=resource,
        origin=document.origin(line_of(rule, "alert")),
        environment=environment,
        name=text(rule.get("alert")),
        expression=expression,
        metrics=metrics_in(expression),
        hold=text(rule.get("for")),
        severity=text(at(rule, "labels", "severity")),
        has_runbook=any("runbook" in str(key) and text(value) for key, value in annotations.items()),
    )


def _matches(document: Document) -> bool:
    groups = mappings(mapping(document.data).get("groups"))
    return document.syntax == "yaml" and any(
        "alert" in rule and "expr" in rule for group in groups for rule in mappings(group.get("rules"))
    )


@format("prometheus rules", gives=(AlertRule,), matches=_matches, hint=r"^[ \t]*+(?:-[ \t]*+)?alert:")
def rules(document: Document) -> Iterator[AlertRule]:
    """Alerts of a Prometheus rule file."""
    yield from alert_rules(document, mapping(document.data).get("groups"), f"prometheus:{document.id}", document.environment)
