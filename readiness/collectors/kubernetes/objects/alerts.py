"""Alert rules."""

from __future__ import annotations

from collections.abc import Iterator

from readiness.collectors.files.formats.prometheus_rules import alert_rules
from readiness.collectors.kubernetes.kinds import reads
from readiness.collectors.kubernetes.raw import RawObject
from readiness.facts.delivery import AlertRule


@reads("PrometheusRule.monitoring.coreos.com", gives=(AlertRule,))
def prometheus_rule(raw: RawObject) -> Iterator[AlertRule]:
    """The alerts of a PrometheusRule."""
    yield from alert_rules(raw.document, raw.spec.get("groups"), raw.id(), raw.environment)
