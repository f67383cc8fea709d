"""How the AI workload's secrets are kept in AWS."""

from __future__ import annotations

from datetime import date
from typing import Any

from readiness.api import Verdict, check, failed, not_applicable, passed, unknown
from readiness.facts.aws.account import AwsReference
from readiness.facts.aws.secret_stores import AwsParameter, AwsSecret, AwsStackOutput

OUT_OF_SCOPE = "the AI workload does not refer to it"


def _out_of_scope(secret: AwsSecret, references: list[AwsReference]) -> str:
    """Why a secret is not judged; empty when it is."""
    if secret.owner:
        return "an AWS service manages it"
    if secret.deletion:
        return "it is marked for deletion"
    return "" if secret.in_scope or secret.provider or secret.used_by(references) else OUT_OF_SCOPE


@check(
    "aws-parameters-secure",
    severity="high",
    effort="minutes",
    certainty="likely",
    maps=["aws-genai-lens:GENSEC01-BP01", "azure-waf-core:SE:09", "eu-dora:DORA-Art9"],
)
def parameters_secure(parameter: AwsParameter, references: list[AwsReference]) -> Verdict:
    """Parameters that hold secrets are encrypted.

    Why: Everybody who may read parameters reads our keys. A `String` is kept in clear; a `SecureString` also asks
    for the right to a key. Judged by its name; the value is never read.

    Fix: Store it as a SecureString and change the secret

        # <name>
        aws ssm describe-parameters --parameter-filters Key=Type,Values=String
    """
    if not parameter.secret_name:
        return not_applicable("its name is not that of a secret")
    if not (parameter.provider or parameter.used_by(references)):
        return not_applicable(OUT_OF_SCOPE)
    if parameter.form != "SecureString":
        return failed("A secret is kept in clear", name=parameter.name, type=parameter.form)
    return passed(name=parameter.name)


@check(
    "aws-provider-secrets-rotated",
    severity="medium",
    effort="hours",
    maps=["aws-genai-lens:GENSEC01-BP01", "azure-waf-core:SE:09"],
)
def provider_secrets_rotated(secret: AwsSecret, references: list[AwsReference], today: date, max_days: int = 90) -> Verdict:
    """Secrets of the AI workload change regularly.

    Why: A key that leaked long ago still works. Keys of other providers can't rotate by themselves; a new value
    counts, whoever sets it.

    Fix: Rotate it, or give it a new value by a dated runbook

        aws secretsmanager describe-secret --secret-id <name>
        aws secretsmanager put-secret-value --secret-id <name> --secret-string file://new
    """
    if reason := _out_of_scope(secret, references):
        return not_applicable(reason)
    if secret.rotates:
        return passed(name=secret.name, rotates=True)
    if secret.changed is None:
        return unknown("Secrets Manager does not say when it changed", name=secret.name)
    days = (today - secret.changed.date()).days
    if days > max_days:
        return failed("A secret has not changed for long", name=secret.name, changed=secret.changed.date(), max_days=max_days)
    return passed(name=secret.name, changed=secret.changed.date())


@check(
    "aws-no-stale-secret",
    severity="low",
    effort="minutes",
    maps=["azure-waf-core:SE:09"],
)
def no_stale_secret(secret: AwsSecret, references: list[AwsReference], today: date, max_days: int = 90) -> Verdict:
    """Secrets of the AI workload are in use.

    Why: A forgotten key still opens what it opened. Nobody misses it when it leaks. Replicas in other regions tell
    of their own use.

    Fix: Find out who needs it, and delete it

        aws secretsmanager describe-secret --secret-id <name>
        aws secretsmanager delete-secret --secret-id <name> --recovery-window-in-days 30
    """
    if reason := _out_of_scope(secret, references):
        return not_applicable(reason)
    last: Any = secret.accessed or secret.created
    if last is None:
        return unknown("Secrets Manager does not say when it was read", name=secret.name)
    evidence: Any = {"name": secret.name, "accessed": secret.accessed.date() if secret.accessed else "never", "max_days": max_days}
    return failed("A secret is not used any more", **evidence) if (today - last.date()).days > max_days else passed(**evidence)


@check(
    "aws-stack-output-holds-no-secret",
    severity="high",
    effort="hours",
    maps=["azure-waf-core:SE:09", "aws-ai-security-framework:AISF-DATA-03"],
)
def output_holds_no_secret(output: AwsStackOutput) -> Verdict:
    """Outputs of stacks show no secret.

    Why: Whoever may describe the stack reads the secret. `NoEcho` hides a parameter, but not in outputs; those stay readable
    in the console, in pipelines' logs and for stacks that import them. Read is only what an output refers to.

    Fix: Output the secret's name, not the secret

        Outputs:
          <output>:
            Value: !Ref Secret      # of AWS::SecretsManager::Secret: its ARN; shown now: <shows>
    """
    if output.shows:
        return failed("An output of a stack shows a secret", output=output.name, shows=output.shows)
    return passed(output=output.name)
