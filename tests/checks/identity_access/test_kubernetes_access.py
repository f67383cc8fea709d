"""What service accounts may do: situations and verdicts."""

from __future__ import annotations

from typing import Any

from readiness.facts import Environment, Gap, GapReason, Origin
from readiness.facts.ai import AiService
from readiness.facts.containers import Container
from readiness.facts.kubernetes.objects import LabelSelector
from readiness.facts.kubernetes.rbac import AccessRule, Grant, Role, ServiceAccount
from readiness.facts.kubernetes.workloads import Workload
from readiness.testing import PLACE, fact, row, table

LIVE = Origin(place="kubernetes:lab", call="rolebindings.rbac.authorization.k8s.io models/it")
ALL = ("*",)


def rule(verbs: str, resources: str, *groups: str, names: str = "") -> AccessRule:
    return AccessRule(verbs=tuple(verbs.split()), resources=tuple(resources.split()), groups=groups or ("",), names=tuple(names.split()))


def role(*rules: AccessRule, name: str = "worker", kind: str = "Role", **values: Any) -> Any:
    values.setdefault("namespace", "models" if kind == "Role" else None)
    return fact(Role, name=name, kind=kind, rules=rules, **values)


def grant(to: str = "models/assistant", *, role: str = "Role/worker", everywhere: bool = False, **values: Any) -> Any:
    """A binding to `namespace/account`, or to `Group:name` or `User:name`."""
    kind, _, name = to.partition(":") if to.startswith(("Group:", "User:")) else ("ServiceAccount", "", to)
    namespace, _, account = name.rpartition("/") if kind == "ServiceAccount" else ("", "", name)
    values.setdefault("namespace", None if everywhere else "models")
    return fact(
        Grant,
        name="it",
        kind="ClusterRoleBinding" if everywhere else "RoleBinding",
        role_kind=role.partition("/")[0],
        role=role.partition("/")[2],
        subject_kind=kind,
        subject=account,
        subject_namespace=namespace or None,
        **values,
    )


def workload(**values: Any) -> Any:
    values = {"namespace": "models", "service_account": "assistant", "kind": "Deployment", **values}
    return fact(Workload, name="assistant", api_version="apps/v1", containers=(Container(name="app"),), **values)


def account(**values: Any) -> Any:
    return fact(ServiceAccount, **{"name": "assistant", "namespace": "models", **values})


SERVICE = fact(
    AiService,
    role="inference",
    product="vllm",
    platform="kubernetes",
    authentication=False,
    workload="workload:assistant",
    container=Container(name="app"),
)
EVERYTHING = rule("*", "*", "*")
ADMIN = "ClusterRole/cluster-admin"
NO_ROLES = Gap(place=PLACE, facts=("Role",), reason=GapReason.DENIED)

test_no_cluster_admin = table(
    "k8s-no-cluster-admin",
    passes=[
        [grant(role="ClusterRole/worker", everywhere=True), role(rule("get", "pods"), kind="ClusterRole")],
        # Everything of one group is not everything.
        [grant(role="ClusterRole/worker", everywhere=True), role(rule("*", "*", "ray.io"), kind="ClusterRole")],
    ],
    fails=[
        row(grant(role=ADMIN, everywhere=True), says="models/assistant"),
        [grant(role="ClusterRole/root", everywhere=True), role(EVERYTHING, name="root", kind="ClusterRole")],
        row(grant("Group:system:serviceaccounts", role=ADMIN, everywhere=True), says="system:serviceaccounts"),
        row(grant("Group:system:serviceaccounts:models", role=ADMIN, everywhere=True)),
        # The role stands in a base that is for every environment.
        [
            grant(role="ClusterRole/root", everywhere=True),
            role(EVERYTHING, name="root", kind="ClusterRole", environment=Environment.SHARED),
        ],
        [
            grant(role="ClusterRole/sum", everywhere=True),
            role(name="sum", kind="ClusterRole", aggregates=(LabelSelector(labels={"to": "sum"}),)),
            role(EVERYTHING, name="part", kind="ClusterRole", labels={"to": "sum"}),
        ],
    ],
    unknown=[
        [grant(role="ClusterRole/elsewhere", everywhere=True)],
        [grant(role="ClusterRole/worker", everywhere=True), NO_ROLES],
        # A namespaced role of that name is another one.
        [grant(role="ClusterRole/worker", everywhere=True), role(EVERYTHING)],
    ],
    not_applicable=[
        grant(role=ADMIN),
        grant("User:ann@example.org", role=ADMIN, everywhere=True),
        grant("Group:platform-team", role=ADMIN, everywhere=True),
        grant("kube-system/tiller", role=ADMIN, everywhere=True),
        grant("argocd/argocd-application-controller", role=ADMIN, everywhere=True),
        grant("Group:system:serviceaccounts:kube-system", role=ADMIN, everywhere=True),
        grant("Group:system:masters", role=ADMIN, everywhere=True, made_by_cluster=True),
        grant(role="ClusterRole/gone", everywhere=True, origin=LIVE),
    ],
)

