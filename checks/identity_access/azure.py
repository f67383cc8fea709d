"""Who may call AI services on Azure."""

from __future__ import annotations

from readiness.api import Verdict, check, failed, not_applicable, passed
from readiness.facts.azure import AzureAiAccount
from readiness.facts.serving import before_production


@check(
    "ai-azure-account-keyless",
    severity="medium",
    effort="hours",
    maps=[
        "azure-waf-core:SE:05",
        "azure-waf-ai:AI-S:invest-in-robust-access-management-for-identities-user-and-s",
        "aws-ai-security-framework:AISF-IAM-03",
    ],
)
def account_keyless(account: AzureAiAccount) -> Verdict:
    """Azure AI accounts take identities, not keys.

    Why: Whoever copies a key calls models in our name. A key names nobody, never expires and opens the whole account.
    Keys are accepted until that is switched off; Azure's own policies audit it.

    Fix: Switch keys off, and give callers a role

        # Terraform: azurerm_cognitive_account <account>; a search service: local_authentication_enabled
        local_auth_enabled = false
        # Bicep: properties: { disableLocalAuth: true }
        # callers then need "Cognitive Services OpenAI User"
    """
    if before_production(account):
        return not_applicable("it is not for production")
    if account.key_access:
        return failed("An account of Azure's AI services accepts keys", account=account.name, kind=account.kind)
    return passed(account=account.name, kind=account.kind)
