"""Routes of alerts and pipelines of telemetry: situations and verdicts."""

from __future__ import annotations

from typing import Any

from readiness.facts import Environment, GapReason
from readiness.facts.telemetry import AlertRouting, Pipeline, TelemetryCollector
from readiness.testing import fact, row, table


def routing(*receivers: str, **values: Any) -> Any:
    return fact(AlertRouting, **({"name": "main", "default": "null", "receivers": receivers, "silent": ("null",)} | values))


HIDDEN = routing().unknown("receivers", GapReason.UNSUPPORTED, "the routes are in a Secret, which is not read")

test_routes = table(
    "ai-alert-routes-notify",
    passes=[routing("oncall"), [routing(), routing("oncall")], [HIDDEN, routing("oncall")]],
    fails=[row(routing(), says="'receivers': ['null']"), [routing(), routing(environment=Environment.PRODUCTION)]],
    unknown=[HIDDEN, [routing(), HIDDEN]],
    not_applicable=[routing(environment=Environment.STAGING), routing(environment=Environment.SAMPLE)],
)


def collector(*pipelines: tuple[str, tuple[str, ...]], **values: Any) -> Any:
    made = tuple(Pipeline(signal=signal, receivers=("otlp",), exporters=exporters) for signal, exporters in pipelines)
    return fact(TelemetryCollector, name="main", pipelines=made, **values)


test_collector = table(
    "ai-telemetry-leaves-collector",
    passes=[
        collector(("traces", ("otlp/backend", "debug"))),
        collector(("traces", ("debug",)), ("traces", ("otlp",))),
        collector(("traces", ("debug/joined",)), connectors=("debug/joined",)),
    ],
    fails=[
        row(collector(("metrics", ("otlp",)), ("traces", ("debug", "nop"))), says="'signal': 'traces'"),
        collector(("logs", ("logging",))),
    ],
    unknown=[collector().unknown("pipelines", GapReason.TEMPLATED)],
    not_applicable=[collector(), collector(("logs", ("debug",)), environment=Environment.DEVELOPMENT)],
)