test_no_wildcard_role = table(
    "k8s-no-wildcard-role",
    passes=[
        [grant(), role(rule("get", "pods"))],
        [grant(), role(rule("*", "rayclusters", "ray.io"))],
        [grant(), role(rule("*", "*", "ray.io"))],
        [grant(role="ClusterRole/view")],
        [grant(), role(rule("*", "configmaps", names="election"))],
    ],
    fails=[
        row(grant(), role(rule("*", "pods")), says="* on pods"),
        [grant(), role(rule("get list", "*"))],
        [grant(), role(rule("*", "deployments", "apps"))],
        [grant(role=ADMIN)],
        [grant(), role(rule("get", "*", "*"))],
    ],
    unknown=[[grant()], [grant(role="ClusterRole/elsewhere")], [grant(), NO_ROLES]],
    not_applicable=[
        [grant("kube-system/worker"), role(rule("*", "pods"))],
        [grant("User:ann"), role(rule("*", "pods"))],
        [grant(role=ADMIN, everywhere=True)],
        [role(rule("*", "pods"))],
        [grant(origin=LIVE)],
    ],
)

test_secrets_not_readable = table(
    "k8s-secrets-not-readable-at-large",
    passes=[
        [workload(), grant(), role(rule("get", "secrets", names="keys"))],
        [workload(), grant(), role(rule("get list", "configmaps"))],
        [workload(), grant(), role(rule("list", "secrets", "example.org"))],
        [workload(origin=LIVE)],
        # Another account of the same name.
        [workload(), grant(), role(rule("get", "pods")), grant("other/assistant", role=ADMIN, everywhere=True, resource="b")],
    ],
    fails=[
        row(workload(), grant(), role(rule("get", "secrets")), says="its namespace"),
        row(workload(), grant(role="ClusterRole/edit", everywhere=True), says="the cluster"),
        # A list can't be limited to names.
        [workload(), grant(), role(rule("list", "secrets", names="keys"))],
        [workload(), grant(), role(rule("*", "*", "*"))],
        [workload(service_account=None), grant("models/default"), role(rule("watch", "secrets"))],
        [workload(namespace=None), grant("models/assistant"), role(rule("get", "secrets"))],
        # What serves a model is judged even if it writes a status.
        [workload(), SERVICE, grant(), role(rule("get", "secrets"), rule("update", "rayclusters/status", "ray.io"))],
    ],
    unknown=[
        [workload(), grant()],
        [workload(), grant(), NO_ROLES],
        [workload(), Gap(place=PLACE, facts=("Grant",), reason=GapReason.DENIED)],
    ],
    not_applicable=[
        workload(),
        [workload(), grant(), role(rule("get", "secrets"), rule("update", "rayclusters/status", "ray.io"))],
        [workload(), grant(), role(rule("get", "secrets"), rule("update create", "leases", "coordination.k8s.io"))],
        [workload(namespace="kube-system"), grant("kube-system/assistant", role=ADMIN, everywhere=True)],
    ],
)

test_no_escalating_right = table(
    "k8s-no-escalating-right",
    passes=[
        [workload(), grant(), role(rule("get list watch", "pods pods/log"))],
        # A notebook hub starts pods in its own namespace.
        [workload(), grant(), role(rule("create delete", "pods"))],
        [workload(), grant(), role(rule("create", "pods/exec", "example.org"))],
        [workload(origin=LIVE)],
    ],
    fails=[
        row(workload(), grant(), role(rule("create", "pods/exec")), says="pods/exec"),
        # A GET opens a terminal too.
        [workload(), grant(), role(rule("get", "pods/*")), grant(role="Role/b", resource="b"), role(rule("get", "*/exec"), name="b")],
        [workload(), grant(role="ClusterRole/n", everywhere=True), role(rule("create", "pods"), name="n", kind="ClusterRole")],
        [workload(), grant(), role(rule("bind", "clusterroles", "rbac.authorization.k8s.io"))],
        [workload(), grant(), role(rule("create", "serviceaccounts/token"))],
        [workload(), grant(role="ClusterRole/edit")],
    ],
    unknown=[[workload(), grant()], [workload(), grant(), NO_ROLES]],
    not_applicable=[
        workload(),
        [workload(), grant(), role(rule("create", "pods/exec"), rule("patch", "jobs/status", "batch"))],
        [workload(namespace="ray-system"), grant("ray-system/assistant", role=ADMIN, everywhere=True)],
    ],
)

