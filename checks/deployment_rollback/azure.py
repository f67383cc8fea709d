"""Whether models on Azure stay the version that was tested."""

from __future__ import annotations

from typing import Any

from readiness.api import Verdict, check, failed, not_applicable, passed
from readiness.facts.azure import AzureModelDeployment
from readiness.facts.serving import before_production

DAY_OF_CHOICE = "OnceNewDefaultVersionAvailable"
"""What Azure does unless something else is written."""


@check(
    "ai-azure-model-version-fixed",
    severity="high",
    effort="minutes",
    maps=["aws-genai-lens:GENREL04-BP02", "owasp-aisvs-1.0:AISVS-C3.1", "iso-42001-2023:A.6.2.5"],
)
def model_version_fixed(deployment: AzureModelDeployment) -> Verdict:
    """Azure deployments keep the model version that was tested.

    Why: Answers change on a day that Azure chooses. A deployment moves to the new default version of its model unless its
    upgrade option says otherwise, and one without a version starts with the default of the day.

    Fix: Write the version, and the upgrade option

        # Terraform: azurerm_cognitive_deployment <deployment>; Bicep: properties.versionUpgradeOption
        version_upgrade_option = "NoAutoUpgrade"   # or "OnceCurrentVersionExpired"
        model { name = "<model>", version = "..." }
    """
    if before_production(deployment):
        return not_applicable("it is not for production")
    known: dict[str, Any] = {"deployment": deployment.name, "model": deployment.model}
    if not deployment.version:
        return failed("A deployment names no version of its model", **known)
    if deployment.upgrade == DAY_OF_CHOICE:
        return failed("A deployment moves to new versions by itself", **known, version=deployment.version, upgrade=deployment.upgrade)
    return passed(**known, version=deployment.version, upgrade=deployment.upgrade)
