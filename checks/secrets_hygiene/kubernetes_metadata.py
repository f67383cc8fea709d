"""What the metadata of a cluster's Secrets tells, where the user allows that it is read."""

from __future__ import annotations

from typing import Any

from readiness.api import Verdict, check, failed, not_applicable, passed, unknown
from readiness.facts.indexing import by_key
from readiness.facts.kubernetes.objects import KubernetesObject
from readiness.facts.kubernetes.secrets import ExternalSecretManifest, SecretMetadata
from readiness.facts.kubernetes.workloads import Workload
from readiness.facts.serving import in_system_namespace

SHOWN = 10


def _home(thing: KubernetesObject) -> tuple[tuple[str, str], str | None]:
    return thing.world, thing.namespace


@check(
    "k8s-secret-rotated",
    severity="medium",
    effort="hours",
    certainty="likely",
    maps=["azure-waf-core:SE:09", "aws-ai-security-framework:AISF-DATA-03"],
)
def secret_rotated(
    secret: SecretMetadata, workloads: list[Workload], managers: list[ExternalSecretManifest], most_days: int = 365
) -> Verdict:
    """Secrets that pods use were renewed within a year.

    Why: A password that leaked once works for ever. Nobody replaced this one for longer than a year, so everyone who
    ever saw it still has it. Only times are read, where the configuration allows it.

    Fix: Replace the value, and let an operator do so from now on

        # <secret>, last written <written>
        apiVersion: external-secrets.io/v1
        kind: ExternalSecret
        metadata: {name: <secret>, namespace: <namespace>}
    """
    if in_system_namespace(secret):
        return not_applicable("it belongs to the platform")
    if secret.is_token:
        return not_applicable("it is the token of a service account")
    kept = {name for each in by_key(managers, _home).get((secret.world, secret.namespace), ()) for name in (each.target, each.name)}
    if secret.made_by or secret.name in kept:
        return not_applicable("an operator keeps it in step with its source")
    users = [
        each.name
        for each in by_key(workloads, _home).get((secret.world, secret.namespace), ())
        if any(one.kind == "Secret" and one.name == secret.name for one in each.references)
    ]
    if not users:
        return not_applicable("no pod names it")
    written = secret.changed or secret.created
    told: dict[str, Any] = {"secret": secret.name, "namespace": secret.namespace, "used_by": sorted(set(users))[:SHOWN]}
    if written is None:
        return unknown("the cluster does not tell when it was written", **told)
    days = (secret.read_at - written).days
    if days > most_days:
        return failed("A Secret was not renewed for too long", written=written.date().isoformat(), days=days, most_days=most_days, **told)
    return passed(written=written.date().isoformat(), **told)
