"""What production shares, and what it lacks: situations and verdicts."""

from __future__ import annotations

from typing import Any

from readiness.facts import Environment, GapReason
from readiness.facts.ai import Gateway, Guardrail
from readiness.facts.retrieval import VectorStoreTarget
from readiness.testing import fact, row, table

PRODUCTION, STAGING = Environment.PRODUCTION, Environment.STAGING


def target(environment: Environment = PRODUCTION, index: str = "kb", host: str = "acme.search.windows.net", **values: Any) -> Any:
    known = {"store": "azure ai search", "resource": f"vector-store-target:{environment}"} | values
    return fact(VectorStoreTarget, environment=environment, host=host, index=index, **known)


test_index_per_environment = table(
    "ai-vector-index-per-environment",
    passes=[
        [target(index="kb-production"), target(STAGING, "kb-staging")],
        [target(), target(STAGING, host="acme-staging.search.windows.net")],
    ],
    fails=[row(target(), target(STAGING), says="kb"), [target(), target(Environment.DEVELOPMENT), target(STAGING, "other")]],
    unknown=[
        target(),
        [target(index=""), target(STAGING, index="")],
        row(target(), target(STAGING, index=""), says="named elsewhere"),
        target().unknown("index", GapReason.TEMPLATED),
    ],
    not_applicable=[
        [],
        target(STAGING),
        [target(host="qdrant"), target(STAGING, host="qdrant")],
        [target(host="localhost"), target(STAGING, host="localhost")],
        [target(host="qdrant.ai.svc.cluster.local"), target(STAGING, host="qdrant.ai.svc.cluster.local")],
    ],
)


def gateway(environment: Environment = PRODUCTION, **values: Any) -> Any:
    return fact(Gateway, product="litellm", resource=f"litellm:{environment}", environment=environment, **values)


def guardrail(environment: Environment = PRODUCTION, engine: str = "presidio", *, attached: bool = True) -> Any:
    known = {"name": engine, "engine": engine, "stages": ("pre_call",), "attached": attached}
    return fact(Guardrail, gateway=f"litellm:{environment}", environment=environment, **known)


test_policies_as_strict = table(
    "ai-policies-as-strict-in-production",
    passes=[
        [gateway(), guardrail(), gateway(STAGING), guardrail(STAGING)],
        [gateway(max_budget=100.0), guardrail(), gateway(STAGING)],
        [gateway(), gateway(STAGING), guardrail(STAGING, attached=False)],
    ],
    fails=[
        row(gateway(), gateway(STAGING), guardrail(STAGING), says="presidio on pre_call"),
        row(gateway(), gateway(STAGING, max_budget=100.0), says="budget"),
        [gateway(), guardrail(attached=False), gateway(STAGING), guardrail(STAGING)],
    ],
    unknown=[
        [gateway(stored_in_database=True), gateway(STAGING), guardrail(STAGING)],
        [gateway().unknown("max_budget", GapReason.FAILED), gateway(STAGING)],
    ],
    not_applicable=[[], gateway(), gateway(STAGING), [gateway(), gateway(Environment.DEVELOPMENT, max_budget=1.0)]],
)
