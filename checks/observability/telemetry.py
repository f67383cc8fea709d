"""Whether alerts and telemetry end where somebody sees them."""

from __future__ import annotations

from readiness.api import Verdict, check, failed, not_applicable, passed, unknown
from readiness.facts import Environment, Fact
from readiness.facts.indexing import by_key
from readiness.facts.serving import before_production, without_samples
from readiness.facts.telemetry import AlertRouting, TelemetryCollector


def _world_of(fact: Fact) -> tuple[str, Environment]:
    return fact.origin.place, fact.environment


@check(
    "ai-alert-routes-notify",
    severity="high",
    effort="minutes",
    maps=["azure-waf-core:OE:07", "google-sre-prr:SRE-LCC-5", "eu-dora:DORA-Art10"],
)
def alert_routes_notify(routings: list[AlertRouting]) -> list[Verdict]:
    """Routes of alerts end with somebody.

    Why: Alerts fire and nobody hears them. A receiver without mail, chat or pager swallows what is sent to it; Alertmanager
    comes with such a one as its default.

    Fix: Lead the default route to a receiver that tells somebody

        route: {receiver: oncall}
        receivers:
          - name: oncall
            pagerduty_configs: [{routing_key_file: /etc/alertmanager/pagerduty}]
    """
    living = [each for each in without_samples(routings) if not before_production(each)]
    return [_of_world(routes) for routes in by_key(living, _world_of).values()] or [not_applicable("no routes of Alertmanager were seen")]


def _of_world(routings: list[AlertRouting]) -> Verdict:
    known = [each for each in routings if "receivers" not in each.unread]
    heard = next((each for each in known if each.receivers), None)
    if heard is not None:
        return passed(about=heard, at=heard.origin, receivers=heard.receivers)
    if len(known) < len(routings):
        hidden = next(each for each in routings if "receivers" in each.unread)
        return unknown(hidden.unread["receivers"].detail, about=hidden, alertmanager=hidden.name)
    return failed("Alerts are routed to nobody", about=known[0], at=known[0].origin, routes=known[0].name, receivers=known[0].silent)


NOWHERE = frozenset({"debug", "logging", "nop"})
"""Exporters of the OpenTelemetry Collector that send nothing to another place."""


@check("ai-telemetry-leaves-collector", severity="medium", effort="minutes", maps=["azure-waf-core:OE:07", "aws-genai-lens:GENOPS03-BP02"])
def telemetry_leaves_collector(collector: TelemetryCollector) -> Verdict:
    """Collectors pass on what they receive.

    Why: Traces and metrics are collected and thrown away. The collector's debug exporter, with which every example begins,
    writes to its own log and keeps nothing.

    Fix: Export each signal to a backend

        service:
          pipelines:
            <signal>:
              exporters: [otlp/backend]    # now: <exporters>
    """
    if before_production(collector):
        return not_applicable("it lives before production")
    if not collector.pipelines:
        return not_applicable("it has no pipelines")
    for signal in dict.fromkeys(each.signal for each in collector.pipelines):
        exporters = [name for each in collector.pipelines if each.signal == signal for name in each.exporters]
        if exporters and {each.partition("/")[0] for each in exporters} <= NOWHERE and not set(exporters) & set(collector.connectors):
            return failed("A collector throws away what it receives", signal=signal, exporters=sorted(set(exporters)))
    return passed(signals=sorted({each.signal for each in collector.pipelines}))
