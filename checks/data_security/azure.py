"""How AI services on Azure are reached."""

from __future__ import annotations

from readiness.api import Verdict, check, failed, not_applicable, passed
from readiness.facts.azure import AzureAiAccount
from readiness.facts.serving import before_production


@check(
    "ai-azure-account-private",
    severity="medium",
    effort="days",
    maps=[
        "azure-waf-core:SE:06",
        "azure-waf-ai:AI-S:protect-the-integrity-of-the-design-by-implementing-segmenta",
        "aws-ai-security-framework:AISF-INFRA-01",
    ],
)
def account_private(account: AzureAiAccount) -> Verdict:
    """Azure AI accounts are closed to the internet.

    Why: A leaked key or token is enough to use models from anywhere. Prompts and documents cross a public endpoint that
    is open to everybody until network rules or a private endpoint close it.

    Fix: Close the public endpoint, and make a private one

        # Terraform: azurerm_cognitive_account or azurerm_search_service <account>
        public_network_access_enabled = false
        # Bicep: properties: { publicNetworkAccess: 'Disabled' }
        # or name who may come: network_acls { default_action = "Deny" ... }
    """
    if before_production(account):
        return not_applicable("it is not for production")
    endpoints = account.private_endpoints if "private_endpoints" not in account.unread else ()
    if not account.public_access:
        return passed(account=account.name, private_endpoints=endpoints)
    if account.denied_by_default:
        return passed(account=account.name, network_rules="deny by default")
    return failed("An account of Azure's AI services is open to the internet", account=account.name, private_endpoints=endpoints)
