"""Spend caps: situations and verdicts."""

from __future__ import annotations

from typing import Any

from readiness.facts import GapReason
from readiness.facts.ai import Deployment, Gateway, ModelRoute
from readiness.facts.gateways import ConsumptionLimit
from readiness.testing import fact, row, table


def gateway(**values: Any) -> Any:
    return fact(Gateway, **({"product": "litellm", "resource": "gateway"} | values))


def route(*budgets: float | None, provider: str = "openai") -> Any:
    deployments = tuple(Deployment(provider=provider, model="m", failure_domain=provider, max_budget=each) for each in budgets)
    return fact(ModelRoute, gateway="gateway", alias="chat", deployments=deployments)


def limit(**values: Any) -> Any:
    return fact(ConsumptionLimit, **({"gateway": "gateway", "counts": "tokens", "per": "everyone", "amount": 9.0} | values))


test_spend = table(
    "ai-gateway-spend-capped",
    passes=[
        gateway(max_budget=5000, budget_duration="30d"),
        gateway(max_budget=300, budget_duration="24h"),
        gateway(max_budget=5000, budget_duration="1mo"),
        gateway(provider_budgets=True),
        gateway(key_budgets=True),
        [gateway(), route(100, 200)],
        gateway(max_budget=5000, budget_duration="30d", stored_in_database=True),
        [gateway(product="azure api management"), limit()],
        [gateway(product="kong"), limit(counts="dollars", per="caller")],
        row(gateway(max_budget=4_000_000, budget_duration="30d"), most_per_month=5_000_000.0),
    ],
    fails=[
        gateway(),
        [gateway(), route(100, None)],
        row(gateway(max_budget=1_000_000_000, budget_duration="30d"), says="too high"),
        row(gateway(max_budget=50_000, budget_duration="1h"), says="too high"),
        row(gateway(max_budget=5000), says="afresh"),
        row(gateway(product="envoy ai gateway"), limit(only_counted=True), says="refuses nothing"),
        row(gateway(product="kong"), limit(counts="requests"), says="No spend cap"),
    ],
    unknown=[
        gateway(stored_in_database=True),
        gateway(product="portkey"),
        gateway(max_budget=5000, budget_duration="monthly"),
        gateway().unknown("max_budget", GapReason.TEMPLATED),
    ],
    not_applicable=[(), [gateway(), route(None, provider="hosted_vllm")]],
)
