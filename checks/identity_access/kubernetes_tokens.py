"""Tokens of service accounts that never end."""

from __future__ import annotations

from typing import Any

from readiness.api import Verdict, check, failed, not_applicable, passed
from readiness.facts.kubernetes.secrets import SecretMetadata
from readiness.facts.serving import in_system_namespace


@check(
    "k8s-no-lasting-token",
    severity="medium",
    effort="hours",
    maps=["azure-waf-core:SE:09", "azure-waf-core:SE:05"],
)
def no_lasting_token(secret: SecretMetadata) -> Verdict:
    """Service accounts hold no token that never ends.

    Why: A copied token opens the cluster until somebody deletes it. Tokens in Secrets have no expiry and no audience;
    those that pods are given by the kubelet end within the hour. Only metadata is read, where the configuration allows it.

    Fix: Ask for tokens that end, and delete this one

        kubectl --namespace <namespace> create token … --duration 1h
        kubectl --namespace <namespace> delete secret <secret>   # last used <last_used>
    """
    if not secret.is_token:
        return not_applicable("it is no token")
    if in_system_namespace(secret):
        return not_applicable("it belongs to the platform")
    told: dict[str, Any] = {"secret": secret.name, "namespace": secret.namespace}
    if secret.made_by:
        return passed(made_by=secret.made_by, **told)
    return failed("A token of a service account never ends", last_used=secret.token_used or "not told", **told)
