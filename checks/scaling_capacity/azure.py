"""How much models on Azure may be asked."""

from __future__ import annotations

from typing import Any

from readiness.api import Verdict, check, failed, not_applicable, passed
from readiness.facts.azure import AzureModelDeployment
from readiness.facts.serving import before_production


@check(
    "ai-azure-capacity-chosen",
    severity="medium",
    effort="minutes",
    maps=["azure-waf-core:RE:06", "azure-waf-ai:AI-application-platform:understand-your-quotas-and-limits", "aws-genai-lens:GENREL01-BP01"],
)
def capacity_chosen(deployment: AzureModelDeployment, least: int = 2) -> Verdict:
    """Azure deployments are given their share of the quota.

    Why: The assistant refuses its users after a few questions a minute. A deployment without a capacity gets one unit:
    1,000 tokens a minute for the standard SKUs, less than one long question.

    Fix: Give the deployment the capacity its load needs

        # Terraform: azurerm_cognitive_deployment <deployment>; Bicep: sku.capacity
        sku { name = "DataZoneStandard", capacity = 120 }
    """
    if before_production(deployment):
        return not_applicable("it is not for production")
    if "batch" in deployment.sku.lower():
        return not_applicable("batch work can wait")
    known: dict[str, Any] = {"deployment": deployment.name, "model": deployment.model, "sku": deployment.sku}
    if deployment.capacity is None or deployment.capacity < least:
        return failed("A deployment has the smallest capacity there is", **known, capacity=deployment.capacity)
    return passed(**known, capacity=deployment.capacity)
