"""Who may call AI services on Azure."""

from __future__ import annotations

from readiness.api import Verdict, check, failed, not_applicable, passed, unknown
from readiness.facts.azure import AzureAiAccount, AzureKeyPolicy
from readiness.facts.serving import before_production

ACTING = frozenset({"deny", "modify", "deployifnotexists"})
"""Effects of a policy that leave no account with keys."""


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
def account_keyless(account: AzureAiAccount, policies: list[AzureKeyPolicy]) -> Verdict:
    """Azure AI accounts take identities, not keys.

    Why: Whoever copies a key calls models in our name. A key names nobody, never expires and opens the whole account.
    Keys are accepted until that is switched off, by the account or by one of Azure's own policies; one that audits only tells.

    Fix: Switch keys off, and give callers a role

        # Terraform: azurerm_cognitive_account <account>; a search service: local_authentication_enabled
        local_auth_enabled = false
        # Bicep: properties: { disableLocalAuth: true }
        # callers then need "Cognitive Services OpenAI User"
    """
    if before_production(account):
        return not_applicable("it is not for production")
    if account.key_access:
        acting = sorted(each.name for each in policies if each.enforced and each.effect.lower() in ACTING)
        if acting and account.kind != "Search":
            return unknown(
                "a policy in these files may switch its keys off: only Azure tells what it covers", account=account.name, policies=acting
            )
        return failed("An account of Azure's AI services accepts keys", account=account.name, kind=account.kind)
    return passed(account=account.name, kind=account.kind)
