"""Whether keys of AI services on Azure stay where only their users read them."""

from __future__ import annotations

from readiness.api import Verdict, check, failed, passed
from readiness.facts.azure import AzureKeyCopy


@check(
    "ai-azure-key-not-exposed",
    severity="high",
    effort="hours",
    maps=["azure-waf-core:SE:09", "azure-waf-core:SE:05"],
)
def key_not_exposed(copy: AzureKeyCopy) -> Verdict:
    """Infrastructure code exposes no key of an AI service.

    Why: Whoever may read a deployment or an app's settings calls models in our name. Outputs stay in the deployment's
    history and in logs; settings are shown to everybody who manages the app. Only where a key goes is read, never its value.

    Fix: Give the app an identity in place of the key

        # <name>, a key of <account>
        # Bicep: remove listKeys(), set disableLocalAuth: true, and assign "Cognitive Services OpenAI User"
        # or keep it in a vault: '@Microsoft.KeyVault(SecretUri=${secret.properties.secretUri})'
    """
    if copy.holder == "output" and not copy.masked:
        return failed("A key of an AI service is an output in clear", name=copy.name, account=copy.account)
    if copy.holder == "setting":
        return failed("A key of an AI service is an app's setting", name=copy.name, account=copy.account)
    return passed(name=copy.name, holder=copy.holder, account=copy.account)
