"""Node pools that give machines back: situations and verdicts."""

from __future__ import annotations

from typing import Any

from readiness.facts import GapReason
from readiness.facts.kubernetes.scaling import NodePool
from readiness.testing import fact, table


def pool(**values: Any) -> Any:
    return fact(NodePool, **({"name": "gpu", "accelerators": True} | values))


test_disruption = table(
    "k8s-accelerator-pool-disruption",
    passes=[
        pool(consolidate_after="10m"),
        pool(consolidation="WhenEmpty"),
        pool(budgets=("1",)),
        pool(consolidate_after="Never"),
    ],
    fails=[pool(), pool(consolidate_after="0m")],
    unknown=[pool().unknown("consolidate_after", GapReason.TEMPLATED)],
    not_applicable=[pool(accelerators=False), pool(fixed=True)],
)
