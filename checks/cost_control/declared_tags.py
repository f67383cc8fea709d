"""Whether what infrastructure code makes for models can be told apart on the bill."""

from __future__ import annotations

from readiness.api import Verdict, check, failed, not_applicable, passed
from readiness.facts.aws.bedrock import AwsInferenceProfile
from readiness.facts.azure import AzureAiAccount
from readiness.facts.serving import before_production


@check(
    "ai-azure-account-tagged",
    severity="low",
    effort="minutes",
    maps=["azure-waf-core:CO:03", "aws-agentic-ai-lens:AGENTCOST05-BP01"],
)
def account_tagged(account: AzureAiAccount) -> Verdict:
    """Azure AI accounts say whose cost they are.

    Why: Nobody can say which team or product spends what on models. Tags divide the bill; where subscriptions hand theirs on
    to the bill (tag inheritance of Cost Management), accept this with a waiver that says so.

    Fix: Tag the account with owner, application and environment

        # azurerm_cognitive_account <account>
        tags = { owner = "claims", app = "assistant", env = "prod" }
    """
    if before_production(account):
        return not_applicable("it is not for production")
    if not account.tags:
        return failed("An account of Azure's AI services has no tags", account=account.name, kind=account.kind)
    return passed(account=account.name, tags=account.tags)


@check(
    "aws-declared-inference-profile-tagged",
    severity="medium",
    effort="minutes",
    maps=["aws-agentic-ai-lens:AGENTCOST05-BP01", "aws-ml-lens:MLCOST06-BP01", "azure-waf-core:CO:03"],
)
def profile_tagged(profile: AwsInferenceProfile) -> Verdict:
    """Inference profiles in infrastructure code carry cost tags.

    Why: Calls of all applications end in one sum on the bill. An application inference profile is made to divide them, and
    does so by its tags alone; those that the provider gives to everything count.

    Fix: Tag the profile with application and environment

        resource "aws_bedrock_inference_profile" "<profile>" {
          tags = { app = "assistant", env = "prod" }
        }
    """
    if profile.origin.file is None:
        return not_applicable("profiles of an account are judged by the calls that pass them")
    if not profile.tagged:
        return failed("An inference profile lacks cost tags", profile=profile.name)
    return passed(profile=profile.name, tags=sorted(profile.tagged))
