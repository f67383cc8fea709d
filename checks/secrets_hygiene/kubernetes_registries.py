"""Whether pods hold the credentials that their registries ask for."""

from __future__ import annotations

from typing import Any

from readiness.api import Verdict, check, failed, not_applicable, passed, unknown
from readiness.facts.indexing import by_key
from readiness.facts.kubernetes.objects import KubernetesObject
from readiness.facts.kubernetes.rbac import ServiceAccount, account_of
from readiness.facts.kubernetes.secrets import SecretMetadata
from readiness.facts.kubernetes.workloads import Workload
from readiness.facts.serving import in_system_namespace

ASKING = ("nvcr.io/nim/",)
"""Repositories that no node reaches without a key, wherever it runs."""


def _home(thing: KubernetesObject) -> tuple[tuple[str, str], str | None]:
    return thing.world, thing.namespace


def _world(thing: KubernetesObject) -> tuple[str, str]:
    return thing.world


@check("k8s-image-pull-secret", severity="medium", effort="minutes", maps=["azure-waf-core:OE:11"])
def image_pull_secret(workload: Workload, accounts: list[ServiceAccount], metadata: list[SecretMetadata]) -> Verdict:
    r"""Pods hold a key for registries that ask for one.

    Why: The next node can't start the service. Nodes that have the image still run it, so that nobody notices until one
    is replaced. Registries that nodes reach with a role of their own are left out.

    Fix: Attach a pull secret to the service account

        kubectl --namespace <namespace> create secret docker-registry ngc …
        kubectl --namespace <namespace> patch serviceaccount <account> \
          --patch '{"imagePullSecrets": [{"name": "ngc"}]}'
    """
    if in_system_namespace(workload):
        return not_applicable("it belongs to the platform")
    account = account_of(workload, accounts)
    own = [each.name for each in workload.references if each.pulls_image]
    named = sorted({*own, *(account.pull_secrets if account else ())})
    asking = sorted({str(each.image) for each in workload.containers if each.image and each.image.repository.startswith(ASKING)})
    told: dict[str, Any] = {"workload": workload.name, "namespace": workload.namespace, "account": workload.service_account or "default"}
    if named:
        known = {each.name for each in by_key(metadata, _home).get((workload.world, workload.namespace), ())}
        if by_key(metadata, _world).get(workload.world) and not known & set(named):
            return failed("A pull secret is missing", missing=named, **told)
        return passed(pull_secrets=named, **told)
    if not asking:
        return not_applicable("no registry of its images is known to ask for a key")
    if account is None:
        return unknown("its service account was not seen, and may hold a pull secret", images=asking, **told)
    return failed("A pod holds no key for its registry", images=asking, **told)