ANYBODY, USERS = "Group:system:unauthenticated", "Group:system:authenticated"

test_nobody_anonymous = table(
    "k8s-nobody-anonymous",
    passes=[
        grant(ANYBODY, role="ClusterRole/system:public-info-viewer", everywhere=True),
        grant(USERS, role="ClusterRole/system:discovery", everywhere=True),
        [
            grant("User:system:anonymous", role="Role/info", namespace="kube-public"),
            role(rule("get", "configmaps", names="cluster-info"), name="info", namespace="kube-public"),
        ],
        [
            grant(USERS, role="ClusterRole/ask", everywhere=True),
            role(rule("create", "selfsubjectaccessreviews", "authorization.k8s.io"), name="ask", kind="ClusterRole"),
        ],
        [
            grant(USERS, role="ClusterRole/look", everywhere=True),
            role(rule("get list", "packagemanifests", "packages.operators.coreos.com"), name="look", kind="ClusterRole"),
        ],
    ],
    fails=[
        row(grant(ANYBODY, role="ClusterRole/view", everywhere=True), says="view"),
        grant("User:system:anonymous", role=ADMIN, everywhere=True),
        grant(USERS, role="ClusterRole/edit"),
        [grant(USERS), role(rule("get", "pods"))],
        # A Role may bear the name of a harmless ClusterRole.
        [grant(ANYBODY, role="Role/system:discovery"), role(rule("get", "secrets"), name="system:discovery")],
        grant(ANYBODY, role="ClusterRole/elsewhere"),
        [
            grant("User:system:anonymous", role="Role/info", namespace="kube-public"),
            role(rule("get", "configmaps"), name="info", namespace="kube-public"),
        ],
    ],
    unknown=[[grant(USERS, role="ClusterRole/elsewhere")], [grant(USERS), NO_ROLES]],
    not_applicable=[grant(), grant("User:ann"), grant("Group:system:masters", role=ADMIN, everywhere=True), grant(USERS, origin=LIVE)],
)

test_unused_token = table(
    "k8s-unused-token-not-mounted",
    passes=[
        [workload(automount_token=False), account()],
        [workload(), account(automount_token=False)],
        [workload(), account(), grant()],
    ],
    fails=[
        row(workload(), account(), says="assistant"),
        # The pod's word goes before the account's.
        [workload(automount_token=True), account(automount_token=False)],
        [workload(), account(), grant("models/other")],
        [workload(), account(cloud_identities=("eks.amazonaws.com/role-arn",))],
        [workload(), account(environment=Environment.UNCLASSIFIED)],
    ],
    unknown=[
        [workload()],
        [workload(), account(), Gap(place=PLACE, facts=("Grant",), reason=GapReason.DENIED)],
    ],
    not_applicable=[
        workload(service_account=None),
        workload(service_account="default"),
        [workload(kind="Job"), account()],
        [workload(kind="RayCluster"), account()],
        [workload(pod_annotations=frozenset({"vault.hashicorp.com/agent-inject"})), account()],
        [workload(namespace="gpu-operator"), account(namespace="gpu-operator")],
    ],
)

live_account = account(origin=LIVE)

test_no_dangling_binding = table(
    "k8s-no-dangling-binding",
    passes=[
        [grant(origin=LIVE), role(origin=LIVE), live_account],
        [grant("User:ann", role="ClusterRole/view", origin=LIVE)],
    ],
    fails=[
        row(grant(origin=LIVE), live_account, says="worker"),
        row(grant("models/gone", origin=LIVE), role(origin=LIVE), live_account, says="models/gone"),
    ],
    unknown=[
        [grant("elsewhere/assistant", origin=LIVE), role(origin=LIVE), live_account],
        [grant(origin=LIVE), Gap(place="kubernetes:lab", facts=("Role",), reason=GapReason.DENIED)],
    ],
    not_applicable=[grant(), grant(origin=LIVE, made_by_cluster=True), grant("kube-system/x", origin=LIVE, namespace="kube-system")],
)
