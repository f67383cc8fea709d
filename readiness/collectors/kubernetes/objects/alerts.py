"""Alert rules."""

from __future__ import annotations

from collections.abc import Iterator

from readiness.collectors.files.formats.prometheus_rules import alert_rules
from readiness.collectors.kubernetes.kinds import reads
from readiness.collectors.kubernetes.raw import RawObject
from readiness.facts.delivery import AlertRule


@reads(
    "PrometheusRule.monitoring.coreos.com",
    "Rules.monitoring.googleapis.com",
    "ClusterRules.monitoring.googleapis.com",
    "GlobalRules.monitoring.googleapis.com",
    "VMRule.operator.victoriametrics.com",
    gives=(AlertRule,),
)
def prometheus_rule(raw: RawObject) -> Iterator[AlertRule]:
    """The alerts of a PrometheusRule, and of the objects that managed services and forks write alike."""
    yield from alert_rules(raw.document, raw.spec.get("groups"), raw.id(), raw.environment)
