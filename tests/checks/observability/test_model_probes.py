"""Probes of model servers: situations and verdicts."""

from __future__ import annotations

from typing import Any

from readiness.facts.ai import AiService
from readiness.facts.containers import Container, Probe
from readiness.testing import fact, row, table


def server(probe: Probe | None, **values: Any) -> Any:
    defaults = {"role": "inference", "product": "vllm", "platform": "kubernetes", "workload": "w", "authentication": True}
    return fact(AiService, container=Container(name="server", readiness=probe), **(defaults | values))


test_probes = table(
    "ai-probe-asks-server",
    passes=[
        server(Probe(kind="http", path="/health")),
        server(Probe(kind="http", path="/v1/models")),
        server(Probe(kind="grpc"), product="triton"),
    ],
    fails=[
        row(server(Probe(kind="tcp")), says="tcp"),
        row(server(Probe(kind="http", path="/")), says="/health"),
        server(Probe(kind="tcp"), product="litellm", role="gateway"),
    ],
    unknown=[server(Probe(kind="exec"))],
    not_applicable=[
        (),
        server(None),
        server(Probe(kind="http", path="/"), product="ollama"),
        server(Probe(kind="tcp"), platform="compose"),
    ],
)
