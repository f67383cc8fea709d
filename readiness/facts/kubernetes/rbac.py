"""Who may do what in a cluster: service accounts, roles, and to whom they are given (rbac.authorization.k8s.io/v1)."""

from __future__ import annotations

from collections.abc import Iterable

from readiness.facts.indexing import by_key
from readiness.facts.kubernetes.objects import KubernetesObject, LabelSelector
from readiness.facts.kubernetes.workloads import Workload
from readiness.facts.record import Model


class ServiceAccount(KubernetesObject):
    """An account that pods run as.

    Attributes:
        automount_token: pods that don't say otherwise mount its token.
        cloud_identities: annotations that bind it to an identity of a cloud (`eks.amazonaws.com/role-arn`).
        pull_secrets: names of the Secrets that its pods pull images with.
        token_secrets: names of the long-lived tokens that it lists.
    """

    automount_token: bool = True
    cloud_identities: tuple[str, ...] = ()
    pull_secrets: tuple[str, ...] = ()
    token_secrets: tuple[str, ...] = ()


class AccessRule(Model):
    """What a role allows: all combinations of verbs, API groups and resources.

    Attributes:
        names: the only objects it is about; empty for all. Lists and creations can't be limited to names.
        urls: paths of the API server that are no resources (`/metrics`).
    """

    verbs: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    resources: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    urls: tuple[str, ...] = ()

    def allows(self, verb: str, resource: str, group: str = "") -> bool:
        """Whether it allows this on any object, as the RBAC authorizer matches (`*`, `*/scale`)."""
        _, slash, subresource = resource.partition("/")
        names = {"*", resource} | ({f"*/{subresource}"} if slash else set())
        return not {"*", verb}.isdisjoint(self.verbs) and not {"*", group}.isdisjoint(self.groups) and not names.isdisjoint(self.resources)

    @property
    def everything(self) -> bool:
        """Whether it allows everything on every resource."""
        return "*" in self.verbs and "*" in self.groups and "*" in self.resources


class Role(KubernetesObject):
    """A Role or ClusterRole.

    Attributes:
        kind: `Role`, or `ClusterRole`, whose namespace is None.
        rules: its own; a cluster fills in those of an aggregated role.
        aggregates: labels of the ClusterRoles whose rules it takes over.
    """

    kind: str
    rules: tuple[AccessRule, ...] = ()
    aggregates: tuple[LabelSelector, ...] = ()


class Grant(KubernetesObject):
    """What a RoleBinding or ClusterRoleBinding gives to one of its subjects.

    Attributes:
        kind: the binding's kind.
        role_kind, role: what is given.
        subject_kind: `ServiceAccount`, `User` or `Group`.
        subject: its name; `system:serviceaccount:…` as a User is given as the ServiceAccount that it is.
        subject_namespace: of a ServiceAccount.
        made_by_cluster: the API server makes it itself (`kubernetes.io/bootstrapping: rbac-defaults`).
    """

    kind: str
    role_kind: str
    role: str
    subject_kind: str
    subject: str
    subject_namespace: str | None = None
    made_by_cluster: bool = False

    @property
    def everywhere(self) -> bool:
        """Whether it holds in every namespace, and for what belongs to none."""
        return self.kind == "ClusterRoleBinding"


_ALL = ("*",)
_WRITE = ("create", "delete", "deletecollection", "patch", "update")
_EDIT = (
    AccessRule(
        verbs=("get", "list", "watch", *_WRITE),
        groups=("",),
        resources=("configmaps", "pods", "pods/attach", "pods/exec", "pods/portforward", "pods/proxy", "secrets", "services"),
    ),
    AccessRule(verbs=("impersonate",), groups=("",), resources=("serviceaccounts",)),
)
BUILT_IN: dict[str, tuple[AccessRule, ...]] = {
    "cluster-admin": (AccessRule(verbs=_ALL, groups=_ALL, resources=_ALL),),
    "admin": _EDIT,
    "edit": _EDIT,
    "view": (AccessRule(verbs=("get", "list", "watch"), groups=("",), resources=("configmaps", "pods", "services")),),
}
"""ClusterRoles that every cluster has, as far as checks ask; manifests name and don't write them (Kubernetes 1.34)."""


def rules_given(grant: Grant, roles: Iterable[Role]) -> tuple[AccessRule, ...] | None:
    """The rules of what is granted; None when the role is not among these."""
    known = by_key(roles, _role_key)
    namespace = None if grant.role_kind == "ClusterRole" else grant.namespace
    for world in grant.worlds:
        found = known.get((world, grant.role_kind, namespace, grant.role))
        if found:
            return tuple(rule for role in found for rule in (*role.rules, *_aggregated(role, roles)))
    return BUILT_IN.get(grant.role) if grant.role_kind == "ClusterRole" else None


def _role_key(role: Role) -> tuple[tuple[str, str], str, str | None, str]:
    return role.world, role.kind, role.namespace, role.name


def _aggregated(role: Role, roles: Iterable[Role]) -> list[AccessRule]:
    """Rules that the cluster would fill in; a live role has them already."""
    if role.is_live or not role.aggregates:
        return []
    others = [each for each in by_key(roles, _world).get(role.world, ()) if each.kind == "ClusterRole"]
    return [rule for each in others if any(one.matches(each.labels) for one in role.aggregates) for rule in each.rules]


def _world(role: Role) -> tuple[str, str]:
    return role.world


def grants_of(workload: Workload, grants: Iterable[Grant]) -> list[Grant]:
    """What the service account of a workload is given; what every account is given does not count."""
    known = by_key(grants, _account_key)
    found = [each for world in workload.worlds for each in known.get((world, workload.service_account or "default"), ())]
    # A namespace that a manifest leaves out is set at install time, in the binding too.
    return [each for each in found if None in (each.subject_namespace, workload.namespace) or each.subject_namespace == workload.namespace]


def _account_key(grant: Grant) -> tuple[tuple[str, str], str]:
    return grant.world, grant.subject if grant.subject_kind == "ServiceAccount" else ""


def account_of(workload: Workload, accounts: Iterable[ServiceAccount]) -> ServiceAccount | None:
    """The service account that a workload runs as, when it is among these."""
    known = by_key(accounts, _account)
    name = workload.service_account or "default"
    return next((each for world in workload.worlds for each in known.get((world, workload.namespace, name), ())), None)


def _account(account: ServiceAccount) -> tuple[tuple[str, str], str | None, str]:
    return account.world, account.namespace, account.name


def accounts_beside(grant: Grant, accounts: Iterable[ServiceAccount]) -> list[ServiceAccount]:
    """The service accounts of the namespace of a grant's subject."""
    return by_key(accounts, _home).get((grant.world, grant.subject_namespace), [])


def _home(account: ServiceAccount) -> tuple[tuple[str, str], str | None]:
    return account.world, account.namespace
