"""Service accounts, roles and bindings, from manifests and from clusters."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from cluster_world import facts_of, thing

from readiness.facts import Fact
from readiness.facts.kubernetes.rbac import AccessRule, Grant, Role, ServiceAccount

sys.path.insert(0, str(Path(__file__).parent.parent / "files" / "formats"))
from reading import facts_in

RBAC = "rbac.authorization.k8s.io"
PLACE: Any = {"resource", "origin", "environment"}


def both(kind: type[Fact], made: dict[str, Any], resource: str) -> list[Any]:
    """Facts of one object, which must be the same from a manifest and from a cluster."""
    live = [each for each in facts_of([made], resource) if isinstance(each, kind)]
    written = facts_in(yaml.safe_dump(made), "deploy/object.yaml")[kind]
    assert [each.model_dump(exclude=PLACE) for each in live] == [each.model_dump(exclude=PLACE) for each in written]
    return written


def test_service_accounts() -> None:
    annotations = {"eks.amazonaws.com/role-arn": "arn:aws:iam::111122223333:role/x", "iam.gke.io/gcp-service-account": ""}
    made = thing(
        "v1",
        "ServiceAccount",
        "chat",
        metadata={"annotations": annotations},
        imagePullSecrets=[{"name": "registry"}, {}],
        secrets=[{"name": "chat-token-x7f2q"}, {"name": "other"}],
    )
    (found,) = both(ServiceAccount, made, "serviceaccounts")
    assert (found.automount_token, found.pull_secrets, found.token_secrets) == (True, ("registry",), ("chat-token-x7f2q",))
    assert found.cloud_identities == ("eks.amazonaws.com/role-arn",)
    (found,) = both(ServiceAccount, thing("v1", "ServiceAccount", "x", automountServiceAccountToken=False), "serviceaccounts")
    assert not found.automount_token


def test_roles() -> None:
    rules = [{"verbs": ["get"], "apiGroups": [""], "resources": ["secrets"], "resourceNames": ["keys"]}, {"verbs": ["get"]}, "x"]
    (found,) = both(Role, thing(f"{RBAC}/v1", "Role", "worker", rules=rules), f"roles.{RBAC}")
    assert found.rules == (AccessRule(verbs=("get",), groups=("",), resources=("secrets",), names=("keys",)), AccessRule(verbs=("get",)))
    selectors = {"clusterRoleSelectors": [{"matchLabels": {"to": "edit"}}]}
    (found,) = both(Role, thing(f"{RBAC}/v1", "ClusterRole", "sum", None, aggregationRule=selectors, rules=None), f"clusterroles.{RBAC}")
    assert (found.kind, found.namespace, found.rules, found.aggregates[0].labels) == ("ClusterRole", None, (), {"to": "edit"})


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        ({"kind": "ServiceAccount", "name": "a", "namespace": "b"}, ("ServiceAccount", "a", "b")),
        ({"kind": "ServiceAccount", "name": "a"}, ("ServiceAccount", "a", "models")),
        ({"kind": "User", "name": "system:serviceaccount:b:a"}, ("ServiceAccount", "a", "b")),
        ({"kind": "User", "name": "ann"}, ("User", "ann", None)),
        ({"kind": "Group", "name": "system:masters"}, ("Group", "system:masters", None)),
    ],
)
def test_subjects_of_bindings(subject: dict[str, str], expected: tuple[str, str, str | None]) -> None:
    made = thing(f"{RBAC}/v1", "RoleBinding", "it", roleRef={"kind": "ClusterRole", "name": "view"}, subjects=[subject])
    (found,) = both(Grant, made, f"rolebindings.{RBAC}")
    assert (found.subject_kind, found.subject, found.subject_namespace) == expected
    assert (found.role_kind, found.role, found.everywhere) == ("ClusterRole", "view", False)


def test_each_subject_of_a_binding_is_a_grant_of_its_own() -> None:
    subjects = [{"kind": "User", "name": "ann"}, {"kind": "User", "name": "ben"}]
    made = thing(
        f"{RBAC}/v1",
        "ClusterRoleBinding",
        "it",
        None,
        metadata={"labels": {"kubernetes.io/bootstrapping": "rbac-defaults"}},
        roleRef={"kind": "ClusterRole", "name": "view"},
        subjects=subjects,
    )
    found = both(Grant, made, f"clusterrolebindings.{RBAC}")
    assert [each.subject for each in found] == ["ann", "ben"]
    assert len({each.resource for each in found}) == 2
    assert all(each.made_by_cluster and each.everywhere for each in found)


@pytest.mark.parametrize("broken", [{}, {"roleRef": "x"}, {"subjects": "x", "roleRef": {"name": "y"}}, {"roleRef": {"name": "y"}}])
def test_a_binding_without_a_role_or_subject_grants_nothing(broken: dict[str, Any]) -> None:
    assert both(Grant, thing(f"{RBAC}/v1", "RoleBinding", "it", **broken), f"rolebindings.{RBAC}") == []
