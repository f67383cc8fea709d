"""Service accounts, roles and bindings."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from readiness.collectors.files.shapes import at, flag, mapping, mappings, text, texts
from readiness.collectors.kubernetes.kinds import reads
from readiness.collectors.kubernetes.raw import RawObject
from readiness.collectors.kubernetes.selectors import selector
from readiness.facts.kubernetes.rbac import AccessRule, Grant, Role, ServiceAccount

CLOUD_IDENTITIES = ("eks.amazonaws.com/role-arn", "iam.gke.io/gcp-service-account", "azure.workload.identity/client-id")


@reads("ServiceAccount", gives=(ServiceAccount,))
def service_account(raw: RawObject) -> Iterator[ServiceAccount]:
    """A service account. The Secrets that it lists are named, never read."""
    secrets = [text(each.get("name")) for each in mappings(raw.data.get("secrets"))]
    yield ServiceAccount(
        **raw.values(),
        automount_token=flag(raw.data.get("automountServiceAccountToken")) is not False,
        cloud_identities=tuple(each for each in CLOUD_IDENTITIES if raw.annotations.get(each)),
        pull_secrets=tuple(name for each in mappings(raw.data.get("imagePullSecrets")) if (name := text(each.get("name")))),
        token_secrets=tuple(each for each in secrets if each.startswith(f"{raw.name}-token-")),
    )


@reads("Role.rbac.authorization.k8s.io", "ClusterRole.rbac.authorization.k8s.io", gives=(Role,))
def role(raw: RawObject) -> Iterator[Role]:
    """A role and what it allows."""
    yield Role(
        **raw.values(),
        kind=raw.kind,
        rules=tuple(_rule(each) for each in mappings(raw.data.get("rules"))),
        aggregates=tuple(selector(each) for each in mappings(at(raw.data, "aggregationRule", "clusterRoleSelectors"))),
    )


def _rule(data: dict[str, Any]) -> AccessRule:
    # The core group is written as "", which is no empty scalar here.
    groups = data.get("apiGroups")
    return AccessRule(
        verbs=texts(data.get("verbs")),
        groups=tuple(text(each) for each in groups) if isinstance(groups, list) else (),
        resources=texts(data.get("resources")),
        names=texts(data.get("resourceNames")),
        urls=texts(data.get("nonResourceURLs")),
    )


_ACCOUNT = "system:serviceaccount:"


@reads("RoleBinding.rbac.authorization.k8s.io", "ClusterRoleBinding.rbac.authorization.k8s.io", gives=(Grant,))
def binding(raw: RawObject) -> Iterator[Grant]:
    """A grant for each subject of a binding that names a role."""
    given, subjects = mapping(raw.data.get("roleRef")), mappings(raw.data.get("subjects"))
    if not text(given.get("name")):
        return
    for number, subject in enumerate(subjects):
        kind, name, namespace = text(subject.get("kind")), text(subject.get("name")), text(subject.get("namespace")) or raw.namespace
        if kind == "User" and name.startswith(_ACCOUNT):
            namespace, _, name = name.removeprefix(_ACCOUNT).partition(":")
            kind = "ServiceAccount"
        values = raw.values()
        yield Grant(
            **{**values, "resource": values["resource"] + (f"#{number}" if number else "")},
            kind=raw.kind,
            role_kind=text(given.get("kind")),
            role=text(given.get("name")),
            subject_kind=kind,
            subject=name,
            subject_namespace=namespace if kind == "ServiceAccount" else None,
            made_by_cluster=raw.labels.get("kubernetes.io/bootstrapping") == "rbac-defaults",
        )
