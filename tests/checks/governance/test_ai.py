"""Records of requests and answers: situations and verdicts."""

from __future__ import annotations

from typing import Any

from readiness.facts import Environment, GapReason
from readiness.facts.ai import Gateway, ProviderUse, TraceSink
from readiness.testing import fact, row, table

USE = fact(ProviderUse, provider="openai", via="source")


def gateway(**values: Any) -> Any:
    """A gateway."""
    return fact(Gateway, product="litellm", **values)


def sink(**values: Any) -> Any:
    """Where traces go."""
    return fact(TraceSink, **{"product": "langfuse", "via": "source", "captures_content": True} | values)


test_requests_recorded = table(
    "ai-requests-recorded",
    passes=[
        gateway(success_callbacks=("langfuse",)),
        gateway(callbacks=("prometheus", "otel")),
        gateway(stores_prompts=True),
        row(USE, sink(), says="config.yaml"),
        [USE, sink(captures_content=None, content_by_default=True)],
        [gateway(), sink()],
    ],
    fails=[
        row(USE, gateway(), says="not recorded"),
        gateway(callbacks=("prometheus",), success_callbacks=("slack",)),
        gateway(failure_callbacks=("langfuse",)),
        row(gateway(success_callbacks=("langfuse",), masks_messages=True), says="without their content"),
        [gateway(), sink(environment=Environment.SAMPLE)],
        [gateway(), sink(environment=Environment.DEVELOPMENT)],
    ],
    unknown=[
        USE,
        [USE, sink(captures_content=False)],
        row(USE, sink(product="otel", captures_content=None), says="a record of its own"),
        gateway(stored_in_database=True),
        gateway(callbacks=("callbacks.recorder",)),
        gateway().unknown("callbacks", GapReason.TEMPLATED),
    ],
    not_applicable=[
        [],
        gateway(environment=Environment.STAGING),
        fact(ProviderUse, provider="openai", via="source", environment=Environment.SAMPLE),
    ],
)
