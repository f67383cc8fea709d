"""Whether node pools with accelerators give machines back without throwing running work away."""

from __future__ import annotations

from typing import Any

from readiness.api import Verdict, check, failed, not_applicable, passed
from readiness.facts.kubernetes.scaling import NodePool

AT_ONCE = ("0s", "0m", "0h", "0")


@check("k8s-accelerator-pool-disruption", severity="medium", effort="minutes", maps=["azure-waf-core:CO:12", "azure-waf-core:RE:07"])
def accelerator_pool_disruption(pool: NodePool) -> Verdict:
    """Node pools with accelerators are consolidated with care.

    Why: Model servers are moved all the time, and each move reloads a model. Karpenter consolidates at once unless told to
    wait, and a machine with accelerators takes minutes to come back.

    Fix: Wait before consolidation, and bound it

        spec:
          disruption:
            consolidationPolicy: WhenEmptyOrUnderutilized
            consolidateAfter: 10m
            budgets: [{nodes: "1"}]
    """
    if not pool.accelerators:
        return not_applicable("it buys no machines with accelerators")
    if pool.fixed:
        return not_applicable("it holds a stated number of nodes")
    told: dict[str, Any] = {
        "pool": pool.name,
        "policy": pool.consolidation,
        "consolidate_after": pool.consolidate_after,
        "budgets": list(pool.budgets),
    }
    if pool.consolidation == "WhenEmptyOrUnderutilized" and pool.consolidate_after in AT_ONCE and pool.budgets == ("10%",):
        return failed("Machines with accelerators are consolidated at once", **told)
    return passed(**told)
