"""Whether environments share secrets in AWS."""

from __future__ import annotations

from readiness.api import Verdict, check, failed, not_applicable, passed, unknown
from readiness.facts import Environment
from readiness.facts.aws.account import AwsReference
from readiness.facts.aws.secret_stores import AwsSecret

OTHER = (Environment.STAGING, Environment.DEVELOPMENT)


@check(
    "aws-secret-per-environment",
    severity="high",
    effort="hours",
    certainty="likely",
    maps=["azure-waf-core:SE:09", "azure-waf-core:SE:04", "eu-dora:DORA-Art9"],
)
def secret_per_environment(secret: AwsSecret, references: list[AwsReference]) -> Verdict:
    """Secrets are not shared across environments.

    Why: A leak in a test environment opens production. Who may change test systems then holds production's keys.

    Fix: Make one secret for each environment

        # <name> is used by <used_by>
        aws secretsmanager describe-secret --secret-id <name>
    """
    users = secret.used_by(references)
    if not users:
        return not_applicable("the AI workload does not refer to it")
    environments = {each.environment for each in users}
    used_by = sorted({f"{each.user} ({each.environment})" for each in users})
    if Environment.PRODUCTION in environments and environments & set(OTHER):
        return failed("Production and other environments share a secret", name=secret.name, used_by=used_by)
    if Environment.UNCLASSIFIED in environments and len({each.user for each in users}) > 1:
        return unknown("its users' environments are not known", name=secret.name, used_by=used_by)
    return passed(name=secret.name, used_by=used_by)
