"""Whether infrastructure files keep production's account and secrets for production."""

from __future__ import annotations

from readiness.api import Verdict, check, failed, not_applicable, passed, unknown
from readiness.facts import Environment
from readiness.facts.estate import DeclaredAccount, DeclaredSecretReference
from readiness.facts.serving import before_production


@check(
    "ai-accounts-per-environment",
    severity="medium",
    effort="days",
    certainty="likely",
    maps=[
        "azure-waf-core:SE:04",
        "azure-waf-ai:AI-S:protect-the-integrity-of-the-design-by-implementing-segmenta",
        "iso-42001-2023:A.4.5",
        "eu-dora:DORA-Art9",
    ],
)
def accounts_per_environment(accounts: list[DeclaredAccount]) -> Verdict | list[Verdict]:
    """Production is made in a cloud account of its own.

    Why: A mistake in a test can stop production or read its data. Quotas of models, budgets and administrators are shared by
    all that lives in one account, subscription or project. Which environment a file is for is told by its path and values.

    Fix: Give each environment its own account, in its values

        # production.tfvars
        subscription_id = "…"   # project of Google Cloud; a role in the account of AWS
        # staging.tfvars: another one; shared now: <shared_with>
    """
    ours = [each for each in accounts if each.environment is Environment.PRODUCTION]
    judged = [
        (each, others) for each in ours if (others := [one for one in accounts if one.cloud == each.cloud and before_production(one)])
    ]
    return [_apart(each, others) for each, others in judged] or not_applicable("these files do not make production and another environment")


def _apart(ours: DeclaredAccount, others: list[DeclaredAccount]) -> Verdict:
    known = [each for each in others if "account" not in each.unread]
    if "account" in ours.unread or not known:
        return unknown("in which account it is made is told when it is applied", about=ours, cloud=ours.cloud)
    shared = sorted(str(each.origin) for each in known if each.account == ours.account)
    if shared:
        return failed("Production shares its account with tests", about=ours, cloud=ours.cloud, account=ours.account, shared_with=shared)
    if len(known) < len(others):
        return unknown("in which account another environment is made is told when it is applied", about=ours, cloud=ours.cloud)
    return passed(about=ours, cloud=ours.cloud, account=ours.account, others=sorted({each.account for each in known}))


@check(
    "ai-secret-references-per-environment",
    severity="high",
    effort="hours",
    certainty="likely",
    maps=["owasp-aisvs-1.0:AISVS-C5.1", "iso-42001-2023:A.4.5", "aws-genai-lens:GENSEC01-BP01"],
)
def secret_references(references: list[DeclaredSecretReference]) -> Verdict | list[Verdict]:
    """Values of tests name no provider secret of production.

    Why: A test can spend production's quota, or leak its key. Two files of values that name the same secret of the same vault
    or account use one key. Judged by names; values of secrets are never read.

    Fix: Keep a secret for each environment, and name it

        # <file>: <variable>
        openai_secret = "https://kv-ai-staging.vault.azure.net/secrets/openai"
    """
    ours = {each.secret for each in references if each.environment is Environment.PRODUCTION}
    others = [each for each in references if before_production(each)]
    if not (ours and others):
        return not_applicable("no secret is named for production and for another environment")
    shared = [each for each in others if each.secret in ours]
    problem = "A test uses a secret of production"
    if shared:
        return [failed(problem, about=each, file=each.origin.file, variable=each.variable, secret=each.secret) for each in shared]
    return passed(production=len(ours), others=len(others))
